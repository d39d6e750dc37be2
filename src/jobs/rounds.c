#include "jobs/rounds.h"
#include "base/error.h"
#include <errno.h>
#include <stdbool.h>
#include <time.h>

/* False when it is to end. */
static bool wait_a_round(struct rounds *r)
{
    struct timespec until;
    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec += r->every_s;
    pthread_mutex_lock(&r->lock);
    while (!atomic_load(&r->ends) && pthread_cond_timedwait(&r->wake, &r->lock, &until) != ETIMEDOUT)
        ;
    pthread_mutex_unlock(&r->lock);
    return !atomic_load(&r->ends);
}

static void *thread(void *arg)
{
    struct rounds *r = arg;
    do {
        r->run(r->arg);
    } while (wait_a_round(r));
    return NULL;
}

static void release(struct rounds *r)
{
    pthread_cond_destroy(&r->wake);
    pthread_mutex_destroy(&r->lock);
}

int rounds_start(struct rounds *r, int every_s, void (*run)(void *arg), void *arg)
{
    pthread_condattr_t attributes;
    *r = (struct rounds){.every_s = every_s, .run = run, .arg = arg};
    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    pthread_cond_init(&r->wake, &attributes);
    pthread_condattr_destroy(&attributes);
    pthread_mutex_init(&r->lock, NULL);
    if (pthread_create(&r->thread, NULL, thread, r) == 0)
        return 0;
    release(r);
    return ERR_INTERNAL;
}

void rounds_stop(struct rounds *r)
{
    pthread_mutex_lock(&r->lock);
    atomic_store(&r->ends, true);
    pthread_cond_signal(&r->wake);
    pthread_mutex_unlock(&r->lock);
    pthread_join(r->thread, NULL);
    release(r);
}
