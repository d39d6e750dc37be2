/* What people decide with: routes over changes.h, whatif.h, conflicts.h, priorities.h, workload.h, shares.h and
 * baselines. routes of the plan itself are planning/routes.h's. */
#pragma once
#include "http/route.h"

extern const struct route_table decide_routes;

/* what_if.c of the handlers: decide_changes.c */
int what_if_post(struct op *op, struct request *req, struct reply *reply);
int keep_post(struct op *op, struct request *req, struct reply *reply);
int scenario_result_get(struct op *op, struct request *req, struct reply *reply);
int scenario_keep_post(struct op *op, struct request *req, struct reply *reply);
int scenario_drop_post(struct op *op, struct request *req, struct reply *reply);
/* conflicts.c, priorities_write.c, workload.c, shares.c */
int conflicts_get(struct op *op, struct request *req, struct reply *reply);
int priorities_get(struct op *op, struct request *req, struct reply *reply);
int workload_get(struct op *op, struct request *req, struct reply *reply);
int workload_why_get(struct op *op, struct request *req, struct reply *reply);
int shares_get(struct op *op, struct request *req, struct reply *reply);
/* baseline_take.c */
int baseline_prepare(struct op *op, struct request *req);
int baseline_post(struct op *op, struct request *req, struct reply *reply);
