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

int access_reaches(struct op *op, struct id member, struct id client, bool *ret_reaches, struct str *ret_name)
{
    ROWS rows = {0};
    int err =
        op_query_system(op, &rows,
                        "SELECT m.name, m.role, (SELECT count(*) FROM @access a WHERE a.member = m.id AND "
                        "a.client = $2 AND a.deleted IS NULL) FROM @member m WHERE m.id = $1 AND m.deleted IS NULL",
                        ARGS(v_id(member), v_id(client)));
    if (err || (err = rows_next(&rows)) < 0)
        return err;
    *ret_reaches = err == 1 && (!str_is(row_text(&rows, 1), "member") || row_int(&rows, 2) > 0);
    if (ret_name)
        *ret_name = err == 1 ? arena_str(op->arena, row_text(&rows, 0)) : (struct str){"", 0};
    return 0;
}
