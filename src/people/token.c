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

/* A revoked token stays revoked: neither the trash nor an undo brings it back. */
static int check(struct op *op, struct change *c)
{
    if (c->verb == VERB_RESTORE)
        return op_fail(op, ERR_CONFLICT, "token.revoked", 0, NULL);
    if (c->verb == VERB_CREATE && !row_get_null(c->after, "expires") && row_get_int(c->after, "expires") <= op->now_us)
        return op_field_fail(op, "/expires", "field.past", 0, NULL);
    return 0;
}

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
    .check = check,
};
