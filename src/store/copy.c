#include "store/copy.h"
#include "base/buf.h"
#include "base/log.h"
#include "store/connection.h"
#include "store/events.h"
#include "store/migrate.h"

#define TABLES_MAX     400
#define COLUMNS_MAX    120
#define VALUES_AT_ONCE 900
#define ROWS_AT_ONCE   60
#define BYTES_AT_ONCE  ((size_t)4 * 1024 * 1024)
#define SQL_CEILING    ((size_t)64 * 1024)

struct table {
    const char *name;
    const char *column[COLUMNS_MAX];
    const char *type[COLUMNS_MAX]; /* of the target */
    int n;
};

struct tables {
    struct table *table;
    int n;
};

/* ---- what there is ---- */

/* Made anew, or the database's own. */
static bool is_copied(struct str name)
{
    static const char *const not [] = {"schema_version", "search",       "search_word",
                                       "search_text",    "search_text_", "sqlite_"};
    for (size_t i = 0; i < sizeof not / sizeof *not ; i++) {
        size_t n = strlen(not [i]);
        bool prefix = not [i][n - 1] == '_';
        if (prefix ? name.n >= n && memcmp(name.at, not [i], n) == 0 : str_is(name, not [i]))
            return false;
    }
    return true;
}

static bool add_column(struct tables *all, struct arena *arena, const struct rows *r)
{
    struct str name = row_text(r, 0);
    if (!is_copied(name))
        return true;
    struct table *t = all->n ? &all->table[all->n - 1] : NULL;
    if (!t || !str_is(name, t->name)) {
        if (all->n == TABLES_MAX)
            return false;
        t = &all->table[all->n++];
        t->name = arena_cstr(arena, name);
    }
    if (t->n == COLUMNS_MAX)
        return false;
    t->column[t->n] = arena_cstr(arena, row_text(r, 1));
    t->type[t->n++] = arena_cstr(arena, row_text(r, 2));
    return true;
}

static int read_tables(struct db *db, struct arena *arena, struct tables *ret_tables)
{
    struct tables all = {.table = arena_array(arena, struct table, TABLES_MAX)};
    ROWS r;
    int err = db_query(db, NULL, &r, db->driver->columns_query, NO_ARGS);
    while (err == 0 && (err = rows_next(&r)) == 1)
        err = add_column(&all, arena, &r) ? 0 : ERR_TOO_LARGE;
    if (err == 0)
        *ret_tables = all;
    return err;
}

static int compare_tables(const struct tables *a, const struct tables *b)
{
    bool same = a->n == b->n;
    for (int i = 0; same && i < a->n; i++) {
        const struct table *x = &a->table[i], *y = &b->table[i];
        same = strcmp(x->name, y->name) == 0 && x->n == y->n;
        for (int k = 0; same && k < x->n; k++)
            same = strcmp(x->column[k], y->column[k]) == 0;
        if (!same)
            log_line(LOG_ERROR, "store", "copy: table %s is not the same in both databases", x->name);
    }
    return same ? 0 : ERR_CONFLICT;
}

/* ---- rows ---- */

static void write_columns(struct buf *sql, const struct table *t)
{
    for (int i = 0; i < t->n; i++)
        buf_format(sql, "%s\"%s\"", i ? ", " : "", t->column[i]);
}

static const char *select_text(struct arena *arena, const struct table *t)
{
    struct buf sql;
    buf_init(&sql, SQL_CEILING);
    buf_text(&sql, "SELECT ");
    write_columns(&sql, t);
    buf_format(&sql, " FROM \"%s\"", t->name);
    const char *text = arena_cstr(arena, buf_view(&sql));
    buf_release(&sql);
    return text;
}

static const char *insert_text(struct arena *arena, const struct table *t, int rows)
{
    struct buf sql;
    buf_init(&sql, SQL_CEILING);
    buf_format(&sql, "INSERT INTO \"%s\" (", t->name);
    write_columns(&sql, t);
    buf_text(&sql, ") VALUES ");
    for (int row = 0, n = 1; row < rows; row++) {
        buf_text(&sql, row ? ", (" : "(");
        for (int i = 0; i < t->n; i++, n++)
            buf_format(&sql, "%s$%d", i ? ", " : "", n);
        buf_char(&sql, ')');
    }
    const char *text = arena_cstr(arena, buf_view(&sql));
    buf_release(&sql);
    return text;
}

/* Where one database has a type for ids and the other has not. Text and bytes are copied into the arena. */
static struct value convert(struct arena *arena, struct value v, const char *type)
{
    if (v.kind == V_BLOB && v.s.n == 16 && strcmp(type, "uuid") == 0) {
        struct value id = v_id((struct id){{0}});
        memcpy(id.id.byte, v.s.at, 16);
        return id;
    }
    if (v.kind == V_ID && strcmp(type, "bytea") == 0)
        return v_blob(arena_str(arena, ((struct str){(const char *)v.id.byte, 16})));
    if (v.kind == V_TEXT || v.kind == V_BLOB)
        v.s = arena_str(arena, v.s);
    return v;
}

struct copier {
    struct db *to;
    const struct table *table; /* of the target */
    struct arena rows;         /* of one statement */
    struct value value[VALUES_AT_ONCE + COLUMNS_MAX];
    int n_rows, rows_at_once;
    const char *insert_many, *insert_one;
};

static int insert_each(struct copier *c)
{
    int err = 0, columns = c->table->n;
    for (int i = 0; i < c->n_rows && err == 0; i++)
        err = db_exec(c->to, NULL, c->insert_one, (size_t)columns, &c->value[i * columns], NULL);
    return err;
}

static int insert_rows(struct copier *c)
{
    int err = c->n_rows == c->rows_at_once
                  ? db_exec(c->to, NULL, c->insert_many, (size_t)(c->n_rows * c->table->n), c->value, NULL)
                  : insert_each(c);
    c->n_rows = 0;
    arena_reset(&c->rows);
    return err;
}

static int take_row(struct copier *c, const struct rows *r)
{
    struct value *row = &c->value[c->n_rows * c->table->n];
    for (int i = 0; i < c->table->n; i++)
        row[i] = convert(&c->rows, row_value(r, i), c->table->type[i]);
    c->n_rows++;
    return c->n_rows == c->rows_at_once || c->rows.used_bytes > BYTES_AT_ONCE ? insert_rows(c) : 0;
}

static int count_rows(struct db *db, const char *table, int64_t *ret_n)
{
    char sql[128];
    snprintf(sql, sizeof sql, "SELECT count(*) FROM \"%s\"", table);
    ROWS r;
    int err = db_query(db, NULL, &r, sql, NO_ARGS);
    if (err || (err = rows_next(&r)) != 1)
        return err < 0 ? err : ERR_STORAGE;
    *ret_n = row_int(&r, 0);
    return 0;
}

static int copy_rows(struct db *from, struct copier *c, const char *select, int64_t total,
                     const struct progress *progress)
{
    int64_t done = 0;
    ROWS r;
    int err = db_stream(from, true);
    if (err == 0)
        err = db_query(from, NULL, &r, select, NO_ARGS);
    else
        r.stmt = NULL;
    db_stream(from, false);
    while (err == 0 && (err = rows_next(&r)) == 1) {
        err = take_row(c, &r);
        if (err == 0 && ++done % 1000 == 0 && !progress_tell(progress, c->table->name, done, total))
            err = ERR_GONE;
    }
    return err ? err : insert_rows(c);
}

static int copy_table(struct db *from, struct db *to, const struct table *t, struct arena *arena,
                      const struct progress *progress, struct copy_report *report)
{
    int64_t there, here;
    int err = count_rows(from, t->name, &there);
    if (err)
        return err;
    struct copier *c = arena_new(arena, struct copier);
    c->to = to;
    c->table = t;
    c->rows_at_once = VALUES_AT_ONCE / t->n < ROWS_AT_ONCE ? VALUES_AT_ONCE / t->n : ROWS_AT_ONCE;
    c->insert_one = insert_text(arena, t, 1);
    c->insert_many = insert_text(arena, t, c->rows_at_once);
    arena_init(&c->rows);
    err = copy_rows(from, c, select_text(arena, t), there, progress);
    arena_release(&c->rows);
    if (err == 0)
        err = count_rows(to, t->name, &here);
    if (err)
        return err;
    if (here != there) {
        log_line(LOG_ERROR, "store", "copy: table %s has %lld rows, of %lld", t->name, (long long)here,
                 (long long)there);
        return ERR_CONFLICT;
    }
    report->tables++;
    report->rows += here;
    return progress_tell(progress, t->name, here, there) ? 0 : ERR_GONE;
}

/* ---- the whole ---- */

int database_workspaces(struct db *db, struct arena *arena, int64_t **ret_ws, size_t *ret_n)
{
    size_t n = 0, room = 16;
    int64_t *ws = arena_array(arena, int64_t, room);
    ROWS r;
    int err =
        db_query(db, NULL, &r, "SELECT ws FROM workspace UNION SELECT ws FROM event WHERE seq=1 ORDER BY 1", NO_ARGS);
    while (err == 0 && (err = rows_next(&r)) == 1) {
        if (n == room) {
            ws = arena_grow(arena, ws, room * sizeof *ws, 2 * room * sizeof *ws);
            room *= 2;
        }
        ws[n++] = row_int(&r, 0);
        err = 0;
    }
    *ret_ws = ws;
    *ret_n = n;
    return err;
}

struct watch {
    const struct progress *progress;
};

static void watch_chain(void *arg, int64_t seq)
{
    progress_tell(((struct watch *)arg)->progress, "chain", seq, 0);
}

static int compare_chain(struct db *from, struct db *to, int64_t ws, const struct progress *progress, int64_t *events)
{
    struct event_report report;
    int64_t last;
    struct watch watch = {progress};
    int err = event_last_seq(from, ws, &last);
    if (err == 0)
        err = event_verify_chain(to, ws, watch_chain, &watch, &report);
    if (err)
        return err;
    *events += report.checked;
    if (report.broken_seq == 0 && report.checked == last)
        return 0;
    log_line(LOG_ERROR, "store", "copy: the event chain of workspace %lld breaks at %lld", (long long)ws,
             (long long)report.broken_seq);
    return ERR_CONFLICT;
}

static int compare_chains(struct db *from, struct db *to, struct arena *arena, const struct progress *progress,
                          int64_t *events)
{
    int64_t *ws;
    size_t n;
    int err = database_workspaces(from, arena, &ws, &n);
    for (size_t i = 0; i < n && err == 0; i++)
        err = compare_chain(from, to, ws[i], progress, events);
    return err;
}

static int same_version(struct db *from, struct db *to)
{
    int a, b;
    int err = migrate_version(from, &a);
    if (err == 0)
        err = migrate_version(to, &b);
    if (err)
        return err;
    if (a == b)
        return 0;
    log_line(LOG_ERROR, "store", "copy: schema %d of the one, %d of the other database", a, b);
    return ERR_CONFLICT;
}

static int refuse_filled(struct db *to, const struct tables *tables)
{
    int64_t n = 0;
    int err = 0;
    for (int i = 0; i < tables->n && err == 0 && n == 0; i++)
        err = count_rows(to, tables->table[i].name, &n);
    if (err == 0 && n > 0) {
        log_line(LOG_ERROR, "store", "copy: the target is not empty");
        err = ERR_EXISTS;
    }
    return err;
}

static int copy_all(struct db *from, struct db *to, struct arena *arena, const struct progress *progress,
                    struct copy_report *report)
{
    struct tables source, target;
    int err = same_version(from, to);
    if (err == 0)
        err = read_tables(from, arena, &source);
    if (err == 0)
        err = read_tables(to, arena, &target);
    if (err == 0)
        err = compare_tables(&source, &target);
    if (err == 0)
        err = refuse_filled(to, &target);
    for (int i = 0; err == 0 && i < target.n; i++)
        err = copy_table(from, to, &target.table[i], arena, progress, report);
    return err ? err : compare_chains(from, to, arena, progress, &report->events);
}

int database_copy(struct db *from, struct db *to, const struct progress *progress, struct copy_report *ret_report)
{
    struct copy_report report = {0};
    struct arena arena;
    arena_init(&arena);
    int err = db_begin(from);
    if (err == 0 && (err = db_begin(to)) == 0) {
        err = copy_all(from, to, &arena, progress, &report);
        if (err == 0)
            err = db_commit(to);
        if (err)
            db_rollback(to);
    }
    if (db_in_transaction(from))
        db_rollback(from);
    arena_release(&arena);
    if (err == 0)
        *ret_report = report;
    return err;
}
