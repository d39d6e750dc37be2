#include "work/work.h"

static const char *const states[] = {"draft", "agreed", "active", "on_hold", "delivered", "closed", NULL};

static const struct field fields[] = {
    FIELDS_COMMON,
    {.name = "client",
     .type = F_REF,
     .flags = FF_REQUIRED | FF_ON_CREATE | FF_CASCADE,
     .target = "client",
     .see = ROLE_PORTAL},
    {.name = "shared", .type = F_BOOL, .flags = FF_REQUIRED, .initial = "false", .see = ROLE_PORTAL},
    {.name = "name", .type = F_TEXT, .flags = FF_REQUIRED | FF_SEARCH | FF_SORT, .max = 200, .see = ROLE_PORTAL},
    {.name = "description", .type = F_MARKDOWN, .flags = FF_SEARCH, .max = MARKDOWN_MAX},
    {.name = "owner", .type = F_REF, .target = "member"},
    {.name = "state",
     .type = F_ENUM,
     .flags = FF_REQUIRED | FF_SORT,
     .choices = states,
     .initial = "\"active\"",
     .see = ROLE_PORTAL},
    {.name = "start", .type = F_DATE, .flags = FF_SORT, .see = ROLE_PORTAL},
    {.name = "due", .type = F_DATE, .flags = FF_SORT, .see = ROLE_PORTAL},
    {.name = "budget_min", .type = F_INT, .min = 0, .max = MINUTES_MAX},
    {.name = "tags", .type = F_TAGS, .max = 50},
    {.name = "custom", .type = F_CUSTOM, .max = 100000},
    {.name = "archived", .type = F_INSTANT},
    {.name = "rank", .type = F_RANK, .flags = FF_SORT},
    {.name = "task_count", .type = F_INT, .flags = FF_READ_ONLY | FF_DERIVED, .initial = "0"},
    {.name = "task_done", .type = F_INT, .flags = FF_READ_ONLY | FF_DERIVED, .initial = "0"},
};

const struct resource project_resource = {
    .name = "project",
    .plural = "projects",
    .table = "project",
    .fields = fields,
    .n_fields = FIELD_COUNT(fields),
    .scope = {.table = "project", .kind = SCOPED_CLIENT, .client = "client", .project = "id", .shared = "shared"},
    .create = ROLE_MANAGER,
    .update = ROLE_MANAGER,
    .delete_ = ROLE_MANAGER,
    .title = "name",
    .default_sort = "rank",
    .version = 1,
};
