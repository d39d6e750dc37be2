/* The actions of time, one file each; routes.c is the table. */
#pragma once
#include "http/route.h"

/* timer.c */
int timer_get(struct op *op, struct request *req, struct reply *reply);
int timer_start_post(struct op *op, struct request *req, struct reply *reply);
int timer_stop_post(struct op *op, struct request *req, struct reply *reply);
int block_log_post(struct op *op, struct request *req, struct reply *reply);

/* batch.c: `input` is that of one entry, from start to end or so many minutes */
int batch_log(struct op *op, const struct row *block, json_t *input, struct reply *reply);
void input_id(json_t *input, const char *name, struct id id); /* nothing where it is the zero id */
void input_instant(json_t *input, const char *name, int64_t time_us);

/* timesheet_grid.c */
int timesheet_get(struct op *op, struct request *req, struct reply *reply);

/* timesheet_actions.c */
int timesheet_submit_post(struct op *op, struct request *req, struct reply *reply);
int timesheet_approve_post(struct op *op, struct request *req, struct reply *reply);
int timesheet_reject_post(struct op *op, struct request *req, struct reply *reply);
int timesheet_reopen_post(struct op *op, struct request *req, struct reply *reply);
int timesheets_waiting_get(struct op *op, struct request *req, struct reply *reply);

/* entries_csv.c */
int entries_csv_get(struct op *op, struct request *req, struct reply *reply);

/* holiday_actions.c */
int holidays_add_post(struct op *op, struct request *req, struct reply *reply);

/* outside_actions.c */
int outside_calendar_post(struct op *op, struct request *req, struct reply *reply);
int outside_fetch_prepare(struct op *op, struct request *req);
int outside_fetch_post(struct op *op, struct request *req, struct reply *reply);

/* booking_page.c */
int booking_page_renew_post(struct op *op, struct request *req, struct reply *reply);

/* booking_public.c: without an account */
int booking_offer_get(struct op *op, struct request *req, struct reply *reply);
int booking_book_post(struct op *op, struct request *req, struct reply *reply);
int booking_seen_get(struct op *op, struct request *req, struct reply *reply);
int booking_cancel_post(struct op *op, struct request *req, struct reply *reply);
int booking_ics_get(struct op *op, struct request *req, struct reply *reply);

/* A date of the query; absent: *ret_day stays as it is. */
int query_date(struct op *op, const struct request *req, const char *name, int32_t *ret_day);
/* The member of the query, else oneself. Another's is a manager's to ask for; for anybody else there is nobody. */
int query_member(struct op *op, const struct request *req, struct id *ret_member);
