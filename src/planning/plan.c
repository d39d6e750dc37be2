#include "planning/planning.h"

/* The plan in force, one row: what it says is in tables of its own that are no resources (force.h); that this row has
 * changed is how open screens hear of a new plan. */
static const struct field fields[] = {
    FIELDS_COMMON,
    {.name = "hash", .type = F_TEXT, .flags = FF_REQUIRED | FF_READ_ONLY, .max = 16},
    {.name = "moved", .type = F_INT, .flags = FF_REQUIRED | FF_READ_ONLY, .max = INT32_MAX, .initial = "0"},
    {.name = "nervousness", .type = F_INT, .flags = FF_REQUIRED | FF_READ_ONLY, .max = 100, .initial = "0"},
    /* of the log: all events up to it are in the plan */
    {.name = "seq", .type = F_INT, .flags = FF_READ_ONLY | FF_DERIVED, .max = INT64_MAX},
    {.name = "made", .type = F_INSTANT, .flags = FF_READ_ONLY | FF_DERIVED},
    {.name = "begins", .type = F_INSTANT, .flags = FF_READ_ONLY | FF_DERIVED},
    {.name = "ends", .type = F_INSTANT, .flags = FF_READ_ONLY | FF_DERIVED},
};

const struct resource plan_resource = {
    .name = "plan",
    .plural = "plans",
    .table = "plan",
    .fields = fields,
    .n_fields = FIELD_COUNT(fields),
    .scope = {.table = "plan", .kind = SCOPED_WORKSPACE},
    .create = ROLE_SYSTEM,
    .update = ROLE_SYSTEM,
    .delete_ = ROLE_SYSTEM,
    .title = "hash",
    .default_sort = "created",
    .version = 1,
};
