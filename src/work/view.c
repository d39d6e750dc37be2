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
};
