/* Looks for a better order: a few rules, each justified (plan/justify.h) as long as that helps; projects that swap
 * turns with their neighbours; on plans of at most PLAN_SEARCH_MOVES tasks, single tasks served elsewhere. The best by
 * plan/worth.h is found; where there is an order in force, another is taken only if it is worth that much more that
 * dates may move for it.
 *
 * It ends when settings.search tasks have been placed, so it takes the same on every machine. With more than
 * PLAN_SEARCH_TASKS tasks only the rule is tried beside what is in force. */
#pragma once
#include "plan/kept.h"
#include "plan/worth.h"

#define PLAN_SEARCH_TASKS 5000u
#define PLAN_SEARCH_MOVES 60u

size_t plan_search_bytes(const struct plan_in *in);
/* `from`: the dates of the order in force, or of the rule. ret: as plan_kept_of makes it; filled with what was found.
 */
void plan_search(struct plan_memory *m, const struct plan_base *b, const struct plan_order *rule,
                 const struct plan_dates *from, bool in_force, struct plan_kept *ret);
