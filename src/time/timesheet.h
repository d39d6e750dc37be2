/* A person's week and its states: open → submitted → approved, or rejected and submitted again. Reopened by the person
 * while it waits, by a manager afterwards. While it is submitted or approved, the week's entries stay as they are. */
#pragma once
#include "time/time.h"

/* Fails with `entry.locked` where a change of an entry touches a week that is handed in. */
int timesheet_check_entry(struct op *op, const struct change *c);
/* The row of that week; ERR_NOT_FOUND where there is none yet. */
int timesheet_of(struct op *op, struct id member, int32_t week, struct row **ret_row);
/* What the reader may do with it now: "submit", "approve", "reject", "reopen"; sheet NULL: there is none yet. */
size_t timesheet_allowed(const struct op *op, struct id member, const struct row *sheet, const char *ret_actions[3]);
