#include "work/work.h"

static const char *const kinds[] = {"task", "list", "project", NULL};

static const struct field fields[] = {
    FIELDS_COMMON,
    {.name = "name", .type = F_TEXT, .flags = FF_REQUIRED | FF_SEARCH | FF_SORT, .max = 200},
    {.name = "kind", .type = F_ENUM, .flags = FF_REQUIRED | FF_ON_CREATE, .choices = kinds},
    {.name = "description", .type = F_MARKDOWN, .max = MARKDOWN_MAX},
    {.name = "body", .type = F_JSON, .flags = FF_REQUIRED | FF_NO_FILTER, .max = 900000},
    {.name = "rank", .type = F_RANK, .flags = FF_SORT},
};

const struct resource template_resource = {
    .name = "template",
    .plural = "templates",
    .table = "template",
    .fields = fields,
    .n_fields = FIELD_COUNT(fields),
    .scope = {.table = "template", .kind = SCOPED_WORKSPACE},
    .create = ROLE_MANAGER,
    .update = ROLE_MANAGER,
    .delete_ = ROLE_MANAGER,
    .title = "name",
    .default_sort = "rank",
    .version = 1,
};
