/* What cannot work, or not as it stands, said before anything is planned. Findings are results: the plan is made all
 * the same, without what is on a cycle or has nobody. */
#pragma once
#include "plan/path.h"

enum plan_finding_kind {
    PLAN_CYCLE = 1, /* a: task of the least key; path: the tasks, each waiting for the next, the last for the first */
    PLAN_BEHIND_CYCLE,    /* a: a task that waits for a cycle */
    PLAN_NOBODY,          /* a: a task that nobody can do: candidates without the skills, skills that nobody has */
    PLAN_SKILL_MISSING,   /* a: a task whose assignee, b, lacks a skill; it is planned for them nevertheless */
    PLAN_NO_HOURS,        /* a: a task, of whose team nobody has a free slot */
    PLAN_PERSON_NO_HOURS, /* a: a person without a free slot */
    PLAN_NO_EFFORT,       /* a: a task without effort that is no milestone */
    PLAN_DUE_PAST,        /* a: a task, due before the start of the plan, with work left */
    PLAN_HARD_PAST,       /* the same for its hard date */
    PLAN_HARD_IMPOSSIBLE, /* a: a task whose hard date is before its earliest finish, even with everyone free; b: slots
                           */
    PLAN_DATES_CROSSED,   /* a: a task that may begin only after it is due, or after its hard date */
    PLAN_BEYOND,          /* a: a task that cannot end within the horizon, even with everyone free */
    PLAN_NEED_TOO_MUCH,   /* a: a task that needs more of a resource, b, than there is */
    PLAN_SHARES_OVER,     /* promised shares are more than the whole; a: percent of all together */
    PLAN_FIXED_OVERLAP,   /* a, b: fixed blocks of one person at one time */
    PLAN_FIXED_BUSY,      /* a: a fixed block outside the person's free time */
    PLAN_FIXED_TOO_MUCH   /* a: a task with more fixed work than effort; b: slots */
};

struct plan_finding {
    uint32_t kind, a, b;
    uint32_t path_first, path_n; /* in plan_findings.path */
};

#define PLAN_CYCLES_MOST 64 /* cycles that are shown; further tasks on cycles count as behind one */

struct plan_findings {
    struct plan_finding *at;
    uint32_t n;
    uint32_t *path;
};

size_t plan_check_bytes(const struct plan_in *in); /* scratch included */
struct plan_findings plan_check(struct plan_memory *m, const struct plan_base *b, const struct plan_path *p);
