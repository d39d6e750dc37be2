#include "clients/clients.h"
#include "locale/zone.h"
#include "time/spent.h"
#include "time/time.h"
#include "time/timesheet.h"
#include "work/work.h"

static const char *const parents[] = {"task", "project", "client", NULL};

static const struct field fields[] = {
    FIELDS_COMMON,
    /* what was worked stays, also when the person goes */
    {.name = "member", .type = F_REF, .flags = FF_REQUIRED | FF_ON_CREATE, .target = "member"},
    {.name = "task", .type = F_REF, .target = "task"},
    {.name = "client", .type = F_REF, .flags = FF_REQUIRED | FF_INHERIT, .target = "client"},
    {.name = "project", .type = F_REF, .flags = FF_INHERIT, .target = "project"},
    {.name = "activity", .type = F_REF, .target = "activity"},
    /* both or neither; a start alone is the timer that runs */
    {.name = "start", .type = F_INSTANT, .flags = FF_SORT},
    {.name = "end", .type = F_INSTANT, .flags = FF_SORT},
    /* follows from start and end; given with a start, the end follows; null while the timer runs */
    {.name = "minutes", .type = F_INT, .flags = FF_SORT, .min = 1, .max = DAY_MINUTES},
    /* follows from the start; given with one, it is moved there */
    {.name = "date", .type = F_DATE, .flags = FF_REQUIRED | FF_SORT},
    {.name = "billable", .type = F_BOOL, .flags = FF_REQUIRED, .initial = "true"},
    {.name = "note", .type = F_TEXT, .max = NOTE_MAX},
    /* the block that it was done in */
    {.name = "block", .type = F_REF, .target = "block"},
};

static bool changed(const struct change *c, const char *field)
{
    return row_differs(c->before, c->after, field);
}

/* ---- times ---- */

static int64_t minutes_between(int64_t start_us, int64_t end_us)
{
    int64_t minutes = (end_us - start_us + MINUTE_US / 2) / MINUTE_US;
    return minutes > 0 ? minutes : 1;
}

/* A day that is given anew moves the entry there, at the same hours. */
static void move_to_date(struct change *c, const char *zone)
{
    struct value *start = row_at(c->after, "start"), *end = row_at(c->after, "end");
    if (!c->before || !changed(c, "date") || changed(c, "start") || row_get_null(c->after, "date"))
        return;
    int64_t moved = zone_instant(zone, (int32_t)row_get_int(c->after, "date"), zone_minute(zone, start->i));
    moved += start->i % MINUTE_US;
    if (end->kind == V_INT)
        end->i += moved - start->i;
    start->i = moved;
}

static int check_clocked(struct op *op, struct change *c, const char *zone)
{
    struct value *start = row_at(c->after, "start"), *end = row_at(c->after, "end");
    struct value *minutes = row_at(c->after, "minutes");
    move_to_date(c, zone);
    if (minutes->kind == V_INT && changed(c, "minutes") && !(c->before && changed(c, "end")) &&
        (end->kind == V_NULL || c->before))
        *end = v_int(start->i + minutes->i * MINUTE_US);
    *row_at(c->after, "date") = v_int(zone_day(zone, start->i));
    *minutes = v_null();
    if (start->i > op->now_us + US_PER_DAY)
        return op_field_fail(op, "/start", "entry.future", 0, NULL);
    if (end->kind == V_NULL)
        return 0;
    if (end->i <= start->i)
        return op_field_fail(op, "/end", "field.before_start", 0, NULL);
    if (end->i - start->i > US_PER_DAY)
        return op_field_fail(op, "/end", "time.day_long", 0, NULL);
    *minutes = v_int(minutes_between(start->i, end->i));
    return 0;
}

static int check_times(struct op *op, struct change *c)
{
    if (!row_get_null(c->after, "start"))
        return check_clocked(op, c, member_zone(op, row_get_id(c->after, "member")));
    if (!row_get_null(c->after, "end"))
        return op_field_fail(op, "/start", "entry.start_missing", 0, NULL);
    if (row_get_null(c->after, "minutes"))
        return op_field_fail(op, "/minutes", "field.required", 0, NULL);
    if (!row_get_null(c->after, "date") && row_get_int(c->after, "date") > op->today + 1)
        return op_field_fail(op, "/date", "entry.future", 0, NULL);
    return 0;
}

/* Time for the house itself is nobody's bill. */
static int check_billable(struct op *op, struct change *c)
{
    struct row *client;
    if (!row_get_int(c->after, "billable") || row_get_null(c->after, "client") ||
        !(changed(c, "client") || changed(c, "billable")))
        return 0;
    int err = resource_get_system(op, &client_resource, row_get_id(c->after, "client"), &client);
    if (!err && str_is(row_get_text(client, "kind"), "internal"))
        *row_at(c->after, "billable") = v_int(0);
    return err == ERR_NOT_FOUND ? 0 : err;
}

/* ---- the whole ---- */

/* What kind of work it is, the task says. */
static int take_activity(struct op *op, struct change *c)
{
    struct row *task;
    if (c->before || !row_get_null(c->after, "activity") || row_get_null(c->after, "task"))
        return 0;
    int err = resource_get_system(op, &task_resource, row_get_id(c->after, "task"), &task);
    if (!err)
        *row_at(c->after, "activity") = *row_at(task, "activity");
    return err == ERR_NOT_FOUND ? 0 : err;
}

/* Only one timer runs: the actions stop the one before, a second by hand is refused. */
static int check_running(struct op *op, struct change *c)
{
    struct id running;
    if (row_get_null(c->after, "start") || !row_get_null(c->after, "end"))
        return 0;
    int err = entry_running(op, row_get_id(c->after, "member"), &running);
    if (err || id_is_zero(running) || id_eq(running, row_get_id(c->after, "id")))
        return err;
    return op_field_fail(op, "/end", "entry.one_timer", 0, NULL);
}

static int check(struct op *op, struct change *c)
{
    int err = 0;
    if (c->cascade && c->verb == VERB_UPDATE) /* its task went elsewhere, and the time with it */
        return 0;
    if (c->verb == VERB_CREATE || c->verb == VERB_UPDATE) {
        err = check_times(op, c);
        err = err ? err : check_billable(op, c);
        err = err ? err : take_activity(op, c);
    }
    if (!err && c->verb != VERB_DELETE)
        err = check_running(op, c);
    return err ? err : timesheet_check_entry(op, c);
}

static int follow(struct op *op, const struct change *c)
{
    return spent_follow(op, c);
}

int entry_running(struct op *op, struct id member, struct id *ret_entry)
{
    ROWS rows = {0};
    int err = op_query_system(op, &rows,
                              "SELECT t.id FROM @entry t WHERE t.member = $1 AND t.start IS NOT NULL AND t.end IS NULL "
                              "AND t.deleted IS NULL",
                              ARGS(v_id(member)));
    int step = err ? err : rows_next(&rows);
    *ret_entry = step == 1 ? row_id(&rows, 0) : (struct id){{0}};
    return step < 0 ? step : 0;
}

const struct resource entry_resource = {
    .name = "entry",
    .plural = "entries",
    .table = "entry",
    .fields = fields,
    .n_fields = FIELD_COUNT(fields),
    .scope = {.table = "entry", .kind = SCOPED_OWN, .client = "client", .project = "project", .task = "task"},
    .title = "note",
    .parents = parents,
    .default_sort = "-date",
    .version = 1,
    .check = check,
    .follow = follow,
    .allow = own_allow,
};
