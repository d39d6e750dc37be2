#include "api/batch.h"
#include "http/reply.h"
#include "http/router.h"

static bool method_named(const char *name, enum method *ret_method)
{
    for (int m = 0; m < METHODS && name; m++)
        if (strcmp(name, method_names[m]) == 0) {
            *ret_method = (enum method)m;
            return true;
        }
    return false;
}

static const char *at(struct op *op, size_t i, const char *rest)
{
    return arena_format(op->arena, "/operations/%zu%s", i, rest).at;
}

/* The operation as a request of its own. */
static int operation_read(struct op *op, const struct request *outer, size_t i, const json_t *operation,
                          struct request *ret_req)
{
    const json_t *body = json_object_get(operation, "body");
    const char *path = json_string_value(json_object_get(operation, "path"));
    struct request req = {.outer = outer,
                          .session = outer->session,
                          .address = outer->address,
                          .secure = outer->secure,
                          .origin = outer->origin,
                          .writer = outer->writer,
                          .json = (json_t *)(uintptr_t)body};
    if (!method_named(json_string_value(json_object_get(operation, "method")), &req.method))
        return op_field_fail(op, at(op, i, "/method"), "field.choice",
                             OP_ARGS({"choices", v_text(STR("POST, PUT, PATCH, DELETE"))}));
    if (!path)
        return op_field_fail(op, at(op, i, "/path"), "field.required", 0, NULL);
    if (body && !json_is_object(body))
        return op_field_fail(op, at(op, i, "/body"), "request.not_object", 0, NULL);
    const json_t *if_match = json_object_get(operation, "if_match");
    if (if_match && !json_is_null(if_match)) {
        req.headers = arena_new(op->arena, struct pair);
        req.n_headers = 1;
        *req.headers = (struct pair){STR("If-Match"),
                                     json_is_integer(if_match)
                                         ? arena_format(op->arena, "\"%lld\"", (long long)json_integer_value(if_match))
                                         : str_of(json_is_string(if_match) ? json_string_value(if_match) : "?")};
    }
    req.path = str_of(path);
    *ret_req = req;
    return 0;
}

static int operation_route(struct op *op, size_t i, struct request *req)
{
    struct match match = {0};
    const char *mark = memchr(req->path.at, '?', req->path.n);
    if (mark) {
        struct str query = {mark + 1, req->path.n - (size_t)(mark + 1 - req->path.at)};
        req->path.n = (size_t)(mark - req->path.at);
        if (url_query(op->arena, query, &req->query, &req->n_query))
            return op_fail(op, ERR_SYNTAX, "request.query", 0, NULL);
    }
    int code = router_match(op->arena, req->method, req->path, &match);
    if (code == 0 && (!(match.route->flags & ROUTE_WRITE) || match.route->prepare ||
                      match.route->flags & (ROUTE_NO_BATCH | ROUTE_STREAM)))
        return op_field_fail(op, at(op, i, "/path"), "request.not_in_batch", 0, NULL);
    if (code)
        return op_fail(op, code, NULL, 0, NULL);
    if (op->scope.role < (match.route->least ? match.route->least : ROLE_MEMBER))
        return op_fail(op, op->scope.role == ROLE_PORTAL ? ERR_NOT_FOUND : ERR_FORBIDDEN, NULL, 0, NULL);
    if (match.route->flags & ROUTE_BODY && !req->json)
        return op_field_fail(op, at(op, i, "/body"), "field.required", 0, NULL);
    req->route = match.route;
    req->resource = match.resource;
    memcpy(req->param, match.param, sizeof(match.param));
    return 0;
}

/* Pointers of the operation's own problem are below /operations/<i>/body. */
static int problem_move(struct op *op, size_t i, int code)
{
    for (struct op_problem_entry *e = op->problem.first; e; e = e->next)
        if (strncmp(e->pointer, "/operations/", 12) != 0)
            e->pointer =
                arena_format(op->arena, "/operations/%zu%s%s", i, e->pointer[0] == '?' ? "/path" : "/body", e->pointer)
                    .at;
    if (!op->problem.first)
        op_field_fail(op, at(op, i, ""), op->problem.message ? op->problem.message : err_info(code)->message,
                      op->problem.n_args, op->problem.args);
    return code;
}

static int operation_run(struct op *op, const struct request *outer, size_t i, const json_t *operation,
                         struct json *out)
{
    struct request req;
    struct reply reply;
    int code = operation_read(op, outer, i, operation, &req);
    if (code == 0)
        code = operation_route(op, i, &req);
    if (code)
        return problem_move(op, i, code);
    reply_init(&reply);
    code = req.route->handle(op, &req, &reply);
    if (code == 0)
        code = op->problem.code;
    if (code == 0) {
        json_object_start(out);
        json_key(out, "status");
        json_int(out, reply.status ? reply.status : reply.body.n ? 200 : 204);
        json_key(out, "body");
        json_raw(out, reply.body.n ? buf_view(&reply.body) : STR("null"));
        json_object_end(out);
    }
    reply_release(&reply);
    return code ? problem_move(op, i, code) : 0;
}

int batch_post(struct op *op, struct request *req, struct reply *reply)
{
    const json_t *operations = json_object_get(req->json, "operations");
    if (body_only(op, req->json, "operations"))
        return op->problem.code;
    if (!json_is_array(operations) || json_array_size(operations) == 0)
        return op_field_fail(op, "/operations", "field.required", 0, NULL);
    if (json_array_size(operations) > BATCH_MOST)
        return op_field_fail(op, "/operations", "field.too_many", OP_ARGS({"max", v_int(BATCH_MOST)}));
    struct json j = reply_json(reply);
    json_object_start(&j);
    json_key(&j, "results");
    json_array_start(&j);
    for (size_t i = 0; i < json_array_size(operations); i++) {
        int code = operation_run(op, req, i, json_array_get(operations, i), &j);
        if (code)
            return code;
    }
    json_array_end(&j);
    json_object_end(&j);
    return 0;
}
