#include "work/work.h"

static const char *const parents[] = {"project", NULL};

static const struct field fields[] = {
    FIELDS_COMMON,
    {.name = "client",
     .type = F_REF,
     .flags = FF_REQUIRED | FF_READ_ONLY | FF_INHERIT,
     .target = "client",
     .see = ROLE_PORTAL},
    {.name = "project",
     .type = F_REF,
     .flags = FF_REQUIRED | FF_ON_CREATE | FF_CASCADE,
     .target = "project",
     .see = ROLE_PORTAL},
    {.name = "shared",
     .type = F_BOOL,
     .flags = FF_REQUIRED | FF_READ_ONLY | FF_INHERIT,
     .initial = "false",
     .see = ROLE_PORTAL},
    {.name = "name", .type = F_TEXT, .flags = FF_REQUIRED, .max = 60, .see = ROLE_PORTAL},
    {.name = "category",
     .type = F_ENUM,
     .flags = FF_REQUIRED,
     .choices = work_categories,
     .initial = "\"open\"",
     .see = ROLE_PORTAL},
    {.name = "color", .type = F_COLOR, .see = ROLE_PORTAL},
    {.name = "rank", .type = F_RANK, .flags = FF_SORT, .see = ROLE_PORTAL},
};

const struct resource status_resource = {
    .name = "status",
    .plural = "statuses",
    .table = "status",
    .fields = fields,
    .n_fields = FIELD_COUNT(fields),
    .scope = {.table = "status", .kind = SCOPED_CLIENT, .client = "client", .project = "project", .shared = "shared"},
    .create = ROLE_MANAGER,
    .update = ROLE_MANAGER,
    .delete_ = ROLE_MANAGER,
    .title = "name",
    .parents = parents,
    .default_sort = "rank",
    .version = 1,
};
