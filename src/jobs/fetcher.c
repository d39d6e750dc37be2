#include "jobs/fetcher.h"
#include "base/log.h"
#include "time/outside.h"
#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

#define WORKSPACE 1
#define EVERY_S   60
#define AT_ONCE   50 /* calendars of a round; the others wait for the next */

struct fetcher {
    struct writer *writer;
    struct db *db; /* reading */
    pthread_t thread;
    pthread_mutex_t lock; /* guards the wait */
    pthread_cond_t wake;
    atomic_bool ends;
};

static struct op op_new(struct fetcher *f, struct arena *arena)
{
    return (struct op){.arena = arena,
                       .db = f->db,
                       .now_us = clock_now_us(),
                       .zone = "UTC",
                       .locale = "en",
                       .via = "clock",
                       .change = id_new(),
                       .scope = {.workspace = WORKSPACE, .variant = SCOPE_SYSTEM, .role = ROLE_SYSTEM}};
}

static int keep(struct op *op, void *arg)
{
    return outside_keep(op, arg);
}

static void fetch_one(struct fetcher *f, struct id calendar)
{
    struct arena arena;
    struct outside_news news;
    arena_init(&arena);
    struct op op = op_new(f, &arena);
    int err = outside_fetch(&op, calendar, &news);
    err = err ? err : writer_run(f->writer, &op, keep, &news);
    if (err && err != ERR_NOT_FOUND && err != ERR_BUSY)
        log_line(LOG_ERROR, "fetcher", "a calendar outside was not kept: error %d", err);
    arena_release(&arena);
}

static void round_of(struct fetcher *f)
{
    struct arena arena;
    struct id ids[AT_ONCE];
    size_t n = 0;
    arena_init(&arena);
    struct op op = op_new(f, &arena);
    if (outside_due(&op, AT_ONCE, ids, &n) != 0)
        log_line(LOG_ERROR, "fetcher", "calendars outside cannot be looked up; tried again in a minute");
    for (size_t i = 0; i < n && !atomic_load(&f->ends); i++)
        fetch_one(f, ids[i]);
    arena_release(&arena);
}

static void *run(void *arg)
{
    struct fetcher *f = arg;
    while (!atomic_load(&f->ends)) {
        struct timespec until;
        round_of(f);
        clock_gettime(CLOCK_MONOTONIC, &until);
        until.tv_sec += EVERY_S;
        pthread_mutex_lock(&f->lock);
        while (!atomic_load(&f->ends) && pthread_cond_timedwait(&f->wake, &f->lock, &until) != ETIMEDOUT)
            ;
        pthread_mutex_unlock(&f->lock);
    }
    return NULL;
}

int fetcher_start(const char *where, struct writer *w, struct fetcher **ret_fetcher)
{
    struct fetcher *f = calloc(1, sizeof *f);
    pthread_condattr_t attributes;
    if (!f)
        abort();
    int err = db_open(where, DB_READ, &f->db);
    if (err) {
        free(f);
        return err;
    }
    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    pthread_cond_init(&f->wake, &attributes);
    pthread_condattr_destroy(&attributes);
    pthread_mutex_init(&f->lock, NULL);
    f->writer = w;
    if (pthread_create(&f->thread, NULL, run, f) != 0) {
        db_close(f->db);
        free(f);
        return ERR_INTERNAL;
    }
    *ret_fetcher = f;
    return 0;
}

void fetcher_stop(struct fetcher *f)
{
    pthread_mutex_lock(&f->lock);
    atomic_store(&f->ends, true);
    pthread_cond_signal(&f->wake);
    pthread_mutex_unlock(&f->lock);
    pthread_join(f->thread, NULL);
    pthread_cond_destroy(&f->wake);
    pthread_mutex_destroy(&f->lock);
    db_close(f->db);
    free(f);
}
