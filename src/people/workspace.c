#include "locale/catalogue.h"
#include "people/people.h"

/* What each term of a task's priority counts, 0 to 100; what is absent counts the usual 50. */
static int plan_weights_valid(struct op *op, const char *pointer, const json_t *value)
{
    static const char *const known[] = {"client", "project", "impact", "urgency", "effort"};
    const char *key;
    json_t *weight;
    if (!json_is_object(value))
        return op_field_fail(op, pointer, "workspace.weights", 0, NULL);
    json_object_foreach((json_t *)value, key, weight)
    {
        bool found = false;
        for (size_t i = 0; i < sizeof known / sizeof *known; i++)
            found |= strcmp(key, known[i]) == 0;
        if (!found || !json_is_integer(weight) || json_integer_value(weight) < 0 || json_integer_value(weight) > 100)
            return op_field_fail(op, arena_format(op->arena, "%s/%s", pointer, found ? key : "").at,
                                 "workspace.weights", 0, NULL);
    }
    return 0;
}

static const struct field fields[] = {
    FIELDS_COMMON,
    {.name = "name", .type = F_TEXT, .flags = FF_REQUIRED, .max = 200, .see = ROLE_PORTAL},
    {.name = "locale", .type = F_LOCALE, .flags = FF_REQUIRED, .initial = "\"en\"", .see = ROLE_PORTAL},
    {.name = "zone", .type = F_ZONE, .flags = FF_REQUIRED, .initial = "\"UTC\"", .see = ROLE_PORTAL},
    {.name = "currency", .type = F_CURRENCY, .flags = FF_REQUIRED, .initial = "\"EUR\""},
    /* 1 Monday .. 7 Sunday */
    {.name = "week_start", .type = F_INT, .flags = FF_REQUIRED, .min = 1, .max = 7, .initial = "1"},
    {.name = "accent", .type = F_COLOR, .see = ROLE_PORTAL},
    /* what counts how much for the planner: {"client","project","impact","urgency","effort"}, each 0..100 */
    {.name = "plan_weights", .type = F_JSON, .flags = FF_NO_FILTER, .max = 200, .valid = plan_weights_valid},
    /* so much is added to every effort that the planner reckons with */
    {.name = "buffer_percent", .type = F_INT, .flags = FF_REQUIRED, .min = 0, .max = 100, .initial = "0"},
};

const struct resource workspace_resource = {
    .name = "workspace",
    .plural = "workspaces",
    .table = "workspace",
    .fields = fields,
    .n_fields = FIELD_COUNT(fields),
    .scope = {.table = "workspace", .kind = SCOPED_WORKSPACE},
    .create = ROLE_SYSTEM,
    .update = ROLE_ADMIN,
    .delete_ = ROLE_SYSTEM,
    .title = "name",
    .default_sort = "created",
    .version = 2,
};

static int workspace_id(struct op *op, struct id *ret_id)
{
    ROWS rows = {0};
    int err = op_query_system(op, &rows, "SELECT id FROM @workspace WHERE deleted IS NULL LIMIT 1", NO_ARGS);
    if (err)
        return err;
    err = rows_next(&rows);
    *ret_id = err == 1 ? row_id(&rows, 0) : (struct id){{0}};
    return err < 0 ? err : 0;
}

int workspace_get(struct op *op, struct row **ret_row)
{
    struct id id;
    int err = workspace_id(op, &id);
    if (err)
        return err;
    return id_is_zero(id) ? ERR_NOT_FOUND : resource_get_system(op, &workspace_resource, id, ret_row);
}

int setup_needed(struct op *op, bool *ret_needed)
{
    struct id id;
    int err = workspace_id(op, &id);
    if (!err)
        *ret_needed = id_is_zero(id);
    return err;
}

const char *workspace_locale(struct op *op)
{
    struct row *workspace;
    if (workspace_get(op, &workspace))
        return "en";
    const char *locale = locale_find(row_get_text(workspace, "locale"));
    return locale ? locale : "en";
}

struct str workspace_word(struct op *op, const char *locale, const char *key)
{
    struct buf text;
    buf_init(&text, 1000);
    message_format(&text, locale, key, 0, NULL);
    struct str word = arena_str(op->arena, buf_view(&text));
    buf_release(&text);
    return word;
}
