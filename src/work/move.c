#include "work/move.h"
#include "base/json_out.h"
#include "clients/clients.h"
#include "locale/catalogue.h"
#include "work/each.h"
#include "work/order.h"
#include "work/project.h"
#include "work/status.h"

#define MOVED_MAX 5000 /* tasks at once */
#define NAMES_MAX 10   /* people who are named in the preview */

struct target {
    struct id list, project, client, parent;
    struct str rank; /* empty: at the end of a new list, where it is in its own */
};

/* What crosses: the task, what hangs below it, and what that means. */
struct cargo {
    struct id *tasks;
    size_t n;
    int64_t people, dependencies, shared_tasks, comments, files, values;
    struct str names; /* of the people who lose it */
};

/* ---- where to ---- */

static int target_of_anchor(struct op *op, struct id task, const struct move *m, struct target *t)
{
    struct row *anchor;
    bool before = !id_is_zero(m->before);
    struct id id = before ? m->before : m->after;
    if (id_is_zero(id))
        return 0;
    int err = resource_get(op, &task_resource, id, false, &anchor);
    if (err == ERR_NOT_FOUND)
        return op_field_fail(op, before ? "/before" : "/after", "field.not_found", 0, NULL);
    if (err)
        return err;
    if (!id_eq(row_get_id(anchor, "list"), t->list))
        return op_field_fail(op, before ? "/before" : "/after", "task.anchor_elsewhere", 0, NULL);
    return order_beside(op, task, anchor, before ? ORDER_BEFORE : ORDER_AFTER, &t->rank);
}

static int get_named(struct op *op, const struct resource *r, struct id id, const char *pointer, struct row **ret_row)
{
    int err = resource_get(op, r, id, false, ret_row);
    return err == ERR_NOT_FOUND ? op_field_fail(op, pointer, "field.not_found", 0, NULL) : err;
}

static void target_take(struct target *t, const struct row *row, const char *list)
{
    t->list = row_get_id(row, list);
    t->project = row_get_id(row, "project");
    t->client = row_get_id(row, "client");
}

static int target_of_project(struct op *op, struct id project, struct target *t)
{
    struct row *row;
    int err = get_named(op, &project_resource, project, "/project", &row);
    if (err)
        return err;
    t->project = project;
    t->client = row_get_id(row, "client");
    t->parent = (struct id){{0}};
    if ((err = project_first_list(op, project, &t->list)))
        return err;
    return id_is_zero(t->list) ? op_field_fail(op, "/project", "task.no_list", 0, NULL) : 0;
}

static int target_find(struct op *op, const struct row *task, const struct move *m, struct target *ret_target)
{
    struct target t = {.parent = row_get_id(task, "parent")};
    struct row *row;
    int err = 0;
    target_take(&t, task, "list");
    if (m->parent_given && !id_is_zero(m->parent)) {
        if ((err = get_named(op, &task_resource, m->parent, "/parent", &row)))
            return err;
        target_take(&t, row, "list");
        t.parent = m->parent;
    } else if (!id_is_zero(m->list)) {
        if ((err = get_named(op, &list_resource, m->list, "/list", &row)))
            return err;
        if (m->parent_given || !id_eq(m->list, t.list))
            t.parent = (struct id){{0}};
        target_take(&t, row, "id");
    } else if (!id_is_zero(m->project) && !id_eq(m->project, t.project)) {
        err = target_of_project(op, m->project, &t);
    } else if (m->parent_given) {
        t.parent = (struct id){{0}};
    }
    *ret_target = t;
    return err;
}

/* ---- what it means ---- */

static int cargo_load(struct op *op, struct id task, struct cargo *c)
{
    int err = ids_of(
        op,
        "WITH RECURSIVE below (id, n) AS (SELECT id, 1 FROM @task WHERE id = $1 UNION ALL "
        "SELECT t.id, b.n + 1 FROM below b JOIN @task t ON t.parent = b.id WHERE t.deleted IS NULL AND b.n < 20) "
        "SELECT id FROM below",
        task, &c->tasks, &c->n);
    if (!err && c->n > MOVED_MAX)
        return op_fail(op, ERR_TOO_LARGE, "copy.too_large", OP_ARGS({"most", v_int(MOVED_MAX)}));
    return err;
}

static int count(struct op *op, const char *sql, struct id task, int64_t *total)
{
    ROWS rows = {0};
    int err = op_query_system(op, &rows, sql, ARGS(v_id(task)));
    if (err || (err = rows_next(&rows)) < 0)
        return err;
    *total += row_int(&rows, 0);
    return 0;
}

/* The set without those who do not reach the client. */
static int without_strangers(struct op *op, struct str set, struct id client, struct cargo *c, struct str *ret_set)
{
    char *kept = arena_alloc(op->arena, set.n + 1);
    size_t n = 0;
    for (size_t at = 0; at + sizeof(struct id) <= set.n; at += sizeof(struct id)) {
        struct id member;
        struct str name;
        bool reaches;
        memcpy(member.byte, set.at + at, sizeof member.byte);
        int err = access_reaches(op, member, client, &reaches, &name);
        if (err)
            return err;
        if (reaches) {
            memcpy(kept + n, member.byte, sizeof member.byte);
            n += sizeof member.byte;
        } else if (c->people++ < NAMES_MAX) {
            c->names = arena_format(op->arena, "%.*s%s%.*s", STR_FMT(c->names), c->names.n ? ", " : "", STR_FMT(name));
        }
    }
    *ret_set = (struct str){kept, n};
    return 0;
}

static bool inside(const struct cargo *c, struct id task)
{
    for (size_t i = 0; i < c->n; i++)
        if (id_eq(c->tasks[i], task))
            return true;
    return false;
}

#define DEPENDENCIES_OF "SELECT id FROM @dependency WHERE (task = $1 OR predecessor = $1) AND deleted IS NULL"

/* Those that would lead over the border: counted, or taken away. */
static int border_dependencies(struct op *op, struct cargo *c, struct id task, bool take_away)
{
    struct id *ids;
    size_t n;
    int err = ids_of(op, DEPENDENCIES_OF, task, &ids, &n);
    for (size_t i = 0; i < n && !err; i++) {
        struct row *row;
        if ((err = resource_get_system(op, &dependency_resource, ids[i], &row)))
            return err;
        if (inside(c, row_get_id(row, "task")) && inside(c, row_get_id(row, "predecessor")))
            continue;
        c->dependencies++;
        if (!take_away)
            continue;
        struct scope before = op_as_system(op);
        err = resource_delete(op, &dependency_resource, ids[i], ANY_VERSION);
        op->scope = before;
    }
    return err;
}

static int weigh_task(struct op *op, struct cargo *c, struct id task, const struct target *t)
{
    struct row *row;
    struct str set;
    int err;
    if ((err = resource_get_system(op, &task_resource, task, &row)) ||
        (err = without_strangers(op, row_get_text(row, "assignees"), t->client, c, &set)) ||
        (err = border_dependencies(op, c, task, false)) ||
        (err = count(op, "SELECT count(*) FROM @comment WHERE task = $1 AND deleted IS NULL", task, &c->comments)) ||
        (err = count(op, "SELECT count(*) FROM @attachment WHERE task = $1 AND deleted IS NULL", task, &c->files)))
        return err;
    c->shared_tasks += row_get_int(row, "shared");
    c->values += !row_get_null(row, "custom");
    return 0;
}

/* ---- told ---- */

static void write_fact(struct op *op, struct json *j, const char *key, int64_t n, struct str names)
{
    struct buf text;
    if (n == 0)
        return;
    buf_init(&text, 4000);
    message_format(&text, op->locale, key, 2,
                   (const struct message_arg[]){message_int("n", n), message_text("names", names)});
    json_object_start(j);
    json_key(j, "key");
    json_text(j, key);
    json_key(j, "args");
    json_object_start(j);
    json_key(j, "n");
    json_int(j, n);
    json_key(j, "names");
    json_str(j, names);
    json_object_end(j);
    json_key(j, "text");
    json_str(j, buf_view(&text));
    json_object_end(j);
    buf_release(&text);
}

static void write_facts(struct op *op, struct json *j, const struct cargo *c)
{
    struct str none = {"", 0};
    json_object_start(j);
    json_key(j, "lost");
    json_array_start(j);
    write_fact(op, j, "move.lost_people", c->people, c->names);
    write_fact(op, j, "move.lost_dependencies", c->dependencies, none);
    write_fact(op, j, "move.lost_sharing", c->shared_tasks, none);
    json_array_end(j);
    json_key(j, "shared");
    json_array_start(j);
    write_fact(op, j, "move.shared_comments", c->comments, none);
    write_fact(op, j, "move.shared_files", c->files, none);
    write_fact(op, j, "move.shared_values", c->values, none);
    json_array_end(j);
    json_object_end(j);
}

static int fail_border(struct op *op, const struct cargo *c)
{
    struct buf text;
    struct json j;
    buf_init(&text, (size_t)64 * 1024);
    json_init(&j, &text);
    write_facts(op, &j, c);
    op->problem.extra_json = arena_str(op->arena, (struct str){text.at + 1, text.n - 2}); /* without its braces */
    buf_release(&text);
    return op_fail(op, ERR_BORDER, "move.border", 0, NULL);
}

/* ---- done ---- */

/* What may not cross stays behind, while the task is still on its own side. */
static int strip(struct op *op, struct cargo *c, struct id task, struct id client)
{
    struct row *row;
    struct str assignees, watchers;
    int err;
    if ((err = resource_get_system(op, &task_resource, task, &row)) ||
        (err = without_strangers(op, row_get_text(row, "assignees"), client, c, &assignees)) ||
        (err = without_strangers(op, row_get_text(row, "watchers"), client, c, &watchers)) ||
        (err = border_dependencies(op, c, task, true)))
        return err;
    static const char *const names[] = {"assignees", "watchers", "shared"};
    const struct value values[] = {v_blob(assignees), v_blob(watchers), v_int(0)};
    return resource_set_system(op, &task_resource, task, 3, names, values);
}

static int apply(struct op *op, struct id task, const struct target *t, struct id status)
{
    const char *names[4] = {"list", "parent"};
    struct value values[4] = {v_id(t->list), id_is_zero(t->parent) ? v_null() : v_id(t->parent)};
    size_t n = 2;
    if (t->rank.n) {
        names[n] = "rank";
        values[n++] = v_text(t->rank);
    }
    if (!id_is_zero(status)) {
        names[n] = "status";
        values[n++] = v_id(status);
    }
    return resource_set_system(op, &task_resource, task, n, names, values);
}

static int check_status_of(struct op *op, struct id status, struct id project)
{
    struct statuses s;
    if (id_is_zero(status))
        return 0;
    int err = statuses_load(op, project, &s);
    if (!err && !statuses_find(&s, status))
        return op_field_fail(op, "/status", "task.status_foreign", 0, NULL);
    return err;
}

static int do_move(struct op *op, struct id task, const struct move *m, struct cargo *c, struct target *t, bool crosses)
{
    const char *via = op->via;
    int err = check_status_of(op, m->status, t->project);
    if (err)
        return err;
    op->via = crosses ? "move" : via;
    for (size_t i = 0; i < c->n && crosses && !err; i++)
        err = strip(op, c, c->tasks[i], t->client);
    /* Ranks are looked at last: making room writes the siblings. */
    err = err ? err : target_of_anchor(op, task, m, t);
    err = err ? err : apply(op, task, t, m->status);
    op->via = via;
    return err;
}

int task_move(struct op *op, struct id task, const struct move *m, struct json *out)
{
    struct row *row;
    struct target t;
    struct cargo c = {.names = {"", 0}};
    int err = resource_get(op, &task_resource, task, false, &row);
    if (err || (err = target_find(op, row, m, &t)) || (err = cargo_load(op, task, &c)))
        return err;
    bool crosses = !id_eq(t.client, row_get_id(row, "client"));
    for (size_t i = 0; i < c.n && crosses && !err; i++)
        err = weigh_task(op, &c, c.tasks[i], &t);
    if (err)
        return err;
    if (m->preview) {
        write_facts(op, out, &c);
        return 0;
    }
    if (crosses && !m->confirm)
        return fail_border(op, &c);
    return do_move(op, task, m, &c, &t, crosses);
}
