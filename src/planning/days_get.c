/* GET /days: days of one person, planned against done. A constant number of statements. */
#include "base/json_out.h"
#include "locale/zone.h"
#include "planning/days.h"
#include "planning/handlers.h"
#include "time/handlers.h"

struct item {
    struct id task, block, client, project;
    struct str kind, source, title;
    int64_t start_us, planned, worked;
    int64_t completed_us; /* of the task; 0: open */
    int32_t date;
    bool hidden; /* its task is not the reader's to see */
    bool done;   /* its block says so */
};
struct list {
    struct item *at;
    size_t n, room;
};
struct day {
    int32_t date;
    int64_t kept_us, until_us; /* kept_us 0: not kept */
    bool late;
};
struct days {
    struct op *op;
    struct id member;
    const char *zone;
    int32_t first, last;
    struct day *day; /* of each date */
    struct list planned, unplanned;
};

static struct item *add(struct op *op, struct list *l)
{
    if (l->n == l->room) {
        size_t more = l->room ? l->room * 2 : 64;
        l->at = arena_grow(op->arena, l->at, l->room * sizeof *l->at, more * sizeof *l->at);
        l->room = more;
    }
    struct item *item = &l->at[l->n++];
    *item = (struct item){.date = 0};
    return item;
}

static struct day *day_of(const struct days *d, int32_t date)
{
    return date < d->first || date > d->last ? NULL : &d->day[date - d->first];
}

/* ---- what was planned ---- */

static int read_kept(struct days *d)
{
    ROWS rows = {0};
    int err =
        op_query(d->op, &rows, "SELECT date, kept, late FROM @kept_day WHERE member = $1 AND date >= $2 AND date <= $3",
                 ARGS(v_id(d->member), v_int(d->first), v_int(d->last)));
    while (!err && (err = rows_next(&rows)) == 1) {
        struct day *day = day_of(d, (int32_t)row_int(&rows, 0));
        day->kept_us = row_int(&rows, 1);
        day->late = row_int(&rows, 2) != 0;
        err = 0;
    }
    return err;
}

enum {
    P_DATE,
    P_TASK,
    P_BLOCK,
    P_CLIENT,
    P_PROJECT,
    P_KIND,
    P_SOURCE,
    P_TITLE,
    P_START,
    P_MINUTES,
    P_SEEN,
    P_NAME,
    P_COMPLETED,
    P_STATE
};

static int read_planned(struct days *d)
{
    struct op *op = d->op;
    ROWS rows = {0};
    int err = op_query(op, &rows,
                       "SELECT k.date, k.task, k.block, k.client, k.project, k.kind, k.source, k.title, k.start, "
                       "k.minutes, t.id, t.title, t.completed, b.state FROM @kept_item k LEFT JOIN @task t ON t.id = "
                       "k.task LEFT JOIN @block b ON b.id = k.block WHERE k.member = $1 AND k.date >= $2 AND k.date <= "
                       "$3 ORDER BY k.date, k.n LIMIT 6000",
                       ARGS(v_id(d->member), v_int(d->first), v_int(d->last)));
    while (!err && (err = rows_next(&rows)) == 1) {
        struct item *t = add(op, &d->planned);
        *t = (struct item){.date = (int32_t)row_int(&rows, P_DATE),
                           .task = row_id(&rows, P_TASK),
                           .block = row_id(&rows, P_BLOCK),
                           .client = row_id(&rows, P_CLIENT),
                           .project = row_id(&rows, P_PROJECT),
                           .kind = arena_str(op->arena, row_text(&rows, P_KIND)),
                           .source = arena_str(op->arena, row_text(&rows, P_SOURCE)),
                           .start_us = row_int(&rows, P_START),
                           .planned = row_int(&rows, P_MINUTES),
                           .completed_us = row_int(&rows, P_COMPLETED),
                           .hidden = !row_is_null(&rows, P_TASK) && row_is_null(&rows, P_SEEN),
                           .done = str_is(row_text(&rows, P_STATE), "done")};
        if (!t->hidden)
            t->title =
                arena_str(op->arena, row_is_null(&rows, P_TITLE) ? row_text(&rows, P_NAME) : row_text(&rows, P_TITLE));
        err = 0;
    }
    return err;
}

/* ---- what was done ---- */

/* The item that work belongs to: of the block, of the task, or of a client when neither has a task. */
static struct item *item_of(struct list *l, int32_t date, const struct item *work)
{
    for (size_t i = 0; i < l->n; i++) {
        struct item *t = &l->at[i];
        if (t->date != date)
            continue;
        if (!id_is_zero(work->block) && id_eq(t->block, work->block))
            return t;
        if (!id_is_zero(work->task) ? id_eq(t->task, work->task)
                                    : id_is_zero(t->task) && id_eq(t->client, work->client))
            return t;
    }
    return NULL;
}

enum { W_DATE, W_TASK, W_BLOCK, W_CLIENT, W_PROJECT, W_START, W_MINUTES, W_RUNS, W_SEEN, W_NAME, W_COMPLETED, W_NOTE };

static void add_work(struct days *d, const struct rows *r)
{
    struct op *op = d->op;
    struct item work = {.date = (int32_t)row_int(r, W_DATE),
                        .task = row_id(r, W_TASK),
                        .block = row_id(r, W_BLOCK),
                        .client = row_id(r, W_CLIENT),
                        .project = row_id(r, W_PROJECT),
                        .completed_us = row_int(r, W_COMPLETED),
                        .hidden = !row_is_null(r, W_TASK) && row_is_null(r, W_SEEN)};
    bool runs = !row_is_null(r, W_RUNS) && row_is_null(r, W_MINUTES);
    work.worked = runs ? (op->now_us - row_int(r, W_RUNS)) / MINUTE_US : row_int(r, W_MINUTES);
    struct item *t = item_of(&d->planned, work.date, &work);
    t = t ? t : item_of(&d->unplanned, work.date, &work);
    if (t) {
        t->worked += work.worked;
        return;
    }
    if (!work.hidden)
        work.title = arena_str(op->arena, row_is_null(r, W_NAME) ? row_text(r, W_NOTE) : row_text(r, W_NAME));
    work.block = (struct id){{0}};
    *add(op, &d->unplanned) = work;
}

static int read_worked(struct days *d)
{
    ROWS rows = {0};
    int err = op_query(d->op, &rows,
                       "SELECT e.date, e.task, e.block, e.client, e.project, e.start, e.minutes, e.start, t.id, "
                       "t.title, t.completed, e.note FROM @entry e LEFT JOIN @task t ON t.id = e.task WHERE e.member = "
                       "$1 AND e.date >= $2 AND e.date <= $3 AND e.deleted IS NULL ORDER BY e.date, e.start, e.id "
                       "LIMIT 6000",
                       ARGS(v_id(d->member), v_int(d->first), v_int(d->last)));
    while (!err && (err = rows_next(&rows)) == 1) {
        add_work(d, &rows);
        err = 0;
    }
    return err;
}

/* Tasks of theirs that were finished, also without a word of the time they took. */
static int read_finished(struct days *d)
{
    struct op *op = d->op;
    ROWS rows = {0};
    int err = op_query(
        op, &rows,
        "SELECT t.id, t.client, t.project, t.title, t.completed FROM @task t JOIN link l ON l.ws = $ws "
        "AND l.field = 'task.assignees' AND l.owner = t.id AND l.target = $1 WHERE t.deleted IS NULL "
        "AND t.completed >= $2 AND t.completed < $3 ORDER BY t.completed, t.id LIMIT 6000",
        ARGS(v_id(d->member), v_int(zone_instant(d->zone, d->first, 0)), v_int(zone_instant(d->zone, d->last + 1, 0))));
    while (!err && (err = rows_next(&rows)) == 1) {
        struct item work = {.task = row_id(&rows, 0),
                            .client = row_id(&rows, 1),
                            .project = row_id(&rows, 2),
                            .completed_us = row_int(&rows, 4)};
        work.date = zone_day(d->zone, work.completed_us);
        err = 0;
        if (item_of(&d->planned, work.date, &work) || item_of(&d->unplanned, work.date, &work))
            continue;
        work.title = arena_str(op->arena, row_text(&rows, 3));
        *add(op, &d->unplanned) = work;
    }
    return err;
}

/* ---- JSON ---- */

static void number(struct json *j, const char *key, int64_t n)
{
    json_key(j, key);
    json_int(j, n);
}

static bool finished(const struct item *t, const struct day *day)
{
    return t->completed_us > 0 && t->completed_us < day->until_us;
}

static const char *state_of(const struct days *d, const struct item *t, const struct day *day)
{
    if (t->done || finished(t, day) || t->worked * 100 >= t->planned * DAYS_DONE_PERCENT)
        return "done";
    return t->worked > 0 ? "partly" : day->until_us > d->op->now_us ? "open" : "not";
}

/* Of what was planned, what was done of it: all of what is done, else what was worked. */
static int64_t as_planned(const struct days *d, const struct item *t, const struct day *day)
{
    return strcmp(state_of(d, t, day), "done") == 0 ? t->planned : t->worked;
}

static void write_what(struct json *j, const struct item *t, const struct day *day)
{
    json_id_or_none(j, "task", t->hidden ? (struct id){{0}} : t->task);
    json_id_or_none(j, "client", t->hidden ? (struct id){{0}} : t->client);
    json_id_or_none(j, "project", t->hidden ? (struct id){{0}} : t->project);
    json_key(j, "title");
    if (t->title.n)
        json_str(j, t->title);
    else
        json_none(j);
    number(j, "worked_min", t->worked);
    json_key(j, "finished");
    json_bool(j, finished(t, day));
}

static void write_item(const struct days *d, struct json *j, const struct item *t, const struct day *day)
{
    json_object_start(j);
    write_what(j, t, day);
    json_id_or_none(j, "block", t->block);
    json_key(j, "kind");
    json_str(j, t->kind);
    json_key(j, "source");
    json_str(j, t->source);
    json_key(j, "start");
    json_instant(j, t->start_us);
    number(j, "planned_min", t->planned);
    json_key(j, "state");
    json_text(j, state_of(d, t, day));
    json_object_end(j);
}

static void write_sums(const struct days *d, struct json *j, const struct day *day)
{
    int64_t planned = 0, as = 0, unplanned = 0, worked = 0;
    for (size_t i = 0; i < d->planned.n; i++)
        if (d->planned.at[i].date == day->date) {
            planned += d->planned.at[i].planned;
            worked += d->planned.at[i].worked;
            as += as_planned(d, &d->planned.at[i], day);
        }
    for (size_t i = 0; i < d->unplanned.n; i++)
        if (d->unplanned.at[i].date == day->date)
            unplanned += d->unplanned.at[i].worked;
    number(j, "planned_min", planned);
    number(j, "as_planned_min", as);
    number(j, "unplanned_min", unplanned);
    number(j, "worked_min", worked + unplanned);
}

static void write_day(const struct days *d, struct json *j, const struct day *day)
{
    json_object_start(j);
    json_key(j, "date");
    json_date(j, day->date);
    json_key(j, "kept");
    if (day->kept_us)
        json_instant(j, day->kept_us);
    else
        json_none(j);
    json_key(j, "late");
    json_bool(j, day->late);
    write_sums(d, j, day);
    json_key(j, "items");
    json_array_start(j);
    for (size_t i = 0; i < d->planned.n; i++)
        if (d->planned.at[i].date == day->date)
            write_item(d, j, &d->planned.at[i], day);
    json_array_end(j);
    json_key(j, "unplanned");
    json_array_start(j);
    for (size_t i = 0; i < d->unplanned.n; i++)
        if (d->unplanned.at[i].date == day->date) {
            json_object_start(j);
            write_what(j, &d->unplanned.at[i], day);
            json_object_end(j);
        }
    json_array_end(j);
    json_object_end(j);
}

/* ---- the whole ---- */

static int read_query(struct days *d, struct request *req)
{
    struct op *op = d->op;
    int err = query_member(op, req, &d->member);
    d->first = op->today;
    err = err ? err : query_date(op, req, "from", &d->first);
    d->last = d->first;
    err = err ? err : query_date(op, req, "until", &d->last);
    if (!err && d->last < d->first)
        err = op_field_fail(op, "?until", "field.before_start", 0, NULL);
    if (!err && d->last - d->first >= DAYS_ASKED)
        err = op_field_fail(op, "?until", "time.too_long", OP_ARGS({"days", v_int(DAYS_ASKED)}));
    return err;
}

int days_get(struct op *op, struct request *req, struct reply *reply)
{
    struct days d = {.op = op};
    int err = read_query(&d, req);
    if (err)
        return err;
    d.zone = member_zone(op, d.member);
    d.day = arena_array(op->arena, struct day, DAYS_ASKED);
    for (int32_t date = d.first; date <= d.last; date++)
        *day_of(&d, date) = (struct day){.date = date, .until_us = zone_instant(d.zone, date + 1, 0)};
    if ((err = read_kept(&d)) || (err = read_planned(&d)) || (err = read_worked(&d)) || (err = read_finished(&d)))
        return err;
    struct json j = reply_json(reply);
    json_object_start(&j);
    json_key(&j, "member");
    json_id(&j, d.member);
    json_key(&j, "items");
    json_array_start(&j);
    for (int32_t date = d.first; date <= d.last; date++)
        write_day(&d, &j, day_of(&d, date));
    json_array_end(&j);
    json_object_end(&j);
    return 0;
}
