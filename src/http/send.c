#include "http/send.h"
#include "base/log.h"
#include "http/guard.h"
#include "http/gzip.h"
#include "http/live.h"
#include "http/page.h"
#include "http/problem.h"
#include "http/security.h"

#define SLOW_US (1 * US_PER_S)

/* What strangers ask for: secrets are in the path. With another method, or misspelt, it has no route. */
static bool is_for_strangers(struct str path)
{
    static const char all[] = "/api/v1/public/";
    return path.n >= sizeof all - 1 && memcmp(path.at, all, sizeof all - 1) == 0;
}

/* The path, where it holds no secret. */
static struct str path_logged(const struct call *c)
{
    if (c->req.route && c->req.route->flags & ROUTE_GUEST)
        return str_of(c->req.route->pattern);
    if (is_for_strangers(c->req.path))
        return STR("/api/v1/public");
    return c->state == CALL_PAGE && page_is_secret(c->req.path) ? STR("/book") : c->req.path;
}

static enum MHD_Result queue(struct call *c, unsigned status, struct MHD_Response *r, int64_t bytes)
{
    int64_t now = clock_monotonic_us(), took_us = now - c->began_us;
    guard_set(c->guard, now + (c->server->config.patience_s + bytes / LEAST_BYTES_S) * US_PER_S);
    metrics_request(&c->server->metrics, (int)status, took_us);
    atomic_fetch_add_explicit(&c->server->metrics.bytes_out, bytes, memory_order_relaxed);
    if (c->server->config.log_requests || status >= 500 || took_us > SLOW_US)
        log_line(status >= 500 ? LOG_WARN : LOG_INFO, "http", "request %llx %s %.*s %u %lld us",
                 (unsigned long long)c->number, method_names[c->req.method], STR_FMT(path_logged(c)), status,
                 (long long)took_us);
    return MHD_queue_response(c->connection, status, r);
}

static void add_header(struct MHD_Response *r, const char *name, struct str value, struct call *c)
{
    MHD_add_response_header(r, name, arena_cstr(&c->arena, value));
}

/* In place of what the handler wrote. */
static void problem_reply(struct call *c)
{
    reply_reset(&c->reply);
    c->reply.content_type = "application/problem+json";
    c->reply.status = problem_write(&c->op, c->code, call_id(c), &c->reply.body);
    struct reply *reply = &c->reply;
    bool waits = c->code == ERR_BUSY || c->code == ERR_RATE;
    if (waits)
        reply_header(&c->op, reply, "Retry-After",
                     arena_format(&c->arena, "%lld",
                                  (long long)(c->op.problem.retry_after_s ? c->op.problem.retry_after_s : 1)));
    if (c->code == ERR_UNAUTHENTICATED)
        reply_header(&c->op, reply, "WWW-Authenticate", STR("Bearer realm=\"Aplomb\""));
    if (c->code == ERR_METHOD) {
        struct str allow = c->allowed & 1u << METHOD_GET ? STR("GET, HEAD") : STR("");
        for (int m = METHOD_POST; m < METHODS; m++)
            if (c->allowed & 1u << m)
                allow = arena_format(&c->arena, "%.*s%s%s", STR_FMT(allow), allow.n ? ", " : "", method_names[m]);
        reply_header(&c->op, reply, "Allow", allow);
    }
}

/* Measured: 100 tasks (108 kB) cost 230 µs to make and 450 µs more to compress to 19 kB. That pays on a network, not
 * within a machine: a proxy there compresses what goes out (Caddyfile.example does), and a browser there needs none. */
static bool compress(struct call *c, struct buf *ret_small)
{
    struct reply *reply = &c->reply;
    if (c->peer_is_near && !c->server->config.compress)
        return false;
    if (reply->body.n < GZIP_LEAST || !encoding_accepted(request_header(&c->req, "Accept-Encoding"), "gzip"))
        return false;
    buf_init(ret_small, reply->body.n);
    if (gzip_bytes(buf_view(&reply->body), ret_small)) {
        atomic_fetch_add_explicit(&c->server->metrics.bytes_compressed, (int64_t)ret_small->n, memory_order_relaxed);
        return true;
    }
    buf_release(ret_small);
    return false;
}

static struct MHD_Response *body_response(struct call *c, bool *ret_compressed, int64_t *ret_bytes)
{
    struct reply *reply = &c->reply;
    *ret_compressed = false;
    if (reply->fd >= 0) {
        int fd = reply->fd;
        reply->fd = -1; /* the library closes it */
        *ret_bytes = reply->fd_bytes;
        return MHD_create_response_from_fd64((uint64_t)reply->fd_bytes, fd);
    }
    struct buf small, *body = &reply->body;
    if (compress(c, &small)) {
        *ret_compressed = true;
        body = &small;
    }
    size_t n;
    char *bytes = buf_take(body, &n);
    *ret_bytes = (int64_t)n;
    return bytes ? MHD_create_response_from_buffer(n, bytes, MHD_RESPMEM_MUST_FREE)
                 : MHD_create_response_from_buffer(0, (void *)(uintptr_t) "", MHD_RESPMEM_PERSISTENT);
}

static void common_headers(struct call *c, struct MHD_Response *r, bool has_body, bool compressed)
{
    const struct reply *reply = &c->reply;
    for (size_t i = 0; i < reply->n_headers; i++)
        add_header(r, reply->headers[i].name.at, reply->headers[i].value, c);
    if (has_body)
        MHD_add_response_header(r, "Content-Type", reply->content_type ? reply->content_type : "application/json");
    if (compressed)
        MHD_add_response_header(r, "Content-Encoding", "gzip");
    MHD_add_response_header(r, "Cache-Control",
                            reply->immutable ? "private, max-age=31536000, immutable" : "no-cache, private");
    MHD_add_response_header(r, "Vary", "Accept-Encoding, Accept-Language, Authorization, Cookie");
    add_header(r, "X-Request-Id", call_id(c), c);
    security_headers(r, false);
}

enum MHD_Result call_send(struct call *c)
{
    struct reply *reply = &c->reply;
    if (c->code == 0 && reply->body.full)
        c->code = op_fail(&c->op, ERR_INTERNAL, NULL, 0, NULL);
    if (c->code)
        problem_reply(c);
    else if (c->req.route && c->req.route->flags & ROUTE_LIVE)
        return live_upgrade(c);
    if (c->extend_cookie && !MHD_lookup_connection_value(c->connection, MHD_HEADER_KIND, "Authorization")) {
        bool has = false;
        for (size_t i = 0; i < reply->n_headers; i++)
            has |= str_is(reply->headers[i].name, "Set-Cookie");
        if (!has)
            reply_session(&c->op, &c->req, reply, cookie_find(request_header(&c->req, "Cookie"), SESSION_COOKIE_NAME),
                          SESSION_DAYS * INT64_C(86400));
    }
    bool has_body = reply->body.n > 0 || reply->fd >= 0, compressed;
    int status = reply->status ? reply->status : has_body ? 200 : 204;
    int64_t bytes;
    struct MHD_Response *r = body_response(c, &compressed, &bytes);
    if (!r)
        return MHD_NO;
    common_headers(c, r, has_body, compressed);
    if (c->discard || atomic_load(&c->server->stopping))
        MHD_add_response_header(r, "Connection", "close");
    enum MHD_Result result = queue(c, (unsigned)status, r, bytes);
    MHD_destroy_response(r);
    return result;
}

enum MHD_Result call_send_page(struct call *c)
{
    unsigned status;
    struct MHD_Response *r = page_find(&(struct page_request){c->req.path, request_header(&c->req, "Accept-Encoding"),
                                                              request_header(&c->req, "If-None-Match")},
                                       &status);
    return queue(c, status, r, 0);
}
