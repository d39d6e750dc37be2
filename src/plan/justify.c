#include "plan/justify.h"
#include "plan/bits.h"
#include "plan/sort.h"

struct right {
    const struct plan_base *b;
    const struct plan_dates *d;
    uint64_t **free;      /* per person: what is left of their time */
    int32_t *start, *end; /* per task: as planned, until it is moved */
    int32_t *project_end;
};

size_t plan_justify_bytes(const struct plan_in *in)
{
    return plan_room(uint64_t *, in->person_n) + in->person_n * plan_room(uint64_t, plan_words(in->slots)) +
           2 * plan_room(int32_t, in->task_n) + plan_room(int32_t, in->project_n) +
           2 * plan_room(struct plan_ranked, in->task_n);
}

static void free_make(struct plan_memory *m, struct right *x)
{
    const struct plan_in *in = x->b->in;
    size_t bytes = sizeof(uint64_t) * (size_t)plan_words(in->slots);
    x->free = plan_raw(m, sizeof *x->free * in->person_n);
    for (uint32_t p = 0; p < in->person_n; p++) {
        x->free[p] = plan_raw(m, bytes);
        plan_open_of(x->b, p, x->free[p]);
    }
    for (uint32_t i = 0; i < in->fixed_n; i++)
        for (int32_t s = in->fixed[i].from; s < in->fixed[i].to; s++)
            x->free[in->fixed[i].person][s >> 6] &= ~(UINT64_C(1) << (s & 63));
}

/* The end from which nothing that counts becomes later. */
static int32_t limit_of(const struct right *x, uint32_t t)
{
    const struct plan_task *task = &x->b->in->tasks[t];
    const struct plan_graph *g = &x->b->graph;
    const int32_t dates[] = {task->due, task->hard};
    int32_t limit = x->project_end[task->project];
    for (int i = 0; i < 2; i++) {
        int32_t date = dates[i] > x->d->finish[t] ? dates[i] : x->d->finish[t];
        if (dates[i] != PLAN_NEVER && date < limit)
            limit = date;
    }
    for (uint32_t a = g->from_at[t]; a < g->from_at[t + 1]; a++) {
        const struct plan_arc *arc = &g->from[a];
        if (arc->kind != PLAN_FINISH_START && arc->kind != PLAN_FINISH_FINISH)
            continue;
        int32_t says = (arc->kind == PLAN_FINISH_START ? x->start : x->end)[arc->task];
        if (says != PLAN_NEVER && says - arc->lag < limit)
            limit = says - arc->lag;
    }
    return limit < x->b->in->slots ? limit : x->b->in->slots;
}

/* Takes the last free slots before the limit; false: there are not enough, and nothing is taken. */
static bool take_last(uint64_t *free, int32_t limit, int32_t effort, int32_t *ret_start, int32_t *ret_end)
{
    int32_t left = effort, w = (limit - 1) / 64;
    uint64_t mask = limit % 64 == 0 ? ~UINT64_C(0) : (UINT64_C(1) << limit % 64) - 1;
    for (int32_t i = w; left > 0; i--) {
        if (i < 0)
            return false;
        left -= plan_count(free[i] & (i == w ? mask : ~UINT64_C(0)));
    }
    *ret_end = 0;
    for (left = effort; left > 0; w--, mask = ~UINT64_C(0)) {
        uint64_t word = free[w] & mask;
        if (word == 0)
            continue;
        if (*ret_end == 0)
            *ret_end = w * 64 + 64 - __builtin_clzll(word);
        for (int32_t n = plan_count(word); n > left; n--) /* keep the highest `left` */
            word &= word - 1;
        free[w] &= ~word;
        left -= plan_count(word);
        *ret_start = w * 64 + __builtin_ctzll(word);
    }
    return true;
}

static void move(struct right *x, uint32_t t)
{
    int32_t limit = limit_of(x, t);
    if (x->d->finish[t] == PLAN_NEVER || limit <= 0)
        return;
    if (x->b->effort[t] == 0)
        x->end[t] = x->start[t] = limit > x->end[t] ? limit : x->end[t];
    else
        take_last(x->free[x->d->person[t]], limit, x->b->effort[t], &x->start[t], &x->end[t]);
}

void plan_justify(struct plan_memory *m, const struct plan_base *b, const struct plan_dates *d, int32_t *ret_end)
{
    const struct plan_in *in = b->in;
    size_t mark = m->used;
    struct right x = {.b = b, .d = d, .end = ret_end};
    free_make(m, &x);
    x.start = plan_raw(m, sizeof *x.start * in->task_n);
    x.project_end = plan_array(m, int32_t, in->project_n);
    struct plan_ranked *by = plan_raw(m, sizeof *by * in->task_n), *spare = plan_raw(m, sizeof *spare * in->task_n);
    for (uint32_t t = 0; t < in->task_n; t++) {
        int32_t *end = &x.project_end[in->tasks[t].project];
        x.start[t] = d->start[t];
        x.end[t] = d->finish[t];
        *end = d->finish[t] != PLAN_NEVER && d->finish[t] > *end ? d->finish[t] : *end;
    }
    uint32_t n = b->graph.order_n;
    for (uint32_t i = 0; i < n; i++) { /* by start, and behind what waits for it */
        uint32_t t = b->graph.order[i];
        by[i] = (struct plan_ranked){(uint32_t)d->start[t] ^ 0x80000000u, i, t};
    }
    plan_sort(by, n, spare);
    while (n-- > 0)
        move(&x, by[n].id);
    m->used = mark;
}
