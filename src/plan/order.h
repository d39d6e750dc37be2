/* In which order tasks are served: what leads to a hard date first, by how late it may begin; then what is pinned or
 * leads to it; then projects by cost of delay against the work that is left in them (weighted shortest processing time:
 * measured in docs/planner.md's sources as what gives the earliest projects), tasks inside by latest start. Of what
 * leads to a hard date, the pinned are first too. */
#pragma once
#include "plan/path.h"

struct plan_order {
    uint32_t *place;       /* per task: 0 is served first */
    int32_t *hard_start;   /* per task: the latest start that keeps the hard dates behind it; PLAN_NEVER: none */
    int64_t *project_work; /* per project: slots left */
    bool *pinned;          /* per task: it or something that waits for it */
};

size_t plan_order_bytes(const struct plan_in *in);
struct plan_order plan_order_make(struct plan_memory *m, const struct plan_base *b, const struct plan_path *p);
