/* Ways in that are given as a secret, once: links for new people, tokens for programs. */
#include "base/utf8.h"
#include "clients/clients.h"
#include "people/credential.h"
#include "people/handlers.h"
#include "people/people.h"
#include "people/secret.h"

#define INVITE_DAYS 7

/* The row, with one member more that is never shown again. */
static int reply_with_secret(struct op *op, const struct request *req, struct reply *reply, const struct row *row,
                             const char *name, struct str secret)
{
    int err = reply_row(op, req, reply, 201, row);
    if (err || !reply->body.n)
        return err;
    reply->body.n--; /* the closing brace */
    buf_format(&reply->body, ",\"%s\":\"%.*s\"}", name, STR_FMT(secret));
    return 0;
}

int invites_post(struct op *op, struct request *req, struct reply *reply)
{
    uint8_t hash[SECRET_BYTES];
    struct str token = secret_make(op->arena, "");
    secret_hash(token, hash);
    static const char *const names[] = {"token_hash", "expires"};
    const struct value values[] = {v_blob(((struct str){(const char *)hash, sizeof hash})),
                                   v_int(op->now_us + INVITE_DAYS * US_PER_DAY)};
    struct row *row;
    if (body_only(op, req->json, "id name email role own_tasks_only clients"))
        return op->problem.code;
    int err = resource_create_system(op, &invite_resource, req->json, 2, names, values, &row);
    if (err)
        return err;
    return reply_with_secret(
        op, req, reply, row, "link",
        arena_format(op->arena, "%.*s/invitation?token=%.*s", STR_FMT(req->origin), STR_FMT(token)));
}

int tokens_post(struct op *op, struct request *req, struct reply *reply)
{
    uint8_t hash[SECRET_BYTES];
    if (req->session.kind != SESSION_COOKIE) /* else one that ends could give itself another life */
        return op_fail(op, ERR_FORBIDDEN, "token.by_token", 0, NULL);
    struct str token = secret_make(op->arena, "apl_");
    secret_hash(token, hash);
    static const char *const names[] = {"member", "token_hash"};
    const struct value values[] = {v_id(op->scope.me), v_blob(((struct str){(const char *)hash, sizeof hash}))};
    struct row *row;
    if (body_only(op, req->json, "id name can_write expires"))
        return op->problem.code;
    int err = resource_create_system(op, &token_resource, req->json, 2, names, values, &row);
    return err ? err : reply_with_secret(op, req, reply, row, "token", token);
}

/* An unknown link and a withdrawn one look the same; one that was used or is too old says so. */
static int invite_find(struct op *op, struct str token, struct row **ret_invite)
{
    uint8_t hash[SECRET_BYTES];
    secret_hash(token, hash);
    ROWS rows = {0};
    int err = op_query_system(op, &rows, "SELECT id FROM @invite WHERE token_hash = $1 AND deleted IS NULL",
                              ARGS(v_blob(((struct str){(const char *)hash, sizeof hash}))));
    if (err)
        return err;
    if ((err = rows_next(&rows)) != 1)
        return err < 0 ? err : op_fail(op, ERR_NOT_FOUND, "invitation.unknown", 0, NULL);
    struct id id = row_id(&rows, 0);
    rows_end(&rows);
    struct row *invite;
    if ((err = resource_get_system(op, &invite_resource, id, &invite)))
        return err;
    if (!row_get_null(invite, "accepted"))
        return op_fail(op, ERR_GONE, "invitation.used", 0, NULL);
    if (row_get_int(invite, "expires") <= op->now_us)
        return op_fail(op, ERR_GONE, "invitation.expired", 0, NULL);
    *ret_invite = invite;
    return 0;
}

static void write_text(struct json *j, const char *key, const struct row *row, const char *field)
{
    json_key(j, key);
    if (row_get_null(row, field))
        json_none(j);
    else
        json_str(j, row_get_text(row, field));
}

int invitation_get(struct op *op, struct request *req, struct reply *reply)
{
    struct row *invite, *workspace;
    int err;
    if ((err = invite_find(op, request_query(req, "token"), &invite)) || (err = workspace_get(op, &workspace)))
        return err;
    struct json j = reply_json(reply);
    json_object_start(&j);
    write_text(&j, "workspace", workspace, "name");
    write_text(&j, "name", invite, "name");
    write_text(&j, "email", invite, "email");
    write_text(&j, "role", invite, "role");
    json_key(&j, "expires");
    json_instant(&j, row_get_int(invite, "expires"));
    json_object_end(&j);
    return 0;
}

struct acceptance {
    struct str token, name, email, locale, zone;
    char hash[PASSWORD_HASH_ROOM];
};

int invitation_prepare(struct op *op, struct request *req)
{
    struct acceptance *a = arena_new(op->arena, struct acceptance);
    struct str password;
    struct row *invite;
    body_only(op, req->json, "token name email password locale zone");
    body_text(op, req->json, "token", true, 100, &a->token);
    body_text(op, req->json, "name", true, 200, &a->name);
    body_text(op, req->json, "email", false, 254, &a->email);
    body_text(op, req->json, "password", true, PASSWORD_MOST, &password);
    body_text(op, req->json, "locale", false, 20, &a->locale);
    body_text(op, req->json, "zone", false, 60, &a->zone);
    if (op->problem.code)
        return op->problem.code;
    int err = invite_find(op, a->token, &invite);
    if (err)
        return err;
    if (!row_get_null(invite, "email"))
        a->email = row_get_text(invite, "email");
    else if (!a->email.n)
        return op_field_fail(op, "/email", "field.required", 0, NULL);
    if (password_check(op, "/password", password, a->email, a->name))
        return op->problem.code;
    req->prepared = a;
    return password_hash(op, password, a->hash);
}

static void set_text(json_t *object, const char *key, struct str text)
{
    if (text.n)
        json_object_set_new(object, key, json_stringn(text.at, text.n));
}

static int create_member(struct op *op, const struct acceptance *a, const struct row *invite, struct id *ret_member)
{
    json_auto_t *input = json_pack("{s:b}", "own_tasks_only", row_get_int(invite, "own_tasks_only") != 0);
    set_text(input, "role", row_get_text(invite, "role"));
    set_text(input, "name", a->name);
    set_text(input, "email", a->email);
    set_text(input, "locale", a->locale);
    set_text(input, "zone", a->zone);
    struct row *member;
    int err = resource_create_system(op, &member_resource, input, 0, NULL, NULL, &member);
    if (err)
        return err;
    *ret_member = row_get_id(member, "id");
    return credential_set(op, *ret_member, a->hash);
}

/* Clients that went to the trash since the invitation was written are left out. */
static int grant_clients(struct op *op, const struct row *invite, struct id member)
{
    struct str ids = row_at(invite, "clients")->kind == V_BLOB ? row_at(invite, "clients")->s : (struct str){0};
    for (size_t at = 0; at + sizeof(struct id) <= ids.n; at += sizeof(struct id)) {
        struct id client;
        struct row *row;
        memcpy(client.byte, ids.at + at, sizeof client.byte);
        int err = resource_get_system(op, &client_resource, client, &row);
        if (!err)
            err = access_grant(op, member, client);
        if (err && err != ERR_NOT_FOUND)
            return err;
    }
    return 0;
}

static int accept(struct op *op, const struct acceptance *a, struct id *ret_member)
{
    struct row *invite;
    int err;
    /* Again: between the look and this write it may have been used. */
    if ((err = invite_find(op, a->token, &invite)) || (err = create_member(op, a, invite, ret_member)))
        return err;
    op->scope.me = *ret_member;
    if ((err = grant_clients(op, invite, *ret_member)))
        return err;
    static const char *const names[] = {"accepted", "member"};
    const struct value values[] = {v_int(op->now_us), v_id(*ret_member)};
    return resource_set_system(op, &invite_resource, row_get_id(invite, "id"), 2, names, values);
}

int invitation_accept(struct op *op, struct request *req, struct reply *reply)
{
    struct id member;
    struct scope before = op_as_system(op);
    int err = accept(op, req->prepared, &member);
    if (!err)
        err = sign_in_reply(op, req, reply, member);
    op->scope = before;
    return err;
}
