#include "planning/bias_begun.h"
#include <math.h>

#define FAR 7 /* deviations beyond which one is as good as another */

static double above(double z) /* how much of a normal distribution is */
{
    return erfc(z / sqrt(2)) / 2;
}

/* Where so much of it is above; by halves, from a place where more is. */
static double place_of(double part, double from)
{
    double to = from + FAR;
    for (int i = 0; i < 50; i++) {
        double half = (from + to) / 2;
        if (above(half) > part)
            from = half;
        else
            to = half;
    }
    return from;
}

struct begun begun_left(double median, double deviation, double spent)
{
    double z = log(spent / median) / deviation;
    if (z > FAR) { /* so long that the estimate says nothing: as if it were just that far off */
        z = FAR;
        median = spent / exp(z * deviation);
    }
    z = z < -FAR ? -FAR : z;
    double left = above(z);
    struct begun b = {.p50 = median * exp(deviation * place_of(left * 0.5, z)) - spent,
                      .p80 = median * exp(deviation * place_of(left * 0.2, z)) - spent};
    b.p50 = b.p50 > 1 ? b.p50 : 1;
    b.p80 = b.p80 > b.p50 ? b.p80 : b.p50;
    return b;
}
