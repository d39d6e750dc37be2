#include "plan/macro.h"
#include "plan/place.h"

struct macro {
    const struct plan_base *b;
    const struct plan_order *o;
    const struct plan_given *given;
    const int32_t *effort;
    struct plan_left left;
    struct plan_dates d;
};

size_t plan_macro_bytes(const struct plan_in *in)
{
    return plan_left_bytes(in) + 7 * plan_room(int32_t, in->task_n) + plan_room(uint64_t, in->task_n / 64 + 1);
}

/* What the predecessors say: a bound of the start, and one of the finish; which arc says each. */
struct bounds {
    int32_t start, finish;
    uint32_t start_arc, finish_arc;
};

static void bound_raise(const struct macro *x, int32_t *bound, uint32_t *arc, int32_t says, uint32_t a)
{
    const struct plan_arc *into = x->b->graph.into;
    const struct plan_task *tasks = x->b->in->tasks;
    if (says > *bound ||
        (says == *bound && *arc != PLAN_NONE && tasks[into[a].task].key < tasks[into[*arc].task].key)) {
        *bound = says;
        *arc = a;
    }
}

static bool bounds_of(const struct macro *x, uint32_t t, struct bounds *ret)
{
    const struct plan_graph *g = &x->b->graph;
    int32_t release = x->b->release[t];
    *ret = (struct bounds){release > x->given->from ? release : x->given->from, 0, PLAN_NONE, PLAN_NONE};
    for (uint32_t a = g->into_at[t]; a < g->into_at[t + 1]; a++) {
        const struct plan_arc *arc = &g->into[a];
        bool of_start = arc->kind == PLAN_START_START || arc->kind == PLAN_START_FINISH;
        int32_t at = (of_start ? x->d.start : x->d.finish)[arc->task];
        if (at == PLAN_NEVER)
            return false;
        if (arc->kind == PLAN_FINISH_START || arc->kind == PLAN_START_START)
            bound_raise(x, &ret->start, &ret->start_arc, at + arc->lag, a);
        else
            bound_raise(x, &ret->finish, &ret->finish_arc, at + arc->lag, a);
    }
    return ret->start < x->b->in->slots && ret->finish <= x->b->in->slots;
}

/* Whether the person works between what bound it and its start. */
static bool worked_before(const struct macro *x, uint32_t t, int32_t from)
{
    int32_t w = from / 64, start = x->d.start[t];
    if (x->effort[t] == 0 || from >= start)
        return start > from;
    const uint64_t *bits = x->b->calendars[x->d.person[t]].bits;
    uint64_t word = bits[w] & ~UINT64_C(0) << (from & 63);
    while (word == 0)
        word = bits[++w];
    return w * 64 + __builtin_ctzll(word) < start;
}

/* Why it begins no earlier: what bound it, if the person was otherwise free from then on. */
static void why_say(struct macro *x, uint32_t t, const struct bounds *bounds, bool moved_by_finish)
{
    const struct plan_arc *into = x->b->graph.into;
    uint32_t arc = moved_by_finish ? bounds->finish_arc : bounds->start_arc;
    int32_t from = bounds->start;
    x->d.why_id[t] = PLAN_NONE;
    if (!moved_by_finish && worked_before(x, t, from)) {
        x->d.why[t] = PLAN_WHY_BUSY;
    } else if (arc != PLAN_NONE) {
        x->d.why[t] = PLAN_WHY_DEPENDENCY;
        x->d.why_id[t] = into[arc].dependency;
    } else {
        x->d.why[t] = from > x->given->from ? PLAN_WHY_RELEASE : PLAN_WHY_START;
    }
}

/* Whoever does it in the order in force goes on doing it while that is not much later than there. */
static uint32_t who_stays(const struct macro *x, const struct plan_ask *ask, struct plan_place *ret)
{
    uint32_t who = x->o->person ? x->o->person[ask->task] : PLAN_NONE;
    bool stays = who != PLAN_NONE && plan_place_person(&x->left, who, ask, x->o->until[ask->task], ret);
    return stays ? who : PLAN_NONE;
}

static uint32_t who_does(const struct macro *x, const struct plan_ask *ask, struct plan_place *ret)
{
    const struct plan_teams *teams = &x->b->teams;
    uint32_t t = ask->task, begun = x->given->person ? x->given->person[t] : PLAN_NONE;
    if (begun != PLAN_NONE)
        return plan_place_person(&x->left, begun, ask, PLAN_NEVER, ret) ? begun : PLAN_NONE;
    uint32_t who = who_stays(x, ask, ret);
    return who != PLAN_NONE ? who : plan_place_team(&x->left, &teams->people[teams->first[t]], teams->n[t], ask, ret);
}

static void serve_work(struct macro *x, uint32_t t, const struct bounds *bounds)
{
    struct plan_ask ask = {t, x->effort[t], bounds->start, bounds->finish};
    struct plan_place at;
    uint32_t who = who_does(x, &ask, &at);
    if (who == PLAN_NONE)
        return;
    plan_place_take(&x->left, who, &ask, at);
    x->d.person[t] = who;
    x->d.finish[t] = at.finish > x->b->fixed_finish[t] ? at.finish : x->b->fixed_finish[t];
    if (x->d.start[t] != PLAN_NEVER) /* it has begun */
        return;
    x->d.start[t] = at.start;
    why_say(x, t, bounds, bounds->finish > 0 && plan_place_first(&x->left, who, &ask) < at.start);
}

static void serve(struct macro *x, uint32_t t)
{
    struct bounds bounds;
    if (x->d.finish[t] != PLAN_NEVER || !bounds_of(x, t, &bounds))
        return;
    if (x->effort[t] > 0) {
        serve_work(x, t, &bounds);
        return;
    }
    bool later = bounds.finish > bounds.start;
    x->d.finish[t] = later ? bounds.finish : bounds.start;
    if (x->d.start[t] == PLAN_NEVER) {
        x->d.start[t] = x->d.finish[t];
        why_say(x, t, &bounds, later);
    }
}

/* What fixed blocks do alone: the dates of a task that has no more. */
static void fixed_dates(struct macro *x)
{
    const struct plan_in *in = x->b->in;
    for (uint32_t i = 0; i < in->fixed_n; i++) {
        const struct plan_fixed *f = &in->fixed[i];
        if (x->effort[f->task] > 0)
            continue;
        int32_t *start = &x->d.start[f->task], *finish = &x->d.finish[f->task];
        *start = f->from < *start ? f->from : *start;
        uint32_t *who = &x->d.person[f->task]; /* whoever is last, of several the one of the least key */
        if (*finish == PLAN_NEVER || f->to > *finish || *who == PLAN_NONE ||
            (f->to == *finish && in->people[f->person].key < in->people[*who].key))
            *who = f->person;
        *finish = *finish == PLAN_NEVER || f->to > *finish ? f->to : *finish;
        x->d.why[f->task] = PLAN_WHY_GIVEN;
    }
}

static void dates_make(struct plan_memory *m, struct macro *x)
{
    uint32_t n = x->b->in->task_n;
    x->d = (struct plan_dates){plan_raw(m, sizeof(int32_t) * n), plan_raw(m, sizeof(int32_t) * n),
                               plan_raw(m, sizeof(uint32_t) * n), plan_array(m, uint8_t, n),
                               plan_raw(m, sizeof(uint32_t) * n)};
    for (uint32_t t = 0; t < n; t++) {
        x->d.start[t] = x->given->start ? x->given->start[t] : PLAN_NEVER;
        x->d.finish[t] = x->given->finish ? x->given->finish[t] : PLAN_NEVER;
        x->d.person[t] = x->given->person ? x->given->person[t] : PLAN_NONE;
        x->d.why[t] = x->d.start[t] != PLAN_NEVER ? PLAN_WHY_GIVEN : PLAN_WHY_UNPLACED;
        x->d.why_id[t] = PLAN_NONE;
    }
}

/* Tasks that may be served, by their places. */
struct queue {
    uint64_t *bits;
    uint32_t *task; /* per place */
    uint32_t low;   /* no word before has any */
};

static void queue_push(struct queue *q, uint32_t place)
{
    q->bits[place / 64] |= UINT64_C(1) << place % 64;
    q->low = place / 64 < q->low ? place / 64 : q->low;
}

static struct queue queue_make(struct plan_memory *m, const struct plan_base *b, const struct plan_order *o,
                               uint32_t *waits)
{
    const struct plan_graph *g = &b->graph;
    struct queue q = {plan_array(m, uint64_t, b->in->task_n / 64 + 1), plan_raw(m, sizeof *q.task * b->in->task_n), 0};
    for (uint32_t t = 0; t < b->in->task_n; t++) {
        q.task[o->place[t]] = t;
        waits[t] = g->into_at[t + 1] - g->into_at[t];
        if (waits[t] == 0)
            queue_push(&q, o->place[t]);
    }
    return q;
}

static bool queue_pop(struct queue *q, uint32_t words, uint32_t *ret_task)
{
    while (q->low < words && q->bits[q->low] == 0)
        q->low++;
    if (q->low == words)
        return false;
    *ret_task = q->task[q->low * 64 + (uint32_t)__builtin_ctzll(q->bits[q->low])];
    q->bits[q->low] &= q->bits[q->low] - 1;
    return true;
}

struct plan_dates plan_macro(struct plan_memory *m, const struct plan_base *b, const struct plan_order *o,
                             const struct plan_given *given)
{
    const struct plan_graph *g = &b->graph;
    struct plan_given nothing = {0};
    struct macro x = {.b = b, .o = o, .given = given ? given : &nothing};
    x.effort = x.given->effort ? x.given->effort : b->effort;
    dates_make(m, &x);
    size_t mark = m->used;
    x.left = plan_left_make(m, b, x.given->from);
    if (!x.given->start)
        fixed_dates(&x);
    uint32_t *waits = plan_raw(m, sizeof *waits * b->in->task_n), t;
    struct queue ready = queue_make(m, b, o, waits);
    while (queue_pop(&ready, b->in->task_n / 64 + 1, &t)) {
        serve(&x, t);
        for (uint32_t a = g->from_at[t]; a < g->from_at[t + 1]; a++)
            if (--waits[g->from[a].task] == 0)
                queue_push(&ready, o->place[g->from[a].task]);
    }
    m->used = mark;
    return x.d;
}
