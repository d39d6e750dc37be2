#include "jobs/clock.h"
#include "base/log.h"
#include "jobs/rounds.h"
#include "locale/zone.h"
#include "people/people.h"
#include "planning/days.h"
#include "work/recurrence.h"
#include <stdlib.h>

#define WORKSPACE  1
#define EVERY_S    60
#define SLICE      20 /* things in one write, so that people's writes come between */
#define SLICES_MAX 1000

static int make_recurring(struct op *op, int64_t *ret_done)
{
    size_t made;
    int err = recurrence_catch_up(op, SLICE, &made);
    *ret_done = (int64_t)made;
    return err;
}

/* Invitations, sessions and tokens that are over say nothing to anybody any more; live streams of theirs end with them.
 */
static int forget_expired(struct op *op, int64_t *ret_done)
{
    static const struct {
        const struct resource *resource;
        int64_t kept_us; /* after its end */
        const char *sql;
    } kinds[] = {
        {&session_resource, 0, "SELECT id FROM @session WHERE deleted IS NULL AND expires < $1 LIMIT $2"},
        {&token_resource, 0, "SELECT id FROM @token WHERE deleted IS NULL AND expires < $1 LIMIT $2"},
        /* an old one still says that it is too old */
        {&invite_resource, 30 * US_PER_DAY,
         "SELECT id FROM @invite WHERE deleted IS NULL AND accepted IS NULL AND expires < $1 LIMIT $2"},
    };
    int64_t done = 0;
    int err = 0;
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds && !err; i++) {
        struct id ids[SLICE];
        size_t n = 0;
        ROWS rows = {0};
        err = op_query(op, &rows, kinds[i].sql, ARGS(v_int(op->now_us - kinds[i].kept_us), v_int(SLICE)));
        while (!err && n < SLICE && rows_next(&rows) == 1)
            ids[n++] = row_id(&rows, 0);
        rows_end(&rows);
        for (size_t k = 0; k < n && !err; k++)
            err = resource_delete(op, kinds[i].resource, ids[k], ANY_VERSION);
        done += (int64_t)n;
    }
    *ret_done = done;
    return err;
}

static const struct job {
    const char *name;
    int (*run)(struct op *op, int64_t *ret_done); /* one slice, inside a write; again while it did something */
} jobs[] = {
    {"recurring", make_recurring},
    {"expired", forget_expired},
    {"days", days_keep},
};

struct slice {
    const struct job *job;
    int64_t done;
};

/* The workspace's own day and language. Before there is a workspace there is nothing to do. */
static int run_slice(struct op *op, void *arg)
{
    struct slice *s = arg;
    struct row *workspace;
    int err = workspace_get(op, &workspace);
    s->done = 0;
    if (err)
        return err == ERR_NOT_FOUND ? 0 : err;
    op->zone = arena_cstr(op->arena, row_get_text(workspace, "zone"));
    op->locale = workspace_locale(op);
    op->today = zone_day(op->zone, op->now_us);
    return s->job->run(op, &s->done);
}

static int run_job(struct writer *w, const struct job *job, int64_t *total)
{
    struct slice s = {.job = job};
    int err = 0, slices = 0;
    do {
        struct arena arena;
        arena_init(&arena);
        struct op op = {.arena = &arena,
                        .now_us = clock_now_us(),
                        .zone = "UTC",
                        .locale = "en",
                        .via = "clock",
                        .change = id_new(),
                        .scope = {.workspace = WORKSPACE, .variant = SCOPE_SYSTEM, .role = ROLE_SYSTEM}};
        err = writer_run(w, &op, run_slice, &s);
        if (!err)
            *total += s.done;
        arena_release(&arena);
    } while (!err && s.done > 0 && ++slices < SLICES_MAX);
    if (err)
        log_line(LOG_ERROR, "clock", "job %s: error %d; it is tried again in a minute", job->name, err);
    return err;
}

int clock_run(struct writer *w, int64_t *ret_done)
{
    int first = 0;
    *ret_done = 0;
    for (size_t i = 0; i < sizeof jobs / sizeof *jobs; i++) {
        int err = run_job(w, &jobs[i], ret_done); /* one that fails does not keep the others */
        first = first ? first : err;
    }
    return first;
}

struct clock {
    struct writer *writer;
    struct rounds rounds;
};

static void round_of(void *arg)
{
    int64_t done;
    clock_run(((struct clock *)arg)->writer, &done);
}

int clock_start(struct writer *w, struct clock **ret_clock)
{
    struct clock *c = calloc(1, sizeof *c);
    if (!c)
        abort();
    c->writer = w;
    int err = rounds_start(&c->rounds, EVERY_S, round_of, c);
    if (err)
        free(c);
    else
        *ret_clock = c;
    return err;
}

void clock_stop(struct clock *c)
{
    rounds_stop(&c->rounds);
    free(c);
}
