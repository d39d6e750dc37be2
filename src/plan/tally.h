/* How often which value was met, and quantiles of that, in 256 bytes: the first values are kept as they are, and say
 * over what range the rest is counted, in 128 steps. Exact as long as the range of the first is at most 64. */
#pragma once
#include <stdbool.h>
#include <stdint.h>

#define PLAN_TALLY_FIRST 64
#define PLAN_TALLY_STEPS 128

struct plan_tally {
    union {
        int32_t first[PLAN_TALLY_FIRST];
        uint16_t steps[PLAN_TALLY_STEPS];
    };
    uint32_t n;
    int32_t base, shift; /* of the steps: a step is 1 << shift wide */
};

void plan_tally_add(struct plan_tally *t, const int32_t *values, uint32_t n); /* n divides PLAN_TALLY_FIRST */
/* Begins to count over the range of another, which has had its first values; and adds what such a one has counted. */
void plan_tally_like(struct plan_tally *t, const struct plan_tally *other);
void plan_tally_join(struct plan_tally *t, const struct plan_tally *other);
/* The values that `percent[i]` of all do not exceed; percents rising, and so are the results. The tally is used up. */
void plan_tally_quantiles(struct plan_tally *t, const int32_t *percent, uint32_t n, int32_t *ret);
