/* What a database must do to be one: filled by sqlite.c and postgres.c, called by db.c and notify.c only.
 *
 * The text handed to `prepare` is already the database's own: scopes, names and types are expanded (expand.h), its
 * parameters are ?1 … or $1 … One connection is used by one thread at a time. Errors are logged by the driver, with the
 * statement, and come back as enum err; a plan to run the transaction again is db_error_transient. */
#pragma once
#include "store/db.h"
#include "store/progress.h"
#include "store/text_index.h"

enum db_control { DB_BEGIN, DB_COMMIT, DB_ROLLBACK, DB_SAVEPOINT, DB_RELEASE, DB_ROLLBACK_TO };

struct db_driver {
    const char *kind;
    char parameter_mark; /* '?' or '$' */
    bool reads_wait;
    const char *strict;    /* after the columns of CREATE TABLE */
    const char *clustered; /* the same where the table asks for @clustered */
    const char *types[5];  /* @int @real @text @blob @id */
    struct text_index text;
    const char *table_query;   /* a row if there is a table named $1 */
    const char *columns_query; /* (table, column, type) of all tables, by table and position; types as in `types` */

    bool (*takes)(const char *where);
    int (*open)(const char *where, enum db_mode mode, void **ret_conn);
    void (*close)(void *conn);
    void (*give_up)(void); /* db_give_up; NULL where nothing is reconnected */

    int (*prepare)(void *conn, const char *sql, size_t n, void **ret_stmt);
    void (*finish)(void *conn, void *stmt);
    int (*start)(void *conn, void *stmt, size_t n, const struct value *args); /* binds and begins to run */
    int (*step)(void *conn, void *stmt);                                      /* 1 a row, 0 the end, enum err */
    void (*reset)(void *conn, void *stmt);
    int64_t (*changed)(void *conn, void *stmt);
    int (*columns)(void *stmt);
    const char *(*column_name)(void *stmt, int column);
    struct value (*column)(void *stmt, int column);

    int (*control)(void *conn, enum db_control what, int depth); /* depth names the savepoint */
    bool (*in_transaction)(void *conn);
    int (*script)(void *conn, const char *sql); /* several statements without parameters or results */
    int (*lock)(void *conn, int64_t key);       /* until the end of the transaction, across servers */
    void (*set_budget)(void *conn, int64_t steps);
    bool (*transient)(void *conn); /* the last error goes away when the transaction is run again */
    int (*publish)(void *conn);    /* a wake-up with this transaction, or right after it */
    void (*published)(void);       /* called after the commit */

    /* For administration. */
    int (*stream)(void *conn, bool on); /* results come row by row; nothing else may run on the connection meanwhile */
    /* A copy of the state of now as one file, while others write; NULL where a database is not a file. */
    int (*snapshot)(void *conn, const char *path, const struct progress *progress);
    int (*seal)(void *conn); /* all in one file, nothing beside it; NULL where a database is not a file */
    int (*integrity)(void *conn, void (*bad)(void *arg, const char *what), void *arg);

    int (*notify_open)(const char *where, void **ret_notify);
    int (*notify_wait)(void *notify, int timeout_ms);
    void (*notify_interrupt)(void *notify);
    void (*notify_close)(void *notify);
};

extern const struct db_driver sqlite_driver, postgres_driver;
const struct db_driver *db_driver_for(const char *where);
