/* Changes made: each through the checks of its rows, in the name of who asks. */
#include "base/json_value.h"
#include "clients/clients.h"
#include "planning/changes.h"
#include "planning/say.h"
#include "work/copy.h"
#include "work/template.h"

static const char *const dependency_types[] = {"finish_start", "start_start", "finish_finish", "start_finish"};

/* ---- is it there ---- */

static int demand(struct op *op, const struct tried_list *list, size_t i, const char *field, const char *resource,
                  struct id id, struct row **ret_row)
{
    struct row *row = NULL;
    if (ret_row)
        *ret_row = NULL;
    if (id_is_zero(id))
        return 0;
    int err = resource_get(op, resource_by_name(resource), id, false, &row);
    if (err == ERR_NOT_FOUND)
        return change_fail(op, list, i, field, "field.not_found"), 0;
    if (ret_row)
        *ret_row = row;
    return err;
}

/* Who gets work must be able to see it. */
static int demand_reach(struct op *op, const struct tried_list *list, size_t i, const char *field, struct id member,
                        const struct row *task)
{
    bool reaches;
    struct str name;
    if (!task || id_is_zero(member))
        return 0;
    int err = access_reaches(op, member, row_get_id(task, "client"), &reaches, &name);
    if (!err && !reaches && name.n)
        op_field_fail(op, arena_format(op->arena, "%s/%zu/%s", list->pointer, i, field).at, "task.assignee_no_access",
                      OP_ARGS({"name", v_text(name)}));
    return err;
}

static int check_template(struct op *op, const struct tried_list *list, size_t i)
{
    struct row *row;
    int err = demand(op, list, i, "template", "template", list->at[i].template, &row);
    if (err || !row)
        return err;
    if (!str_is(row_get_text(row, "kind"), "project"))
        change_fail(op, list, i, "template", "change.template");
    list->at[i].body = row_get_text(row, "body");
    return 0;
}

static int check_one(struct op *op, const struct tried_list *list, size_t i)
{
    const struct tried *c = &list->at[i];
    bool gives = c->kind == CHANGE_ASSIGN || c->kind == CHANGE_SPLIT;
    const char *who = c->kind == CHANGE_SPLIT ? "members" : "member";
    struct row *task;
    int err;
    if ((err = demand(op, list, i, "task", "task", c->task, &task)) ||
        (err = demand(op, list, i, "project", "project", c->project, NULL)) ||
        (err = demand(op, list, i, "client", "client", c->client, NULL)) ||
        (err = demand(op, list, i, who, "member", c->member, NULL)) ||
        (err = demand(op, list, i, who, "member", c->second, NULL)) ||
        (err = demand(op, list, i, "predecessor", "task", c->predecessor, NULL)))
        return err;
    if (gives && ((err = demand_reach(op, list, i, who, c->member, task)) ||
                  (err = demand_reach(op, list, i, who, c->second, task))))
        return err;
    return c->kind == CHANGE_ADD_PROJECT ? check_template(op, list, i) : 0;
}

int changes_check(struct op *op, struct tried_list *c)
{
    for (size_t i = 0; i < c->n; i++) {
        int err = check_one(op, c, i);
        if (err && err != ERR_INVALID)
            return err;
    }
    return op->problem.code;
}

/* ---- made ---- */

/* Takes the patch. */
static int patch_row(struct op *op, const char *resource, struct id id, json_t *patch)
{
    json_auto_t *owned = patch;
    struct row *row;
    return resource_update(op, resource_by_name(resource), id, ANY_VERSION, owned, &row);
}

static int create_row(struct op *op, const char *resource, json_t *input, struct row **ret_row)
{
    json_auto_t *owned = input;
    return resource_create(op, resource_by_name(resource), owned, ret_row);
}

static int do_due(struct op *op, const struct tried *c)
{
    bool task = !id_is_zero(c->task);
    json_t *patch = json_pack("{s:o}", "due", json_of_day(c->day));
    if (c->hard >= 0)
        json_object_set_new(patch, "hard", json_boolean(c->hard));
    return patch_row(op, task ? "task" : "project", task ? c->task : c->project, patch);
}

static int do_start(struct op *op, const struct tried *c)
{
    return patch_row(op, "task", c->task, json_pack("{s:o}", "start", json_of_day(c->day)));
}

static int do_assign(struct op *op, const struct tried *c)
{
    return patch_row(op, "task", c->task, json_pack("{s:[o]}", "assignees", json_of_id(c->member)));
}

/* Low and high go with the likely one. */
static json_t *estimate_json(const struct row *task, int64_t minutes)
{
    static const char *const others[] = {"estimate_low_min", "estimate_high_min"};
    json_t *patch = json_pack("{s:I}", "estimate_min", (json_int_t)minutes);
    int64_t old = row_get_null(task, "estimate_min") ? 0 : row_get_int(task, "estimate_min");
    for (size_t i = 0; i < 2; i++)
        if (!row_get_null(task, others[i]))
            json_object_set_new(patch, others[i],
                                old > 0 ? json_integer(row_get_int(task, others[i]) * minutes / old) : json_null());
    return patch;
}

static int do_estimate(struct op *op, const struct tried *c)
{
    struct row *task;
    int err = resource_get(op, resource_by_name("task"), c->task, false, &task);
    return err ? err : patch_row(op, "task", c->task, estimate_json(task, c->minutes));
}

/* What the task waits for, its second half waits for; what waits for it, waits for both. */
static int split_dependencies(struct op *op, struct id task, struct id half)
{
    struct {
        struct id id, task, predecessor;
        struct str kind;
        int64_t lag;
    } found[100];
    size_t n = 0;
    ROWS rows = {0};
    int err = op_query(op, &rows,
                       "SELECT task, predecessor, kind, lag_min FROM @dependency WHERE deleted IS NULL AND "
                       "(task = $1 OR predecessor = $1) ORDER BY id LIMIT 100",
                       ARGS(v_id(task)));
    while (!err && (err = rows_next(&rows)) == 1) {
        found[n].task = row_id(&rows, 0);
        found[n].predecessor = row_id(&rows, 1);
        found[n].kind = arena_str(op->arena, row_text(&rows, 2));
        found[n++].lag = row_int(&rows, 3);
        err = 0;
    }
    rows_end(&rows);
    for (size_t i = 0; i < n && !err; i++) {
        bool waits = id_eq(found[i].task, task);
        struct row *row;
        err = create_row(op, "dependency",
                         json_pack("{s:o, s:o, s:s%, s:I}", "task", json_of_id(waits ? half : found[i].task),
                                   "predecessor", json_of_id(waits ? found[i].predecessor : half), "kind",
                                   found[i].kind.at, found[i].kind.n, "lag_min", (json_int_t)found[i].lag),
                         &row);
    }
    return err;
}

static int do_split(struct op *op, const struct tried *c)
{
    struct row *task, *half;
    int err = resource_get(op, resource_by_name("task"), c->task, false, &task);
    if (err)
        return err;
    int64_t spent = row_get_null(task, "spent_min") ? 0 : row_get_int(task, "spent_min");
    int64_t estimate = row_get_null(task, "estimate_min") ? DEFAULT_TASK_MIN : row_get_int(task, "estimate_min");
    int64_t left = estimate - spent < LEAST_LEFT_MIN ? LEAST_LEFT_MIN : estimate - spent;
    int64_t first = (left / 2 + PLAN_SLOT_MIN - 1) / PLAN_SLOT_MIN * PLAN_SLOT_MIN;
    struct str title = SAY(op, "plan.split_title", message_text("title", row_get_text(task, "title")));
    struct copy how = {.values = true, .title = title.at};
    if ((err = task_copy(op, c->task, &how, &half)))
        return err;
    json_t *mine = estimate_json(task, spent + first),
           *other = estimate_json(task, left > first ? left - first : first);
    json_object_set_new(mine, "assignees", json_pack("[o]", json_of_id(c->member)));
    json_object_set_new(other, "assignees", json_pack("[o]", json_of_id(c->second)));
    struct id id = row_get_id(half, "id");
    if ((err = patch_row(op, "task", c->task, mine))) {
        json_decref(other);
        return err;
    }
    err = patch_row(op, "task", id, other);
    return err ? err : split_dependencies(op, c->task, id);
}

static int do_pin(struct op *op, const struct tried *c)
{
    return patch_row(op, "task", c->task, json_pack("{s:b}", "pinned", c->pinned));
}

static int do_away(struct op *op, const struct tried *c)
{
    struct row *row;
    return create_row(op, "time_off",
                      json_pack("{s:o, s:o, s:o, s:s}", "member", json_of_id(c->member), "first", json_of_day(c->day),
                                "last", json_of_day(c->last), "kind", "other"),
                      &row);
}

static int do_overtime(struct op *op, const struct tried *c)
{
    struct row *row;
    return create_row(op, "overtime",
                      json_pack("{s:o, s:o, s:o, s:I}", "member", json_of_id(c->member), "first", json_of_day(c->day),
                                "last", json_of_day(c->last), "day_min", (json_int_t)c->minutes),
                      &row);
}

static int do_share(struct op *op, const struct tried *c)
{
    json_t *percent = c->percent < 0 ? json_null() : json_integer(c->percent);
    return patch_row(op, "client", c->client, json_pack("{s:o, s:n}", "share_percent", percent, "share_min"));
}

static int do_add_project(struct op *op, const struct tried *c)
{
    struct template_target t = {.client = c->client, .name = c->name, .start = c->day};
    struct row *row;
    int err = 0;
    if (op->scope.role < ROLE_MANAGER)
        return op_fail(op, ERR_FORBIDDEN, NULL, 0, NULL);
    if (c->client_name.n) {
        err = create_row(op, "client", json_pack("{s:s%}", "name", c->client_name.at, c->client_name.n), &row);
        if (err)
            return err;
        t.client = row_get_id(row, "id");
    }
    json_auto_t *body = json_loadb(c->body.at, c->body.n, 0, NULL);
    return template_apply(op, STR("project"), body, &t, &row);
}

static int do_hold(struct op *op, const struct tried *c)
{
    return patch_row(op, "project", c->project, json_pack("{s:s}", "state", "on_hold"));
}

static int delete_dependency(struct op *op, struct id task, struct id predecessor)
{
    struct id found[4]; /* one of each kind */
    size_t n = 0;
    ROWS rows = {0};
    int err =
        op_query(op, &rows,
                 "SELECT id FROM @dependency WHERE deleted IS NULL AND task = $1 AND predecessor = $2 ORDER BY id "
                 "LIMIT 4",
                 ARGS(v_id(task), v_id(predecessor)));
    while (!err && (err = rows_next(&rows)) == 1) {
        found[n++] = row_id(&rows, 0);
        err = 0;
    }
    rows_end(&rows);
    for (size_t i = 0; i < n && !err; i++)
        err = resource_delete(op, resource_by_name("dependency"), found[i], ANY_VERSION);
    return err;
}

static int do_dependency(struct op *op, const struct tried *c)
{
    struct row *row;
    if (c->type == DEPENDENCY_GOES)
        return delete_dependency(op, c->task, c->predecessor);
    return create_row(op, "dependency",
                      json_pack("{s:o, s:o, s:s, s:I}", "task", json_of_id(c->task), "predecessor",
                                json_of_id(c->predecessor), "kind", dependency_types[c->type], "lag_min",
                                (json_int_t)c->minutes),
                      &row);
}

static int (*const makers[CHANGE_KINDS])(struct op *op, const struct tried *c) = {
    [CHANGE_DUE] = do_due,           [CHANGE_START] = do_start,
    [CHANGE_ASSIGN] = do_assign,     [CHANGE_SPLIT] = do_split,
    [CHANGE_ESTIMATE] = do_estimate, [CHANGE_PIN] = do_pin,
    [CHANGE_AWAY] = do_away,         [CHANGE_OVERTIME] = do_overtime,
    [CHANGE_SHARE] = do_share,       [CHANGE_ADD_PROJECT] = do_add_project,
    [CHANGE_HOLD] = do_hold,         [CHANGE_DEPENDENCY] = do_dependency,
};

/* The row's own complaint, told where it stands in the list. */
static void place_problem(struct op *op, const struct tried_list *c, size_t i)
{
    for (struct op_problem_entry *e = op->problem.first; e; e = e->next)
        e->pointer = arena_format(op->arena, "%s/%zu%s", c->pointer, i, e->pointer).at;
}

int changes_do(struct op *op, const struct tried_list *c)
{
    for (size_t i = 0; i < c->n; i++) {
        int err = makers[c->at[i].kind](op, &c->at[i]);
        if (err) {
            place_problem(op, c, i);
            return err;
        }
    }
    return 0;
}
