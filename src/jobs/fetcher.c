#include "jobs/fetcher.h"
#include "base/log.h"
#include "jobs/rounds.h"
#include "time/outside.h"
#include <stdlib.h>

#define WORKSPACE 1
#define EVERY_S   60
#define AT_ONCE   50 /* calendars of a round; the others wait for the next */

struct fetcher {
    struct writer *writer;
    struct db *db; /* reading */
    struct rounds rounds;
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

static void round_of(void *arg)
{
    struct fetcher *f = arg;
    struct arena arena;
    struct id ids[AT_ONCE];
    size_t n = 0;
    arena_init(&arena);
    struct op op = op_new(f, &arena);
    if (outside_due(&op, AT_ONCE, ids, &n) != 0)
        log_line(LOG_ERROR, "fetcher", "calendars outside cannot be looked up; tried again in a minute");
    for (size_t i = 0; i < n && !atomic_load(&f->rounds.ends); i++)
        fetch_one(f, ids[i]);
    arena_release(&arena);
}

int fetcher_start(const char *where, struct writer *w, struct fetcher **ret_fetcher)
{
    struct fetcher *f = calloc(1, sizeof *f);
    if (!f)
        abort();
    f->writer = w;
    int err = db_open(where, DB_READ, &f->db);
    if (!err && (err = rounds_start(&f->rounds, EVERY_S, round_of, f)))
        db_close(f->db);
    if (err)
        free(f);
    else
        *ret_fetcher = f;
    return err;
}

void fetcher_stop(struct fetcher *f)
{
    rounds_stop(&f->rounds);
    db_close(f->db);
    free(f);
}
