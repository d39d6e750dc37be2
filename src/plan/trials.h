/* Trials of the forecast (plan/forecast.h), PLAN_LANES side by side, in parts that share no memory but what is only
 * read: trials are numbered and draw by their numbers, so that it makes no difference which part runs which. */
#pragma once
#include "plan/chance.h"
#include "plan/network.h"
#include "plan/tally.h"

#define PLAN_TRIALS_MOST 8192u
#define PLAN_TRACED      128u /* trials in which what decided is followed back */

/* Of some trials: what decided, per lane; and what it adds up to. Per task is per node of the network. */
struct plan_traced {
    int32_t *start_cause, *finish_cause; /* of each task; of a finish, nothing else is its own start */
    int32_t *longer;                     /* per task: what it took longer */
    uint32_t *last;                      /* per project: the task that ended it */
    uint32_t *hits;                      /* per task */
    int64_t *own, *own_end;              /* per task: sums of what it took longer, and that by its project's end */
    int64_t *end, *chain, *chain_end;    /* per project: of its end, of what its chain took longer, of both */
};

struct plan_trials { /* what all parts read */
    struct plan_network net;
    struct plan_dice dice;
    struct plan_work *works; /* per task */
    const struct plan_dates *dates;
    uint64_t seed;
    uint32_t n;
};

struct plan_part {
    const struct plan_trials *of;
    struct plan_tally *tallies, *project_tallies;
    uint32_t first; /* of the trials that run */
    bool trace;
    struct plan_traced traced; /* the first part's */
    /* PLAN_LANES of each: */
    int32_t *start, *over;     /* per seat: in working time; what its person had overrun when it began */
    int32_t *slots;            /* per row */
    int32_t *line, *line_over; /* per person: how much later it runs than planned; what it has overrun together */
    int32_t *together, *end;   /* per project: its deviate; its end, in slots */
};

size_t plan_trials_bytes(const struct plan_in *in);
/* n: rounded up to a multiple of PLAN_LANES, at most PLAN_TRIALS_MOST. */
struct plan_trials *plan_trials_make(struct plan_memory *m, const struct plan_base *b, const struct plan_dates *d,
                                     uint32_t n, uint64_t seed);

size_t plan_part_bytes(const struct plan_in *in, bool first);
/* first: NULL, or, for any other part, the first one, after its first run. */
struct plan_part *plan_part_make(struct plan_memory *m, const struct plan_trials *of, const struct plan_part *first);
/* Runs PLAN_LANES trials from `trial`, a multiple of that. Those before PLAN_TRACED are the first part's, and 0 its
 * first run. */
void plan_part_run(struct plan_part *x, uint32_t trial);
/* The first part has counted what the other has. */
void plan_part_join(struct plan_part *first, const struct plan_part *other);
