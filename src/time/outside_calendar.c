#include "time/outside.h"

static const struct field fields[] = {
    FIELDS_COMMON,
    {.name = "member", .type = F_REF, .flags = FF_REQUIRED | FF_READ_ONLY | FF_CASCADE, .target = "member"},
    {.name = "name", .type = F_TEXT, .flags = FF_REQUIRED, .max = 100},
    /* whoever has it can read the whole calendar: it is never shown again */
    {.name = "url", .type = F_TEXT, .flags = FF_REQUIRED | FF_READ_ONLY | FF_SECRET, .max = 2000},
    {.name = "host", .type = F_TEXT, .flags = FF_REQUIRED | FF_READ_ONLY, .max = 255},
    {.name = "color", .type = F_COLOR},
    {.name = "active", .type = F_BOOL, .flags = FF_REQUIRED, .initial = "true"},
    /* when its busy times were last others than before */
    {.name = "changed", .type = F_INSTANT, .flags = FF_READ_ONLY},
    /* why it could not be read; null while all is well */
    {.name = "problem", .type = F_ENUM, .flags = FF_READ_ONLY, .choices = outside_problems},
    {.name = "fetched", .type = F_INSTANT, .flags = FF_READ_ONLY | FF_DERIVED},
};

const struct resource outside_calendar_resource = {
    .name = "outside_calendar",
    .plural = "outside_calendars",
    .table = "outside_calendar",
    .fields = fields,
    .n_fields = FIELD_COUNT(fields),
    .scope = {.table = "outside_calendar", .kind = SCOPED_ME},
    .title = "name",
    .create = ROLE_SYSTEM, /* an action takes the address apart */
    .default_sort = "created",
    .most = OUTSIDE_CALENDARS,
    .version = 1,
};
