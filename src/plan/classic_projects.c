#include "plan/classic_lay.h"
#include "plan/sort.h"

struct many {
    struct plan_shop shop;
    const struct plan_classic *in;
    int64_t *rank; /* per project: less is earlier */
    int32_t *start, *mirror, *end, *release;
    uint32_t *order;
    struct plan_ranked *sorted, *spare;
    uint32_t budget, used;
    struct plan_classic_result *best;
};

/* Sorts tasks by a first key, then a second (both not negative), then index, which the mirror turns round. */
static void order_make(struct many *x, bool by_project, const int32_t *key, int side)
{
    uint32_t n = x->in->task_n;
    for (uint32_t t = 0; t < n; t++)
        x->sorted[t] =
            (struct plan_ranked){by_project ? (uint64_t)x->rank[x->in->project[t]] << 16 | x->in->project[t] : 0,
                                 (uint64_t)(uint32_t)key[t] << 32 | (side == 0 ? t : n - 1 - t), t};
    plan_sort(x->sorted, n, x->spare);
    for (uint32_t i = 0; i < n; i++)
        x->order[i] = x->sorted[i].id;
}

/* A dependency between projects may break the order by project: what comes too early waits for its predecessors. */
static void order_mend(struct many *x)
{
    const struct plan_side *of = &x->shop.side[0];
    uint32_t n = x->in->task_n, done = 0, left = n;
    uint32_t *open = (uint32_t *)x->spare;
    __builtin_memset(x->end, 0, sizeof *x->end * n); /* here: is it in the order? */
    __builtin_memcpy(open, x->order, sizeof *open * n);
    while (left > 0) {
        uint32_t kept = 0;
        for (uint32_t i = 0; i < left; i++) {
            uint32_t t = open[i];
            bool ready = true;
            for (uint32_t a = of->into_at[t]; ready && a < of->into_at[t + 1]; a++)
                ready = x->end[of->into[a]] != 0;
            if (ready) {
                x->end[t] = 1;
                x->order[done++] = t;
            } else {
                open[kept++] = t;
            }
        }
        left = kept;
    }
}

static void note(struct plan_memory *m, struct many *x, int32_t length)
{
    int64_t delay = plan_delay(m, &x->shop, x->start);
    x->used++;
    if (x->used > 1 && delay >= x->best->delay)
        return;
    x->best->delay = delay;
    x->best->makespan = length;
    __builtin_memcpy(x->best->start, x->start, sizeof *x->start * x->in->task_n);
}

/* Every project to the right, to its own finish, and all back to the left: no project ends later than before. */
static void justify(struct plan_memory *m, struct many *x, int32_t length)
{
    const struct plan_classic *c = x->in;
    int32_t *finish = x->end;
    __builtin_memset(finish, 0, sizeof *finish * c->project_n);
    for (uint32_t t = 0; t < c->task_n; t++) {
        int32_t end = x->start[t] + c->duration[t];
        finish[c->project[t]] = end > finish[c->project[t]] ? end : finish[c->project[t]];
        x->mirror[t] = length - end;
    }
    for (uint32_t t = 0; t < c->task_n; t++)
        x->release[t] = length - finish[c->project[t]];
    order_make(x, false, x->mirror, 1);
    x->shop.side[1].release = x->release;
    plan_lay_serial(&x->shop, 1, x->order, x->mirror);
    x->used++;
    for (uint32_t t = 0; t < c->task_n; t++)
        x->mirror[t] = length - x->mirror[t] - c->duration[t];
    order_make(x, false, x->mirror, 0);
    note(m, x, plan_lay_serial(&x->shop, 0, x->order, x->start));
}

enum { BY_WORK, BY_PATH, BY_FINISH, RULES };

/* Most of any resource's time that a project takes, in thousandths of its capacity. */
static int64_t work_of(const struct plan_classic *c, uint32_t project)
{
    int64_t most = 0;
    for (uint32_t r = 0; r < c->resource_n; r++) {
        int64_t sum = 0;
        for (uint32_t t = 0; t < c->task_n; t++)
            sum += c->project[t] == project ? (int64_t)c->duration[t] * c->request[t * c->resource_n + r] : 0;
        sum = c->capacity[r] > 0 ? sum * 1000 / c->capacity[r] : 0;
        most = sum > most ? sum : most;
    }
    return most;
}

static void rank_make(struct many *x, int rule)
{
    const struct plan_classic *c = x->in;
    for (uint32_t p = 0; p < c->project_n; p++)
        x->rank[p] = rule == BY_WORK ? c->release[p] * INT64_C(1000) + work_of(c, p) : 0;
    for (uint32_t t = 0; t < c->task_n; t++) {
        int64_t *rank = &x->rank[c->project[t]];
        int64_t path = c->release[c->project[t]] + x->shop.way[0][t], finish = x->best->start[t] + c->duration[t];
        if (rule == BY_PATH)
            *rank = path > *rank ? path : *rank;
        if (rule == BY_FINISH)
            *rank = finish > *rank ? finish : *rank;
    }
}

void plan_classic_projects(struct plan_memory *m, const struct plan_classic *c, uint32_t budget,
                           struct plan_classic_result *ret)
{
    size_t mark = m->used;
    struct many x = {.shop = plan_shop_make(m, c), .in = c, .budget = budget, .best = ret};
    x.rank = plan_array(m, int64_t, c->project_n);
    x.start = plan_array(m, int32_t, c->task_n);
    x.mirror = plan_array(m, int32_t, c->task_n);
    x.end = plan_array(m, int32_t, c->task_n);
    x.release = plan_array(m, int32_t, c->task_n);
    x.order = plan_array(m, uint32_t, c->task_n);
    x.sorted = plan_raw(m, sizeof *x.sorted * c->task_n);
    x.spare = plan_raw(m, sizeof *x.spare * c->task_n);
    for (int rule = 0; rule < RULES && (rule == 0 || x.used < budget); rule++) {
        rank_make(&x, rule);
        for (uint32_t t = 0; t < c->task_n; t++)
            x.mirror[t] = x.shop.path - x.shop.way[0][t] + c->duration[t];
        order_make(&x, true, x.mirror, 0);
        order_mend(&x);
        int32_t length = plan_lay_serial(&x.shop, 0, x.order, x.start);
        note(m, &x, length);
        if (x.used + 2 <= budget)
            justify(m, &x, length);
    }
    ret->schedules = x.used;
    m->used = mark;
}
