#include "http/live_parts.h"
#include "store/notify.h"
#include <errno.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#define PING_US   (25 * US_PER_S)
#define SILENT_US (75 * US_PER_S) /* three pings without an answer */
#define LOOK_MS   1000 /* the log is looked at so often without being woken: another process may have written */

/* To everyone a message (browsers cannot see protocol pings) and a protocol ping, whose answer is the sign of life. */
static void ping_all(struct live *l, int64_t now)
{
    struct frame *text = frame_text(STR("{\"type\":\"ping\"}")), *ping = frame_bytes(STR("\x89\x00"));
    for (struct person *p = l->persons; p; p = p->next)
        for (struct watcher *w = p->first; w; w = w->next) {
            if (now - w->stream.heard_us > SILENT_US)
                w->stream.broken = true;
            watcher_put(l, w, text);
            watcher_put(l, w, ping);
            watcher_flush(l, w);
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
        watcher_flush(l, w);
    }
    if (!woken)
        return;
    uint64_t count;
    ssize_t got = read(l->wake, &count, sizeof(count));
    (void)got;
    watchers_join(l, e);
    edition_spread(l, e);
    live_waiting_answer(l, false);
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
        watchers_sweep(l);
    }
    for (struct person *p = l->persons; p; p = p->next)
        for (struct watcher *w = p->first; w; w = w->next) {
            stream_close(&w->stream, WSLAY_CODE_GOING_AWAY);
            w->stream.broken = true;
        }
    watchers_sweep(l);
    free(e);
    return NULL;
}

static void *notify_run(void *arg)
{
    struct live *l = arg;
    while (!atomic_load(&l->stopping)) {
        if (notify_wait(l->notify, LOOK_MS) < 0)
            usleep(LOOK_MS * 1000);
        live_poke(l);
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
    live_poke(l);
    notify_interrupt(l->notify);
    pthread_join(l->thread, NULL);
    pthread_join(l->notify_thread, NULL);
    live_waiting_answer(l, true);
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
