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

static int check(struct op *op, struct change *c)
{
    if (c->verb == VERB_RESTORE)
        return op_fail(op, ERR_CONFLICT, "invite.withdrawn", 0, NULL);
    if (c->verb != VERB_CREATE)
        return 0;
    if (role_of(row_get_text(c->after, "role")) > op->scope.role)
        return op_field_fail(op, "/role", "member.role_too_high", 0, NULL);
    if (row_get_null(c->after, "email"))
        return 0;
    ROWS rows = {0};
    int err = op_query_system(op, &rows, "SELECT 1 FROM @member WHERE email = $1 AND deleted IS NULL",
                              ARGS(*row_at(c->after, "email")));
    if (!err && (err = rows_next(&rows)) == 1)
        return op_field_fail(op, "/email", "member.email_taken", 0, NULL);
    return err;
}

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
    .check = check,
};
