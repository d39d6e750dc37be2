#include "plan/order.h"
#include "plan/sort.h"

/* How far projects are served one after the other rather than all at once, in 16ths: 0 serves the longest chain first,
 * 16 and more one project after the other. Measured on bench/plan_tj (docs/planner.md): 5 has the makespan of 0 and
 * ends projects a fifth earlier; 8 ends them earlier still, for a longer whole. */
#define STAGGER 5

size_t plan_order_bytes(const struct plan_in *in)
{
    size_t most = in->task_n > in->project_n ? in->task_n : in->project_n;
    return 4 * plan_room(uint32_t, in->task_n) + 3 * plan_room(int64_t, in->project_n) +
           plan_room(uint32_t, in->project_n) + plan_room(bool, in->task_n) + 2 * plan_room(struct plan_ranked, most);
}

static int32_t least(int32_t a, int32_t b)
{
    return a < b ? a : b;
}

/* Wanted dates are put on the scale of turns, and count twice: that somebody waits for it is known, a turn is only made
 * up. */
static int32_t date_of(const struct plan_in *in, uint32_t t, bool hard)
{
    int32_t due = least(in->tasks[t].due, in->projects[in->tasks[t].project].due);
    if (hard)
        return in->tasks[t].hard;
    return due <= 0 || due == PLAN_NEVER ? due : due / 32 * STAGGER;
}

/* The latest starts that keep the hard, or the wanted, dates of a task and of all that waits for it (date_of). */
static void latest_starts(const struct plan_base *b, bool hard, int32_t *ret_start)
{
    const struct plan_graph *g = &b->graph;
    for (uint32_t t = 0; t < b->in->task_n; t++)
        ret_start[t] = PLAN_NEVER;
    for (uint32_t i = g->order_n; i-- > 0;) {
        uint32_t t = g->order[i];
        const struct plan_calendar *c = plan_calendar_of(b, t);
        int32_t finish = date_of(b->in, t, hard), start = PLAN_NEVER;
        for (uint32_t a = g->from_at[t]; a < g->from_at[t + 1]; a++) {
            int32_t limit = ret_start[g->from[a].task];
            if (limit == PLAN_NEVER)
                continue;
            limit -= g->from[a].lag;
            if (g->from[a].kind == PLAN_FINISH_START || g->from[a].kind == PLAN_FINISH_FINISH)
                finish = least(finish, limit);
            else
                start = least(start, limit);
        }
        if (finish != PLAN_NEVER)
            start = least(start, c ? plan_before(c, finish, b->effort[t]) : finish);
        ret_start[t] = start < -PLAN_SLOTS_MOST ? -PLAN_SLOTS_MOST : start;
    }
}

static void pins_pull(const struct plan_base *b, bool *pinned)
{
    const struct plan_graph *g = &b->graph;
    for (uint32_t t = 0; t < b->in->task_n; t++)
        pinned[t] = b->in->tasks[t].pinned;
    for (uint32_t i = g->order_n; i-- > 0;)
        for (uint32_t a = g->from_at[g->order[i]]; a < g->from_at[g->order[i] + 1]; a++)
            pinned[g->order[i]] |= pinned[g->from[a].task];
}

/* Slots that go by while everybody together works one, in 256ths: a week has 168 hours for 40. */
static int64_t elapsed_per_worked(const struct plan_base *b)
{
    int64_t all = 0, free = 0;
    for (uint32_t p = 0; p < b->in->person_n; p++) {
        all += b->in->slots;
        free += b->calendars[p].free;
    }
    return free > 0 ? all * 256 / free : 256;
}

/* When the work of each project, and of those before it by work / weight, would be done if everybody worked on nothing
 * else, in slots of work. Compared as fractions of 2^20 rounded down: work is under 2^31. */
static void turns_make(struct plan_memory *m, const struct plan_in *in, const int64_t *work, int64_t *ret_turn)
{
    size_t mark = m->used;
    struct plan_ranked *by = plan_raw(m, sizeof *by * in->project_n),
                       *spare = plan_raw(m, sizeof *spare * in->project_n);
    for (uint32_t p = 0; p < in->project_n; p++) {
        uint64_t weight = in->projects[p].weight > 0 ? in->projects[p].weight : 1;
        by[p] = (struct plan_ranked){((uint64_t)work[p] << 20) / weight, in->projects[p].key, p};
    }
    plan_sort(by, in->project_n, spare);
    int64_t sum = 0;
    for (uint32_t i = 0; i < in->project_n; i++) {
        sum += work[by[i].id];
        ret_turn[by[i].id] = in->person_n > 0 ? sum / in->person_n : 0;
    }
    m->used = mark;
}

/* What a task weighs with what waits for it: the heaviest of these. */
static void weights_pull(const struct plan_base *b, uint32_t *ret_weight)
{
    const struct plan_graph *g = &b->graph;
    for (uint32_t t = 0; t < b->in->task_n; t++)
        ret_weight[t] = b->in->tasks[t].weight > 0 ? b->in->tasks[t].weight : 1;
    for (uint32_t i = g->order_n; i-- > 0;) {
        uint32_t t = g->order[i];
        for (uint32_t a = g->from_at[t]; a < g->from_at[t + 1]; a++)
            if (ret_weight[g->from[a].task] > ret_weight[t])
                ret_weight[t] = ret_weight[g->from[a].task];
    }
}

/* ret_mean: per project, in 16ths. */
static void weights_mean(struct plan_memory *m, const struct plan_in *in, const uint32_t *weight, uint64_t *ret_mean)
{
    size_t mark = m->used;
    uint32_t *n = plan_array(m, uint32_t, in->project_n);
    for (uint32_t t = 0; t < in->task_n; t++) {
        ret_mean[in->tasks[t].project] += (uint64_t)weight[t] * 16;
        n[in->tasks[t].project]++;
    }
    for (uint32_t p = 0; p < in->project_n; p++)
        ret_mean[p] = n[p] > 0 ? ret_mean[p] / n[p] : 16;
    m->used = mark;
}

/* A task's turn within its project's: sooner by as much as it weighs more than the project's others, within reason. */
static int64_t turn_of(int64_t turn, uint64_t mean, uint32_t weight)
{
    uint64_t ratio = mean / weight; /* in 16ths */
    return turn * (int64_t)(ratio < 4 ? 4 : ratio > 64 ? 64 : ratio) * STAGGER / 256;
}

/* When each task should begin: so that wanted dates are kept, and that its project ends at its turn. */
static void starts_make(struct plan_memory *m, const struct plan_base *b, const struct plan_path *p,
                        struct plan_order *o)
{
    const struct plan_in *in = b->in;
    int64_t *turn = plan_raw(m, sizeof *turn * in->project_n), elapsed = elapsed_per_worked(b);
    uint64_t *mean = plan_array(m, uint64_t, in->project_n);
    uint32_t *weight = plan_raw(m, sizeof *weight * in->task_n);
    turns_make(m, in, o->project_work, turn);
    weights_pull(b, weight);
    weights_mean(m, in, weight, mean);
    latest_starts(b, false, o->start_by);
    for (uint32_t t = 0; t < in->task_n; t++) {
        uint32_t project = in->tasks[t].project;
        int64_t at = (turn_of(turn[project], mean[project], weight[t]) - p->tail[t]) * elapsed / 256;
        at = at < -PLAN_SLOTS_MOST ? -PLAN_SLOTS_MOST : at > PLAN_SLOTS_MOST ? PLAN_SLOTS_MOST : at;
        o->start_by[t] = least(o->start_by[t], (int32_t)at);
    }
}

struct plan_order plan_order_make(struct plan_memory *m, const struct plan_base *b, const struct plan_path *p)
{
    const struct plan_in *in = b->in;
    struct plan_order o = {plan_raw(m, sizeof(uint32_t) * in->task_n), plan_raw(m, sizeof(int32_t) * in->task_n),
                           plan_raw(m, sizeof(int32_t) * in->task_n), plan_array(m, int64_t, in->project_n),
                           plan_raw(m, sizeof(bool) * in->task_n)};
    size_t mark = m->used;
    for (uint32_t t = 0; t < in->task_n; t++)
        o.project_work[in->tasks[t].project] += b->effort[t];
    latest_starts(b, true, o.hard_start);
    pins_pull(b, o.pinned);
    starts_make(m, b, p, &o);
    m->used = mark;
    struct plan_ranked *by = plan_raw(m, sizeof *by * in->task_n), *spare = plan_raw(m, sizeof *spare * in->task_n);
    for (uint32_t t = 0; t < in->task_n; t++) {
        bool hard = o.hard_start[t] != PLAN_NEVER;
        int32_t start = hard ? o.hard_start[t] : o.start_by[t];
        uint64_t group = (hard ? 0 : 2) + !o.pinned[t]; /* hard and pinned, hard, pinned, the others */
        by[t] = (struct plan_ranked){group << 32 | ((uint32_t)start ^ 0x80000000u), in->tasks[t].key, t};
    }
    plan_sort(by, in->task_n, spare);
    for (uint32_t i = 0; i < in->task_n; i++)
        o.place[by[i].id] = i;
    m->used = mark;
    return o;
}
