#include "http/stream.h"
#include "base/civil.h"
#include <errno.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#define INCOMING_MOST 4096 /* bytes of a message; we expect none */

static struct frame *frame_new(size_t n)
{
    struct frame *f = malloc(sizeof(*f) + n);
    if (!f)
        abort();
    f->refs = 1;
    f->n = n;
    return f;
}

struct frame *frame_bytes(struct str bytes)
{
    struct frame *f = frame_new(bytes.n);
    memcpy(f->byte, bytes.at, bytes.n);
    return f;
}

/* RFC 6455, 5.2: a whole text message in one frame, unmasked as servers do. */
struct frame *frame_text(struct str text)
{
    unsigned char head[10] = {0x81};
    size_t n = 2;
    if (text.n < 126) {
        head[1] = (unsigned char)text.n;
    } else if (text.n < 65536) {
        head[1] = 126;
        n = 4;
    } else {
        head[1] = 127;
        n = 10;
    }
    for (size_t i = 2; i < n; i++)
        head[i] = (unsigned char)((uint64_t)text.n >> (8 * (n - 1 - i)));
    struct frame *f = frame_new(n + text.n);
    memcpy(f->byte, head, n);
    memcpy(f->byte + n, text.at, text.n);
    return f;
}

void frame_unref(struct frame *f)
{
    if (--f->refs == 0)
        free(f);
}

static ssize_t on_recv(wslay_event_context_ptr ws, uint8_t *to, size_t n, int flags, void *arg)
{
    struct stream *s = arg;
    (void)flags;
    if (s->early_at < s->early.n) {
        size_t left = s->early.n - s->early_at, take = left < n ? left : n;
        memcpy(to, s->early.at + s->early_at, take);
        s->early_at += take;
        return (ssize_t)take;
    }
    ssize_t got;
    do
        got = recv(s->fd, to, n, 0);
    while (got < 0 && errno == EINTR);
    if (got > 0) {
        s->heard_us = clock_monotonic_us();
        return got;
    }
    wslay_event_set_error(ws, got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK) ? WSLAY_ERR_WOULDBLOCK
                                                                                   : WSLAY_ERR_CALLBACK_FAILURE);
    return -1;
}

static ssize_t on_send(wslay_event_context_ptr ws, const uint8_t *bytes, size_t n, int flags, void *arg)
{
    struct stream *s = arg;
    (void)ws, (void)flags;
    buf_add(&s->control, bytes, n);
    return (ssize_t)n;
}

void stream_init(struct stream *s, int fd, struct str early)
{
    static const struct wslay_event_callbacks callbacks = {.recv_callback = on_recv, .send_callback = on_send};
    *s = (struct stream){.fd = fd, .heard_us = clock_monotonic_us()};
    buf_init(&s->control, 64 * 1024);
    buf_init(&s->early, 64 * 1024);
    buf_str(&s->early, early);
    if (wslay_event_context_server_init(&s->ws, &callbacks, s) != 0)
        abort();
    wslay_event_config_set_max_recv_msg_length(s->ws, INCOMING_MOST);
}

void stream_release(struct stream *s)
{
    for (unsigned i = 0; i < s->n; i++)
        frame_unref(s->queue[(s->first + i) % s->room]);
    free(s->queue);
    buf_release(&s->control);
    buf_release(&s->early);
    wslay_event_context_free(s->ws);
    close(s->fd);
}

static void grow(struct stream *s)
{
    unsigned room = s->room ? s->room * 2 : 4;
    struct frame **queue = malloc(room * sizeof(struct frame *));
    if (!queue)
        abort();
    for (unsigned i = 0; i < s->n; i++)
        queue[i] = s->queue[(s->first + i) % s->room];
    free(s->queue);
    s->queue = queue;
    s->room = room;
    s->first = 0;
}

bool stream_put(struct stream *s, struct frame *f)
{
    if (s->queued_bytes + f->n > STREAM_QUEUE_BYTES)
        return false;
    if (s->n == s->room)
        grow(s);
    f->refs++;
    s->queue[(s->first + s->n++) % s->room] = f;
    s->queued_bytes += f->n;
    return true;
}

static void drop_first(struct stream *s)
{
    struct frame *f = s->queue[s->first];
    s->queued_bytes -= f->n;
    s->first = (s->first + 1) % s->room;
    s->n--;
    s->sent = 0;
    frame_unref(f);
    if (s->n == 0) { /* thousands of quiet streams should hold nothing */
        free(s->queue);
        s->queue = NULL;
        s->room = s->first = 0;
    }
}

void stream_flush(struct stream *s)
{
    s->wants_out = false;
    while (s->n && !s->broken) {
        struct frame *f = s->queue[s->first];
        ssize_t n =
            send(s->fd, f->byte + s->sent, f->n - s->sent, MSG_NOSIGNAL | MSG_DONTWAIT | (s->n > 1 ? MSG_MORE : 0));
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0) {
            s->wants_out = errno == EAGAIN || errno == EWOULDBLOCK;
            s->broken = !s->wants_out;
            return;
        }
        s->sent += (size_t)n;
        if (s->sent == f->n)
            drop_first(s);
    }
    if (s->closing && s->n == 0)
        s->broken = true;
}

/* What wslay wants to say goes behind what waits. */
static void take_control(struct stream *s)
{
    while (wslay_event_want_write(s->ws))
        if (wslay_event_send(s->ws) != 0) {
            s->broken = true;
            return;
        }
    if (s->control.n == 0)
        return;
    struct frame *f = frame_bytes(buf_view(&s->control));
    if (!stream_put(s, f))
        s->broken = true;
    frame_unref(f);
    buf_release(&s->control);
    buf_init(&s->control, 64 * 1024);
}

void stream_read(struct stream *s)
{
    if (wslay_event_recv(s->ws) != 0) {
        s->broken = true;
        return;
    }
    take_control(s);
    if (wslay_event_get_close_received(s->ws) ||
        !wslay_event_get_read_enabled(s->ws)) /* or what came was no WebSocket */
        s->closing = true;
    stream_flush(s);
}

void stream_close(struct stream *s, uint16_t code)
{
    wslay_event_queue_close(s->ws, code, NULL, 0);
    take_control(s);
    s->closing = true;
    stream_flush(s);
}
