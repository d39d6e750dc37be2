/* The writer: many at once, one that fails, two writers on one database, wake-ups. */
#include "databases.h"
#include "store/connection.h"
#include "store/events.h"
#include "store/notify.h"
#include "store/writer.h"
#include <pthread.h>
#include <stdatomic.h>

#define THREADS 8
#define CHANGES 60

struct submitter {
    pthread_t thread;
    struct writer *writer;
    int64_t ws;
    int number;
    int acknowledged, refused;
};

static int write_event(struct op *op, void *arg)
{
    int *number = arg;
    struct event e = {
        .resource = STR("task"), .object = id_new(), .verb = STR("create"), .version = *number, .payload = STR("{}")};
    int err = event_append(op, &e);
    if (err)
        return err;
    err = op_exec(op, "INSERT INTO consumer (ws, name, seq) VALUES ($ws, $1, $2)",
                  ARGS(v_text(arena_format(op->arena, "c%d", *number)), v_int(op->last_seq)));
    if (err)
        return err;
    return *number % 10 == 3 ? op_fail(op, ERR_CONFLICT, "test.refused", NO_ARGS) : 0;
}

static void *submit_many(void *arg)
{
    struct submitter *s = arg;
    for (int i = 0; i < CHANGES; i++) {
        struct op op;
        struct arena arena;
        test_op_init(&op, &arena, NULL, s->ws);
        int number = s->number * CHANGES + i;
        int code = writer_run(s->writer, &op, write_event, &number);
        s->acknowledged += code == 0 && op.last_seq > 0;
        s->refused += code == ERR_CONFLICT && op.problem.code == ERR_CONFLICT && op.last_seq == 0;
        arena_release(&arena);
    }
    return NULL;
}

static void submit_on(struct writer *const *writers, int n_writers, int64_t ws, int *ret_acknowledged, int *ret_refused)
{
    struct submitter all[THREADS];
    *ret_acknowledged = *ret_refused = 0;
    for (int i = 0; i < THREADS; i++) {
        all[i] = (struct submitter){.writer = writers[i % n_writers], .ws = ws, .number = i};
        pthread_create(&all[i].thread, NULL, submit_many, &all[i]);
    }
    for (int i = 0; i < THREADS; i++) {
        pthread_join(all[i].thread, NULL);
        *ret_acknowledged += all[i].acknowledged;
        *ret_refused += all[i].refused;
    }
}

static int64_t count(struct db *db, int64_t ws, const char *sql)
{
    struct scope s = test_scope(ws);
    ROWS r;
    assert_int_equal(db_query(db, &s, &r, sql, NO_ARGS), 0);
    assert_int_equal(rows_next(&r), 1);
    return row_int(&r, 0);
}

/* Every acknowledged change is there, no refused one is, and rows and events belong together. */
static void assert_whole(int64_t ws, int acknowledged)
{
    struct db *db;
    struct event_report report;
    assert_int_equal(db_open(test_where, DB_READ, &db), 0);
    assert_int_equal(count(db, ws, "SELECT count(*) FROM consumer WHERE ws=$ws"), acknowledged);
    assert_int_equal(count(db, ws,
                           "SELECT count(*) FROM consumer c JOIN event e ON e.ws=c.ws AND e.seq=c.seq WHERE c.ws=$ws"
                           " AND c.name NOT LIKE '%3'"),
                     acknowledged);
    assert_int_equal(event_verify_chain(db, ws, NULL, NULL, &report), 0);
    assert_int_equal(report.checked, acknowledged);
    assert_int_equal(report.broken_seq, 0);
    db_close(db);
}

static void writes_for_many_at_once(void **state)
{
    (void)state;
    struct writer *w;
    int acknowledged, refused;
    assert_int_equal(writer_start(test_where, &w), 0);
    submit_on(&w, 1, 1, &acknowledged, &refused);
    struct writer_stats stats = writer_stats(w);
    writer_stop(w);
    assert_int_equal(refused, THREADS * CHANGES / 10);
    assert_int_equal(acknowledged, THREADS * CHANGES - refused);
    assert_int_equal(stats.changes, THREADS * CHANGES);
    assert_int_equal(stats.failed, refused);
    assert_true(stats.batches < stats.changes);
    assert_whole(1, acknowledged);
}

/* Two servers: sequence, chain and commits stay in one order. On SQLite they wait for each other's lock. */
static void two_writers_make_one_log(void **state)
{
    (void)state;
    struct writer *w[2];
    int acknowledged, refused;
    assert_int_equal(writer_start(test_where, &w[0]), 0);
    assert_int_equal(writer_start(test_where, &w[1]), 0);
    submit_on(w, 2, 2, &acknowledged, &refused);
    writer_stop(w[0]);
    writer_stop(w[1]);
    assert_int_equal(acknowledged + refused, THREADS * CHANGES);
    assert_whole(2, acknowledged);
}

struct reader {
    atomic_bool stop;
    int64_t ws, seen;
    bool skipped;
};

/* A consumer that follows the log: it must meet every event, in order, although two writers commit. */
static void *follow(void *arg)
{
    struct reader *x = arg;
    struct db *db;
    struct notify *n;
    struct scope s = test_scope(x->ws);
    if (db_open(test_where, DB_READ, &db) != 0 || notify_open(test_where, &n) != 0)
        return NULL;
    for (bool last = false; !last;) {
        last = atomic_load(&x->stop);
        notify_wait(n, last ? 0 : 2000);
        ROWS r;
        if (event_read_since(db, &s, x->seen, 10000, &r) != 0)
            break;
        while (rows_next(&r) == 1) {
            x->skipped |= row_int(&r, 0) != x->seen + 1;
            x->seen = row_int(&r, 0);
        }
    }
    notify_close(n);
    db_close(db);
    return NULL;
}

static void readers_skip_nothing(void **state)
{
    (void)state;
    struct writer *w[2];
    struct reader reader = {.ws = 3};
    pthread_t thread;
    int acknowledged, refused;
    assert_int_equal(writer_start(test_where, &w[0]), 0);
    assert_int_equal(writer_start(test_where, &w[1]), 0);
    pthread_create(&thread, NULL, follow, &reader);
    submit_on(w, 2, 3, &acknowledged, &refused);
    atomic_store(&reader.stop, true);
    pthread_join(thread, NULL);
    writer_stop(w[0]);
    writer_stop(w[1]);
    assert_false(reader.skipped);
    assert_int_equal(reader.seen, acknowledged);
}

static int take_taken_name(struct op *op, void *arg)
{
    (void)arg;
    return op_exec(op, "INSERT INTO consumer (ws, name, seq) VALUES ($ws, 'taken', 0)", NO_ARGS);
}

static int forget_to_report(struct op *op, void *arg)
{
    (void)arg;
    int err = take_taken_name(op, NULL);
    if (err == 0)
        op_field_fail(op, "/name", "test.wrong", NO_ARGS);
    return err;
}

static void answers_each_with_its_own_code(void **state)
{
    (void)state;
    struct writer *w;
    struct op op;
    struct arena arena;
    assert_int_equal(writer_start(test_where, &w), 0);
    test_op_init(&op, &arena, NULL, 4);
    assert_int_equal(writer_run(w, &op, forget_to_report, NULL), ERR_INVALID);
    assert_string_equal(op.problem.first->pointer, "/name");
    assert_int_equal(writer_run(w, &op, take_taken_name, NULL), 0);
    assert_int_equal(writer_run(w, &op, take_taken_name, NULL), ERR_EXISTS);
    assert_int_equal(op.problem.code, ERR_EXISTS);
    writer_stop(w);
    arena_release(&arena);
}

/* ---- a full queue, and the end ---- */

struct slow {
    atomic_bool begun, go;
    atomic_int done, failed;
};

static int wait_to_go(struct op *op, void *arg)
{
    struct slow *s = arg;
    (void)op;
    atomic_store(&s->begun, true);
    while (!atomic_load(&s->go))
        usleep(1000);
    return 0;
}

static void count_done(struct op *op, int code, void *arg)
{
    struct slow *s = arg;
    (void)op;
    atomic_fetch_add(&s->done, 1);
    atomic_fetch_add(&s->failed, code != 0);
}

static int nothing(struct op *op, void *arg)
{
    (void)op, (void)arg;
    return 0;
}

static void refuses_when_full_and_finishes_what_waits(void **state)
{
    (void)state;
    struct writer *w;
    struct slow s = {0};
    struct op op;
    struct arena arena;
    enum { MANY = 4200 };
    static struct write_job jobs[MANY];
    assert_int_equal(writer_start(test_where, &w), 0);
    test_op_init(&op, &arena, NULL, 5);
    struct write_job first = {.op = &op, .run = wait_to_go, .done = count_done, .arg = &s};
    assert_int_equal(writer_submit(w, &first), 0);
    while (!atomic_load(&s.begun))
        usleep(1000);
    static struct op ops[MANY];
    int taken = 0;
    for (int i = 0; i < MANY; i++) {
        ops[i] = op;
        jobs[i] = (struct write_job){.op = &ops[i], .run = nothing, .done = count_done, .arg = &s};
        taken += writer_submit(w, &jobs[i]) == 0;
    }
    assert_int_equal(taken, 4096);
    atomic_store(&s.go, true);
    writer_stop(w);
    assert_int_equal(atomic_load(&s.done), taken + 1);
    assert_int_equal(atomic_load(&s.failed), 0);
    arena_release(&arena);
}

/* ---- wake-ups ---- */

static void *interrupt_later(void *arg)
{
    usleep(100000);
    notify_interrupt(arg);
    return NULL;
}

static void wakes_who_waits(void **state)
{
    (void)state;
    struct notify *n;
    struct writer *w;
    struct op op;
    struct arena arena;
    pthread_t thread;
    int number = 1;
    assert_int_equal(notify_open(test_where, &n), 0);
    assert_int_equal(writer_start(test_where, &w), 0);
    while (notify_wait(n, 20) == 1) /* the first call says yes; and the file may just have been made */
        continue;
    assert_int_equal(notify_wait(n, 20), 0);
    test_op_init(&op, &arena, NULL, 6);
    assert_int_equal(writer_run(w, &op, write_event, &number), 0);
    assert_int_equal(notify_wait(n, 5000), 1);
    while (notify_wait(n, 500) == 1)
        continue;
    pthread_create(&thread, NULL, interrupt_later, n);
    int64_t before = clock_monotonic_us();
    assert_int_equal(notify_wait(n, 20000), 1);
    assert_true(clock_monotonic_us() - before < 10 * US_PER_S);
    pthread_join(thread, NULL);
    writer_stop(w);
    notify_close(n);
    arena_release(&arena);
}

/* The server ends the writer's connection between batches and within one: nothing acknowledged is lost. */
static int cut_own_connection(struct op *op, void *arg)
{
    int *number = arg;
    int err = write_event(op, number);
    if (err)
        return err;
    static atomic_bool cut;
    if (!atomic_exchange(&cut, true))
        return op_exec(op, "SELECT pg_terminate_backend(pg_backend_pid())", NO_ARGS);
    return 0;
}

static void runs_a_batch_again_after_a_lost_connection(void **state)
{
    (void)state;
    if (test_is_sqlite())
        skip();
    struct writer *w;
    struct op op;
    struct arena arena;
    assert_int_equal(writer_start(test_where, &w), 0);
    test_op_init(&op, &arena, NULL, 7);
    log_set_level(LOG_ERROR + 1);
    for (int i = 0; i < 3; i++) {
        int number = i;
        assert_int_equal(writer_run(w, &op, cut_own_connection, &number), 0);
    }
    log_set_level(LOG_ERROR);
    writer_stop(w);
    arena_release(&arena);
    assert_whole(7, 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(writes_for_many_at_once),
        cmocka_unit_test(two_writers_make_one_log),
        cmocka_unit_test(readers_skip_nothing),
        cmocka_unit_test(answers_each_with_its_own_code),
        cmocka_unit_test(refuses_when_full_and_finishes_what_waits),
        cmocka_unit_test(wakes_who_waits),
        cmocka_unit_test(runs_a_batch_again_after_a_lost_connection),
    };
    return run_on_databases("store: writer", tests);
}
