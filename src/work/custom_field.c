#include "base/utf8.h"
#include "work/work.h"

static const char *const bearers[] = {"task", "project", "client", NULL};
static const char *const types[] = {"text", "number", "money", "date", "choice", "people", "link", "check", NULL};

#define OPTIONS_MAX 100

static bool option_fits(const json_t *option)
{
    const json_t *id = json_is_object(option) ? json_object_get(option, "id") : option;
    const json_t *name = json_is_object(option) ? json_object_get(option, "name") : option;
    const json_t *color = json_object_get(option, "color");
    struct str text = {json_string_value(name), json_string_length(name)};
    return json_string_length(id) >= 1 && json_string_length(id) <= 60 && text.n >= 1 && utf8_count(text) <= 60 &&
           (!color || json_is_null(color) || json_is_integer(color));
}

static int options_valid(struct op *op, const char *pointer, const json_t *value)
{
    json_auto_t *seen = json_object();
    const json_t *option;
    size_t i;
    if (!json_is_array(value) || json_array_size(value) > OPTIONS_MAX)
        return op_field_fail(op, pointer, "custom_field.options", 0, NULL);
    json_array_foreach(value, i, option)
    {
        if (!option_fits(option))
            return op_field_fail(op, arena_format(op->arena, "%s/%zu", pointer, i).at, "custom_field.option", 0, NULL);
        const json_t *id = json_is_object(option) ? json_object_get(option, "id") : option;
        json_object_set_new(seen, json_string_value(id), json_true());
    }
    if (json_object_size(seen) != json_array_size(value))
        return op_field_fail(op, pointer, "custom_field.option_twice", 0, NULL);
    return 0;
}

static const struct field fields[] = {
    FIELDS_COMMON,
    {.name = "name", .type = F_TEXT, .flags = FF_REQUIRED | FF_SORT, .max = 60},
    {.name = "applies_to",
     .type = F_ENUM,
     .flags = FF_REQUIRED | FF_ON_CREATE,
     .choices = bearers,
     .initial = "\"task\""},
    {.name = "type", .type = F_ENUM, .flags = FF_REQUIRED | FF_ON_CREATE, .choices = types, .initial = "\"text\""},
    /* of a choice: [{"id":"…","name":"Gold","color":3}] */
    {.name = "options", .type = F_JSON, .flags = FF_NO_FILTER, .max = 20000, .valid = options_valid},
    {.name = "currency", .type = F_CURRENCY},
    {.name = "rank", .type = F_RANK, .flags = FF_SORT},
};

static int check_name(struct op *op, const struct change *c)
{
    ROWS rows = {0};
    if (c->before && c->verb != VERB_RESTORE && !row_differs(c->before, c->after, "name"))
        return 0;
    int err = op_query_system(
        op, &rows, "SELECT 1 FROM @custom_field WHERE applies_to = $1 AND name = $2 AND id <> $3 AND deleted IS NULL",
        ARGS(*row_at(c->after, "applies_to"), *row_at(c->after, "name"), *row_at(c->after, "id")));
    if (err || (err = rows_next(&rows)) <= 0)
        return err;
    return op_field_fail(op, "/name", "field.taken", 0, NULL);
}

static int check(struct op *op, struct change *c)
{
    if (c->verb == VERB_DELETE)
        return 0;
    struct str type = row_get_text(c->after, "type");
    if (str_is(type, "choice") && row_get_null(c->after, "options"))
        return op_field_fail(op, "/options", "field.required", 0, NULL);
    if (!str_is(type, "choice"))
        *row_at(c->after, "options") = v_null();
    if (!str_is(type, "money"))
        *row_at(c->after, "currency") = v_null();
    return row_get_null(c->after, "name") ? 0 : check_name(op, c);
}

const struct resource custom_field_resource = {
    .name = "custom_field",
    .plural = "custom_fields",
    .table = "custom_field",
    .fields = fields,
    .n_fields = FIELD_COUNT(fields),
    .scope = {.table = "custom_field", .kind = SCOPED_WORKSPACE},
    .create = ROLE_MANAGER,
    .update = ROLE_MANAGER,
    .delete_ = ROLE_MANAGER,
    .title = "name",
    .default_sort = "rank",
    .version = 1,
    .check = check,
};
