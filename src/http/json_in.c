#include "http/json_in.h"
#include "base/utf8.h"

/* Position of the first bracket that is too deep, or -1. Before the parser, which recurses. */
static int64_t too_deep(struct str text)
{
    int depth = 0;
    bool quoted = false;
    for (size_t i = 0; i < text.n; i++) {
        char c = text.at[i];
        if (quoted) {
            if (c == '\\')
                i++;
            else if (c == '"')
                quoted = false;
        } else if (c == '"') {
            quoted = true;
        } else if (c == '{' || c == '[') {
            if (++depth > JSON_DEPTH)
                return (int64_t)i;
        } else if (c == '}' || c == ']') {
            depth--;
        }
    }
    return -1;
}

static int fail(struct op *op, const char *message, int64_t position)
{
    op_fail(op, ERR_SYNTAX, message, 0, NULL);
    op_field_fail(op, "", message, 0, NULL);
    if (op->problem.last)
        op->problem.last->position = position;
    return ERR_SYNTAX;
}

int json_in(struct op *op, struct str text, json_t **ret_json)
{
    if (!utf8_valid(text))
        return fail(op, "request.utf8", -1);
    int64_t deep = too_deep(text);
    if (deep >= 0)
        return fail(op, "request.depth", deep);
    json_error_t error;
    json_t *json = json_loadb(text.at, text.n, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, &error);
    if (!json) {
        bool twice = json_error_code(&error) == json_error_duplicate_key;
        return fail(op, twice ? "request.duplicate_key" : "request.json", error.position);
    }
    *ret_json = json;
    return 0;
}
