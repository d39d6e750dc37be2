/* Dates for everything over the whole horizon: serial schedule generation on 64-bit bitmaps of free time.
 *
 * Tasks are served in the order of plan/order.h as their predecessors are; each takes the earliest free slots of the
 * candidate who finishes first, day limits and load respected (of each day the first free slots as many as may be
 * planned), fixed blocks and other resources too. Work is spread over free slots without a least block: blocks are
 * plan/dispatch.h's. */
#pragma once
#include "plan/order.h"

enum plan_why {
    PLAN_WHY_UNPLACED = 0, /* on or behind a cycle, nobody, or it does not fit into the horizon */
    PLAN_WHY_START,        /* it begins at the first working slot of the plan */
    PLAN_WHY_RELEASE,      /* not before its release */
    PLAN_WHY_DEPENDENCY,   /* id: the dependency */
    PLAN_WHY_BUSY, /* the person works on something else, or has worked enough that day, or a resource is taken */
    PLAN_WHY_GIVEN /* it was given: done, or begun by blocks */
};

struct plan_dates {
    int32_t *start, *finish; /* per task: its first slot, and the slot after its last; PLAN_NEVER if it has no place */
    uint32_t *person;        /* or PLAN_NONE */
    uint8_t *why;            /* what keeps the start from being earlier */
    uint32_t *why_id;
};

/* What was decided before: blocks already laid. NULL: nothing. */
struct plan_given {
    int32_t from;           /* nothing is planned before */
    const int32_t *effort;  /* per task, what is left */
    const int32_t *start;   /* per task that has begun or is done, else PLAN_NEVER */
    const int32_t *finish;  /* per task that is done, else PLAN_NEVER */
    const uint32_t *person; /* per task that has begun, else PLAN_NONE */
};

size_t plan_macro_bytes(const struct plan_in *in); /* with the dates */
struct plan_dates plan_macro(struct plan_memory *m, const struct plan_base *b, const struct plan_order *o,
                             const struct plan_given *given);
