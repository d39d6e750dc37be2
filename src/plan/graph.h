/* Dependencies as arcs beside each task, and tasks in an order in which everything comes after what it waits for.
 * A dependency of any kind counts as an arc: what goes round in a circle through finish-finish is a cycle as well. */
#pragma once
#include "plan/memory.h"
#include "plan/plan.h"

struct plan_arc {
    uint32_t task; /* the other end */
    uint32_t kind;
    int32_t lag;
    uint32_t dependency;
};

struct plan_graph {
    uint32_t *into_at, *from_at; /* arcs of task t: [at[t], at[t + 1]) */
    struct plan_arc *into, *from;
    uint32_t *order; /* the first order_n can be planned; the others are on a cycle or wait for one */
    uint32_t order_n;
};

size_t plan_graph_bytes(const struct plan_in *in);
struct plan_graph plan_graph_make(struct plan_memory *m, const struct plan_in *in);

/* A cycle, each task waiting for the next, beginning with the task of the least key, among tasks that are `in_play`
 * (task_n flags, changed: those of the cycle are taken out). Returns its length, 0 if there is none. ret_path has room
 * for task_n. Takes time in proportion to the graph; m needs plan_cycle_bytes and gets it back. */
size_t plan_cycle_bytes(const struct plan_in *in);
uint32_t plan_cycle_take(struct plan_memory *m, const struct plan_in *in, const struct plan_graph *g, bool *in_play,
                         uint32_t *ret_path);
