#include "plan/path.h"

#define FAR (1 << 28) /* dates are kept within plus and minus this: long chains of long lags end there */

static int32_t least(int32_t a, int32_t b)
{
    return a < b ? a : b;
}

static int32_t near(int32_t date)
{
    return date < -FAR ? -FAR : least(date, FAR);
}

static const struct plan_calendar *calendar_or_all(const struct plan_base *b, uint32_t task,
                                                   const struct plan_calendar *all)
{
    const struct plan_calendar *c = plan_calendar_of(b, task);
    return c ? c : all;
}

/* What an arc says of the start: itself, or the start from which the work ends not before a bound of the finish. */
static int32_t arc_bound(const struct plan_arc *a, const struct plan_calendar *c, int32_t effort, const int32_t *start,
                         const int32_t *finish)
{
    int32_t from = a->kind == PLAN_START_START || a->kind == PLAN_START_FINISH ? start[a->task] : finish[a->task];
    if (from == PLAN_NEVER)
        return PLAN_NEVER;
    if (a->kind == PLAN_FINISH_START || a->kind == PLAN_START_START)
        return from + a->lag;
    if (effort == 0)
        return from + a->lag;
    int32_t last =
        plan_rank(c, from + a->lag - 1); /* the rank of the first free slot that may be the last of the work */
    return plan_select(c, last - effort + 1);
}

int32_t plan_bound(const struct plan_base *b, const struct plan_calendar *c, uint32_t task, int32_t effort,
                   const int32_t *start, const int32_t *finish, uint32_t *ret_arc)
{
    const struct plan_graph *g = &b->graph;
    int32_t bound = b->in->tasks[task].release > 0 ? b->in->tasks[task].release : 0;
    uint32_t arc = PLAN_NONE;
    for (uint32_t i = g->into_at[task]; i < g->into_at[task + 1]; i++) {
        int32_t says = arc_bound(&g->into[i], c, effort, start, finish);
        bool tie = says == bound && arc != PLAN_NONE &&
                   b->in->tasks[g->into[i].task].key < b->in->tasks[g->into[arc].task].key;
        if (says > bound || tie) {
            bound = says;
            arc = i;
        }
    }
    *ret_arc = arc;
    return bound;
}

size_t plan_path_bytes(const struct plan_in *in)
{
    return 6 * plan_room(int32_t, in->task_n) + plan_room(int32_t, in->project_n);
}

static void forward(const struct plan_base *b, struct plan_path *p, const struct plan_calendar *all)
{
    const struct plan_in *in = b->in;
    for (uint32_t i = 0; i < b->graph.order_n; i++) {
        uint32_t t = b->graph.order[i], arc;
        const struct plan_calendar *c = calendar_or_all(b, t, all);
        int32_t bound = plan_bound(b, c, t, b->effort[t], p->early_start, p->early_finish, &arc);
        p->early_start[t] = near(b->effort[t] == 0 ? bound : plan_select(c, plan_rank(c, bound)));
        p->early_finish[t] = near(plan_after(c, p->early_start[t], b->effort[t]));
        int32_t *end = &p->project_end[in->tasks[t].project];
        *end = p->early_finish[t] > *end ? p->early_finish[t] : *end;
    }
}

/* Latest dates of one task from its successors' and its project's end. */
static void backward_task(const struct plan_base *b, struct plan_path *p, uint32_t t, const struct plan_calendar *c)
{
    const struct plan_graph *g = &b->graph;
    int32_t finish = p->project_end[b->in->tasks[t].project], start = PLAN_NEVER, tail = 0;
    for (uint32_t i = g->from_at[t]; i < g->from_at[t + 1]; i++) {
        const struct plan_arc *a = &g->from[i];
        bool to_start = a->kind == PLAN_FINISH_START || a->kind == PLAN_START_START;
        if (p->late_start[a->task] == PLAN_NEVER)
            continue;
        int32_t limit = (to_start ? p->late_start : p->late_finish)[a->task] - a->lag;
        if (a->kind == PLAN_FINISH_START || a->kind == PLAN_FINISH_FINISH)
            finish = least(finish, limit);
        else
            start = least(start, limit);
        tail = p->tail[a->task] > tail ? p->tail[a->task] : tail;
    }
    int32_t effort = b->effort[t], latest = plan_before(c, finish, effort);
    if (start < latest) /* the latest working slot not after the limit */
        latest = effort == 0 ? start : plan_select(c, plan_rank(c, start + 1) - 1);
    p->late_start[t] = latest = near(latest);
    p->late_finish[t] = near(plan_after(c, latest, effort));
    p->slack[t] = plan_rank(c, latest) - plan_rank(c, p->early_start[t]);
    p->tail[t] = near(tail + effort);
}

struct plan_path plan_path_make(struct plan_memory *m, const struct plan_base *b)
{
    uint32_t n = b->in->task_n;
    struct plan_calendar all = {0}; /* of no length: every slot is free */
    struct plan_path p = {plan_array(m, int32_t, n),
                          plan_array(m, int32_t, n),
                          plan_array(m, int32_t, n),
                          plan_array(m, int32_t, n),
                          plan_array(m, int32_t, n),
                          plan_array(m, int32_t, n),
                          plan_array(m, int32_t, b->in->project_n)};
    for (uint32_t t = 0; t < n; t++) /* those on a cycle have no dates */
        p.early_start[t] = p.early_finish[t] = p.late_start[t] = p.late_finish[t] = PLAN_NEVER;
    forward(b, &p, &all);
    for (uint32_t i = b->graph.order_n; i-- > 0;) {
        uint32_t t = b->graph.order[i];
        backward_task(b, &p, t, calendar_or_all(b, t, &all));
    }
    return p;
}
