#include "work/work.h"

static const char *const bearers[] = {"task", "project", "client", NULL};
static const char *const types[] = {"text", "number", "money", "date", "choice", "people", "link", "check", NULL};

static const struct field fields[] = {
    FIELDS_COMMON,
    {.name = "name", .type = F_TEXT, .flags = FF_REQUIRED | FF_UNIQUE | FF_SORT, .max = 60},
    {.name = "applies_to",
     .type = F_ENUM,
     .flags = FF_REQUIRED | FF_ON_CREATE,
     .choices = bearers,
     .initial = "\"task\""},
    {.name = "type", .type = F_ENUM, .flags = FF_REQUIRED | FF_ON_CREATE, .choices = types, .initial = "\"text\""},
    /* of a choice: [{"id":"…","name":"Gold","color":3}] */
    {.name = "options", .type = F_JSON, .flags = FF_NO_FILTER, .max = 20000},
    {.name = "currency", .type = F_CURRENCY},
    {.name = "rank", .type = F_RANK, .flags = FF_SORT},
};

const struct resource custom_field_resource = {
    .name = "custom_field",
    .plural = "custom_fields",
    .table = "custom_field",
    .fields = fields,
    .n_fields = FIELD_COUNT(fields),
    .scope = {.table = "custom_field", .kind = SCOPED_WORKSPACE},
    .create = ROLE_MANAGER,
    .update = ROLE_MANAGER,
    .delete_ = ROLE_MANAGER,
    .title = "name",
    .default_sort = "rank",
    .version = 1,
};
