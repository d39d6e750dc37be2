/* Critical path in working time, each task on its own calendar: a weekend does not break it.
 *
 * Without limits of capacity: earliest dates from the start of the plan and releases, latest dates against the end of
 * the task's own project (the latest earliest finish in it), slack in working slots between the two starts. Dates may
 * lie beyond the horizon, where every slot counts as working time. Sources: Kelley and Walker 1959 for the method; the
 * four kinds with lag after Elmaghraby and Kamburowski 1992. A task's work is one stretch of its working time, so a
 * bound on the finish moves the start. */
#pragma once
#include "plan/prepare.h"

struct plan_path {
    int32_t *early_start, *early_finish, *late_start, *late_finish; /* per task */
    int32_t *slack;       /* working slots the start can move without moving the project's end; critical: 0 or less */
    int32_t *tail;        /* effort of the longest chain from the task's start to the end of the project's work */
    int32_t *project_end; /* per project */
};

/* The earliest start that the task's predecessors allow on a calendar, when starts and finishes are as given, and which
 * arc says so (the least key decides; PLAN_NONE: only the release does). */
int32_t plan_bound(const struct plan_base *b, const struct plan_calendar *c, uint32_t task, int32_t effort,
                   const int32_t *start, const int32_t *finish, uint32_t *ret_arc);

size_t plan_path_bytes(const struct plan_in *in);
struct plan_path plan_path_make(struct plan_memory *m, const struct plan_base *b);
