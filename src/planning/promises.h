/* What was promised: milestones, deliverables, tasks with a hard date, projects with a due date and work left; and what
 * a plan makes of each. A project ends with its last task, in each trial of the forecast whichever that is: its P80 is
 * at least that of each of its tasks, and later where many end together. */
#pragma once
#include "planning/compute.h"

struct promise {
    bool is_project;
    uint32_t index; /* of the task or the project in the snapshot */
    int32_t due;    /* slot, or PLAN_NEVER */
    int32_t due_day;
    bool hard;
};
struct promises {
    struct promise *at;
    uint32_t n;
};
/* Of tasks [0, n_tasks) and projects, by due date, then key. */
struct promises promises_of(struct arena *arena, const struct snapshot *s);

struct promise_state {
    int32_t finish, p50, p80; /* PLAN_NEVER: none */
    bool late;                /* planned to end after it is due */
    bool at_risk;             /* not late, but in more than one case of five it would be */
    bool held;
};
/* One for each promise, in one pass over the plan. */
struct promise_state *promise_states(struct arena *arena, const struct computed *c, const struct promises *p);
/* The client's index. */
uint32_t promise_client(const struct snapshot *s, const struct promise *p);
/* Per task: the slot by which it has to end so that every promise that waits for it can hold, PLAN_NEVER: none.
 * all_projects: also of projects whose due date is not hard. */
const int32_t *promise_needs(struct arena *arena, const struct computed *c, bool all_projects);
