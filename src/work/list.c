#include "work/work.h"

static const char *const parents[] = {"project", NULL};

static const struct field fields[] = {
    FIELDS_COMMON,
    FIELDS_OF_PROJECT,
    {.name = "name", .type = F_TEXT, .flags = FF_REQUIRED | FF_SEARCH | FF_SORT, .max = 200, .see = ROLE_PORTAL},
    {.name = "description", .type = F_MARKDOWN, .flags = FF_SEARCH, .max = MARKDOWN_MAX},
    {.name = "owner", .type = F_REF, .target = "member"},
    {.name = "start", .type = F_DATE, .flags = FF_SORT, .see = ROLE_PORTAL},
    {.name = "due", .type = F_DATE, .flags = FF_SORT, .see = ROLE_PORTAL},
    {.name = "archived", .type = F_INSTANT},
    {.name = "rank", .type = F_RANK, .flags = FF_SORT, .see = ROLE_PORTAL},
};

static int check(struct op *op, struct change *c)
{
    const struct row *row = c->after;
    if (c->verb <= VERB_UPDATE && !row_get_null(row, "start") && !row_get_null(row, "due") &&
        row_get_int(row, "start") > row_get_int(row, "due"))
        return op_field_fail(op, "/due", "field.before_start", 0, NULL);
    return 0;
}

const struct resource list_resource = {
    .name = "list",
    .plural = "lists",
    .table = "list",
    .fields = fields,
    .n_fields = FIELD_COUNT(fields),
    .scope = SCOPE_OF_PROJECT("list"),
    .create = ROLE_MEMBER,
    .update = ROLE_MEMBER,
    .delete_ = ROLE_MEMBER,
    .title = "name",
    .parents = parents,
    .default_sort = "rank",
    .version = 1,
    .check = check,
};
