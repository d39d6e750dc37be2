#include "http/live.h"
#include "base/log.h"
#include "http/session.h"
#include "http/stream.h"
#include "http/viewer.h"
#include "store/notify.h"
#include <errno.h>
#include <microhttpd.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <nettle/sha1.h>
#include <pthread.h>
#include <sodium.h>
#include <stdlib.h>
#include <strings.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#define PING_US      (25 * US_PER_S)
#define SILENT_US    (75 * US_PER_S) /* three pings without an answer */
#define LOOK_MS      1000 /* the log is looked at so often without being woken: another process may have written */
#define NEWS_AT_ONCE 500
#define BURST        100  /* events of one resource among NEWS_AT_ONCE: one "refetch" instead */
#define CATCH_UP     5000 /* events that a stream may resume over; beyond it loads anew */
#define WAITING_MOST 1000 /* requests that wait for events */

/* A person who watches, with all their streams. */
struct person {
    struct person *next;
    struct viewer viewer;
    struct watcher *first;
};

struct watcher {
    struct watcher *next; /* of the same person */
    struct person *person;
    struct stream stream;
    struct id session;
    int64_t seen; /* the last sequence it has heard of */
    bool watched_out;
};

/* A connection on its way from an event loop to the live thread. */
struct join {
    struct join *next;
    int fd;
    struct id member, session;
    int64_t since; /* -1: from now on */
    struct str early;
};

struct place {
    struct id member;
    int n;
};

struct live {
    struct server *server;
    struct db *db;
    struct notify *notify;
    pthread_t thread, notify_thread;
    int epoll, wake;
    atomic_bool stopping;
    atomic_int_fast64_t cursor; /* written by the live thread */
    /* The live thread's. */
    struct person *persons;
    struct arena arena;
    struct op op;
    int64_t next_ping_us;
    pthread_mutex_t lock; /* guards what follows */
    struct join *joining;
    struct call *waiting;
    int n_waiting;
    struct place *places; /* streams, open or about to be, by person */
    size_t n_places, room_places;
    int taken;
};

/* ---- places: how many streams there may be ---- */

static struct place *place_find(struct live *l, struct id member)
{
    for (size_t i = 0; i < l->n_places; i++)
        if (id_eq(l->places[i].member, member))
            return &l->places[i];
    return NULL;
}

static struct place *place_new(struct live *l, struct id member)
{
    if (l->n_places == l->room_places) {
        l->room_places = l->room_places ? l->room_places * 2 : 64;
        l->places = realloc(l->places, l->room_places * sizeof(*l->places));
        if (!l->places)
            abort();
    }
    l->places[l->n_places] = (struct place){member, 0};
    return &l->places[l->n_places++];
}

/* 0, ERR_RATE (too many of this person) or ERR_BUSY (too many in all). */
static int place_take(struct live *l, struct id member)
{
    const struct server_config *config = &l->server->config;
    int code = 0;
    pthread_mutex_lock(&l->lock);
    struct place *place = place_find(l, member);
    if (l->taken >= config->streams)
        code = ERR_BUSY;
    else if (place && place->n >= config->streams_each)
        code = ERR_RATE;
    if (code == 0) {
        if (!place)
            place = place_new(l, member);
        place->n++;
        l->taken++;
    }
    pthread_mutex_unlock(&l->lock);
    return code;
}

static void place_give(struct live *l, struct id member)
{
    pthread_mutex_lock(&l->lock);
    struct place *place = place_find(l, member);
    if (place && --place->n == 0)
        *place = l->places[--l->n_places];
    l->taken--;
    pthread_mutex_unlock(&l->lock);
}

/* ---- handshake, on an event loop ---- */

static bool header_has(const struct request *req, const char *name, const char *word)
{
    struct str value = request_header(req, name);
    size_t n = strlen(word);
    for (size_t i = 0; i + n <= value.n; i++)
        if (strncasecmp(value.at + i, word, n) == 0)
            return true;
    return false;
}

static struct str after_scheme(struct str url)
{
    const char *at = url.n ? memmem(url.at, url.n, "://", 3) : NULL;
    return at ? (struct str){at + 3, url.n - (size_t)(at + 3 - url.at)} : (struct str){"", 0};
}

/* Browsers send the session's cookie from any page that asks; Origin says which page it was. */
static bool from_our_pages(const struct request *req)
{
    if (req->session.kind == SESSION_TOKEN)
        return true;
    struct str origin = after_scheme(request_header(req, "Origin")), ours = after_scheme(req->origin);
    return origin.n > 0 && str_eq(origin, ours);
}

int live_check(struct call *c)
{
    struct op *op = &c->op;
    const struct request *req = &c->req;
    int64_t since;
    bool good = header_has(req, "Upgrade", "websocket") && header_has(req, "Connection", "upgrade") &&
                str_is(request_header(req, "Sec-WebSocket-Version"), "13") &&
                request_header(req, "Sec-WebSocket-Key").n == 24;
    if (!good)
        return op_fail(op, ERR_SYNTAX, "request.websocket", 0, NULL);
    if (!from_our_pages(req))
        return op_fail(op, ERR_FORBIDDEN, "request.origin", 0, NULL);
    int code = request_query_int(op, req, "since", 0, 0, INT64_MAX, &since);
    if (code)
        return code;
    code = place_take(c->server->live, req->session.member);
    if (code)
        return op_fail(op, code, "request.streams", 0, NULL);
    c->holds_stream = true;
    return 0;
}

void live_forget(struct call *c)
{
    if (c->holds_stream)
        place_give(c->server->live, c->req.session.member);
    c->holds_stream = false;
}

/* RFC 6455, 4.2.2 */
static void accept_key(struct str key, char out[32])
{
    static const char guid[] = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    struct sha1_ctx sha;
    uint8_t digest[SHA1_DIGEST_SIZE];
    sha1_init(&sha);
    sha1_update(&sha, key.n, (const uint8_t *)key.at);
    sha1_update(&sha, sizeof(guid) - 1, (const uint8_t *)guid);
    sha1_digest(&sha, sizeof(digest), digest);
    sodium_bin2base64(out, 32, digest, sizeof(digest), sodium_base64_VARIANT_ORIGINAL);
}

static void poke(struct live *l)
{
    uint64_t one = 1;
    ssize_t n = write(l->wake, &one, sizeof(one)); /* full means that it is awake */
    (void)n;
}

/* The library's connection is copied and closed at once, since it would keep it suspended, and every resume walks the
 * suspended. */
static void on_upgrade(void *arg, struct MHD_Connection *connection, void *context, const char *extra, size_t extra_n,
                       MHD_socket fd, struct MHD_UpgradeResponseHandle *handle)
{
    struct live *l = arg;
    struct call *c = context;
    (void)connection;
    int64_t since = -1;
    if (request_has_query(&c->req, "since"))
        request_query_int(&c->op, &c->req, "since", -1, 0, INT64_MAX, &since);
    int copy = dup(fd), yes = 1;
    struct join *join = calloc(1, sizeof(*join) + extra_n);
    if (copy < 0 || !join) {
        free(join);
        if (copy >= 0)
            close(copy);
        MHD_upgrade_action(handle, MHD_UPGRADE_ACTION_CLOSE);
        return;
    }
    setsockopt(copy, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof(yes));
    memcpy(join + 1, extra_n ? extra : "", extra_n);
    *join = (struct join){.fd = copy,
                          .member = c->req.session.member,
                          .session = c->req.session.id,
                          .since = since,
                          .early = {(char *)(join + 1), extra_n}};
    c->holds_stream = false; /* the join has the place now */
    pthread_mutex_lock(&l->lock);
    join->next = l->joining;
    l->joining = join;
    pthread_mutex_unlock(&l->lock);
    MHD_upgrade_action(handle, MHD_UPGRADE_ACTION_CLOSE);
    poke(l);
}

enum MHD_Result live_upgrade(struct call *c)
{
    char key[32];
    accept_key(request_header(&c->req, "Sec-WebSocket-Key"), key);
    struct MHD_Response *r = MHD_create_response_for_upgrade(on_upgrade, c->server->live);
    if (!r)
        return MHD_NO;
    MHD_add_response_header(r, "Upgrade", "websocket");
    MHD_add_response_header(r, "Sec-WebSocket-Accept", key);
    enum MHD_Result result = MHD_queue_response(c->connection, MHD_HTTP_SWITCHING_PROTOCOLS, r);
    MHD_destroy_response(r);
    return result;
}

/* ---- requests that wait ---- */

void live_wait(struct live *l, struct call *c)
{
    call_suspend(c);
    pthread_mutex_lock(&l->lock);
    bool keep =
        !atomic_load(&l->stopping) && l->n_waiting < WAITING_MOST && atomic_load(&l->cursor) <= c->reply.later_seq;
    if (keep) {
        c->next = l->waiting;
        l->waiting = c;
        l->n_waiting++;
    }
    pthread_mutex_unlock(&l->lock);
    if (!keep && atomic_load(&l->cursor) > c->reply.later_seq && workers_submit(l->server->workers, &c->task) == 0)
        return;
    if (!keep)
        call_done(c, 0);
}

/* Takes those out of the list whose time has come: events, deadline, or the end. */
static struct call *waiting_take(struct live *l, bool all)
{
    int64_t now = clock_monotonic_us(), cursor = atomic_load(&l->cursor);
    struct call *taken = NULL;
    pthread_mutex_lock(&l->lock);
    for (struct call **at = &l->waiting; *at;) {
        struct call *c = *at;
        if (!all && cursor <= c->reply.later_seq && now < c->wait_until_us) {
            at = &c->next;
            continue;
        }
        *at = c->next;
        c->next = taken;
        taken = c;
        l->n_waiting--;
    }
    pthread_mutex_unlock(&l->lock);
    return taken;
}

static void waiting_answer(struct live *l, bool all)
{
    struct call *next;
    for (struct call *c = waiting_take(l, all); c; c = next) {
        next = c->next;
        bool news = atomic_load(&l->cursor) > c->reply.later_seq && !all;
        if (!news || workers_submit(l->server->workers, &c->task))
            call_done(c, 0);
    }
}

/* ---- streams, on the live thread ---- */

static void watch_set(struct live *l, struct watcher *w, int what)
{
    struct epoll_event event = {.events = EPOLLIN | EPOLLRDHUP | (w->stream.wants_out ? EPOLLOUT : 0), .data.ptr = w};
    w->watched_out = w->stream.wants_out;
    if (epoll_ctl(l->epoll, what, w->stream.fd, &event) != 0)
        w->stream.broken = true;
}

static void put(struct live *l, struct watcher *w, struct frame *f)
{
    if (w->stream.broken || w->stream.closing)
        return;
    atomic_fetch_add_explicit(&l->server->metrics.stream_messages, 1, memory_order_relaxed);
    if (!stream_put(&w->stream, f)) {
        atomic_fetch_add(&l->server->metrics.streams_dropped, 1);
        w->stream.broken = true;
    }
}

static void put_text(struct live *l, struct watcher *w, struct str text)
{
    struct frame *f = frame_text(text);
    put(l, w, f);
    frame_unref(f);
}

static void flush(struct live *l, struct watcher *w)
{
    stream_flush(&w->stream);
    if (!w->stream.broken && w->stream.wants_out != w->watched_out)
        watch_set(l, w, EPOLL_CTL_MOD);
}

static void op_begin(struct live *l)
{
    arena_reset(&l->arena);
    l->op = (struct op){.arena = &l->arena,
                        .db = l->db,
                        .now_us = clock_now_us(),
                        .locale = "en",
                        .zone = "UTC",
                        .via = "live",
                        .scope = {.workspace = WORKSPACE, .variant = SCOPE_SYSTEM, .role = ROLE_SYSTEM}};
}

static void watcher_end(struct live *l, struct watcher *w)
{
    place_give(l, w->person->viewer.scope.me);
    atomic_fetch_sub(&l->server->metrics.streams, 1);
    /* Closing is not enough while the library still holds its copy of the same connection: events would go on coming.
     */
    epoll_ctl(l->epoll, EPOLL_CTL_DEL, w->stream.fd, NULL);
    stream_release(&w->stream);
    free(w);
}

/* Frees streams that broke and people nobody of whom watches. */
static void sweep(struct live *l)
{
    for (struct person **p = &l->persons; *p;) {
        struct person *person = *p;
        for (struct watcher **at = &person->first; *at;) {
            struct watcher *w = *at;
            if (w->stream.broken) {
                *at = w->next;
                watcher_end(l, w);
            } else {
                at = &w->next;
            }
        }
        if (person->first) {
            p = &person->next;
            continue;
        }
        *p = person->next;
        viewer_release(&person->viewer);
        free(person);
    }
}

/* ---- news ---- */

/* What was read of the log at once, and the frames made of it so far. */
struct edition {
    struct news news[NEWS_AT_ONCE];
    struct frame *frame[NEWS_AT_ONCE][ROLE_SYSTEM + 1][2];
    struct frame *removed[NEWS_AT_ONCE];
    bool burst[NEWS_AT_ONCE];
    size_t n;
    int64_t last;
};

static void find_bursts(struct edition *e)
{
    for (size_t i = 0; i < e->n; i++) {
        size_t n = 0;
        for (size_t k = 0; k < e->n; k++)
            n += e->news[k].d == e->news[i].d;
        e->burst[i] = n > BURST;
    }
}

static int edition_read(struct live *l, int64_t after, bool bursts, struct edition *e)
{
    e->n = 0;
    e->last = after;
    struct rows rows = {0};
    int code = event_read_since(l->db, &l->op.scope, after, NEWS_AT_ONCE, &rows);
    if (code)
        return code;
    while (e->n < NEWS_AT_ONCE && (code = rows_next(&rows)) == 1) {
        news_read(&l->op, &rows, &e->news[e->n]);
        e->last = e->news[e->n++].event.seq;
    }
    rows_end(&rows);
    for (size_t i = 0; i < e->n && code >= 0; i++)
        code = news_complete(&l->op, &e->news[i]);
    if (bursts && e->n > BURST)
        find_bursts(e);
    return code < 0 ? code : 0;
}

static void edition_release(struct edition *e)
{
    for (size_t i = 0; i < e->n; i++) {
        news_release(&e->news[i]);
        for (int r = 0; r <= ROLE_SYSTEM; r++)
            for (int k = 0; k < 2; k++)
                if (e->frame[i][r][k])
                    frame_unref(e->frame[i][r][k]);
        if (e->removed[i])
            frame_unref(e->removed[i]);
    }
    memset(e->frame, 0, sizeof(e->frame[0]) * e->n);
    memset(e->removed, 0, sizeof(e->removed[0]) * e->n);
    memset(e->burst, 0, e->n);
    e->n = 0;
}

static struct frame *edition_frame(struct edition *e, size_t i, enum verdict verdict, enum role role)
{
    struct frame **at = verdict == VERDICT_REMOVED ? &e->removed[i] : &e->frame[i][role][verdict == VERDICT_ARRIVED];
    if (!*at) {
        struct buf text;
        struct json j;
        buf_init(&text, 32 * 1024 * 1024);
        json_init(&j, &text);
        news_write(&e->news[i], verdict, role, &j);
        *at = frame_text(buf_view(&text));
        buf_release(&text);
    }
    return *at;
}

static struct str refetch_text(struct live *l, const struct news *n)
{
    return arena_format(&l->arena, "{\"type\":\"refetch\",\"resource\":\"%s\",\"seq\":%lld}", n->d->resource->name,
                        (long long)n->event.seq);
}

/* Has this edition said "refetch" for the same resource to this person already? */
static bool said_before(const struct edition *e, size_t i, const bool *told)
{
    for (size_t k = 0; k < i; k++)
        if (told[k] && e->news[k].d == e->news[i].d)
            return true;
    return false;
}

static void tell(struct live *l, struct person *p, struct watcher *only, int64_t seq, struct frame *f)
{
    for (struct watcher *w = p->first; w; w = w->next)
        if ((!only || w == only) && w->seen < seq)
            put(l, w, f);
}

static void tell_text(struct live *l, struct person *p, struct watcher *only, int64_t seq, struct str text)
{
    struct frame *f = frame_text(text);
    tell(l, p, only, seq, f);
    frame_unref(f);
}

static void end_person(struct person *p)
{
    for (struct watcher *w = p->first; w; w = w->next)
        stream_close(&w->stream, 4401);
}

static void end_sessions(struct person *p, const struct news *n)
{
    for (struct watcher *w = p->first; w; w = w->next)
        if (news_ends_session(n, w->session))
            stream_close(&w->stream, 4401);
}

static void reset(struct live *l, struct person *p, struct watcher *only, int64_t seq)
{
    if (viewer_load(&l->op, p->viewer.scope.me, &p->viewer))
        end_person(p);
    else
        tell_text(l, p, only, seq, STR("{\"type\":\"reset\"}"));
}

/* only: one stream that catches up, or NULL for all of the person's. */
static void edition_deliver(struct live *l, struct edition *e, struct person *p, struct watcher *only)
{
    bool told[NEWS_AT_ONCE] = {false};
    for (size_t i = 0; i < e->n; i++) {
        const struct news *n = &e->news[i];
        enum verdict verdict = viewer_judge(&p->viewer, n);
        end_sessions(p, n);
        if (verdict == VERDICT_ENDED) {
            end_person(p);
            return;
        }
        if (verdict == VERDICT_RESET) {
            reset(l, p, only, n->event.seq);
        } else if (verdict != VERDICT_NOTHING && (e->burst[i] || !n->payload.json)) {
            if (!said_before(e, i, told))
                tell_text(l, p, only, n->event.seq, refetch_text(l, n));
            told[i] = true;
        } else if (verdict != VERDICT_NOTHING) {
            tell(l, p, only, n->event.seq, edition_frame(e, i, verdict, p->viewer.scope.role));
        }
    }
    for (struct watcher *w = p->first; w; w = w->next)
        if ((!only || w == only) && w->seen < e->last)
            w->seen = e->last;
}

static struct edition *edition_new(void)
{
    struct edition *e = calloc(1, sizeof(*e));
    if (!e)
        abort();
    return e;
}

static void news_spread(struct live *l, struct edition *e)
{
    for (;;) {
        op_begin(l);
        int code = edition_read(l, atomic_load(&l->cursor), true, e);
        for (struct person *p = l->persons; p && code == 0 && e->n; p = p->next) {
            edition_deliver(l, e, p, NULL);
            for (struct watcher *w = p->first; w; w = w->next)
                flush(l, w);
        }
        bool full = e->n == NEWS_AT_ONCE;
        if (code == 0)
            atomic_store(&l->cursor, e->last);
        edition_release(e);
        if (code || !full)
            return;
    }
}

/* ---- joining ---- */

static struct person *person_find(struct live *l, struct id member)
{
    for (struct person *p = l->persons; p; p = p->next)
        if (id_eq(p->viewer.scope.me, member))
            return p;
    struct person *p = calloc(1, sizeof(*p));
    if (!p)
        abort();
    if (viewer_load(&l->op, member, &p->viewer)) {
        viewer_release(&p->viewer);
        free(p);
        return NULL;
    }
    p->next = l->persons;
    l->persons = p;
    return p;
}

static void catch_up(struct live *l, struct watcher *w, struct edition *e)
{
    int64_t cursor = atomic_load(&l->cursor);
    if (cursor - w->seen > CATCH_UP) {
        w->seen = cursor;
        put_text(l, w, STR("{\"type\":\"reset\"}"));
    }
    while (w->seen < cursor && !w->stream.broken) {
        op_begin(l);
        int code = edition_read(l, w->seen, true, e);
        if (code == 0 && e->n)
            edition_deliver(l, e, w->person, w);
        bool more = code == 0 && e->n > 0;
        edition_release(e);
        flush(l, w);
        if (!more)
            return;
    }
}

static void join(struct live *l, struct join *j, struct edition *e)
{
    op_begin(l);
    struct person *p = person_find(l, j->member);
    if (!p) {
        close(j->fd);
        place_give(l, j->member);
        return;
    }
    struct watcher *w = calloc(1, sizeof(*w));
    if (!w)
        abort();
    stream_init(&w->stream, j->fd, j->early);
    w->person = p;
    w->session = j->session;
    w->seen = j->since >= 0 ? j->since : atomic_load(&l->cursor);
    w->next = p->first;
    p->first = w;
    atomic_fetch_add(&l->server->metrics.streams, 1);
    put_text(l, w, arena_format(&l->arena, "{\"type\":\"hello\",\"seq\":%lld}", (long long)atomic_load(&l->cursor)));
    watch_set(l, w, EPOLL_CTL_ADD);
    catch_up(l, w, e);
    if (j->early.n)
        stream_read(&w->stream);
    flush(l, w);
}

static void join_all(struct live *l, struct edition *e)
{
    pthread_mutex_lock(&l->lock);
    struct join *j = l->joining, *next;
    l->joining = NULL;
    pthread_mutex_unlock(&l->lock);
    for (; j; j = next) {
        next = j->next;
        join(l, j, e);
        free(j);
    }
}

/* ---- threads ---- */

/* To everyone a message (browsers cannot see protocol pings) and a protocol ping, whose answer is the sign of life. */
static void ping_all(struct live *l, int64_t now)
{
    struct frame *text = frame_text(STR("{\"type\":\"ping\"}")), *ping = frame_bytes(STR("\x89\x00"));
    for (struct person *p = l->persons; p; p = p->next)
        for (struct watcher *w = p->first; w; w = w->next) {
            if (now - w->stream.heard_us > SILENT_US)
                w->stream.broken = true;
            put(l, w, text);
            put(l, w, ping);
            flush(l, w);
        }
    frame_unref(text);
    frame_unref(ping);
}

static void serve_events(struct live *l, const struct epoll_event *events, int n, struct edition *e)
{
    bool woken = false;
    for (int i = 0; i < n; i++) {
        struct watcher *w = events[i].data.ptr;
        if (!w) {
            woken = true;
            continue;
        }
        if (events[i].events & (EPOLLERR | EPOLLHUP))
            w->stream.broken = true;
        if (!w->stream.broken && events[i].events & (EPOLLIN | EPOLLRDHUP))
            stream_read(&w->stream);
        flush(l, w);
    }
    if (!woken)
        return;
    uint64_t count;
    ssize_t got = read(l->wake, &count, sizeof(count));
    (void)got;
    join_all(l, e);
    news_spread(l, e);
    waiting_answer(l, false);
}

static void *live_run(void *arg)
{
    struct live *l = arg;
    struct edition *e = edition_new();
    struct epoll_event events[256];
    while (!atomic_load(&l->stopping)) {
        int n = epoll_wait(l->epoll, events, 256, 1000);
        if (n < 0 && errno != EINTR)
            break;
        serve_events(l, events, n < 0 ? 0 : n, e);
        int64_t now = clock_monotonic_us();
        if (now >= l->next_ping_us) {
            ping_all(l, now);
            l->next_ping_us = now + PING_US;
        }
        sweep(l);
    }
    for (struct person *p = l->persons; p; p = p->next)
        for (struct watcher *w = p->first; w; w = w->next) {
            stream_close(&w->stream, WSLAY_CODE_GOING_AWAY);
            w->stream.broken = true;
        }
    sweep(l);
    free(e);
    return NULL;
}

static void *notify_run(void *arg)
{
    struct live *l = arg;
    while (!atomic_load(&l->stopping)) {
        if (notify_wait(l->notify, LOOK_MS) < 0)
            usleep(LOOK_MS * 1000);
        poke(l);
    }
    return NULL;
}

static int live_open(struct live *l)
{
    int64_t cursor = 0;
    int code = db_open(l->server->config.where, DB_READ, &l->db);
    if (code == 0)
        code = event_last_seq(l->db, WORKSPACE, &cursor);
    if (code == 0)
        code = notify_open(l->server->config.where, &l->notify);
    atomic_store(&l->cursor, cursor);
    l->epoll = epoll_create1(EPOLL_CLOEXEC);
    l->wake = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = NULL};
    if (code == 0 && (l->epoll < 0 || l->wake < 0 || epoll_ctl(l->epoll, EPOLL_CTL_ADD, l->wake, &event) != 0))
        code = ERR_BUSY;
    return code;
}

static void live_close(struct live *l)
{
    if (l->notify)
        notify_close(l->notify);
    if (l->db)
        db_close(l->db);
    if (l->epoll >= 0)
        close(l->epoll);
    if (l->wake >= 0)
        close(l->wake);
    arena_release(&l->arena);
    pthread_mutex_destroy(&l->lock);
    free(l->places);
    free(l);
}

int live_start(struct server *s, struct live **ret_live)
{
    struct live *l = calloc(1, sizeof(*l));
    if (!l)
        abort();
    l->server = s;
    l->next_ping_us = clock_monotonic_us() + PING_US;
    arena_init(&l->arena);
    pthread_mutex_init(&l->lock, NULL);
    int code = live_open(l);
    if (code) {
        live_close(l);
        return code;
    }
    if (pthread_create(&l->thread, NULL, live_run, l) != 0 ||
        pthread_create(&l->notify_thread, NULL, notify_run, l) != 0)
        abort();
    *ret_live = l;
    return 0;
}

void live_stop(struct live *l)
{
    atomic_store(&l->stopping, true);
    poke(l);
    notify_interrupt(l->notify);
    pthread_join(l->thread, NULL);
    pthread_join(l->notify_thread, NULL);
    waiting_answer(l, true);
}

void live_free(struct live *l)
{
    while (l->joining) { /* came while it ended */
        struct join *j = l->joining;
        l->joining = j->next;
        close(j->fd);
        free(j);
    }
    live_close(l);
}
