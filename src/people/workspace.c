#include "locale/catalogue.h"
#include "people/people.h"

static const struct field fields[] = {
    FIELDS_COMMON,
    {.name = "name", .type = F_TEXT, .flags = FF_REQUIRED, .max = 200, .see = ROLE_PORTAL},
    {.name = "locale", .type = F_LOCALE, .flags = FF_REQUIRED, .initial = "\"en\"", .see = ROLE_PORTAL},
    {.name = "zone", .type = F_ZONE, .flags = FF_REQUIRED, .initial = "\"UTC\"", .see = ROLE_PORTAL},
    {.name = "currency", .type = F_CURRENCY, .flags = FF_REQUIRED, .initial = "\"EUR\""},
    /* 1 Monday .. 7 Sunday */
    {.name = "week_start", .type = F_INT, .flags = FF_REQUIRED, .min = 1, .max = 7, .initial = "1"},
    {.name = "accent", .type = F_COLOR, .see = ROLE_PORTAL},
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
    .version = 1,
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
