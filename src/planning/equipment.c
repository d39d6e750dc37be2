#include "planning/planning.h"

static const char *const kinds[] = {"room", "licence", "machine", "other", NULL};

static const struct field fields[] = {
    FIELDS_COMMON,
    {.name = "name", .type = F_TEXT, .flags = FF_REQUIRED | FF_SORT, .max = 100},
    {.name = "kind", .type = F_ENUM, .flags = FF_REQUIRED | FF_SORT, .choices = kinds, .initial = "\"room\""},
    /* how many tasks can use it at one time */
    {.name = "capacity", .type = F_INT, .flags = FF_REQUIRED, .min = 1, .max = 1000, .initial = "1"},
    {.name = "rank", .type = F_RANK, .flags = FF_SORT},
};

const struct resource equipment_resource = {
    .name = "equipment",
    .plural = "equipment",
    .table = "equipment",
    .fields = fields,
    .n_fields = FIELD_COUNT(fields),
    .scope = {.table = "equipment", .kind = SCOPED_WORKSPACE},
    .create = ROLE_MANAGER,
    .update = ROLE_MANAGER,
    .delete_ = ROLE_MANAGER,
    .title = "name",
    .default_sort = "rank",
    .version = 1,
    .most = 200, /* as many as the engine takes (PLAN_RESOURCES_MOST) */
};
