#include "work/work.h"

static const char *const kinds[] = {"list", "board", "table", "calendar", "gantt", "timeline", "workload", NULL};

static const struct field fields[] = {
    FIELDS_COMMON,
    {.name = "member", .type = F_REF, .flags = FF_REQUIRED | FF_READ_ONLY | FF_CASCADE, .target = "member"},
    /* with everyone who sees what it is about */
    {.name = "shared", .type = F_BOOL, .flags = FF_REQUIRED, .initial = "false"},
    {.name = "name", .type = F_TEXT, .flags = FF_REQUIRED, .max = 100},
    {.name = "kind", .type = F_ENUM, .flags = FF_REQUIRED, .choices = kinds, .initial = "\"list\""},
    /* what it is about: at most one; none is everything */
    {.name = "client", .type = F_REF, .flags = FF_CASCADE, .target = "client"},
    {.name = "project", .type = F_REF, .flags = FF_CASCADE, .target = "project"},
    {.name = "list", .type = F_REF, .flags = FF_CASCADE, .target = "list"},
    {.name = "filter", .type = F_TEXT, .flags = FF_NO_FILTER, .max = 2000},
    {.name = "group_by", .type = F_TEXT, .flags = FF_NO_FILTER, .max = 100},
    {.name = "sort", .type = F_TEXT, .flags = FF_NO_FILTER, .max = 200},
    {.name = "columns", .type = F_JSON, .flags = FF_NO_FILTER, .max = 20000},
    {.name = "rank", .type = F_RANK, .flags = FF_SORT},
};

/* One's own; what is shared may also be put right by a manager. */
static int allow(struct op *op, const struct change *c)
{
    if (!c->before || id_eq(row_get_id(c->before, "member"), op->scope.me) || op->scope.role >= ROLE_MANAGER)
        return 0;
    return op_fail(op, ERR_FORBIDDEN, "view.not_yours", 0, NULL);
}

static int take_from(struct op *op, struct row *view, const struct resource *r, const char *from, const char *what)
{
    struct row *row;
    if (row_get_null(view, from))
        return 0;
    int err = resource_get_system(op, r, row_get_id(view, from), &row);
    if (!err)
        *row_at(view, what) = *row_at(row, what);
    return err == ERR_NOT_FOUND ? 0 : err;
}

/* A view of a list is one of its project and client too: who does not see the client does not see the view. */
static int check(struct op *op, struct change *c)
{
    if (c->verb != VERB_CREATE && c->verb != VERB_UPDATE)
        return 0;
    if (row_get_null(c->after, "member") && !id_is_zero(op->scope.me))
        *row_at(c->after, "member") = v_id(op->scope.me);
    int err = take_from(op, c->after, &list_resource, "list", "project");
    return err ? err : take_from(op, c->after, &project_resource, "project", "client");
}

const struct resource view_resource = {
    .name = "view",
    .plural = "views",
    .table = "view",
    .fields = fields,
    .n_fields = FIELD_COUNT(fields),
    .scope = {.table = "view", .kind = SCOPED_VIEW, .client = "client"},
    .create = ROLE_MEMBER,
    .update = ROLE_MEMBER,
    .delete_ = ROLE_MEMBER,
    .title = "name",
    .default_sort = "rank",
    .version = 1,
    .check = check,
    .allow = allow,
};
