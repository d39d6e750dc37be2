/* Who I am, what I see, and my password. */
#include "people/credential.h"
#include "people/handlers.h"
#include "people/people.h"
#include "people/secret.h"
#include "store/events.h"

/* The clients of a member's grants; null where the whole workspace is open. */
static int write_clients(struct op *op, struct json *j)
{
    json_key(j, "clients");
    if (op->scope.variant == SCOPE_ALL) {
        json_none(j);
        return 0;
    }
    ROWS rows = {0};
    int err = op_query(op, &rows, "SELECT id FROM @client WHERE deleted IS NULL ORDER BY rank, id", NO_ARGS);
    if (err)
        return err;
    json_array_start(j);
    while ((err = rows_next(&rows)) == 1)
        json_id(j, row_id(&rows, 0));
    json_array_end(j);
    return err;
}

/* A contact is no member: their row is the one of `contact`, which the portal does not list. */
static int write_member(struct op *op, struct json *j)
{
    struct row *row;
    json_key(j, "member");
    if (op->scope.role == ROLE_PORTAL) {
        json_none(j);
        return 0;
    }
    int err = resource_get(op, &member_resource, op->scope.me, false, &row);
    if (!err)
        resource_write(j, row, &op->scope, NULL);
    return err;
}

int me_get(struct op *op, struct request *req, struct reply *reply)
{
    struct row *workspace;
    int64_t seq;
    int err;
    if ((err = event_last_seq(op->db, op->scope.workspace, &seq)) || (err = workspace_get(op, &workspace)))
        return err;
    struct json j = reply_json(reply);
    json_object_start(&j);
    json_key(&j, "csrf");
    if (req->session.kind == SESSION_COOKIE)
        json_str(&j, secret_hex(op->arena, req->session.csrf));
    else
        json_none(&j);
    json_key(&j, "session"); /* which of the sessions this is */
    if (req->session.kind == SESSION_COOKIE)
        json_id(&j, req->session.id);
    else
        json_none(&j);
    json_key(&j, "role");
    json_text(&j, role_name(op->scope.role));
    json_key(&j, "workspace");
    resource_write(&j, workspace, &op->scope, NULL);
    json_key(&j, "seq");
    json_int(&j, seq);
    if ((err = write_member(op, &j)) || (err = write_clients(op, &j)))
        return err;
    json_object_end(&j);
    return 0;
}

static int check_old(struct op *op, struct request *req, struct str old)
{
    struct credential c;
    int err = credential_of(op, op->scope.me, &c);
    if (err)
        return err;
    (void)req;
    if (!password_verify(c.hash, old) || c.resting)
        return op_field_fail(op, "/old", "password.wrong", 0, NULL);
    return 0;
}

static int note_failure(struct op *op, void *arg)
{
    return credential_failed(op, *(struct id *)arg);
}

int me_password_prepare(struct op *op, struct request *req)
{
    struct str old, new;
    struct row *me;
    char *hash = arena_alloc(op->arena, PASSWORD_HASH_ROOM);
    body_only(op, req->json, "old new");
    body_text(op, req->json, "old", true, PASSWORD_MOST, &old);
    body_text(op, req->json, "new", true, PASSWORD_MOST, &new);
    if (op->problem.code)
        return op->problem.code;
    int err = resource_get(op, &member_resource, op->scope.me, false, &me);
    if (err)
        return err;
    if ((err = check_old(op, req, old))) {
        struct op_problem problem = op->problem; /* a write begins with a clean one */
        int failed = err == ERR_INVALID ? request_write(op, req, note_failure, &op->scope.me) : 0;
        if (!failed)
            op->problem = problem;
        return failed ? failed : err;
    }
    if (password_check(op, "/new", new, row_get_text(me, "email"), row_get_text(me, "name")))
        return op->problem.code;
    if ((err = password_hash(op, new, hash)))
        return err;
    req->prepared = hash;
    return 0;
}

int me_password_post(struct op *op, struct request *req, struct reply *reply)
{
    (void)reply;
    int err = credential_set(op, op->scope.me, req->prepared);
    struct id keep = req->session.kind == SESSION_COOKIE ? req->session.id : (struct id){{0}};
    return err ? err : session_end_all(op, op->scope.me, keep);
}
