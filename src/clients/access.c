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

int access_grant(struct op *op, struct id member, struct id client)
{
    ROWS rows = {0};
    int err = op_query_system(op, &rows, "SELECT 1 FROM @access WHERE member = $1 AND client = $2 AND deleted IS NULL",
                              ARGS(v_id(member), v_id(client)));
    if (err || (err = rows_next(&rows)) != 0)
        return err < 0 ? err : 0;
    rows_end(&rows);
    static const char *const names[] = {"member", "client"};
    const struct value values[] = {v_id(member), v_id(client)};
    struct row *row;
    return resource_create_system(op, &access_resource, NULL, 2, names, values, &row);
}
