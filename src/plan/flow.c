#include "plan/flow.h"

#define NONE UINT32_MAX

size_t plan_flow_bytes(uint32_t nodes, uint32_t edges)
{
    return plan_room(struct plan_flow_edge, 2 * (size_t)edges) + 3 * plan_room(uint32_t, nodes) +
           2 * plan_room(uint32_t, nodes);
}

struct plan_flow plan_flow_make(struct plan_memory *m, uint32_t nodes, uint32_t edges)
{
    struct plan_flow f = {plan_raw(m, sizeof *f.edges * 2 * edges),
                          plan_raw(m, sizeof *f.first * nodes),
                          plan_raw(m, sizeof *f.level * nodes),
                          plan_raw(m, sizeof *f.at * 3 * nodes),
                          nodes,
                          0};
    for (uint32_t i = 0; i < nodes; i++)
        f.first[i] = NONE;
    return f;
}

uint32_t plan_flow_add(struct plan_flow *f, uint32_t from, uint32_t to, int32_t capacity)
{
    uint32_t edge = f->edge_n;
    f->edges[edge] = (struct plan_flow_edge){to, f->first[from], capacity};
    f->first[from] = edge;
    f->edges[edge + 1] = (struct plan_flow_edge){from, f->first[to], 0};
    f->first[to] = edge + 1;
    f->edge_n += 2;
    return edge;
}

/* Distance from the source along what is not full. */
static bool levels_find(struct plan_flow *f, uint32_t source, uint32_t sink)
{
    uint32_t *queue = f->at + f->node_n, head = 0, tail = 0;
    for (uint32_t i = 0; i < f->node_n; i++) {
        f->level[i] = NONE;
        f->at[i] = f->first[i];
    }
    f->level[source] = 0;
    queue[tail++] = source;
    while (head < tail) {
        uint32_t node = queue[head++];
        for (uint32_t e = f->first[node]; e != NONE; e = f->edges[e].next)
            if (f->edges[e].left > 0 && f->level[f->edges[e].to] == NONE) {
                f->level[f->edges[e].to] = f->level[node] + 1;
                queue[tail++] = f->edges[e].to;
            }
    }
    return f->level[sink] != NONE;
}

/* Fills one way to the sink, or finds that there is none any more. The way is kept by hand: ways may be long. */
static int32_t way_fill(struct plan_flow *f, uint32_t source, uint32_t sink)
{
    uint32_t *way = f->at + 2 * (size_t)f->node_n, n = 0, node = source;
    while (node != sink) {
        uint32_t e = f->at[node];
        if (e == NONE) { /* nothing further from here: one step back, and on with the next */
            if (n == 0)
                return 0;
            node = f->edges[way[--n] ^ 1].to;
            f->at[node] = f->edges[f->at[node]].next;
        } else if (f->edges[e].left > 0 && f->level[f->edges[e].to] == f->level[node] + 1) {
            way[n++] = e;
            node = f->edges[e].to;
        } else {
            f->at[node] = f->edges[e].next;
        }
    }
    int32_t least = PLAN_FLOW_ALL;
    for (uint32_t i = 0; i < n; i++)
        least = f->edges[way[i]].left < least ? f->edges[way[i]].left : least;
    for (uint32_t i = 0; i < n; i++) {
        f->edges[way[i]].left -= least;
        f->edges[way[i] ^ 1].left += least;
    }
    return least;
}

int64_t plan_flow_run(struct plan_flow *f, uint32_t source, uint32_t sink)
{
    int64_t sum = 0;
    while (levels_find(f, source, sink))
        for (int32_t more = way_fill(f, source, sink); more > 0; more = way_fill(f, source, sink))
            sum += more;
    return sum;
}
