/* The whole plan in one call: findings, critical path, blocks of the next weeks, dates for everything; or without the
 * blocks, which is what a what-if needs (plan/change.h).
 *
 * Who is served first is what is in force (plan/kept.h), or else the rule (plan/order.h); or what plan/search.h finds,
 * if the settings say so and it is worth more with its blocks too. Where the order in force breaks a promise, serving
 * promises and pins first is tried beside it. */
#pragma once
#include "plan/check.h"
#include "plan/dispatch.h"
#include "plan/search.h"
#include "plan/valid.h"

struct plan_out {
    struct plan_base base;
    struct plan_path path;
    struct plan_findings findings;
    struct plan_order order;
    struct plan_kept kept; /* what is in force from now on: for the next plan's plan_task.force_end */
    struct plan_blocks blocks;
    struct plan_dates dates; /* of what has blocks, and of what comes after the window */
};

size_t plan_make_bytes(const struct plan_in *in);
/* PLAN_OK, PLAN_INVALID or PLAN_NO_ROOM. What comes out lies in m and points to the input. */
int plan_make(struct plan_memory *m, const struct plan_in *in, struct plan_out *ret);

/* Without blocks, findings and search: the dates of plan/macro.h, in a third of the time. */
size_t plan_make_dates_bytes(const struct plan_in *in);
int plan_make_dates(struct plan_memory *m, const struct plan_in *in, struct plan_out *ret);
/* The same of a plan with changes, for less: was is the base of the one it is laid over (plan/change.h), or NULL. */
int plan_make_dates_over(struct plan_memory *m, const struct plan_in *in, const struct plan_base *was,
                         struct plan_out *ret);

/* Of findings, dates and blocks, by keys: equal for equal plans, whatever the order of the rows. */
uint64_t plan_hash(const struct plan_in *in, const struct plan_out *out);
