#include "base/log.h"
#include "base/utf8.h"
#include "http/call.h"
#include "http/idempotency.h"
#include "http/json_in.h"
#include "http/router.h"
#include "http/session.h"
#include "locale/catalogue.h"
#include "http/live.h"
#include <stdlib.h>

#define READ_BUDGET 100000 /* database steps of a read on an event loop, about 10 ms */

/* ---- with the headers ---- */

/* A failure that is known before the body came. */
static void decide(struct call *c, int code)
{
    c->code = code;
    c->discard = true;
}

static void open_spool(struct call *c, int64_t limit)
{
    if (blob_spool_open(limit, &c->req.spool))
        decide(c, op_fail(&c->op, ERR_STORAGE, NULL, 0, NULL));
}

void call_route(struct call *c)
{
    struct match match = {0};
    int code = router_match(&c->arena, c->req.method, c->req.path, &match);
    c->allowed = match.allowed;
    if (code) {
        decide(c, op_fail(&c->op, code, NULL, 0, NULL));
        return;
    }
    c->req.route = match.route;
    c->req.resource = match.resource;
    memcpy(c->req.param, match.param, sizeof(match.param));
    int64_t limit = match.route->body_limit ? match.route->body_limit : BODY_LIMIT;
    struct str length = request_header(&c->req, "Content-Length");
    if (length.n && (length.n > 15 || strtoll(length.at, NULL, 10) > limit))
        decide(c, op_fail(&c->op, ERR_TOO_LARGE, "request.too_large", OP_ARGS({"bytes", v_int(limit)})));
    else if (match.route->flags & ROUTE_STREAM)
        open_spool(c, limit);
    else
        buf_init(&c->body, (size_t)limit);
}

/* ---- who asks, and may they ---- */

static int limit_rate(struct call *c, struct buckets *buckets, const void *key, size_t n)
{
    int64_t wait_s = 0;
    if (bucket_take(buckets, key, n, c->op.now_us, &wait_s))
        return 0;
    atomic_fetch_add(&c->server->metrics.refused_rate, 1);
    c->op.problem.retry_after_s = wait_s;
    return op_fail(&c->op, ERR_RATE, NULL, 0, NULL);
}

static int refresh(struct op *op, void *arg)
{
    return session_refresh(op, arg);
}

struct refresh_job {
    struct write_job job;
    struct op op;
    struct arena arena;
    struct session session;
};

static void refreshed(struct op *op, int code, void *arg)
{
    (void)op;
    (void)code;
    struct refresh_job *r = (struct refresh_job *)(void *)((char *)arg - offsetof(struct refresh_job, session));
    arena_release(&r->arena);
    free(r);
}

/* Writes down that the session is in use, beside the request: nobody waits for it. */
static void session_seen(struct call *c)
{
    struct refresh_job *r = calloc(1, sizeof(*r));
    if (!r)
        abort();
    arena_init(&r->arena);
    r->session = c->req.session;
    r->op = (struct op){.arena = &r->arena,
                        .scope = {.workspace = WORKSPACE, .variant = SCOPE_SYSTEM, .role = ROLE_SYSTEM},
                        .now_us = c->op.now_us,
                        .locale = "en",
                        .zone = "UTC",
                        .via = "session"};
    r->job = (struct write_job){.op = &r->op, .run = refresh, .done = refreshed, .arg = &r->session};
    if (writer_submit(c->server->writer, &r->job))
        refreshed(&r->op, ERR_BUSY, &r->session);
    c->extend_cookie = c->req.session.kind == SESSION_COOKIE;
}

/* By who asks, and by what is asked for. */
static int limit_guests(struct call *c)
{
    struct server *s = c->server;
    struct str address = c->req.address, page = c->req.param[0];
    int code = limit_rate(c, s->guest_address, address.at, address.n);
    code = code ? code : limit_rate(c, s->guest_page, page.at, page.n);
    if (!code && c->req.method != METHOD_GET)
        code = limit_rate(c, s->guest_write, address.at, address.n);
    if (!code && c->req.method != METHOD_GET)
        code = limit_rate(c, s->guest_write, page.at, page.n);
    return code;
}

static int admit(struct call *c)
{
    struct op *op = &c->op;
    const struct route *route = c->req.route;
    const struct session *s = &c->req.session;
    bool changes = c->req.method != METHOD_GET;
    int code = s->kind == SESSION_NONE ? limit_rate(c, c->server->rate, c->req.address.at, c->req.address.n)
                                       : limit_rate(c, c->server->rate, &s->member, sizeof(s->member));
    if (code || route->flags & ROUTE_GUEST)
        return code ? code : limit_guests(c);
    if (s->kind == SESSION_NONE && !(route->flags & ROUTE_PUBLIC))
        return op_fail(op, ERR_UNAUTHENTICATED, NULL, 0, NULL);
    if (s->kind == SESSION_COOKIE && changes && !(route->flags & ROUTE_PUBLIC) && !session_csrf_good(&c->req))
        return op_fail(op, ERR_FORBIDDEN, "request.csrf", 0, NULL);
    if (s->kind == SESSION_TOKEN && changes && !s->can_write)
        return op_fail(op, ERR_FORBIDDEN, "request.read_only_token", 0, NULL);
    enum role least = route->least ? route->least : ROLE_MEMBER;
    if (!(route->flags & ROUTE_PUBLIC) && s->role < least)
        return op_fail(op, s->role == ROLE_PORTAL ? ERR_NOT_FOUND : ERR_FORBIDDEN, NULL, 0, NULL);
    return route->flags & ROUTE_COSTLY ? limit_rate(c, c->server->costly, &s->member, sizeof(s->member)) : 0;
}

/* Looks up the session and checks it. op->db is set. */
static int look_up(struct call *c)
{
    if (c->session_known)
        return 0;
    bool due = false;
    int code = c->req.route->flags & ROUTE_GUEST ? 0 : session_find(&c->op, &c->req, &due);
    if (code == 0)
        code = admit(c);
    if (code == 0 && due)
        session_seen(c);
    c->session_known = code == 0;
    return code;
}

/* ---- the body ---- */

static bool media_type_is_json(struct str type)
{
    const char *end = memchr(type.at, ';', type.n);
    struct str name = {type.at, end ? (size_t)(end - type.at) : type.n};
    while (name.n && name.at[name.n - 1] == ' ')
        name.n--;
    return str_is(name, "application/json") || (name.n > 5 && memcmp(name.at + name.n - 5, "+json", 5) == 0);
}

static int read_body(struct call *c)
{
    struct op *op = &c->op;
    struct request *req = &c->req;
    if (req->route->flags & ROUTE_STREAM || req->json)
        return 0;
    req->body = buf_view(&c->body);
    if (req->body.n == 0)
        return req->route->flags & ROUTE_BODY ? op_fail(op, ERR_SYNTAX, "request.no_body", 0, NULL) : 0;
    if (!media_type_is_json(request_header(req, "Content-Type")))
        return op_fail(op, ERR_UNSUPPORTED, "request.not_json", 0, NULL);
    int code = json_in(op, req->body, &req->json);
    if (code == 0 && !json_is_object(req->json)) {
        op_fail(op, ERR_INVALID, NULL, 0, NULL);
        code = op_field_fail(op, "", "request.not_object", 0, NULL);
    }
    return code;
}

static int limit_guessing(struct call *c)
{
    if (!(c->req.route->flags & ROUTE_SIGN_IN))
        return 0;
    int code = limit_rate(c, c->server->sign_in_address, c->req.address.at, c->req.address.n);
    const char *email = json_string_value(json_object_get(c->req.json, "email"));
    if (code == 0 && email)
        code = limit_rate(c, c->server->sign_in_account, email, strlen(email));
    return code;
}

/* ---- the handler ---- */

static int check_key(struct call *c)
{
    c->key = request_header(&c->req, "Idempotency-Key");
    if (c->key.n == 0 || c->req.session.kind == SESSION_NONE || c->req.route->flags & ROUTE_PUBLIC)
        c->key.n = 0;
    if (c->key.n && (!utf8_valid(c->key) || utf8_count(c->key) > IDEMPOTENCY_KEY_MAX))
        return op_fail(&c->op, ERR_SYNTAX, "request.key_too_long", OP_ARGS({"max", v_int(IDEMPOTENCY_KEY_MAX)}));
    return 0;
}

/* On the writer thread, inside the savepoint; may be called again. */
static int write_run(struct op *op, void *arg)
{
    struct call *c = arg;
    reply_reset(&c->reply);
    bool found = false;
    int code = c->key.n ? idempotency_find(op, &c->req, c->key, &c->reply, &found) : 0;
    if (code || found)
        return code;
    code = c->req.route->handle(op, &c->req, &c->reply);
    if (code == 0)
        code = op->problem.code;
    if (code)
        return code;
    if (op->last_seq) {
        char change[ID_TEXT + 1];
        id_write(op->change, change);
        reply_header(op, &c->reply, "Change-Id", str_of(change));
    }
    return c->key.n ? idempotency_keep(op, &c->req, c->key, &c->reply) : 0;
}

static void written(struct op *op, int code, void *arg)
{
    (void)op;
    call_done(arg, code);
}

static void on_worker(struct worker_task *task, struct db *db);

static void busy(struct call *c)
{
    atomic_fetch_add(&c->server->metrics.refused_busy, 1);
    c->op.problem = (struct op_problem){.code = ERR_BUSY, .retry_after_s = 1};
    call_done(c, ERR_BUSY);
}

static void to_worker(struct call *c)
{
    call_suspend(c);
    atomic_fetch_add(&c->server->metrics.to_worker, 1);
    c->task.run = on_worker;
    if (workers_submit(c->server->workers, &c->task))
        busy(c);
}

static void to_writer(struct call *c)
{
    call_suspend(c);
    c->job = (struct write_job){.op = &c->op, .run = write_run, .done = written, .arg = c};
    if (writer_submit(c->server->writer, &c->job))
        busy(c);
}

/* Nothing to tell yet: the reply stays as it is, in case nothing comes. */
static void wait_for_news(struct call *c)
{
    int64_t now = clock_monotonic_us();
    if (c->wait_until_us == 0)
        c->wait_until_us = now + c->reply.later_s * US_PER_S;
    if (now >= c->wait_until_us)
        call_done(c, 0);
    else
        live_wait(c->server->live, c);
}

/* Runs a reading handler; true when it is to be run again on a worker. */
static bool read_run(struct call *c, bool on_loop)
{
    reply_reset(&c->reply);
    db_set_budget(c->op.db, on_loop ? READ_BUDGET : 0);
    int code = c->req.route->handle(&c->op, &c->req, &c->reply);
    if (code == 0)
        code = c->op.problem.code;
    db_set_budget(c->op.db, 0);
    if (on_loop && code == ERR_BUDGET) {
        atomic_fetch_add(&c->server->metrics.over_budget, 1);
        c->op.problem = (struct op_problem){0};
        return true;
    }
    if (code == 0 && c->reply.later_s > 0)
        wait_for_news(c);
    else
        call_done(c, code);
    return false;
}

static void prepare_and_write(struct call *c)
{
    int code = c->req.route->prepare ? c->req.route->prepare(&c->op, &c->req) : 0;
    if (code == 0)
        code = c->op.problem.code;
    if (code)
        call_done(c, code);
    else
        to_writer(c);
}

/* All that is looked at before the handler, once. */
static int check(struct call *c)
{
    if (c->checked)
        return 0;
    int code = look_up(c);
    if (code == 0)
        code = read_body(c);
    if (code == 0)
        code = limit_guessing(c);
    if (code == 0 && c->req.route->flags & ROUTE_WRITE)
        code = check_key(c);
    c->checked = code == 0;
    return code;
}

/* Everything after the body is there, on either kind of thread, with a connection for reading. */
static void advance(struct call *c, bool on_loop)
{
    const struct route *route = c->req.route;
    int code = check(c);
    if (code) {
        call_done(c, code);
        return;
    }
    if (route->flags & ROUTE_LIVE)
        call_done(c, live_check(c));
    else if (on_loop && (route->prepare || route->flags & (ROUTE_SLOW | ROUTE_STREAM)))
        to_worker(c);
    else if (route->flags & ROUTE_WRITE)
        prepare_and_write(c);
    else if (read_run(c, on_loop))
        to_worker(c);
}

static void on_worker(struct worker_task *task, struct db *db)
{
    struct call *c = (struct call *)(void *)((char *)task - offsetof(struct call, task));
    c->op.db = db;
    advance(c, false);
}

static bool set_loop_db(struct call *c)
{
    if (c->server->reads_wait)
        return false;
    c->op.db = call_loop_db(c);
    return c->op.db != NULL;
}

void call_admit_early(struct call *c)
{
    if (!set_loop_db(c))
        return;
    int code = look_up(c);
    if (code)
        decide(c, code);
}

void call_run(struct call *c)
{
    if (set_loop_db(c))
        advance(c, true);
    else
        to_worker(c);
}
