/* Of begun work: what is left of a lognormal distribution above what was spent. */
#pragma once
#include "planning/bias.h"

#define P80_DEVIATIONS 0.8416212335729143 /* of a normal distribution */

struct begun {
    double p50, p80; /* beyond what was spent, in its unit */
};
/* median, deviation (of the logarithm): of all of the work. All are more than 0. */
struct begun begun_left(double median, double deviation, double spent);
