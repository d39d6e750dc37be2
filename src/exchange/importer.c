#include "exchange/importer.h"
#include "base/json_out.h"
#include "base/log.h"
#include "exchange/import.h"
#include "exchange/import_resource.h"
#include "http/route.h"
#include "locale/catalogue.h"
#include "people/people.h"
#include "store/notify.h"
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <unistd.h>

#define IDLE_MS      2000
#define TELL_US      INT64_C(400000) /* how often progress is told */
#define ABANDONED_US (20 * US_PER_S) /* running, and no sign of life for so long: its server is gone */
#define LINES_MOST   800             /* of each kind in the row's report */
#define REPORT_BYTES ((size_t)850000)

struct importer {
    pthread_t thread;
    struct db *db;
    struct writer *writer;
    struct notify *notify;
    atomic_bool stopping;
};

int import_bytes(struct db *db, int64_t ws, const uint8_t hash[32], struct arena *a, struct str *ret_bytes)
{
    int64_t size, at = 0;
    size_t n;
    int err = blob_size(db, ws, hash, &size);
    if (err)
        return err;
    if (size > IMPORT_BYTES_MAX)
        return ERR_TOO_LARGE;
    char *bytes = arena_alloc(a, (size_t)size + 1);
    while (at < size) {
        if ((err = blob_read(db, ws, hash, at, bytes + at, (size_t)(size - at), &n)))
            return err;
        if (n == 0)
            return ERR_NOT_FOUND;
        at += (int64_t)n;
    }
    *ret_bytes = (struct str){bytes, (size_t)size};
    return 0;
}

/* ---- the row ---- */

struct work {
    struct importer *importer;
    struct id id;
    struct id creator;
    struct arena arena; /* of the whole import */
    struct import import;
    struct row *row;
    bool lost; /* cancelled, or another server has it */
};

static void op_start(struct op *op, struct arena *arena, const struct work *w, struct db *db)
{
    arena_init(arena);
    *op = (struct op){.arena = arena,
                      .db = db,
                      .now_us = clock_now_us(),
                      .locale = "en",
                      .zone = "UTC",
                      .change = w ? w->id : id_new(),
                      .via = "import",
                      .scope = {.workspace = WORKSPACE, .variant = SCOPE_SYSTEM, .role = ROLE_SYSTEM}};
    if (w)
        op->scope.me = w->creator;
    op->today = instant_day(op->now_us);
}

struct tell {
    struct work *work;
    const char *from, *to; /* states */
    int64_t done, total;
    struct str report;
};

static int tell_job(struct op *op, void *arg)
{
    struct tell *t = arg;
    struct row *row;
    static const char *const names[] = {"state", "done", "total", "report"};
    int err = resource_get_system(op, &import_resource, t->work->id, &row);
    if (err)
        return err;
    if (!str_is(row_get_text(row, "state"), t->from) &&
        !(strcmp(t->from, "waiting") == 0 && str_is(row_get_text(row, "state"), "running"))) {
        t->work->lost = true;
        return 0;
    }
    const struct value values[] = {v_text(str_of(t->to)), v_int(t->done), v_int(t->total), v_text(t->report)};
    return resource_set_system(op, &import_resource, t->work->id, t->report.n > 0 ? 4 : 3, names, values);
}

static int tell(struct work *w, const char *from, const char *to, struct str report)
{
    struct arena arena;
    struct op op;
    struct tell t = {
        .work = w, .from = from, .to = to, .done = w->import.run.done, .total = w->import.run.total, .report = report};
    op_start(&op, &arena, w, NULL);
    op.change = id_new(); /* undoing the import is about what came in, not about its row */
    int err = writer_run(w->importer->writer, &op, tell_job, &t);
    arena_release(&arena);
    return err;
}

static struct str report_text(struct work *w, size_t most)
{
    struct buf b;
    struct json j;
    buf_init(&b, REPORT_BYTES);
    json_init(&j, &b);
    import_report(&w->import, &j, most);
    bool fits = !b.full;
    struct str text = arena_str(&w->arena, buf_view(&b));
    buf_release(&b);
    return fits || most == 0 ? text : report_text(w, most / 4);
}

/* ---- one import ---- */

static json_t *json_field(const struct row *row, const char *name)
{
    struct str text = row_get_text(row, name);
    return text.n > 0 ? json_loadb(text.at, text.n, 0, NULL) : NULL;
}

static int open_file(struct work *w, struct op *op)
{
    struct str hash = row_get_text(w->row, "hash"), bytes;
    if (hash.n != 32)
        return ERR_NOT_FOUND;
    int err = import_bytes(op->db, WORKSPACE, (const uint8_t *)hash.at, &w->arena, &bytes);
    if (err)
        return err;
    json_auto_t *mapping = json_field(w->row, "mapping"), *options = json_field(w->row, "options");
    struct import_order order = {.source = source_find(row_get_text(w->row, "source")),
                                 .name = row_get_text(w->row, "name"),
                                 .bytes = bytes,
                                 .mapping = mapping,
                                 .options = options,
                                 .dry = row_get_int(w->row, "dry_run") != 0};
    return import_open(&w->import, op, &order);
}

static int run_slices(struct work *w, struct op *op)
{
    int64_t told = clock_monotonic_us();
    while (!run_finished(&w->import.run)) {
        if (atomic_load(&w->importer->stopping))
            return ERR_GONE;
        int err = w->import.dry ? run_slice(&w->import.run, op, IMPORT_SLICE_US)
                                : import_slice(&w->import, w->importer->writer, op);
        if (!err && clock_monotonic_us() - told > TELL_US) {
            err = tell(w, "running", "running", (struct str){0});
            told = clock_monotonic_us();
        }
        if (err || w->lost)
            return err;
    }
    return 0;
}

static void failed(struct work *w, struct op *op, int err)
{
    const char *why = op->problem.message ? op->problem.message : err_info(err)->message;
    struct str text = run_sentence(&w->arena, op->locale, why, (struct str){0}, (struct str){0});
    json_auto_t *report = json_pack("{s:s%}", "error", text.at, text.n);
    char *written = json_dumps(report, JSON_COMPACT);
    tell(w, "running", "failed", str_of(written));
    free(written);
    log_line(LOG_WARN, "import", "an import failed: %.*s", STR_FMT(text));
}

static int carry_out(struct work *w, struct op *op)
{
    int err = open_file(w, op);
    if (!err)
        err = tell(w, "waiting", "running", (struct str){0});
    if (!err && !w->lost && !w->import.dry && import_asks(&w->import))
        err = op_fail(op, ERR_INVALID, "import.unanswered", 0, NULL);
    if (!err && !w->lost)
        err = run_slices(w, op);
    if (!err && !w->lost)
        err = tell(w, "running", "done", report_text(w, LINES_MOST));
    return err;
}

/* The language of who asked for it. */
static void speak(struct op *op, struct id member)
{
    struct row *row;
    op->locale = workspace_locale(op);
    if (id_is_zero(member) || resource_get_system(op, &member_resource, member, &row) != 0)
        return;
    const char *said = locale_find(row_get_text(row, "locale"));
    if (said)
        op->locale = said;
}

static void work_on(struct importer *i, struct id id)
{
    struct work w = {.importer = i, .id = id};
    struct arena arena;
    struct op op;
    arena_init(&w.arena);
    op_start(&op, &arena, &w, i->db);
    int err = resource_get_system(&op, &import_resource, id, &w.row);
    if (!err) {
        w.creator = row_get_id(w.row, "created_by");
        op.scope.me = w.creator;
        speak(&op, w.creator);
        err = carry_out(&w, &op);
    }
    if (err == ERR_GONE && !w.lost) /* the server ends: the next one goes on at once */
        tell(&w, "running", "waiting", (struct str){0});
    else if (err && !w.lost)
        failed(&w, &op, err);
    import_close(&w.import);
    arena_release(&arena);
    arena_release(&w.arena);
}

/* ---- the thread ---- */

static int next_one(struct importer *i, struct id *ret_id)
{
    struct arena arena;
    struct op op;
    op_start(&op, &arena, NULL, i->db);
    *ret_id = (struct id){{0}};
    ROWS rows = {0};
    int err = op_query_system(
        &op, &rows,
        "SELECT id FROM @import WHERE deleted IS NULL AND (state = 'waiting' OR (state = 'running' AND updated < $1)) "
        "ORDER BY updated LIMIT 1",
        ARGS(v_int(op.now_us - ABANDONED_US)));
    int step = err ? err : rows_next(&rows);
    if (step == 1)
        *ret_id = row_id(&rows, 0);
    rows_end(&rows);
    arena_release(&arena);
    return step < 0 ? step : 0;
}

static void *importer_thread(void *arg)
{
    struct importer *i = arg;
    while (!atomic_load(&i->stopping)) {
        struct id id;
        if (next_one(i, &id) == 0 && !id_is_zero(id)) {
            work_on(i, id);
            continue;
        }
        if (notify_wait(i->notify, IDLE_MS) < 0)
            usleep(IDLE_MS * 1000);
        else
            usleep(100000); /* many commits are one reason to look */
    }
    return NULL;
}

int importer_start(const char *where, struct writer *w, struct importer **ret_importer)
{
    struct importer *i = calloc(1, sizeof *i);
    if (!i)
        abort();
    i->writer = w;
    int err = db_open(where, DB_READ, &i->db);
    if (!err)
        err = notify_open(where, &i->notify);
    if (!err && pthread_create(&i->thread, NULL, importer_thread, i) != 0)
        err = ERR_INTERNAL;
    if (!err) {
        *ret_importer = i;
        return 0;
    }
    if (i->notify)
        notify_close(i->notify);
    if (i->db)
        db_close(i->db);
    free(i);
    return err;
}

void importer_stop(struct importer *i)
{
    atomic_store(&i->stopping, true);
    notify_interrupt(i->notify);
    pthread_join(i->thread, NULL);
    notify_close(i->notify);
    db_close(i->db);
    free(i);
}
