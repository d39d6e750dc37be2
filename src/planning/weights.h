/* What counts how much: the workspace's weights, and what of them the engine takes as the cost of a day's delay. One
 * place for both the plan and the priorities that people read (priorities.h). Pure.
 *
 * A weight of 50 is the usual; 100 counts double, in doublings, 0 not at all. */
#pragma once
#include "store/op.h"

struct plan_weights {
    int client, project, impact, urgency, effort; /* 0..100 */
};

#define WEIGHT_UNIT 1000u /* the cost of a day's delay of what is in no way special */

struct weight_of {
    int priority, impact; /* 1..4, 0: not said */
    int32_t slots;        /* effort left */
    bool backlog, pinned;
};

/* json: of workspace.plan_weights, empty for none. */
struct plan_weights weights_parse(struct str json);
int weights_read(struct op *op, struct plan_weights *ret);

/* The terms, in sixteenths of a doubling. */
int weight_term_client(const struct plan_weights *w, int importance);  /* 1..5 */
int weight_term_project(const struct plan_weights *w, int importance); /* 1..5 */
int weight_term_impact(const struct plan_weights *w, int impact);
int weight_term_urgency(const struct plan_weights *w, int priority);
int weight_term_effort(const struct plan_weights *w, int32_t slots);

/* What they make together, 1..PLAN_WEIGHT_MOST. */
uint32_t weight_project(const struct plan_weights *w, int client_importance, int project_importance);
uint32_t weight_task(const struct plan_weights *w, const struct weight_of *t);
