/* Justification: how much later everything could be done without making later what it is for. From the last to the
 * first, each task moves to the latest free slots of its person from which its project still ends when it does (each
 * project to its own end: to a common one it makes projects later), its dates are kept as far as they were and missed
 * by no more, and what waits for it waits no longer. Serving by these ends gives a plan in which no project ends later
 * (plan/kept.h has why), and as a rule one that ends sooner, if people are chosen anew. Valls, Ballestin, Quintanilla
 * 2005. */
#pragma once
#include "plan/macro.h"

size_t plan_justify_bytes(const struct plan_in *in);
void plan_justify(struct plan_memory *m, const struct plan_base *b, const struct plan_dates *d, int32_t *ret_end);
