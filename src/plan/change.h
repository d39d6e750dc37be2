/* What if: a plan with changes, made without copying what they do not touch, and what becomes of what was promised.
 *
 * The changed plan is an overlay: arrays that a change touches are copied into the memory, bitmaps only of the people
 * concerned; everything else is the same storage, so one what-if costs its plan (plan_make_dates) and little more. */
#pragma once
#include "plan/macro.h"
#include "plan/valid.h"

enum plan_change_kind {
    PLAN_CHANGE_RELEASE,  /* id: task; value: slot */
    PLAN_CHANGE_DUE,      /* task; slot or PLAN_NEVER */
    PLAN_CHANGE_HARD,     /* task; slot or PLAN_NEVER */
    PLAN_CHANGE_EFFORT,   /* task; slots of likely effort; low and high go with it */
    PLAN_CHANGE_ASSIGNEE, /* task; person, or -1: whoever can */
    PLAN_CHANGE_WEIGHT,   /* task; weight */
    PLAN_CHANGE_PINNED,   /* task; 0 or 1 */
    PLAN_CHANGE_DROP,     /* task; it takes no time and has no date, what waits for it waits for what it waited for */
    PLAN_CHANGE_FREE,     /* person; value 1: works in [from, to) as well, 0: is away */
    PLAN_CHANGE_SHARE,    /* client; percent */
    PLAN_CHANGE_PROJECT_WEIGHT, /* project; weight */
    PLAN_CHANGE_PROJECT_DUE,    /* project; slot or PLAN_NEVER */
    PLAN_CHANGE_PROJECT_DROP,   /* project; all its tasks as with PLAN_CHANGE_DROP */
    PLAN_CHANGE_ADD_TASK, /* task: a copy of it comes last, with a copy of its candidates and needs; later changes may
                             name it */
    PLAN_CHANGE_ADD_DEPENDENCY, /* dependency */
    PLAN_CHANGE_KINDS
};

struct plan_change {
    uint32_t kind, id;
    int32_t value, from, to;
    const struct plan_task *task;
    const struct plan_dependency *dependency;
};

size_t plan_change_bytes(const struct plan_in *in, const struct plan_change *changes, uint32_t n);
/* PLAN_OK; PLAN_INVALID: an id that is none, or a plan outside the limits; PLAN_NO_ROOM. Changes are done in their
 * order. What gets another date or weight, or is pinned, is in the order in force no more (plan/kept.h): it comes where
 * the rule says. */
int plan_change(struct plan_memory *m, const struct plan_in *in, const struct plan_change *changes, uint32_t n,
                struct plan_in *ret);

/* What becomes of a task that was in both plans. */
struct plan_moved {
    uint32_t task;
    int32_t before, after; /* finish */
    bool late_before, late_after;
};

/* Of the tasks asked for, those whose finish or lateness differs, the worst first: later by how much, then key. ret has
 * room for n. m needs plan_compare_bytes(n) and gets it back. */
size_t plan_compare_bytes(uint32_t n);
uint32_t plan_compare(struct plan_memory *m, const struct plan_in *before, const struct plan_dates *dates_before,
                      const struct plan_in *after, const struct plan_dates *dates_after, const uint32_t *tasks,
                      uint32_t n, struct plan_moved *ret);
