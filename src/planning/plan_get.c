#include "locale/zone.h"
#include "planning/force.h"
#include "planning/handlers.h"
#include "planning/planning.h"

#define FINDINGS_MOST 200

void json_when(struct json *j, const char *key, const struct rows *rows, int column)
{
    json_key(j, key);
    if (row_is_null(rows, column))
        json_none(j);
    else
        json_instant(j, row_int(rows, column));
}

/* What ends at midnight ends on the day before. */
void json_day_of(struct json *j, const char *key, const struct op *op, const struct rows *rows, int column)
{
    json_key(j, key);
    if (row_is_null(rows, column))
        json_none(j);
    else
        json_date(j, zone_day(op->zone, row_int(rows, column) - 1));
}

/* ---- findings ---- */

enum { F_KIND, F_TASK, F_TITLE, F_OTHER, F_OTHER_TITLE, F_MEMBER, F_NAME, F_THING, F_NUMBER, F_PATH, F_CLIENT };

/* The names of a circle, "A → B → A"; where one is not the reader's, nothing of it is told. */
static int tell_path(struct op *op, struct str path, struct str *ret)
{
    struct buf text;
    struct str first = {0};
    size_t n = path.n / sizeof(struct id), at = 0;
    int err = 0;
    *ret = (struct str){0};
    buf_init(&text, 4000);
    for (; at < n && at < 20 && !err; at++) {
        struct id id;
        ROWS rows = {0};
        memcpy(id.byte, path.at + at * sizeof id, sizeof id);
        err = op_query(op, &rows, "SELECT title FROM @task WHERE id = $1 AND deleted IS NULL", ARGS(v_id(id)));
        if (err || (err = rows_next(&rows)) != 1)
            break;
        struct str title = arena_str(op->arena, row_text(&rows, 0));
        first = at == 0 ? title : first;
        buf_format(&text, "%.*s → ", STR_FMT(title));
        err = 0;
    }
    if (at == n && n > 0) {
        buf_str(&text, first);
        *ret = arena_str(op->arena, buf_view(&text));
    }
    buf_release(&text);
    return err < 0 ? err : 0;
}

static int write_finding(struct op *op, const struct rows *r, struct json *j)
{
    struct str path = {0}, key = arena_format(op->arena, "plan.finding.%.*s", STR_FMT(row_text(r, F_KIND)));
    struct value bytes = row_value(r, F_PATH);
    bool overlap = str_is(row_text(r, F_KIND), "fixed_overlap") || str_is(row_text(r, F_KIND), "fixed_busy");
    int err = bytes.kind == V_BLOB ? tell_path(op, arena_str(op->arena, bytes.s), &path) : 0;
    struct str when = overlap ? tell_when(op, row_int(r, F_NUMBER)) : (struct str){0};
    int64_t n =
        str_is(row_text(r, F_KIND), "hard_impossible") ? (row_int(r, F_NUMBER) + 1439) / 1440 : row_int(r, F_NUMBER);
    json_object_start(j);
    json_key(j, "key");
    json_str(j, row_text(r, F_KIND));
    json_key(j, "text");
    json_str(j, SAY(op, key.at, message_text("title", row_text(r, F_TITLE)), message_text("name", row_text(r, F_NAME)),
                    message_text("other", row_text(r, F_OTHER_TITLE)), message_text("thing", row_text(r, F_THING)),
                    message_text("path", path), message_text("when", when), message_int("n", n)));
    bool of_task = !row_is_null(r, F_TASK);
    json_key(j, "resource");
    json_text(j, of_task ? "task" : row_is_null(r, F_MEMBER) ? "workspace" : "member");
    json_id_or_none(j, "id", of_task ? row_id(r, F_TASK) : row_id(r, F_MEMBER));
    json_id_or_none(j, "client", row_id(r, F_CLIENT));
    json_object_end(j);
    return err;
}

#define FINDING_COLUMNS                                                                                                \
    "SELECT f.kind, f.task, t.title, o.id, o.title, f.member, m.name, e.name, f.number, f.path, t.client "             \
    "FROM planned_finding f LEFT JOIN @task t ON t.id = f.task LEFT JOIN @task o ON o.id = f.other "                   \
    "LEFT JOIN @member m ON m.id = f.member LEFT JOIN @equipment e ON e.id = f.equipment WHERE f.ws = $ws AND "

int findings_of_task(struct op *op, struct json *j, struct id task)
{
    ROWS rows = {0};
    int err = op_query(op, &rows,
                       FINDING_COLUMNS "f.task = $1 AND t.id IS NOT NULL AND (f.other IS NULL OR o.id IS NOT NULL) "
                                       "ORDER BY f.n LIMIT 5",
                       ARGS(v_id(task)));
    while (!err && (err = rows_next(&rows)) == 1)
        err = write_finding(op, &rows, j);
    return err;
}

/* About tasks that the reader sees; about people and shares for managers, and about oneself. */
static int write_findings(struct op *op, struct json *j)
{
    ROWS rows = {0};
    int err = op_query(op, &rows,
                       FINDING_COLUMNS
                       "((f.task IS NOT NULL AND t.id IS NOT NULL AND t.deleted IS NULL AND "
                       "(f.other IS NULL OR o.id IS NOT NULL)) OR (f.task IS NULL AND (f.member = $me OR $1 = 1))) "
                       "ORDER BY f.n LIMIT $2",
                       ARGS(v_int(op->scope.variant == SCOPE_ALL), v_int(FINDINGS_MOST)));
    json_key(j, "findings");
    json_array_start(j);
    while (!err && (err = rows_next(&rows)) == 1)
        err = write_finding(op, &rows, j);
    json_array_end(j);
    return err;
}

static int auto_plan(struct op *op, bool *ret)
{
    ROWS rows = {0};
    int err = op_query(op, &rows, "SELECT auto_plan FROM @member WHERE id = $me", NO_ARGS);
    *ret = !err && (err = rows_next(&rows)) == 1 && row_int(&rows, 0) != 0;
    return err < 0 ? err : 0;
}

static void write_head(const struct op *op, struct json *j, const struct row *plan)
{
    static const char *const instants[] = {"made", "begins", "ends"};
    static const char *const keys[] = {"made", "from", "until"};
    static const char *const numbers[] = {"seq", "moved", "nervousness"};
    json_key(j, "hash");
    json_str(j, plan ? row_get_text(plan, "hash") : STR(""));
    for (int i = 0; i < 3; i++) {
        json_key(j, keys[i]);
        if (!plan || row_get_null(plan, instants[i]))
            json_none(j);
        else if (i == 0)
            json_instant(j, row_get_int(plan, instants[i]));
        else
            json_date(j, zone_day(op->zone, row_get_int(plan, instants[i])));
    }
    for (int i = 0; i < 3; i++) {
        json_key(j, numbers[i]);
        json_int(j, plan ? row_get_int(plan, numbers[i]) : 0);
    }
}

int plan_get(struct op *op, struct request *req, struct reply *reply)
{
    (void)req;
    struct row *plan;
    int64_t gaps = 0;
    bool yes = false;
    int err = plan_in_force(op, &plan);
    if (err || (err = gaps_count(op, &gaps)) || (err = auto_plan(op, &yes)))
        return err;
    struct json j = reply_json(reply);
    json_object_start(&j);
    write_head(op, &j, plan);
    json_key(&j, "auto_plan");
    json_bool(&j, yes);
    json_key(&j, "gaps");
    json_int(&j, gaps);
    err = write_findings(op, &j);
    json_object_end(&j);
    return err;
}

/* ---- tasks ---- */

static int plan_hash_key(struct op *op, struct json *j)
{
    struct row *plan;
    int err = plan_in_force(op, &plan);
    json_key(j, "hash");
    json_str(j, !err && plan ? row_get_text(plan, "hash") : STR(""));
    return err;
}

enum { T_TASK, T_MEMBER, T_START, T_FINISH, T_P50, T_P80, T_P95, T_SLACK, T_CRITICAL, T_LATE, T_SCORE };

static void write_task(const struct op *op, struct json *j, const struct rows *r)
{
    json_object_start(j);
    json_key(j, "task");
    json_id(j, row_id(r, T_TASK));
    json_id_or_none(j, "member", row_id(r, T_MEMBER));
    json_when(j, "start", r, T_START);
    json_when(j, "finish", r, T_FINISH);
    json_day_of(j, "p50", op, r, T_P50);
    json_day_of(j, "p80", op, r, T_P80);
    json_day_of(j, "p95", op, r, T_P95);
    json_key(j, "slack_min");
    if (row_is_null(r, T_SLACK))
        json_none(j);
    else
        json_int(j, row_int(r, T_SLACK));
    json_key(j, "critical");
    json_bool(j, row_int(r, T_CRITICAL));
    json_key(j, "late");
    json_bool(j, row_int(r, T_LATE));
    json_key(j, "score");
    if (row_is_null(r, T_SCORE))
        json_none(j);
    else
        json_int(j, row_int(r, T_SCORE));
    json_object_end(j);
}

int plan_tasks_get(struct op *op, struct request *req, struct reply *reply)
{
    static const char *const names[] = {"client", "project", "task", "member"};
    struct id id[4];
    int err = 0;
    for (int i = 0; i < 4 && !err; i++)
        err = request_query_id(op, req, names[i], &id[i]);
    if (err)
        return err;
    struct json j = reply_json(reply);
    json_object_start(&j);
    err = plan_hash_key(op, &j);
    json_key(&j, "items");
    json_array_start(&j);
    struct buf sql;
    struct value args[4];
    size_t n = 0;
    ROWS rows = {0};
    buf_init(&sql, 4000);
    buf_text(&sql, "SELECT p.task, p.member, p.start, p.finish, p.p50, p.p80, p.p95, p.slack_min, p.critical, p.late, "
                   "p.score FROM @planned_task p JOIN @task t ON t.id = p.task WHERE t.deleted IS NULL");
    for (int i = 0; i < 4; i++) {
        if (id_is_zero(id[i]))
            continue;
        args[n++] = v_id(id[i]);
        buf_format(&sql, " AND p.%s = $%zu", names[i], n);
    }
    buf_char(&sql, 0);
    if (!err)
        err = op_query(op, &rows, sql.at, n, args);
    buf_release(&sql);
    while (!err && (err = rows_next(&rows)) == 1) {
        write_task(op, &j, &rows);
        err = 0;
    }
    json_array_end(&j);
    json_object_end(&j);
    return err;
}
