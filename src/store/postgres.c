/* PostgreSQL through libpq. Control statements (BEGIN, SAVEPOINT, …) wait and travel with the next statement in one
 * round trip, so a change costs one round trip a statement and nothing for its savepoint. */
#include "store/postgres.h"
#include "base/log.h"
#include "store/driver.h"
#include "store/postgres_values.h"
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define WAITING_MAX 12
#define RETIRED_MAX 64
#define RECONNECTS  5

struct pg_conn {
    PGconn *pg;
    const char *where;
    enum db_mode mode;
    int generation; /* counts connections: what was prepared on an earlier one is gone */
    int next_name;
    bool in_transaction, transient, stream;
    char waiting[WAITING_MAX][64]; /* control statements not sent yet */
    int n_waiting;
    int retired[RETIRED_MAX]; /* names of statements to be forgotten by the server */
    int n_retired;
    struct pg_values values;
};

struct pg_stmt {
    char *sql;
    int name, generation; /* generation 0: not prepared */
    size_t n;
    Oid *types;
    PGresult *result;
    int row;
    bool streaming; /* more rows are to come from the server */
};

static bool postgres_takes(const char *where)
{
    return strncmp(where, "postgresql://", 13) == 0 || strncmp(where, "postgres://", 11) == 0;
}

static void be_quiet(void *arg, const char *message)
{
    (void)arg, (void)message;
}

PGconn *pg_connect(const char *where)
{
    /* What the address says comes last and wins. */
    const char *const keys[] = {"connect_timeout",  "keepalives_idle", "tcp_user_timeout",
                                "application_name", "dbname",          NULL};
    const char *const values[] = {"4", "30", "20000", "aplomb", where, NULL};
    PGconn *pg = PQconnectdbParams(keys, values, 1);
    if (PQstatus(pg) != CONNECTION_OK)
        log_line(LOG_WARN, "store", "postgresql: %s", PQerrorMessage(pg));
    PQsetNoticeProcessor(pg, be_quiet, NULL);
    return pg;
}

static const char *const writer_setup = "SET jit=off; SET TimeZone='UTC'; SET client_encoding='UTF8';"
                                        "SET default_transaction_isolation='read committed'";
static const char *const reader_setup = "SET jit=off; SET TimeZone='UTC'; SET client_encoding='UTF8';"
                                        "SET default_transaction_isolation='repeatable read';"
                                        "SET default_transaction_read_only=on; SET statement_timeout='60s'";

static bool connect_once(struct pg_conn *c)
{
    if (c->pg)
        PQfinish(c->pg);
    c->pg = pg_connect(c->where);
    c->generation++;
    c->n_retired = 0;
    if (PQstatus(c->pg) != CONNECTION_OK)
        return false;
    PGresult *r = PQexec(c->pg, c->mode == DB_WRITE ? writer_setup : reader_setup);
    bool ok = PQresultStatus(r) == PGRES_COMMAND_OK;
    PQclear(r);
    return ok;
}

static void sleep_ms(int ms)
{
    nanosleep(&(struct timespec){.tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000L}, NULL);
}

static atomic_bool given_up;

static void postgres_give_up(void)
{
    atomic_store(&given_up, true);
}

static bool reconnect(struct pg_conn *c)
{
    for (int i = 0; i < RECONNECTS && !atomic_load(&given_up); i++) {
        if (connect_once(c))
            return true;
        sleep_ms(50 << i);
    }
    return false;
}

static bool is_lost(const struct pg_conn *c)
{
    return PQstatus(c->pg) != CONNECTION_OK;
}

/* Nothing of the transaction has left this process. */
static bool begin_waits(const struct pg_conn *c)
{
    return c->n_waiting > 0 && strncmp(c->waiting[0], "BEGIN", 5) == 0;
}

static int map_state(const char *state)
{
    static const struct {
        const char *prefix;
        int err;
    } table[] = {{"23505", ERR_EXISTS}, {"23", ERR_CONFLICT}, {"40", ERR_BUSY},    {"55", ERR_BUSY},
                 {"57014", ERR_BUSY},   {"57", ERR_BUSY},     {"08", ERR_BUSY},    {"53100", ERR_STORAGE},
                 {"53", ERR_BUSY},      {"58", ERR_STORAGE},  {"XX", ERR_STORAGE}, {"54", ERR_TOO_LARGE},
                 {"22", ERR_INVALID}};
    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        if (strncmp(state, table[i].prefix, strlen(table[i].prefix)) == 0)
            return table[i].err;
    return ERR_INTERNAL;
}

static int failed(struct pg_conn *c, const PGresult *r, const char *sql)
{
    const char *state = r ? PQresultErrorField(r, PG_DIAG_SQLSTATE) : NULL;
    int err = is_lost(c) ? ERR_BUSY : state ? map_state(state) : ERR_INTERNAL;
    c->transient = is_lost(c) || (state && (strcmp(state, "40001") == 0 || strcmp(state, "40P01") == 0));
    if (err != ERR_EXISTS && err != ERR_BUDGET)
        log_line(LOG_ERROR, "store", "postgresql %s: %s in: %s", state ? state : "-",
                 r ? PQresultErrorMessage(r) : PQerrorMessage(c->pg), sql);
    return err;
}

static bool is_good(const PGresult *r)
{
    ExecStatusType status = PQresultStatus(r);
    return status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK;
}

/* Sends what waits as one text. */
static int flush(struct pg_conn *c)
{
    if (c->n_waiting == 0)
        return 0;
    char sql[WAITING_MAX * 66] = "";
    size_t n = 0;
    for (int i = 0; i < c->n_waiting; i++)
        n += (size_t)snprintf(sql + n, sizeof sql - n, "%s;", c->waiting[i]);
    bool commits = strcmp(c->waiting[c->n_waiting - 1], "COMMIT") == 0;
    PGresult *r = PQexec(c->pg, sql);
    if (is_lost(c) && begin_waits(c) && !commits && reconnect(c)) {
        PQclear(r);
        r = PQexec(c->pg, sql);
    }
    c->n_waiting = 0;
    int err = is_good(r) ? 0 : failed(c, r, sql);
    if (err == 0 && commits && strcmp(PQcmdStatus(r), "COMMIT") != 0)
        err = ERR_INTERNAL; /* the transaction had failed before */
    PQclear(r);
    return err;
}

static int wait_with_next(struct pg_conn *c, const char *sql)
{
    int err = c->n_waiting == WAITING_MAX ? flush(c) : 0;
    if (err == 0)
        snprintf(c->waiting[c->n_waiting++], sizeof c->waiting[0], "%s", sql);
    return err;
}

static void postgres_close(void *conn)
{
    struct pg_conn *c = conn;
    PQfinish(c->pg);
    pg_values_release(&c->values);
    free((char *)c->where);
    free(c);
}

static int postgres_open(const char *where, enum db_mode mode, void **ret_conn)
{
    struct pg_conn *c = calloc(1, sizeof *c);
    if (!c || !(c->where = strdup(where)))
        abort();
    c->mode = mode;
    if (!connect_once(c)) {
        postgres_close(c);
        return ERR_STORAGE;
    }
    *ret_conn = c;
    return 0;
}

static int postgres_prepare(void *conn, const char *sql, size_t n, void **ret_stmt)
{
    (void)conn;
    struct pg_stmt *s = calloc(1, sizeof *s);
    if (!s || !(s->sql = strndup(sql, n)))
        abort();
    *ret_stmt = s; /* prepared at the first start, when the kinds of the values are known */
    return 0;
}

/* A failed transaction refuses DEALLOCATE, so names are collected and go when none is open. */
static void forget_retired(struct pg_conn *c)
{
    for (int i = 0; i < c->n_retired; i++) {
        char sql[32];
        snprintf(sql, sizeof sql, "DEALLOCATE s%d", c->retired[i]);
        PQclear(PQexec(c->pg, sql));
    }
    c->n_retired = 0;
}

static void retire(struct pg_conn *c, struct pg_stmt *s)
{
    if (s->generation == c->generation && c->n_retired < RETIRED_MAX)
        c->retired[c->n_retired++] = s->name;
    s->generation = 0;
}

static void clear_result(struct pg_stmt *s)
{
    PQclear(s->result);
    s->result = NULL;
}

/* Reads what a stream still has to bring, and throws it away. */
static void end_stream(struct pg_conn *c, struct pg_stmt *s)
{
    PGcancel *cancel = s->streaming ? PQgetCancel(c->pg) : NULL;
    char why[256];
    if (cancel) {
        PQcancel(cancel, why, sizeof why);
        PQfreeCancel(cancel);
    }
    PGresult *r;
    while (s->streaming && (r = PQgetResult(c->pg)))
        PQclear(r);
    s->streaming = false;
}

static void postgres_finish(void *conn, void *stmt)
{
    struct pg_stmt *s = stmt;
    retire(conn, s);
    clear_result(s);
    free(s->types);
    free(s->sql);
    free(s);
}

/* The types the server settled on, to encode by. */
static int describe(struct pg_conn *c, struct pg_stmt *s, const char *name)
{
    PGresult *r = PQdescribePrepared(c->pg, name);
    if (!is_good(r)) {
        int err = failed(c, r, s->sql);
        PQclear(r);
        return err;
    }
    for (size_t i = 0; i < s->n; i++)
        s->types[i] = (int)i < PQnparams(r) ? PQparamtype(r, (int)i) : s->types[i];
    PQclear(r);
    return 0;
}

static int prepare_for(struct pg_conn *c, struct pg_stmt *s, size_t n, const struct value *args)
{
    int err = flush(c);
    if (err)
        return err;
    retire(c, s);
    s->types = realloc(s->types, (n + 1) * sizeof *s->types);
    if (!s->types)
        abort();
    for (size_t i = 0; i < n; i++)
        s->types[i] = pg_type_of(&args[i]);
    s->n = n;
    s->name = ++c->next_name;
    char name[24];
    snprintf(name, sizeof name, "s%d", s->name);
    PGresult *r = PQprepare(c->pg, name, s->sql, (int)n, s->types);
    err = is_good(r) ? 0 : failed(c, r, s->sql);
    PQclear(r);
    if (err == 0)
        err = describe(c, s, name);
    if (err == 0)
        s->generation = c->generation;
    return err;
}

static int fit(struct pg_conn *c, struct pg_stmt *s, size_t n, const struct value *args)
{
    bool prepared = s->generation == c->generation && s->n == n;
    if (prepared && pg_values_set(&c->values, n, args, s->types))
        return 0;
    int err = prepare_for(c, s, n, args);
    if (err)
        return err;
    if (pg_values_set(&c->values, n, args, s->types))
        return 0;
    log_line(LOG_ERROR, "store", "postgresql: a value does not fit its place in: %s", s->sql);
    return ERR_INTERNAL;
}

/* Everything that comes until the end of the pipeline; the last result is the statement's, or the first error. */
static PGresult *collect(struct pg_conn *c)
{
    PGresult *kept = NULL;
    for (;;) {
        PGresult *r = PQgetResult(c->pg);
        if (!r && is_lost(c))
            return kept;
        if (!r)
            continue;
        if (PQresultStatus(r) == PGRES_PIPELINE_SYNC) {
            PQclear(r);
            return kept;
        }
        if (PQresultStatus(r) == PGRES_PIPELINE_ABORTED || (kept && !is_good(kept))) {
            PQclear(r);
            continue;
        }
        PQclear(kept);
        kept = r;
    }
}

static PGresult *run_with_waiting(struct pg_conn *c, const char *name, int n)
{
    if (!PQenterPipelineMode(c->pg))
        return NULL;
    bool sent = true;
    for (int i = 0; sent && i < c->n_waiting; i++)
        sent = PQsendQueryParams(c->pg, c->waiting[i], 0, NULL, NULL, NULL, NULL, 1);
    struct pg_values *v = &c->values;
    sent = sent && PQsendQueryPrepared(c->pg, name, n, v->at, v->length, v->format, 1) && PQpipelineSync(c->pg);
    PGresult *r = sent ? collect(c) : NULL;
    if (!is_lost(c))
        PQexitPipelineMode(c->pg);
    return r;
}

static PGresult *run(struct pg_conn *c, struct pg_stmt *s)
{
    char name[24];
    snprintf(name, sizeof name, "s%d", s->name);
    if (c->n_waiting > 0)
        return run_with_waiting(c, name, (int)s->n);
    struct pg_values *v = &c->values;
    return PQexecPrepared(c->pg, name, (int)s->n, v->at, v->length, v->format, 1);
}

/* One row, or the end: an empty result in its place. */
static int next_of_stream(struct pg_conn *c, struct pg_stmt *s)
{
    clear_result(s);
    s->result = PQgetResult(c->pg);
    if (PQresultStatus(s->result) == PGRES_SINGLE_TUPLE)
        return 1;
    int err = is_good(s->result) ? 0 : failed(c, s->result, s->sql);
    PGresult *r;
    while ((r = PQgetResult(c->pg)))
        PQclear(r);
    s->streaming = false;
    return err;
}

static int run_stream(struct pg_conn *c, struct pg_stmt *s)
{
    int err = flush(c);
    if (err)
        return err;
    char name[24];
    snprintf(name, sizeof name, "s%d", s->name);
    struct pg_values *v = &c->values;
    if (!PQsendQueryPrepared(c->pg, name, (int)s->n, v->at, v->length, v->format, 1) || !PQsetSingleRowMode(c->pg))
        return failed(c, NULL, s->sql);
    s->streaming = true;
    return 0;
}

/* A read outside a transaction, or the first statement of one, can simply be done again on a new connection. */
static bool may_repeat(const struct pg_conn *c)
{
    return c->in_transaction ? begin_waits(c) : c->mode == DB_READ;
}

static int run_once(struct pg_conn *c, struct pg_stmt *s, size_t n, const struct value *args)
{
    int err = fit(c, s, n, args);
    if (err)
        return err;
    if (c->stream)
        return run_stream(c, s);
    s->result = run(c, s);
    if (!is_good(s->result)) {
        err = failed(c, s->result, s->sql);
        clear_result(s);
    }
    return err;
}

static int postgres_start(void *conn, void *stmt, size_t n, const struct value *args)
{
    struct pg_conn *c = conn;
    struct pg_stmt *s = stmt;
    c->transient = false;
    if (is_lost(c) && (!c->in_transaction || begin_waits(c)))
        reconnect(c);
    if (!c->in_transaction && c->n_retired > 0)
        forget_retired(c);
    bool again = may_repeat(c);
    int err = run_once(c, s, n, args);
    if (err && is_lost(c) && again && (begin_waits(c) || !c->in_transaction) && reconnect(c))
        err = run_once(c, s, n, args);
    if (err && is_lost(c))
        err = ERR_BUSY;
    c->n_waiting = 0;
    s->row = -1;
    return err;
}

static int postgres_step(void *conn, void *stmt)
{
    struct pg_stmt *s = stmt;
    if (s->streaming) {
        s->row = 0;
        return next_of_stream(conn, s);
    }
    return s->result && ++s->row < PQntuples(s->result);
}

static void postgres_reset(void *conn, void *stmt)
{
    end_stream(conn, stmt);
    clear_result(stmt);
}

static int64_t postgres_changed(void *conn, void *stmt)
{
    (void)conn;
    return atoll(PQcmdTuples(((struct pg_stmt *)stmt)->result));
}

static int postgres_columns(void *stmt)
{
    return PQnfields(((struct pg_stmt *)stmt)->result);
}

static const char *postgres_column_name(void *stmt, int column)
{
    return PQfname(((struct pg_stmt *)stmt)->result, column);
}

static struct value postgres_column(void *stmt, int column)
{
    struct pg_stmt *s = stmt;
    return pg_read(s->result, s->row, column);
}

static int begin(struct pg_conn *c)
{
    if (c->n_retired > 0)
        forget_retired(c);
    if (is_lost(c) && !reconnect(c))
        return ERR_BUSY;
    c->transient = false;
    c->in_transaction = true;
    return wait_with_next(c, "BEGIN");
}

/* An answer that never came leaves open whether it was committed: not to be run again, not acknowledged. */
static int commit(struct pg_conn *c)
{
    if (begin_waits(c) && c->n_waiting == 1) {
        c->n_waiting = 0;
        c->in_transaction = false;
        return 0;
    }
    int err = wait_with_next(c, "COMMIT");
    if (err == 0)
        err = flush(c);
    c->in_transaction = err != 0 && !is_lost(c);
    if (is_lost(c))
        c->transient = false;
    return err;
}

static int rollback(struct pg_conn *c)
{
    bool sent = c->in_transaction && !begin_waits(c);
    c->n_waiting = 0;
    c->in_transaction = false;
    if (sent && !is_lost(c))
        PQclear(PQexec(c->pg, "ROLLBACK"));
    return 0;
}

static int rollback_to(struct pg_conn *c, int depth)
{
    char sql[64];
    snprintf(sql, sizeof sql, "SAVEPOINT s%d", depth);
    if (c->n_waiting > 0 && strcmp(c->waiting[c->n_waiting - 1], sql) == 0) {
        c->n_waiting--; /* it never began */
        return 0;
    }
    if (is_lost(c))
        return ERR_BUSY;
    snprintf(sql, sizeof sql, "ROLLBACK TO SAVEPOINT s%d", depth);
    int err = wait_with_next(c, sql);
    snprintf(sql, sizeof sql, "RELEASE SAVEPOINT s%d", depth);
    return err ? err : wait_with_next(c, sql);
}

static int postgres_control(void *conn, enum db_control what, int depth)
{
    struct pg_conn *c = conn;
    char sql[64];
    switch (what) {
    case DB_BEGIN:
        return begin(c);
    case DB_COMMIT:
        return commit(c);
    case DB_ROLLBACK:
        return rollback(c);
    case DB_ROLLBACK_TO:
        return rollback_to(c, depth);
    case DB_SAVEPOINT:
        snprintf(sql, sizeof sql, "SAVEPOINT s%d", depth);
        return wait_with_next(c, sql);
    case DB_RELEASE:
        snprintf(sql, sizeof sql, "RELEASE SAVEPOINT s%d", depth);
        return wait_with_next(c, sql);
    }
    return ERR_INTERNAL;
}

static bool postgres_in_transaction(void *conn)
{
    return ((struct pg_conn *)conn)->in_transaction;
}

static int postgres_script(void *conn, const char *sql)
{
    struct pg_conn *c = conn;
    int err = flush(c);
    if (err)
        return err;
    PGresult *r = PQexec(c->pg, sql);
    err = is_good(r) ? 0 : failed(c, r, sql);
    PQclear(r);
    return err;
}

static int postgres_lock(void *conn, int64_t key)
{
    char sql[64];
    snprintf(sql, sizeof sql, "SELECT pg_advisory_xact_lock(%lld)", (long long)key);
    return wait_with_next(conn, sql);
}

static void postgres_set_budget(void *conn, int64_t steps)
{
    (void)conn, (void)steps; /* it cannot count; readers have a time limit */
}

static bool postgres_transient(void *conn)
{
    return ((struct pg_conn *)conn)->transient;
}

/* Whole tables take longer than a reader's time limit. */
static int postgres_stream(void *conn, bool on)
{
    ((struct pg_conn *)conn)->stream = on;
    return on ? postgres_script(conn, "SET statement_timeout=0") : 0;
}

/* Where the extension is installed: every b-tree against its order and its table. */
static int postgres_integrity(void *conn, void (*bad)(void *arg, const char *what), void *arg)
{
    struct pg_conn *c = conn;
    static const char has[] = "SELECT 1 FROM pg_extension WHERE extname='amcheck'";
    static const char check[] =
        "SELECT bt_index_check(i.indexrelid, true) FROM pg_index i JOIN pg_class k ON k.oid=i.indexrelid"
        " JOIN pg_am a ON a.oid=k.relam JOIN pg_namespace n ON n.oid=k.relnamespace"
        " WHERE a.amname='btree' AND n.nspname=current_schema() AND i.indisvalid";
    int err = flush(c);
    if (err)
        return err;
    PGresult *r = PQexec(c->pg, has);
    bool installed = PQntuples(r) == 1;
    PQclear(r);
    if (!installed)
        return 0;
    r = PQexec(c->pg, check);
    if (!is_good(r))
        bad(arg, PQresultErrorMessage(r));
    PQclear(r);
    return 0;
}

static int postgres_publish(void *conn)
{
    return wait_with_next(conn, "NOTIFY " PG_CHANNEL);
}

static void postgres_published(void)
{
}

const struct db_driver postgres_driver = {
    .kind = "postgresql",
    .parameter_mark = '$',
    .reads_wait = true,
    .strict = "",
    .clustered = "",
    .types = {"bigint", "double precision", "text COLLATE \"C\"", "bytea", "uuid"},
    .table_query = "SELECT 1 FROM pg_tables WHERE schemaname=current_schema() AND tablename=$1",
    .columns_query = "SELECT c.table_name, c.column_name, c.data_type FROM information_schema.columns c"
                     " WHERE c.table_schema=current_schema() ORDER BY c.table_name COLLATE \"C\", c.ordinal_position",
    .text =
        {.add =
             "INSERT INTO search_text (ws, slot, tokens) VALUES ($ws, $1, array_to_tsvector(string_to_array($2, ' ')))",
         .remove = "DELETE FROM search_text WHERE ws = $ws AND slot = $1",
         .add_words = "INSERT INTO search_word (ws, word) SELECT $ws, w.value FROM"
                      " json_array_elements_text(CAST(CAST($1 AS text) AS json)) w ON CONFLICT DO NOTHING",
         .from = "search_text x JOIN search s ON s.ws = x.ws AND s.slot = x.slot",
         .match_open = "x.ws = $ws AND x.tokens @@ CAST(CAST(",
         .match_close = " AS text) AS tsquery)",
         .newest = "x.slot DESC",
         .quote = '\'',
         .prefix = ":*",
         .both = " & ",
         .either = " | "},
    .takes = postgres_takes,
    .open = postgres_open,
    .close = postgres_close,
    .give_up = postgres_give_up,
    .prepare = postgres_prepare,
    .finish = postgres_finish,
    .start = postgres_start,
    .step = postgres_step,
    .reset = postgres_reset,
    .changed = postgres_changed,
    .columns = postgres_columns,
    .column_name = postgres_column_name,
    .column = postgres_column,
    .control = postgres_control,
    .in_transaction = postgres_in_transaction,
    .script = postgres_script,
    .lock = postgres_lock,
    .set_budget = postgres_set_budget,
    .transient = postgres_transient,
    .publish = postgres_publish,
    .published = postgres_published,
    .stream = postgres_stream,
    .integrity = postgres_integrity,
    .notify_open = pg_notify_open,
    .notify_wait = pg_notify_wait,
    .notify_interrupt = pg_notify_interrupt,
    .notify_close = pg_notify_close,
};
