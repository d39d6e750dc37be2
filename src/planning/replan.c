#include "planning/replan.h"
#include "base/log.h"
#include "http/route.h"
#include "locale/zone.h"
#include "people/people.h"
#include "planning/concerns.h"
#include "store/events.h"
#include "store/notify.h"
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

#define QUIET_US INT64_C(300000)
#define MOST_US  INT64_C(2000000)
#define REST     9 /* times as long as planning took: what changes all the time does not take the machine */
#define IDLE_MS  5000
#define LEASE_US (15 * US_PER_S)
#define RENEW_US (5 * US_PER_S)
#define OLD_US   (3600 * US_PER_S) /* work that was planned and not done has a new place by then */
#define AGAIN_US (20 * US_PER_S)   /* after a failure */

struct replanner {
    pthread_t thread;
    struct db *db;
    struct writer *writer;
    struct notify *notify;
    struct id me;                     /* as holder of the lease */
    int64_t leased_us, rest_until_us; /* monotonic */
    atomic_bool stopping;
};

static void op_start(struct replanner *r, struct op *op, struct arena *arena)
{
    arena_init(arena);
    *op = (struct op){.arena = arena,
                      .db = r->db,
                      .now_us = clock_now_us(),
                      .locale = "en",
                      .zone = "UTC",
                      .change = id_new(),
                      .via = "plan",
                      .scope = {.workspace = WORKSPACE, .variant = SCOPE_SYSTEM, .role = ROLE_SYSTEM}};
    op->today = instant_day(op->now_us);
}

/* ---- the lease ---- */

struct lease {
    struct id me;
    bool held;
};

static int take_lease(struct op *op, void *arg)
{
    struct lease *l = arg;
    ROWS rows = {0};
    int64_t now = clock_now_us();
    int err = op_exec(op, "INSERT INTO planner (ws, until, turn) VALUES ($ws, 0, 0) ON CONFLICT DO NOTHING", NO_ARGS);
    if (!err)
        err = op_exec(op, "UPDATE planner SET holder = $1, until = $2 WHERE ws = $ws AND (holder = $1 OR until < $3)",
                      ARGS(v_id(l->me), v_int(now + LEASE_US), v_int(now)));
    if (err || (err = op_query(op, &rows, "SELECT 1 FROM planner WHERE ws = $ws AND holder = $1", ARGS(v_id(l->me)))))
        return err;
    err = rows_next(&rows);
    l->held = err == 1;
    return err < 0 ? err : 0;
}

static bool leased(struct replanner *r)
{
    struct arena arena;
    struct op op;
    struct lease l = {.me = r->me};
    int64_t now = clock_monotonic_us();
    if (r->leased_us && now - r->leased_us < RENEW_US)
        return true;
    op_start(r, &op, &arena);
    int err = writer_run(r->writer, &op, take_lease, &l);
    arena_release(&arena);
    r->leased_us = !err && l.held ? now : 0;
    return r->leased_us != 0;
}

static int give_lease(struct op *op, void *arg)
{
    struct replanner *r = arg;
    return op_exec(op, "UPDATE planner SET until = 0 WHERE ws = $ws AND holder = $1", ARGS(v_id(r->me)));
}

/* ---- when ---- */

/* Is the plan in force behind the log, or of another day? Before there is a workspace there is nothing. */
static int look(struct replanner *r, bool *ret_due)
{
    struct arena arena;
    struct op op;
    struct row *workspace;
    int64_t made = 0, planned = 0, concerned = 0;
    op_start(r, &op, &arena);
    int err = workspace_get(&op, &workspace);
    if (!err) {
        ROWS rows = {0};
        err = op_query(&op, &rows, "SELECT seq, made FROM @plan WHERE deleted IS NULL LIMIT 1", NO_ARGS);
        if (!err && (err = rows_next(&rows)) == 1) {
            planned = row_int(&rows, 0);
            made = row_int(&rows, 1);
        }
        err = err < 0 ? err : 0;
    }
    if (!err)
        err = concerns_since(&op, planned, &concerned);
    if (!err) {
        const char *zone = arena_cstr(&arena, row_get_text(workspace, "zone"));
        *ret_due =
            concerned > planned || op.now_us - made > OLD_US || zone_day(zone, made) != zone_day(zone, op.now_us);
    }
    arena_release(&arena);
    return err;
}

static void plan_now(struct replanner *r)
{
    struct arena arena;
    struct op op;
    struct force_report report;
    op_start(r, &op, &arena);
    int64_t began = clock_monotonic_us();
    int err = force_plan(&op, r->writer, &report);
    int64_t took = clock_monotonic_us() - began;
    r->rest_until_us = began + took * (1 + REST);
    if (err) {
        r->rest_until_us = began + AGAIN_US;
        log_line(LOG_ERROR, "plan", "not planned: error %d; it is tried again", err);
    }
    arena_release(&arena);
}

/* Quiet for a while, or waited for long enough. True when there is something to plan now. */
static bool settled(struct replanner *r)
{
    int64_t began = clock_monotonic_us();
    while (!atomic_load(&r->stopping)) {
        int64_t now = clock_monotonic_us();
        bool rested = now >= r->rest_until_us;
        if (rested && now - began >= MOST_US)
            return true;
        int64_t before = 0, after = 0;
        if (event_last_seq(r->db, WORKSPACE, &before))
            return false;
        struct timespec pause = {0, QUIET_US * 1000};
        nanosleep(&pause, NULL);
        if (event_last_seq(r->db, WORKSPACE, &after))
            return false;
        if (rested && before == after)
            return true;
    }
    return false;
}

static void *replan_thread(void *arg)
{
    struct replanner *r = arg;
    while (!atomic_load(&r->stopping)) {
        bool due = false;
        if (look(r, &due) == 0 && due && leased(r) && settled(r)) {
            plan_now(r);
            continue;
        }
        notify_wait(r->notify, IDLE_MS);
    }
    return NULL;
}

int replanner_start(const char *where, struct writer *w, struct replanner **ret)
{
    struct replanner *r = calloc(1, sizeof *r);
    if (!r)
        abort();
    r->writer = w;
    r->me = id_new();
    int err = db_open(where, DB_READ, &r->db);
    if (!err)
        err = notify_open(where, &r->notify);
    if (!err && pthread_create(&r->thread, NULL, replan_thread, r) != 0)
        err = ERR_INTERNAL;
    if (!err) {
        *ret = r;
        return 0;
    }
    if (r->notify)
        notify_close(r->notify);
    if (r->db)
        db_close(r->db);
    free(r);
    return err;
}

void replanner_stop(struct replanner *r)
{
    struct arena arena;
    struct op op;
    atomic_store(&r->stopping, true);
    notify_interrupt(r->notify);
    pthread_join(r->thread, NULL);
    op_start(r, &op, &arena);
    if (r->leased_us)
        writer_run(r->writer, &op, give_lease, r);
    arena_release(&arena);
    notify_close(r->notify);
    db_close(r->db);
    free(r);
}
