#include "http/request.h"
#include "base/utf8.h"
#include "http/router.h"
#include <assert.h>
#include <strings.h>

const char *const method_names[METHODS] = {"GET", "POST", "PUT", "PATCH", "DELETE"};

struct str request_param(const struct request *req, const char *name)
{
    int i = route_param_index(req->route, name);
    assert(i >= 0);
    return req->param[i];
}

int request_id(struct op *op, const struct request *req, const char *name, struct id *ret_id)
{
    return id_parse(request_param(req, name), ret_id) ? op_fail(op, ERR_NOT_FOUND, NULL, 0, NULL) : 0;
}

static const struct str *query_find(const struct request *req, const char *name)
{
    for (size_t i = 0; i < req->n_query; i++)
        if (str_is(req->query[i].name, name))
            return &req->query[i].value;
    return NULL;
}

struct str request_query(const struct request *req, const char *name)
{
    const struct str *found = query_find(req, name);
    return found ? *found : (struct str){"", 0};
}

bool request_has_query(const struct request *req, const char *name)
{
    return query_find(req, name) != NULL;
}

static int query_fail(struct op *op, const char *name, const char *message, size_t n, const struct op_arg *args)
{
    op_fail(op, ERR_SYNTAX, NULL, 0, NULL);
    op_field_fail(op, arena_format(op->arena, "?%s", name).at, message, n, args);
    return ERR_SYNTAX;
}

int request_query_int(struct op *op, const struct request *req, const char *name, int64_t initial, int64_t least,
                      int64_t most, int64_t *ret_value)
{
    struct str text = request_query(req, name);
    if (!request_has_query(req, name)) {
        *ret_value = initial;
        return 0;
    }
    int64_t v = 0;
    bool good = text.n > 0 && text.n <= 18;
    for (size_t i = 0; good && i < text.n; i++) {
        good = text.at[i] >= '0' && text.at[i] <= '9';
        v = v * 10 + (text.at[i] - '0');
    }
    if (!good || v < least || v > most)
        return query_fail(op, name, "request.number", OP_ARGS({"least", v_int(least)}, {"most", v_int(most)}));
    *ret_value = v;
    return 0;
}

int request_query_bool(struct op *op, const struct request *req, const char *name, bool *ret_value)
{
    struct str text = request_query(req, name);
    bool yes = str_is(text, "1") || str_is(text, "true"),
         no = text.n == 0 || str_is(text, "0") || str_is(text, "false");
    if (!yes && !no)
        return query_fail(op, name, "request.flag", 0, NULL);
    *ret_value = yes;
    return 0;
}

int request_query_id(struct op *op, const struct request *req, const char *name, struct id *ret_id)
{
    struct str text = request_query(req, name);
    struct id id = {{0}};
    if (text.n && id_parse(text, &id))
        return query_fail(op, name, "request.id", 0, NULL);
    *ret_id = id;
    return 0;
}

int request_query_instant(struct op *op, const struct request *req, const char *name, int64_t *ret_time_us)
{
    struct str text = request_query(req, name);
    int64_t time_us = 0;
    if (text.n && instant_parse(text, &time_us))
        return query_fail(op, name, "request.instant", 0, NULL);
    *ret_time_us = time_us;
    return 0;
}

struct str request_header(const struct request *req, const char *name)
{
    size_t n = strlen(name);
    for (size_t i = 0; i < req->n_headers; i++)
        if (req->headers[i].name.n == n && strncasecmp(req->headers[i].name.at, name, n) == 0)
            return req->headers[i].value;
    return (struct str){"", 0};
}

/* "12" or W/"12" as a number; -1 if it is neither. */
static int64_t etag_version(struct str tag)
{
    if (tag.n > 2 && tag.at[0] == 'W' && tag.at[1] == '/')
        tag = (struct str){tag.at + 2, tag.n - 2};
    if (tag.n < 3 || tag.n > 20 || tag.at[0] != '"' || tag.at[tag.n - 1] != '"')
        return -1;
    int64_t v = 0;
    for (size_t i = 1; i + 1 < tag.n; i++) {
        if (tag.at[i] < '0' || tag.at[i] > '9')
            return -1;
        v = v * 10 + (tag.at[i] - '0');
    }
    return v;
}

int request_if_match(struct op *op, const struct request *req, int64_t *ret_version)
{
    struct str tag = request_header(req, "If-Match");
    if (tag.n == 0 || str_is(tag, "*")) {
        *ret_version = ANY_VERSION;
        return 0;
    }
    int64_t version = etag_version(tag);
    if (version < 0)
        return op_fail(op, ERR_SYNTAX, "request.if_match", 0, NULL);
    *ret_version = version;
    return 0;
}

bool request_none_match(const struct request *req, int64_t version)
{
    struct str tags = request_header(req, "If-None-Match");
    while (tags.n) {
        const char *comma = memchr(tags.at, ',', tags.n);
        size_t n = comma ? (size_t)(comma - tags.at) : tags.n;
        struct str tag = {tags.at, n};
        while (tag.n && tag.at[0] == ' ')
            tag = (struct str){tag.at + 1, tag.n - 1};
        if (str_is(tag, "*") || etag_version(tag) == version)
            return true;
        tags = (struct str){tags.at + n + (comma ? 1 : 0), tags.n - n - (comma ? 1 : 0)};
    }
    return false;
}

int request_write(struct op *op, struct request *req, int (*run)(struct op *op, void *arg), void *arg)
{
    struct db *mine = op->db;
    int code = writer_run(req->writer, op, run, arg);
    op->db = mine;
    return code;
}

/* ---- members of a body ---- */

static const char *pointer_to(struct op *op, const char *name)
{
    return arena_format(op->arena, "/%s", name).at;
}

/* The member, or NULL where it is absent or null. */
static const json_t *member(const json_t *body, const char *name)
{
    const json_t *value = json_object_get(body, name);
    return json_is_null(value) ? NULL : value;
}

int body_text(struct op *op, const json_t *body, const char *name, bool required, int64_t max, struct str *ret_text)
{
    const json_t *value = member(body, name);
    struct str text = {"", 0};
    if (json_is_string(value))
        text = (struct str){json_string_value(value), json_string_length(value)};
    if (value && !json_is_string(value))
        return op_field_fail(op, pointer_to(op, name), "field.text", 0, NULL);
    if (required && text.n == 0)
        return op_field_fail(op, pointer_to(op, name), "field.required", 0, NULL);
    if ((int64_t)utf8_count(text) > max)
        return op_field_fail(op, pointer_to(op, name), "field.too_long",
                             OP_ARGS({"max", v_int(max)}, {"count", v_int((int64_t)utf8_count(text))}));
    *ret_text = text;
    return 0;
}

int body_id(struct op *op, const json_t *body, const char *name, bool required, struct id *ret_id)
{
    const json_t *value = member(body, name);
    struct id id = {{0}};
    if (!value && required)
        return op_field_fail(op, pointer_to(op, name), "field.required", 0, NULL);
    if (value && (!json_is_string(value) || id_parse(str_of(json_string_value(value)), &id)))
        return op_field_fail(op, pointer_to(op, name), "field.id", 0, NULL);
    *ret_id = id;
    return 0;
}

int body_bool(struct op *op, const json_t *body, const char *name, bool *ret_value)
{
    const json_t *value = member(body, name);
    if (value && !json_is_boolean(value))
        return op_field_fail(op, pointer_to(op, name), "field.truth", 0, NULL);
    *ret_value = json_is_true(value);
    return 0;
}

int body_int(struct op *op, const json_t *body, const char *name, int64_t least, int64_t most, int64_t *ret_value)
{
    const json_t *value = member(body, name);
    if (value && !json_is_integer(value))
        return op_field_fail(op, pointer_to(op, name), "field.whole", 0, NULL);
    int64_t v = json_integer_value(value);
    if (value && (v < least || v > most))
        return op_field_fail(op, pointer_to(op, name), "field.range",
                             OP_ARGS({"min", v_int(least)}, {"max", v_int(most)}));
    *ret_value = v;
    return 0;
}

static bool word_in(const char *words, const char *word)
{
    size_t n = strlen(word);
    for (const char *at = words; (at = strstr(at, word)); at += n)
        if ((at == words || at[-1] == ' ') && (at[n] == ' ' || at[n] == 0))
            return n > 0;
    return false;
}

int body_only(struct op *op, const json_t *body, const char *names)
{
    const char *name;
    json_t *value;
    json_object_foreach((json_t *)body, name, value) if (!word_in(names, name))
        op_field_fail(op, pointer_to(op, name), "field.unknown", OP_ARGS({"name", v_text(str_of(name))}));
    return op->problem.code;
}
