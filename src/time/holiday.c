#include "time/time.h"

static const struct field fields[] = {
    FIELDS_COMMON,
    {.name = "date", .type = F_DATE, .flags = FF_REQUIRED | FF_SORT},
    {.name = "name", .type = F_TEXT, .flags = FF_REQUIRED, .max = 100},
    /* by whose rule it was made: two letters */
    {.name = "country", .type = F_TEXT, .flags = FF_READ_ONLY, .max = 2},
    /* whom it concerns; nobody said: everybody */
    {.name = "members", .type = F_REFS, .max = 100, .target = "member"},
};

const struct resource holiday_resource = {
    .name = "holiday",
    .plural = "holidays",
    .table = "holiday",
    .fields = fields,
    .n_fields = FIELD_COUNT(fields),
    .scope = {.table = "holiday", .kind = SCOPED_WORKSPACE},
    .create = ROLE_MANAGER,
    .update = ROLE_MANAGER,
    .delete_ = ROLE_MANAGER,
    .title = "name",
    .default_sort = "date",
    .version = 1,
};
