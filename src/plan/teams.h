/* Who can do a task: the assignee alone, or the candidates who have all its skills, or everyone who has them. */
#pragma once
#include "plan/memory.h"
#include "plan/plan.h"

struct plan_teams {
    uint32_t *first, *n; /* per task, in people */
    uint32_t *people;    /* nobody twice in a team; tasks that the same people of a list can do have it at one place */
    uint32_t *guide; /* per task: the one with the most free time, whose calendar stands for the task; or PLAN_NONE */
    uint32_t several_n, several_people; /* teams of more than one, each once, and how many are in them together */
};

bool plan_has_skills(const uint64_t *has, const uint64_t *needs);

/* Of at most PLAN_SKILL_SETS_MOST different sets of skills: beyond, the tasks with more have nobody. free_n: each
 * person's free slots. */
size_t plan_teams_bytes(const struct plan_in *in);
struct plan_teams plan_teams_make(struct plan_memory *m, const struct plan_in *in, const int32_t *free_n);
