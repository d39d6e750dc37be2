/* The event log: sequence, chain, what a rolled back savepoint leaves behind, erasure, tampering. */
#include "databases.h"
#include "store/connection.h"
#include "store/events.h"

static struct db *db;
static struct arena arena;
static struct op op;

static int open_db(void **state)
{
    (void)state;
    static int64_t ws = 100;
    if (db_open(test_where, DB_WRITE, &db) != 0)
        return -1;
    test_op_init(&op, &arena, db, ws++);
    return db_begin(db);
}

static int close_db(void **state)
{
    (void)state;
    if (db_in_transaction(db))
        db_rollback(db);
    db_close(db);
    arena_release(&arena);
    return 0;
}

static int append(struct id object, const char *payload)
{
    struct event e = {.resource = STR("task"),
                      .object = object,
                      .verb = STR("update"),
                      .version = 3,
                      .schema = 1,
                      .payload = str_of(payload)};
    return event_append(&op, &e);
}

static struct event_report verify(void)
{
    struct event_report report;
    assert_int_equal(event_verify_chain(db, op.scope.workspace, NULL, NULL, &report), 0);
    return report;
}

static void keeps_what_was_said(void **state)
{
    (void)state;
    struct event e = {.resource = STR("task"),
                      .object = id_new(),
                      .client = id_new(),
                      .project = id_new(),
                      .task = id_new(),
                      .client_before = id_new(),
                      .shared = true,
                      .verb = STR("move"),
                      .version = 9,
                      .schema = 2,
                      .payload = STR("{\"title\":[\"a\",\"é\"]}")};
    op.scope.me = id_new();
    assert_int_equal(event_append(&op, &e), 0);
    assert_int_equal(op.last_seq, 1);
    assert_int_equal(db_commit(db), 0);
    ROWS r;
    struct event got;
    struct scope s = test_scope(op.scope.workspace);
    assert_int_equal(event_read_since(db, &s, 0, 10, &r), 0);
    assert_int_equal(rows_next(&r), 1);
    event_from_row(&r, &got);
    assert_true(got.seq == 1 && got.time_us == op.now_us && id_eq(got.actor, op.scope.me) &&
                id_eq(got.change, op.change));
    assert_true(str_is(got.actor_kind, "member") && str_is(got.via, "test") && str_is(got.verb, "move"));
    assert_true(id_eq(got.object, e.object) && id_eq(got.client, e.client) && id_eq(got.project, e.project));
    assert_true(id_eq(got.task, e.task) && id_eq(got.client_before, e.client_before) && id_is_zero(got.project_before));
    assert_true(got.shared && !got.shared_before && got.version == 9 && got.schema == 2 && !got.erased);
    assert_true(str_eq(got.payload, e.payload));
    assert_int_equal(rows_next(&r), 0);
    rows_end(&r);
    assert_int_equal(verify().broken_seq, 0);
}

/* A rolled back savepoint takes its events back, and the next one follows the last that stayed. */
static void follows_what_stayed(void **state)
{
    (void)state;
    assert_int_equal(append(id_new(), "1"), 0);
    for (int i = 0; i < 3; i++) {
        assert_int_equal(db_savepoint(db), 0);
        assert_int_equal(append(id_new(), "gone"), 0);
        assert_int_equal(append(id_new(), "gone too"), 0);
        assert_int_equal(db_savepoint_rollback(db), 0);
        assert_int_equal(db_savepoint(db), 0);
        assert_int_equal(append(id_new(), "stays"), 0);
        assert_int_equal(op.last_seq, 2 + i);
        assert_int_equal(db_savepoint_release(db), 0);
    }
    assert_int_equal(db_commit(db), 0);
    assert_int_equal(db_begin(db), 0);
    assert_int_equal(append(id_new(), "gone"), 0);
    db_rollback(db);
    assert_int_equal(db_begin(db), 0);
    assert_int_equal(append(id_new(), "5"), 0);
    assert_int_equal(op.last_seq, 5);
    assert_int_equal(db_commit(db), 0);
    struct event_report report = verify();
    assert_int_equal(report.checked, 5);
    assert_int_equal(report.broken_seq, 0);
    int64_t last;
    assert_int_equal(event_last_seq(db, op.scope.workspace, &last), 0);
    assert_int_equal(last, 5);
}

static void keeps_workspaces_apart(void **state)
{
    (void)state;
    struct scope first = op.scope, second = op.scope;
    second.workspace += 1000;
    for (int i = 0; i < 4; i++) {
        op.scope = i % 2 ? second : first;
        assert_int_equal(append(id_new(), "x"), 0);
        assert_int_equal(op.last_seq, i / 2 + 1);
    }
    assert_int_equal(db_commit(db), 0);
    assert_int_equal(verify().checked, 2);
    op.scope = first;
    assert_int_equal(verify().checked, 2);
}

static void costs_one_statement(void **state)
{
    (void)state;
    assert_int_equal(append(id_new(), "1"), 0);
    int64_t before = db_statements(db);
    for (int i = 0; i < 10; i++)
        assert_int_equal(append(id_new(), "x"), 0);
    assert_int_equal(db_statements(db) - before, 10);
}

static void tells_the_history_of_one_object(void **state)
{
    (void)state;
    struct id a = id_new(), b = id_new();
    for (int i = 0; i < 6; i++)
        assert_int_equal(append(i % 2 ? a : b, "x"), 0);
    ROWS r;
    assert_int_equal(events_of_object(db, op.scope.workspace, a, 0, 2, &r), 0);
    assert_int_equal(rows_next(&r), 1);
    assert_int_equal(row_int(&r, 0), 6);
    assert_int_equal(rows_next(&r), 1);
    assert_int_equal(row_int(&r, 0), 4);
    assert_int_equal(rows_next(&r), 0);
    ROWS more;
    assert_int_equal(events_of_object(db, op.scope.workspace, a, 4, 9, &more), 0);
    assert_int_equal(rows_next(&more), 1);
    assert_int_equal(row_int(&more, 0), 2);
    assert_int_equal(rows_next(&more), 0);
    ROWS all;
    int64_t n = 0;
    assert_int_equal(events_of_change(db, op.scope.workspace, op.change, &all), 0);
    while (rows_next(&all) == 1)
        n++;
    assert_int_equal(n, 6);
}

static void shows_events_in_scope(void **state)
{
    (void)state;
    struct id client = id_new(), other = id_new();
    for (int i = 0; i < 4; i++) {
        struct event e = {.resource = STR("task"),
                          .object = id_new(),
                          .client = i % 2 ? client : other,
                          .shared = i == 3,
                          .verb = STR("create"),
                          .payload = STR("{}")};
        assert_int_equal(event_append(&op, &e), 0);
    }
    struct scope s = {.workspace = op.scope.workspace, .variant = SCOPE_PORTAL, .role = ROLE_PORTAL, .client = client};
    ROWS r;
    assert_int_equal(event_read_since(db, &s, 0, 10, &r), 0);
    assert_int_equal(rows_next(&r), 1);
    assert_int_equal(row_int(&r, 0), 4);
    assert_int_equal(rows_next(&r), 0);
}

static void forgets_what_was_said(void **state)
{
    (void)state;
    struct id a = id_new();
    for (int i = 0; i < 4; i++)
        assert_int_equal(append(i % 2 ? a : id_new(), "personal"), 0);
    int64_t n;
    assert_int_equal(event_erase_payload(&op, a, &n), 0);
    assert_int_equal(n, 2);
    struct event_report report = verify();
    assert_int_equal(report.checked, 4);
    assert_int_equal(report.erased, 2);
    assert_int_equal(report.broken_seq, 0);
    ROWS r;
    assert_int_equal(events_of_object(db, op.scope.workspace, a, 0, 1, &r), 0);
    assert_int_equal(rows_next(&r), 1);
    struct event e;
    event_from_row(&r, &e);
    assert_true(e.erased && e.payload.n == 0);
}

static void tamper(const char *sql, int64_t broken_seq, const char *reason)
{
    assert_int_equal(db_savepoint(db), 0);
    assert_int_equal(db_exec(db, &op.scope, sql, NO_ARGS, NULL), 0);
    struct event_report report = verify();
    assert_int_equal(report.broken_seq, broken_seq);
    assert_string_equal(report.reason, reason);
    assert_int_equal(db_savepoint_rollback(db), 0);
}

static void notices_tampering(void **state)
{
    (void)state;
    for (int i = 0; i < 5; i++)
        assert_int_equal(append(id_new(), "x"), 0);
    tamper("UPDATE event SET payload='y' WHERE ws=$ws AND seq=2", 2, "digest");
    tamper("UPDATE event SET verb='delete' WHERE ws=$ws AND seq=3", 3, "hash");
    tamper("UPDATE event SET time=time+1 WHERE ws=$ws AND seq=4", 4, "hash");
    tamper("UPDATE event SET client=object WHERE ws=$ws AND seq=5", 5, "hash");
    tamper("UPDATE event SET digest=hash WHERE ws=$ws AND seq=1", 1, "hash");
    tamper("DELETE FROM event WHERE ws=$ws AND seq=3", 3, "missing");
    tamper("DELETE FROM event WHERE ws=$ws AND seq=1", 1, "missing");
    assert_int_equal(verify().broken_seq, 0);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, open_db, close_db)
int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(keeps_what_was_said),
        TEST(follows_what_stayed),
        TEST(keeps_workspaces_apart),
        TEST(costs_one_statement),
        TEST(tells_the_history_of_one_object),
        TEST(shows_events_in_scope),
        TEST(forgets_what_was_said),
        TEST(notices_tampering),
    };
    return run_on_databases("store: events", tests);
}
