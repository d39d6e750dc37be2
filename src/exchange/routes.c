#include "exchange/routes.h"
#include "exchange/archive.h"
#include "exchange/import.h"
#include "exchange/import_resource.h"
#include "exchange/importer.h"
#include "exchange/text.h"
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#define PREVIEW_LINES 200

/* ---- the file ---- */

struct upload {
    struct blob_ref ref;
    const char *source;
    struct str name;
};

static int upload_prepare(struct op *op, struct request *req)
{
    struct upload *u = arena_new(op->arena, struct upload);
    struct str source = request_query(req, "source"), name = request_query(req, "name"), bytes;
    const struct source *s = source_find(source);
    bool cut = false;
    if (source.n > 0 && !s)
        return op_field_fail(op, "?source", "import.source", 0, NULL);
    int err = blob_spool_store(req->spool, req->writer, op, &u->ref);
    if (err)
        return op_fail(op, err, NULL, 0, NULL);
    if (!s) {
        enum text_encoding encoding;
        if ((err = import_bytes(op->db, op->scope.workspace, u->ref.hash, op->arena, &bytes)))
            return op_fail(op, err, NULL, 0, NULL);
        s = source_detect(text_decode(op->arena, bytes, &encoding));
    }
    u->source = s->name;
    u->name = text_limit(text_line(op->arena, name), 255, &cut);
    if (u->name.n == 0)
        u->name = str_of(s->name);
    req->prepared = u;
    return 0;
}

static int upload_put(struct op *op, struct request *req, struct reply *reply)
{
    const struct upload *u = req->prepared;
    static const char *const names[] = {"source", "name", "hash"};
    const struct value values[] = {v_text(str_of(u->source)), v_text(u->name),
                                   v_blob(((struct str){(const char *)u->ref.hash, 32}))};
    struct row *row;
    int err = resource_create_system(op, &import_resource, NULL, 3, names, values, &row);
    return err ? err : reply_row(op, req, reply, 201, row);
}

/* ---- the preview ---- */

static int load(struct op *op, struct id id, struct str *ret_bytes, struct row **ret_row)
{
    int err = resource_get(op, &import_resource, id, false, ret_row);
    if (err)
        return op_fail(op, err, NULL, 0, NULL);
    struct str hash = row_get_text(*ret_row, "hash");
    err = hash.n == 32 ? import_bytes(op->db, op->scope.workspace, (const uint8_t *)hash.at, op->arena, ret_bytes)
                       : ERR_NOT_FOUND;
    return err ? op_fail(op, err, NULL, 0, NULL) : 0;
}

static int object_member(struct op *op, const json_t *body, const char *name, const char *pointer, const json_t **ret)
{
    *ret = json_object_get(body, name);
    if (json_is_null(*ret))
        *ret = NULL;
    return !*ret || json_is_object(*ret) ? 0 : op_field_fail(op, pointer, "field.object", 0, NULL);
}

static int order_read(struct op *op, struct request *req, struct id id, struct import_order *ret)
{
    struct row *row;
    struct import_order order = {.dry = true};
    object_member(op, req->json, "mapping", "/mapping", &order.mapping);
    object_member(op, req->json, "options", "/options", &order.options);
    if (op->problem.code)
        return op->problem.code;
    int err = load(op, id, &order.bytes, &row);
    if (err)
        return err;
    order.source = source_find(row_get_text(row, "source"));
    order.name = row_get_text(row, "name");
    *ret = order;
    return 0;
}

static int preview_post(struct op *op, struct request *req, struct reply *reply)
{
    struct id id;
    struct import_order order;
    body_only(op, req->json, "import mapping options");
    body_id(op, req->json, "import", true, &id);
    int err = op->problem.code ? op->problem.code : order_read(op, req, id, &order);
    if (err)
        return err;
    struct import im;
    err = import_open(&im, op, &order);
    if (!err)
        err = import_try(&im, op);
    if (!err) {
        struct json j = reply_json(reply);
        json_object_start(&j);
        json_key(&j, "report");
        import_report(&im, &j, PREVIEW_LINES);
        json_key(&j, "proposal");
        import_proposal(&im, &j);
        json_object_end(&j);
    }
    import_close(&im);
    return err;
}

/* ---- run and cancel ---- */

/* Reads the file once more, so that what cannot be read or is not answered is told at once. */
static int run_prepare(struct op *op, struct request *req)
{
    struct id id;
    struct import_order order;
    bool dry = false;
    body_only(op, req->json, "mapping options dry_run");
    body_bool(op, req->json, "dry_run", &dry);
    int err = request_id(op, req, "id", &id);
    err = err ? err : op->problem.code;
    if (!err)
        err = order_read(op, req, id, &order);
    if (err)
        return err;
    struct import im;
    err = import_open(&im, op, &order);
    if (!err && !dry && import_asks(&im))
        err = op_fail(op, ERR_INVALID, "import.unanswered", 0, NULL);
    import_close(&im);
    return err;
}

static struct value json_value(struct op *op, const json_t *v)
{
    if (!json_is_object(v))
        return v_null();
    char *text = json_dumps(v, JSON_COMPACT | JSON_SORT_KEYS);
    struct str kept = arena_str(op->arena, str_of(text));
    free(text);
    return v_text(kept);
}

static bool state_is(const struct row *row, const char *a, const char *b)
{
    return str_is(row_get_text(row, "state"), a) || str_is(row_get_text(row, "state"), b);
}

static int reply_import(struct op *op, struct request *req, struct reply *reply, struct id id, int status)
{
    struct row *row;
    int err = resource_get(op, &import_resource, id, false, &row);
    return err ? err : reply_row(op, req, reply, status, row);
}

static int run_post(struct op *op, struct request *req, struct reply *reply)
{
    struct id id;
    struct row *row;
    static const char *const names[] = {"state", "dry_run", "mapping", "options", "done", "total", "report"};
    int err = request_id(op, req, "id", &id);
    if (!err)
        err = resource_get(op, &import_resource, id, false, &row);
    if (err)
        return op_fail(op, err, NULL, 0, NULL);
    if (state_is(row, "waiting", "running"))
        return op_fail(op, ERR_CONFLICT, "import.runs", 0, NULL);
    const struct value values[] = {v_text(STR("waiting")),
                                   v_int(json_is_true(json_object_get(req->json, "dry_run"))),
                                   json_value(op, json_object_get(req->json, "mapping")),
                                   json_value(op, json_object_get(req->json, "options")),
                                   v_int(0),
                                   v_int(0),
                                   v_null()};
    err = resource_set_system(op, &import_resource, id, 7, names, values);
    return err ? err : reply_import(op, req, reply, id, 202);
}

static int cancel_post(struct op *op, struct request *req, struct reply *reply)
{
    struct id id;
    struct row *row;
    static const char *const names[] = {"state"};
    int err = request_id(op, req, "id", &id);
    if (!err)
        err = resource_get(op, &import_resource, id, false, &row);
    if (err)
        return op_fail(op, err, NULL, 0, NULL);
    if (!state_is(row, "waiting", "running"))
        return op_fail(op, ERR_CONFLICT, "import.runs_not", 0, NULL);
    err = resource_set_system(op, &import_resource, id, 1, names, &v_text(STR("cancelled")));
    return err ? err : reply_import(op, req, reply, id, 200);
}

/* ---- the export ---- */

static int export_get(struct op *op, struct request *req, struct reply *reply)
{
    struct archive_counts counts;
    char day[11];
    (void)req;
    int fd = open("/tmp", O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    if (fd < 0)
        return op_fail(op, ERR_STORAGE, NULL, 0, NULL);
    int err = archive_write_all(op, fd, NULL, &counts);
    off_t size = err ? -1 : lseek(fd, 0, SEEK_END);
    if (size < 0) {
        close(fd);
        return op_fail(op, err ? err : ERR_STORAGE, NULL, 0, NULL);
    }
    date_write(op->today, day);
    reply->fd = fd;
    reply->fd_bytes = size;
    reply->content_type = "application/zip";
    reply_header(op, reply, "Content-Disposition",
                 arena_format(op->arena, "attachment; filename=\"aplomb-%s.zip\"", day));
    return 0;
}

#define ORDER_PROPERTIES "\"mapping\":{\"type\":[\"object\",\"null\"]},\"options\":{\"type\":[\"object\",\"null\"]}"

static const struct route routes[] = {
    {.method = METHOD_PUT,
     .pattern = "/api/v1/imports/upload",
     .handle = upload_put,
     .prepare = upload_prepare,
     .flags = ROUTE_WRITE | ROUTE_STREAM | ROUTE_NO_BATCH,
     .least = ROLE_ADMIN,
     .body_limit = IMPORT_BYTES_MAX,
     .summary = "Takes a file of another tool; the tool is found out where `source` does not say it",
     .query = "source name",
     .response = "#import"},
    {.method = METHOD_POST,
     .pattern = "/api/v1/imports/preview",
     .handle = preview_post,
     .flags = ROUTE_SLOW | ROUTE_BODY | ROUTE_NO_BATCH,
     .least = ROLE_ADMIN,
     .summary = "What an import would do, what it asks, and how clients, projects and people would be mapped",
     .request = "{\"type\":\"object\",\"required\":[\"import\"],\"properties\":{\"import\":{\"type\":\"string\"}"
                "," ORDER_PROPERTIES "}}",
     .response =
         "{\"type\":\"object\",\"properties\":{\"report\":{\"type\":\"object\"},\"proposal\":{\"type\":\"object\"}}}"},
    {.method = METHOD_POST,
     .pattern = "/api/v1/imports/{id}/run",
     .handle = run_post,
     .prepare = run_prepare,
     .flags = ROUTE_WRITE | ROUTE_BODY | ROUTE_NO_BATCH,
     .least = ROLE_ADMIN,
     .summary = "Carries out an import in the background",
     .request = "{\"type\":\"object\",\"properties\":{\"dry_run\":{\"type\":\"boolean\"}," ORDER_PROPERTIES "}}",
     .response = "#import"},
    {.method = METHOD_POST,
     .pattern = "/api/v1/imports/{id}/cancel",
     .handle = cancel_post,
     .flags = ROUTE_WRITE | ROUTE_NO_BATCH,
     .least = ROLE_ADMIN,
     .summary = "Stops an import; what came in already stays, and a later run goes on from there",
     .response = "#import"},
    {.method = METHOD_GET,
     .pattern = "/api/v1/export",
     .handle = export_get,
     .flags = ROUTE_SLOW | ROUTE_NO_BATCH,
     .least = ROLE_OWNER,
     .summary = "The whole workspace as a zip of open files",
     .response = "{}"},
};

const struct route_table exchange_routes = {routes, sizeof routes / sizeof *routes};
