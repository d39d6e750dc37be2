#include "http/arrive.h"
#include "http/guard.h"
#include "http/live.h"
#include "http/send.h"
#include "http/session.h"
#include "locale/catalogue.h"
#include <stdlib.h>
#include <strings.h>

#define API          "/api/"
#define IDLE_S       75                           /* a connection kept open between requests */
#define DRAIN_BYTES  ((int64_t)8 * 1024 * 1024)   /* of a body that is refused; more and the connection is closed */
#define BODIES_BYTES ((int64_t)256 * 1024 * 1024) /* of all bodies that are arriving */
#define HEADERS_MAX  64

static void call_free(struct call *c)
{
    atomic_fetch_sub(&c->server->metrics.running, 1);
    atomic_fetch_sub(&c->server->metrics.body_bytes, c->counted_bytes);
    live_forget(c);
    reply_release(&c->reply);
    buf_release(&c->body);
    if (c->req.json)
        json_decref(c->req.json);
    if (c->req.spool)
        blob_spool_close(c->req.spool);
    arena_release(&c->arena);
    free(c);
}

void *arrive_uri(void *arg, const char *uri, struct MHD_Connection *connection)
{
    struct server *s = arg;
    struct call *c = calloc(1, sizeof(*c));
    if (!c)
        abort();
    c->server = s;
    c->connection = connection;
    c->began_us = clock_monotonic_us();
    c->number = atomic_fetch_add_explicit(&s->numbers, 1, memory_order_relaxed);
    atomic_fetch_add_explicit(&s->metrics.running, 1, memory_order_relaxed);
    arena_init(&c->arena);
    reply_init(&c->reply);
    struct str whole = arena_str(&c->arena, str_of(uri));
    const char *mark = memchr(whole.at, '?', whole.n);
    c->req.path = (struct str){whole.at, mark ? (size_t)(mark - whole.at) : whole.n};
    c->req.body = mark ? (struct str){mark + 1, whole.n - c->req.path.n - 1}
                       : (struct str){"", 0}; /* the query, until it is read */
    return c;
}

static enum MHD_Result on_header(void *arg, enum MHD_ValueKind kind, const char *name, const char *value)
{
    struct call *c = arg;
    (void)kind;
    if (c->req.n_headers == HEADERS_MAX)
        return MHD_NO;
    c->req.headers[c->req.n_headers++] = (struct pair){str_of(name), str_of(value)};
    return MHD_YES;
}

/* Who asks and how, as far as a trusted proxy may say it. */
static void origin_find(struct call *c)
{
    const struct server_config *config = &c->server->config;
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(c->connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
    struct address peer = address_of(info ? info->client_addr : NULL);
    c->peer_is_near = address_is_loopback(peer) || proxies_has(&config->proxies, peer);
    if (proxies_has(&config->proxies, peer)) {
        peer = proxies_origin(&config->proxies, peer, request_header(&c->req, "X-Forwarded-For"));
        c->req.secure = str_is(request_header(&c->req, "X-Forwarded-Proto"), "https");
    }
    c->req.address = address_text(&c->arena, peer);
    struct str host = request_header(&c->req, "Host");
    if (config->url) {
        c->req.origin = str_of(config->url);
        c->req.secure |= strncmp(config->url, "https:", 6) == 0;
    } else {
        c->req.origin = arena_format(&c->arena, "%s://%.*s", c->req.secure ? "https" : "http", STR_FMT(host));
    }
}

static void op_begin(struct call *c)
{
    c->op = (struct op){.arena = &c->arena,
                        .scope = session_scope_nobody(),
                        .now_us = clock_now_us(),
                        .zone = "UTC",
                        .via = "api",
                        .change = id_new()};
    c->op.locale = locale_choose(request_header(&c->req, "Accept-Language"));
    c->op.today = instant_day(c->op.now_us);
}

static bool method_find(struct call *c, const char *name)
{
    c->head = strcmp(name, "HEAD") == 0;
    if (c->head)
        name = "GET";
    for (int m = 0; m < METHODS; m++)
        if (strcmp(method_names[m], name) == 0) {
            c->req.method = (enum method)m;
            return true;
        }
    return false;
}

static bool is_api(struct str path)
{
    return (path.n >= sizeof(API) - 1 && memcmp(path.at, API, sizeof(API) - 1) == 0) || str_is(path, "/health") ||
           str_is(path, "/metrics");
}

static void refuse(struct call *c, int code, const char *message)
{
    c->code = op_fail(&c->op, code, message, 0, NULL);
    c->discard = true;
}

/* Two lengths, or a length and chunks: what we and a proxy before us take for the end of the request may differ (RFC
 * 9112, 6.3). */
static bool framing_is_doubtful(const struct request *req)
{
    int lengths = 0, chunks = 0, hosts = 0;
    for (size_t i = 0; i < req->n_headers; i++) {
        const char *name = req->headers[i].name.at;
        lengths += strcasecmp(name, "Content-Length") == 0;
        chunks += strcasecmp(name, "Transfer-Encoding") == 0;
        hosts += strcasecmp(name, "Host") == 0;
    }
    return lengths + chunks > 1 || hosts > 1;
}

static void read_head(struct call *c, const char *method)
{
    struct str query = c->req.body;
    c->req.body = (struct str){"", 0};
    c->req.writer = c->server->writer;
    c->req.headers = arena_array(&c->arena, struct pair, HEADERS_MAX);
    MHD_get_connection_values(c->connection, MHD_HEADER_KIND, on_header, c);
    origin_find(c);
    op_begin(c);
    bool known = method_find(c, method);
    if (framing_is_doubtful(&c->req)) {
        refuse(c, ERR_SYNTAX, "request.framing");
    } else if (!is_api(c->req.path)) {
        c->state = CALL_PAGE;
        c->allowed = 1u << METHOD_GET;
        if (!known || c->req.method != METHOD_GET)
            refuse(c, ERR_METHOD, NULL);
    } else if (atomic_load(&c->server->stopping)) {
        refuse(c, ERR_BUSY, NULL);
    } else if (!known) {
        refuse(c, ERR_METHOD, NULL);
    } else if (url_query(&c->arena, query, &c->req.query, &c->req.n_query)) {
        refuse(c, ERR_SYNTAX, "request.query");
    } else {
        call_route(c);
    }
    if (c->code == 0 && c->req.route && c->req.route->flags & ROUTE_STREAM)
        call_admit_early(c);
}

/* The rest of a refused body is read away when it is short, so that the answer gets through; else the connection is
 * closed. */
static bool drain_is_short(const struct call *c)
{
    struct str length = request_header(&c->req, "Content-Length");
    return length.n < 15 && strtoll(length.n ? length.at : "0", NULL, 10) < DRAIN_BYTES &&
           !str_is(request_header(&c->req, "Expect"), "100-continue");
}

static void body_deadline(struct call *c)
{
    guard_set(c->guard, c->began_us + (c->server->config.patience_s + c->arrived_bytes / LEAST_BYTES_S) * US_PER_S);
}

static enum MHD_Result begin(struct call *c, const char *method)
{
    c->guard = MHD_get_connection_info(c->connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT)->socket_context;
    if (guard_refused(c->guard)) {
        atomic_fetch_add(&c->server->metrics.refused_connection, 1);
        return MHD_NO;
    }
    c->state = CALL_ARRIVING;
    read_head(c, method);
    body_deadline(c);
    if (c->code && !drain_is_short(c))
        return call_send(c);
    return MHD_YES;
}

static void body_add(struct call *c, const char *bytes, size_t n)
{
    struct server *s = c->server;
    if (c->req.spool) {
        int code = blob_spool_add(c->req.spool, bytes, n);
        c->req.spool_bytes += (int64_t)n;
        if (code)
            refuse(c, code, NULL);
        return;
    }
    buf_add(&c->body, bytes, n);
    c->counted_bytes += (int64_t)n;
    int64_t all = atomic_fetch_add(&s->metrics.body_bytes, (int64_t)n);
    if (c->body.full)
        c->code =
            op_fail(&c->op, ERR_TOO_LARGE, "request.too_large", OP_ARGS({"bytes", v_int((int64_t)c->body.ceiling)}));
    else if (all > BODIES_BYTES)
        c->code = op_fail(&c->op, ERR_BUSY, NULL, 0, NULL);
    c->discard = c->code != 0;
}

static enum MHD_Result body_part(struct call *c, const char *bytes, size_t *n)
{
    c->arrived_bytes += (int64_t)*n;
    if (c->discard ? c->arrived_bytes > DRAIN_BYTES + BODY_LIMIT && !c->req.spool : false)
        return MHD_NO;
    if (!c->discard)
        body_add(c, bytes, *n);
    else if (c->req.spool && c->arrived_bytes > c->req.spool_bytes + DRAIN_BYTES)
        return MHD_NO;
    *n = 0;
    body_deadline(c);
    return MHD_YES;
}

enum MHD_Result arrive_request(void *arg, struct MHD_Connection *connection, const char *url, const char *method,
                               const char *version, const char *bytes, size_t *n, void **context)
{
    struct call *c = *context;
    (void)arg, (void)connection, (void)url, (void)version;
    if (c->state == CALL_NEW)
        return begin(c, method);
    if (c->state == CALL_DONE)
        return call_send(c);
    if (*n)
        return body_part(c, bytes, n);
    if (c->code)
        return call_send(c);
    if (c->state == CALL_PAGE)
        return call_send_page(c);
    call_run(c);
    return c->handed ? MHD_YES : call_send(c);
}

void arrive_completed(void *arg, struct MHD_Connection *connection, void **context, enum MHD_RequestTerminationCode why)
{
    struct call *c = *context;
    (void)arg, (void)connection, (void)why;
    if (!c)
        return;
    if (c->guard)
        guard_set(c->guard, clock_monotonic_us() + IDLE_S * US_PER_S);
    call_free(c);
    *context = NULL;
}

void arrive_connection(void *arg, struct MHD_Connection *connection, void **context,
                       enum MHD_ConnectionNotificationCode what)
{
    struct server *s = arg;
    if (what == MHD_CONNECTION_NOTIFY_CLOSED) {
        if (*context)
            guard_free(s->guards, *context);
        *context = NULL;
        return;
    }
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
    struct address from = address_of(info ? info->client_addr : NULL);
    int fd = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD)->connect_fd;
    bool too_many;
    *context = guard_new(s->guards, fd, from, clock_monotonic_us() + s->config.patience_s * US_PER_S, &too_many);
    if (too_many)
        guard_set(*context, 1); /* closed at the next look, if it does not send a request before */
}
