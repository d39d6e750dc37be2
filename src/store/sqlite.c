/* SQLite, with sqlite_admin.c. Tests put a failing file layer below it. */
#include "store/sqlite.h"
#include "base/log.h"
#include "store/driver.h"
#include "store/notify_local.h"
#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define BUSY_MS        5000
#define PROGRESS_EVERY 1000
#define PATH_ROOM      4096

static int map_constraint(int extended)
{
    bool unique = extended == SQLITE_CONSTRAINT_UNIQUE || extended == SQLITE_CONSTRAINT_PRIMARYKEY ||
                  extended == SQLITE_CONSTRAINT_ROWID;
    return unique ? ERR_EXISTS : ERR_CONFLICT;
}

static int map_code(struct sqlite_conn *c, int code)
{
    switch (code & 0xff) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return ERR_BUSY;
    case SQLITE_FULL:
    case SQLITE_IOERR:
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
    case SQLITE_CANTOPEN:
    case SQLITE_READONLY:
        return ERR_STORAGE;
    case SQLITE_CONSTRAINT:
        return map_constraint(code);
    case SQLITE_TOOBIG:
        return ERR_TOO_LARGE;
    case SQLITE_INTERRUPT:
        return c->over_budget ? ERR_BUDGET : ERR_BUSY;
    case SQLITE_NOMEM:
        abort();
    default:
        return ERR_INTERNAL;
    }
}

/* Expected outcomes are not worth a line. */
int sqlite_failed(struct sqlite_conn *c, const char *sql)
{
    int code = sqlite3_extended_errcode(c->db);
    int err = map_code(c, code);
    if (err != ERR_EXISTS && err != ERR_BUDGET)
        log_line(LOG_ERROR, "store", "sqlite %d: %s in: %s", code, sqlite3_errmsg(c->db), sql);
    return err;
}

static bool sqlite_takes(const char *where)
{
    return where != NULL;
}

static int on_progress(void *arg)
{
    struct sqlite_conn *c = arg;
    c->used += PROGRESS_EVERY;
    c->over_budget = c->used > c->budget;
    return c->over_budget;
}

static void sqlite_set_budget(void *conn, int64_t steps)
{
    struct sqlite_conn *c = conn;
    c->budget = steps;
    c->used = 0;
    c->over_budget = false;
    sqlite3_progress_handler(c->db, steps ? PROGRESS_EVERY : 0, steps ? on_progress : NULL, c);
}

/* FULL: a commit is on disk when it returns. The writer checkpoints; readers map the file, the writer does not, so that
 * a failing disk is an error and not a signal. */
static const char *const writer_setup =
    "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA cache_size=-16384;"
    "PRAGMA journal_size_limit=67108864; PRAGMA mmap_size=0; PRAGMA temp_store=MEMORY; PRAGMA wal_autocheckpoint=2000";
static const char *const reader_setup = "PRAGMA query_only=1; PRAGMA foreign_keys=ON; PRAGMA cache_size=-8192;"
                                        "PRAGMA mmap_size=268435456; PRAGMA temp_store=MEMORY";

static int make_folder(const char *where)
{
    struct stat s;
    if (stat(where, &s) == 0 && S_ISREG(s.st_mode))
        return 0; /* a backup, named itself */
    if (mkdir(where, 0700) == 0 || errno == EEXIST)
        return 0;
    log_line(LOG_ERROR, "store", "cannot make folder %s: %s", where, strerror(errno));
    return ERR_STORAGE;
}

bool sqlite_path(const char *where, char path[SQLITE_PATH_ROOM])
{
    struct stat s;
    bool file = stat(where, &s) == 0 && S_ISREG(s.st_mode);
    return snprintf(path, SQLITE_PATH_ROOM, file ? "%s" : "%s/aplomb.db", where) < SQLITE_PATH_ROOM;
}

/* Nobody else reads it, whatever the folder allows; what SQLite puts beside it has the same mode. Never opened where it
 * is there: closing would give up the locks of this process. */
static void make_private(const char *path)
{
    int fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd >= 0)
        close(fd);
}

/* Counting its memory is a lock around every allocation of every thread. */
static void configure(void)
{
    sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}

static int open_file(const char *where, bool writes, struct sqlite_conn *c)
{
    char path[SQLITE_PATH_ROOM];
    if (!sqlite_path(where, path))
        return ERR_STORAGE;
    if (!writes && access(path, F_OK) != 0)
        return ERR_NOT_FOUND;
    if (writes)
        make_private(path);
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, configure);
    int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE | (writes ? SQLITE_OPEN_CREATE : 0);
    if (sqlite3_open_v2(path, &c->db, flags, NULL) != SQLITE_OK) {
        log_line(LOG_ERROR, "store", "cannot open %s: %s", path, sqlite3_errmsg(c->db));
        return ERR_STORAGE;
    }
    sqlite3_busy_timeout(c->db, BUSY_MS);
    const char *setup = writes ? writer_setup : reader_setup;
    return sqlite3_exec(c->db, setup, NULL, NULL, NULL) == SQLITE_OK ? 0 : sqlite_failed(c, setup);
}

static void sqlite_close(void *conn)
{
    struct sqlite_conn *c = conn;
    for (size_t i = 0; i < sizeof c->control / sizeof *c->control; i++)
        sqlite3_finalize(c->control[i]);
    int code = sqlite3_close(c->db);
    assert(code == SQLITE_OK);
    (void)code;
    free(c);
}

static int sqlite_open(const char *where, enum db_mode mode, void **ret_conn)
{
    bool writes = mode == DB_WRITE;
    int err = writes ? make_folder(where) : 0;
    if (err)
        return err;
    struct sqlite_conn *c = calloc(1, sizeof *c);
    if (!c)
        abort();
    c->writes = writes;
    err = open_file(where, writes, c);
    if (err)
        sqlite_close(c);
    else
        *ret_conn = c;
    return err;
}

static int sqlite_prepare(void *conn, const char *sql, size_t n, void **ret_stmt)
{
    struct sqlite_conn *c = conn;
    sqlite3_stmt *s = NULL;
    if (sqlite3_prepare_v3(c->db, sql, (int)n, SQLITE_PREPARE_PERSISTENT, &s, NULL) != SQLITE_OK || !s) {
        log_line(LOG_ERROR, "store", "sqlite: %s in: %.*s", s ? sqlite3_errmsg(c->db) : "no statement", (int)n, sql);
        return map_code(c, sqlite3_extended_errcode(c->db));
    }
    *ret_stmt = s;
    return 0;
}

static void sqlite_finish(void *conn, void *stmt)
{
    (void)conn;
    sqlite3_finalize(stmt);
}

static int bind(sqlite3_stmt *s, int at, const struct value *v)
{
    switch (v->kind) {
    case V_NULL:
        return sqlite3_bind_null(s, at);
    case V_INT:
        return sqlite3_bind_int64(s, at, v->i);
    case V_REAL:
        return sqlite3_bind_double(s, at, v->r);
    case V_TEXT:
        return sqlite3_bind_text64(s, at, v->s.n ? v->s.at : "", v->s.n, SQLITE_STATIC, SQLITE_UTF8);
    case V_BLOB:
        return v->s.n ? sqlite3_bind_blob64(s, at, v->s.at, v->s.n, SQLITE_STATIC) : sqlite3_bind_zeroblob(s, at, 0);
    case V_ID:
        return sqlite3_bind_blob(s, at, v->id.byte, sizeof v->id.byte, SQLITE_TRANSIENT);
    }
    return SQLITE_MISUSE;
}

/* Text and blobs are the caller's until rows_end: statements are read before their arguments go. Ids are copied,
 * because the machinery binds some from its own stack. */
static int sqlite_start(void *conn, void *stmt, size_t n, const struct value *args)
{
    if (((struct sqlite_conn *)conn)->over_budget)
        return ERR_BUDGET;
    for (size_t i = 0; i < n; i++)
        if (bind(stmt, (int)i + 1, &args[i]) != SQLITE_OK && sqlite3_bind_parameter_count(stmt) > (int)i)
            return sqlite_failed(conn, sqlite3_sql(stmt));
    return 0;
}

static int sqlite_step(void *conn, void *stmt)
{
    int code = sqlite3_step(stmt);
    if (code == SQLITE_ROW)
        return 1;
    return code == SQLITE_DONE ? 0 : sqlite_failed(conn, sqlite3_sql(stmt));
}

static void sqlite_reset(void *conn, void *stmt)
{
    (void)conn;
    sqlite3_reset(stmt);
    sqlite3_clear_bindings(stmt);
}

static int64_t sqlite_changed(void *conn, void *stmt)
{
    (void)stmt;
    return sqlite3_changes64(((struct sqlite_conn *)conn)->db);
}

static int sqlite_columns(void *stmt)
{
    return sqlite3_column_count(stmt);
}

static const char *sqlite_column_name(void *stmt, int column)
{
    return sqlite3_column_name(stmt, column);
}

static struct value sqlite_column(void *stmt, int column)
{
    struct str s;
    switch (sqlite3_column_type(stmt, column)) {
    case SQLITE_INTEGER:
        return v_int(sqlite3_column_int64(stmt, column));
    case SQLITE_FLOAT:
        return v_real(sqlite3_column_double(stmt, column));
    case SQLITE_TEXT:
        s.at = (const char *)sqlite3_column_text(stmt, column);
        s.n = (size_t)sqlite3_column_bytes(stmt, column);
        return v_text(s);
    case SQLITE_BLOB:
        s.at = sqlite3_column_blob(stmt, column);
        s.n = (size_t)sqlite3_column_bytes(stmt, column);
        return v_blob(s);
    default:
        return v_null();
    }
}

static int run_kept(struct sqlite_conn *c, int slot, const char *sql)
{
    if (!c->control[slot] &&
        sqlite3_prepare_v3(c->db, sql, -1, SQLITE_PREPARE_PERSISTENT, &c->control[slot], NULL) != SQLITE_OK)
        return sqlite_failed(c, sql);
    int err = sqlite3_step(c->control[slot]) == SQLITE_DONE ? 0 : sqlite_failed(c, sql);
    sqlite3_reset(c->control[slot]);
    return err;
}

static int run_savepoint(struct sqlite_conn *c, enum db_control what, int depth)
{
    char sql[64];
    if (what == DB_SAVEPOINT)
        snprintf(sql, sizeof sql, "SAVEPOINT s%d", depth);
    else if (what == DB_RELEASE)
        snprintf(sql, sizeof sql, "RELEASE s%d", depth);
    else
        snprintf(sql, sizeof sql, "ROLLBACK TO s%d; RELEASE s%d", depth, depth);
    return sqlite3_exec(c->db, sql, NULL, NULL, NULL) == SQLITE_OK ? 0 : sqlite_failed(c, sql);
}

/* Writers take the lock at once: a transaction that begins by reading could not become one that writes. */
static int sqlite_control(void *conn, enum db_control what, int depth)
{
    struct sqlite_conn *c = conn;
    switch (what) {
    case DB_BEGIN:
        return c->writes ? run_kept(c, 0, "BEGIN IMMEDIATE") : run_kept(c, 3, "BEGIN");
    case DB_COMMIT:
        return run_kept(c, 1, "COMMIT");
    case DB_ROLLBACK: /* it may have rolled back by itself */
        return sqlite3_get_autocommit(c->db) ? 0 : run_kept(c, 2, "ROLLBACK");
    default:
        return run_savepoint(c, what, depth);
    }
}

static bool sqlite_in_transaction(void *conn)
{
    return !sqlite3_get_autocommit(((struct sqlite_conn *)conn)->db);
}

static int sqlite_script(void *conn, const char *sql)
{
    struct sqlite_conn *c = conn;
    return sqlite3_exec(c->db, sql, NULL, NULL, NULL) == SQLITE_OK ? 0 : sqlite_failed(c, sql);
}

static int sqlite_lock(void *conn, int64_t key)
{
    (void)conn, (void)key; /* BEGIN IMMEDIATE keeps every other writer out */
    return 0;
}

static bool sqlite_transient(void *conn)
{
    (void)conn; /* the busy timeout has waited already */
    return false;
}

static int sqlite_publish(void *conn)
{
    (void)conn;
    return 0;
}

/* Writers of other processes (the command line beside a server) are noticed by the file's counter. */
struct sqlite_notify {
    struct notify_local local;
    sqlite3 *db;
    sqlite3_stmt *version;
    int64_t seen;
};

static int64_t data_version(struct sqlite_notify *n)
{
    int64_t version = sqlite3_step(n->version) == SQLITE_ROW ? sqlite3_column_int64(n->version, 0) : n->seen;
    sqlite3_reset(n->version);
    return version;
}

static bool outside_change(void *arg)
{
    struct sqlite_notify *n = arg;
    int64_t version = data_version(n);
    bool changed = version != n->seen;
    n->seen = version;
    return changed;
}

static void sqlite_notify_close(void *notify)
{
    struct sqlite_notify *n = notify;
    sqlite3_finalize(n->version);
    sqlite3_close(n->db);
    notify_local_release(&n->local);
    free(n);
}

static int sqlite_notify_open(const char *where, void **ret_notify)
{
    char path[SQLITE_PATH_ROOM];
    struct sqlite_notify *n = calloc(1, sizeof *n);
    if (!n)
        abort();
    notify_local_init(&n->local, outside_change, n);
    int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX;
    if (!sqlite_path(where, path) || sqlite3_open_v2(path, &n->db, flags, NULL) != SQLITE_OK ||
        sqlite3_prepare_v2(n->db, "PRAGMA data_version", -1, &n->version, NULL) != SQLITE_OK) {
        log_line(LOG_ERROR, "store", "cannot watch %s", where);
        sqlite_notify_close(n);
        return ERR_STORAGE;
    }
    *ret_notify = n;
    return 0;
}

static int sqlite_notify_wait(void *notify, int timeout_ms)
{
    return notify_local_wait(&((struct sqlite_notify *)notify)->local, timeout_ms);
}

static void sqlite_notify_interrupt(void *notify)
{
    notify_local_interrupt(&((struct sqlite_notify *)notify)->local);
}

const struct db_driver sqlite_driver = {
    .kind = "sqlite",
    .parameter_mark = '?',
    .strict = " STRICT",
    .clustered = " STRICT, WITHOUT ROWID",
    .types = {"INTEGER", "REAL", "TEXT", "BLOB", "BLOB"},
    .table_query = "SELECT 1 FROM sqlite_schema WHERE type='table' AND name=$1",
    .columns_query = "SELECT t.name, c.name, c.type FROM sqlite_schema t, pragma_table_info(t.name) c"
                     " WHERE t.type='table' AND t.sql NOT LIKE 'CREATE VIRTUAL%' ORDER BY t.name, c.cid",
    .text = {.add = "INSERT INTO search_text (rowid, tokens) VALUES ($1, $2)",
             .remove = "DELETE FROM search_text WHERE rowid = $1",
             .add_words = "INSERT INTO search_word (ws, word) SELECT $ws, value FROM json_each($1) WHERE true"
                          " ON CONFLICT DO NOTHING",
             .from = "search_text x JOIN search s ON s.ws = $ws AND s.slot = x.rowid",
             .match_open = "x.search_text MATCH ",
             .match_close = "",
             .newest = "x.rowid DESC",
             .quote = '"',
             .prefix = " *",
             .both = " AND ",
             .either = " OR "},
    .takes = sqlite_takes,
    .open = sqlite_open,
    .close = sqlite_close,
    .prepare = sqlite_prepare,
    .finish = sqlite_finish,
    .start = sqlite_start,
    .step = sqlite_step,
    .reset = sqlite_reset,
    .changed = sqlite_changed,
    .columns = sqlite_columns,
    .column_name = sqlite_column_name,
    .column = sqlite_column,
    .control = sqlite_control,
    .in_transaction = sqlite_in_transaction,
    .script = sqlite_script,
    .lock = sqlite_lock,
    .set_budget = sqlite_set_budget,
    .transient = sqlite_transient,
    .publish = sqlite_publish,
    .published = notify_local_post,
    .stream = sqlite_stream,
    .snapshot = sqlite_snapshot,
    .seal = sqlite_seal,
    .integrity = sqlite_integrity,
    .notify_open = sqlite_notify_open,
    .notify_wait = sqlite_notify_wait,
    .notify_interrupt = sqlite_notify_interrupt,
    .notify_close = sqlite_notify_close,
};
