/* Looks for a better order: a few rules, each justified (plan/justify.h) as long as that helps; projects that swap
 * turns with their neighbours; on plans of at most PLAN_SEARCH_MOVES tasks, single tasks served elsewhere. The best by
 * plan/worth.h is found; where there is an order in force, another counts only if it is worth so much more that dates
 * may move for it.
 *
 * It ends when settings.search tasks have been placed, so it does the same on every machine. With more than
 * PLAN_SEARCH_TASKS tasks only the rule is tried beside what is in force. */
#pragma once
#include "plan/kept.h"
#include "plan/worth.h"

#define PLAN_SEARCH_TASKS 5000u
#define PLAN_SEARCH_MOVES 60u

size_t plan_search_bytes(const struct plan_in *in);
/* `from`: the dates of the order in force, or of the rule. Has it found something that is worth (so much) more? Then
 * that is filled into ret, which is as plan_kept_of makes it. */
bool plan_search(struct plan_memory *m, const struct plan_base *b, const struct plan_order *rule,
                 const struct plan_dates *from, bool in_force, struct plan_kept *ret);

/* What these dates are in force as. Serving by their ends may end some tasks even sooner, so that is done until they
 * stay: from ends that stay, help is proved to help. m needs no more than for plan_search. */
void plan_settle(struct plan_memory *m, const struct plan_base *b, const struct plan_order *rule,
                 const struct plan_dates *d, struct plan_kept *ret);
