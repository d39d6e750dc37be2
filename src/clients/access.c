#include "clients/clients.h"

static const struct field fields[] = {
    FIELDS_COMMON,
    {.name = "member", .type = F_REF, .flags = FF_REQUIRED | FF_ON_CREATE | FF_CASCADE, .target = "member"},
    {.name = "client", .type = F_REF, .flags = FF_REQUIRED | FF_ON_CREATE | FF_CASCADE, .target = "client"},
};

const struct resource access_resource = {
    .name = "access",
    .plural = "access",
    .table = "access",
    .fields = fields,
    .n_fields = FIELD_COUNT(fields),
    .scope = {.table = "access", .kind = SCOPED_CLIENT, .client = "client"},
    .create = ROLE_MANAGER,
    .update = ROLE_SYSTEM,
    .delete_ = ROLE_MANAGER,
    .title = "id",
    .default_sort = "created",
    .version = 1,
};
