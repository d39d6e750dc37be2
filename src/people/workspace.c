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
