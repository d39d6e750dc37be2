/* Trying and keeping: of a list in the request, and of a scenario. */
#include "planning/decide.h"
#include "planning/whatif.h"

static int read_list(struct op *op, const json_t *list, const char *pointer, struct tried_list *ret)
{
    int err = changes_parse(op, pointer, list, ret);
    return err ? err : changes_check(op, ret);
}

static int body_list(struct op *op, const struct request *req, struct tried_list *ret)
{
    const json_t *list = json_object_get(req->json, "changes");
    body_only(op, req->json, "changes");
    if (!list)
        return op_field_fail(op, "/changes", "field.required", 0, NULL);
    return read_list(op, list, "/changes", ret);
}

int what_if_post(struct op *op, struct request *req, struct reply *reply)
{
    struct tried_list list;
    int err = body_list(op, req, &list);
    if (err)
        return err;
    struct json j = reply_json(reply);
    return whatif_write(op, &list, &j);
}

static int write_kept(const struct tried_list *list, struct reply *reply)
{
    struct json j = reply_json(reply);
    json_object_start(&j);
    json_key(&j, "kept");
    json_int(&j, (int64_t)list->n);
    json_object_end(&j);
    return 0;
}

int keep_post(struct op *op, struct request *req, struct reply *reply)
{
    struct tried_list list;
    int err = body_list(op, req, &list);
    if (err || (err = changes_do(op, &list)))
        return err;
    return write_kept(&list, reply);
}

/* ---- scenarios ---- */

static int load(struct op *op, const struct request *req, struct row **ret_row, struct tried_list *ret_list)
{
    struct id id;
    int err = request_id(op, req, "id", &id);
    if (err || (err = resource_get(op, &scenario_resource, id, false, ret_row)))
        return err;
    struct str text = row_get_text(*ret_row, "changes");
    json_auto_t *list = text.n ? json_loadb(text.at, text.n, 0, NULL) : json_array();
    return read_list(op, list, "/changes", ret_list);
}

int scenario_result_get(struct op *op, struct request *req, struct reply *reply)
{
    struct tried_list list;
    struct row *row;
    int err = load(op, req, &row, &list);
    if (err)
        return err;
    struct json j = reply_json(reply);
    return whatif_write(op, &list, &j);
}

static int set_state(struct op *op, const struct row *row, const char *state)
{
    static const char *const names[] = {"state"};
    return resource_set_system(op, &scenario_resource, row_get_id(row, "id"), 1, names, &v_text(str_of(state)));
}

static int reply_scenario(struct op *op, const struct request *req, struct reply *reply, struct id id)
{
    struct row *row;
    int err = resource_get(op, &scenario_resource, id, false, &row);
    return err ? err : reply_row(op, req, reply, 200, row);
}

int scenario_keep_post(struct op *op, struct request *req, struct reply *reply)
{
    struct tried_list list;
    struct row *row;
    int err = load(op, req, &row, &list);
    if (err)
        return err;
    if (str_is(row_get_text(row, "state"), "kept"))
        return op_fail(op, ERR_CONFLICT, "scenario.is_kept", 0, NULL);
    if ((err = changes_do(op, &list)) || (err = set_state(op, row, "kept")))
        return err;
    return reply_scenario(op, req, reply, row_get_id(row, "id"));
}

int scenario_drop_post(struct op *op, struct request *req, struct reply *reply)
{
    struct id id;
    struct row *row;
    int err = request_id(op, req, "id", &id);
    if (err || (err = resource_get(op, &scenario_resource, id, false, &row)))
        return err;
    if (str_is(row_get_text(row, "state"), "kept"))
        return op_fail(op, ERR_CONFLICT, "scenario.is_kept", 0, NULL);
    if ((err = set_state(op, row, "dropped")))
        return err;
    return reply_scenario(op, req, reply, id);
}
