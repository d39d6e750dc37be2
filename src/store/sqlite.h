/* Shared by the files of the SQLite driver. */
#pragma once
#include "store/progress.h"
#include <sqlite3.h>

struct sqlite_conn {
    sqlite3 *db;
    int64_t budget, used; /* budget 0: none */
    bool over_budget;
    sqlite3_stmt *control[4]; /* BEGIN, COMMIT, ROLLBACK, BEGIN to read */
    bool writes;
};

#define SQLITE_PATH_ROOM 4096
/* The file of a database: `where` itself if it is one, else aplomb.db in that folder. */
bool sqlite_path(const char *where, char path[SQLITE_PATH_ROOM]);
/* Logs the last error with the statement; returns it as enum err. */
int sqlite_failed(struct sqlite_conn *c, const char *sql);

int sqlite_stream(void *conn, bool on);
int sqlite_snapshot(void *conn, const char *path, const struct progress *progress);
int sqlite_seal(void *conn);
int sqlite_integrity(void *conn, void (*bad)(void *arg, const char *what), void *arg);
