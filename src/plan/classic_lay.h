/* Laying out the classic problem: what the search and the passes share. */
#pragma once
#include "plan/classic.h"

/* One direction of time. In the mirror everything is the same with predecessors and successors exchanged. Requests of
 * four resources lie in one word, 15 bits each below a guard bit: one subtraction compares all four. */
struct plan_side {
    const uint32_t *into_at, *into; /* what a task waits for */
    const int32_t *release;         /* per task; NULL in the mirror */
};

struct plan_shop {
    const struct plan_classic *in;
    uint32_t words; /* per task and moment */
    const uint64_t *request, *capacity;
    struct plan_side side[2]; /* forward, mirror */
    int32_t *way[2];          /* per task: longest way from its start to the end; in the mirror, from its finish back */
    int32_t path;             /* critical path */
    int32_t bound;            /* no schedule is shorter: critical path, and work against capacity */
    int32_t most;             /* a time by which every schedule ends */
    uint64_t *room;           /* words per moment */
    int32_t room_dirty;       /* moments before this may be in use */
    int32_t *finish;          /* of the layout under way */
};

struct plan_shop plan_shop_make(struct plan_memory *m, const struct plan_classic *c);

/* Serial generation: each task of `order` as early as it can; order respects the side's precedence. Returns the
 * makespan. */
int32_t plan_lay_serial(struct plan_shop *s, int side, const uint32_t *order, int32_t *ret_start);
/* Parallel generation: at each moment what can start, in the order of `order`, which may be any. */
int32_t plan_lay_parallel(struct plan_memory *m, struct plan_shop *s, int side, const uint32_t *order,
                          int32_t *ret_start);
/* order: all tasks by key, then index (mirror: the other way round). Keys lie in 0..most. count: room for most + 2. */
void plan_order_by(const struct plan_shop *s, int side, const int32_t *key, int32_t most, uint32_t *count,
                   uint32_t *ret_order);
/* Of all projects together. */
int64_t plan_delay(struct plan_memory *m, const struct plan_shop *s, const int32_t *start);
