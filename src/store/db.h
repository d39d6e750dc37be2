/* The database, whichever it is. sqlite.c and postgres.c are the only files that name either; both fill struct
 * db_driver (driver.h). A connection belongs to one thread at a time.
 *
 * SQL dialect
 *   Positional parameters $1, $2 …; named ones $ws, $me, $client are bound by the machinery from the scope.
 *   Types in migrations: @int @real @text @blob @id, expanded per database. Text compares by bytes on both.
 *   A scoped table is written @task: prepared in the variant of the scope (scope.h). Its bare name is refused except as
 *   the target of INSERT INTO, UPDATE, DELETE FROM.
 *   Statements are prepared once per connection and kept (at most 256, least recently used goes), keyed by text and
 *   variant, so texts should be constant or made from few shapes.
 *
 * Functions return 0 or an enum err; the reason goes to the log with the statement, never to a client. */
#pragma once
#include "base/arena.h"
#include "base/error.h"
#include "store/scope.h"
#include "store/value.h"

struct db;
struct stmt;

enum db_mode { DB_READ, DB_WRITE };

/* where: a directory (SQLite, file aplomb.db in it), such a file itself (a backup), or postgresql://… */
int db_open(const char *where, enum db_mode mode, struct db **ret_db);
void db_close(struct db *db);
/* A database that is away is not waited for any more: this process is about to end. */
void db_give_up(void);
/* True where a read may wait for the network, so that it must not run on an event loop. */
bool db_reads_wait(const struct db *db);
const char *db_kind(const struct db *db); /* "sqlite" or "postgresql": for logs and reports, never for an if */

struct rows {
    struct db *db;
    struct stmt *stmt;
};

/* Starts a query; step with rows_next until it is not 1, and end with rows_end (or the cleanup attribute). */
int db_query(struct db *db, const struct scope *scope, struct rows *ret_rows, const char *sql, size_t n,
             const struct value *args);
/* 1 a row, 0 the end, or an enum err. */
int rows_next(struct rows *r);
void rows_end(struct rows *r);
#define ROWS __attribute__((cleanup(rows_end))) struct rows

struct value row_value(const struct rows *r, int column);
int64_t row_int(const struct rows *r, int column);     /* NULL reads as 0 */
struct str row_text(const struct rows *r, int column); /* NULL reads as empty */
struct id row_id(const struct rows *r, int column);    /* NULL reads as the zero id */
bool row_is_null(const struct rows *r, int column);
int rows_columns(const struct rows *r);

/* Runs a statement without result rows. ret_changed may be NULL. A broken unique constraint is ERR_EXISTS. */
int db_exec(struct db *db, const struct scope *scope, const char *sql, size_t n, const struct value *args,
            int64_t *ret_changed);

int db_begin(struct db *db);
int db_commit(struct db *db);
void db_rollback(struct db *db);
int db_savepoint(struct db *db);
int db_savepoint_release(struct db *db);
int db_savepoint_rollback(struct db *db);
bool db_in_transaction(const struct db *db);

/* Statements run on this connection since opened, for tests that count. */
int64_t db_statements(const struct db *db);
/* Steps the next queries may use before ERR_BUDGET; 0 is no limit. Only databases that can count obey. */
void db_set_budget(struct db *db, int64_t steps);
