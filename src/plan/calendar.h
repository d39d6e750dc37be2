/* Working time: counting free slots of a bitmap (rank) and finding the n-th (select), in constant time by a directory.
 * Beyond the horizon, and before slot 0, every slot counts as free: arithmetic never runs out, and what lies beyond is
 * recognised by its date. */
#pragma once
#include "plan/bits.h"
#include "plan/memory.h"
#include "plan/plan.h"

struct plan_calendar {
    const uint64_t *bits;
    const uint32_t *rank;  /* free slots before each word, words + 1 of them */
    const uint16_t *hints; /* the word that holds every 32nd free slot */
    int32_t slots, free;   /* length, and free slots in it */
};

size_t plan_calendar_bytes(int32_t slots);
struct plan_calendar plan_calendar_make(struct plan_memory *m, const uint64_t *bits, int32_t slots);
int32_t plan_select(const struct plan_calendar *c, int32_t rank); /* the slot with that many free ones before it */

/* Free slots before it; negative before slot 0. */
static inline int32_t plan_rank(const struct plan_calendar *c, int32_t slot)
{
    if (slot < 0)
        return slot;
    if (slot >= c->slots)
        return c->free + (slot - c->slots);
    uint64_t below = c->bits[slot >> 6] & ((UINT64_C(1) << (slot & 63)) - 1);
    return (int32_t)c->rank[slot >> 6] + plan_count(below);
}

static inline int plan_bit(const uint64_t *bits, int32_t slot)
{
    return (int)(bits[slot >> 6] >> (slot & 63) & 1);
}

/* Where work of `effort` slots that begins at `start` or later ends: after its last slot. No effort ends at the start.
 */
static inline int32_t plan_after(const struct plan_calendar *c, int32_t start, int32_t effort)
{
    return effort == 0 ? start : plan_select(c, plan_rank(c, start) + effort - 1) + 1;
}

/* The latest start of work of `effort` slots that is to end by `finish`. */
static inline int32_t plan_before(const struct plan_calendar *c, int32_t finish, int32_t effort)
{
    return effort == 0 ? finish : plan_select(c, plan_rank(c, finish) - effort);
}
