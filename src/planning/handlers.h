/* The reading side of the plan: handlers of plan_routes.c, and what they share. Each reads through the scope of who
 * asks; sentences name only what they may see. */
#pragma once
#include "http/route.h"
#include "planning/compute.h"
#include "planning/say.h"

int plan_get(struct op *op, struct request *req, struct reply *reply);
int plan_tasks_get(struct op *op, struct request *req, struct reply *reply);
int plan_agreed_get(struct op *op, struct request *req, struct reply *reply);
int plan_blocks_get(struct op *op, struct request *req, struct reply *reply);
int plan_why_get(struct op *op, struct request *req, struct reply *reply);
int plan_gaps_get(struct op *op, struct request *req, struct reply *reply);
int plan_input_get(struct op *op, struct request *req, struct reply *reply);
int plan_index_get(struct op *op, struct request *req, struct reply *reply);
int plan_accept_post(struct op *op, struct request *req, struct reply *reply);
int plan_replan_post(struct op *op, struct request *req, struct reply *reply);
int today_get(struct op *op, struct request *req, struct reply *reply);

void json_when(struct json *j, const char *key, const struct rows *rows, int column); /* instant or null */
void json_day_of(struct json *j, const char *key, const struct op *op, const struct rows *rows,
                 int column); /* the day on which it ends */

/* An array: what was assumed of one task. */
int gaps_of_task(struct op *op, struct json *j, struct id task);

/* How many gaps /plan/gaps has in all. */
int gaps_count(struct op *op, int64_t *ret_n);
/* Items: what cannot work about one task. */
int findings_of_task(struct op *op, struct json *j, struct id task);

/* ---- tell.c: sentences ---- */
/* What a time waits for, from the tables of the plan in force. Names are empty where there is none, or where who asks
 * may not see it. */
struct tell_why {
    struct str why;         /* as force_block_why, force_task_why */
    bool refers;            /* to a task, of which title may be empty */
    struct str title, name; /* of the task it is about, and who does it; or of the equipment */
    int64_t until_us;       /* 0: none */
};
struct str tell_when(struct op *op, int64_t time_us); /* "Thu 12:30", "3 Dec" */
struct str tell_why(struct op *op, const struct tell_why *w);
/* terms: JSON of planned_block.terms. Writes [{"key","value","text"}…], the largest first. */
void tell_terms(struct op *op, struct json *j, struct str terms, struct str client);
/* Why this and not something else. runner_up: title, may be empty. */
struct str tell_now(struct op *op, struct str terms, struct str client, struct str runner_up);

/* ---- plan_blocks.c ---- */
struct block_range {
    const struct id *members;
    size_t n;
    int64_t from_us, until_us;
};
#define BLOCK_MEMBERS_MAX 64
/* Everything that stands in the calendars of these people, as "items" of GET /plan/blocks. ret_planned_min: work of
 * them. */
int blocks_write(struct op *op, const struct block_range *range, struct json *j, int64_t *ret_planned_min);
