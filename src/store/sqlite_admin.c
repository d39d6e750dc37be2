/* SQLite: copies while others write, and what it finds wrong with itself. */
#include "base/error.h"
#include "base/log.h"
#include "store/sqlite.h"
#include <string.h>

#define PAGES_AT_ONCE 1000

int sqlite_stream(void *conn, bool on)
{
    (void)conn, (void)on; /* rows always come one by one */
    return 0;
}

static int copy_pages(sqlite3_backup *backup, const struct progress *progress)
{
    int code;
    while ((code = sqlite3_backup_step(backup, PAGES_AT_ONCE)) == SQLITE_OK) {
        int total = sqlite3_backup_pagecount(backup), left = sqlite3_backup_remaining(backup);
        if (!progress_tell(progress, "pages", total - left, total))
            return ERR_GONE;
    }
    return code == SQLITE_DONE ? 0 : code == SQLITE_FULL ? ERR_STORAGE : ERR_INTERNAL;
}

static int copy_to(struct sqlite_conn *c, sqlite3 *to, const struct progress *progress)
{
    sqlite3_backup *backup = sqlite3_backup_init(to, "main", c->db, "main");
    if (!backup) {
        log_line(LOG_ERROR, "store", "cannot copy: %s", sqlite3_errmsg(to));
        return ERR_STORAGE;
    }
    int err = copy_pages(backup, progress);
    sqlite3_backup_finish(backup);
    if (err && err != ERR_GONE)
        log_line(LOG_ERROR, "store", "copy failed: %s", sqlite3_errmsg(to));
    return err;
}

/* The read transaction holds one state, so that writers neither wait nor make the copy begin again. */
int sqlite_snapshot(void *conn, const char *path, const struct progress *progress)
{
    struct sqlite_conn *c = conn;
    sqlite3 *to = NULL;
    static const char hold[] = "BEGIN; SELECT count(*) FROM sqlite_schema";
    static const char finish[] = "PRAGMA journal_mode=DELETE; PRAGMA synchronous=FULL";
    int err = sqlite3_exec(c->db, hold, NULL, NULL, NULL) == SQLITE_OK ? 0 : sqlite_failed(c, hold);
    if (err)
        return err;
    if (sqlite3_open_v2(path, &to, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, NULL) != SQLITE_OK) {
        log_line(LOG_ERROR, "store", "cannot make %s: %s", path, sqlite3_errmsg(to));
        err = ERR_STORAGE;
    }
    if (err == 0)
        err = copy_to(c, to, progress);
    sqlite3_exec(c->db, "ROLLBACK", NULL, NULL, NULL);
    if (err == 0 && sqlite3_exec(to, finish, NULL, NULL, NULL) != SQLITE_OK)
        err = ERR_STORAGE;
    sqlite3_close(to);
    return err;
}

int sqlite_seal(void *conn)
{
    static const char sql[] = "PRAGMA wal_checkpoint(TRUNCATE); PRAGMA journal_mode=DELETE";
    struct sqlite_conn *c = conn;
    return sqlite3_exec(c->db, sql, NULL, NULL, NULL) == SQLITE_OK ? 0 : sqlite_failed(c, sql);
}

struct listener {
    void (*bad)(void *arg, const char *what);
    void *arg;
};

static int hear(void *arg, int n, char **values, char **names)
{
    (void)names;
    struct listener *l = arg;
    if (n > 0 && values[0] && strcmp(values[0], "ok") != 0)
        l->bad(l->arg, values[0]);
    return 0;
}

int sqlite_integrity(void *conn, void (*bad)(void *arg, const char *what), void *arg)
{
    static const char sql[] = "PRAGMA integrity_check";
    struct sqlite_conn *c = conn;
    struct listener l = {bad, arg};
    return sqlite3_exec(c->db, sql, hear, &l, NULL) == SQLITE_OK ? 0 : sqlite_failed(c, sql);
}
