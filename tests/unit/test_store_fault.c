/* A disk that fails, a process that is killed and a power cut, at every single write, sync and truncation of a small
 * workload: what was acknowledged is there afterwards, what is there is whole, the chain holds, and work goes on. */
#include "databases.h"
#include "fault_vfs.h"
#include "store/connection.h"
#include "store/events.h"
#include "store/writer.h"
#include <sys/wait.h>

#define CHANGES       5
#define CHECKPOINT_AT 2
#define WS            1

static int change(struct op *op, void *arg)
{
    int *number = arg;
    struct event e = {
        .resource = STR("task"), .object = id_new(), .verb = STR("create"), .version = *number, .payload = STR("{}")};
    int err = event_append(op, &e);
    return err ? err
               : op_exec(op, "INSERT INTO consumer (ws, name, seq) VALUES ($ws, $1, $2)",
                         ARGS(v_text(arena_format(op->arena, "c%d", *number)), v_int(op->last_seq)));
}

static int checkpoint(void)
{
    struct db *db;
    int err = db_open(test_where, DB_WRITE, &db);
    if (err)
        return err;
    err = db_script(db, "PRAGMA wal_checkpoint(TRUNCATE)");
    db_close(db);
    return err;
}

/* In the child: a byte for each change that was acknowledged. */
static void work(int acknowledged_fd)
{
    struct writer *w;
    if (writer_start(test_where, &w) != 0)
        return;
    for (int i = 0; i < CHANGES; i++) {
        struct op op;
        struct arena arena;
        char byte = (char)i;
        test_op_init(&op, &arena, NULL, WS);
        if (writer_run(w, &op, change, &i) == 0 && write(acknowledged_fd, &byte, 1) != 1)
            _exit(3);
        arena_release(&arena);
        if (i == CHECKPOINT_AT)
            checkpoint();
    }
    writer_stop(w);
}

/* True if the fault was reached. */
static bool run_child(enum fault_mode mode, int n, bool ret_acknowledged[CHANGES])
{
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    pid_t pid = fork();
    if (pid == 0) {
        close(ends[0]);
        log_set_level(LOG_ERROR + 1);
        fault_install(mode, n);
        work(ends[1]);
        _exit(fault_count() >= n ? FAULT_EXIT : 0);
    }
    close(ends[1]);
    memset(ret_acknowledged, 0, CHANGES * sizeof *ret_acknowledged);
    char byte;
    while (read(ends[0], &byte, 1) == 1)
        ret_acknowledged[(int)byte] = true;
    close(ends[0]);
    int status;
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_true(WIFEXITED(status) && (WEXITSTATUS(status) == 0 || WEXITSTATUS(status) == FAULT_EXIT));
    return WEXITSTATUS(status) == FAULT_EXIT;
}

static int64_t number(struct db *db, const char *sql, size_t n, const struct value *args)
{
    struct scope s = test_scope(WS);
    ROWS r;
    assert_int_equal(db_query(db, &s, &r, sql, n, args), 0);
    assert_int_equal(rows_next(&r), 1);
    return row_int(&r, 0);
}

static void assert_whole(struct db *db)
{
    ROWS r;
    struct event_report report;
    assert_int_equal(db_query(db, NULL, &r, "PRAGMA integrity_check", NO_ARGS), 0);
    assert_int_equal(rows_next(&r), 1);
    assert_true(str_is(row_text(&r, 0), "ok"));
    rows_end(&r);
    assert_int_equal(event_verify_chain(db, WS, NULL, NULL, &report), 0);
    assert_int_equal(report.broken_seq, 0);
    int64_t rows = number(db, "SELECT count(*) FROM consumer WHERE ws=$ws", NO_ARGS);
    assert_int_equal(report.checked, rows);
    assert_int_equal(
        number(db, "SELECT count(*) FROM consumer c JOIN event e ON e.ws=c.ws AND e.seq=c.seq WHERE c.ws=$ws", NO_ARGS),
        rows);
}

static void assert_kept(const bool acknowledged[CHANGES])
{
    struct db *db;
    assert_int_equal(db_open(test_where, DB_WRITE, &db), 0);
    for (int i = 0; i < CHANGES; i++) {
        char name[16];
        snprintf(name, sizeof name, "c%d", i);
        int64_t there =
            number(db, "SELECT count(*) FROM consumer WHERE ws=$ws AND name=$1", ARGS(v_text(str_of(name))));
        if (acknowledged[i] && there != 1)
            fail_msg("change %d was acknowledged and is gone", i);
    }
    assert_whole(db);
    db_close(db);
}

/* And it goes on working. */
static void assert_goes_on(void)
{
    struct writer *w;
    struct op op;
    struct arena arena;
    int next = CHANGES;
    assert_int_equal(writer_start(test_where, &w), 0);
    test_op_init(&op, &arena, NULL, WS);
    assert_int_equal(writer_run(w, &op, change, &next), 0);
    arena_release(&arena);
    writer_stop(w);
}

static void clear(void)
{
    struct db *db;
    assert_int_equal(db_open(test_where, DB_WRITE, &db), 0);
    assert_int_equal(db_script(db, "DELETE FROM consumer; DELETE FROM event; PRAGMA wal_checkpoint(TRUNCATE)"), 0);
    db_close(db);
}

static void survive(enum fault_mode mode)
{
    bool acknowledged[CHANGES];
    int n = 0, reached = 0;
    for (bool more = true; more; n++) {
        clear();
        if (mode == FAULT_POWER)
            fault_all_synced(test_where);
        more = run_child(mode, n + 1, acknowledged);
        reached += more;
        if (mode == FAULT_POWER && more)
            fault_cut_power(test_where);
        assert_kept(acknowledged);
        assert_goes_on();
    }
    for (int i = 0; i < CHANGES; i++)
        assert_true(acknowledged[i]); /* the last run met no fault */
    assert_true(reached > 3 * CHANGES);
    if (mode == FAULT_POWER)
        fault_cut_power(test_where); /* takes the copies away */
}

static void a_failing_write(void **state)
{
    (void)state;
    survive(FAULT_ONCE);
}

static void a_dead_disk(void **state)
{
    (void)state;
    survive(FAULT_FOREVER);
}

static void a_killed_process(void **state)
{
    (void)state;
    survive(FAULT_KILL);
}

static void a_power_cut(void **state)
{
    (void)state;
    survive(FAULT_POWER);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_failing_write),
        cmocka_unit_test(a_dead_disk),
        cmocka_unit_test(a_killed_process),
        cmocka_unit_test(a_power_cut),
    };
    log_set_level(LOG_ERROR);
    return cmocka_run_group_tests_name("store: faults", tests, test_setup_sqlite, test_teardown_sqlite);
}
