/* Inside of struct db, for the files of store/ that work beside db.c. */
#pragma once
#include "store/driver.h"

#define STATEMENTS_KEPT   256
#define STATEMENT_BUCKETS 512

/* A statement of the cache, or a second one of the same text while the first is being read. */
struct stmt {
    char *sql;
    uint64_t hash;
    unsigned variant;
    size_t n;      /* values of the caller */
    int n_all;     /* with the named ones */
    int number[3]; /* see struct expansion */
    void *handle;  /* the driver's */
    bool busy;
    struct stmt *next;          /* of the bucket */
    struct stmt *newer, *older; /* by use */
};

/* End of the event chain as this transaction sees it; see events.c. */
struct event_tail {
    bool known;
    int64_t ws, seq;
    uint8_t hash[32];
};

struct db {
    const struct db_driver *driver;
    void *conn;
    enum db_mode mode;
    struct stmt *bucket[STATEMENT_BUCKETS];
    struct stmt *newest, *oldest;
    int n_kept;
    int depth; /* of savepoints */
    int64_t statements;
    struct event_tail tail;
};

/* Statements of several lines without values, in a transaction or not. */
int db_script(struct db *db, const char *sql);
/* Other servers that want the same key wait until this transaction ends. */
int db_lock(struct db *db, int64_t key);
/* The last error goes away if the transaction is run again (deadlock, connection lost before anything was written). */
bool db_transient(const struct db *db);
/* This transaction wrote events: wake those who wait, once it is committed. db_published after the commit. */
int db_publish(struct db *db);
void db_published(struct db *db);
/* Results come row by row instead of as a whole; until they are read, nothing else may run on the connection. For whole
 * tables. */
int db_stream(struct db *db, bool on);
/* Tells what the database itself finds wrong with its tables and indexes. */
int db_integrity(struct db *db, void (*bad)(void *arg, const char *what), void *arg);
/* Number of prepared statements held, for tests. */
int db_statements_kept(const struct db *db);
/* Name of a column of the result. */
const char *row_column_name(const struct rows *r, int column);
