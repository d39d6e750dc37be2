#include "base/utf8.h"
#include "locale/catalogue.h"
#include "work/copy.h"
#include "work/each.h"
#include "work/handlers.h"
#include "work/move.h"
#include "work/order.h"

static int reply_task(struct op *op, const struct request *req, struct reply *reply, int status, struct id id)
{
    struct row *row;
    int err = resource_get(op, &task_resource, id, false, &row);
    return err ? err : reply_row(op, req, reply, status, row);
}

int task_move_post(struct op *op, struct request *req, struct reply *reply)
{
    struct move m = {.parent_given = json_object_get(req->json, "parent") != NULL};
    struct id task;
    int err = request_id(op, req, "id", &task);
    if (err)
        return err;
    body_only(op, req->json, "project list parent status before after preview confirm");
    body_id(op, req->json, "project", false, &m.project);
    body_id(op, req->json, "list", false, &m.list);
    body_id(op, req->json, "parent", false, &m.parent);
    body_id(op, req->json, "status", false, &m.status);
    body_id(op, req->json, "before", false, &m.before);
    body_id(op, req->json, "after", false, &m.after);
    body_bool(op, req->json, "preview", &m.preview);
    body_bool(op, req->json, "confirm", &m.confirm);
    if (op->problem.code)
        return op->problem.code;
    struct json j = reply_json(reply);
    if ((err = task_move(op, task, &m, &j)) || m.preview)
        return err;
    /* Moved to where the reader does not see it any more, it is gone for them. */
    err = reply_task(op, req, reply, 200, task);
    if (err == ERR_NOT_FOUND)
        reply->status = 204;
    return err == ERR_NOT_FOUND ? 0 : err;
}

static const char *copy_title(struct op *op, const struct row *source)
{
    struct buf text;
    buf_init(&text, (size_t)TITLE_MAX * 4 + 100);
    struct str title = row_get_text(source, "title");
    message_format(&text, op->locale, "copy.title", 1, &message_text("title", title));
    bool fits = utf8_count(buf_view(&text)) <= TITLE_MAX;
    const char *kept = arena_cstr(op->arena, fits ? buf_view(&text) : title);
    buf_release(&text);
    return kept;
}

int task_duplicate_post(struct op *op, struct request *req, struct reply *reply)
{
    struct id task;
    struct row *source, *copy;
    struct str rank;
    struct copy_pairs pairs = {0};
    struct copy how = {.people = true, .values = true, .pairs = &pairs};
    int err = request_id(op, req, "id", &task);
    if (err)
        return err;
    if (req->json)
        body_only(op, req->json, "with_subtasks");
    body_bool(op, req->json, "with_subtasks", &how.subtasks);
    if (op->problem.code || (err = resource_get(op, &task_resource, task, false, &source)))
        return op->problem.code ? op->problem.code : err;
    how.title = copy_title(op, source);
    const char *via = op->via;
    op->via = "copy";
    static const char *const names[] = {"rank"};
    err = task_copy(op, task, &how, &copy);
    err = err ? err : copy_dependencies(op, &pairs);
    err = err ? err : order_beside(op, row_get_id(copy, "id"), source, ORDER_AFTER, &rank);
    err = err ? err : resource_set_system(op, &task_resource, row_get_id(copy, "id"), 1, names, &v_text(rank));
    op->via = via;
    return err ? err : reply_task(op, req, reply, 201, row_get_id(copy, "id"));
}

/* ---- convert ---- */

static int set_kind(struct op *op, struct id task, const char *kind, struct value parent)
{
    static const char *const names[] = {"kind", "parent"};
    const struct value values[] = {v_text(str_of(kind)), parent};
    return resource_set_system(op, &task_resource, task, 2, names, values);
}

static int to_subtask(struct op *op, struct id task, struct id parent)
{
    if (id_is_zero(parent))
        return op_field_fail(op, "/parent", "convert.parent", 0, NULL);
    struct move m = {.parent = parent, .parent_given = true};
    return task_move(op, task, &m, NULL);
}

/* The subtasks become the tasks of the new list; the task itself goes to the trash. */
static int to_list(struct op *op, const struct row *task, struct row **ret_list)
{
    static const char *const names[] = {"project", "name", "description", "start", "due"};
    const struct value values[] = {*row_at(task, "project"), v_text(utf8_cut(row_get_text(task, "title"), 200)),
                                   *row_at(task, "description"), *row_at(task, "start"), *row_at(task, "due")};
    struct id *ids, id = row_get_id(task, "id");
    size_t n;
    int err = resource_create_system(op, &list_resource, NULL, 5, names, values, ret_list);
    if (err || (err = ids_of(op, "SELECT id FROM @task WHERE parent = $1 AND deleted IS NULL ORDER BY rank, id", id,
                             &ids, &n)))
        return err;
    for (size_t i = 0; i < n && !err; i++) {
        static const char *const place[] = {"list", "parent"};
        const struct value there[] = {*row_at(*ret_list, "id"), v_null()};
        err = resource_set_system(op, &task_resource, ids[i], 2, place, there);
    }
    return err ? err : resource_delete(op, &task_resource, id, ANY_VERSION);
}

int task_convert_post(struct op *op, struct request *req, struct reply *reply)
{
    struct id id, parent;
    struct str to;
    struct row *task, *list;
    int err = request_id(op, req, "id", &id);
    if (err)
        return err;
    body_only(op, req->json, "to parent");
    body_text(op, req->json, "to", true, 20, &to);
    body_id(op, req->json, "parent", false, &parent);
    if (op->problem.code || (err = resource_get(op, &task_resource, id, false, &task)))
        return op->problem.code ? op->problem.code : err;
    if (str_is(to, "list")) {
        err = to_list(op, task, &list);
        return err ? err : reply_row(op, req, reply, 201, list);
    }
    if (str_is(to, "subtask"))
        err = to_subtask(op, id, parent);
    else if (str_is(to, "task"))
        err = set_kind(op, id, "task", v_null());
    else if (str_is(to, "milestone") || str_is(to, "deliverable"))
        err = set_kind(op, id, arena_cstr(op->arena, to), *row_at(task, "parent"));
    else
        err = op_field_fail(op, "/to", "convert.to", 0, NULL);
    return err ? err : reply_task(op, req, reply, 200, id);
}
