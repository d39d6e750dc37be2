#include "plan/order.h"
#include "plan/heap.h"
#include "plan/sort.h"

#define FAR (1 << 29) /* when nobody has anything to do yet, from the end */

size_t plan_order_bytes(const struct plan_in *in)
{
    size_t most = in->task_n > in->project_n ? in->task_n : in->project_n;
    return 7 * plan_room(uint32_t, in->task_n) + plan_room(bool, in->task_n) + 4 * plan_room(int64_t, in->project_n) +
           plan_room(uint32_t, in->project_n) + 2 * plan_room(int32_t, in->person_n) +
           plan_room(struct plan_event, in->task_n) + 2 * plan_room(struct plan_ranked, most);
}

static int32_t least(int32_t a, int32_t b)
{
    return a < b ? a : b;
}

static bool says_finish(uint32_t kind) /* the arc is about the finish of what it comes from */
{
    return kind == PLAN_FINISH_START || kind == PLAN_FINISH_FINISH;
}

/* Latest starts and finishes that keep the hard dates of a task and of all that waits for it. */
static void hard_dates(const struct plan_base *b, int32_t *ret_start, int32_t *ret_finish)
{
    const struct plan_graph *g = &b->graph;
    for (uint32_t t = 0; t < b->in->task_n; t++)
        ret_start[t] = ret_finish[t] = PLAN_NEVER;
    for (uint32_t i = g->order_n; i-- > 0;) {
        uint32_t t = g->order[i];
        int32_t finish = b->in->tasks[t].hard, start = PLAN_NEVER;
        for (uint32_t a = g->from_at[t]; a < g->from_at[t + 1]; a++) {
            const struct plan_arc *arc = &g->from[a];
            int32_t limit = ret_start[arc->task];
            if (limit == PLAN_NEVER)
                continue;
            limit -= arc->lag;
            if (says_finish(arc->kind))
                finish = least(finish, limit);
            else
                start = least(start, limit);
        }
        if (finish == PLAN_NEVER && start == PLAN_NEVER)
            continue;
        const struct plan_calendar *c = plan_calendar_of(b, t);
        if (finish != PLAN_NEVER)
            start = least(start, c ? plan_before(c, finish, b->effort[t]) : finish);
        ret_start[t] = start < -PLAN_SLOTS_MOST ? -PLAN_SLOTS_MOST : start;
        ret_finish[t] = finish == PLAN_NEVER ? c ? plan_after(c, start, b->effort[t]) : start : finish;
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

/* ---- turns ---- */

/* Compared as fractions of 2^20 rounded down: work is under 2^31. */
void plan_order_turns(struct plan_memory *m, const struct plan_in *in, const int64_t *work, uint32_t *ret)
{
    size_t mark = m->used;
    struct plan_ranked *by = plan_raw(m, sizeof *by * in->project_n),
                       *spare = plan_raw(m, sizeof *spare * in->project_n);
    for (uint32_t p = 0; p < in->project_n; p++) {
        uint64_t weight = in->projects[p].weight > 0 ? in->projects[p].weight : 1;
        by[p] = (struct plan_ranked){((uint64_t)work[p] << 20) / weight, in->projects[p].key, p};
    }
    plan_sort(by, in->project_n, spare);
    for (uint32_t i = 0; i < in->project_n; i++)
        ret[i] = by[i].id;
    m->used = mark;
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

/* When the work of each project, and of those before it, would be done if everybody worked on nothing else. */
static void turns_make(struct plan_memory *m, const struct plan_base *b, const struct plan_rule *rule,
                       const int64_t *work, int64_t *ret_turn)
{
    const struct plan_in *in = b->in;
    size_t mark = m->used;
    int64_t sum = 0, elapsed = elapsed_per_worked(b);
    const uint32_t *sequence = rule->sequence;
    if (!sequence) {
        uint32_t *own = plan_raw(m, sizeof *own * in->project_n);
        plan_order_turns(m, in, work, own);
        sequence = own;
    }
    for (uint32_t i = 0; i < in->project_n; i++) {
        sum += work[sequence[i]];
        ret_turn[sequence[i]] = in->person_n > 0 ? sum * 64 / in->person_n * elapsed / (64 * 256) : 0;
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
static int64_t turn_of(int64_t turn, uint64_t mean, uint32_t weight, int32_t stagger)
{
    uint64_t ratio = mean / weight; /* in 16ths */
    return turn * (int64_t)(ratio < 4 ? 4 : ratio > 64 ? 64 : ratio) * stagger / 256;
}

/* Wanted dates are put on the scale of turns, and count twice: that somebody waits for it is known, a turn is only made
 * up. */
static int32_t date_of(const struct plan_in *in, uint32_t t, int32_t stagger)
{
    int32_t due = least(in->tasks[t].due, in->projects[in->tasks[t].project].due);
    return due <= 0 || due == PLAN_NEVER ? due : due / 32 * stagger;
}

/* Until when each task should be done, for the sake of itself and its project. */
static void limits_make(struct plan_memory *m, const struct plan_base *b, const struct plan_rule *rule,
                        const int64_t *work, int32_t *ret)
{
    const struct plan_in *in = b->in;
    size_t mark = m->used;
    int64_t *turn = plan_raw(m, sizeof *turn * in->project_n);
    uint64_t *mean = plan_array(m, uint64_t, in->project_n);
    uint32_t *weight = plan_raw(m, sizeof *weight * in->task_n);
    turns_make(m, b, rule, work, turn);
    weights_pull(b, weight);
    weights_mean(m, in, weight, mean);
    for (uint32_t t = 0; t < in->task_n; t++) {
        uint32_t p = in->tasks[t].project;
        int64_t at = turn_of(turn[p], mean[p], weight[t], rule->stagger);
        ret[t] = least(at > FAR / 2 ? FAR / 2 : (int32_t)at, date_of(in, t, rule->stagger));
    }
    m->used = mark;
}

/* ---- from the end ---- */

struct backwards {
    const struct plan_base *b;
    int32_t *limit;   /* per task: end_by, once it is laid */
    int32_t *start;   /* per task, once it is laid */
    int32_t *begins;  /* per person: what is laid of them so far begins there */
    int32_t *stretch; /* per person: elapsed slots of one worked, in 64ths */
    uint32_t *waits;  /* per task: arcs from it that are not laid */
    struct plan_heap open;
};

static void open_push(struct backwards *x, uint32_t t)
{
    plan_heap_push(&x->open, (struct plan_event){-(int64_t)x->limit[t], ~plan_order_hand(&x->b->in->tasks[t]), t});
}

/* Of who can do it, who has the least to do after it. */
static uint32_t who_last(const struct backwards *x, uint32_t t)
{
    const struct plan_teams *teams = &x->b->teams;
    const uint32_t *people = &teams->people[teams->first[t]];
    uint32_t who = teams->n[t] > 0 ? people[0] : PLAN_NONE;
    for (uint32_t i = 1; i < teams->n[t]; i++)
        if (x->begins[people[i]] > x->begins[who] ||
            (x->begins[people[i]] == x->begins[who] && x->b->in->people[people[i]].key < x->b->in->people[who].key))
            who = people[i];
    return who;
}

static void lay(struct backwards *x, uint32_t t)
{
    const struct plan_graph *g = &x->b->graph;
    uint32_t who = x->b->effort[t] > 0 ? who_last(x, t) : PLAN_NONE;
    int32_t end = x->limit[t];
    x->start[t] = end;
    if (who != PLAN_NONE) {
        end = least(end, x->begins[who]);
        int64_t start = end - (int64_t)x->b->effort[t] * x->stretch[who] / 64;
        x->start[t] = x->begins[who] = start < -FAR ? -FAR : (int32_t)start;
    }
    x->limit[t] = end;
    for (uint32_t a = g->into_at[t]; a < g->into_at[t + 1]; a++) {
        const struct plan_arc *arc = &g->into[a];
        int64_t says = (arc->kind == PLAN_FINISH_START || arc->kind == PLAN_START_START ? x->start : x->limit)[t];
        says -= arc->lag;
        if (!says_finish(arc->kind)) /* about the start: so much later may it end */
            says += x->b->effort[arc->task] * (int64_t)4;
        if (says < x->limit[arc->task])
            x->limit[arc->task] = says < -FAR ? -FAR : (int32_t)says;
        if (--x->waits[arc->task] == 0)
            open_push(x, arc->task);
    }
}

static void lay_all(struct plan_memory *m, struct backwards *x)
{
    const struct plan_in *in = x->b->in;
    const struct plan_graph *g = &x->b->graph;
    x->begins = plan_raw(m, sizeof *x->begins * in->person_n);
    x->stretch = plan_raw(m, sizeof *x->stretch * in->person_n);
    x->waits = plan_raw(m, sizeof *x->waits * in->task_n);
    x->open = (struct plan_heap){plan_raw(m, sizeof *x->open.at * in->task_n), 0};
    for (uint32_t p = 0; p < in->person_n; p++) {
        x->begins[p] = FAR;
        x->stretch[p] = x->b->calendars[p].free > 0 ? (int32_t)((int64_t)in->slots * 64 / x->b->calendars[p].free) : 64;
    }
    for (uint32_t t = 0; t < in->task_n; t++) {
        x->start[t] = x->limit[t];
        x->waits[t] = g->from_at[t + 1] - g->from_at[t];
        if (x->waits[t] == 0)
            open_push(x, t);
    }
    while (x->open.n > 0)
        lay(x, plan_heap_pop(&x->open).id);
}

/* ---- the order ---- */

static void places_make(struct plan_memory *m, const struct plan_in *in, const int32_t *hard_end, const int32_t *end_by,
                        struct plan_order *o)
{
    struct plan_ranked *by = plan_raw(m, sizeof *by * in->task_n), *spare = plan_raw(m, sizeof *spare * in->task_n);
    for (uint32_t t = 0; t < in->task_n; t++) {
        uint32_t class = plan_order_class(o, t);
        int32_t end = class < 2 ? hard_end[t] : end_by[t];
        by[t] = (struct plan_ranked){(uint64_t) class << 32 | ((uint32_t)end ^ 0x80000000u),
                                     plan_order_hand(&in->tasks[t]), t};
    }
    plan_sort(by, in->task_n, spare);
    for (uint32_t i = 0; i < in->task_n; i++)
        o->place[by[i].id] = i;
}

struct plan_order plan_order_ruled(struct plan_memory *m, const struct plan_base *b, const struct plan_rule *rule)
{
    const struct plan_in *in = b->in;
    struct plan_order o = {.place = plan_raw(m, sizeof(uint32_t) * in->task_n),
                           .hard_start = plan_raw(m, sizeof(int32_t) * in->task_n),
                           .start_by = plan_raw(m, sizeof(int32_t) * in->task_n),
                           .project_work = plan_array(m, int64_t, in->project_n),
                           .pinned = plan_raw(m, sizeof(bool) * in->task_n)};
    size_t mark = m->used;
    int32_t *hard_end = plan_raw(m, sizeof *hard_end * in->task_n);
    struct backwards x = {.b = b, .limit = plan_raw(m, sizeof *x.limit * in->task_n), .start = o.start_by};
    for (uint32_t t = 0; t < in->task_n; t++)
        o.project_work[in->tasks[t].project] += b->effort[t];
    hard_dates(b, o.hard_start, hard_end);
    pins_pull(b, o.pinned);
    limits_make(m, b, rule, o.project_work, x.limit);
    size_t laid = m->used;
    lay_all(m, &x);
    m->used = laid;
    places_make(m, in, hard_end, x.limit, &o);
    for (uint32_t t = 0; t < in->task_n; t++)
        o.start_by[t] = o.start_by[t] < -PLAN_SLOTS_MOST ? -PLAN_SLOTS_MOST : least(o.start_by[t], PLAN_SLOTS_MOST);
    m->used = mark;
    return o;
}

struct plan_order plan_order_make(struct plan_memory *m, const struct plan_base *b)
{
    return plan_order_ruled(m, b, &(struct plan_rule){PLAN_STAGGER, NULL});
}
