/* What a plan is worth: how much later than promised, then how late projects and the whole end and what is wanted
 * comes. The whole counts as much as all projects together: it says how soon people are free for what comes next. Less
 * is better. What has no place counts as done at twice the horizon. */
#pragma once
#include "plan/macro.h"

struct plan_worth {
    int64_t late;  /* slots after hard dates, times the project's weight */
    int64_t ends;  /* ends of projects and of the whole, and slots after wanted dates, times the project's weight */
    int64_t whole; /* the last end; it is in `ends` */
};

size_t plan_worth_bytes(const struct plan_in *in);
struct plan_worth plan_worth_of(struct plan_memory *m, const struct plan_in *in, const struct plan_dates *d);
bool plan_worth_less(const struct plan_worth *a, const struct plan_worth *b);
/* By so much less that dates may move for it: PLAN_WORTH_MARGIN of what differs first. */
#define PLAN_WORTH_MARGIN 2 /* percent */
bool plan_worth_much_less(const struct plan_worth *a, const struct plan_worth *b);
