/* A baseline: the plan is read and made on a worker, the row is written on the writer. */
#include "base/json_out.h"
#include "planning/compute.h"
#include "planning/decide.h"
#include "planning/planning.h"
#include "work/work.h"

#define BODY_MAX (4 * 1024 * 1024)

static void write_slot(struct json *j, const struct snapshot *s, const char *key, int32_t slot)
{
    json_key(j, key);
    if (slot == PLAN_NEVER)
        json_none(j);
    else
        json_instant(j, snapshot_instant(s, slot));
}

static void write_tasks(struct json *j, const struct computed *c, uint32_t project)
{
    const struct snapshot *s = c->snapshot;
    json_object_start(j);
    json_key(j, "tasks");
    json_array_start(j);
    for (uint32_t i = 0; i < s->in.task_n; i++) {
        if (s->tasks[i].project != project || id_is_zero(s->task[i].id))
            continue;
        json_object_start(j);
        json_key(j, "task");
        json_id(j, s->task[i].id);
        json_key(j, "title");
        json_str(j, s->task[i].title);
        write_slot(j, s, "start", c->out.dates.start[i]);
        write_slot(j, s, "finish", c->out.dates.finish[i]);
        json_key(j, "effort_min");
        json_int(j, s->task[i].left_min);
        json_object_end(j);
    }
    json_array_end(j);
    json_object_end(j);
}

int baseline_prepare(struct op *op, struct request *req)
{
    const struct current *current;
    struct id id;
    struct row *row;
    struct buf text;
    struct json j;
    int err = request_id(op, req, "id", &id);
    if (err || (err = resource_get(op, &project_resource, id, false, &row)) || (err = current_get(op, &current)))
        return err;
    const struct computed *c = current_plan(current);
    buf_init(&text, BODY_MAX);
    json_init(&j, &text);
    write_tasks(&j, c, snapshot_project_of(c->snapshot, id));
    current_release(current);
    err = text.full ? op_fail(op, ERR_TOO_LARGE, NULL, 0, NULL) : 0;
    struct str *body = arena_new(op->arena, struct str);
    *body = arena_str(op->arena, buf_view(&text));
    req->prepared = body;
    buf_release(&text);
    return err;
}

int baseline_post(struct op *op, struct request *req, struct reply *reply)
{
    const struct str *body = req->prepared;
    struct id id;
    struct str name;
    struct row *row;
    int err = request_id(op, req, "id", &id);
    body_only(op, req->json, "name");
    body_text(op, req->json, "name", true, 100, &name);
    if (op->problem.code)
        return op->problem.code;
    if (err || (err = resource_get(op, &project_resource, id, false, &row)))
        return err;
    static const char *const names[] = {"project", "name", "taken", "body"};
    const struct value values[] = {v_id(id), v_text(name), v_int(op->now_us), v_text(*body)};
    if ((err = resource_create_system(op, &baseline_resource, NULL, 4, names, values, &row)) ||
        (err = resource_get(op, &baseline_resource, row_get_id(row, "id"), false, &row)))
        return err;
    return reply_row(op, req, reply, 201, row);
}
