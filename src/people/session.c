#include "base/utf8.h"
#include "people/people.h"
#include "people/secret.h"

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

/* What was ended stays ended: neither the trash nor an undo brings a session back. */
static int check(struct op *op, struct change *c)
{
    if (c->verb == VERB_RESTORE)
        return op_fail(op, ERR_CONFLICT, "session.ended", 0, NULL);
    if (c->verb == VERB_CREATE && row_get_null(c->after, "seen"))
        *row_at(c->after, "seen") = v_int(op->now_us);
    return 0;
}

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
    .check = check,
};

static struct value text_or_null(struct str text, size_t room)
{
    return text.n && utf8_valid(text) ? v_text(utf8_cut(text, room)) : v_null();
}

int session_open(struct op *op, struct id member, struct str agent, struct str address, struct str *ret_token,
                 struct str *ret_csrf)
{
    uint8_t hash[SECRET_BYTES], csrf[SECRET_BYTES];
    struct str token = secret_make(op->arena, "");
    secret_hash(token, hash);
    secret_random(csrf);
    static const char *const names[] = {"member", "token_hash", "csrf", "expires", "agent", "address"};
    const struct value values[] = {
        v_id(member),
        v_blob(((struct str){(const char *)hash, sizeof hash})),
        v_blob(((struct str){(const char *)csrf, sizeof csrf})),
        v_int(op->now_us + SESSION_DAYS * US_PER_DAY),
        text_or_null(agent, 300),
        text_or_null(address, 60),
    };
    struct row *row;
    int err = resource_create_system(op, &session_resource, NULL, 6, names, values, &row);
    if (err)
        return err;
    *ret_token = token;
    *ret_csrf = secret_hex(op->arena, csrf);
    return 0;
}

int session_end_all(struct op *op, struct id member, struct id keep)
{
    struct id ids[64]; /* a slice at a time, so that no statement is open while rows are written */
    for (;;) {
        ROWS rows = {0};
        int err = op_query_system(op, &rows,
                                  "SELECT id FROM @session WHERE member = $1 AND deleted IS NULL AND id <> $2 LIMIT 64",
                                  ARGS(v_id(member), v_id(keep)));
        if (err)
            return err;
        size_t n = 0;
        while (n < 64 && (err = rows_next(&rows)) == 1)
            ids[n++] = row_id(&rows, 0);
        rows_end(&rows);
        struct scope before = op_as_system(op);
        for (size_t i = 0; i < n && err >= 0; i++)
            err = resource_delete(op, &session_resource, ids[i], ANY_VERSION);
        op->scope = before;
        if (err < 0 || n < 64)
            return err < 0 ? err : 0;
    }
}
