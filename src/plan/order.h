/* In which order tasks are served: what leads to a hard date first, by how late it may begin; then what is pinned or
 * leads to it; then by when a task should begin (start_by). Of what leads to a hard date, the pinned are first too.
 *
 * A task should begin so that the dates wanted of it and of what waits for it are kept, and so that its project ends at
 * its turn: projects take turns by work left over cost of delay (weighted shortest processing time), but overlap, since
 * a chain of tasks leaves its people time for the next project: the scale of turns is a fraction of elapsed time. */
#pragma once
#include "plan/path.h"

struct plan_order {
    uint32_t *place;       /* per task: 0 is served first */
    int32_t *hard_start;   /* per task: the latest start that keeps the hard dates behind it; PLAN_NEVER: none */
    int32_t *start_by;     /* per task: how soon it should begin, in slots on the scale of turns; negative: long ago */
    int64_t *project_work; /* per project: slots left */
    bool *pinned;          /* per task: it or something that waits for it */
};

size_t plan_order_bytes(const struct plan_in *in);
struct plan_order plan_order_make(struct plan_memory *m, const struct plan_base *b, const struct plan_path *p);
