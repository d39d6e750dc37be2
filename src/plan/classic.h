/* The classic problem underneath: tasks of fixed duration without interruption, finish-start dependencies, renewable
 * resources of constant capacity, one or many projects (RCPSP, RCMPSP). The product plans people, not this; here the
 * methods are measured against the literature, and machines and rooms are scheduled.
 *
 * Sources: serial and parallel generation, Kolisch 1996; double justification, Valls, Ballestín, Quintanilla 2005; the
 * search is the bi-population genetic algorithm of Debels and Vanhoucke 2007. A schedule counts each time the tasks are
 * laid out, in either direction. */
#pragma once
#include "plan/memory.h"
#include <stdbool.h>
#include <stdint.h>

#define PLAN_CLASSIC_TASKS_MOST     20000u
#define PLAN_CLASSIC_RESOURCES_MOST 64u
#define PLAN_CLASSIC_CAPACITY_MOST  32767
#define PLAN_CLASSIC_TIME_MOST      1000000 /* all durations and the latest release together */

struct plan_classic {
    uint32_t task_n, resource_n, project_n;
    const int32_t *duration;  /* per task, 0 or more */
    const int32_t *request;   /* task_n * resource_n */
    const int32_t *capacity;  /* per resource */
    const uint32_t *after_at; /* successors of t: after[after_at[t]] .. after[after_at[t + 1] - 1] */
    const uint32_t *after;    /* each of a higher index than t: tasks come in topological order */
    const uint32_t *project;  /* per task */
    const int32_t *release;   /* per project */
};

struct plan_classic_result {
    int32_t *start; /* per task; the caller's */
    int32_t makespan;
    int64_t delay;      /* of the projects together: finish less release less critical path inside the project */
    uint32_t schedules; /* how many were made */
};

bool plan_classic_valid(const struct plan_classic *c); /* within the limits, and no request above its capacity */
size_t plan_classic_bytes(const struct plan_classic *c);

int32_t plan_classic_path(struct plan_memory *m, const struct plan_classic *c); /* critical path with releases */

/* One pass: latest finish first, generated in parallel from either end, and the shorter of the two justified: three
 * schedules. */
void plan_classic_pass(struct plan_memory *m, const struct plan_classic *c, struct plan_classic_result *ret);

/* The shortest of at most `budget` schedules, never worse than the pass. */
void plan_classic_search(struct plan_memory *m, const struct plan_classic *c, uint32_t budget, uint64_t seed,
                         struct plan_classic_result *ret);

/* The least delay of projects within at most `budget` schedules: projects in order, tasks by latest finish inside, each
 * project justified to its own finish. */
void plan_classic_projects(struct plan_memory *m, const struct plan_classic *c, uint32_t budget,
                           struct plan_classic_result *ret);
