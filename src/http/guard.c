#include "http/guard.h"
#include "base/civil.h"
#include <pthread.h>
#include <stdlib.h>
#include <sys/socket.h>

#define PLACES 4096

struct guard {
    struct guard *next, *before;
    int fd;
    struct address from;
    atomic_int_fast64_t deadline_us;
    bool counted, refused;
};

struct guards {
    pthread_mutex_t lock; /* guards the list, the counts and that no descriptor is closed while it is shut down */
    pthread_cond_t end;
    pthread_t thread;
    struct guard *first;
    bool stopping, exempt_loopback;
    int per_address, tick_ms;
    const struct proxies *exempt;
    atomic_int_fast64_t *closed;
    struct count {
        struct count *next;
        struct address from;
        int n;
    } * count[PLACES];
};

static struct count **count_of(struct guards *g, struct address from)
{
    uint32_t hash = 2166136261u;
    for (int i = 0; i < 16; i++)
        hash = (hash ^ from.byte[i]) * 16777619u;
    struct count **at = &g->count[hash % PLACES];
    while (*at && memcmp((*at)->from.byte, from.byte, 16) != 0)
        at = &(*at)->next;
    return at;
}

static bool count_up(struct guards *g, struct address from)
{
    struct count **at = count_of(g, from);
    if (!*at) {
        *at = calloc(1, sizeof(**at));
        if (!*at)
            abort();
        (*at)->from = from;
    }
    return ++(*at)->n <= g->per_address;
}

static void count_down(struct guards *g, struct address from)
{
    struct count **at = count_of(g, from), *count = *at;
    if (count && --count->n == 0) {
        *at = count->next;
        free(count);
    }
}

struct guard *guard_new(struct guards *g, int fd, struct address from, int64_t deadline_us, bool *ret_too_many)
{
    struct guard *guard = calloc(1, sizeof(*guard));
    if (!guard)
        abort();
    guard->fd = fd;
    guard->from = address_group(from);
    guard->deadline_us = deadline_us;
    guard->counted =
        g->per_address > 0 && !proxies_has(g->exempt, from) && !(g->exempt_loopback && address_is_loopback(from));
    pthread_mutex_lock(&g->lock);
    guard->next = g->first;
    if (g->first)
        g->first->before = guard;
    g->first = guard;
    guard->refused = guard->counted && !count_up(g, guard->from);
    pthread_mutex_unlock(&g->lock);
    *ret_too_many = guard->refused;
    return guard;
}

void guard_free(struct guards *g, struct guard *guard)
{
    pthread_mutex_lock(&g->lock);
    if (guard->before)
        guard->before->next = guard->next;
    else
        g->first = guard->next;
    if (guard->next)
        guard->next->before = guard->before;
    if (guard->counted)
        count_down(g, guard->from);
    pthread_mutex_unlock(&g->lock);
    free(guard);
}

void guard_set(struct guard *guard, int64_t deadline_us)
{
    atomic_store_explicit(&guard->deadline_us, deadline_us, memory_order_relaxed);
}

bool guard_refused(const struct guard *guard)
{
    return guard->refused;
}

static void sweep(struct guards *g)
{
    int64_t now = clock_monotonic_us();
    for (struct guard *guard = g->first; guard; guard = guard->next) {
        int64_t deadline = atomic_load_explicit(&guard->deadline_us, memory_order_relaxed);
        if (deadline && now > deadline) {
            shutdown(guard->fd, SHUT_RDWR); /* the event loop sees the end and closes */
            guard_set(guard, 0);
            atomic_fetch_add(g->closed, 1);
        }
    }
}

static void *watch(void *arg)
{
    struct guards *g = arg;
    pthread_mutex_lock(&g->lock);
    while (!g->stopping) {
        struct timespec until;
        clock_gettime(CLOCK_MONOTONIC, &until);
        int64_t ns = until.tv_nsec + (int64_t)g->tick_ms * 1000000;
        until.tv_sec += ns / 1000000000;
        until.tv_nsec = ns % 1000000000;
        pthread_cond_timedwait(&g->end, &g->lock, &until);
        sweep(g);
    }
    pthread_mutex_unlock(&g->lock);
    return NULL;
}

struct guards *guards_start(int per_address, const struct proxies *exempt, bool exempt_loopback, int tick_ms,
                            atomic_int_fast64_t *closed)
{
    struct guards *g = calloc(1, sizeof(*g));
    if (!g)
        abort();
    g->per_address = per_address;
    g->exempt = exempt;
    g->exempt_loopback = exempt_loopback;
    g->tick_ms = tick_ms;
    g->closed = closed;
    pthread_mutex_init(&g->lock, NULL);
    pthread_condattr_t monotonic;
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_cond_init(&g->end, &monotonic);
    pthread_condattr_destroy(&monotonic);
    if (pthread_create(&g->thread, NULL, watch, g) != 0)
        abort();
    return g;
}

void guards_stop(struct guards *g)
{
    pthread_mutex_lock(&g->lock);
    g->stopping = true;
    pthread_cond_signal(&g->end);
    pthread_mutex_unlock(&g->lock);
    pthread_join(g->thread, NULL);
    pthread_cond_destroy(&g->end);
    pthread_mutex_destroy(&g->lock);
    free(g);
}
