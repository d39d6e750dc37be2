/* GET /today: one day of who asks. */
#include "locale/zone.h"
#include "planning/handlers.h"
#include "time/calendar.h"

#define NEXT_MOST 6

struct day {
    int32_t date;
    int64_t from_us, until_us;
};

/* ---- what comes next: planned for me, and not in this day any more ---- */

enum { N_TASK, N_TITLE, N_CLIENT, N_PROJECT, N_DUE, N_TERMS, N_CLIENT_NAME, N_RUNNER_UP };

static int write_next(struct op *op, struct json *j, const struct day *d)
{
    ROWS rows = {0};
    int err =
        op_query(op, &rows,
                 "SELECT p.task, t.title, p.client, p.project, t.due, b.terms, c.name, r.title FROM @planned_task p "
                 "JOIN @task t ON t.id = p.task LEFT JOIN @client c ON c.id = p.client LEFT JOIN @planned_block b ON "
                 "b.task = p.task AND b.member = $me AND b.start >= $1 AND b.start = (SELECT min(f.start) FROM "
                 "@planned_block f WHERE f.task = p.task AND f.start >= $1) LEFT JOIN @task r ON r.id "
                 "= b.runner_up WHERE p.member = $me AND t.deleted IS NULL AND t.completed IS NULL AND p.finish > $1 "
                 "AND p.left_min > 0 AND NOT EXISTS (SELECT 1 FROM @planned_block o WHERE o.task = p.task AND "
                 "o.member = $me AND o.start < $1 AND o.\"end\" > $2) ORDER BY p.start, p.task LIMIT $3",
                 ARGS(v_int(d->until_us), v_int(d->from_us), v_int(NEXT_MOST)));
    json_key(j, "next");
    json_array_start(j);
    while (!err && (err = rows_next(&rows)) == 1) {
        json_object_start(j);
        json_key(j, "task");
        json_id(j, row_id(&rows, N_TASK));
        json_key(j, "title");
        json_str(j, row_text(&rows, N_TITLE));
        json_id_or_none(j, "client", row_id(&rows, N_CLIENT));
        json_id_or_none(j, "project", row_id(&rows, N_PROJECT));
        json_key(j, "due");
        if (row_is_null(&rows, N_DUE))
            json_none(j);
        else
            json_date(j, (int32_t)row_int(&rows, N_DUE));
        json_key(j, "now");
        if (row_is_null(&rows, N_TERMS))
            json_none(j);
        else
            json_str(j, tell_now(op, row_text(&rows, N_TERMS), row_text(&rows, N_CLIENT_NAME),
                                 row_text(&rows, N_RUNNER_UP)));
        json_object_end(j);
        err = 0;
    }
    json_array_end(j);
    return err;
}

/* ---- what was worked ---- */

static int write_timer(struct op *op, struct json *j)
{
    struct id id;
    struct row *row;
    int err = entry_running(op, op->scope.me, &id);
    json_key(j, "timer");
    if (err || id_is_zero(id)) {
        json_none(j);
        return err;
    }
    if ((err = resource_get(op, &entry_resource, id, false, &row)))
        return err;
    resource_write(j, row, &op->scope, NULL);
    return 0;
}

static int logged(struct op *op, const struct day *d, int64_t *ret_min)
{
    ROWS rows = {0};
    *ret_min = 0;
    int err = op_query(
        op, &rows, "SELECT start, \"end\", minutes FROM @entry WHERE member = $me AND date = $1 AND deleted IS NULL",
        ARGS(v_int(d->date)));
    while (!err && (err = rows_next(&rows)) == 1) {
        bool runs = !row_is_null(&rows, 0) && row_is_null(&rows, 1);
        *ret_min += runs ? (op->now_us - row_int(&rows, 0)) / MINUTE_US : row_int(&rows, 2);
        err = 0;
    }
    return err;
}

/* Of a day that is over: what its list said (days.h). */
static int planned_then(struct op *op, const struct day *d, int64_t *ret_min)
{
    ROWS rows = {0};
    if (d->date >= op->today)
        return 0;
    int err =
        op_query(op, &rows, "SELECT CAST(sum(minutes) AS bigint) FROM @kept_item WHERE member = $me AND date = $1",
                 ARGS(v_int(d->date)));
    if (!err && (err = rows_next(&rows)) == 1 && !row_is_null(&rows, 0))
        *ret_min = row_int(&rows, 0);
    return err < 0 ? err : 0;
}

static int done(struct op *op, const struct day *d, int64_t *ret_min)
{
    ROWS rows = {0};
    *ret_min = 0;
    int err =
        op_query(op, &rows,
                 "SELECT start, \"end\" FROM @block WHERE member = $me AND start >= $1 AND start < $2 AND state = "
                 "'done' AND deleted IS NULL",
                 ARGS(v_int(d->from_us), v_int(d->until_us)));
    while (!err && (err = rows_next(&rows)) == 1) {
        *ret_min += (row_int(&rows, 1) - row_int(&rows, 0)) / MINUTE_US;
        err = 0;
    }
    return err;
}

/* Weeks that wait for the word of who asks: nobody's own but an owner's. */
static int approvals(struct op *op, int64_t *ret)
{
    ROWS rows = {0};
    *ret = 0;
    if (op->scope.role < ROLE_MANAGER)
        return 0;
    int err =
        op_query(op, &rows,
                 "SELECT count(*) FROM @timesheet WHERE state = 'submitted' AND deleted IS NULL AND (member <> $me "
                 "OR $1 = 1)",
                 ARGS(v_int(op->scope.role >= ROLE_OWNER)));
    if (!err && (err = rows_next(&rows)) == 1)
        *ret = row_int(&rows, 0);
    return err < 0 ? err : 0;
}

/* ---- limits ---- */

struct load {
    int64_t capacity_min, planned_min, projects, clients;
    int projects_most, clients_most, day_most_min;
};

static int capacity(struct op *op, const struct day *d, struct load *ret)
{
    struct time_calendar c;
    int32_t slots = (int32_t)((d->until_us - d->from_us) / SLOT_US);
    int err = time_calendar_of(op, op->scope.me, d->from_us, slots, &c);
    if (err)
        return err;
    ret->capacity_min = time_minutes(c.work, 0, slots);
    ret->projects_most = c.projects_most;
    ret->clients_most = c.clients_most;
    ret->day_most_min = c.day_most_min;
    return 0;
}

static int different(struct op *op, const struct day *d, struct load *ret)
{
    ROWS rows = {0};
    int err =
        op_query(op, &rows,
                 "SELECT count(DISTINCT x.project), count(DISTINCT x.client) FROM (SELECT project, client FROM "
                 "@planned_block b WHERE b.member = $me AND b.start < $1 AND b.\"end\" > $2 UNION ALL SELECT project, "
                 "client FROM @block h WHERE h.member = $me AND h.deleted IS NULL AND h.start < $1 AND h.\"end\" > $2 "
                 "AND h.task IS NOT NULL) x",
                 ARGS(v_int(d->until_us), v_int(d->from_us)));
    if (!err && (err = rows_next(&rows)) == 1) {
        ret->projects = row_int(&rows, 0);
        ret->clients = row_int(&rows, 1);
    }
    return err < 0 ? err : 0;
}

static void limit(struct op *op, struct json *j, bool broken, const char *key, int64_t n, int64_t most)
{
    if (!broken)
        return;
    struct str message = arena_format(op->arena, "today.limit.%s", key);
    json_object_start(j);
    json_key(j, "key");
    json_text(j, key);
    json_key(j, "text");
    json_str(j, SAY(op, message.at, message_int("n", n), message_int("most", most)));
    json_object_end(j);
}

static void write_limits(struct op *op, struct json *j, const struct load *l)
{
    int64_t over = l->planned_min - l->capacity_min;
    json_key(j, "limits");
    json_array_start(j);
    limit(op, j, over > 0, "capacity", (over + 59) / 60, l->capacity_min / 60);
    limit(op, j, l->day_most_min > 0 && l->planned_min > l->day_most_min, "day", (l->planned_min + 59) / 60,
          l->day_most_min / 60);
    limit(op, j, l->projects_most > 0 && l->projects > l->projects_most, "projects", l->projects, l->projects_most);
    limit(op, j, l->clients_most > 0 && l->clients > l->clients_most, "clients", l->clients, l->clients_most);
    json_array_end(j);
}

static void number(struct json *j, const char *key, int64_t n)
{
    json_key(j, key);
    json_int(j, n);
}

int today_get(struct op *op, struct request *req, struct reply *reply)
{
    struct str text = request_query(req, "date");
    struct day d = {.date = op->today};
    struct load load = {0};
    int64_t done_min, logged_min, waiting;
    int err;
    if (text.n > 0 && date_parse(text, &d.date))
        return op_field_fail(op, "?date", "field.date", 0, NULL);
    d.from_us = zone_instant(op->zone, d.date, 0);
    d.until_us = zone_instant(op->zone, d.date + 1, 0);
    struct block_range range = {&op->scope.me, 1, d.from_us, d.until_us};
    struct json j = reply_json(reply);
    json_object_start(&j);
    json_key(&j, "date");
    json_date(&j, d.date);
    json_key(&j, "blocks");
    if ((err = blocks_write(op, &range, &j, &load.planned_min)) || (err = write_next(op, &j, &d)) ||
        (err = write_timer(op, &j)) || (err = logged(op, &d, &logged_min)) || (err = done(op, &d, &done_min)) ||
        (err = approvals(op, &waiting)) || (err = planned_then(op, &d, &load.planned_min)) ||
        (err = capacity(op, &d, &load)) || (err = different(op, &d, &load)))
        return err;
    number(&j, "capacity_min", load.capacity_min);
    number(&j, "planned_min", load.planned_min);
    number(&j, "done_min", done_min);
    number(&j, "logged_min", logged_min);
    number(&j, "approvals", waiting);
    write_limits(op, &j, &load);
    json_object_end(&j);
    return 0;
}
