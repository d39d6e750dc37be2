#include "planning/bias.h"
#include <math.h>
#include <stdlib.h>

struct group {
    uint32_t activity, person;
    uint32_t n;
    double sum; /* of the logarithms */
};

struct bias_history {
    struct group all;
    struct group *activities, *people; /* sorted: by activity; by activity and person */
    size_t activity_n, person_n;
    double buffer; /* logarithm */
};

static int compare(uint32_t a, uint32_t b)
{
    return (a > b) - (a < b);
}

static int by_group(const void *a, const void *b)
{
    const struct group *x = a, *y = b;
    int c = compare(x->activity, y->activity);
    return c ? c : compare(x->person, y->person);
}

static int by_done(const void *a, const void *b)
{
    const struct bias_done *x = a, *y = b;
    int c = compare(x->activity, y->activity);
    c = c ? c : compare(x->person, y->person);
    c = c ? c : (x->said_min > y->said_min) - (x->said_min < y->said_min);
    return c ? c : (x->spent_min > y->spent_min) - (x->spent_min < y->spent_min);
}

static double log_of(const struct bias_done *d)
{
    double ratio = (double)d->spent_min / (double)d->said_min;
    ratio = ratio > BIAS_RATIO ? BIAS_RATIO : ratio < 1.0 / BIAS_RATIO ? 1.0 / BIAS_RATIO : ratio;
    return log(ratio);
}

/* To the last group, or a new one. */
static void count(struct group *groups, size_t *n, uint32_t activity, uint32_t person, double value)
{
    struct group *last = *n > 0 ? &groups[*n - 1] : NULL;
    if (!last || last->activity != activity || last->person != person) {
        last = &groups[(*n)++];
        *last = (struct group){.activity = activity, .person = person};
    }
    last->n++;
    last->sum += value;
}

const struct bias_history *bias_learn(struct arena *a, struct bias_done *done, size_t n, int64_t buffer_percent)
{
    struct bias_history *h = arena_new(a, struct bias_history);
    h->activities = arena_array(a, struct group, n + 1);
    h->people = arena_array(a, struct group, n + 1);
    h->buffer = log((double)(100 + buffer_percent) / 100);
    if (n > 0)
        qsort(done, n, sizeof *done, by_done);
    for (size_t i = 0; i < n; i++) {
        double value = log_of(&done[i]);
        h->all.n++;
        h->all.sum += value;
        if (done[i].activity == BIAS_ACTIVITY)
            continue;
        count(h->activities, &h->activity_n, done[i].activity, BIAS_NO_ONE, value);
        if (done[i].person != BIAS_NO_ONE)
            count(h->people, &h->person_n, done[i].activity, done[i].person, value);
    }
    return h;
}

static struct group find(const struct group *groups, size_t n, uint32_t activity, uint32_t person)
{
    const struct group key = {.activity = activity, .person = person};
    const struct group *found = n > 0 ? bsearch(&key, groups, n, sizeof *groups, by_group) : NULL;
    return found ? *found : key;
}

static double mixed(double prior, const struct group *g)
{
    return (BIAS_PRIOR * prior + g->sum) / (BIAS_PRIOR + g->n);
}

struct bias bias_of(const struct bias_history *h, uint32_t person, uint32_t activity)
{
    struct group of_activity = find(h->activities, h->activity_n, activity, BIAS_NO_ONE), own = {.n = 0};
    if (person != BIAS_NO_ONE)
        own = find(h->people, h->person_n, activity, person);
    double mean = mixed(mixed(mixed(h->buffer, &h->all), &of_activity), &own);
    long steps = lround(exp(mean) * 1000 / BIAS_STEP);
    struct bias b = {.permille = (int32_t)steps * BIAS_STEP};
    b.permille = b.permille < BIAS_LEAST ? BIAS_LEAST : b.permille > BIAS_MOST ? BIAS_MOST : b.permille;
    b.tasks = own.n >= BIAS_PRIOR ? own.n : of_activity.n >= BIAS_PRIOR ? of_activity.n : h->all.n;
    return b;
}

int32_t bias_beside_buffer(const struct bias_history *h, struct bias b)
{
    if (h->all.n == 0)
        return 1000;
    int32_t permille = (int32_t)lround(b.permille / exp(h->buffer) / BIAS_STEP) * BIAS_STEP;
    return permille < BIAS_LEAST ? BIAS_LEAST : permille > BIAS_MOST ? BIAS_MOST : permille;
}
