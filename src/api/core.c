/* What belongs to no capability: batch, undo, events, search, the filter bar, and what operators look at. */
#include "api/batch.h"
#include "api/changes.h"
#include "api/openapi.h"
#include "api/routes.h"
#include "http/live.h"
#include "http/server.h"
#include "resource/filter.h"
#include "resource/search.h"
#include "store/events.h"

#define SEARCH_LIMIT 50

static int change_undo_post(struct op *op, struct request *req, struct reply *reply)
{
    struct id change;
    size_t n;
    int code = request_id(op, req, "change", &change);
    if (code == 0)
        code = change_undo(op, change, &n);
    if (code)
        return code;
    struct json j = reply_json(reply);
    json_object_start(&j);
    json_key(&j, "undone");
    json_int(&j, (int64_t)n);
    json_object_end(&j);
    return 0;
}

static int search_get(struct op *op, struct request *req, struct reply *reply)
{
    struct id client;
    int64_t limit;
    int code = request_query_id(op, req, "client", &client);
    if (code == 0)
        code = request_query_int(op, req, "limit", 20, 1, SEARCH_LIMIT, &limit);
    if (code)
        return code;
    struct json j = reply_json(reply);
    return search_all(op, request_query(req, "q"), request_query(req, "resources"), client, (int)limit, &j);
}

static int complete_get(struct op *op, struct request *req, struct reply *reply)
{
    struct str text = request_query(req, "text"), plural = request_query(req, "resource");
    const struct resource *r = resource_by_plural(plural.n ? plural : STR("tasks"));
    int64_t caret;
    if (!r)
        return op_fail(op, ERR_NOT_FOUND, NULL, 0, NULL);
    int code = request_query_int(op, req, "caret", INT32_MAX, 0, INT32_MAX, &caret);
    if (code)
        return code;
    struct json j = reply_json(reply);
    return filter_complete(op, r, text, caret, &j);
}

static int health_get(struct op *op, struct request *req, struct reply *reply)
{
    (void)req;
    int64_t seq;
    int code = event_last_seq(op->db, op->scope.workspace, &seq);
    if (code)
        return op_fail(op, ERR_BUSY, NULL, 0, NULL);
    struct json j = reply_json(reply);
    json_object_start(&j);
    json_key(&j, "status");
    json_text(&j, "ok");
    json_key(&j, "version");
    json_text(&j, APLOMB_VERSION);
    json_object_end(&j);
    return 0;
}

/* Figures are for operators: from this machine, or by an admin. */
static int metrics_get(struct op *op, struct request *req, struct reply *reply)
{
    struct address from;
    bool local = address_parse(req->address, &from) == 0 && address_is_loopback(from);
    if (!local && op->scope.role < ROLE_ADMIN)
        return op_fail(op, ERR_NOT_FOUND, NULL, 0, NULL);
    struct server *s = server_running();
    struct writer_stats writes = writer_stats(req->writer);
    reply->content_type = "text/plain; version=0.0.4";
    metrics_write(&s->metrics,
                  (struct metrics_gauge[]){
                      {"write_batches_total", "Transactions that were committed.", writes.batches, true},
                      {"writes_total", "Changes that were answered.", writes.changes, true},
                      {"writes_failed_total", "Changes that were refused or failed.", writes.failed, true},
                      {"workers_waiting", "Requests that wait for a worker.", workers_waiting(s->workers), false}},
                  4, &reply->body);
    return 0;
}

#define UNDONE "{\"type\":\"object\",\"properties\":{\"undone\":{\"type\":\"integer\"}}}"
#define BATCH                                                                                                          \
    "{\"type\":\"object\",\"required\":[\"operations\"],\"properties\":{\"operations\":{\"type\":\"array\","           \
    "\"maxItems\":500,"                                                                                                \
    "\"items\":{\"type\":\"object\",\"required\":[\"method\",\"path\"],\"properties\":{\"method\":{\"type\":"          \
    "\"string\","                                                                                                      \
    "\"enum\":[\"POST\",\"PUT\",\"PATCH\",\"DELETE\"]},\"path\":{\"type\":\"string\"},\"body\":{\"type\":\"object\"}," \
    "\"if_match\":{\"type\":[\"string\",\"integer\",\"null\"]}}}}}}"
#define RESULTS                                                                                                        \
    "{\"type\":\"object\",\"properties\":{\"results\":{\"type\":\"array\",\"items\":{\"type\":\"object\","             \
    "\"properties\":{"                                                                                                 \
    "\"status\":{\"type\":\"integer\"},\"body\":{}}}}}}"
#define ITEMS(more)                                                                                                    \
    "{\"type\":\"object\",\"properties\":{\"items\":{\"type\":\"array\",\"items\":{\"type\":\"object\"}}" more "}}"

static const struct route routes[] = {
    {.method = METHOD_POST,
     .pattern = "/api/v1/batch",
     .handle = batch_post,
     .flags = ROUTE_WRITE | ROUTE_BODY | ROUTE_NO_BATCH,
     .least = ROLE_PORTAL,
     .summary = "Several writes in one transaction, all or nothing",
     .request = BATCH,
     .response = RESULTS},
    {.method = METHOD_POST,
     .pattern = "/api/v1/changes/{change}/undo",
     .handle = change_undo_post,
     .flags = ROUTE_WRITE,
     .summary = "Undoes a change as a new change",
     .response = UNDONE},
    {.method = METHOD_GET,
     .pattern = "/api/v1/changes",
     .handle = changes_get,
     .flags = ROUTE_SLOW | ROUTE_WAIT,
     .least = ROLE_PORTAL,
     .summary = "Events after a sequence number, waiting for some if there are none",
     .query = "since wait limit",
     .response = ITEMS(",\"seq\":{\"type\":\"integer\"}")},
    {.method = METHOD_GET,
     .pattern = "/api/v1/live",
     .flags = ROUTE_LIVE,
     .least = ROLE_PORTAL,
     .summary = "The same events as a WebSocket",
     .query = "since"},
    {.method = METHOD_GET,
     .pattern = "/api/v1/search",
     .handle = search_get,
     .least = ROLE_PORTAL,
     .summary = "Search over everything, as you type",
     .query = "q resources client limit",
     .response = ITEMS("")},
    {.method = METHOD_GET,
     .pattern = "/api/v1/filter/complete",
     .handle = complete_get,
     .least = ROLE_PORTAL,
     .summary = "Suggestions for the filter bar",
     .query = "resource text caret",
     .response = ITEMS("")},
    {.method = METHOD_GET,
     .pattern = "/api/v1/openapi.json",
     .handle = openapi_get,
     .flags = ROUTE_PUBLIC,
     .summary = "This description",
     .response = "{\"type\":\"object\"}"},
    {.method = METHOD_GET,
     .pattern = "/api/v1/health",
     .handle = health_get,
     .flags = ROUTE_PUBLIC,
     .summary = "Is the server well?",
     .response =
         "{\"type\":\"object\",\"properties\":{\"status\":{\"type\":\"string\"},\"version\":{\"type\":\"string\"}}}"},
    {.method = METHOD_GET, .pattern = "/health", .handle = health_get, .flags = ROUTE_PUBLIC, .summary = "The same"},
    {.method = METHOD_GET,
     .pattern = "/api/v1/metrics",
     .handle = metrics_get,
     .flags = ROUTE_PUBLIC,
     .summary = "Figures in the text format of Prometheus"},
    {.method = METHOD_GET, .pattern = "/metrics", .handle = metrics_get, .flags = ROUTE_PUBLIC, .summary = "The same"},
};

const struct route_table core_routes = {routes, sizeof(routes) / sizeof(*routes)};
