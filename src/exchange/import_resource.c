#include "exchange/import_resource.h"

static const char *const sources[] = {"clickup", "trello", "jira", "csv", "aplomb", NULL};
static const char *const states[] = {"uploaded", "waiting", "running", "done", "failed", "cancelled", NULL};

static const struct field fields[] = {
    FIELDS_COMMON,
    {.name = "source", .type = F_ENUM, .flags = FF_REQUIRED | FF_READ_ONLY, .choices = sources},
    {.name = "name", .type = F_TEXT, .flags = FF_REQUIRED | FF_READ_ONLY, .max = 255},
    {.name = "hash", .type = F_HASH, .flags = FF_REQUIRED | FF_READ_ONLY | FF_NO_FILTER},
    {.name = "state",
     .type = F_ENUM,
     .flags = FF_REQUIRED | FF_READ_ONLY,
     .choices = states,
     .initial = "\"uploaded\""},
    {.name = "dry_run", .type = F_BOOL, .flags = FF_REQUIRED | FF_READ_ONLY, .initial = "false"},
    {.name = "mapping", .type = F_JSON, .flags = FF_NO_FILTER, .max = 100000},
    {.name = "options", .type = F_JSON, .flags = FF_NO_FILTER, .max = 20000},
    {.name = "done", .type = F_INT, .flags = FF_REQUIRED | FF_READ_ONLY, .min = 0, .max = INT64_MAX, .initial = "0"},
    {.name = "total", .type = F_INT, .flags = FF_REQUIRED | FF_READ_ONLY, .min = 0, .max = INT64_MAX, .initial = "0"},
    {.name = "report", .type = F_JSON, .flags = FF_READ_ONLY | FF_NO_FILTER, .max = 900000},
};

const struct resource import_resource = {
    .name = "import",
    .plural = "imports",
    .table = "import",
    .fields = fields,
    .n_fields = FIELD_COUNT(fields),
    .scope = {.table = "import", .kind = SCOPED_ADMIN},
    .create = ROLE_SYSTEM,
    .update = ROLE_ADMIN,
    .delete_ = ROLE_ADMIN,
    .title = "name",
    .default_sort = "-created",
    .version = 1,
};
