/* What every part of the engine works from, made once: arcs, working time, teams, remaining effort. */
#pragma once
#include "plan/days.h"
#include "plan/graph.h"
#include "plan/teams.h"

struct plan_base {
    const struct plan_in *in;
    struct plan_graph graph;
    struct plan_calendar *calendars; /* per person: what the caller gave as free */
    uint64_t *open;                  /* as much of everybody's days as may be planned (plan/days.h) */
    uint64_t *anybody;               /* who of them ever: all of `open` together */
    struct plan_teams teams;
    int32_t *effort;  /* per task: likely effort less what fixed blocks do */
    int32_t *release; /* per task, beside each other, since tasks are long; 0: at once */
    uint32_t *project, *need_n;
    int32_t *fixed_finish; /* per task: the end of its last fixed block, or 0 */
};

size_t plan_base_bytes(const struct plan_in *in);
struct plan_base plan_base_make(struct plan_memory *m, const struct plan_in *in); /* in is valid (plan/valid.h) */
/* The same of a plan laid over another (plan/change.h): what lies in the same storage is taken from the base of that
 * other, which has to stay. */
struct plan_base plan_base_over(struct plan_memory *m, const struct plan_in *in, const struct plan_base *was);

/* What may be planned of one person's days, as a bitmap. */
void plan_open_of(const struct plan_base *b, uint32_t person, uint64_t *ret_bits);

/* The calendar that stands for a task: of the one who could do most of it; NULL: of nobody. */
static inline const struct plan_calendar *plan_calendar_of(const struct plan_base *b, uint32_t task)
{
    uint32_t p = b->teams.guide[task];
    return p == PLAN_NONE ? NULL : &b->calendars[p];
}
