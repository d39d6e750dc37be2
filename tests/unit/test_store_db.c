/* The database interface on both databases: values, the cache of statements, transactions, errors. */
#include "databases.h"
#include "store/connection.h"
#include <math.h>

static struct db *db;

static int open_db(void **state)
{
    (void)state;
    if (db_open(test_where, DB_WRITE, &db) != 0)
        return -1;
    return db_script(db, test_is_sqlite()
                             ? "CREATE TABLE v (ws INTEGER, k INTEGER, i INTEGER, r REAL, t TEXT, b BLOB, d BLOB,"
                               " PRIMARY KEY (ws, k)) STRICT"
                             : "CREATE TABLE v (ws bigint, k bigint, i bigint, r double precision, t text"
                               " COLLATE \"C\", b bytea, d uuid, PRIMARY KEY (ws, k))");
}

static int close_db(void **state)
{
    (void)state;
    if (db_in_transaction(db))
        db_rollback(db);
    int err = db_script(db, "DROP TABLE v");
    db_close(db);
    return err;
}

#define INSERT "INSERT INTO v (ws, k, i, r, t, b, d) VALUES ($ws, $1, $2, $3, $4, $5, $6)"

static int put(int64_t k, struct value i, struct value r, struct value t, struct value b, struct value d)
{
    struct scope s = test_scope(1);
    return db_exec(db, &s, INSERT, ARGS(v_int(k), i, r, t, b, d), NULL);
}

static int put_key(int64_t k)
{
    return put(k, v_null(), v_null(), v_null(), v_null(), v_null());
}

static int64_t count(void)
{
    struct scope s = test_scope(1);
    ROWS r;
    assert_int_equal(db_query(db, &s, &r, "SELECT count(*) FROM v WHERE ws=$ws", NO_ARGS), 0);
    assert_int_equal(rows_next(&r), 1);
    return row_int(&r, 0);
}

static void keeps_values(void **state)
{
    (void)state;
    struct id id = id_new();
    struct str blob = {"\0\1\xff", 3}, sixteen = {"0123456789abcdef", 16};
    assert_int_equal(put(1, v_int(INT64_MIN), v_real(-0.1), v_text(STR("é\n'")), v_blob(blob), v_id(id)), 0);
    assert_int_equal(
        put(2, v_int(INT64_MAX), v_real(1e300), v_text(STR("")), v_blob(((struct str){NULL, 0})), v_blob(sixteen)), 0);
    assert_int_equal(put_key(3), 0);
    assert_int_equal(put(4, v_int(1), v_int(7), v_text(((struct str){NULL, 0})), v_blob(sixteen), v_null()), 0);
    struct scope s = test_scope(1);
    ROWS r;
    assert_int_equal(db_query(db, &s, &r, "SELECT i, r, t, b, d FROM v WHERE ws=$ws ORDER BY k", NO_ARGS), 0);
    assert_int_equal(rows_columns(&r), 5);
    assert_string_equal(row_column_name(&r, 2), "t");
    assert_int_equal(rows_next(&r), 1);
    assert_true(row_int(&r, 0) == INT64_MIN);
    assert_true(row_value(&r, 1).kind == V_REAL && row_value(&r, 1).r == -0.1);
    assert_true(str_is(row_text(&r, 2), "é\n'"));
    assert_true(str_eq(row_text(&r, 3), blob));
    assert_true(id_eq(row_id(&r, 4), id));
    assert_int_equal(rows_next(&r), 1);
    assert_true(row_int(&r, 0) == INT64_MAX && row_value(&r, 1).r == 1e300);
    assert_int_equal(row_text(&r, 2).n, 0);
    assert_false(row_is_null(&r, 2));
    assert_false(row_is_null(&r, 3));
    assert_memory_equal(row_id(&r, 4).byte, sixteen.at, 16);
    assert_int_equal(rows_next(&r), 1);
    for (int i = 0; i < 5; i++)
        assert_true(row_is_null(&r, i));
    assert_int_equal(rows_next(&r), 1);
    assert_true(row_value(&r, 1).r == 7);
    assert_true(str_eq(row_text(&r, 3), sixteen));
    assert_int_equal(rows_next(&r), 0);
}

/* What the databases compute reads the same: sums, averages, conditions, counts. */
static void computes_alike(void **state)
{
    (void)state;
    for (int i = 1; i <= 4; i++)
        assert_int_equal(put(i, v_int(i * INT64_C(1000000007)), v_null(), v_null(), v_null(), v_null()), 0);
    struct scope s = test_scope(1);
    ROWS r;
    assert_int_equal(db_query(db, &s, &r,
                              "SELECT sum(i), avg(k), count(*), max(k) > 3, -sum(i), sum(i) FILTER (WHERE k > 9),"
                              " coalesce(max(t), $1), CAST(sum(k) AS bigint) FROM v WHERE ws=$ws",
                              ARGS(v_text(STR("none")))),
                     0);
    assert_int_equal(rows_next(&r), 1);
    assert_true(row_value(&r, 0).kind == V_INT && row_int(&r, 0) == 10 * INT64_C(1000000007));
    assert_true(row_value(&r, 1).kind == V_REAL && fabs(row_value(&r, 1).r - 2.5) < 1e-12);
    assert_int_equal(row_int(&r, 2), 4);
    assert_int_equal(row_int(&r, 3), 1);
    assert_true(row_int(&r, 4) == -10 * INT64_C(1000000007));
    assert_true(row_is_null(&r, 5));
    assert_true(str_is(row_text(&r, 6), "none"));
    assert_int_equal(row_int(&r, 7), 10);
}

/* One text, other kinds of values in the same place. */
static void takes_other_kinds(void **state)
{
    (void)state;
    struct value none = v_null();
    for (int round = 0; round < 2; round++) {
        assert_int_equal(put(round * 10 + 1, none, none, none, none, none), 0);
        assert_int_equal(put(round * 10 + 2, v_int(1), v_int(2), v_text(STR("x")), v_blob(STR("b")), v_id(id_new())),
                         0);
        assert_int_equal(put(round * 10 + 3, v_int(1), v_real(2.5), none, v_blob(STR("0123456789abcdef")), none), 0);
    }
    assert_int_equal(count(), 6);
    struct scope s = test_scope(1);
    const char *sql = "SELECT k FROM v WHERE ws=$ws AND r > $1 ORDER BY k LIMIT $2";
    for (int round = 0; round < 2; round++) {
        ROWS r;
        assert_int_equal(db_query(db, &s, &r, sql, ARGS(round ? v_int(2) : v_real(2.25), v_int(1))), 0);
        assert_int_equal(rows_next(&r), 1);
        assert_int_equal(row_int(&r, 0), 3);
        assert_int_equal(rows_next(&r), 0);
    }
}

static void sorts_text_by_bytes(void **state)
{
    (void)state;
    static const char *const words[] = {"b", "a", "B", "é", "Z"};
    for (int i = 0; i < 5; i++)
        assert_int_equal(put(i, v_null(), v_null(), v_text(str_of(words[i])), v_null(), v_null()), 0);
    struct scope s = test_scope(1);
    ROWS r;
    assert_int_equal(db_query(db, &s, &r, "SELECT t FROM v WHERE ws=$ws ORDER BY t", NO_ARGS), 0);
    static const char *const sorted[] = {"B", "Z", "a", "b", "é"};
    for (int i = 0; i < 5; i++) {
        assert_int_equal(rows_next(&r), 1);
        assert_true(str_is(row_text(&r, 0), sorted[i]));
    }
}

static void says_what_is_taken(void **state)
{
    (void)state;
    assert_int_equal(put_key(1), 0);
    assert_int_equal(put_key(1), ERR_EXISTS);
    assert_int_equal(put_key(2), 0);
    int64_t changed;
    struct scope s = test_scope(1);
    assert_int_equal(db_exec(db, &s, "UPDATE v SET i=5 WHERE ws=$ws", 0, NULL, &changed), 0);
    assert_int_equal(changed, 2);
    assert_int_equal(db_exec(db, &s, "INSERT INTO v (ws, k) VALUES ($ws, 1) ON CONFLICT DO NOTHING", 0, NULL, &changed),
                     0);
    assert_int_equal(changed, 0);
}

static void rolls_back_to_savepoints(void **state)
{
    (void)state;
    assert_int_equal(db_begin(db), 0);
    assert_int_equal(db_savepoint(db), 0);
    assert_int_equal(put_key(1), 0);
    assert_int_equal(db_savepoint_release(db), 0);
    assert_int_equal(db_savepoint(db), 0);
    assert_int_equal(put_key(2), 0);
    assert_int_equal(db_savepoint(db), 0);
    assert_int_equal(put_key(2), ERR_EXISTS);
    assert_int_equal(db_savepoint_rollback(db), 0); /* PostgreSQL takes statements again only after this */
    assert_int_equal(put_key(3), 0);
    assert_int_equal(db_savepoint_rollback(db), 0);
    assert_int_equal(db_savepoint(db), 0); /* and one in which nothing happens */
    assert_int_equal(db_savepoint_rollback(db), 0);
    assert_true(db_in_transaction(db));
    assert_int_equal(db_commit(db), 0);
    assert_false(db_in_transaction(db));
    assert_int_equal(count(), 1);
    assert_int_equal(db_begin(db), 0);
    assert_int_equal(put_key(9), 0);
    db_rollback(db);
    assert_int_equal(count(), 1);
}

static void reads_one_text_twice_at_once(void **state)
{
    (void)state;
    for (int i = 0; i < 5; i++)
        assert_int_equal(put_key(i), 0);
    struct scope s = test_scope(1);
    const char *sql = "SELECT k FROM v WHERE ws=$ws ORDER BY k";
    ROWS outer;
    int64_t pairs = 0;
    assert_int_equal(db_query(db, &s, &outer, sql, NO_ARGS), 0);
    while (rows_next(&outer) == 1) {
        ROWS inner;
        assert_int_equal(db_query(db, &s, &inner, sql, NO_ARGS), 0);
        while (rows_next(&inner) == 1)
            pairs += row_int(&inner, 0) < row_int(&outer, 0);
    }
    assert_int_equal(pairs, 10);
}

static void keeps_few_statements(void **state)
{
    (void)state;
    struct scope s = test_scope(1);
    int64_t before = db_statements(db);
    for (int round = 0; round < 2; round++)
        for (int i = 0; i < STATEMENTS_KEPT + 50; i++) {
            char sql[64];
            snprintf(sql, sizeof sql, "SELECT %d + k FROM v WHERE ws=$ws", i);
            assert_int_equal(db_exec(db, &s, sql, NO_ARGS, NULL), 0);
        }
    assert_int_equal(db_statements_kept(db), STATEMENTS_KEPT);
    assert_int_equal(db_statements(db) - before, 2 * (STATEMENTS_KEPT + 50));
    assert_int_equal(put_key(1), 0);
    assert_int_equal(count(), 1);
}

static void stops_at_the_budget(void **state)
{
    (void)state;
    if (db_reads_wait(db))
        skip(); /* cannot count */
    const char *endless =
        "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c WHERE x < 100000000) SELECT count(*) FROM c";
    db_set_budget(db, 50000);
    assert_int_equal(db_exec(db, NULL, endless, NO_ARGS, NULL), ERR_BUDGET);
    assert_int_equal(put_key(1), ERR_BUDGET); /* used up */
    db_set_budget(db, 0);
    assert_int_equal(put_key(1), 0);
}

static void refuses_writes_of_readers(void **state)
{
    (void)state;
    struct db *reader;
    assert_int_equal(db_open(test_where, DB_READ, &reader), 0);
    struct scope s = test_scope(1);
    log_set_level(LOG_ERROR + 1);
    assert_int_not_equal(db_exec(reader, &s, "INSERT INTO v (ws, k) VALUES ($ws, 5)", NO_ARGS, NULL), 0);
    log_set_level(LOG_ERROR);
    assert_int_equal(put_key(1), 0);
    ROWS r;
    assert_int_equal(db_query(reader, &s, &r, "SELECT k FROM v WHERE ws=$ws", NO_ARGS), 0);
    assert_int_equal(rows_next(&r), 1);
    rows_end(&r);
    db_close(reader);
}

static void sees_one_state_in_a_read_transaction(void **state)
{
    (void)state;
    struct db *reader;
    struct scope s = test_scope(1);
    assert_int_equal(db_open(test_where, DB_READ, &reader), 0);
    assert_int_equal(put_key(1), 0);
    assert_int_equal(db_begin(reader), 0);
    for (int i = 0; i < 2; i++) {
        ROWS r;
        assert_int_equal(db_query(reader, &s, &r, "SELECT count(*) FROM v WHERE ws=$ws", NO_ARGS), 0);
        assert_int_equal(rows_next(&r), 1);
        assert_int_equal(row_int(&r, 0), 1);
        rows_end(&r);
        assert_int_equal(put_key(2 + i), 0);
    }
    assert_int_equal(db_commit(reader), 0);
    db_close(reader);
}

static void cut_connection(struct db *other)
{
    ROWS r;
    assert_int_equal(db_query(other, NULL, &r, "SELECT pg_backend_pid()", NO_ARGS), 0);
    assert_int_equal(rows_next(&r), 1);
    int64_t pid = row_int(&r, 0);
    rows_end(&r);
    assert_int_equal(db_exec(db, NULL, "SELECT pg_terminate_backend(CAST($1 AS integer))", ARGS(v_int(pid)), NULL), 0);
    usleep(50000);
}

static void comes_back_after_a_lost_connection(void **state)
{
    (void)state;
    if (test_is_sqlite())
        skip();
    struct db *other;
    struct scope s = test_scope(1);
    assert_int_equal(db_open(test_where, DB_WRITE, &other), 0);
    log_set_level(LOG_ERROR + 1);
    cut_connection(other);
    assert_int_equal(db_begin(other), 0);
    assert_int_equal(db_exec(other, &s, INSERT, ARGS(v_int(1), v_null(), v_null(), v_null(), v_null(), v_null()), NULL),
                     0);
    assert_int_equal(db_commit(other), 0);
    assert_int_equal(db_begin(other), 0);
    assert_int_equal(db_exec(other, &s, INSERT, ARGS(v_int(2), v_null(), v_null(), v_null(), v_null(), v_null()), NULL),
                     0);
    cut_connection(other); /* within a transaction: it fails, and can be run again */
    assert_int_equal(db_exec(other, &s, INSERT, ARGS(v_int(3), v_null(), v_null(), v_null(), v_null(), v_null()), NULL),
                     ERR_BUSY);
    assert_true(db_transient(other));
    db_rollback(other);
    assert_int_equal(db_begin(other), 0);
    assert_int_equal(db_exec(other, &s, INSERT, ARGS(v_int(3), v_null(), v_null(), v_null(), v_null(), v_null()), NULL),
                     0);
    assert_int_equal(db_commit(other), 0);
    log_set_level(LOG_ERROR);
    db_close(other);
    assert_int_equal(count(), 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(keeps_values, open_db, close_db),
        cmocka_unit_test_setup_teardown(computes_alike, open_db, close_db),
        cmocka_unit_test_setup_teardown(takes_other_kinds, open_db, close_db),
        cmocka_unit_test_setup_teardown(sorts_text_by_bytes, open_db, close_db),
        cmocka_unit_test_setup_teardown(says_what_is_taken, open_db, close_db),
        cmocka_unit_test_setup_teardown(rolls_back_to_savepoints, open_db, close_db),
        cmocka_unit_test_setup_teardown(reads_one_text_twice_at_once, open_db, close_db),
        cmocka_unit_test_setup_teardown(keeps_few_statements, open_db, close_db),
        cmocka_unit_test_setup_teardown(stops_at_the_budget, open_db, close_db),
        cmocka_unit_test_setup_teardown(refuses_writes_of_readers, open_db, close_db),
        cmocka_unit_test_setup_teardown(sees_one_state_in_a_read_transaction, open_db, close_db),
        cmocka_unit_test_setup_teardown(comes_back_after_a_lost_connection, open_db, close_db),
    };
    return run_on_databases("store: database", tests);
}
