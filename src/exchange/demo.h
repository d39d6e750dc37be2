/* A believable agency, to try Aplomb with: the same for the same seed and day, dates around that day. Everything
 * happens in its order through the years' months, so that histories, `as_of` and the portfolio have something to show.
 */
#pragma once
#include "store/progress.h"
#include "store/writer.h"

#define DEMO_PASSWORD "lanterne-demo"

struct demo_counts {
    int64_t clients, projects, tasks, people, comments, dependencies, events;
};

/* Into an empty workspace: ERR_CONFLICT (with op->problem) where there is one already. op: reading. */
int demo_make(struct op *op, struct writer *w, uint64_t seed, const struct progress *progress,
              struct demo_counts *ret_counts);
