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
    int32_t bound = b->release[task];
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
    return 7 * plan_room(int32_t, in->task_n) + plan_room(int32_t, in->project_n);
}

/* Work that begins with the free slot of a rank: its dates, and its rank if the start had to be brought near. */
static int32_t lay(const struct plan_calendar *c, int32_t rank, int32_t effort, int32_t *ret_start, int32_t *ret_finish)
{
    int32_t start = plan_select(c, rank);
    if (near(start) != start)
        rank = plan_rank(c, near(start));
    *ret_start = near(start);
    *ret_finish = near(plan_select(c, rank + effort - 1) + 1);
    return rank;
}

/* ret_rank: per task, of its earliest start. */
static void forward(const struct plan_base *b, struct plan_path *p, const struct plan_calendar *all, int32_t *ret_rank)
{
    for (uint32_t i = 0; i < b->graph.order_n; i++) {
        uint32_t t = b->graph.order[i], arc;
        const struct plan_calendar *c = calendar_or_all(b, t, all);
        int32_t bound = plan_bound(b, c, t, b->effort[t], p->early_start, p->early_finish, &arc);
        if (b->effort[t] == 0) {
            p->early_start[t] = p->early_finish[t] = near(bound);
            ret_rank[t] = plan_rank(c, near(bound));
        } else {
            ret_rank[t] = lay(c, plan_rank(c, bound), b->effort[t], &p->early_start[t], &p->early_finish[t]);
        }
        int32_t *end = &p->project_end[b->project[t]];
        *end = p->early_finish[t] > *end ? p->early_finish[t] : *end;
    }
}

/* What its successors and its project's end say of the latest start and finish of a task; the tail behind it. */
static int32_t backward_limits(const struct plan_base *b, const struct plan_path *p, uint32_t t, int32_t *ret_start,
                               int32_t *ret_finish)
{
    const struct plan_graph *g = &b->graph;
    int32_t tail = 0;
    *ret_finish = p->project_end[b->project[t]];
    *ret_start = PLAN_NEVER;
    for (uint32_t i = g->from_at[t]; i < g->from_at[t + 1]; i++) {
        const struct plan_arc *a = &g->from[i];
        bool to_start = a->kind == PLAN_FINISH_START || a->kind == PLAN_START_START;
        if (p->late_start[a->task] == PLAN_NEVER)
            continue;
        int32_t limit = (to_start ? p->late_start : p->late_finish)[a->task] - a->lag;
        if (a->kind == PLAN_FINISH_START || a->kind == PLAN_FINISH_FINISH)
            *ret_finish = least(*ret_finish, limit);
        else
            *ret_start = least(*ret_start, limit);
        tail = p->tail[a->task] > tail ? p->tail[a->task] : tail;
    }
    return tail;
}

static void backward_task(const struct plan_base *b, struct plan_path *p, uint32_t t, const struct plan_calendar *c,
                          int32_t early_rank)
{
    int32_t start, finish, effort = b->effort[t], tail = backward_limits(b, p, t, &start, &finish), rank;
    if (effort == 0) {
        p->late_start[t] = p->late_finish[t] = near(least(start, finish));
        rank = plan_rank(c, p->late_start[t]);
    } else {
        rank = plan_rank(c, finish) - effort;
        if (start < plan_select(c, rank)) /* the latest working slot not after the limit */
            rank = plan_rank(c, start + 1) - 1;
        rank = lay(c, rank, effort, &p->late_start[t], &p->late_finish[t]);
    }
    p->slack[t] = rank - early_rank;
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
    size_t mark = m->used;
    int32_t *rank = plan_raw(m, sizeof *rank * n);
    forward(b, &p, &all, rank);
    for (uint32_t i = b->graph.order_n; i-- > 0;) {
        uint32_t t = b->graph.order[i];
        backward_task(b, &p, t, calendar_or_all(b, t, &all), rank[t]);
    }
    m->used = mark;
    return p;
}
