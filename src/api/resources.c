/* What can be done with the rows of any resource. */
#include "api/routes.h"
#include "resource/list.h"

static int list_read(struct op *op, const struct request *req, struct list_request *list)
{
    int64_t limit = LIST_LIMIT_DEFAULT;
    list->filter = request_query(req, "filter");
    list->sort = request_query(req, "sort");
    list->cursor = request_query(req, "cursor");
    list->fields = request_query(req, "fields");
    int code = request_query_int(op, req, "limit", LIST_LIMIT_DEFAULT, 1, LIST_LIMIT_MAX, &limit);
    if (code == 0)
        code = request_query_bool(op, req, "trash", &list->trash);
    if (code == 0)
        code = request_query_bool(op, req, "count", &list->count);
    if (code == 0)
        code = request_query_instant(op, req, "as_of", &list->as_of_us);
    list->limit = (int)limit;
    return code;
}

static int list_get(struct op *op, struct request *req, struct reply *reply)
{
    struct list_request list = {0};
    int code = list_read(op, req, &list);
    if (code)
        return code;
    struct json j = reply_json(reply);
    if (request_has_query(req, "group"))
        return list_group_counts(op, req->resource, list.filter, list.trash, request_query(req, "group"), &j);
    return resource_list(op, req->resource, &list, &j);
}

static int row_get(struct op *op, struct request *req, struct reply *reply)
{
    struct id id;
    struct row *row;
    int64_t as_of_us;
    bool trash;
    int code = request_id(op, req, "id", &id);
    if (code == 0)
        code = request_query_instant(op, req, "as_of", &as_of_us);
    if (code == 0)
        code = request_query_bool(op, req, "trash", &trash);
    if (code == 0)
        code = as_of_us ? resource_as_of(op, req->resource, id, as_of_us, &row)
                        : resource_get(op, req->resource, id, trash, &row);
    return code ? code : reply_row(op, req, reply, 200, row);
}

static int row_post(struct op *op, struct request *req, struct reply *reply)
{
    struct row *row;
    int code = resource_create(op, req->resource, req->json, &row);
    if (code)
        return code;
    char id[ID_TEXT + 1];
    id_write(row->value[FIELD_ID].id, id);
    reply_header(op, reply, "Location", arena_format(op->arena, "/api/v1/%s/%s", req->resource->plural, id));
    return reply_row(op, req, reply, 201, row);
}

static int row_patch(struct op *op, struct request *req, struct reply *reply)
{
    struct id id;
    struct row *row;
    int64_t version;
    int code = request_id(op, req, "id", &id);
    if (code == 0)
        code = request_if_match(op, req, &version);
    if (code == 0)
        code = resource_update(op, req->resource, id, version, req->json, &row);
    return code ? code : reply_row(op, req, reply, 200, row);
}

static int row_delete(struct op *op, struct request *req, struct reply *reply)
{
    struct id id;
    int64_t version;
    int code = request_id(op, req, "id", &id);
    if (code == 0)
        code = request_if_match(op, req, &version);
    reply->status = 204;
    return code ? code : resource_delete(op, req->resource, id, version);
}

static int row_restore(struct op *op, struct request *req, struct reply *reply)
{
    struct id id;
    struct row *row;
    int code = request_id(op, req, "id", &id);
    if (code == 0)
        code = resource_restore(op, req->resource, id, &row);
    return code ? code : reply_row(op, req, reply, 200, row);
}

static int row_history(struct op *op, struct request *req, struct reply *reply)
{
    struct id id;
    int64_t before, limit;
    int code = request_id(op, req, "id", &id);
    if (code == 0)
        code = request_query_int(op, req, "before", 0, 1, INT64_MAX / 2, &before);
    if (code == 0)
        code = request_query_int(op, req, "limit", LIST_LIMIT_DEFAULT, 1, LIST_LIMIT_MAX, &limit);
    if (code)
        return code;
    struct json j = reply_json(reply);
    return resource_history(op, req->resource, id, before, (int)limit, &j);
}

#define ALL "/api/v1/{plural}"
#define ONE ALL "/{id}"

static const struct route routes[] = {
    {.method = METHOD_GET,
     .pattern = ALL,
     .handle = list_get,
     .least = ROLE_PORTAL,
     .summary = "Lists rows, or counts them by a field",
     .query = "filter sort limit cursor fields count trash as_of group",
     .response = "#list"},
    {.method = METHOD_POST,
     .pattern = ALL,
     .handle = row_post,
     .flags = ROUTE_WRITE | ROUTE_BODY,
     .least = ROLE_PORTAL,
     .summary = "Creates a row",
     .request = "#create",
     .response = "#row"},
    {.method = METHOD_GET,
     .pattern = ONE,
     .handle = row_get,
     .least = ROLE_PORTAL,
     .summary = "One row",
     .query = "as_of trash",
     .response = "#row"},
    {.method = METHOD_PATCH,
     .pattern = ONE,
     .handle = row_patch,
     .flags = ROUTE_WRITE | ROUTE_BODY,
     .least = ROLE_PORTAL,
     .summary = "Changes fields of a row",
     .request = "#update",
     .response = "#row"},
    {.method = METHOD_DELETE,
     .pattern = ONE,
     .handle = row_delete,
     .flags = ROUTE_WRITE,
     .least = ROLE_PORTAL,
     .summary = "Puts a row into the trash, with what belongs to it"},
    {.method = METHOD_POST,
     .pattern = ONE "/restore",
     .handle = row_restore,
     .flags = ROUTE_WRITE,
     .least = ROLE_PORTAL,
     .summary = "Takes a row out of the trash, with what went with it",
     .response = "#row"},
    {.method = METHOD_GET,
     .pattern = ONE "/history",
     .handle = row_history,
     .least = ROLE_PORTAL,
     .summary = "What happened to a row, newest first",
     .query = "before limit",
     .response = "#history"},
};

const struct route_table resource_routes = {routes, sizeof(routes) / sizeof(*routes)};
