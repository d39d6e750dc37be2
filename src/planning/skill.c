#include "planning/planning.h"

static const struct field fields[] = {
    FIELDS_COMMON,
    {.name = "name", .type = F_TEXT, .flags = FF_REQUIRED | FF_SORT, .max = 60},
    {.name = "color", .type = F_COLOR},
    {.name = "rank", .type = F_RANK, .flags = FF_SORT},
};

const struct resource skill_resource = {
    .name = "skill",
    .plural = "skills",
    .table = "skill",
    .fields = fields,
    .n_fields = FIELD_COUNT(fields),
    .scope = {.table = "skill", .kind = SCOPED_WORKSPACE},
    .create = ROLE_MANAGER,
    .update = ROLE_MANAGER,
    .delete_ = ROLE_MANAGER,
    .title = "name",
    .default_sort = "rank",
    .version = 1,
    .most = 256, /* as many as the engine takes */
};
