/* When things will really be done: the plan as a static network, tried many times with work that takes longer or
 * shorter (plan/chance.h).
 *
 * The network is the plan's own: a task begins when what it depends on allows and when its person has done what comes
 * before it in the plan; what is idle in the plan absorbs delay; what else kept a task from beginning earlier (limits
 * of a day, resources) is kept as it is. Work runs in the person's own working time, as much of a day as may be
 * planned; a task that is interrupted by others ends later by what they take longer. Locked blocks begin and end no
 * earlier. With no spread and no bias every trial is the plan.
 *
 * Integers only, numbers drawn by (seed, key, trial): the same in every order of rows and as WebAssembly. */
#pragma once
#include "plan/trials.h"

struct plan_forecast {
    int32_t *p50, *p80, *p95; /* per task: finish; PLAN_NEVER: no place, or beyond the horizon */
    uint16_t *criticality;    /* per task: in how many of a thousand trials it decided when its project ends */
    uint16_t *uncertainty;    /* per task: its share, of a thousand, in what is uncertain about its project's end */
    int32_t *project_p50, *project_p80, *project_p95; /* per project: end of its last task; PLAN_NEVER: it has none */
    uint32_t trials;
};

size_t plan_forecast_bytes(const struct plan_in *in);
/* trials: rounded up to a multiple of 64, at most PLAN_TRIALS_MOST; 1,000 say P80 to about a fortieth of the spread. b
 * and d are of one plan (plan/make.h). */
struct plan_forecast plan_forecast(struct plan_memory *m, const struct plan_base *b, const struct plan_dates *d,
                                   uint32_t trials, uint64_t seed);

/* The same by parts, for who has several processors: the trials (plan/trials.h), and what they say. */
size_t plan_said_bytes(const struct plan_in *in);
struct plan_forecast plan_said_make(struct plan_memory *m, const struct plan_in *in);
void plan_say(struct plan_part *first, struct plan_forecast *ret); /* when all trials are counted in the first part */

/* By keys: equal for equal forecasts, whatever the order of the rows. */
uint64_t plan_forecast_hash(const struct plan_in *in, const struct plan_forecast *f);
