/* Each day's list, kept: what was planned for a person as their day began (in their own zone), so that it can be held
 * against what was done. Rows of `kept_day`, one a day, and `kept_item`, in the order of the day: blocks of the plan in
 * force, proposed ones too, and those by hand that are work (task, batch, check-in). Several blocks of one task are one
 * item. Seen by the person and by managers, as what they worked; a task's title is read anew, through the reader's
 * scope.
 *
 * The clock keeps a day within a minute of its midnight, and the planner does so before it changes the plan in force. A
 * server that was down keeps what it missed when it is back, of the plan that is still in force: such a day is `late`.
 * A late day for which nothing is planned is not kept: nobody knows whether something was. Days are kept for
 * DAYS_KEPT; they have no events, so exports and history do not have them.
 *
 * Of an item is said: done (the task was finished by the end of the day, or DAYS_DONE_PERCENT of its minutes were
 * worked, or its block by hand is marked done), partly, not; open while the day still goes on. */
#pragma once
#include "store/writer.h"

#define DAYS_KEPT         400
#define DAYS_MISSED       14 /* looked back for, after a server was down */
#define DAYS_LATE_US      (10 * 60 * US_PER_S)
#define DAYS_DONE_PERCENT 90
#define DAYS_ASKED        62 /* by one GET /days */

/* A slice, inside a write, as the program; *ret_done: how many days were kept, none only when none is left. With
 * nothing to keep, the same number of statements for any number of members. */
int days_keep(struct op *op, int64_t *ret_done);
/* All that is due. */
int days_keep_all(struct op *op, struct writer *w);

struct days_item {
    struct id task, block, client, project; /* zero where there is none */
    struct str kind;                        /* of a block: "task", "batch", "check_in" */
    struct str source;                      /* "plan", "proposal" (nobody said yes to the planner), "hand" */
    struct str title;                       /* of a block by hand that has its own */
    int64_t start_us, minutes;
};
struct days_list {
    struct id member;
    int32_t date;
    int64_t kept_us;
    bool late;
    const struct days_item *at; /* in the order of the day */
    size_t n;
};
/* One day's rows, inside a write. */
int days_write(struct op *op, const struct days_list *list);

struct request;
struct reply;
int days_get(struct op *op, struct request *req, struct reply *reply);
