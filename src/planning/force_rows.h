/* The tables of the plan in force, and what a plan makes of them. Only for src/planning/force*.c. */
#pragma once
#include "planning/compute.h"
#include "planning/derived.h"

extern const struct derived_table planned_task_table, planned_block_table, planned_finding_table;

enum {
    PT_TASK,
    PT_CLIENT,
    PT_PROJECT,
    PT_MEMBER,
    PT_START,
    PT_FINISH,
    PT_P50,
    PT_P80,
    PT_P95,
    PT_SLACK,
    PT_CRITICAL,
    PT_LATE,
    PT_SCORE,
    PT_WHY,
    PT_WHY_REF,
    PT_WHY_UNTIL,
    PT_LEFT,
    PT_GAPS,
    PT_FORCE_END,
    PT_FORCE_MEMBER,
    PT_STANDING,
    PT_BIAS,
    PT_BIAS_TASKS
};
enum {
    PB_MEMBER,
    PB_START,
    PB_TASK,
    PB_CLIENT,
    PB_PROJECT,
    PB_END,
    PB_SETUP,
    PB_WHY,
    PB_WHY_REF,
    PB_WHY_UNTIL,
    PB_RUNNER_UP,
    PB_MARGIN,
    PB_TERMS
};
enum { PF_N, PF_KIND, PF_TASK, PF_OTHER, PF_MEMBER, PF_EQUIPMENT, PF_NUMBER, PF_PATH };

struct derived_rows force_task_rows(struct arena *a, const struct computed *c);
/* before: the blocks in force, of which those of today that have begun stay. */
struct derived_rows force_block_rows(struct arena *a, const struct computed *c, const struct derived_rows *before);
struct derived_rows force_finding_rows(struct arena *a, const struct computed *c);
