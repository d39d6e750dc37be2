#include "people/people.h"

static const char *const roles[] = {"owner", "admin", "manager", "member", NULL};

static const struct field fields[] = {
    FIELDS_COMMON,
    {.name = "name", .type = F_TEXT, .flags = FF_ON_CREATE, .max = 200},
    {.name = "email", .type = F_EMAIL, .flags = FF_ON_CREATE, .max = 254},
    {.name = "role", .type = F_ENUM, .flags = FF_REQUIRED | FF_ON_CREATE, .choices = roles, .initial = "\"member\""},
    {.name = "own_tasks_only", .type = F_BOOL, .flags = FF_REQUIRED | FF_ON_CREATE, .initial = "false"},
    {.name = "clients", .type = F_REFS, .flags = FF_ON_CREATE, .max = 100, .target = "client"},
    {.name = "token_hash", .type = F_HASH, .flags = FF_REQUIRED | FF_READ_ONLY | FF_SECRET | FF_NO_FILTER},
    {.name = "expires", .type = F_INSTANT, .flags = FF_REQUIRED | FF_READ_ONLY | FF_SORT},
    {.name = "accepted", .type = F_INSTANT, .flags = FF_READ_ONLY},
    {.name = "member", .type = F_REF, .flags = FF_READ_ONLY, .target = "member"},
};

const struct resource invite_resource = {
    .name = "invite",
    .plural = "invites",
    .table = "invite",
    .fields = fields,
    .n_fields = FIELD_COUNT(fields),
    .scope = {.table = "invite", .kind = SCOPED_ADMIN},
    .create = ROLE_ADMIN,
    .update = ROLE_SYSTEM,
    .delete_ = ROLE_ADMIN,
    .title = "name",
    .default_sort = "-created",
    .version = 1,
};
