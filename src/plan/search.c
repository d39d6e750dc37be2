#include "plan/search.h"
#include "plan/justify.h"
#include "plan/sort.h"

#define ROUNDS  4 /* of justification */
#define SETTLES 6

static const int32_t staggers[] = {PLAN_STAGGER, 12, 24, 2};

struct layout {
    struct plan_dates dates; /* start, finish and person */
    struct plan_worth worth;
};

struct search {
    struct plan_memory *m;
    const struct plan_base *b;
    const struct plan_order *rule;
    int64_t left; /* tasks that may still be placed */
    struct layout best, here;
    uint32_t *place, *sequence; /* of tasks, of projects: what is tried */
};

size_t plan_search_bytes(const struct plan_in *in)
{
    size_t one = plan_order_bytes(in) > plan_justify_bytes(in) ? plan_order_bytes(in) : plan_justify_bytes(in);
    return one + plan_kept_bytes(in) + plan_macro_bytes(in) + plan_worth_bytes(in) +
           10 * plan_room(uint32_t, in->task_n) + plan_room(uint32_t, in->project_n) +
           2 * plan_room(struct plan_ranked, in->task_n);
}

static void layout_copy(const struct plan_in *in, const struct layout *from, struct layout *to)
{
    size_t bytes = sizeof(int32_t) * in->task_n;
    __builtin_memcpy(to->dates.start, from->dates.start, bytes);
    __builtin_memcpy(to->dates.finish, from->dates.finish, bytes);
    __builtin_memcpy(to->dates.person, from->dates.person, bytes);
    to->worth = from->worth;
}

static struct layout layout_make(struct plan_memory *m, const struct plan_in *in)
{
    return (struct layout){.dates = {.start = plan_raw(m, sizeof(int32_t) * in->task_n),
                                     .finish = plan_raw(m, sizeof(int32_t) * in->task_n),
                                     .person = plan_raw(m, sizeof(uint32_t) * in->task_n)}};
}

/* What comes of an order is taken to `here` if it is better than that, and than the best; false: it is not, or there is
 * nothing left to try it with. */
static bool try_order(struct search *x, const struct plan_order *o)
{
    size_t mark = x->m->used;
    if (x->left < x->b->in->task_n)
        return false;
    x->left -= x->b->in->task_n;
    struct layout l = {.dates = plan_macro(x->m, x->b, o, NULL)};
    l.worth = plan_worth_of(x->m, x->b->in, &l.dates);
    bool better = plan_worth_less(&l.worth, &x->here.worth);
    if (better)
        layout_copy(x->b->in, &l, &x->here);
    if (plan_worth_less(&l.worth, &x->best.worth))
        layout_copy(x->b->in, &l, &x->best);
    x->m->used = mark;
    return better;
}

static void nothing_here(struct search *x)
{
    x->here.worth = (struct plan_worth){INT64_MAX, INT64_MAX, INT64_MAX};
}

static bool try_rule(struct search *x, int32_t stagger, const uint32_t *sequence)
{
    size_t mark = x->m->used;
    struct plan_order o = plan_order_ruled(x->m, x->b, &(struct plan_rule){stagger, sequence});
    bool better = try_order(x, &o);
    x->m->used = mark;
    return better;
}

/* The places of tasks served by these ends; what is equal as the rule has it. */
static void places_by_end(struct search *x, const int32_t *end)
{
    const struct plan_in *in = x->b->in;
    size_t mark = x->m->used;
    struct plan_ranked *by = plan_raw(x->m, sizeof *by * in->task_n),
                       *spare = plan_raw(x->m, sizeof *spare * in->task_n);
    for (uint32_t t = 0; t < in->task_n; t++)
        by[t] = (struct plan_ranked){(uint32_t)end[t] ^ 0x80000000u, x->rule->place[t], t};
    plan_sort(by, in->task_n, spare);
    for (uint32_t i = 0; i < in->task_n; i++)
        x->place[by[i].id] = i;
    x->m->used = mark;
}

static bool try_places(struct search *x)
{
    struct plan_order o = *x->rule;
    o.place = x->place;
    o.person = NULL;
    return try_order(x, &o);
}

static void justify(struct search *x)
{
    size_t mark = x->m->used;
    int32_t *end = plan_raw(x->m, sizeof *end * x->b->in->task_n);
    bool better = x->here.worth.late < INT64_MAX; /* there is something */
    for (int i = 0; i < ROUNDS && better; i++) {
        plan_justify(x->m, x->b, &x->here.dates, end);
        places_by_end(x, end);
        better = try_places(x);
    }
    x->m->used = mark;
}

static int32_t rules_try(struct search *x)
{
    int32_t best = PLAN_STAGGER;
    for (size_t i = 0; i < sizeof staggers / sizeof *staggers; i++) {
        struct plan_worth before = x->best.worth;
        nothing_here(x);
        if (try_rule(x, staggers[i], NULL))
            justify(x);
        if (plan_worth_less(&x->best.worth, &before))
            best = staggers[i];
    }
    return best;
}

/* Projects swap their turns with the next. */
static void turns_try(struct search *x, int32_t stagger)
{
    const struct plan_in *in = x->b->in;
    uint32_t *s = x->sequence;
    plan_order_turns(x->m, in, x->rule->project_work, s);
    nothing_here(x);
    bool better = try_rule(x, stagger, s);
    while (better && x->left >= in->task_n) {
        better = false;
        for (uint32_t i = 0; i + 1 < in->project_n && x->left >= in->task_n; i++) {
            uint32_t first = s[i];
            s[i] = s[i + 1];
            s[i + 1] = first;
            if (try_rule(x, stagger, s)) {
                better = true;
                continue;
            }
            s[i + 1] = s[i];
            s[i] = first;
        }
    }
    justify(x);
}

/* Of all places, one taken from `from` and put to `to`, the others moving up. */
static void place_move(uint32_t *place, uint32_t n, uint32_t from, uint32_t to)
{
    for (uint32_t t = 0; t < n; t++)
        if (place[t] == from)
            place[t] = to;
        else if (from < to && place[t] > from && place[t] <= to)
            place[t]--;
        else if (to < from && place[t] >= to && place[t] < from)
            place[t]++;
}

/* Single tasks are served elsewhere, until that helps nowhere. */
static void moves_try(struct search *x)
{
    uint32_t n = x->b->in->task_n;
    layout_copy(x->b->in, &x->best, &x->here);
    places_by_end(x, x->here.dates.finish);
    try_places(x);
    for (uint32_t still = 0, from = 0; n > 1 && still < n && x->left >= n; from = (from + 1) % n) {
        bool better = false;
        for (uint32_t to = 0; to < n && !better; to++) {
            if (to == from)
                continue;
            place_move(x->place, n, from, to);
            better = try_places(x);
            if (!better)
                place_move(x->place, n, to, from);
        }
        still = better ? 0 : still + 1;
    }
}

static void keep(const struct plan_in *in, const struct plan_dates *d, struct plan_kept *ret)
{
    ret->n = 0;
    for (uint32_t t = 0; t < in->task_n; t++) {
        ret->end[t] = d->finish[t];
        ret->person[t] = d->person[t];
        ret->n += d->finish[t] != PLAN_NEVER;
    }
}

void plan_settle(struct plan_memory *m, const struct plan_base *b, const struct plan_order *rule,
                 const struct plan_dates *d, struct plan_kept *ret)
{
    const struct plan_in *in = b->in;
    struct plan_worth worth = plan_worth_of(m, in, d);
    size_t mark = m->used;
    bool stays = false;
    keep(in, d, ret);
    for (int i = 0; i < SETTLES && !stays; i++, m->used = mark) {
        struct plan_order o = plan_kept_order(m, b, rule, ret, false);
        struct plan_dates next = plan_macro(m, b, &o, NULL);
        struct plan_worth is = plan_worth_of(m, in, &next);
        stays = __builtin_memcmp(next.finish, ret->end, sizeof *next.finish * in->task_n) == 0 ||
                plan_worth_less(&worth, &is);
        if (stays)
            continue;
        worth = is;
        keep(in, &next, ret);
    }
}

bool plan_search(struct plan_memory *m, const struct plan_base *b, const struct plan_order *rule,
                 const struct plan_dates *from, bool in_force, struct plan_kept *ret)
{
    const struct plan_in *in = b->in;
    size_t mark = m->used;
    struct search x = {.m = m, .b = b, .rule = rule, .left = in->settings.search};
    struct layout start = {*from, plan_worth_of(m, in, from)};
    x.best = layout_make(m, in);
    x.here = layout_make(m, in);
    x.place = plan_raw(m, sizeof *x.place * in->task_n);
    x.sequence = plan_raw(m, sizeof *x.sequence * in->project_n);
    layout_copy(in, &start, &x.best);
    if (in->task_n > PLAN_SEARCH_TASKS) {
        nothing_here(&x);
        if (in_force)
            try_order(&x, rule);
    } else {
        int32_t stagger = rules_try(&x);
        if (in->project_n > 1)
            turns_try(&x, stagger);
        if (in->task_n <= PLAN_SEARCH_MOVES)
            moves_try(&x);
    }
    bool finds =
        in_force ? plan_worth_much_less(&x.best.worth, &start.worth) : plan_worth_less(&x.best.worth, &start.worth);
    if (finds)
        plan_settle(m, b, rule, &x.best.dates, ret);
    m->used = mark;
    return finds;
}
