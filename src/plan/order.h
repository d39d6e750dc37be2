/* In which order tasks are served: what leads to a hard date first, by when it has to be done; then what is pinned or
 * leads to it; then by when it should be done (end_by). Of what leads to a hard date, the pinned are first too.
 *
 * When a task should be done is found from the end: each project ends at its turn, or at the dates wanted of it and of
 * its tasks, and work is laid backwards from there, each behind what waits for it and everybody's one after the other,
 * without looking for gaps. So it counts what a task's people have to do after it, which a path alone doesn't know.
 * Projects take turns by work left over cost of delay (weighted shortest processing time), but overlap: a chain of
 * tasks leaves its people time for the next project. What weighs more has an earlier turn than the others of its
 * project.
 *
 * With equal standing, the order of the list decides (plan_task.list, .seq). */
#pragma once
#include "plan/path.h"

struct plan_order {
    uint32_t *place;     /* per task: 0 is served first */
    int32_t *hard_start; /* per task: the latest start that keeps the hard dates behind it; PLAN_NEVER: none */
    int32_t *start_by;   /* per task: how soon it should begin, on the scale of turns; in plan_make as the dates say */
    int64_t *project_work; /* per project: slots left */
    bool *pinned;          /* per task: it or something that waits for it */
    /* Who does it as long as they end no later than that, else whoever is first; NULL: whoever is first. */
    const uint32_t *person;
    const int32_t *until;
};

/* How far projects are served one after the other rather than all at once, in 16ths of their turns: little ends the
 * whole sooner, much ends projects sooner. Measured on bench/plan_tj (docs/planner.md). */
#define PLAN_STAGGER 5

struct plan_rule {
    int32_t stagger;
    const uint32_t *sequence; /* projects in the order of their turns; NULL: by work over cost of delay */
};

size_t plan_order_bytes(const struct plan_in *in);
struct plan_order plan_order_make(struct plan_memory *m, const struct plan_base *b); /* with PLAN_STAGGER */
struct plan_order plan_order_ruled(struct plan_memory *m, const struct plan_base *b, const struct plan_rule *rule);
/* Projects by work left over cost of delay; ret: project_n. */
void plan_order_turns(struct plan_memory *m, const struct plan_in *in, const int64_t *work, uint32_t *ret);

/* Its class, least first: hard and pinned, hard, pinned, the others. */
static inline uint32_t plan_order_class(const struct plan_order *o, uint32_t task)
{
    return (o->hard_start[task] != PLAN_NEVER ? 0 : 2) + !o->pinned[task];
}
/* Among tasks that are equal otherwise, the least is first. */
static inline uint64_t plan_order_hand(const struct plan_task *t)
{
    return t->list != 0 ? (uint64_t)t->list << 32 | t->seq : t->key;
}
