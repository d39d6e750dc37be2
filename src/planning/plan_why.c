/* GET /plan/why: when a task is done, what keeps it from being earlier, and the few changes that would make it earlier,
 * each planned to say how much. */
#include "planning/compute.h"
#include "planning/earlier.h"
#include "planning/handlers.h"
#include "work/work.h"

#define CHAIN_MOST   4
#define WORK_DAY_MIN (7 * 60 + 30) /* what slack is told in: a usual day of work */

enum {
    W_START,
    W_FINISH,
    W_P50,
    W_P80,
    W_P95,
    W_SLACK,
    W_CRITICAL,
    W_LATE,
    W_WHY,
    W_REF,
    W_UNTIL,
    W_LEFT,
    W_TITLE,
    W_REF_TITLE,
    W_REF_NAME,
    W_EQUIPMENT,
    W_BIAS,
    W_BIAS_TASKS
};

static const char one_task[] =
    "SELECT p.start, p.finish, p.p50, p.p80, p.p95, p.slack_min, p.critical, p.late, p.why, p.why_ref, p.why_until, "
    "p.left_min, t.title, r.title, m.name, e.name, p.bias, p.bias_tasks FROM @planned_task p JOIN @task t ON t.id = "
    "p.task LEFT JOIN @task r "
    "ON r.id = p.why_ref LEFT JOIN @planned_task rp ON rp.task = p.why_ref LEFT JOIN @member m ON m.id = rp.member "
    "LEFT JOIN @equipment e ON e.id = p.why_ref WHERE p.task = $1 AND t.deleted IS NULL";

static struct str why_text(struct op *op, const struct rows *r)
{
    bool thing = str_is(row_text(r, W_WHY), "equipment");
    struct tell_why w = {.why = row_text(r, W_WHY),
                         .refers = !row_is_null(r, W_REF) && !thing,
                         .title = thing ? row_text(r, W_EQUIPMENT) : row_text(r, W_REF_TITLE),
                         .name = row_text(r, W_REF_NAME),
                         .until_us = row_int(r, W_UNTIL)};
    return tell_why(op, &w);
}

static void reason(struct json *j, struct str key, struct str text, struct id task)
{
    if (text.n == 0)
        return;
    json_object_start(j);
    json_key(j, "key");
    json_str(j, key);
    json_key(j, "text");
    json_str(j, text);
    if (!id_is_zero(task)) {
        json_key(j, "task");
        json_id(j, task);
    }
    json_object_end(j);
}

/* What the task it waits for waits for, and so on, as far as the reader sees. */
static int chain(struct op *op, struct json *j, struct id task)
{
    int err = 0;
    for (int i = 0; i < CHAIN_MOST && !id_is_zero(task) && !err; i++) {
        ROWS rows = {0};
        err = op_query(op, &rows, one_task, ARGS(v_id(task)));
        if (err || (err = rows_next(&rows)) != 1)
            break;
        struct str text = why_text(op, &rows);
        if (text.n)
            reason(
                j, row_text(&rows, W_WHY),
                SAY(op, "plan.why_chain", message_text("title", row_text(&rows, W_TITLE)), message_text("text", text)),
                task);
        bool on = str_is(row_text(&rows, W_WHY), "dependency") && row_text(&rows, W_REF_TITLE).n > 0;
        task = on ? row_id(&rows, W_REF) : (struct id){{0}};
        err = 0;
    }
    return err < 0 ? err : 0;
}

/* How long one person's work took is told to them and to managers; others learn what it took everybody. */
static int history_for_others(struct op *op, struct id task, struct bias *ret)
{
    const struct current *current;
    *ret = (struct bias){0};
    int err = op->scope.role >= ROLE_MANAGER ? 0 : current_get(op, &current);
    if (err || op->scope.role >= ROLE_MANAGER)
        return err;
    const struct snapshot *s = current_plan(current)->snapshot;
    uint32_t t = snapshot_task_of(s, task);
    if (t != PLAN_NONE && s->task[t].bias.tasks > 0) {
        const struct plan_task *e = &s->tasks[t];
        bool mine = e->assignee != PLAN_NONE && id_eq(s->person[e->assignee].id, op->scope.me);
        *ret = mine ? s->task[t].bias : bias_of(s->history, BIAS_NO_ONE, e->activity);
    }
    current_release(current);
    return 0;
}

static struct message_arg times_of(int64_t permille)
{
    return (struct message_arg){.name = "times", .kind = MESSAGE_REAL, .r = (double)permille / 1000};
}

/* How many tasks say so is a figure of all clients: for managers. */
static void about_history(struct op *op, struct json *j, const struct rows *r, struct bias others)
{
    struct str text = {0};
    if (op->scope.role < ROLE_MANAGER && bias_worth_saying(others))
        text = SAY(op, "plan.why_history_hidden", times_of(others.permille));
    if (op->scope.role >= ROLE_MANAGER && !row_is_null(r, W_BIAS))
        text = SAY(op, "plan.why_history", times_of(row_int(r, W_BIAS)), message_int("n", row_int(r, W_BIAS_TASKS)));
    reason(j, STR("history"), text, (struct id){{0}});
}

static void about_dates(struct op *op, struct json *j, const struct rows *r, struct bias others)
{
    int64_t slack = row_int(r, W_SLACK), left = row_int(r, W_LEFT);
    if (left > 0) {
        struct str effort = SAY(op, "plan.effort", message_int("h", left / 60), message_int("m", left % 60));
        reason(j, STR("effort"), SAY(op, "plan.why_effort", message_text("effort", effort)), (struct id){{0}});
    }
    about_history(op, j, r, others);
    if (row_int(r, W_LATE))
        reason(j, STR("late"), SAY_PLAIN(op, "plan.why_late"), (struct id){{0}});
    if (row_is_null(r, W_FINISH))
        return;
    if (row_int(r, W_CRITICAL))
        reason(j, STR("critical"), SAY_PLAIN(op, "plan.why_critical"), (struct id){{0}});
    else if (slack >= WORK_DAY_MIN)
        reason(j, STR("slack"), SAY(op, "plan.why_slack", message_int("n", slack / WORK_DAY_MIN)), (struct id){{0}});
}

static int write_known(struct op *op, struct json *j, const struct rows *r, struct id task, struct bias others)
{
    json_when(j, "start", r, W_START);
    json_when(j, "finish", r, W_FINISH);
    json_day_of(j, "p50", op, r, W_P50);
    json_day_of(j, "p80", op, r, W_P80);
    json_day_of(j, "p95", op, r, W_P95);
    json_key(j, "reasons");
    json_array_start(j);
    bool waits = str_is(row_text(r, W_WHY), "dependency") && row_text(r, W_REF_TITLE).n > 0;
    reason(j, row_text(r, W_WHY), why_text(op, r), waits ? row_id(r, W_REF) : (struct id){{0}});
    int err = waits ? chain(op, j, row_id(r, W_REF)) : 0;
    err = err ? err : findings_of_task(op, j, task);
    about_dates(op, j, r, others);
    json_array_end(j);
    return err;
}

static void write_unknown(struct op *op, struct json *j)
{
    static const char *const keys[] = {"start", "finish", "p50", "p80", "p95"};
    for (int i = 0; i < 5; i++) {
        json_key(j, keys[i]);
        json_none(j);
    }
    json_key(j, "reasons");
    json_array_start(j);
    reason(j, STR("not_planned"), SAY_PLAIN(op, "plan.why_not_planned"), (struct id){{0}});
    json_array_end(j);
}

int plan_why_get(struct op *op, struct request *req, struct reply *reply)
{
    struct id task;
    struct row *row;
    struct bias others;
    int err = request_query_id(op, req, "task", &task);
    if (err || (err = resource_get(op, &task_resource, task, false, &row)) ||
        (err = history_for_others(op, task, &others)))
        return err;
    struct json j = reply_json(reply);
    json_object_start(&j);
    json_key(&j, "task");
    json_id(&j, task);
    ROWS rows = {0};
    bool known = false;
    err = op_query(op, &rows, one_task, ARGS(v_id(task)));
    if (!err && (err = rows_next(&rows)) == 1) {
        known = true;
        err = write_known(op, &j, &rows, task, others);
    } else if (!err) {
        write_unknown(op, &j);
    }
    rows_end(&rows);
    json_key(&j, "earlier");
    json_array_start(&j);
    if (!err && known)
        err = earlier_write(op, &j, task);
    json_array_end(&j);
    json_key(&j, "gaps");
    err = err ? err : gaps_of_task(op, &j, task);
    json_object_end(&j);
    return err;
}
