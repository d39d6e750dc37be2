#include "api/openapi.h"
#include "http/router.h"
#include "resource/filter_tree.h"
#include "resource/openapi_schema.h"
#include <stdlib.h>

#define NAME_ROOM 200

static void member_text(struct json *j, const char *key, const char *text)
{
    json_key(j, key);
    json_text(j, text);
}

/* ---- parameters ---- */

static const struct {
    const char *name, *schema, *description;
} parameters[] = {
    {"filter", "{\"type\":\"string\",\"maxLength\":2000}",
     "The filter language, as in the search bar: `is:open due<7d client:acme -assignee:me \"quarterly report\"`"},
    {"sort", "{\"type\":\"string\"}",
     "Fields, a comma between, - before one for the other direction: `-due,priority`; custom fields as `cf.Name`"},
    {"limit", "{\"type\":\"integer\",\"minimum\":1,\"maximum\":1000,\"default\":100}", "Rows of a page"},
    {"cursor", "{\"type\":\"string\"}", "`next` of the page before; with the same filter and sort"},
    {"fields", "{\"type\":\"string\"}", "Only these fields (and id), a comma between"},
    {"count", "{\"type\":\"boolean\"}", "Also the number of all rows, as `total`"},
    {"trash", "{\"type\":\"boolean\"}", "Rows in the trash instead of living ones"},
    {"as_of", "{\"type\":\"string\",\"format\":\"date-time\"}", "As it was then, under today's permissions"},
    {"group", "{\"type\":\"string\"}", "Counts by this field instead of rows"},
    {"before", "{\"type\":\"integer\"}", "Only what happened before this sequence number"},
    {"since", "{\"type\":\"integer\"}", "Only what happened after this sequence number"},
    {"wait", "{\"type\":\"integer\"}", "Seconds to wait if there is nothing yet"},
    {"client", "{\"type\":\"string\",\"format\":\"uuid\"}", "Only of this client"},
    {"task", "{\"type\":\"string\",\"format\":\"uuid\"}", "Of this task"},
    {"caret", "{\"type\":\"integer\"}", "Where the caret stands, in characters"},
    {"resources", "{\"type\":\"string\"}", "Plurals, a comma between; all if absent"},
};

static void write_parameter(struct json *j, const char *in, struct str name)
{
    bool text = str_is(name, "change") || str_is(name, "token") || str_is(name, "secret");
    const char *schema = in[0] == 'p' && !text ? "{\"type\":\"string\",\"format\":\"uuid\"}" : "{\"type\":\"string\"}";
    const char *description = NULL;
    for (size_t i = 0; in[0] == 'q' && i < sizeof parameters / sizeof *parameters; i++)
        if (str_is(name, parameters[i].name)) {
            schema = parameters[i].schema;
            description = parameters[i].description;
        }
    json_object_start(j);
    json_key(j, "name");
    json_str(j, name);
    member_text(j, "in", in);
    if (in[0] == 'p') {
        json_key(j, "required");
        json_bool(j, true);
    }
    if (description)
        member_text(j, "description", description);
    json_key(j, "schema");
    json_raw(j, str_of(schema));
    json_object_end(j);
}

static void write_path_parameters(struct json *j, const char *path)
{
    for (const char *open; (open = strchr(path, '{')); path = open + 1) {
        const char *close = strchr(open, '}');
        write_parameter(j, "path", (struct str){open + 1, (size_t)(close - open - 1)});
    }
}

static void write_parameters(struct json *j, const struct route *route, const char *path)
{
    json_key(j, "parameters");
    json_array_start(j);
    write_path_parameters(j, path);
    for (const char *at = route->query; at && *at;) {
        size_t n = strcspn(at, " ");
        write_parameter(j, "query", (struct str){at, n});
        at += n + (at[n] == ' ');
    }
    if (route->flags & ROUTE_WRITE)
        json_raw(j, STR("{\"$ref\":\"#/components/parameters/idempotency_key\"}"));
    if (route->method == METHOD_PATCH || route->method == METHOD_DELETE)
        json_raw(j, STR("{\"$ref\":\"#/components/parameters/if_match\"}"));
    json_array_end(j);
}

/* ---- bodies ---- */

/* "#row" and the like mean the resource that the path is about. */
static void write_schema(struct json *j, const char *schema, const struct resource *r)
{
    static const struct {
        const char *name, *end;
    } made[] = {{"#row", ""}, {"#create", "_create"}, {"#update", "_update"}};
    for (size_t i = 0; r && i < sizeof made / sizeof *made; i++)
        if (strcmp(schema, made[i].name) == 0) {
            openapi_ref(j, r->name, made[i].end);
            return;
        }
    if (r && strcmp(schema, "#list") == 0) {
        json_object_start(j);
        json_key(j, "anyOf");
        json_array_start(j);
        openapi_ref(j, r->name, "_list");
        openapi_ref(j, "groups", "");
        json_array_end(j);
        json_object_end(j);
        return;
    }
    openapi_text(j, schema);
}

static void write_content(struct json *j, const char *type, const char *schema, const struct resource *r)
{
    json_key(j, "content");
    json_object_start(j);
    json_key(j, type);
    json_object_start(j);
    json_key(j, "schema");
    write_schema(j, schema, r);
    json_object_end(j);
    json_object_end(j);
}

static void write_request(struct json *j, const struct route *route, const struct resource *r)
{
    bool stream = route->flags & ROUTE_STREAM;
    if (!route->request && !stream)
        return;
    json_key(j, "requestBody");
    json_object_start(j);
    json_key(j, "required");
    json_bool(j, stream || (route->flags & ROUTE_BODY));
    write_content(j, stream ? "application/octet-stream" : "application/json", stream ? "{}" : route->request, r);
    json_object_end(j);
}

static const char *good_status(const struct route *route)
{
    if (route->flags & ROUTE_LIVE)
        return "101";
    bool creates = route->method == METHOD_POST && route->request && strcmp(route->request, "#create") == 0;
    return creates ? "201" : route->response ? "200" : route->method == METHOD_GET ? "200" : "204";
}

static void write_responses(struct json *j, const struct route *route, const struct resource *r)
{
    json_key(j, "responses");
    json_object_start(j);
    json_key(j, good_status(route));
    json_object_start(j);
    member_text(j, "description", "Done");
    if (route->response)
        write_content(j, "application/json", route->response, r);
    json_object_end(j);
    static const char *const wrong[] = {"4XX", "5XX"};
    for (int i = 0; i < 2; i++) {
        json_key(j, wrong[i]);
        json_raw(j, STR("{\"$ref\":\"#/components/responses/problem\"}"));
    }
    json_object_end(j);
}

/* ---- operations ---- */

/* "get_tasks_id_history": method and path, the same for ever. */
static void write_operation_id(struct json *j, const struct route *route, const char *path)
{
    struct buf name;
    buf_init(&name, NAME_ROOM);
    for (const char *c = method_names[route->method]; *c; c++)
        buf_char(&name, (char)(*c | 32));
    const char *at = strncmp(path, "/api/v1", 7) == 0 ? path + 7 : path;
    for (; *at; at++) {
        bool letter = (*at >= 'a' && *at <= 'z') || (*at >= 'A' && *at <= 'Z') || (*at >= '0' && *at <= '9');
        if (letter)
            buf_char(&name, *at);
        else if (*at != '}' && name.n > 0 && name.at[name.n - 1] != '_')
            buf_char(&name, '_');
    }
    json_key(j, "operationId");
    json_str(j, buf_view(&name));
    buf_release(&name);
}

/* The shorthands a list of this resource knows after "is:". */
static void write_words(struct json *j, const struct route *route, const struct resource *r)
{
    const struct op everybody = {.scope = {.role = ROLE_SYSTEM}};
    if (!r || !route->response || strcmp(route->response, "#list") != 0 || !filter_word_next(&everybody, r, NULL))
        return;
    json_key(j, "x-filter-words");
    json_array_start(j);
    for (const struct filter_word *w = NULL; (w = filter_word_next(&everybody, r, w));)
        json_text(j, w->word);
    json_array_end(j);
}

static enum role least_role(const struct route *route, const struct resource *r)
{
    if (!r)
        return route->least;
    switch (route->method) {
    case METHOD_POST:
        return strstr(route->pattern, "restore") ? r->delete_ : r->create;
    case METHOD_PATCH:
        return r->update;
    case METHOD_DELETE:
        return r->delete_;
    default:
        return ROLE_PORTAL;
    }
}

static void write_operation(struct json *j, const struct route *route, const struct resource *r, const char *path)
{
    json_key(j, (const char[METHODS][8]){"get", "post", "put", "patch", "delete"}[route->method]);
    json_object_start(j);
    write_operation_id(j, route, path);
    if (route->summary)
        member_text(j, "summary", route->summary);
    if (r) {
        json_key(j, "tags");
        json_array_start(j);
        json_text(j, r->plural);
        json_array_end(j);
    }
    if (route->flags & (ROUTE_PUBLIC | ROUTE_GUEST))
        json_key(j, "security"), json_raw(j, STR("[]"));
    else
        member_text(j, "x-least-role", openapi_role(least_role(route, r)));
    write_words(j, route, r);
    write_parameters(j, route, path);
    write_request(j, route, r);
    write_responses(j, route, r);
    json_object_end(j);
}

/* ---- paths ---- */

/* One operation of the API; paths are those with the same `path`. */
struct operation {
    const struct route *route;
    const struct resource *resource;
    char path[NAME_ROOM];
};

struct operations {
    struct operation *at;
    size_t n, room;
};

static void add(struct operations *all, const struct route *route, const struct resource *r)
{
    if (all->n == all->room) {
        all->room = all->room ? all->room * 2 : 128;
        all->at = realloc(all->at, all->room * sizeof *all->at);
        if (!all->at)
            abort();
    }
    struct operation *o = &all->at[all->n++];
    *o = (struct operation){.route = route, .resource = r};
    const char *rest = r ? strchr(route->pattern, '}') + 1 : route->pattern;
    snprintf(o->path, sizeof o->path, r ? "/api/v1/%s%s" : "%s%s", r ? r->plural : "", rest);
}

static bool is_there(const struct operations *all, const struct operation *o)
{
    for (size_t i = 0; i < all->n; i++)
        if (&all->at[i] != o && all->at[i].route->method == o->route->method && strcmp(all->at[i].path, o->path) == 0)
            return true;
    return false;
}

/* What only the program does is no operation, and a route of a table wins over a made one. */
static void add_made(struct operations *all, const struct resource *r)
{
    struct route_table made = router_made();
    for (size_t i = 0; i < made.n; i++) {
        if (least_role(&made.routes[i], r) == ROLE_SYSTEM)
            continue;
        add(all, &made.routes[i], r);
        if (is_there(all, &all->at[all->n - 1]))
            all->n--;
    }
}

static int by_path(const void *left, const void *right)
{
    const struct operation *a = left, *b = right;
    int order = strcmp(a->path, b->path);
    return order ? order : (int)a->route->method - (int)b->route->method;
}

static void collect(struct operations *all)
{
    const struct route *route;
    for (size_t i = 0; (route = router_at(i)); i++)
        if (strncmp(route->pattern, "/api/", 5) == 0)
            add(all, route, NULL);
    size_t n;
    const struct resource *const *resources = resource_all(&n);
    for (size_t i = 0; i < n; i++)
        add_made(all, resources[i]);
    qsort(all->at, all->n, sizeof *all->at, by_path);
}

static void write_paths(struct json *j)
{
    struct operations all = {0};
    collect(&all);
    json_key(j, "paths");
    json_object_start(j);
    for (size_t i = 0; i < all.n;) {
        const char *path = all.at[i].path;
        json_key(j, path);
        json_object_start(j);
        for (; i < all.n && strcmp(all.at[i].path, path) == 0; i++)
            write_operation(j, all.at[i].route, all.at[i].resource, path);
        json_object_end(j);
    }
    json_object_end(j);
    free(all.at);
}

/* ---- components ---- */

/* Every kind of problem there is, from the table of errors. */
static void write_problem(struct json *j)
{
    json_key(j, "problem");
    json_object_start(j);
    member_text(j, "type", "object");
    member_text(j, "description", "RFC 9457, in the reader's language");
    json_key(j, "properties");
    json_object_start(j);
    json_key(j, "type");
    json_object_start(j);
    member_text(j, "type", "string");
    json_key(j, "examples");
    json_array_start(j);
    for (int code = ERR_NONE - 1; code > ERR_LAST; code--) {
        char type[NAME_ROOM];
        snprintf(type, sizeof type, "/problems/%s", err_info(code)->slug);
        json_text(j, type);
    }
    json_array_end(j);
    json_object_end(j);
    json_key(j, "title");
    json_raw(j, STR("{\"type\":\"string\"}"));
    json_key(j, "status");
    json_raw(j, STR("{\"type\":\"integer\"}"));
    json_key(j, "detail");
    json_raw(j, STR("{\"type\":\"string\"}"));
    json_key(j, "instance");
    json_raw(j, STR("{\"type\":\"string\"}"));
    json_key(j, "errors");
    json_raw(
        j,
        STR("{\"type\":\"array\",\"items\":{\"type\":\"object\",\"required\":[\"pointer\",\"message\"],\"properties\":{"
            "\"pointer\":{\"type\":\"string\",\"description\":\"JSON pointer into the body, or ?name of a query "
            "parameter\"},"
            "\"message\":{\"type\":\"string\"},\"position\":{\"type\":\"integer\",\"description\":\"character in a "
            "filter\"}}}}"));
    json_object_end(j);
    json_key(j, "required");
    json_raw(j, STR("[\"type\",\"title\",\"status\"]"));
    json_object_end(j);
}

static const char other_schemas[] =
    "\"groups\":{\"type\":\"object\",\"required\":[\"groups\"],\"properties\":{\"groups\":{\"type\":\"array\","
    "\"items\":{"
    "\"type\":\"object\",\"required\":[\"value\",\"count\"],\"properties\":{\"value\":{},\"count\":{\"type\":"
    "\"integer\"}}}}}},"
    "\"history\":{\"type\":\"object\",\"required\":[\"items\",\"next\"],\"properties\":{\"items\":{\"type\":\"array\","
    "\"items\":{"
    "\"type\":\"object\",\"required\":[\"seq\",\"time\",\"verb\"],\"properties\":{\"seq\":{\"type\":\"integer\"},"
    "\"time\":{\"type\":\"string\",\"format\":\"date-time\"},\"actor\":{\"type\":[\"object\",\"null\"],\"properties\":{"
    "\"id\":{\"type\":[\"string\",\"null\"]},\"name\":{\"type\":[\"string\",\"null\"]}}},\"via\":{\"type\":\"string\"},"
    "\"change\":{\"type\":\"string\",\"format\":\"uuid\"},\"verb\":{\"type\":\"string\"},\"before\":{\"type\":["
    "\"object\",\"null\"]},"
    "\"after\":{\"type\":[\"object\",\"null\"]}}}},\"next\":{\"type\":[\"integer\",\"null\"]}}}";

static const char other_components[] =
    "\"parameters\":{\"idempotency_key\":{\"name\":\"Idempotency-Key\",\"in\":\"header\",\"schema\":{\"type\":"
    "\"string\","
    "\"maxLength\":100},\"description\":\"The same key with the same request gives the same answer again, for 30 "
    "days\"},"
    "\"if_match\":{\"name\":\"If-Match\",\"in\":\"header\",\"schema\":{\"type\":\"string\"},\"description\":\"The "
    "version that the "
    "change starts from, as in ETag: what others changed since is a conflict\"}},"
    "\"responses\":{\"problem\":{\"description\":\"A problem\",\"content\":{\"application/problem+json\":{\"schema\":{"
    "\"$ref\":\"#/components/schemas/problem\"}}}}},"
    "\"securitySchemes\":{\"cookie\":{\"type\":\"apiKey\",\"in\":\"cookie\",\"name\":\"aplomb_session\","
    "\"description\":\"with "
    "X-CSRF-Token on writes\"},\"token\":{\"type\":\"http\",\"scheme\":\"bearer\"}}";

static void write_components(struct json *j)
{
    json_key(j, "components");
    json_object_start(j);
    json_key(j, "schemas");
    json_object_start(j);
    openapi_schemas_write(j);
    write_problem(j);
    buf_char(j->out, ',');
    buf_text(j->out, other_schemas);
    json_object_end(j);
    buf_char(j->out, ',');
    buf_text(j->out, other_components);
    json_object_end(j);
}

void openapi_write(struct json *j)
{
    json_object_start(j);
    member_text(j, "openapi", "3.1.0");
    json_key(j, "info");
    json_object_start(j);
    member_text(j, "title", "Aplomb");
    member_text(j, "version", APLOMB_VERSION);
    member_text(j, "description",
                "Rows, changes and the filter language: docs/api.md. Durations are minutes, sets are arrays, null in a "
                "change takes a value away.");
    json_object_end(j);
    json_key(j, "security");
    json_raw(j, STR("[{\"cookie\":[]},{\"token\":[]}]"));
    write_paths(j);
    write_components(j);
    json_object_end(j);
}

int openapi_get(struct op *op, struct request *req, struct reply *reply)
{
    (void)op, (void)req;
    struct json j = reply_json(reply);
    openapi_write(&j);
    return 0;
}
