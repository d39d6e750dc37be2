/* What a person does with the plan itself: takes its proposals into the calendar, says yes to that once, asks for it to
 * be made now. */
#include "people/people.h"
#include "planning/force.h"
#include "planning/handlers.h"
#include "planning/planning.h"
#include "time/time.h"

#define ACCEPT_MOST 500

struct proposal {
    struct id task;
    int64_t start_us, end_us;
};

static int read_proposals(struct op *op, struct id member, int64_t from_us, int64_t until_us, struct proposal *at,
                          size_t *ret_n)
{
    ROWS rows = {0};
    size_t n = 0;
    int err =
        op_query(op, &rows,
                 "SELECT b.task, b.start, b.\"end\" FROM @planned_block b JOIN @task t ON t.id = b.task WHERE "
                 "b.member = $1 AND b.start >= $2 AND b.start < $3 AND t.deleted IS NULL ORDER BY b.start LIMIT $4",
                 ARGS(v_id(member), v_int(from_us), v_int(until_us), v_int(ACCEPT_MOST)));
    while (!err && (err = rows_next(&rows)) == 1) {
        at[n++] = (struct proposal){row_id(&rows, 0), row_int(&rows, 1), row_int(&rows, 2)};
        err = 0;
    }
    *ret_n = n;
    return err;
}

static int make_block(struct op *op, struct id member, const struct proposal *p, struct id *ret_id)
{
    char member_text[ID_TEXT + 1], task_text[ID_TEXT + 1], start[28], end[28];
    struct row *row;
    id_write(member, member_text);
    id_write(p->task, task_text);
    instant_write(p->start_us, start);
    instant_write(p->end_us, end);
    json_auto_t *input = json_pack("{s:s,s:s,s:s,s:s,s:s,s:b}", "member", member_text, "task", task_text, "start",
                                   start, "end", end, "kind", "task", "locked", 1);
    int err = resource_create(op, &block_resource, input, &row);
    if (!err)
        *ret_id = row_get_id(row, "id");
    return err;
}

static int accept_range(struct op *op, struct id member, int64_t from_us, int64_t until_us, struct json *j)
{
    struct proposal *at = arena_array(op->arena, struct proposal, ACCEPT_MOST);
    size_t n;
    int err = read_proposals(op, member, from_us, until_us, at, &n);
    for (size_t i = 0; i < n && !err; i++) {
        struct id id;
        if (!(err = make_block(op, member, &at[i], &id)))
            json_id(j, id);
    }
    return err;
}

static int body_instant(struct op *op, const json_t *body, const char *name, const char *pointer, int64_t *ret)
{
    struct str text = {0};
    int err = body_text(op, body, name, false, 40, &text);
    if (err || text.n == 0)
        return err;
    return instant_parse(text, ret) ? op_field_fail(op, pointer, "field.instant", 0, NULL) : 0;
}

static int say_yes(struct op *op, bool yes)
{
    json_auto_t *patch = json_pack("{s:b}", "auto_plan", yes);
    struct row *row;
    return resource_update(op, &member_resource, op->scope.me, ANY_VERSION, patch, &row);
}

int plan_accept_post(struct op *op, struct request *req, struct reply *reply)
{
    int64_t from_us = 0, until_us = 0;
    struct id member = {{0}};
    bool yes = false;
    body_only(op, req->json, "from until member auto_plan");
    body_instant(op, req->json, "from", "/from", &from_us);
    body_instant(op, req->json, "until", "/until", &until_us);
    body_id(op, req->json, "member", false, &member);
    body_bool(op, req->json, "auto_plan", &yes);
    bool says = json_object_get(req->json, "auto_plan") != NULL;
    if (!op->problem.code && !says && until_us <= from_us)
        op_field_fail(op, "/until", "field.before_start", 0, NULL);
    int err = op->problem.code;
    if (!err && says)
        err = say_yes(op, yes);
    struct json j = reply_json(reply);
    json_object_start(&j);
    json_key(&j, "blocks");
    json_array_start(&j);
    if (!err && until_us > from_us)
        err = accept_range(op, id_is_zero(member) ? op->scope.me : member, from_us, until_us, &j);
    json_array_end(&j);
    json_object_end(&j);
    return err;
}

int plan_replan_post(struct op *op, struct request *req, struct reply *reply)
{
    struct force_report report;
    struct scope before = op->scope;
    struct id change = op->change;
    int err = force_plan(op, req->writer, &report);
    op->scope = before;
    op->change = change;
    return err ? err : plan_get(op, req, reply);
}
