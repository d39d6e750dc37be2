/* How long work takes, by chance: a lognormal distribution by tables, in integers, so that it is the same to the bit
 * everywhere. `low` and `high` are read as what one case in five stays under and over, for people's ranges are too
 * narrow (docs/planner.md); the median of a range is their geometric mean. */
#pragma once
#include "plan/memory.h"
#include "plan/plan.h"

#define PLAN_LANES          64   /* trials side by side */
#define PLAN_DEVIATION_MOST 4096 /* two octaves: a third of all cases is beyond a quarter or four times as long */
#define PLAN_WORK_MOST      (4 * PLAN_EFFORT_MOST)

struct plan_dice {
    const int16_t *normal;  /* 1024 quantiles, in 4096ths */
    const uint32_t *factor; /* powers of two by 128ths of an octave */
    int32_t together, own;  /* what the project and the task itself add to a deviation, in 4096ths */
};

struct plan_work {
    int64_t median;    /* 256ths of a slot */
    int32_t deviation; /* of its logarithm, in 2048ths of an octave; 0: always the median */
};

#define PLAN_DICE_BYTES (plan_room(int16_t, 1024) + plan_room(uint32_t, 2048))
struct plan_dice plan_dice_make(struct plan_memory *m, int32_t correlation); /* percent */

struct plan_work plan_work_of(const struct plan_task *t, const struct plan_settings *s);

/* PLAN_LANES deviates for the trials from `trial` (a multiple of PLAN_LANES), in 4096ths. */
void plan_normals(const struct plan_dice *d, uint64_t seed, uint64_t key, uint32_t trial, int32_t *ret);
/* Slots of work in each trial, 0..PLAN_WORK_MOST. */
void plan_works(const struct plan_dice *d, const struct plan_work *w, const int32_t *together, const int32_t *own,
                int32_t *ret);

uint32_t plan_root(uint64_t x); /* rounded down */

static inline int32_t plan_rounded(int64_t work) /* 256ths to slots */
{
    int64_t x = (work + 128) / 256;
    return x < PLAN_WORK_MOST ? (int32_t)x : PLAN_WORK_MOST;
}
