#include "http/live_parts.h"
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <nettle/sha1.h>
#include <sodium.h>
#include <stdlib.h>
#include <strings.h>
#include <unistd.h>

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

void live_place_give(struct live *l, struct id member)
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
        live_place_give(c->server->live, c->req.session.member);
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

void live_poke(struct live *l)
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
    live_poke(l);
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
