#include "http/live_parts.h"
#include <stdlib.h>
#include <sys/epoll.h>
#include <unistd.h>

#define CATCH_UP 5000 /* events that a stream may resume over; beyond it loads anew */

static void watcher_watch(struct live *l, struct watcher *w, int what)
{
    struct epoll_event event = {.events = EPOLLIN | EPOLLRDHUP | (w->stream.wants_out ? EPOLLOUT : 0), .data.ptr = w};
    w->watched_out = w->stream.wants_out;
    if (epoll_ctl(l->epoll, what, w->stream.fd, &event) != 0)
        w->stream.broken = true;
}

void watcher_put(struct live *l, struct watcher *w, struct frame *f)
{
    if (w->stream.broken || w->stream.closing)
        return;
    atomic_fetch_add_explicit(&l->server->metrics.stream_messages, 1, memory_order_relaxed);
    if (!stream_put(&w->stream, f)) {
        atomic_fetch_add(&l->server->metrics.streams_dropped, 1);
        w->stream.broken = true;
    }
}

static void watcher_put_text(struct live *l, struct watcher *w, struct str text)
{
    struct frame *f = frame_text(text);
    watcher_put(l, w, f);
    frame_unref(f);
}

void watcher_flush(struct live *l, struct watcher *w)
{
    stream_flush(&w->stream);
    if (!w->stream.broken && w->stream.wants_out != w->watched_out)
        watcher_watch(l, w, EPOLL_CTL_MOD);
}

void live_op_begin(struct live *l)
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
    live_place_give(l, w->person->viewer.scope.me);
    atomic_fetch_sub(&l->server->metrics.streams, 1);
    /* Closing is not enough while the library still holds its copy of the same connection: events would go on coming.
     */
    epoll_ctl(l->epoll, EPOLL_CTL_DEL, w->stream.fd, NULL);
    stream_release(&w->stream);
    free(w);
}

void watchers_sweep(struct live *l)
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
        watcher_put_text(l, w, STR("{\"type\":\"reset\"}"));
    }
    while (w->seen < cursor && !w->stream.broken) {
        live_op_begin(l);
        int code = edition_read(l, w->seen, e);
        if (code == 0 && e->n)
            edition_deliver(l, e, w->person, w);
        bool more = code == 0 && e->n > 0;
        edition_release(e);
        watcher_flush(l, w);
        if (!more)
            return;
    }
}

static void join(struct live *l, struct join *j, struct edition *e)
{
    live_op_begin(l);
    struct person *p = person_find(l, j->member);
    if (!p) {
        close(j->fd);
        live_place_give(l, j->member);
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
    watcher_put_text(l, w,
                     arena_format(&l->arena, "{\"type\":\"hello\",\"seq\":%lld}", (long long)atomic_load(&l->cursor)));
    watcher_watch(l, w, EPOLL_CTL_ADD);
    catch_up(l, w, e);
    if (j->early.n)
        stream_read(&w->stream);
    watcher_flush(l, w);
}

void watchers_join(struct live *l, struct edition *e)
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
