/* Migrations: order, files for one database, a failing one, a newer and a foreign database. */
#include "databases.h"
#include "store/connection.h"

static struct db *db;

static int open_db(void **state)
{
    (void)state;
    return db_open(test_where, DB_WRITE, &db) || db_script(db, "DELETE FROM schema_version");
}

static int close_db(void **state)
{
    (void)state;
    int err = db_script(db, "DROP TABLE IF EXISTS one; DROP TABLE IF EXISTS two; DROP TABLE IF EXISTS three");
    db_close(db);
    return err;
}

#define FILE(name, text)                                                                                               \
    {                                                                                                                  \
        name, text, sizeof text - 1                                                                                    \
    }
static const struct embedded_file files[] = {
    FILE("migrations/0001-one.sql", "CREATE TABLE one (ws @int PRIMARY KEY, t @text);"),
    FILE("migrations/0002-two.postgresql.sql",
         "CREATE TABLE two (ws bigint PRIMARY KEY, k text DEFAULT 'postgresql');"),
    FILE("migrations/0002-two.sqlite.sql",
         "CREATE TABLE two (ws INTEGER PRIMARY KEY, k TEXT DEFAULT 'sqlite') STRICT;"),
    FILE("migrations/0003-three.sql", "CREATE TABLE three (ws @int PRIMARY KEY); INSERT INTO three (ws) VALUES (1);"),
};

static int version(void)
{
    int v;
    assert_int_equal(migrate_version(db, &v), 0);
    return v;
}

static bool exists(const char *sql)
{
    log_set_level(LOG_ERROR + 1);
    int err = db_exec(db, NULL, sql, NO_ARGS, NULL);
    log_set_level(LOG_ERROR);
    return err == 0;
}

static void applies_each_once(void **state)
{
    (void)state;
    assert_int_equal(version(), 0);
    assert_int_equal(migrate_with(db, files, 3), 0);
    assert_int_equal(version(), 2);
    assert_int_equal(migrate_with(db, files, 4), 0);
    assert_int_equal(migrate_with(db, files, 4), 0);
    assert_int_equal(version(), 3);
    ROWS r;
    assert_int_equal(db_exec(db, NULL, "INSERT INTO two (ws) VALUES (1)", NO_ARGS, NULL), 0);
    assert_int_equal(db_query(db, NULL, &r, "SELECT k, (SELECT count(*) FROM three) FROM two", NO_ARGS), 0);
    assert_int_equal(rows_next(&r), 1);
    assert_true(str_is(row_text(&r, 0), db_kind(db)));
    assert_int_equal(row_int(&r, 1), 1);
}

static void leaves_the_old_state_when_one_fails(void **state)
{
    (void)state;
    struct embedded_file bad[] = {
        files[0],
        FILE("migrations/0002-two.sql", "CREATE TABLE two (ws @int PRIMARY KEY); INSERT INTO two (ws) VALUES (1);"
                                        " INSERT INTO two (nothing) VALUES (2);"),
        files[3],
    };
    log_set_level(LOG_ERROR + 1);
    assert_int_not_equal(migrate_with(db, bad, 3), 0);
    log_set_level(LOG_ERROR);
    assert_int_equal(version(), 1);
    assert_true(exists("SELECT ws FROM one"));
    assert_false(exists("SELECT ws FROM two"));
    assert_false(exists("SELECT ws FROM three"));
    assert_false(db_in_transaction(db));
    assert_int_equal(migrate_with(db, files, 4), 0);
}

static void refuses_a_newer_and_a_foreign_database(void **state)
{
    (void)state;
    assert_int_equal(migrate_with(db, files, 4), 0);
    log_set_level(LOG_ERROR + 1);
    assert_int_equal(migrate_with(db, files, 3), ERR_CONFLICT);
    struct embedded_file other[] = {FILE("migrations/0001-one.sql", "CREATE TABLE one (ws @int);"), files[1], files[2],
                                    files[3]};
    assert_int_equal(migrate_with(db, other, 4), ERR_CONFLICT);
    struct embedded_file unknown[] = {FILE("migrations/0001-one.sql", "CREATE TABLE four (ws @number);")};
    assert_int_equal(db_exec(db, NULL, "DELETE FROM schema_version", NO_ARGS, NULL), 0);
    assert_int_equal(migrate_with(db, unknown, 1), ERR_INTERNAL);
    log_set_level(LOG_ERROR);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, open_db, close_db)
int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(applies_each_once),
        TEST(leaves_the_old_state_when_one_fails),
        TEST(refuses_a_newer_and_a_foreign_database),
    };
    return run_on_databases("store: migrate", tests);
}
