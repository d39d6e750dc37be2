#include "people/people.h"

static const struct field fields[] = {
    FIELDS_COMMON,
    {.name = "member", .type = F_REF, .flags = FF_REQUIRED | FF_READ_ONLY | FF_CASCADE, .target = "member"},
    {.name = "name", .type = F_TEXT, .flags = FF_REQUIRED, .max = 100},
    {.name = "can_write", .type = F_BOOL, .flags = FF_REQUIRED | FF_ON_CREATE, .initial = "true"},
    {.name = "token_hash", .type = F_HASH, .flags = FF_REQUIRED | FF_READ_ONLY | FF_SECRET | FF_NO_FILTER},
    {.name = "expires", .type = F_INSTANT, .flags = FF_ON_CREATE},
    {.name = "seen", .type = F_INSTANT, .flags = FF_READ_ONLY | FF_DERIVED | FF_SORT},
};

const struct resource token_resource = {
    .name = "token",
    .plural = "tokens",
    .table = "token",
    .fields = fields,
    .n_fields = FIELD_COUNT(fields),
    .scope = {.table = "token", .kind = SCOPED_ME},
    .create = ROLE_MEMBER,
    .update = ROLE_MEMBER,
    .delete_ = ROLE_MEMBER,
    .title = "name",
    .default_sort = "-created",
    .version = 1,
};
