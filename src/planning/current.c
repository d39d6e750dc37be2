#include "planning/compute.h"
#include "planning/concerns.h"
#include "store/events.h"
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

struct current {
    struct arena arena;
    struct snapshot snapshot;
    struct computed computed;
    int64_t ws, read_us, plan_us;
    atomic_int_fast64_t seen; /* events up to here do not concern it */
    atomic_int users;
};

/* The last one that was made. `making` lets one make it while the others wait for it. */
static struct {
    pthread_mutex_t lock, making;
    struct current *last;
} kept = {.lock = PTHREAD_MUTEX_INITIALIZER, .making = PTHREAD_MUTEX_INITIALIZER};

void current_release(const struct current *c)
{
    struct current *mine = (struct current *)(uintptr_t)c;
    if (mine && atomic_fetch_sub(&mine->users, 1) == 1) {
        arena_release(&mine->arena);
        free(mine);
    }
}

const struct computed *current_plan(const struct current *c)
{
    return &c->computed;
}

void current_times(const struct current *c, int64_t *ret_read_us, int64_t *ret_plan_us)
{
    *ret_read_us = c->read_us;
    *ret_plan_us = c->plan_us;
}

static struct current *take_last(void)
{
    pthread_mutex_lock(&kept.lock);
    struct current *c = kept.last;
    if (c)
        atomic_fetch_add(&c->users, 1);
    pthread_mutex_unlock(&kept.lock);
    return c;
}

static int is_fresh(struct op *op, struct current *c, bool *ret)
{
    int64_t seen = atomic_load(&c->seen), concerned, last;
    *ret = false;
    if (c->ws != op->scope.workspace || op->now_us > c->snapshot.from_us || op->now_us <= c->snapshot.from_us - SLOT_US)
        return 0;
    int err = event_last_seq(op->db, op->scope.workspace, &last);
    if (err || last < seen) /* another database, as in tests */
        return err;
    if (last > seen && (err = concerns_since(op, seen, &concerned)))
        return err;
    *ret = last == seen || concerned == seen;
    if (*ret)
        atomic_store(&c->seen, last);
    return 0;
}

static int make(struct op *op, struct current **ret)
{
    struct current *c = calloc(1, sizeof *c);
    if (!c)
        abort();
    arena_init(&c->arena);
    atomic_store(&c->users, 1);
    c->ws = op->scope.workspace;
    int64_t began = clock_monotonic_us();
    int err = snapshot_read(op, &c->arena, op->now_us, &c->snapshot);
    int64_t read = clock_monotonic_us();
    if (!err)
        err = compute(&c->arena, &c->snapshot, &c->computed);
    c->read_us = read - began;
    c->plan_us = clock_monotonic_us() - read;
    if (err) {
        current_release(c);
        return err;
    }
    atomic_store(&c->seen, c->snapshot.seq);
    *ret = c;
    return 0;
}

static void keep(struct current *c)
{
    atomic_fetch_add(&c->users, 1);
    pthread_mutex_lock(&kept.lock);
    struct current *before = kept.last;
    kept.last = c;
    pthread_mutex_unlock(&kept.lock);
    current_release(before);
}

static int take_fresh(struct op *op, struct current **ret)
{
    bool fresh = false;
    *ret = take_last();
    int err = *ret ? is_fresh(op, *ret, &fresh) : 0;
    if (!err && fresh)
        return 0;
    current_release(*ret);
    *ret = NULL;
    return err;
}

int current_get(struct op *op, const struct current **ret)
{
    struct current *c;
    *ret = NULL;
    int err = take_fresh(op, &c);
    if (!err && !c) {
        pthread_mutex_lock(&kept.making);
        err = take_fresh(op, &c); /* somebody made it meanwhile */
        if (!err && !c && !(err = make(op, &c)))
            keep(c);
        pthread_mutex_unlock(&kept.making);
    }
    *ret = c;
    return err;
}
