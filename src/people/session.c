#include "people/people.h"

static const struct field fields[] = {
    FIELDS_COMMON,
    {.name = "member", .type = F_REF, .flags = FF_REQUIRED | FF_READ_ONLY | FF_CASCADE, .target = "member"},
    {.name = "token_hash", .type = F_HASH, .flags = FF_REQUIRED | FF_READ_ONLY | FF_SECRET | FF_NO_FILTER},
    {.name = "csrf", .type = F_HASH, .flags = FF_REQUIRED | FF_READ_ONLY | FF_SECRET | FF_NO_FILTER},
    {.name = "expires", .type = F_INSTANT, .flags = FF_REQUIRED | FF_READ_ONLY},
    /* written every few minutes of use, which is no change worth an event */
    {.name = "seen", .type = F_INSTANT, .flags = FF_READ_ONLY | FF_DERIVED | FF_SORT},
    {.name = "agent", .type = F_TEXT, .flags = FF_READ_ONLY, .max = 300},
    {.name = "address", .type = F_TEXT, .flags = FF_READ_ONLY, .max = 60},
};

const struct resource session_resource = {
    .name = "session",
    .plural = "sessions",
    .table = "session",
    .fields = fields,
    .n_fields = FIELD_COUNT(fields),
    .scope = {.table = "session", .kind = SCOPED_ME},
    .create = ROLE_SYSTEM,
    .update = ROLE_SYSTEM,
    .delete_ = ROLE_MEMBER,
    .title = "agent",
    .default_sort = "-seen",
    .version = 1,
};
