#include "plan/place.h"

#define TEAM_LEAST 8 /* from so many people on, everybody's words are looked at together */

size_t plan_left_bytes(const struct plan_in *in)
{
    return plan_days_bytes(in) + 3 * plan_room(int32_t, in->person_n) + plan_taken_bytes(in);
}

static uint64_t *word_at(const struct plan_left *x, uint32_t person, int32_t w)
{
    return &x->free[(size_t)w * x->b->in->person_n + person];
}

static uint64_t bits_from(int32_t slot) /* of its word */
{
    return ~UINT64_C(0) << (slot & 63);
}

static void fixed_take(struct plan_left *x)
{
    const struct plan_in *in = x->b->in;
    for (uint32_t i = 0; i < in->fixed_n; i++) {
        const struct plan_fixed *f = &in->fixed[i];
        for (int32_t s = f->from; s < f->to; s++)
            *word_at(x, f->person, s >> 6) &= ~(UINT64_C(1) << (s & 63));
        plan_taken_add(&x->taken, f->task, f->from, f->to);
    }
}

struct plan_left plan_left_make(struct plan_memory *m, const struct plan_base *b, int32_t from)
{
    const struct plan_in *in = b->in;
    struct plan_left x = {.b = b, .words = plan_words(in->slots)};
    int32_t first = from <= 0 ? 0 : from < in->slots ? from / 64 : x.words;
    size_t before = (size_t)first * in->person_n, all = (size_t)x.words * in->person_n;
    x.free = plan_raw(m, sizeof *x.free * all);
    __builtin_memset(x.free, 0, sizeof *x.free * before);
    __builtin_memcpy(x.free + before, b->open + before, sizeof *x.free * (all - before));
    for (uint32_t p = 0; p < in->person_n && from > 0 && first < x.words; p++)
        *word_at(&x, p, first) &= bits_from(from);
    x.low = plan_raw(m, sizeof *x.low * in->person_n);
    for (uint32_t p = 0; p < in->person_n; p++)
        x.low[p] = first;
    x.still = plan_raw(m, sizeof *x.still * in->person_n);
    x.who = plan_raw(m, sizeof *x.who * in->person_n);
    x.taken = plan_taken_make(m, in);
    fixed_take(&x);
    return x;
}

/* Of some free slots of a word, those that a task may use. */
static uint64_t with_resources(const struct plan_left *x, uint32_t task, int32_t w, uint64_t word)
{
    for (uint64_t left = word; left != 0; left &= left - 1)
        if (plan_taken_lacks(&x->taken, task, w * 64 + __builtin_ctzll(left)) != PLAN_NONE)
            word &= ~(left & -left);
    return word;
}

static bool needs_resources(const struct plan_left *x, uint32_t task)
{
    return x->b->need_n[task] > 0;
}

/* The first `effort` slots from `from`, if they end not after `limit`. */
static bool place_forward(const struct plan_left *x, uint32_t person, uint32_t task, int32_t from, int32_t effort,
                          int32_t limit, struct plan_place *ret)
{
    int32_t w = from / 64 > x->low[person] ? from / 64 : x->low[person], left = effort;
    int32_t words = limit < x->words * 64 ? (limit + 63) / 64 : x->words;
    bool needs = needs_resources(x, task);
    uint64_t mask = w == from / 64 ? bits_from(from) : ~UINT64_C(0);
    for (ret->start = -1; w < words && w * 64 + left <= limit; w++, mask = ~UINT64_C(0)) {
        uint64_t word = *word_at(x, person, w) & mask;
        if (word != 0 && needs)
            word = with_resources(x, task, w, word);
        if (word == 0)
            continue;
        if (ret->start < 0)
            ret->start = w * 64 + __builtin_ctzll(word);
        int32_t n = plan_count(word);
        if (n >= left) {
            ret->finish = w * 64 + plan_nth(word, left - 1) + 1;
            return ret->finish <= limit;
        }
        left -= n;
    }
    return false;
}

/* Where the last `effort` slots before `to` begin, known to be there. */
static int32_t place_backward(const struct plan_left *x, uint32_t person, uint32_t task, int32_t to, int32_t effort)
{
    bool needs = needs_resources(x, task);
    for (int32_t w = (to - 1) / 64, left = effort;; w--) {
        uint64_t word = *word_at(x, person, w);
        if (needs)
            word = with_resources(x, task, w, word);
        if (w == (to - 1) / 64 && (to & 63) != 0)
            word &= ~bits_from(to);
        int32_t n = plan_count(word);
        if (n >= left)
            return w * 64 + plan_nth(word, n - left);
        left -= n;
    }
}

bool plan_place_person(const struct plan_left *x, uint32_t person, const struct plan_ask *ask, int32_t limit,
                       struct plan_place *ret)
{
    struct plan_place last;
    if (!place_forward(x, person, ask->task, ask->start, ask->effort, limit, ret))
        return false;
    if (ret->finish >= ask->finish)
        return true;
    if (!place_forward(x, person, ask->task, ask->finish - 1, 1, limit, &last))
        return false;
    ret->finish = last.finish;
    ret->start = place_backward(x, person, ask->task, last.finish, ask->effort);
    return true;
}

static uint32_t one_by_one(const struct plan_left *x, const uint32_t *people, uint32_t n, const struct plan_ask *ask,
                           struct plan_place *ret)
{
    const struct plan_person *all = x->b->in->people;
    uint32_t who = PLAN_NONE;
    ret->finish = PLAN_NEVER;
    for (uint32_t i = 0; i < n; i++) {
        struct plan_place at;
        if (plan_place_person(x, people[i], ask, ret->finish, &at) &&
            (at.finish < ret->finish || (at.finish == ret->finish && all[people[i]].key < all[who].key))) {
            *ret = at;
            who = people[i];
        }
    }
    return who;
}

/* Of these, who could end it as early as the one who has something free first; returns how many. */
static uint32_t team_sift(const struct plan_left *x, const uint32_t *people, uint32_t n, const struct plan_ask *ask)
{
    struct plan_place at;
    uint32_t first = people[0], left = 0;
    for (uint32_t i = 1; i < n; i++)
        first = x->low[people[i]] < x->low[first] ? people[i] : first;
    bool fits = place_forward(x, first, ask->task, ask->start, ask->effort, PLAN_NEVER, &at);
    int32_t latest = fits ? (at.finish - ask->effort) / 64 : x->words - 1;
    for (uint32_t i = 0; i < n; i++) {
        x->who[left] = people[i];
        left += x->low[people[i]] <= latest;
    }
    return left;
}

/* The word in which the first of them would end, and what each would have left after it. */
static int32_t word_of_first(const struct plan_left *x, uint32_t n, const struct plan_ask *ask)
{
    int32_t w = x->words, least = 1;
    for (uint32_t i = 0; i < n; i++) {
        x->still[i] = ask->effort;
        w = x->low[x->who[i]] < w ? x->low[x->who[i]] : w;
    }
    for (w = ask->start / 64 > w ? ask->start / 64 : w; w < x->words; w++) {
        const uint64_t *row = word_at(x, 0, w), mask = w == ask->start / 64 ? bits_from(ask->start) : ~UINT64_C(0);
        if ((x->b->anybody[w] & mask) == 0)
            continue;
        for (uint32_t i = 0; i < n; i++) {
            x->still[i] -= plan_count(row[x->who[i]] & mask);
            least = x->still[i] < least ? x->still[i] : least;
        }
        if (least <= 0)
            break;
    }
    return w;
}

uint32_t plan_place_team(const struct plan_left *x, const uint32_t *people, uint32_t n, const struct plan_ask *ask,
                         struct plan_place *ret)
{
    const struct plan_person *all = x->b->in->people;
    if (n < TEAM_LEAST || needs_resources(x, ask->task))
        return one_by_one(x, people, n, ask, ret);
    uint32_t left = team_sift(x, people, n, ask), who = PLAN_NONE;
    int32_t w = word_of_first(x, left, ask), finish = PLAN_NEVER;
    if (w == x->words)
        return PLAN_NONE;
    for (uint32_t i = 0; i < left; i++) {
        if (x->still[i] > 0)
            continue;
        uint64_t word = *word_at(x, x->who[i], w) & (w == ask->start / 64 ? bits_from(ask->start) : ~UINT64_C(0));
        int32_t at = w * 64 + plan_nth(word, x->still[i] + plan_count(word) - 1) + 1;
        if (at < finish || (at == finish && all[x->who[i]].key < all[who].key)) {
            finish = at;
            who = x->who[i];
        }
    }
    if (finish < ask->finish)
        return one_by_one(x, people, n, ask, ret);
    place_forward(x, who, ask->task, ask->start, ask->effort, finish, ret);
    return who;
}

int32_t plan_place_first(const struct plan_left *x, uint32_t person, const struct plan_ask *ask)
{
    struct plan_place at;
    return place_forward(x, person, ask->task, ask->start, 1, PLAN_NEVER, &at) ? at.start : PLAN_NEVER;
}

void plan_place_take(struct plan_left *x, uint32_t person, const struct plan_ask *ask, struct plan_place at)
{
    bool needs = needs_resources(x, ask->task);
    int32_t left = ask->effort, *low = &x->low[person];
    for (int32_t w = at.start / 64; left > 0; w++) {
        uint64_t *is = word_at(x, person, w), word = *is;
        if (w == at.start / 64)
            word &= bits_from(at.start);
        if (needs)
            word = with_resources(x, ask->task, w, word);
        if (plan_count(word) > left) /* the lowest `left` */
            word &= ~bits_from(plan_nth(word, left));
        *is &= ~word;
        left -= plan_count(word);
        for (; needs && word != 0; word &= word - 1)
            plan_taken_add(&x->taken, ask->task, w * 64 + __builtin_ctzll(word), w * 64 + __builtin_ctzll(word) + 1);
    }
    while (*low < x->words && *word_at(x, person, *low) == 0)
        ++*low;
}
