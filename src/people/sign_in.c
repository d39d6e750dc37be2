/* First start, sign-in, sign-out. Nobody learns here whether an address has an account: a wrong address, a wrong
 * password, an account that rests or was switched off cost the same work and get the same answer. */
#include "people/credential.h"
#include "people/handlers.h"
#include "people/people.h"

int setup_get(struct op *op, struct request *req, struct reply *reply)
{
    (void)req;
    bool needed;
    int err = setup_needed(op, &needed);
    if (err)
        return err;
    struct json j = reply_json(reply);
    json_object_start(&j);
    json_key(&j, "needed");
    json_bool(&j, needed);
    json_object_end(&j);
    return 0;
}

struct prepared_setup {
    struct setup setup;
    char hash[PASSWORD_HASH_ROOM];
};

static int setup_read(struct op *op, const json_t *body, struct setup *s, struct str *ret_password)
{
    body_only(op, body, "workspace name email password locale zone");
    body_text(op, body, "workspace", true, 200, &s->workspace);
    body_text(op, body, "name", true, 200, &s->name);
    body_text(op, body, "email", true, 254, &s->email);
    body_text(op, body, "locale", false, 20, &s->locale);
    body_text(op, body, "zone", false, 60, &s->zone);
    body_text(op, body, "password", true, PASSWORD_MOST, ret_password);
    if (!s->locale.n)
        s->locale = str_of(op->locale);
    if (!s->zone.n)
        s->zone = STR("UTC");
    if (!op->problem.code)
        password_check(op, "/password", *ret_password, s->email, s->name);
    return op->problem.code;
}

int setup_prepare(struct op *op, struct request *req)
{
    bool needed;
    struct str password;
    struct prepared_setup *p = arena_new(op->arena, struct prepared_setup);
    int err = setup_needed(op, &needed);
    if (err)
        return err;
    if (!needed)
        return op_fail(op, ERR_CONFLICT, "setup.done", 0, NULL);
    if ((err = setup_read(op, req->json, &p->setup, &password)) || (err = password_hash(op, password, p->hash)))
        return err;
    p->setup.password_hash = p->hash;
    req->prepared = p;
    return 0;
}

int setup_post(struct op *op, struct request *req, struct reply *reply)
{
    struct prepared_setup *p = req->prepared;
    struct id owner;
    struct scope before = op_as_system(op);
    int err = setup_run(op, &p->setup, &owner);
    if (!err)
        err = sign_in_reply(op, req, reply, owner);
    op->scope = before;
    if (!err)
        reply->status = 201;
    return err;
}

static int note_failure(struct op *op, void *arg)
{
    return credential_failed(op, *(struct id *)arg);
}

int sign_in_prepare(struct op *op, struct request *req)
{
    struct str email, password;
    body_only(op, req->json, "email password");
    body_text(op, req->json, "email", true, 254, &email);
    body_text(op, req->json, "password", true, PASSWORD_MOST, &password);
    if (op->problem.code)
        return op->problem.code;
    struct credential *c = arena_new(op->arena, struct credential);
    int err = credential_find(op, email, c);
    if (err)
        return err;
    bool right = password_verify(c->hash, password);
    if (right && c->active && !c->resting) {
        req->prepared = c;
        return 0;
    }
    if ((err = request_write(op, req, note_failure, &c->person)))
        return err;
    return op_fail(op, ERR_UNAUTHENTICATED, "sign_in.wrong", 0, NULL);
}

int sign_in_reply(struct op *op, struct request *req, struct reply *reply, struct id member)
{
    struct str token, csrf;
    struct row *row;
    int err;
    op->scope.me = member;
    if ((err = session_open(op, member, request_header(req, "User-Agent"), req->address, &token, &csrf)) ||
        (err = resource_get_system(op, &member_resource, member, &row)))
        return err;
    reply_session(op, req, reply, token, SESSION_DAYS * (US_PER_DAY / US_PER_S));
    struct json j = reply_json(reply);
    json_object_start(&j);
    json_key(&j, "csrf");
    json_str(&j, csrf);
    json_key(&j, "member");
    resource_write(&j, row, &(struct scope){.role = role_of(row_get_text(row, "role"))}, NULL);
    json_object_end(&j);
    return 0;
}

int sign_in_post(struct op *op, struct request *req, struct reply *reply)
{
    const struct credential *c = req->prepared;
    struct scope before = op_as_system(op);
    int err = credential_succeeded(op, c->person);
    if (!err)
        err = sign_in_reply(op, req, reply, c->person);
    op->scope = before;
    return err;
}

int sign_out_post(struct op *op, struct request *req, struct reply *reply)
{
    if (req->session.kind != SESSION_COOKIE)
        return op_fail(op, ERR_CONFLICT, "sign_out.no_session", 0, NULL);
    struct scope before = op_as_system(op);
    int err = resource_delete(op, &session_resource, req->session.id, ANY_VERSION);
    op->scope = before;
    if (err && err != ERR_NOT_FOUND)
        return err;
    reply_session_end(op, req, reply);
    return 0;
}
