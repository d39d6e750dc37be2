/* Wake-up: "there are new events", within a process and between servers on one database. On PostgreSQL LISTEN / NOTIFY
 * in the batch's transaction, on SQLite a condition variable. A wake-up carries nothing: read the log by your cursor.
 */
#pragma once
#include <stdint.h>

struct notify;

/* where as for db_open. One thread at a time uses a struct notify. */
int notify_open(const char *where, struct notify **ret_notify);
/* 1 if something was committed since the last call (or may have been: a lost connection counts), 0 after timeout_ms,
 * or an enum err. The first call returns 1. */
int notify_wait(struct notify *n, int timeout_ms);
/* Makes a notify_wait of another thread return early (with 1). The only function another thread may call. */
void notify_interrupt(struct notify *n);
void notify_close(struct notify *n);
