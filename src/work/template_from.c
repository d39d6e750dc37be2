/* A template out of existing work. */
#include "work/checklist.h"
#include "work/each.h"
#include "work/task.h"
#include "work/template.h"

struct maker {
    struct op *op;
    int32_t base;     /* the day that becomes day 0 */
    json_t *task_ids; /* id of a task as text: its number */
    size_t left;
};

static const char *const task_fields[] = {
    "title",    "description", "kind", "priority", "estimate_low_min", "due_min", "estimate_min", "estimate_high_min",
    "activity", "acceptance",  "tags"};

static void set_field(json_t *to, const struct row *row, const char *name)
{
    const struct value *v = row_at(row, name);
    const struct field *f = &row->resource->fields[resource_field(row->resource, name)];
    char id[ID_TEXT + 1];
    if (v->kind == V_INT)
        json_object_set_new(to, name, json_integer(v->i));
    else if (v->kind == V_TEXT && (f->type == F_TAGS || f->type == F_JSON))
        json_object_set_new(to, name, json_loadb(v->s.at, v->s.n, 0, NULL));
    else if (v->kind == V_TEXT)
        json_object_set_new(to, name, json_stringn(v->s.at, v->s.n));
    else if (v->kind == V_ID) {
        id_write(v->id, id);
        json_object_set_new(to, name, json_string(id));
    }
}

static void set_day(const struct maker *m, json_t *to, const struct row *row, const char *field, const char *name)
{
    if (!row_get_null(row, field))
        json_object_set_new(to, name, json_integer(row_get_int(row, field) - m->base));
}

static int make_tasks(struct maker *m, const char *sql, struct id of, json_t *to);

static int make_task(struct maker *m, struct id id, json_t *task)
{
    struct row *row;
    char text[ID_TEXT + 1];
    int err = resource_get_system(m->op, &task_resource, id, &row);
    if (err)
        return err;
    if (m->left-- == 0)
        return op_fail(m->op, ERR_TOO_LARGE, "copy.too_large", OP_ARGS({"most", v_int(TEMPLATE_TASKS_MAX)}));
    for (size_t i = 0; i < sizeof task_fields / sizeof *task_fields; i++)
        set_field(task, row, task_fields[i]);
    struct str lists = checklists_reset(m->op->arena, row_get_text(row, "checklists"), false);
    if (lists.n)
        json_object_set_new(task, "checklists", json_loadb(lists.at, lists.n, 0, NULL));
    set_day(m, task, row, "start", "start_day");
    set_day(m, task, row, "due", "due_day");
    id_write(id, text);
    size_t n = json_object_size(m->task_ids);
    json_object_set_new(m->task_ids, text, json_integer((json_int_t)n));
    json_object_set_new(task, "n", json_integer((json_int_t)n));
    json_t *subtasks = json_array();
    json_object_set_new(task, "subtasks", subtasks);
    return make_tasks(m, "SELECT id FROM @task WHERE parent = $1 AND deleted IS NULL ORDER BY rank, id", id, subtasks);
}

static int make_tasks(struct maker *m, const char *sql, struct id of, json_t *to)
{
    struct id *ids;
    size_t n;
    int err = ids_of(m->op, sql, of, &ids, &n);
    for (size_t i = 0; i < n && !err; i++) {
        json_t *task = json_object();
        json_array_append_new(to, task);
        err = make_task(m, ids[i], task);
    }
    return err;
}

static int make_list(struct maker *m, struct id id, json_t *list)
{
    struct row *row;
    int err = resource_get_system(m->op, &list_resource, id, &row);
    if (err)
        return err;
    set_field(list, row, "name");
    set_field(list, row, "description");
    json_t *tasks = json_array();
    json_object_set_new(list, "tasks", tasks);
    return make_tasks(
        m, "SELECT id FROM @task WHERE list = $1 AND parent IS NULL AND deleted IS NULL ORDER BY rank, id", id, tasks);
}

static int make_statuses(struct maker *m, struct id project, json_t *body)
{
    struct id *ids;
    size_t n;
    json_t *to = json_array();
    json_object_set_new(body, "statuses", to);
    int err = ids_of(m->op, "SELECT id FROM @status WHERE project = $1 AND deleted IS NULL ORDER BY rank, id", project,
                     &ids, &n);
    for (size_t i = 0; i < n && !err; i++) {
        struct row *row;
        if ((err = resource_get_system(m->op, &status_resource, ids[i], &row)))
            break;
        json_t *status = json_object();
        json_array_append_new(to, status);
        set_field(status, row, "name");
        set_field(status, row, "category");
        set_field(status, row, "color");
    }
    return err;
}

static json_t *number_of(const struct maker *m, const struct row *row, const char *field)
{
    char text[ID_TEXT + 1];
    id_write(row_get_id(row, field), text);
    return json_incref(json_object_get(m->task_ids, text));
}

static int make_dependencies(struct maker *m, struct id project, json_t *body)
{
    struct id *ids;
    size_t n;
    json_t *to = json_array();
    json_object_set_new(body, "dependencies", to);
    int err = ids_of(m->op, "SELECT id FROM @dependency WHERE project = $1 AND deleted IS NULL ORDER BY created, id",
                     project, &ids, &n);
    for (size_t i = 0; i < n && !err; i++) {
        struct row *row;
        if ((err = resource_get_system(m->op, &dependency_resource, ids[i], &row)))
            break;
        json_t *task = number_of(m, row, "task"), *predecessor = number_of(m, row, "predecessor");
        if (!task || !predecessor) { /* leads out of the project */
            json_decref(task);
            json_decref(predecessor);
            continue;
        }
        json_t *dependency = json_pack("{s:o, s:o}", "task", task, "predecessor", predecessor);
        json_array_append_new(to, dependency);
        set_field(dependency, row, "kind");
        set_field(dependency, row, "lag_min");
    }
    return err;
}

static int make_project(struct maker *m, struct id id, json_t *body)
{
    struct row *row;
    struct id *ids;
    size_t n;
    int err = resource_get_system(m->op, &project_resource, id, &row);
    if (err)
        return err;
    static const char *const names[] = {"name", "description", "budget_min", "tags"};
    for (size_t i = 0; i < 4; i++)
        set_field(body, row, names[i]);
    set_day(m, body, row, "due", "due_day");
    json_t *lists = json_array();
    json_object_set_new(body, "lists", lists);
    if ((err = make_statuses(m, id, body)) ||
        (err = ids_of(m->op, "SELECT id FROM @list WHERE project = $1 AND deleted IS NULL ORDER BY rank, id", id, &ids,
                      &n)))
        return err;
    for (size_t i = 0; i < n && !err; i++) {
        json_t *list = json_object();
        json_array_append_new(lists, list);
        err = make_list(m, ids[i], list);
    }
    return err ? err : make_dependencies(m, id, body);
}

/* The earliest day of all that is taken. */
#define EARLIEST(where)                                                                                                \
    "SELECT min(CASE WHEN start IS NULL OR start > due THEN due ELSE start END) FROM @task WHERE deleted IS NULL "     \
    "AND " where

static const struct {
    const char *kind;
    const struct resource *resource;
    int (*make)(struct maker *m, struct id id, json_t *body);
    const char *earliest;
} makers[] = {
    {"task", &task_resource, make_task,
     "WITH RECURSIVE below (id, n) AS (SELECT id, 1 FROM @task WHERE id = $1 UNION ALL SELECT t.id, b.n + 1 FROM below "
     "b "
     "JOIN @task t ON t.parent = b.id WHERE b.n < 20) " EARLIEST("id IN (SELECT id FROM below)")},
    {"list", &list_resource, make_list, EARLIEST("list = $1")},
    {"project", &project_resource, make_project, EARLIEST("project = $1")},
};

static int find_base(struct op *op, const char *sql, struct id id, const struct row *row, int32_t *ret_base)
{
    int32_t base = op->today;
    ROWS rows = {0};
    int err = op_query_system(op, &rows, sql, ARGS(v_id(id)));
    if (err || (err = rows_next(&rows)) < 0)
        return err;
    if (err == 1 && !row_is_null(&rows, 0))
        base = (int32_t)row_int(&rows, 0);
    if (!row_get_null(row, "start") && row->resource == &project_resource)
        base = (int32_t)row_get_int(row, "start");
    *ret_base = base;
    return 0;
}

int template_body_from(struct op *op, struct str kind, struct id id, json_t **ret_body)
{
    for (size_t i = 0; i < sizeof makers / sizeof *makers; i++) {
        struct row *row;
        if (!str_is(kind, makers[i].kind))
            continue;
        struct maker m = {.op = op, .left = TEMPLATE_TASKS_MAX};
        int err = resource_get(op, makers[i].resource, id, false, &row);
        if (err || (err = find_base(op, makers[i].earliest, id, row, &m.base)))
            return err;
        json_t *body = json_object();
        m.task_ids = json_object();
        err = makers[i].make(&m, id, body);
        json_decref(m.task_ids);
        if (err)
            json_decref(body);
        else
            *ret_body = body;
        return err;
    }
    return op_field_fail(op, "/kind", "template.kind", 0, NULL);
}
