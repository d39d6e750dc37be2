/* Shared by the files of the PostgreSQL driver. */
#pragma once
#include <libpq-fe.h>

#define PG_CHANNEL "aplomb_event"

/* Never NULL; look at PQstatus. */
PGconn *pg_connect(const char *where);

int pg_notify_open(const char *where, void **ret_notify);
int pg_notify_wait(void *notify, int timeout_ms);
void pg_notify_interrupt(void *notify);
void pg_notify_close(void *notify);
