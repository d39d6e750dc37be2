#include "http/live_parts.h"

#define WAITING_MOST 1000 /* requests that wait for events */

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

void live_waiting_answer(struct live *l, bool all)
{
    struct call *next;
    for (struct call *c = waiting_take(l, all); c; c = next) {
        next = c->next;
        bool news = atomic_load(&l->cursor) > c->reply.later_seq && !all;
        if (!news || workers_submit(l->server->workers, &c->task))
            call_done(c, 0);
    }
}
