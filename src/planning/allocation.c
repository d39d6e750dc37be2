#include "planning/planning.h"
#include "work/work.h"

static const char *const parents[] = {"project", NULL};

#define WEEK_MIN_MAX (7 * 24 * 60)

/* So much of somebody's week, or of a thing's, is promised to a project. A role is somebody not found yet. */
static const struct field fields[] = {
    FIELDS_COMMON,
    FIELD_CLIENT,
    {.name = "project", .type = F_REF, .flags = FF_REQUIRED | FF_ON_CREATE | FF_CASCADE, .target = "project"},
    {.name = "member", .type = F_REF, .target = "member"},
    {.name = "equipment", .type = F_REF, .flags = FF_CASCADE, .target = "equipment"},
    {.name = "role", .type = F_TEXT, .flags = FF_SEARCH, .max = 100},
    {.name = "first", .type = F_DATE, .flags = FF_REQUIRED | FF_SORT},
    {.name = "last", .type = F_DATE, .flags = FF_REQUIRED | FF_SORT},
    {.name = "week_min", .type = F_INT, .flags = FF_REQUIRED, .min = 15, .max = WEEK_MIN_MAX},
    {.name = "note", .type = F_TEXT, .flags = FF_SEARCH, .max = 500},
};

static int check(struct op *op, struct change *c)
{
    static const char *const who[] = {"member", "equipment", "role"};
    const struct row *row = c->after;
    int named = 0;
    if (c->verb != VERB_CREATE && c->verb != VERB_UPDATE)
        return 0;
    for (size_t i = 0; i < 3; i++)
        named += !row_get_null(row, who[i]);
    if (named != 1)
        op_field_fail(op, "/member", "allocation.one_of", 0, NULL);
    if (!row_get_null(row, "first") && !row_get_null(row, "last") &&
        row_get_int(row, "first") > row_get_int(row, "last"))
        op_field_fail(op, "/last", "field.before_start", 0, NULL);
    return op->problem.code;
}

const struct resource allocation_resource = {
    .name = "allocation",
    .plural = "allocations",
    .table = "allocation",
    .fields = fields,
    .n_fields = FIELD_COUNT(fields),
    .scope = {.table = "allocation", .kind = SCOPED_CLIENT, .client = "client", .project = "project"},
    .create = ROLE_MANAGER,
    .update = ROLE_MANAGER,
    .delete_ = ROLE_MANAGER,
    .title = "role",
    .parents = parents,
    .default_sort = "first",
    .version = 1,
    .check = check,
};
