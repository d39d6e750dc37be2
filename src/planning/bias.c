#include "planning/bias_begun.h"
#include <math.h>
#include <stdlib.h>

#define OFF_MOST 5 /* deviations: one range that was nearly a point says no more than that */

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
    int32_t wider; /* hundredths */
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

static bool has_range(struct bias_said s)
{
    return s.low > 0 && s.low < s.likely && s.likely < s.high;
}

static double middle(struct bias_said s)
{
    return has_range(s) ? sqrt((double)s.low * (double)s.high) : (double)s.likely;
}

/* Of the logarithm, as people said it. */
static double deviation(struct bias_said s)
{
    double range = has_range(s) ? log((double)s.high / (double)s.low) / 2 : log((100 + plan_defaults().spread) / 100.0);
    return range / P80_DEVIATIONS;
}

static double ratio_of(const struct bias_done *d)
{
    double ratio = (double)d->spent_min / middle(d->said);
    return ratio > BIAS_RATIO ? BIAS_RATIO : ratio < 1.0 / BIAS_RATIO ? 1.0 / BIAS_RATIO : ratio;
}

static int by_done(const void *a, const void *b)
{
    const struct bias_done *x = a, *y = b;
    int c = compare(x->activity, y->activity);
    c = c ? c : compare(x->person, y->person);
    double a_ratio = ratio_of(x), b_ratio = ratio_of(y); /* sums come out the same in any order of rows */
    return c ? c : (a_ratio > b_ratio) - (a_ratio < b_ratio);
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

/* Of all tasks, how far from the mean of their person and activity, in deviations as they were said; with BIAS_PRIOR
 * that are as was said. */
static int32_t wider(const struct bias_done *done, size_t n)
{
    double squares = BIAS_PRIOR, free = BIAS_PRIOR;
    for (size_t first = 0, next; first < n; first = next) {
        double sum = 0;
        for (next = first;
             next < n && done[next].activity == done[first].activity && done[next].person == done[first].person; next++)
            sum += log(ratio_of(&done[next]));
        for (size_t i = first; i < next; i++) {
            double off = (log(ratio_of(&done[i])) - sum / (double)(next - first)) / deviation(done[i].said);
            squares += fmin(off * off, OFF_MOST * OFF_MOST);
        }
        free += (double)(next - first - 1);
    }
    long hundredths = lround(sqrt(squares / free) * 20) * 5;
    return (int32_t)(hundredths < 100 ? 100 : hundredths > BIAS_WIDER_MOST ? BIAS_WIDER_MOST : hundredths);
}

const struct bias_history *bias_learn(struct arena *a, struct bias_done *done, size_t n, int64_t buffer_percent)
{
    struct bias_history *h = arena_new(a, struct bias_history);
    h->activities = arena_array(a, struct group, n + 1);
    h->people = arena_array(a, struct group, n + 1);
    h->buffer = log((double)(100 + buffer_percent) / 100);
    if (n > 0)
        qsort(done, n, sizeof *done, by_done);
    h->wider = wider(done, n);
    for (size_t i = 0; i < n; i++) {
        double value = log(ratio_of(&done[i]));
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

int32_t bias_wider(const struct bias_history *h)
{
    return h->wider;
}

int32_t bias_spread(const struct bias_history *h)
{
    double spread = pow((100 + plan_defaults().spread) / 100.0, h->wider / 100.0) * 100 - 100;
    return spread < PLAN_SPREAD_MOST ? (int32_t)lround(spread) : PLAN_SPREAD_MOST;
}

static int32_t permille_within(double factor, int32_t most)
{
    double permille = factor * 1000 / BIAS_STEP;
    return permille * BIAS_STEP >= most         ? most
           : permille * BIAS_STEP <= BIAS_LEAST ? BIAS_LEAST
                                                : (int32_t)lround(permille) * BIAS_STEP;
}

/* The engine's effort has the buffer in it already. */
static void lay_whole(const struct bias_history *h, struct bias b, struct bias_said said, struct plan_task *e)
{
    e->bias = h->all.n == 0 ? 1000 : permille_within(b.permille / 1000.0 / exp(h->buffer), BIAS_MOST);
    if (h->wider == 100 || !has_range(said))
        return;
    double half = exp(deviation(said) * P80_DEVIATIONS * h->wider / 100);
    double mid = e->likely * middle(said) / (double)said.likely;
    e->low = (int32_t)fmin(mid / half, e->likely);
    e->high = (int32_t)fmin(fmax(ceil(mid * half), e->likely), PLAN_EFFORT_MOST);
}

void bias_lay(const struct bias_history *h, struct bias b, struct bias_said said, int64_t spent_min,
              struct plan_task *e)
{
    if (spent_min <= 0 || e->likely <= 0) {
        lay_whole(h, b, said, e);
        return;
    }
    struct begun left =
        begun_left(middle(said) * b.permille / 1000, deviation(said) * h->wider / 100, (double)spent_min);
    double likely = (double)e->likely * PLAN_SLOT_MIN;
    e->bias = permille_within(left.p50 / likely, PLAN_BIAS_MOST);
    e->low = e->likely;
    e->high = (int32_t)fmin(ceil(e->likely * left.p80 / left.p50), PLAN_EFFORT_MOST);
}
