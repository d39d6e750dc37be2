#include "time/handlers.h"
#include "time/timesheet.h"
#include "work/handlers.h"

static bool decides(const struct op *op, struct id member)
{
    return op->scope.role >= ROLE_OWNER || (op->scope.role >= ROLE_MANAGER && !id_eq(member, op->scope.me));
}

static bool is_in(const struct row *sheet, const char *state)
{
    return str_is(sheet ? row_get_text(sheet, "state") : STR("open"), state);
}

size_t timesheet_allowed(const struct op *op, struct id member, const struct row *sheet, const char *ret_actions[3])
{
    bool mine = id_eq(member, op->scope.me), judge = decides(op, member);
    size_t n = 0;
    if (mine && (is_in(sheet, "open") || is_in(sheet, "rejected")))
        ret_actions[n++] = "submit";
    if (judge && is_in(sheet, "submitted")) {
        ret_actions[n++] = "approve";
        ret_actions[n++] = "reject";
    }
    if ((mine && is_in(sheet, "submitted")) || (judge && is_in(sheet, "approved")))
        ret_actions[n++] = "reopen";
    return n;
}

static int demand(struct op *op, struct id member, const struct row *sheet, const char *action)
{
    const char *allowed[3];
    size_t n = timesheet_allowed(op, member, sheet, allowed);
    for (size_t i = 0; i < n; i++)
        if (strcmp(allowed[i], action) == 0)
            return 0;
    struct str state = sheet ? row_get_text(sheet, "state") : STR("open");
    return op_fail(op, ERR_CONFLICT, "timesheet.not_now", OP_ARGS({"state", v_text(state)}));
}

static int set_state(struct op *op, struct id sheet, const char *state, struct value submitted, struct value decided,
                     struct str note)
{
    static const char *const names[] = {"state", "submitted", "decided", "decided_by", "note"};
    const struct value values[] = {v_text(str_of(state)), submitted, decided,
                                   decided.kind == V_NULL ? v_null() : v_id(op->scope.me),
                                   note.n ? v_text(note) : v_null()};
    return resource_set_system(op, &timesheet_resource, sheet, 5, names, values);
}

static int answer(struct op *op, struct request *req, struct reply *reply, struct id sheet)
{
    struct row *row;
    int err = resource_get(op, &timesheet_resource, sheet, false, &row);
    return err ? err : reply_row(op, req, reply, 200, row);
}

/* ---- handing in ---- */

/* A timer that runs has no length yet. */
static int check_finished(struct op *op, int32_t week)
{
    ROWS rows = {0};
    int err = op_query(op, &rows,
                       "SELECT 1 FROM @entry t WHERE t.member = $me AND t.date >= $1 AND t.date < $2 AND t.minutes IS "
                       "NULL AND t.deleted IS NULL LIMIT 1",
                       ARGS(v_int(week), v_int(week + 7)));
    if (err || (err = rows_next(&rows)) != 1)
        return err;
    return op_fail(op, ERR_CONFLICT, "timesheet.timer_runs", 0, NULL);
}

int timesheet_submit_post(struct op *op, struct request *req, struct reply *reply)
{
    int32_t day = op->today;
    bool given;
    struct row *sheet = NULL;
    body_only(op, req->json, "week");
    body_date(op, req->json, "week", &given, &day);
    if (!op->problem.code && !given)
        op_field_fail(op, "/week", "field.required", 0, NULL);
    int32_t week = week_of(day);
    if (!op->problem.code && week > week_of(op->today))
        op_field_fail(op, "/week", "entry.future", 0, NULL);
    if (op->problem.code)
        return op->problem.code;
    int err = timesheet_of(op, op->scope.me, week, &sheet);
    if (err == ERR_NOT_FOUND) {
        static const char *const names[] = {"member", "week"};
        const struct value values[] = {v_id(op->scope.me), v_int(week)};
        err = resource_create_system(op, &timesheet_resource, NULL, 2, names, values, &sheet);
    }
    err = err ? err : demand(op, op->scope.me, sheet, "submit");
    err = err ? err : check_finished(op, week);
    err = err ? err : set_state(op, row_get_id(sheet, "id"), "submitted", v_int(op->now_us), v_null(), (struct str){0});
    return err ? err : answer(op, req, reply, row_get_id(sheet, "id"));
}

/* ---- deciding ---- */

static int sheet_of(struct op *op, struct request *req, const char *action, struct row **ret_sheet)
{
    struct id id;
    int err = request_id(op, req, "id", &id);
    err = err ? err : resource_get(op, &timesheet_resource, id, false, ret_sheet);
    return err ? err : demand(op, row_get_id(*ret_sheet, "member"), *ret_sheet, action);
}

int timesheet_approve_post(struct op *op, struct request *req, struct reply *reply)
{
    struct row *sheet;
    int err = sheet_of(op, req, "approve", &sheet);
    if (err)
        return err;
    struct id id = row_get_id(sheet, "id");
    err = set_state(op, id, "approved", *row_at(sheet, "submitted"), v_int(op->now_us), (struct str){0});
    return err ? err : answer(op, req, reply, id);
}

int timesheet_reject_post(struct op *op, struct request *req, struct reply *reply)
{
    struct row *sheet;
    struct str note;
    int err = sheet_of(op, req, "reject", &sheet);
    if (err)
        return err;
    body_only(op, req->json, "note");
    body_text(op, req->json, "note", true, NOTE_MAX, &note);
    struct id id = row_get_id(sheet, "id");
    err = op->problem.code;
    err = err ? err : set_state(op, id, "rejected", *row_at(sheet, "submitted"), v_int(op->now_us), note);
    return err ? err : answer(op, req, reply, id);
}

int timesheet_reopen_post(struct op *op, struct request *req, struct reply *reply)
{
    struct row *sheet;
    int err = sheet_of(op, req, "reopen", &sheet);
    if (err)
        return err;
    struct id id = row_get_id(sheet, "id");
    err = set_state(op, id, "open", v_null(), v_null(), (struct str){0});
    return err ? err : answer(op, req, reply, id);
}

/* ---- what waits ---- */

#define WAITING_MOST 500

static int write_waiting(struct op *op, struct json *j, struct id id, const int64_t sums[3])
{
    static const char *const names[] = {"minutes", "billable_min", "entries"};
    struct row *row;
    int err = resource_get(op, &timesheet_resource, id, false, &row);
    if (err)
        return err;
    json_object_start(j);
    json_key(j, "timesheet");
    resource_write(j, row, &op->scope, NULL);
    for (int i = 0; i < 3; i++) {
        json_key(j, names[i]);
        json_int(j, sums[i]);
    }
    json_object_end(j);
    return 0;
}

int timesheets_waiting_get(struct op *op, struct request *req, struct reply *reply)
{
    (void)req;
    struct waiting {
        struct id id;
        int64_t sums[3];
    } *list = arena_array(op->arena, struct waiting, WAITING_MOST);
    size_t n = 0;
    ROWS rows = {0};
    bool own = op->scope.role >= ROLE_OWNER;
    int err = op_query(
        op, &rows,
        "SELECT t.id, t.member, coalesce(sum(e.minutes), 0), coalesce(sum(e.minutes * e.billable), 0), count(e.id) "
        "FROM "
        "@timesheet t LEFT JOIN @entry e ON e.member = t.member AND e.date >= t.week AND e.date < t.week + 7 AND "
        "e.deleted IS NULL WHERE t.state = 'submitted' AND t.deleted IS NULL GROUP BY t.id, t.member, t.week ORDER BY "
        "t.week, t.id LIMIT 500",
        NO_ARGS);
    int step = err;
    while (!err && n < WAITING_MOST && (step = rows_next(&rows)) == 1)
        if (own || !id_eq(row_id(&rows, 1), op->scope.me))
            list[n++] = (struct waiting){row_id(&rows, 0), {row_int(&rows, 2), row_int(&rows, 3), row_int(&rows, 4)}};
    rows_end(&rows);
    if (step < 0)
        return step;
    struct json j = reply_json(reply);
    json_object_start(&j);
    json_key(&j, "items");
    json_array_start(&j);
    for (size_t i = 0; i < n && !err; i++)
        err = write_waiting(op, &j, list[i].id, list[i].sums);
    json_array_end(&j);
    json_object_end(&j);
    return err;
}
