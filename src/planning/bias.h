/* How long work really takes beside what was said, learnt from work that is done: the mean of log(spent / estimate) of
 * a person in an activity, shrunk towards that of everybody in the activity, that towards that of all work of the
 * workspace, and that towards its buffer. Each counts as BIAS_PRIOR tasks beside the ones it is mixed with, so little
 * history says little and none says nothing.
 *
 * Of the rest, how much wider it is than people's ranges, and of begun work, what is left: however much was said,
 * what has taken long will take longer still. */
#pragma once
#include "base/arena.h"
#include "plan/plan.h"
#include <stdbool.h>

#define BIAS_PRIOR        8
#define BIAS_LEAST        500 /* per mille */
#define BIAS_MOST         3000
#define BIAS_STEP         10 /* told, and counted with, in hundredths: one task more does not move every date */
#define BIAS_WORTH_SAYING 50
#define BIAS_RATIO        8 /* what took more than so many times as long, or as short, counts as that */
#define BIAS_WIDER_MOST   250
#define BIAS_DAYS         365  /* of the past that is read */
#define BIAS_TASKS        5000 /* of it, the newest */
#define BIAS_NO_ONE       UINT32_MAX
#define BIAS_ACTIVITY     (UINT32_MAX - 1) /* another than those of the open work: counts for the workspace only */

/* Minutes. A range is read as the forecast reads it (plan/chance.h); without one low and high are the estimate, or 0.
 */
struct bias_said {
    int64_t low, likely, high; /* likely is more than 0 */
};
struct bias_done {
    uint32_t person;   /* who alone did it, or BIAS_NO_ONE */
    uint32_t activity; /* PLAN_NONE is an activity like others: work of which it was not said */
    struct bias_said said;
    int64_t spent_min; /* more than 0 */
};

struct bias_history;
struct bias {
    int32_t permille; /* beside the estimate */
    uint32_t tasks;   /* it rests on: of the person in the activity, or where these are less than BIAS_PRIOR, of the
                         activity, or of the workspace */
};

/* buffer_percent: what the plan adds to every estimate. `done` is sorted. */
const struct bias_history *bias_learn(struct arena *a, struct bias_done *done, size_t n, int64_t buffer_percent);
static inline bool bias_worth_saying(struct bias b)
{
    return b.tasks > 0 && (b.permille <= 1000 - BIAS_WORTH_SAYING || b.permille >= 1000 + BIAS_WORTH_SAYING);
}
/* BIAS_NO_ONE: of everybody in the activity. */
struct bias bias_of(const struct bias_history *h, uint32_t person, uint32_t activity);
/* How much wider work is than it was said, in hundredths: 100 without history, never less, at most BIAS_WIDER_MOST. */
int32_t bias_wider(const struct bias_history *h);
int32_t bias_spread(const struct bias_history *h); /* of work without range: plan_settings.spread */

/* Lays it into a task whose likely, low and high are set: how long it takes beside them, and how sure that is. */
void bias_lay(const struct bias_history *h, struct bias b, struct bias_said said, int64_t spent_min,
              struct plan_task *e);
