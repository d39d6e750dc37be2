#include "plan/macro.h"
#include "plan/heap.h"
#include "plan/taken.h"

struct macro {
    const struct plan_base *b;
    const struct plan_order *o;
    const struct plan_given *given;
    const int32_t *effort;
    uint64_t **free; /* per person: what is left of their time */
    int32_t *low;    /* per person: no word before has anything free */
    struct plan_taken taken;
    int32_t words;
    struct plan_dates d;
};

struct place {
    int32_t start, finish;
};

int32_t plan_day_limit(const struct plan_person *p, int32_t free_n)
{
    int32_t limit = p->load_percent > 0 ? (free_n * p->load_percent + 99) / 100 : free_n;
    return p->day_most > 0 && p->day_most < limit ? p->day_most : limit;
}

size_t plan_macro_bytes(const struct plan_in *in)
{
    size_t words = (size_t)plan_words(in->slots);
    return plan_room(uint64_t *, in->person_n) + in->person_n * plan_room(uint64_t, words) +
           plan_room(int32_t, in->person_n) + plan_taken_bytes(in) + 5 * plan_room(int32_t, in->task_n) +
           plan_room(uint32_t, in->task_n) + plan_room(struct plan_event, in->task_n);
}

static void bits_clear(uint64_t *bits, int32_t from, int32_t to)
{
    for (int32_t s = from; s < to;) {
        int32_t n = 64 - (s & 63) < to - s ? 64 - (s & 63) : to - s;
        bits[s >> 6] &= ~((n == 64 ? ~UINT64_C(0) : (UINT64_C(1) << n) - 1) << (s & 63));
        s += n;
    }
}

void plan_days_thin(const struct plan_base *b, uint32_t person, int32_t from, uint64_t *bits)
{
    const struct plan_in *in = b->in;
    const struct plan_person *p = &in->people[person];
    const struct plan_calendar *c = &b->calendars[person];
    if (p->day_most == 0 && (p->load_percent == 0 || p->load_percent == 100))
        return;
    for (uint32_t d = 0, first = 0, end; d < in->day_n; d++, first = end) {
        int32_t to = in->days[d + 1] < in->slots ? in->days[d + 1] : in->slots;
        end = (uint32_t)plan_rank(c, to);
        int32_t limit = plan_day_limit(p, (int32_t)(end - first));
        if (limit < (int32_t)(end - first) && to > from)
            bits_clear(bits, plan_select(c, (int32_t)first + limit), to);
    }
}

static void fixed_take(struct macro *x)
{
    const struct plan_in *in = x->b->in;
    for (uint32_t i = 0; i < in->fixed_n; i++) {
        const struct plan_fixed *f = &in->fixed[i];
        bits_clear(x->free[f->person], f->from, f->to);
        plan_taken_add(&x->taken, f->task, f->from, f->to);
    }
}

static void free_make(struct plan_memory *m, struct macro *x)
{
    const struct plan_in *in = x->b->in;
    x->free = plan_raw(m, sizeof *x->free * in->person_n);
    x->low = plan_raw(m, sizeof *x->low * in->person_n);
    for (uint32_t p = 0; p < in->person_n; p++) {
        x->free[p] = plan_raw(m, sizeof **x->free * (size_t)x->words);
        x->low[p] = 0;
        __builtin_memcpy(x->free[p], in->people[p].free, sizeof **x->free * (size_t)x->words);
        plan_days_thin(x->b, p, x->given->from, x->free[p]);
        if (x->given->from > 0)
            bits_clear(x->free[p], 0, x->given->from < in->slots ? x->given->from : in->slots);
    }
    x->taken = plan_taken_make(m, in);
    fixed_take(x);
}

/* The free slots of a word that a task may use. */
static uint64_t word_of(const struct macro *x, uint32_t person, const struct plan_task *t, int32_t w)
{
    uint64_t word = x->free[person][w];
    for (uint64_t left = t->need_n > 0 ? word : 0; left != 0; left &= left - 1)
        if (plan_taken_lacks(&x->taken, (uint32_t)(t - x->b->in->tasks), w * 64 + __builtin_ctzll(left)) != PLAN_NONE)
            word &= ~(left & -left);
    return word;
}

/* The n-th set bit, from 0; n is less than their number. */
static int32_t bit_at(uint64_t word, int32_t n)
{
    while (n-- > 0)
        word &= word - 1;
    return __builtin_ctzll(word);
}

/* The first `effort` slots from `from`, if they end not after `limit`. */
static bool place_forward(const struct macro *x, uint32_t person, const struct plan_task *t, int32_t from,
                          int32_t effort, int32_t limit, struct place *ret)
{
    int32_t w = from / 64 > x->low[person] ? from / 64 : x->low[person], left = effort;
    int32_t words = limit < x->words * 64 ? (limit + 63) / 64 : x->words;
    uint64_t mask = w == from / 64 ? ~UINT64_C(0) << (from & 63) : ~UINT64_C(0);
    for (ret->start = -1; w < words && w * 64 + left <= limit; w++, mask = ~UINT64_C(0)) {
        uint64_t word = x->free[person][w] & mask;
        if (word != 0 && t->need_n > 0)
            word &= word_of(x, person, t, w);
        if (word == 0)
            continue;
        if (ret->start < 0)
            ret->start = w * 64 + __builtin_ctzll(word);
        int32_t n = plan_count(word);
        if (n >= left) {
            ret->finish = w * 64 + bit_at(word, left - 1) + 1;
            return ret->finish <= limit;
        }
        left -= n;
    }
    return false;
}

/* The last `effort` slots before `to`, known to be there. */
static int32_t place_backward(const struct macro *x, uint32_t person, const struct plan_task *t, int32_t to,
                              int32_t effort)
{
    int32_t left = effort;
    for (int32_t w = (to - 1) / 64;; w--) {
        uint64_t word = word_of(x, person, t, w);
        if (w == (to - 1) / 64 && (to & 63) != 0)
            word &= (UINT64_C(1) << (to & 63)) - 1;
        int32_t n = plan_count(word);
        if (n >= left)
            return w * 64 + bit_at(word, n - left);
        left -= n;
    }
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
    int32_t release = x->b->in->tasks[t].release;
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

static bool place_person(const struct macro *x, uint32_t person, uint32_t task, const struct bounds *bounds,
                         int32_t limit, struct place *ret)
{
    const struct plan_task *t = &x->b->in->tasks[task];
    struct place last;
    if (!place_forward(x, person, t, bounds->start, x->effort[task], limit, ret))
        return false;
    if (ret->finish >= bounds->finish)
        return true;
    if (!place_forward(x, person, t, bounds->finish - 1, 1, limit, &last))
        return false;
    ret->finish = last.finish;
    ret->start = place_backward(x, person, t, last.finish, x->effort[task]);
    return true;
}

static void take(struct macro *x, uint32_t person, uint32_t task, struct place at)
{
    const struct plan_task *t = &x->b->in->tasks[task];
    int32_t left = x->effort[task];
    for (int32_t w = at.start / 64; left > 0; w++) {
        uint64_t word = x->free[person][w];
        if (w == at.start / 64)
            word &= ~UINT64_C(0) << (at.start & 63);
        if (t->need_n > 0)
            word &= word_of(x, person, t, w);
        for (int32_t n = plan_count(word); n > left; n--) /* keep the lowest `left` */
            word &= ~(UINT64_C(1) << (63 - __builtin_clzll(word)));
        x->free[person][w] &= ~word;
        left -= plan_count(word);
        for (; t->need_n > 0 && word != 0; word &= word - 1)
            plan_taken_add(&x->taken, task, w * 64 + __builtin_ctzll(word), w * 64 + __builtin_ctzll(word) + 1);
    }
    while (x->low[person] < x->words && x->free[person][x->low[person]] == 0)
        x->low[person]++;
}

/* Why it begins no earlier: what bound it, if the person was otherwise free from then on. */
static void why_say(struct macro *x, uint32_t t, const struct bounds *bounds, bool moved_by_finish)
{
    const struct plan_arc *into = x->b->graph.into;
    uint32_t arc = moved_by_finish ? bounds->finish_arc : bounds->start_arc, person = x->d.person[t];
    int32_t from = bounds->start, first = from;
    if (x->effort[t] > 0)
        first = plan_select(&x->b->calendars[person], plan_rank(&x->b->calendars[person], from));
    x->d.why_id[t] = PLAN_NONE;
    if (!moved_by_finish && x->d.start[t] > first) {
        x->d.why[t] = PLAN_WHY_BUSY;
    } else if (arc != PLAN_NONE) {
        x->d.why[t] = PLAN_WHY_DEPENDENCY;
        x->d.why_id[t] = into[arc].dependency;
    } else {
        x->d.why[t] = from > x->given->from ? PLAN_WHY_RELEASE : PLAN_WHY_START;
    }
}

/* Whoever does it in the order in force goes on doing it while that is not much later than there. */
static bool stays_with(const struct macro *x, uint32_t t, const struct bounds *bounds, uint32_t *ret_who,
                       struct place *ret)
{
    uint32_t who = x->o->person ? x->o->person[t] : PLAN_NONE;
    struct place at;
    if (who == PLAN_NONE || !place_person(x, who, t, bounds, x->o->until[t], &at))
        return false;
    *ret_who = who;
    *ret = at;
    return true;
}

static void serve_work(struct macro *x, uint32_t t, const struct bounds *bounds)
{
    const struct plan_teams *teams = &x->b->teams;
    const struct plan_person *people = x->b->in->people;
    struct place best = {0, PLAN_NEVER};
    uint32_t who = PLAN_NONE, pinned = x->given->person ? x->given->person[t] : PLAN_NONE;
    bool stays = pinned == PLAN_NONE && stays_with(x, t, bounds, &who, &best);
    for (uint32_t i = 0; !stays && i < (pinned == PLAN_NONE ? teams->n[t] : 1); i++) {
        uint32_t p = pinned == PLAN_NONE ? teams->people[teams->first[t] + i] : pinned;
        struct place at;
        if (place_person(x, p, t, bounds, best.finish, &at) &&
            (at.finish < best.finish || (at.finish == best.finish && people[p].key < people[who].key))) {
            best = at;
            who = p;
        }
    }
    if (who == PLAN_NONE)
        return;
    take(x, who, t, best);
    x->d.person[t] = who;
    x->d.finish[t] = best.finish > x->b->fixed_finish[t] ? best.finish : x->b->fixed_finish[t];
    bool begun = x->d.start[t] != PLAN_NEVER;
    if (begun)
        return;
    struct place plain;
    x->d.start[t] = best.start;
    bool moved = bounds->finish > 0 &&
                 place_forward(x, who, &x->b->in->tasks[t], bounds->start, 1, PLAN_NEVER, &plain) &&
                 plain.start < best.start;
    why_say(x, t, bounds, moved);
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

struct plan_dates plan_macro(struct plan_memory *m, const struct plan_base *b, const struct plan_order *o,
                             const struct plan_given *given)
{
    const struct plan_graph *g = &b->graph;
    struct plan_given nothing = {0};
    struct macro x = {.b = b, .o = o, .given = given ? given : &nothing, .words = plan_words(b->in->slots)};
    x.effort = x.given->effort ? x.given->effort : b->effort;
    dates_make(m, &x);
    size_t mark = m->used;
    free_make(m, &x);
    if (!x.given->start)
        fixed_dates(&x);
    struct plan_heap ready = {plan_raw(m, sizeof *ready.at * b->in->task_n), 0};
    uint32_t *waits = plan_raw(m, sizeof *waits * b->in->task_n);
    for (uint32_t t = 0; t < b->in->task_n; t++) {
        waits[t] = g->into_at[t + 1] - g->into_at[t];
        if (waits[t] == 0)
            plan_heap_push(&ready, (struct plan_event){o->place[t], 0, t});
    }
    while (ready.n > 0) {
        uint32_t t = plan_heap_pop(&ready).id;
        serve(&x, t);
        for (uint32_t a = g->from_at[t]; a < g->from_at[t + 1]; a++)
            if (--waits[g->from[a].task] == 0)
                plan_heap_push(&ready, (struct plan_event){o->place[g->from[a].task], 0, g->from[a].task});
    }
    m->used = mark;
    return x.d;
}
