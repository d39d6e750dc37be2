/* The forecast on several processors: the same to the bit whatever their number, since trials draw by their numbers
 * (plan/trials.h). */
#pragma once
#include "plan/forecast.h"

uint32_t cores_for(const struct plan_in *in, uint32_t trials); /* as many as there are and the work is worth */
/* What is said lies in m, which needs plan_said_bytes; what it works with is given back. False: there is no memory. */
bool cores_forecast(struct plan_memory *m, const struct plan_base *b, const struct plan_dates *d, uint32_t trials,
                    uint64_t seed, uint32_t cores, struct plan_forecast *ret);
