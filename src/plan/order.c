#include "plan/order.h"
#include "plan/sort.h"

size_t plan_order_bytes(const struct plan_in *in)
{
    size_t most = in->task_n > in->project_n ? in->task_n : in->project_n;
    return 2 * plan_room(uint32_t, in->task_n) + plan_room(int64_t, in->project_n) +
           plan_room(uint32_t, in->project_n) + plan_room(bool, in->task_n) + 2 * plan_room(struct plan_ranked, most);
}

static int32_t least(int32_t a, int32_t b)
{
    return a < b ? a : b;
}

static void hard_starts(const struct plan_base *b, int32_t *hard_start)
{
    const struct plan_graph *g = &b->graph;
    for (uint32_t t = 0; t < b->in->task_n; t++)
        hard_start[t] = PLAN_NEVER;
    for (uint32_t i = g->order_n; i-- > 0;) {
        uint32_t t = g->order[i];
        const struct plan_calendar *c = plan_calendar_of(b, t);
        int32_t finish = b->in->tasks[t].hard, start = PLAN_NEVER;
        for (uint32_t a = g->from_at[t]; a < g->from_at[t + 1]; a++) {
            int32_t limit = hard_start[g->from[a].task];
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
        hard_start[t] = start < -PLAN_SLOTS_MOST ? -PLAN_SLOTS_MOST : start;
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

/* ret_place: of each project, by work / weight. Compared as fractions of 2^20 rounded down: work is under 2^31. */
static void projects_rank(struct plan_memory *m, const struct plan_in *in, const int64_t *work, uint32_t *ret_place)
{
    struct plan_ranked *by = plan_raw(m, sizeof *by * in->project_n),
                       *spare = plan_raw(m, sizeof *spare * in->project_n);
    for (uint32_t p = 0; p < in->project_n; p++) {
        uint64_t weight = in->projects[p].weight > 0 ? in->projects[p].weight : 1;
        by[p] = (struct plan_ranked){((uint64_t)work[p] << 20) / weight, in->projects[p].key, p};
    }
    plan_sort(by, in->project_n, spare);
    for (uint32_t i = 0; i < in->project_n; i++)
        ret_place[by[i].id] = i;
}

struct plan_order plan_order_make(struct plan_memory *m, const struct plan_base *b, const struct plan_path *p)
{
    const struct plan_in *in = b->in;
    struct plan_order o = {plan_raw(m, sizeof(uint32_t) * in->task_n), plan_raw(m, sizeof(int32_t) * in->task_n),
                           plan_array(m, int64_t, in->project_n), plan_raw(m, sizeof(bool) * in->task_n)};
    uint32_t *project_place = plan_raw(m, sizeof *project_place * in->project_n);
    size_t mark = m->used;
    for (uint32_t t = 0; t < in->task_n; t++)
        o.project_work[in->tasks[t].project] += b->effort[t];
    hard_starts(b, o.hard_start);
    pins_pull(b, o.pinned);
    projects_rank(m, in, o.project_work, project_place);
    m->used = mark;
    struct plan_ranked *by = plan_raw(m, sizeof *by * in->task_n), *spare = plan_raw(m, sizeof *spare * in->task_n);
    for (uint32_t t = 0; t < in->task_n; t++) {
        bool hard = o.hard_start[t] != PLAN_NEVER;
        int32_t start = hard ? o.hard_start[t] : p->late_start[t];
        uint64_t group = (hard ? 0 : 2) + !o.pinned[t]; /* hard and pinned, hard, pinned, the others by project */
        group += hard || o.pinned[t] ? 0 : project_place[in->tasks[t].project];
        by[t] = (struct plan_ranked){group << 32 | ((uint32_t)start ^ 0x80000000u), in->tasks[t].key, t};
    }
    plan_sort(by, in->task_n, spare);
    for (uint32_t i = 0; i < in->task_n; i++)
        o.place[by[i].id] = i;
    m->used = mark;
    return o;
}
