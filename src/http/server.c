#include "http/server.h"
#include "base/log.h"
#include "base/utf8.h"
#include "http/call.h"
#include "http/guard.h"
#include "http/gzip.h"
#include "http/live.h"
#include "http/page.h"
#include "http/problem.h"
#include "http/security.h"
#include "http/session.h"
#include "locale/catalogue.h"
#include "locale/zone.h"
#include <arpa/inet.h>
#include <assert.h>
#include <microhttpd.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdlib.h>
#include <strings.h>
#include <sys/resource.h>
#include <unistd.h>

#define API              "/api/"
#define IDLE_S           75                           /* a connection kept open between requests */
#define LEAST_BYTES_S    (16 * 1024)                  /* what a body or a reply must at least make in a second */
#define DRAIN_BYTES      ((int64_t)8 * 1024 * 1024)   /* of a body that is refused; more and the connection is closed */
#define BODIES_BYTES     ((int64_t)256 * 1024 * 1024) /* of all bodies that are arriving */
#define HEADERS_MAX      64
#define MHD_MEMORY_BYTES ((size_t)32 * 1024)
#define SLOW_US          (1 * US_PER_S)
#define STOP_MS          10000

static struct server *running;

struct server *server_running(void)
{
    return running;
}

struct server_config server_config_initial(void)
{
    return (struct server_config){.listen = "127.0.0.1",
                                  .patience_s = 30,
                                  .rate_per_s = 100,
                                  .sign_in_per_min = 15,
                                  .connections = 8192,
                                  .per_address = -1,
                                  .streams = 10000,
                                  .streams_each = 32,
                                  .queue = 1024};
}

/* ---- a call's own things ---- */

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

struct str call_id(struct call *c)
{
    return arena_format(&c->arena, "%llx", (unsigned long long)c->number);
}

void call_suspend(struct call *c)
{
    if (c->handed)
        return;
    c->handed = true;
    c->state = CALL_AWAY;
    guard_set(c->guard, 0);
    MHD_suspend_connection(c->connection);
}

void call_done(struct call *c, int code)
{
    struct MHD_Connection *connection = c->handed ? c->connection : NULL;
    c->code = code;
    c->state = CALL_DONE;
    if (connection)
        MHD_resume_connection(connection);
}

struct loop_db {
    struct db *db;
    struct loop_db *next;
};

static _Thread_local struct db *loop_db;

struct db *call_loop_db(struct call *c)
{
    struct server *s = c->server;
    if (loop_db)
        return loop_db;
    struct loop_db *kept = malloc(sizeof(*kept));
    if (!kept)
        abort();
    if (db_open(s->config.where, DB_READ, &kept->db)) {
        free(kept);
        return NULL;
    }
    pthread_mutex_lock(&s->loop_lock);
    kept->next = s->loop_dbs;
    s->loop_dbs = kept;
    pthread_mutex_unlock(&s->loop_lock);
    return loop_db = kept->db;
}

/* ---- the reply leaves ---- */

static enum MHD_Result queue(struct call *c, unsigned status, struct MHD_Response *r, int64_t bytes)
{
    int64_t now = clock_monotonic_us(), took_us = now - c->began_us;
    guard_set(c->guard, now + (c->server->config.patience_s + bytes / LEAST_BYTES_S) * US_PER_S);
    metrics_request(&c->server->metrics, (int)status, took_us);
    atomic_fetch_add_explicit(&c->server->metrics.bytes_out, bytes, memory_order_relaxed);
    if (c->server->config.log_requests || status >= 500 || took_us > SLOW_US)
        log_line(status >= 500 ? LOG_WARN : LOG_INFO, "http", "request %llx %s %.*s %u %lld us",
                 (unsigned long long)c->number, method_names[c->req.method], STR_FMT(c->req.path), status,
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

static enum MHD_Result send_reply(struct call *c)
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

static enum MHD_Result send_page(struct call *c)
{
    unsigned status;
    struct MHD_Response *r = page_find(&(struct page_request){c->req.path, request_header(&c->req, "Accept-Encoding"),
                                                              request_header(&c->req, "If-None-Match")},
                                       &status);
    return queue(c, status, r, 0);
}

/* ---- a request arrives ---- */

static void *on_uri(void *arg, const char *uri, struct MHD_Connection *connection)
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
        return send_reply(c);
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

static enum MHD_Result arrive(struct call *c, const char *bytes, size_t *n)
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

static enum MHD_Result on_request(void *arg, struct MHD_Connection *connection, const char *url, const char *method,
                                  const char *version, const char *bytes, size_t *n, void **context)
{
    struct call *c = *context;
    (void)arg, (void)connection, (void)url, (void)version;
    if (c->state == CALL_NEW)
        return begin(c, method);
    if (c->state == CALL_DONE)
        return send_reply(c);
    if (*n)
        return arrive(c, bytes, n);
    if (c->code)
        return send_reply(c);
    if (c->state == CALL_PAGE)
        return send_page(c);
    call_run(c);
    return c->handed ? MHD_YES : send_reply(c);
}

static void on_completed(void *arg, struct MHD_Connection *connection, void **context,
                         enum MHD_RequestTerminationCode why)
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

static void on_connection(void *arg, struct MHD_Connection *connection, void **context,
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

static void on_log(void *arg, const char *format, va_list args) __attribute__((format(printf, 2, 0)));
static void on_log(void *arg, const char *format, va_list args)
{
    char line[300];
    (void)arg;
    vsnprintf(line, sizeof(line), format, args);
    line[strcspn(line, "\n")] = 0;
    log_line(LOG_DEBUG, "http", "%s", line);
}

/* ---- start and stop ---- */

static void raise_descriptors(void)
{
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur < limit.rlim_max) {
        limit.rlim_cur = limit.rlim_max;
        setrlimit(RLIMIT_NOFILE, &limit);
    }
}

union any_address {
    struct sockaddr any;
    struct sockaddr_in four;
    struct sockaddr_in6 six;
};

static int listen_address(const struct server_config *config, union any_address *ret_address, bool *ret_six)
{
    union any_address a = {0};
    *ret_six = strchr(config->listen, ':') != NULL;
    if (*ret_six) {
        a.six.sin6_family = AF_INET6;
        a.six.sin6_port = htons((uint16_t)config->port);
    } else {
        a.four.sin_family = AF_INET;
        a.four.sin_port = htons((uint16_t)config->port);
    }
    void *to = *ret_six ? (void *)&a.six.sin6_addr : (void *)&a.four.sin_addr;
    *ret_address = a;
    to = *ret_six ? (void *)&ret_address->six.sin6_addr : (void *)&ret_address->four.sin_addr;
    return inet_pton(*ret_six ? AF_INET6 : AF_INET, config->listen, to) == 1 ? 0 : ERR_INVALID;
}

static int daemon_start(struct server *s)
{
    union any_address address;
    bool six;
    int code = listen_address(&s->config, &address, &six);
    if (code)
        return code;
    unsigned flags = MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME | MHD_ALLOW_UPGRADE | MHD_USE_ERROR_LOG |
                     (six ? MHD_USE_DUAL_STACK : 0);
    struct MHD_OptionItem more[] = {
        {s->config.loops > 1 ? MHD_OPTION_THREAD_POOL_SIZE : MHD_OPTION_END, s->config.loops, NULL},
        {MHD_OPTION_END, 0, NULL},
    };
    s->daemon = MHD_start_daemon(flags, 0, NULL, NULL, on_request, s,                          //
                                 MHD_OPTION_EXTERNAL_LOGGER, on_log, s,                        //
                                 MHD_OPTION_SOCK_ADDR, &address.any,                           //
                                 MHD_OPTION_STRICT_FOR_CLIENT, 1,                              //
                                 MHD_OPTION_CONNECTION_LIMIT, (unsigned)s->config.connections, //
                                 MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)IDLE_S,              //
                                 MHD_OPTION_CONNECTION_MEMORY_LIMIT, MHD_MEMORY_BYTES,         //
                                 MHD_OPTION_LISTEN_BACKLOG_SIZE, 1024u,                        //
                                 MHD_OPTION_URI_LOG_CALLBACK, on_uri, s,                       //
                                 MHD_OPTION_NOTIFY_COMPLETED, on_completed, s,                 //
                                 MHD_OPTION_NOTIFY_CONNECTION, on_connection, s,               //
                                 MHD_OPTION_ARRAY, more, MHD_OPTION_END);
    if (!s->daemon)
        return ERR_BUSY;
    s->port = MHD_get_daemon_info(s->daemon, MHD_DAEMON_INFO_BIND_PORT)->port;
    return 0;
}

static void settle(struct server_config *config)
{
    int processors = (int)sysconf(_SC_NPROCESSORS_ONLN);
    if (config->loops <= 0)
        config->loops = processors;
    if (config->workers <= 0)
        config->workers = processors < 2 ? 4 : processors * 2;
}

static void limits_start(struct server *s)
{
    const struct server_config *config = &s->config;
    bool own_limit = config->per_address >= 0;
    s->rate = buckets_new(config->rate_per_s, config->rate_per_s * 10);
    s->sign_in_address = buckets_new(config->sign_in_per_min / 60, config->sign_in_per_min * 2);
    s->sign_in_account = buckets_new(config->sign_in_per_min / 180, config->sign_in_per_min * 2 / 3);
    s->guards = guards_start(own_limit ? config->per_address : 256, &s->config.proxies, !own_limit,
                             config->patience_s < 10 ? 100 : 1000, &s->metrics.closed_late);
}

static int threads_start(struct server *s)
{
    int code = writer_start(s->config.where, &s->writer);
    if (code == 0)
        code = workers_start(s->config.where, s->config.workers, s->config.queue, &s->workers);
    if (code == 0)
        code = live_start(s, &s->live);
    return code ? code : daemon_start(s);
}

static int reads_wait(const char *where, bool *ret_wait)
{
    struct db *db;
    int code = db_open(where, DB_READ, &db);
    if (code)
        return code;
    *ret_wait = db_reads_wait(db);
    db_close(db);
    return 0;
}

int server_start(const struct server_config *config, struct server **ret_server)
{
    struct server *s = calloc(1, sizeof(*s));
    if (!s)
        abort();
    s->config = *config;
    settle(&s->config);
    raise_descriptors();
    pthread_mutex_init(&s->loop_lock, NULL);
    atomic_store(&s->numbers, (uint64_t)clock_now_us() << 8);
    limits_start(s);
    int code = pages_start();
    if (code == 0)
        code = reads_wait(s->config.where, &s->reads_wait);
    running = s;
    if (code == 0)
        code = threads_start(s);
    if (code) {
        server_stop(s);
        return code;
    }
    *ret_server = s;
    return 0;
}

static void wait_for_calls(struct server *s, int most_ms)
{
    for (int ms = 0; atomic_load(&s->metrics.running) > 0 && ms < most_ms; ms += 10)
        usleep(10000);
}

static void loop_dbs_close(struct server *s)
{
    while (s->loop_dbs) {
        struct loop_db *kept = s->loop_dbs;
        s->loop_dbs = kept->next;
        db_close(kept->db);
        free(kept);
    }
}

void server_stop(struct server *s)
{
    atomic_store(&s->stopping, true);
    int listening = s->daemon ? (int)MHD_quiesce_daemon(s->daemon) : -1;
    if (s->live)
        live_stop(s->live);
    wait_for_calls(s, STOP_MS);
    if (s->workers)
        workers_stop(s->workers);
    if (s->writer)
        writer_stop(s->writer);
    wait_for_calls(s, STOP_MS / 10); /* their replies leave */
    if (s->daemon)
        MHD_stop_daemon(s->daemon);
    if (listening >= 0)
        close(listening);
    if (s->live)
        live_free(s->live);
    loop_dbs_close(s);
    pages_stop();
    guards_stop(s->guards);
    buckets_free(s->rate);
    buckets_free(s->sign_in_address);
    buckets_free(s->sign_in_account);
    pthread_mutex_destroy(&s->loop_lock);
    running = NULL;
    free(s);
}
