/* The order in force: by when, and by whom, everything was done in the plan that is shown (plan_task.force_end,
 * .force_person). Who is served by these ends, with these people, ends no later than there, if nothing but more time or
 * less work has come (earliest due date first is exact for work that may be interrupted). So the plan that is shown
 * never gets worse by help, and what comes in moves only what is in its way.
 *
 * Proved for dependencies on finishes; what other kinds of dependencies and shared resources do to it is measured in
 * tests/unit/test_plan_kept.c.
 *
 * What is not in the order yet stands where the fewest pairs are against the rule of plan/order.h. With too much of
 * that (KEPT_PAIRS) the rule decides alone, and there is no order in force. */
#pragma once
#include "plan/order.h"

#define PLAN_KEPT_PATIENCE (2 * 96) /* somebody else takes over what would be done so much later than in force */
#define PLAN_KEPT_PAIRS    4000000u /* tasks in force times those that are not */

struct plan_kept {
    int32_t *end;     /* per task; PLAN_NEVER: it is not in the order */
    uint32_t *person; /* or PLAN_NONE */
    uint32_t n;       /* how many are in it */
};

size_t plan_kept_bytes(const struct plan_in *in); /* of one, with an order of it */
struct plan_kept plan_kept_of(struct plan_memory *m, const struct plan_in *in);
/* As the input has it. */
static inline int32_t plan_kept_slot(const struct plan_task *t)
{
    return t->force_end == 0 ? PLAN_NEVER : t->force_end < 0 ? t->force_end + 1 : t->force_end;
}
static inline int32_t plan_kept_said(int32_t end)
{
    return end == PLAN_NEVER ? 0 : end <= 0 ? end - 1 : end;
}

/* `rule` with other places and people; points into kept. classes: hard dates and pins first, as in the rule. */
struct plan_order plan_kept_order(struct plan_memory *m, const struct plan_base *b, const struct plan_order *rule,
                                  const struct plan_kept *kept, bool classes);
