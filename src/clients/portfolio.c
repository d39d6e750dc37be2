#include "clients/portfolio.h"
#include "base/json_out.h"
#include "clients/clients.h"
#include "clients/health.h"
#include "locale/catalogue.h"
#include "resource/row.h"
#include "store/events.h"

struct entry {
    struct row *client;
    int64_t measure[MEASURES];
    int64_t projects, total, done, open, overdue;
    struct id milestone, milestone_project;
    struct str milestone_title;
    int64_t milestone_due;
};

struct portfolio {
    struct entry *entries;
    size_t n;
};

/* Not closed for good: draft to delivered. */
#define OPEN_PROJECT "deleted IS NULL AND archived IS NULL AND state <> 'closed'"
#define OPEN_TASK    "deleted IS NULL AND completed IS NULL"
#define SUM(what)    "CAST(coalesce(sum(" what "), 0) AS bigint)"

/* A client has few hundred neighbours at most: looking through them is cheaper than an index. */
static struct entry *entry_of(struct portfolio *p, struct id client)
{
    for (size_t i = 0; i < p->n; i++)
        if (id_eq(row_get_id(p->entries[i].client, "id"), client))
            return &p->entries[i];
    return NULL;
}

static int load_clients(struct op *op, struct portfolio *p)
{
    const struct described *d = described(&client_resource);
    struct str sql = arena_format(op->arena,
                                  "SELECT %.*s FROM @client t WHERE t.deleted IS NULL AND t.archived IS NULL "
                                  "ORDER BY t.rank, t.id LIMIT $1",
                                  STR_FMT(d->columns));
    ROWS rows = {0};
    int err = op_query(op, &rows, sql.at, ARGS(v_int(PORTFOLIO_MAX)));
    if (err)
        return err;
    p->entries = arena_array(op->arena, struct entry, PORTFOLIO_MAX);
    while ((err = rows_next(&rows)) == 1)
        p->entries[p->n++].client = row_read(op, d, &rows, 0);
    return err;
}

/* Counts come from the projects' counters, so that a million tasks cost nothing. */
static int load_projects(struct op *op, struct portfolio *p)
{
    ROWS rows = {0};
    int err = op_query(
        op, &rows,
        "SELECT client, count(*), " SUM("task_count") ", " SUM("task_done") ", " SUM(
            "CASE WHEN due < $1 AND state "
            "<> 'delivered' THEN 1 ELSE 0 "
            "END") ", " SUM("CASE WHEN due >= $1 AND due <= $2 AND state <> 'delivered' AND "
                            "task_done * 100 < task_count * $3 THEN 1 ELSE 0 END") " FROM @project WHERE " OPEN_PROJECT
                                                                                   " GROUP BY client",
        ARGS(v_int(op->today), v_int(op->today + HEALTH_SOON_DAYS), v_int(HEALTH_BEHIND_PERCENT)));
    if (err)
        return err;
    while ((err = rows_next(&rows)) == 1) {
        struct entry *e = entry_of(p, row_id(&rows, 0));
        if (!e)
            continue;
        e->projects = row_int(&rows, 1);
        e->total = row_int(&rows, 2);
        e->done = row_int(&rows, 3);
        e->open = e->total - e->done;
        e->measure[MEASURE_PROJECTS_LATE] = row_int(&rows, 4);
        e->measure[MEASURE_PROJECTS_BEHIND] = row_int(&rows, 5);
    }
    return err;
}

/* Who sees only own tasks must not learn from a count how many others there are. */
static int load_own_counts(struct op *op, struct portfolio *p)
{
    ROWS rows = {0};
    if (op->scope.variant != SCOPE_ASSIGNED)
        return 0;
    int err = op_query(op, &rows,
                       "SELECT client, count(*), " SUM(
                           "CASE WHEN category = 'done' THEN 1 ELSE 0 END") " FROM @task WHERE deleted IS NULL AND "
                                                                            "category <> 'cancelled' GROUP BY client",
                       NO_ARGS);
    if (err)
        return err;
    for (size_t i = 0; i < p->n; i++)
        p->entries[i].total = p->entries[i].done = p->entries[i].open = 0;
    while ((err = rows_next(&rows)) == 1) {
        struct entry *e = entry_of(p, row_id(&rows, 0));
        if (!e)
            continue;
        e->total = row_int(&rows, 1);
        e->done = row_int(&rows, 2);
        e->open = e->total - e->done;
    }
    for (size_t i = 0; i < p->n; i++)
        p->entries[i].measure[MEASURE_PROJECTS_BEHIND] = 0;
    return err;
}

static int load_overdue(struct op *op, struct portfolio *p)
{
    ROWS rows = {0};
    int err = op_query(op, &rows, "SELECT client, count(*) FROM @task WHERE " OPEN_TASK " AND due < $1 GROUP BY client",
                       ARGS(v_int(op->today)));
    if (err)
        return err;
    while ((err = rows_next(&rows)) == 1) {
        struct entry *e = entry_of(p, row_id(&rows, 0));
        if (e)
            e->overdue = e->measure[MEASURE_OVERDUE] = row_int(&rows, 1);
    }
    return err;
}

static int load_milestones(struct op *op, struct portfolio *p)
{
    ROWS rows = {0};
    int err = op_query(op, &rows,
                       "SELECT client, id, project, title, due FROM @task WHERE kind = 'milestone' AND " OPEN_TASK
                       " AND due IS NOT NULL ORDER BY due, id",
                       NO_ARGS);
    if (err)
        return err;
    while ((err = rows_next(&rows)) == 1) {
        struct entry *e = entry_of(p, row_id(&rows, 0));
        if (!e)
            continue;
        e->measure[MEASURE_MILESTONES_LATE] += row_int(&rows, 4) < op->today;
        if (!id_is_zero(e->milestone))
            continue;
        e->milestone = row_id(&rows, 1);
        e->milestone_project = row_id(&rows, 2);
        e->milestone_title = arena_str(op->arena, row_text(&rows, 3));
        e->milestone_due = row_int(&rows, 4);
    }
    return err;
}

static void measure_client(struct op *op, struct entry *e)
{
    const struct row *c = e->client;
    if (e->open >= HEALTH_OPEN_LEAST)
        e->measure[MEASURE_OVERDUE_PERCENT] = e->overdue * 100 / e->open;
    if (!row_get_null(c, "contract_end")) {
        int64_t days = row_get_int(c, "contract_end") - op->today;
        e->measure[MEASURE_CONTRACT_ENDS] = days >= 0 && days <= HEALTH_CONTRACT_DAYS;
    }
    bool hears = !str_is(row_get_text(c, "kind"), "internal") && !str_is(row_get_text(c, "stage"), "former");
    if (hears && !row_get_null(c, "last_contact"))
        e->measure[MEASURE_SILENT_DAYS] = op->today - row_get_int(c, "last_contact");
}

/* ---- out ---- */

static void write_reasons(struct op *op, struct json *j, const struct health_reason *reasons, size_t n)
{
    json_key(j, "reasons");
    json_array_start(j);
    for (size_t i = 0; i < n; i++) {
        struct buf text;
        buf_init(&text, 2000);
        message_format(&text, op->locale, reasons[i].key, 1, &message_int("n", reasons[i].n));
        json_object_start(j);
        json_key(j, "key");
        json_text(j, reasons[i].key);
        json_key(j, "args");
        json_object_start(j);
        json_key(j, "n");
        json_int(j, reasons[i].n);
        json_object_end(j);
        json_key(j, "text");
        json_str(j, buf_view(&text));
        json_object_end(j);
        buf_release(&text);
    }
    json_array_end(j);
}

static void write_milestone(struct json *j, const struct entry *e)
{
    json_key(j, "next_milestone");
    if (id_is_zero(e->milestone)) {
        json_none(j);
        return;
    }
    json_object_start(j);
    json_key(j, "id");
    json_id(j, e->milestone);
    json_key(j, "project");
    json_id(j, e->milestone_project);
    json_key(j, "title");
    json_str(j, e->milestone_title);
    json_key(j, "due");
    json_date(j, (int32_t)e->milestone_due);
    json_object_end(j);
}

static void write_counts(struct op *op, struct json *j, const struct entry *e)
{
    json_key(j, "progress");
    json_object_start(j);
    json_key(j, "done");
    json_int(j, e->done);
    json_key(j, "total");
    json_int(j, e->total);
    json_object_end(j);
    const struct {
        const char *key;
        int64_t n;
    } counts[] = {{"overdue", e->overdue}, {"projects", e->projects}, {"open", e->open}};
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
        json_key(j, counts[i].key);
        json_int(j, counts[i].n);
    }
    json_key(j, "days_since_contact");
    if (row_get_null(e->client, "last_contact"))
        json_none(j);
    else
        json_int(j, op->today - row_get_int(e->client, "last_contact"));
}

/* The client's row with what was computed as further members. */
static void write_entry(struct op *op, struct json *j, const struct entry *e)
{
    struct health_reason reasons[MEASURES];
    size_t n;
    enum health health = health_of(e->measure, reasons, &n);
    struct buf computed;
    struct json c;
    buf_init(&computed, (size_t)64 * 1024);
    json_init(&c, &computed);
    json_object_start(&c);
    json_key(&c, "health");
    json_text(&c, health_name(health));
    write_reasons(op, &c, reasons, n);
    write_counts(op, &c, e);
    write_milestone(&c, e);
    json_object_end(&c);
    resource_write(j, e->client, &op->scope, NULL);
    j->out->n--; /* the closing brace of the row; the opening one of the computed */
    buf_char(j->out, ',');
    buf_str(j->out, (struct str){computed.at + 1, computed.n - 1});
    buf_release(&computed);
}

int portfolio_write(struct op *op, struct json *out)
{
    struct portfolio p = {0};
    int64_t seq;
    int err;
    if ((err = event_last_seq(op->db, op->scope.workspace, &seq)) || (err = load_clients(op, &p)) ||
        (err = load_projects(op, &p)) || (err = load_own_counts(op, &p)) || (err = load_overdue(op, &p)) ||
        (err = load_milestones(op, &p)))
        return err;
    json_object_start(out);
    json_key(out, "items");
    json_array_start(out);
    for (size_t i = 0; i < p.n; i++) {
        measure_client(op, &p.entries[i]);
        write_entry(op, out, &p.entries[i]);
    }
    json_array_end(out);
    json_key(out, "seq");
    json_int(out, seq);
    json_object_end(out);
    return 0;
}
