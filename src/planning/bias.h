/* How long work really takes beside what was said, learnt from work that is done: the mean of log(spent / estimate) of
 * a person in an activity, shrunk towards that of everybody in the activity, that towards that of all work of the
 * workspace, and that towards its buffer. Each counts as BIAS_PRIOR tasks beside the ones it is mixed with, so little
 * history says little and none says nothing. */
#pragma once
#include "base/arena.h"
#include <stdbool.h>

#define BIAS_PRIOR        8
#define BIAS_LEAST        500 /* per mille */
#define BIAS_MOST         3000
#define BIAS_STEP         10 /* told, and counted with, in hundredths: one task more does not move every date */
#define BIAS_WORTH_SAYING 50
#define BIAS_RATIO        8    /* what took more than so many times as long, or as short, counts as that */
#define BIAS_DAYS         365  /* of the past that is read */
#define BIAS_TASKS        5000 /* of it, the newest */
#define BIAS_NO_ONE       UINT32_MAX
#define BIAS_ACTIVITY     (UINT32_MAX - 1) /* another than those of the open work: counts for the workspace only */

struct bias_done {
    uint32_t person;             /* who alone did it, or BIAS_NO_ONE */
    uint32_t activity;           /* PLAN_NONE is an activity like others: work of which it was not said */
    int64_t said_min, spent_min; /* both more than 0 */
};

struct bias_history;
struct bias {
    int32_t permille; /* beside the estimate */
    uint32_t tasks;   /* it rests on: of the person in the activity, or where these are less than BIAS_PRIOR, of the
                         activity, or of the workspace */
};

/* buffer_percent: what the plan adds to every estimate. `done` is sorted. */
const struct bias_history *bias_learn(struct arena *a, struct bias_done *done, size_t n, int64_t buffer_percent);
struct bias bias_of(const struct bias_history *h, uint32_t person, uint32_t activity);
/* For the engine, whose effort has the buffer in it already: 1000 without history. */
int32_t bias_beside_buffer(const struct bias_history *h, struct bias b);
