/* The plan of a snapshot: what plan/make.h and the forecast say, in one call and one arena. */
#pragma once
#include "plan/forecast.h"
#include "plan/make.h"
#include "planning/snapshot.h"

#define COMPUTE_TRIALS 512 /* of the forecast: P80 to a thirtieth of the spread */
#define COMPUTE_SEED   1   /* the same plan has the same forecast */

struct computed {
    const struct snapshot
        *snapshot; /* with what stays of the plan in force (hold.h); indexes are those of the one given */
    struct plan_out out;
    struct plan_forecast forecast;
    const int32_t *p50, *p80, *p95; /* per task: finish, PLAN_NEVER where it has none */
    uint64_t hash;
};

/* ERR_TOO_LARGE: more than the engine's limits (plan/plan.h). A plan that cannot work is no error: out.findings. */
int compute(struct arena *arena, const struct snapshot *s, struct computed *ret);
/* With fewer trials of the forecast, when many plans are compared. */
int compute_roughly(struct arena *arena, const struct snapshot *s, uint32_t trials, struct computed *ret);

/* The plan as it is now, kept in the process until something it depends on has changed or a quarter hour has passed:
 * shared by all who read, let go with current_release. Takes some tens of milliseconds when it has to be made, so only
 * ROUTE_SLOW handlers and jobs call it. Nobody changes what it points to: change a snapshot_copy. */
struct current;
int current_get(struct op *op, const struct current **ret);
const struct computed *current_plan(const struct current *c);
/* How long it took to read and to plan. */
void current_times(const struct current *c, int64_t *ret_read_us, int64_t *ret_plan_us);
void current_release(const struct current *c);
