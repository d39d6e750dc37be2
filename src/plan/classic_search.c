#include "plan/classic_lay.h"
#include "plan/random.h"
#include "plan/sort.h"

#define PEOPLE_MOST      64 /* individuals of a population */
#define PARALLEL_PERCENT 30 /* of the children are generated in parallel (Hartmann 2002 lets a gene decide) */

/* An individual is a layout seen from the other end of time: its starts there are the keys that order the tasks for
 * the next layout in that direction, which justifies it. */
struct individual {
    int32_t *key;
    int32_t length; /* makespan */
};

struct search {
    struct plan_shop shop;
    struct individual pool[2][PEOPLE_MOST]; /* [d]: to be laid out in direction d */
    uint32_t n;
    uint32_t budget, used;
    uint64_t seed, drawn;
    uint32_t *count, *order;
    int32_t *start, *key, *load, *urgency;
    int32_t *use; /* per task: shares of capacity it takes, in 64ths, of all resources together */
    struct plan_classic_result *best;
};

static uint32_t draw(struct search *s, uint32_t below)
{
    return plan_below(plan_mix2(s->seed, s->drawn++), below);
}

static bool spent(const struct search *s)
{
    return s->used >= s->budget || s->best->makespan <= s->shop.bound;
}

size_t plan_classic_bytes(const struct plan_classic *c)
{
    size_t n = c->task_n, arcs = c->after_at[n] + 1, words = (c->resource_n + 3) / 4 + 1, most = 2, released = 0;
    for (uint32_t t = 0; t < n; t++)
        most += (size_t)c->duration[t];
    for (uint32_t p = 0; p < c->project_n; p++)
        released = (size_t)c->release[p] > released ? (size_t)c->release[p] : released;
    most += released;
    return plan_room(int32_t, n) * (20 + 2 * PEOPLE_MOST) + 2 * plan_room(struct plan_ranked, n) +
           plan_room(uint64_t, (n + 1) * words) + plan_room(uint64_t, most * words) + plan_room(uint32_t, arcs) +
           plan_room(uint32_t, n + 1) + plan_room(struct search, 1) + 4 * plan_room(uint32_t, 3 * most + 8) +
           4 * plan_room(int64_t, c->project_n + 1) + 1024;
}

int32_t plan_classic_path(struct plan_memory *m, const struct plan_classic *c)
{
    size_t mark = m->used;
    int32_t path = plan_shop_make(m, c).path;
    m->used = mark;
    return path;
}

/* Latest finish against the critical path, as a key. */
static void latest_keys(const struct plan_shop *s, int side, int32_t *ret_key)
{
    for (uint32_t t = 0; t < s->in->task_n; t++)
        ret_key[t] = s->path - s->way[side][t] + s->in->duration[t];
}

static void to_other_end(const struct plan_shop *s, const int32_t *start, int32_t length, int32_t *ret_key)
{
    for (uint32_t t = 0; t < s->in->task_n; t++)
        ret_key[t] = length - start[t] - s->in->duration[t];
}

/* A layout forward is a schedule; one in the mirror is one as soon as it begins late enough for all releases. */
static void note_best(struct search *s, int side, const int32_t *start, int32_t length)
{
    const struct plan_classic *c = s->shop.in;
    int32_t late = length;
    for (uint32_t t = 0; t < c->task_n && side == 1; t++) {
        int32_t least = c->release[c->project[t]] + start[t] + c->duration[t];
        late = least > late ? least : late;
    }
    if (late >= s->best->makespan)
        return;
    s->best->makespan = late;
    if (side == 0)
        __builtin_memcpy(s->best->start, start, sizeof *start * c->task_n);
    else
        to_other_end(&s->shop, start, late, s->best->start);
}

/* Lays the order out and puts what came into `to`, to be laid out the other way. */
static void lay(struct plan_memory *m, struct search *s, int side, bool parallel, struct individual *to)
{
    int32_t length = parallel ? plan_lay_parallel(m, &s->shop, side, s->order, s->start)
                              : plan_lay_serial(&s->shop, side, s->order, s->start);
    s->used++;
    note_best(s, side, s->start, length);
    to->length = length;
    to_other_end(&s->shop, s->start, length, to->key);
}

static void justify(struct plan_memory *m, struct search *s, int side, const struct individual *from,
                    struct individual *to)
{
    plan_order_by(&s->shop, side, from->key, from->length, s->count, s->order);
    lay(m, s, side, false, to);
}

/* Latest finish first, in parallel, forward and in the mirror; the shorter justified takes the other's place. */
static void pass(struct plan_memory *m, struct search *s, struct individual *forward, struct individual *mirror)
{
    for (int side = 0; side < 2 && s->used < s->budget; side++) {
        latest_keys(&s->shop, side, s->key);
        plan_order_by(&s->shop, side, s->key, s->shop.path, s->count, s->order);
        lay(m, s, side, true, side == 0 ? forward : mirror);
    }
    if (s->used >= s->budget)
        return;
    if (mirror->length < forward->length)
        justify(m, s, 0, mirror, forward);
    else
        justify(m, s, 1, forward, mirror);
}

static struct search *search_make(struct plan_memory *m, const struct plan_classic *c, uint32_t budget, uint64_t seed,
                                  struct plan_classic_result *best)
{
    struct search *s = plan_alloc(m, sizeof *s);
    *s = (struct search){.shop = plan_shop_make(m, c), .budget = budget, .seed = seed, .best = best};
    best->makespan = INT32_MAX;
    s->count = plan_raw(m, sizeof *s->count * ((size_t)s->shop.most * 3 + 8 + c->task_n));
    s->load = plan_raw(m, sizeof *s->load * ((size_t)s->shop.most + 2));
    s->order = plan_array(m, uint32_t, c->task_n);
    s->start = plan_array(m, int32_t, c->task_n);
    s->key = plan_array(m, int32_t, c->task_n);
    s->use = plan_array(m, int32_t, c->task_n);
    s->urgency = plan_array(m, int32_t, c->task_n);
    for (uint32_t t = 0; t < c->task_n; t++)
        for (uint32_t r = 0; r < c->resource_n; r++)
            s->use[t] += c->capacity[r] > 0 ? 64 * c->request[t * c->resource_n + r] / c->capacity[r] : 0;
    return s;
}

static void search_end(struct plan_memory *m, struct search *s)
{
    s->best->schedules = s->used;
    s->best->delay = plan_delay(m, &s->shop, s->best->start);
}

void plan_classic_pass(struct plan_memory *m, const struct plan_classic *c, struct plan_classic_result *ret)
{
    size_t mark = m->used;
    struct search *s = search_make(m, c, 3, 0, ret);
    struct individual forward = {plan_array(m, int32_t, c->task_n), 0};
    struct individual mirror = {plan_array(m, int32_t, c->task_n), 0};
    pass(m, s, &forward, &mirror);
    search_end(m, s);
    m->used = mark;
}

static uint64_t squared(int32_t v)
{
    return (uint64_t)v * (uint64_t)v;
}

/* A random order that prefers what must finish early: regret-biased sampling (Drexl 1991), the regret squared. */
static void sample(struct search *s, int side)
{
    const struct plan_side *of = &s->shop.side[side], *back = &s->shop.side[1 - side];
    uint32_t n = s->shop.in->task_n, open_n = 0;
    uint32_t *open = s->count, *waits = (uint32_t *)s->key; /* both are free here */
    for (uint32_t t = 0; t < n; t++) {
        s->urgency[t] = s->shop.way[side][t] - s->shop.in->duration[t];
        waits[t] = of->into_at[t + 1] - of->into_at[t];
        if (waits[t] == 0)
            open[open_n++] = t;
    }
    for (uint32_t i = 0; i < n; i++) {
        int32_t least = INT32_MAX;
        uint64_t sum = 0;
        uint32_t k = 0;
        for (uint32_t o = 0; o < open_n; o++)
            least = s->urgency[open[o]] < least ? s->urgency[open[o]] : least;
        for (uint32_t o = 0; o < open_n; o++)
            sum += squared(s->urgency[open[o]] - least + 1);
        uint64_t at = plan_mix2(s->seed, s->drawn++) % sum;
        for (; at >= squared(s->urgency[open[k]] - least + 1); k++)
            at -= squared(s->urgency[open[k]] - least + 1);
        uint32_t t = s->order[i] = open[k];
        open[k] = open[--open_n];
        for (uint32_t a = back->into_at[t]; a < back->into_at[t + 1]; a++)
            if (--waits[back->into[a]] == 0)
                open[open_n++] = back->into[a];
    }
}

/* The stretch of the father that is kept: of a random length, where his use of resources is greatest (peak crossover,
 * Valls, Ballestín, Quintanilla 2008). */
static void stretch(struct search *s, const struct individual *father, int32_t *ret_from, int32_t *ret_to)
{
    const struct plan_classic *c = s->shop.in;
    int32_t length = father->length, from = 0;
    int32_t size = length / 10 + (int32_t)draw(s, (uint32_t)(length * 2 / 5 + 1));
    int64_t sum = 0, best = -1;
    __builtin_memset(s->load, 0, sizeof *s->load * (size_t)(length + 2));
    for (uint32_t t = 0; t < c->task_n; t++) {
        s->load[father->key[t]] += s->use[t];
        s->load[father->key[t] + c->duration[t]] -= s->use[t];
    }
    for (int32_t t = 1; t <= length; t++)
        s->load[t] += s->load[t - 1];
    for (int32_t t = 0; t < length; t++) {
        sum += s->load[t] - (t >= size ? s->load[t - size] : 0);
        if (t >= size - 1 && sum > best) {
            best = sum;
            from = t - size + 1;
        }
    }
    *ret_from = from;
    *ret_to = from + size;
}

/* The child's order: what the father has before the stretch in the mother's order, the stretch in his, the rest in
 * hers. Every part is closed under predecessors with those before it, so the whole respects precedence. */
static void cross(struct search *s, int side, const struct individual *father, const struct individual *mother)
{
    int32_t from, to, wide = mother->length + 1, inside = father->length + 1;
    stretch(s, father, &from, &to);
    for (uint32_t t = 0; t < s->shop.in->task_n; t++) {
        int32_t at = father->key[t];
        s->key[t] = at < from ? mother->key[t] : at < to ? wide + at : wide + inside + mother->key[t];
    }
    plan_order_by(&s->shop, side, s->key, 2 * wide + inside, s->count, s->order);
}

/* Neighbours in the order change places where neither waits for the other. */
static void mutate(struct search *s, int side, uint32_t percent)
{
    const struct plan_side *of = &s->shop.side[side];
    for (uint32_t i = 0; i + 1 < s->shop.in->task_n; i++) {
        if (draw(s, 100) >= percent)
            continue;
        uint32_t a = s->order[i], b = s->order[i + 1];
        bool waits = false;
        for (uint32_t k = of->into_at[b]; k < of->into_at[b + 1]; k++)
            waits = waits || of->into[k] == a;
        if (!waits) {
            s->order[i] = b;
            s->order[i + 1] = a;
        }
    }
}

static bool same(const struct individual *a, const struct individual *b, uint32_t n)
{
    return a->length == b->length && __builtin_memcmp(a->key, b->key, sizeof *a->key * n) == 0;
}

static uint32_t tournament(struct search *s, const struct individual *pool, uint32_t not_this)
{
    uint32_t a = draw(s, s->n), b = draw(s, s->n);
    uint32_t best = pool[a].length <= pool[b].length ? a : b;
    return best == not_this ? (best + 1 + draw(s, s->n - 1)) % s->n : best;
}

/* The children of one population, laid out, become the other: each takes the place of the individual of its father's
 * number unless it is worse. */
static void generation(struct plan_memory *m, struct search *s, int side, struct individual *spare)
{
    struct individual *from = s->pool[side], *to = s->pool[1 - side];
    uint32_t n = s->shop.in->task_n, percent = 30000 / (n * n + 1);
    percent = percent > 30 ? 30 : percent < 2 ? 2 : percent; /* measured: small instances need more to stay diverse */
    for (uint32_t i = 0; i < s->n && !spent(s); i++) {
        uint32_t k = tournament(s, from, i);
        bool alike = same(&from[i], &from[k], s->shop.in->task_n);
        cross(s, side, &from[i], &from[k]);
        mutate(s, side, alike && percent < 20 ? 20 : percent);
        lay(m, s, side, draw(s, 100) < PARALLEL_PERCENT, spare);
        if (spare->length > to[i].length)
            continue;
        struct individual old = to[i];
        to[i] = *spare;
        *spare = old;
    }
}

void plan_classic_search(struct plan_memory *m, const struct plan_classic *c, uint32_t budget, uint64_t seed,
                         struct plan_classic_result *ret)
{
    size_t mark = m->used;
    struct search *s = search_make(m, c, budget, seed, ret);
    struct individual spare = {plan_array(m, int32_t, c->task_n), 0};
    s->n = budget / 50 < 8 ? 8 : budget / 50 > PEOPLE_MOST ? PEOPLE_MOST : budget / 50;
    for (uint32_t i = 0; i < 2 * s->n; i++)
        s->pool[i % 2][i / 2].key = plan_array(m, int32_t, c->task_n);
    pass(m, s, &s->pool[1][0], &s->pool[0][0]);
    for (uint32_t i = 1; i < s->n && !spent(s); i++) {
        int side = (int)i & 1;
        sample(s, side);
        lay(m, s, side, draw(s, 2) == 0, &s->pool[1 - side][i]);
        if (!spent(s))
            justify(m, s, 1 - side, &s->pool[1 - side][i], &s->pool[side][i]);
    }
    for (int side = 0; !spent(s) && s->n > 1; side = 1 - side)
        generation(m, s, side, &spare);
    search_end(m, s);
    m->used = mark;
}
