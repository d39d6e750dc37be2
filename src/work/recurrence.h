/* Recurring tasks. A task carries how it comes again; when it is closed, or when its day has come, the next one is made
 * and carries it on, so that there is always one that does.
 *
 *   {"rule":"FREQ=WEEKLY;BYDAY=MO","from":"2026-01-05","make":"done"}   RFC 5545, read by libical; "from" is the first
 *       day, filled in by the program; "make" says when the next is made: "done" (when this one is closed, the default)
 *       or "date" (on its day, even while this one is open)
 *   {"after_days":14}                                                   so many days after this one was closed
 *
 * Only rules by day, week, month and year: a task has a day, not an hour. And only those that cannot come up empty, for
 * which libical would search centuries:
 *
 *   DAILY     INTERVAL up to 366; BYDAY only without INTERVAL
 *   WEEKLY    BYDAY
 *   MONTHLY   BYMONTHDAY, or BYDAY with or without numbers (2TU, -1FR)
 *   YEARLY    the same, and BYMONTH
 *   all       COUNT, UNTIL, WKST; BYSETPOS from -4 to 4 with a BYDAY without numbers (the last working day of a month)
 *
 * The day of a task is its due date, else its start, else the day on which it was closed; start and due keep their
 * distance. */
#pragma once
#include "store/op.h"
#include <jansson.h>

struct recurrence {
    const char *rule; /* NULL: after_days */
    int32_t from;
    bool has_from;
    int32_t after_days;
    bool on_date;
};

#define AFTER_DAYS_MAX 3650

/* As struct field.valid. */
int recurrence_valid(struct op *op, const char *pointer, const json_t *value);
bool recurrence_rule_valid(const char *rule);
/* What a row has, in the arena. 0, or -1 where there is none. */
int recurrence_read(struct arena *a, struct str json, struct recurrence *ret_recurrence);
/* The JSON with `from` filled in. */
struct str recurrence_with_from(struct arena *a, struct str json, int32_t from);
/* The day after `day` on which it comes again; closed_day is for "after_days". -1 when it is over. */
int recurrence_next(const struct recurrence *r, int32_t day, int32_t closed_day, int32_t *ret_day);

/* Makes every task whose day has come while the one before was still open, or the server was down; by the clock and at
 * every start. Inside a write job, as the program; at most `most`, call again while *ret_made is that. */
int recurrence_catch_up(struct op *op, size_t most, size_t *ret_made);
