/* What comes first, and why: one number for each open task, made of terms that can be read out. The terms that say how
 * much something counts are those of weights.h, which the engine plans with; nearness is how much time there is to
 * lose. Pure. */
#pragma once
#include "planning/compute.h"

enum priority_term {
    PRIORITY_CLIENT,
    PRIORITY_PROJECT,
    PRIORITY_IMPACT,
    PRIORITY_SAID,   /* the priority that somebody gave it */
    PRIORITY_NEAR,   /* how little slack there is before it is due */
    PRIORITY_EFFORT, /* small things first, a little */
    PRIORITY_TERMS
};
extern const char *const priority_terms[];

enum priority_class { CLASS_PINNED, CLASS_HARD, CLASS_NORMAL };
extern const char *const priority_classes[];

#define SLACK_NONE INT32_MAX /* nobody wants it by a day */

struct priority {
    uint32_t task;
    int term[PRIORITY_TERMS]; /* sixteenths of a doubling */
    int score;                /* their sum */
    enum priority_class class;
    int32_t slack;  /* working slots that are left before it has to be begun; negative: too late */
    int32_t needed; /* the slot by which it has to end */
    bool important; /* counts at least double, or is promised as fixed */
    bool urgent;    /* has to be begun within two working days */
};
struct priorities {
    struct priority *at; /* by class, then score */
    uint32_t n;
};
/* Of everything that is work: no milestones, no gates, nothing that only holds subtasks. */
struct priorities priorities_of(struct arena *arena, const struct computed *c);
/* The term of nearness, -16..64 before the weight. */
int priority_near(int32_t slack);
