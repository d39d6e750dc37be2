#include "http/live_parts.h"
#include <stdlib.h>

#define BURST 100 /* events of one resource among NEWS_AT_ONCE: one "refetch" instead */

static void find_bursts(struct edition *e)
{
    for (size_t i = 0; i < e->n; i++) {
        size_t n = 0;
        for (size_t k = 0; k < e->n; k++)
            n += e->news[k].d == e->news[i].d;
        e->burst[i] = n > BURST;
    }
}

int edition_read(struct live *l, int64_t after, struct edition *e)
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
    if (e->n > BURST)
        find_bursts(e);
    return code < 0 ? code : 0;
}

void edition_release(struct edition *e)
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

static struct frame *edition_frame(struct edition *e, size_t i, enum verdict verdict, const struct scope *reader)
{
    /* Nobody who watches has no role: its place is for those who see only a part. */
    enum role kind = reader->variant == SCOPE_ASSIGNED ? ROLE_NONE : reader->role;
    struct frame **at = verdict == VERDICT_REMOVED ? &e->removed[i] : &e->frame[i][kind][verdict == VERDICT_ARRIVED];
    if (!*at) {
        struct buf text;
        struct json j;
        buf_init(&text, 32 * 1024 * 1024);
        json_init(&j, &text);
        news_write(&e->news[i], verdict, reader, &j);
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
            watcher_put(l, w, f);
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

void edition_deliver(struct live *l, struct edition *e, struct person *p, struct watcher *only)
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
            tell(l, p, only, n->event.seq, edition_frame(e, i, verdict, &p->viewer.scope));
        }
    }
    for (struct watcher *w = p->first; w; w = w->next)
        if ((!only || w == only) && w->seen < e->last)
            w->seen = e->last;
}

struct edition *edition_new(void)
{
    struct edition *e = calloc(1, sizeof(*e));
    if (!e)
        abort();
    return e;
}

void edition_spread(struct live *l, struct edition *e)
{
    for (;;) {
        live_op_begin(l);
        int code = edition_read(l, atomic_load(&l->cursor), e);
        for (struct person *p = l->persons; p && code == 0 && e->n; p = p->next) {
            edition_deliver(l, e, p, NULL);
            for (struct watcher *w = p->first; w; w = w->next)
                watcher_flush(l, w);
        }
        bool full = e->n == NEWS_AT_ONCE;
        if (code == 0)
            atomic_store(&l->cursor, e->last);
        edition_release(e);
        if (code || !full)
            return;
    }
}
