#include "planning/planning.h"
#include "work/work.h"

static const char *const parents[] = {"project", NULL};

/* The plan of a project as it was on a day, to hold today's against. Made by POST /projects/{id}/baseline. */
static const struct field fields[] = {
    FIELDS_COMMON,
    FIELD_CLIENT,
    {.name = "project", .type = F_REF, .flags = FF_REQUIRED | FF_READ_ONLY | FF_CASCADE, .target = "project"},
    {.name = "name", .type = F_TEXT, .flags = FF_REQUIRED, .max = 100},
    {.name = "taken", .type = F_INSTANT, .flags = FF_REQUIRED | FF_READ_ONLY | FF_SORT},
    /* {"tasks":[{"task","title","start","finish","effort_min"}]}: of all tasks, so not for who sees only own ones */
    {.name = "body",
     .type = F_JSON,
     .flags = FF_REQUIRED | FF_READ_ONLY | FF_NO_FILTER | FF_WHOLE,
     .max = 4 * 1024 * 1024},
};

const struct resource baseline_resource = {
    .name = "baseline",
    .plural = "baselines",
    .table = "baseline",
    .fields = fields,
    .n_fields = FIELD_COUNT(fields),
    .scope = {.table = "baseline", .kind = SCOPED_CLIENT, .client = "client", .project = "project"},
    .create = ROLE_SYSTEM,
    .update = ROLE_MANAGER,
    .delete_ = ROLE_MANAGER,
    .title = "name",
    .parents = parents,
    .default_sort = "-taken",
    .version = 1,
};
