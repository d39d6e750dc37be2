/* Maximum flow (Dinic 1970): how much can go from a source to a sink through edges of limited capacity, and the minimum
 * cut that says why not more. */
#pragma once
#include "plan/memory.h"
#include <stdbool.h>
#include <stdint.h>

struct plan_flow_edge { /* the one back is its neighbour: index ^ 1 */
    uint32_t to, next;
    int32_t left; /* capacity that is not used */
};

struct plan_flow {
    struct plan_flow_edge *edges;
    uint32_t *first, *level, *at; /* per node */
    uint32_t node_n, edge_n;
};

#define PLAN_FLOW_ALL (INT32_MAX / 2) /* a capacity that nothing fills */

size_t plan_flow_bytes(uint32_t nodes, uint32_t edges);
struct plan_flow plan_flow_make(struct plan_memory *m, uint32_t nodes, uint32_t edges);
uint32_t plan_flow_add(struct plan_flow *f, uint32_t from, uint32_t to, int32_t capacity); /* the edge */
int64_t plan_flow_run(struct plan_flow *f, uint32_t source, uint32_t sink);
/* After plan_flow_run: is the node on the source's side of the cut? */
static inline bool plan_flow_before_cut(const struct plan_flow *f, uint32_t node)
{
    return f->level[node] != UINT32_MAX;
}
