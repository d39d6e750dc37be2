/* What is left of everybody's time, and where work would go in it: the earliest free slots, as much of a day as may be
 * planned, fixed blocks and other resources respected. */
#pragma once
#include "plan/prepare.h"
#include "plan/taken.h"

struct plan_left {
    const struct plan_base *b;
    uint64_t *free; /* as plan_base.open */
    int32_t *low;   /* per person: no word before has anything free */
    int32_t *still; /* room for a search: what each of a team would still have to do, */
    uint32_t *who;  /* and who that is */
    struct plan_taken taken;
    int32_t words;
};

struct plan_ask { /* what is asked: work that begins not before `start` and ends not before `finish` */
    uint32_t task;
    int32_t effort, start, finish;
};

struct plan_place {
    int32_t start, finish;
};

size_t plan_left_bytes(const struct plan_in *in);
struct plan_left plan_left_make(struct plan_memory *m, const struct plan_base *b, int32_t from); /* from a slot on */

/* Where the person would do it, if that ends by `limit`. */
bool plan_place_person(const struct plan_left *x, uint32_t person, const struct plan_ask *ask, int32_t limit,
                       struct plan_place *ret);
/* Who of these would end it first, of several the one of the least key; PLAN_NONE: nobody can. */
uint32_t plan_place_team(const struct plan_left *x, const uint32_t *people, uint32_t n, const struct plan_ask *ask,
                         struct plan_place *ret);
/* The first slot the person could work on it, not asking for its effort or finish; PLAN_NEVER: none. */
int32_t plan_place_first(const struct plan_left *x, uint32_t person, const struct plan_ask *ask);
void plan_place_take(struct plan_left *x, uint32_t person, const struct plan_ask *ask, struct plan_place at);
