#include "plan/tally.h"

static void step_add(struct plan_tally *t, int32_t value)
{
    int32_t at = (value > t->base ? value - t->base : 0) >> t->shift;
    t->steps[at < PLAN_TALLY_STEPS ? at : PLAN_TALLY_STEPS - 1]++;
}

/* From values to steps: half the range more before the least, and as much after the greatest. */
static void steps_begin(struct plan_tally *t)
{
    int32_t first[PLAN_TALLY_FIRST], least = t->first[0], most = t->first[0];
    for (uint32_t i = 0; i < PLAN_TALLY_FIRST; i++) {
        first[i] = t->first[i];
        least = first[i] < least ? first[i] : least;
        most = first[i] > most ? first[i] : most;
    }
    int32_t range = most - least + 1;
    t->base = least - range / 2;
    for (t->shift = 0; range * 2 >> t->shift > PLAN_TALLY_STEPS; t->shift++)
        ;
    for (uint32_t i = 0; i < PLAN_TALLY_STEPS; i++)
        t->steps[i] = 0;
    for (uint32_t i = 0; i < PLAN_TALLY_FIRST; i++)
        step_add(t, first[i]);
}

void plan_tally_add(struct plan_tally *t, const int32_t *values, uint32_t n)
{
    if (t->n >= PLAN_TALLY_FIRST)
        for (uint32_t i = 0; i < n; i++)
            step_add(t, values[i]);
    for (uint32_t i = 0; i < n && t->n < PLAN_TALLY_FIRST; i++)
        t->first[t->n + i] = values[i];
    t->n += n;
    if (t->n == PLAN_TALLY_FIRST)
        steps_begin(t);
}

void plan_tally_like(struct plan_tally *t, const struct plan_tally *other)
{
    *t = (struct plan_tally){.n = PLAN_TALLY_FIRST, .base = other->base, .shift = other->shift};
    for (uint32_t i = 0; i < PLAN_TALLY_STEPS; i++)
        t->steps[i] = 0;
}

void plan_tally_join(struct plan_tally *t, const struct plan_tally *other)
{
    for (uint32_t i = 0; i < PLAN_TALLY_STEPS; i++)
        t->steps[i] = (uint16_t)(t->steps[i] + other->steps[i]);
    t->n += other->n - PLAN_TALLY_FIRST;
}

static void sort(int32_t *at, uint32_t n) /* few */
{
    for (uint32_t i = 1; i < n; i++) {
        int32_t x = at[i];
        uint32_t k = i;
        for (; k > 0 && at[k - 1] > x; k--)
            at[k] = at[k - 1];
        at[k] = x;
    }
}

void plan_tally_quantiles(struct plan_tally *t, const int32_t *percent, uint32_t n, int32_t *ret)
{
    bool few = t->n < PLAN_TALLY_FIRST;
    uint32_t below = 0, step = 0;
    if (few)
        sort(t->first, t->n);
    for (uint32_t i = 0; i < n; i++) {
        uint32_t rank = (t->n * (uint32_t)percent[i] + 99) / 100; /* from 1 */
        rank = rank > 0 ? rank : 1;
        if (few) {
            ret[i] = t->first[rank - 1];
            continue;
        }
        while (below + t->steps[step] < rank)
            below += t->steps[step++];
        int32_t within = (int32_t)(((uint64_t)(rank - below - 1) << t->shift) / t->steps[step]);
        ret[i] = t->base + ((int32_t)step << t->shift) + within;
    }
}
