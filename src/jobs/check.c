#include "jobs/check.h"
#include "resource/resource.h"
#include "store/blob.h"
#include "store/connection.h"
#include "store/copy.h"
#include "store/events.h"
#include "time/spent.h"
#include "work/counters.h"
#include <stdio.h>

void check_found(struct check *c, const char *message, const char *resource, const char *field, struct id id,
                 struct str detail)
{
    c->report.findings++;
    const struct check_finding finding = {.message = message,
                                          .ws = c->op ? c->op->scope.workspace : 0,
                                          .resource = resource,
                                          .field = field,
                                          .id = id,
                                          .detail = detail};
    if (c->found)
        c->found(c->arg, &finding);
}

int check_rows(struct check *c, const char *message, const char *resource, const char *field, struct str sql, size_t n,
               const struct value *args)
{
    ROWS r;
    int err = op_query_system(c->op, &r, arena_cstr(c->op->arena, sql), n, args);
    while (err == 0 && (err = rows_next(&r)) == 1) {
        check_found(c, message, resource, field, row_id(&r, 0), STR(""));
        err = 0;
        if (!progress_tell(c->progress, message, 0, 0))
            return ERR_GONE;
    }
    return err;
}

/* ---- the event log ---- */

static void tell_chain(void *arg, int64_t seq)
{
    struct check *c = arg;
    progress_tell(c->progress, "chain", seq, 0);
}

static int check_chain(struct check *c)
{
    struct event_report report;
    int err = event_verify_chain(c->op->db, c->op->scope.workspace, tell_chain, c, &report);
    if (err)
        return err;
    c->report.events += report.checked;
    if (report.broken_seq)
        check_found(c, "check.chain", "", "", (struct id){{0}},
                    arena_format(c->op->arena, "%lld (%s)", (long long)report.broken_seq, report.reason));
    return 0;
}

/* The last event of every row tells of the version the row has. */
static int check_versions(struct check *c, const struct resource *r)
{
    struct str sql = arena_format(
        c->op->arena,
        "SELECT t.id FROM @%s t LEFT JOIN (SELECT e.object, max(e.version) AS version FROM @event e WHERE e.resource=$1"
        " GROUP BY e.object) e ON e.object=t.id WHERE e.version IS NULL OR e.version <> t.version LIMIT $2",
        r->table);
    return check_rows(c, "check.version", r->name, "version", sql,
                      ARGS(v_text(str_of(r->name)), v_int(CHECK_NAMED_MAX)));
}

static int count_rows(struct check *c, const struct resource *r)
{
    ROWS rows;
    struct str sql = arena_format(c->op->arena, "SELECT count(*) FROM @%s t", r->table);
    int err = op_query_system(c->op, &rows, sql.at, NO_ARGS);
    if (err || (err = rows_next(&rows)) != 1)
        return err;
    c->report.rows += row_int(&rows, 0);
    return 0;
}

static int check_counters(struct check *c)
{
    struct counter_check counter;
    int err = 0;
    for (size_t i = 0; err == 0 && counters_check(c->op->arena, i, &counter); i++) {
        err = progress_tell(c->progress, "counters", (int64_t)i, 0) ? 0 : ERR_GONE;
        err = err ? err
                  : check_rows(c, "check.counter", counter.resource, counter.field, counter.sql,
                               ARGS(v_int(CHECK_NAMED_MAX)));
    }
    return err;
}

static int check_spent(struct check *c)
{
    return check_rows(c, "check.counter", "task", "spent_min", spent_check(c->op->arena), ARGS(v_int(CHECK_NAMED_MAX)));
}

static int check_resources(struct check *c)
{
    size_t n;
    const struct resource *const *all = resource_all(&n);
    int err = 0;
    for (size_t i = 0; i < n && err == 0; i++) {
        err = progress_tell(c->progress, all[i]->name, (int64_t)i, (int64_t)n) ? 0 : ERR_GONE;
        err = err ? err : count_rows(c, all[i]);
        err = err ? err : check_versions(c, all[i]);
    }
    return err;
}

/* ---- files ---- */

/* The next hash after `hash`; 1, 0 at the end. */
static int next_file(struct check *c, uint8_t hash[32])
{
    ROWS r;
    struct str after = {(const char *)hash, 32};
    int err = op_query_system(c->op, &r, "SELECT hash FROM blob WHERE ws=$ws AND hash > $1 ORDER BY hash LIMIT 1",
                              ARGS(v_blob(after)));
    if (err || (err = rows_next(&r)) != 1)
        return err;
    struct str found = row_text(&r, 0);
    if (found.n != 32)
        return ERR_STORAGE;
    memcpy(hash, found.at, 32);
    return 1;
}

static int check_files(struct check *c)
{
    uint8_t hash[32] = {0};
    int more;
    while ((more = next_file(c, hash)) == 1) {
        int err = blob_verify(c->op->db, c->op->scope.workspace, hash);
        if (err == ERR_CONFLICT) {
            char text[17];
            for (int i = 0; i < 8; i++)
                snprintf(text + 2 * i, 3, "%02x", hash[i]);
            check_found(c, "check.file", "", "", (struct id){{0}}, arena_str(c->op->arena, str_of(text)));
        } else if (err) {
            return err;
        }
        if (!progress_tell(c->progress, "files", ++c->report.files, 0))
            return ERR_GONE;
    }
    return more;
}

/* ---- the whole ---- */

static int check_workspace(struct check *c, struct db *db, int64_t ws)
{
    static int (*const parts[])(struct check *) = {check_chain,      check_resources, check_counters, check_spent,
                                                   check_references, check_indexes,   check_files};
    struct arena arena;
    arena_init(&arena);
    struct op op = {.arena = &arena,
                    .db = db,
                    .now_us = clock_now_us(),
                    .locale = "en",
                    .zone = "UTC",
                    .via = "check",
                    .scope = {.workspace = ws, .variant = SCOPE_SYSTEM, .role = ROLE_SYSTEM}};
    c->op = &op;
    c->report.workspaces++;
    int err = 0;
    for (size_t i = 0; i < sizeof parts / sizeof *parts && err == 0; i++)
        err = parts[i](c);
    c->op = NULL;
    arena_release(&arena);
    return err;
}

static void found_by_database(void *arg, const char *what)
{
    check_found(arg, "check.database", "", "", (struct id){{0}}, str_of(what));
}

static int check_all(struct check *c, struct db *db, struct arena *arena)
{
    int64_t *ws = NULL;
    size_t n = 0;
    if (!progress_tell(c->progress, "database", 0, 0))
        return ERR_GONE;
    int err = db_integrity(db, found_by_database, c);
    if (err == 0)
        err = db_begin(db);
    if (err == 0)
        err = database_workspaces(db, arena, &ws, &n);
    for (size_t i = 0; i < n && err == 0; i++)
        err = check_workspace(c, db, ws[i]);
    if (db_in_transaction(db))
        db_rollback(db);
    return err;
}

int check_database(const char *where, struct check *c)
{
    struct db *db;
    struct arena arena;
    c->report = (struct check_report){0};
    c->op = NULL;
    int err = db_open(where, DB_READ, &db);
    if (err)
        return err;
    arena_init(&arena);
    err = check_all(c, db, &arena);
    arena_release(&arena);
    db_close(db);
    return err;
}
