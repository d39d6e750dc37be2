/* A new plan beside the plan in force: what of the near future stays, and what moved.
 *
 * The plan in force is given by keys, since rows come and go, in slots of the new plan: the caller has moved it by the
 * time that passed, and may leave out what is over. plan_hold turns its blocks that begin before settings.still into
 * locked ones, where they still make sense, so that what comes in moves only what comes later; each that does not is
 * let go with a reason. Day limits are not asked again: they were kept when the block was laid. */
#pragma once
#include "plan/make.h"

struct plan_was_block {
    uint64_t task, person; /* keys */
    int32_t from, to, setup;
};

struct plan_was_task {
    uint64_t task, person; /* keys; of nobody: 0 */
    int32_t start, finish; /* PLAN_NEVER: it had no place */
};

struct plan_was {
    const struct plan_was_block *blocks; /* in any order */
    const struct plan_was_task *tasks;
    uint32_t block_n, task_n;
};

enum plan_hold_why {
    PLAN_HELD,
    PLAN_HOLD_LATER,     /* it begins after what is to stay */
    PLAN_HOLD_OVER,      /* it is over */
    PLAN_HOLD_TASK,      /* the task is done, or dropped, or has no effort left */
    PLAN_HOLD_PERSON,    /* the person has left, or is not the one to do it any more */
    PLAN_HOLD_NOT_FREE,  /* the person is not at work or otherwise busy */
    PLAN_HOLD_TAKEN,     /* something else is locked there */
    PLAN_HOLD_RELEASE,   /* the task may begin only later */
    PLAN_HOLD_RESOURCE,  /* a resource is taken or not there */
    PLAN_HOLD_DEPENDENCY /* what the task waits for is not done before */
};

struct plan_hold {
    uint8_t *why; /* per block of the plan in force */
    uint32_t held_n;
};

size_t plan_hold_bytes(const struct plan_in *in, const struct plan_was *was);
/* ret_in: the plan with what stays as further locked blocks, for plan_make. PLAN_OK, PLAN_INVALID (the plan is outside
 * the limits, or more blocks would be locked than there may be), PLAN_NO_ROOM. */
int plan_hold(struct plan_memory *m, const struct plan_in *in, const struct plan_was *was, struct plan_in *ret_in,
              struct plan_hold *ret);

enum plan_shift_kind {
    PLAN_SHIFT_NEW,   /* it was not in the plan in force */
    PLAN_SHIFT_MOVED, /* start, finish or person differ */
    PLAN_SHIFT_LOST,  /* it has no place any more */
    PLAN_SHIFT_PLACED /* it has one now */
};

struct plan_shift {
    uint32_t task, kind;
    int32_t start_by, finish_by; /* of what moved: later by; earlier is negative */
    bool person;                 /* somebody else does it */
};

struct plan_diff {
    struct plan_shift *at; /* the worst first: lost, then later by how much */
    uint32_t n;
    uint32_t gone_n; /* tasks that are not in the new plan: done or dropped */
    /* 0..100: how much of the work of the blocks in force, of tasks that are still there, is now at another time or
     * somebody else's. What begins now counts four times what begins at the end of the window. */
    int32_t nervousness;
};

size_t plan_diff_bytes(const struct plan_in *in, const struct plan_out *out, const struct plan_was *was);
struct plan_diff plan_diff(struct plan_memory *m, const struct plan_in *in, const struct plan_out *out,
                           const struct plan_was *was);
