#include "store/db.h"
#include "base/log.h"
#include "store/connection.h"
#include "store/statements.h"
#include <assert.h>
#include <sodium.h>
#include <stdlib.h>

#define VALUES_MAX 1024

static const struct db_driver *const drivers[] = {&postgres_driver, &sqlite_driver};

const struct db_driver *db_driver_for(const char *where)
{
    size_t last = sizeof drivers / sizeof *drivers - 1;
    for (size_t i = 0; i < last; i++)
        if (drivers[i]->takes(where))
            return drivers[i];
    return drivers[last];
}

int db_open(const char *where, enum db_mode mode, struct db **ret_db)
{
    if (sodium_init() < 0) /* hashes and salts of events and files; does nothing the second time */
        abort();
    const struct db_driver *driver = db_driver_for(where);
    void *conn;
    int err = driver->open(where, mode, &conn);
    if (err)
        return err;
    struct db *db = calloc(1, sizeof *db);
    if (!db)
        abort();
    db->driver = driver;
    db->conn = conn;
    db->mode = mode;
    *ret_db = db;
    return 0;
}

void db_close(struct db *db)
{
    if (!db)
        return;
    if (db_in_transaction(db))
        db_rollback(db);
    statements_close(db);
    db->driver->close(db->conn);
    free(db);
}

void db_give_up(void)
{
    for (size_t i = 0; i < sizeof drivers / sizeof *drivers; i++)
        if (drivers[i]->give_up)
            drivers[i]->give_up();
}

bool db_reads_wait(const struct db *db)
{
    return db->driver->reads_wait;
}

const struct text_index *db_text_index(const struct db *db)
{
    return &db->driver->text;
}

const char *db_kind(const struct db *db)
{
    return db->driver->kind;
}

static int start(struct db *db, struct stmt *s, const struct scope *scope, const struct value *args)
{
    if (s->n_all == (int)s->n)
        return db->driver->start(db->conn, s->handle, s->n, args);
    struct value all[VALUES_MAX + 3];
    if (s->n > VALUES_MAX) {
        log_line(LOG_ERROR, "store", "too many values (%zu): %s", s->n, s->sql);
        return ERR_INTERNAL;
    }
    if (s->n > 0)
        memcpy(all, args, s->n * sizeof *args);
    const struct value named[3] = {v_int(scope->workspace), v_id(scope->me), v_id(scope->client)};
    for (int i = 0; i < 3; i++)
        if (s->number[i])
            all[s->number[i] - 1] = named[i];
    return db->driver->start(db->conn, s->handle, (size_t)s->n_all, all);
}

int db_query(struct db *db, const struct scope *scope, struct rows *ret_rows, const char *sql, size_t n,
             const struct value *args)
{
    *ret_rows = (struct rows){db, NULL};
    struct stmt *s;
    db->statements++;
    int err = statement_take(db, scope, sql, n, &s);
    if (err)
        return err;
    err = start(db, s, scope, args);
    if (err)
        statement_free(db, s);
    else
        ret_rows->stmt = s;
    return err;
}

int rows_next(struct rows *r)
{
    return r->db->driver->step(r->db->conn, r->stmt->handle);
}

void rows_end(struct rows *r)
{
    if (r->stmt)
        statement_free(r->db, r->stmt);
    r->stmt = NULL;
}

struct value row_value(const struct rows *r, int column)
{
    return r->db->driver->column(r->stmt->handle, column);
}

int64_t row_int(const struct rows *r, int column)
{
    struct value v = row_value(r, column);
    return v.kind == V_INT ? v.i : v.kind == V_REAL ? (int64_t)v.r : 0;
}

struct str row_text(const struct rows *r, int column)
{
    struct value v = row_value(r, column);
    return v.kind == V_TEXT || v.kind == V_BLOB ? v.s : (struct str){"", 0};
}

/* One of the databases has no type of its own for ids: there they are read as blobs. */
struct id row_id(const struct rows *r, int column)
{
    struct value v = row_value(r, column);
    struct id id = {{0}};
    if (v.kind == V_ID)
        return v.id;
    if (v.kind == V_BLOB && v.s.n == sizeof id.byte)
        memcpy(id.byte, v.s.at, sizeof id.byte);
    return id;
}

bool row_is_null(const struct rows *r, int column)
{
    return row_value(r, column).kind == V_NULL;
}

int rows_columns(const struct rows *r)
{
    return r->db->driver->columns(r->stmt->handle);
}

const char *row_column_name(const struct rows *r, int column)
{
    return r->db->driver->column_name(r->stmt->handle, column);
}

int db_exec(struct db *db, const struct scope *scope, const char *sql, size_t n, const struct value *args,
            int64_t *ret_changed)
{
    ROWS r;
    int err = db_query(db, scope, &r, sql, n, args);
    while (err == 0 && (err = rows_next(&r)) == 1)
        err = 0;
    if (err == 0 && ret_changed)
        *ret_changed = db->driver->changed(db->conn, r.stmt->handle);
    return err;
}

int db_begin(struct db *db)
{
    assert(db->depth == 0);
    db->tail.known = false;
    return db->driver->control(db->conn, DB_BEGIN, 0);
}

int db_commit(struct db *db)
{
    assert(db->depth == 0);
    db->tail.known = false;
    return db->driver->control(db->conn, DB_COMMIT, 0);
}

void db_rollback(struct db *db)
{
    db->depth = 0;
    db->tail.known = false;
    db->driver->control(db->conn, DB_ROLLBACK, 0);
}

int db_savepoint(struct db *db)
{
    int err = db->driver->control(db->conn, DB_SAVEPOINT, db->depth + 1);
    db->depth += err == 0;
    return err;
}

int db_savepoint_release(struct db *db)
{
    assert(db->depth > 0);
    return db->driver->control(db->conn, DB_RELEASE, db->depth--);
}

int db_savepoint_rollback(struct db *db)
{
    assert(db->depth > 0);
    db->tail.known = false;
    return db->driver->control(db->conn, DB_ROLLBACK_TO, db->depth--);
}

bool db_in_transaction(const struct db *db)
{
    return db->driver->in_transaction(db->conn);
}

int64_t db_statements(const struct db *db)
{
    return db->statements;
}

int db_statements_kept(const struct db *db)
{
    return db->n_kept;
}

void db_set_budget(struct db *db, int64_t steps)
{
    db->driver->set_budget(db->conn, steps);
}

int db_script(struct db *db, const char *sql)
{
    return db->driver->script(db->conn, sql);
}

int db_lock(struct db *db, int64_t key)
{
    return db->driver->lock(db->conn, key);
}

bool db_transient(const struct db *db)
{
    return db->driver->transient(db->conn);
}

int db_publish(struct db *db)
{
    return db->driver->publish(db->conn);
}

void db_published(struct db *db)
{
    db->driver->published();
}

int db_stream(struct db *db, bool on)
{
    return db->driver->stream(db->conn, on);
}

int db_integrity(struct db *db, void (*bad)(void *arg, const char *what), void *arg)
{
    return db->driver->integrity(db->conn, bad, arg);
}
