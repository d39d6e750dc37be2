#include "clients/clients.h"
#include "work/copy.h"
#include "work/handlers.h"
#include "work/template.h"

int body_date(struct op *op, const json_t *body, const char *name, bool *ret_given, int32_t *ret_day)
{
    const json_t *value = json_object_get(body, name);
    *ret_given = value && !json_is_null(value);
    if (*ret_given && (!json_is_string(value) ||
                       date_parse((struct str){json_string_value(value), json_string_length(value)}, ret_day) != 0))
        return op_field_fail(op, arena_format(op->arena, "/%s", name).at, "field.date", 0, NULL);
    return 0;
}

static int demand_manager(struct op *op)
{
    return op->scope.role >= ROLE_MANAGER ? 0 : op_fail(op, ERR_FORBIDDEN, NULL, 0, NULL);
}

/* A thing named in the body, as the reader may see it. */
static int demand_visible(struct op *op, const struct resource *r, struct id id, const char *pointer)
{
    struct row *row;
    int err = resource_get(op, r, id, false, &row);
    return err == ERR_NOT_FOUND ? op_field_fail(op, pointer, "field.not_found", 0, NULL) : err;
}

int project_duplicate_post(struct op *op, struct request *req, struct reply *reply)
{
    struct project_copy how = {0};
    struct id project;
    struct row *copy;
    int err = request_id(op, req, "id", &project);
    if (err)
        return err;
    body_only(op, req->json, "name client start");
    body_text(op, req->json, "name", false, 200, &how.name);
    body_id(op, req->json, "client", false, &how.client);
    body_date(op, req->json, "start", &how.has_start, &how.start);
    if (op->problem.code)
        return op->problem.code;
    if (!id_is_zero(how.client) && (err = demand_visible(op, &client_resource, how.client, "/client")))
        return err;
    if ((err = project_copy(op, project, &how, &copy)) ||
        (err = resource_get(op, &project_resource, row_get_id(copy, "id"), false, &copy)))
        return err;
    return reply_row(op, req, reply, 201, copy);
}

/* Where it goes, by the kind of the template: the one member of the body that is needed must be there and visible. */
static int target_check(struct op *op, struct str kind, const struct template_target *t)
{
    if (str_is(kind, "project")) {
        int err = demand_manager(op);
        if (err)
            return err;
        return id_is_zero(t->client) ? op_field_fail(op, "/client", "template.target", 0, NULL)
                                     : demand_visible(op, &client_resource, t->client, "/client");
    }
    if (str_is(kind, "task") && !id_is_zero(t->list))
        return demand_visible(op, &list_resource, t->list, "/list");
    return id_is_zero(t->project) ? op_field_fail(op, "/project", "template.target", 0, NULL)
                                  : demand_visible(op, &project_resource, t->project, "/project");
}

int template_apply_post(struct op *op, struct request *req, struct reply *reply)
{
    struct template_target t = {.start = op->today};
    struct id id;
    struct row *template, *made;
    bool given;
    int err = request_id(op, req, "id", &id);
    if (err)
        return err;
    body_only(op, req->json, "name client project list start");
    body_text(op, req->json, "name", false, 200, &t.name);
    body_id(op, req->json, "client", false, &t.client);
    body_id(op, req->json, "project", false, &t.project);
    body_id(op, req->json, "list", false, &t.list);
    body_date(op, req->json, "start", &given, &t.start);
    if (op->problem.code || (err = resource_get(op, &template_resource, id, false, &template)))
        return op->problem.code ? op->problem.code : err;
    struct str kind = row_get_text(template, "kind"), text = row_get_text(template, "body");
    if ((err = target_check(op, kind, &t)))
        return err;
    json_auto_t *body = json_loadb(text.at, text.n, 0, NULL);
    if ((err = template_apply(op, kind, body, &t, &made)) ||
        (err = resource_get(op, made->resource, row_get_id(made, "id"), false, &made)))
        return err;
    return reply_row(op, req, reply, 201, made);
}

int template_from_post(struct op *op, struct request *req, struct reply *reply)
{
    struct id id;
    struct str kind, name;
    struct row *made;
    json_t *body;
    body_only(op, req->json, "kind id name");
    body_text(op, req->json, "kind", true, 20, &kind);
    body_text(op, req->json, "name", true, 200, &name);
    body_id(op, req->json, "id", true, &id);
    if (op->problem.code)
        return op->problem.code;
    int err = template_body_from(op, kind, id, &body);
    if (err)
        return err;
    json_auto_t *input = json_pack("{s:s%, s:s%, s:o}", "name", name.at, name.n, "kind", kind.at, kind.n, "body", body);
    err = resource_create(op, &template_resource, input, &made);
    return err ? err : reply_row(op, req, reply, 201, made);
}
