/* Blocks for the next weeks: time goes forward, and whoever becomes free takes, of what is theirs and can begin, what
 * scores highest. Nobody idles while something fit waits, unless a named rule says so.
 *
 * Who does what is as plan/macro.h says. A task can begin when the blocks that decide its dependencies have begun and
 * their dates, with lag, allow it; with a bound on its finish, so late that its effort, done in one go, ends in time.
 * A block lies in one stretch of free time of one day, may begin with set-up, and is no shorter than the person's least
 * but for the last of its task; day limits, projects and clients a day, resources and fixed blocks are kept.
 *
 * The score is apparent tardiness cost in logarithms, so that every term can be shown (Vepsalainen and Morton 1987). Of
 * equal scores who is served first decides (plan/order.h). */
#pragma once
#include "plan/macro.h"

enum plan_term {                   /* of the score, in sixteenths of a doubling */
                 PLAN_TERM_HARD,   /* a hard date is near */
                 PLAN_TERM_PINNED, /* it was put first, or something that waits for it */
                 PLAN_TERM_VALUE,  /* cost of delay against the work left in the project */
                 PLAN_TERM_LATE,   /* how soon it begins by the dates (start_by of plan/order.h) */
                 PLAN_TERM_SAME,   /* goes on with the same task, project or activity */
                 PLAN_TERM_FOCUS,  /* in focus hours what wants focus, and the other way round */
                 PLAN_TERM_SHARE,  /* its client has had less than was promised this week */
                 PLAN_TERM_SET_UP, /* cost of switching */
                 PLAN_TERMS
};

enum plan_block_why { /* what one working slot earlier would break, the first of these that it does */
                      PLAN_BLOCK_NO_WHY,
                      PLAN_BLOCK_START,      /* the plan begins */
                      PLAN_BLOCK_RELEASE,    /* the task's release */
                      PLAN_BLOCK_DEPENDENCY, /* id: the dependency */
                      PLAN_BLOCK_FIXED,      /* id: the fixed block the person is in */
                      PLAN_BLOCK_BUSY,       /* id: the block the person is in */
                      PLAN_BLOCK_DAY_FULL, /* the person's limit of the day before leaves no room for the least block */
                      PLAN_BLOCK_PROJECTS, /* projects a day */
                      PLAN_BLOCK_RESOURCE, /* id: the resource that is taken */
                      PLAN_BLOCK_TOO_SHORT, /* the free stretch there is shorter than the least block */
                      PLAN_BLOCK_CLIENTS    /* clients a day; asked after projects */
};

struct plan_block {
    uint32_t task, person;
    int32_t from, to, setup; /* [from, from + setup) is set-up */
    uint32_t why, why_id;
    int16_t score[PLAN_TERMS];
    uint32_t runner_up; /* the task that would have been next, or PLAN_NONE */
    int32_t margin;     /* by how much */
};

struct plan_blocks {
    struct plan_block *at; /* in the order in which they begin */
    uint32_t n;
    struct plan_given given; /* what macro goes on from, after the window */
};

size_t plan_dispatch_bytes(const struct plan_in *in);
struct plan_blocks plan_dispatch(struct plan_memory *m, const struct plan_base *b, const struct plan_path *p,
                                 const struct plan_order *o, const struct plan_dates *d);
