#include "work/graph.h"
#include "work/work.h"

static const char *const kinds[] = {"finish_start", "start_start", "finish_finish", "start_finish", NULL};
static const char *const parents[] = {"task", NULL};

static const struct field fields[] = {
    FIELDS_COMMON,
    {.name = "client", .type = F_REF, .flags = FF_REQUIRED | FF_READ_ONLY | FF_INHERIT, .target = "client"},
    {.name = "project", .type = F_REF, .flags = FF_REQUIRED | FF_READ_ONLY | FF_INHERIT, .target = "project"},
    /* the one that waits */
    {.name = "task", .type = F_REF, .flags = FF_REQUIRED | FF_ON_CREATE | FF_CASCADE, .target = "task"},
    /* never: the portal knows nothing of the order of work */
    {.name = "shared", .type = F_BOOL, .flags = FF_REQUIRED | FF_READ_ONLY, .initial = "false"},
    /* the one it waits for */
    {.name = "predecessor", .type = F_REF, .flags = FF_REQUIRED | FF_ON_CREATE | FF_CASCADE, .target = "task"},
    {.name = "kind", .type = F_ENUM, .flags = FF_REQUIRED, .choices = kinds, .initial = "\"finish_start\""},
    /* negative: a lead */
    {.name = "lag_min", .type = F_INT, .flags = FF_REQUIRED, .min = -MINUTES_MAX, .max = MINUTES_MAX, .initial = "0"},
};

static int check(struct op *op, struct change *c)
{
    if (c->verb != VERB_CREATE && c->verb != VERB_RESTORE)
        return 0;
    if (row_get_null(c->after, "task") || row_get_null(c->after, "predecessor"))
        return 0; /* told as missing */
    return graph_check(op, row_get_id(c->after, "task"), row_get_id(c->after, "predecessor"));
}

const struct resource dependency_resource = {
    .name = "dependency",
    .plural = "dependencies",
    .table = "dependency",
    .fields = fields,
    .n_fields = FIELD_COUNT(fields),
    .scope = SCOPE_OF_TASK("dependency"),
    .create = ROLE_MEMBER,
    .update = ROLE_MEMBER,
    .delete_ = ROLE_MEMBER,
    .title = "kind",
    .parents = parents,
    .default_sort = "created",
    .version = 1,
    .check = check,
};
