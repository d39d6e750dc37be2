#include "plan/graph.h"

size_t plan_graph_bytes(const struct plan_in *in)
{
    return 2 * plan_room(uint32_t, in->task_n + 1) + 2 * plan_room(struct plan_arc, in->dependency_n) +
           2 * plan_room(uint32_t, in->task_n + 1);
}

static void arcs_make(struct plan_memory *m, const struct plan_in *in, bool into, uint32_t **ret_at,
                      struct plan_arc **ret_arcs)
{
    uint32_t *at = plan_array(m, uint32_t, in->task_n + 1);
    struct plan_arc *arcs = plan_raw(m, sizeof *arcs * in->dependency_n);
    for (uint32_t i = 0; i < in->dependency_n; i++)
        at[into ? in->dependencies[i].after : in->dependencies[i].before]++;
    uint32_t sum = 0;
    for (uint32_t t = 0; t <= in->task_n; t++) {
        sum += t < in->task_n ? at[t] : 0;
        at[t] = sum;
    }
    for (uint32_t i = in->dependency_n; i-- > 0;) {
        const struct plan_dependency *d = &in->dependencies[i];
        arcs[--at[into ? d->after : d->before]] = (struct plan_arc){into ? d->before : d->after, d->kind, d->lag, i};
    }
    *ret_at = at;
    *ret_arcs = arcs;
}

struct plan_graph plan_graph_make(struct plan_memory *m, const struct plan_in *in)
{
    struct plan_graph g = {0};
    arcs_make(m, in, true, &g.into_at, &g.into);
    arcs_make(m, in, false, &g.from_at, &g.from);
    g.order = plan_raw(m, sizeof *g.order * (in->task_n + 1));
    uint32_t *waits = plan_raw(m, sizeof *waits * (in->task_n + 1));
    for (uint32_t t = 0; t < in->task_n; t++) {
        waits[t] = g.into_at[t + 1] - g.into_at[t];
        if (waits[t] == 0)
            g.order[g.order_n++] = t;
    }
    for (uint32_t i = 0; i < g.order_n; i++)
        for (uint32_t a = g.from_at[g.order[i]]; a < g.from_at[g.order[i] + 1]; a++)
            if (--waits[g.from[a].task] == 0)
                g.order[g.order_n++] = g.from[a].task;
    return g;
}

size_t plan_cycle_bytes(const struct plan_in *in)
{
    return 2 * plan_room(uint32_t, in->task_n + 1);
}

/* Takes out of play what has nothing in play to wait for: what is left waits for a cycle, and may lead nowhere else. */
static void trim(const struct plan_in *in, const struct plan_graph *g, bool *in_play, uint32_t *waits, uint32_t *free)
{
    uint32_t n = 0;
    for (uint32_t t = 0; t < in->task_n; t++) {
        waits[t] = 0;
        for (uint32_t a = g->into_at[t]; in_play[t] && a < g->into_at[t + 1]; a++)
            waits[t] += in_play[g->into[a].task];
        if (in_play[t] && waits[t] == 0)
            free[n++] = t;
    }
    for (uint32_t i = 0; i < n; i++) {
        in_play[free[i]] = false;
        for (uint32_t a = g->from_at[free[i]]; a < g->from_at[free[i] + 1]; a++)
            if (in_play[g->from[a].task] && --waits[g->from[a].task] == 0)
                free[n++] = g->from[a].task;
    }
}

/* Of what a task waits for and is in play, the one of the least key. Something is: see trim. */
static uint32_t least_before(const struct plan_in *in, const struct plan_graph *g, const bool *in_play, uint32_t task)
{
    uint32_t best = PLAN_NONE;
    for (uint32_t a = g->into_at[task]; a < g->into_at[task + 1]; a++) {
        uint32_t t = g->into[a].task;
        if (in_play[t] && (best == PLAN_NONE || in->tasks[t].key < in->tasks[best].key))
            best = t;
    }
    return best;
}

uint32_t plan_cycle_take(struct plan_memory *m, const struct plan_in *in, const struct plan_graph *g, bool *in_play,
                         uint32_t *ret_path)
{
    size_t mark = m->used;
    uint32_t *seen = plan_raw(m, sizeof *seen * (in->task_n + 1)), *walk = plan_raw(m, sizeof *walk * (in->task_n + 1));
    uint32_t t = PLAN_NONE, n = 0, length = 0, first = 0;
    trim(in, g, in_play, seen, walk);
    for (uint32_t i = 0; i < in->task_n; i++) {
        seen[i] = PLAN_NONE;
        if (in_play[i] && (t == PLAN_NONE || in->tasks[i].key < in->tasks[t].key))
            t = i;
    }
    if (t != PLAN_NONE) {
        for (; seen[t] == PLAN_NONE; t = least_before(in, g, in_play, t)) {
            seen[t] = n;
            walk[n++] = t;
        }
        length = n - seen[t];
        const uint32_t *round = walk + seen[t];
        for (uint32_t i = 1; i < length; i++)
            if (in->tasks[round[i]].key < in->tasks[round[first]].key)
                first = i;
        for (uint32_t i = 0; i < length; i++) {
            ret_path[i] = round[(first + i) % length];
            in_play[ret_path[i]] = false;
        }
    }
    m->used = mark;
    return length;
}
