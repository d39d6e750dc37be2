#include "store/notify_local.h"
#include "base/civil.h"
#include <pthread.h>
#include <time.h>

#define OUTSIDE_EVERY_MS 400

/* Guarded by `lock`: posts and the interrupted flags of all waiters. */
static struct {
    pthread_mutex_t lock;
    pthread_cond_t changed;
    pthread_once_t once;
    uint64_t posts;
} shared = {.lock = PTHREAD_MUTEX_INITIALIZER, .once = PTHREAD_ONCE_INIT};

static void init_condition(void)
{
    pthread_condattr_t attr;
    pthread_condattr_init(&attr);
    pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
    pthread_cond_init(&shared.changed, &attr);
    pthread_condattr_destroy(&attr);
}

void notify_local_init(struct notify_local *n, bool (*outside)(void *arg), void *arg)
{
    pthread_once(&shared.once, init_condition);
    *n = (struct notify_local){.interrupted = true, .outside = outside, .arg = arg};
}

void notify_local_release(struct notify_local *n)
{
    n->outside = NULL;
}

static bool take_news(struct notify_local *n)
{
    bool news = n->interrupted || n->seen != shared.posts;
    n->interrupted = false;
    n->seen = shared.posts;
    return news;
}

static void wait_until(int64_t time_us)
{
    struct timespec t = {.tv_sec = time_us / US_PER_S, .tv_nsec = (time_us % US_PER_S) * 1000};
    pthread_cond_timedwait(&shared.changed, &shared.lock, &t);
}

int notify_local_wait(struct notify_local *n, int timeout_ms)
{
    int64_t now = clock_monotonic_us(), end = now + (int64_t)timeout_ms * 1000;
    bool news = false;
    pthread_mutex_lock(&shared.lock);
    while (!(news = take_news(n)) && now < end) {
        int64_t look = now + (int64_t)OUTSIDE_EVERY_MS * 1000;
        wait_until(look < end ? look : end);
        now = clock_monotonic_us();
        if (n->seen != shared.posts || n->interrupted)
            continue;
        pthread_mutex_unlock(&shared.lock);
        news = n->outside(n->arg);
        pthread_mutex_lock(&shared.lock);
        if (news)
            break;
    }
    pthread_mutex_unlock(&shared.lock);
    return news;
}

void notify_local_interrupt(struct notify_local *n)
{
    pthread_mutex_lock(&shared.lock);
    n->interrupted = true;
    pthread_cond_broadcast(&shared.changed);
    pthread_mutex_unlock(&shared.lock);
}

void notify_local_post(void)
{
    pthread_once(&shared.once, init_condition);
    pthread_mutex_lock(&shared.lock);
    shared.posts++;
    pthread_cond_broadcast(&shared.changed);
    pthread_mutex_unlock(&shared.lock);
}
