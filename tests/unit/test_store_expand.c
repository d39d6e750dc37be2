/* The text of SQL per database: parameters, scopes, type names, and what is refused. */
#include "unit.h"
#include "base/log.h"
#include "store/expand.h"

static const struct scope_table tables[] = {
    {.table = "client", .kind = SCOPED_CLIENT, .client = "id", .shared = "shared"},
    {.table = "task",
     .kind = SCOPED_CLIENT,
     .client = "client",
     .project = "project",
     .task = "id",
     .shared = "shared"},
    {.table = "member", .kind = SCOPED_WORKSPACE},
    {.table = "invite", .kind = SCOPED_ADMIN},
};

static const struct scope all = {.workspace = 1, .variant = SCOPE_ALL, .role = ROLE_MANAGER};
static const struct scope system_scope = {.workspace = 1, .variant = SCOPE_SYSTEM, .role = ROLE_SYSTEM};

static int expand(const struct db_driver *driver, const struct scope *scope, const char *sql, size_t n, struct buf *out,
                  struct expansion *x)
{
    buf_init(out, EXPAND_CEILING);
    return expand_statement(driver, scope, sql, n, out, x);
}

static void assert_text(const struct db_driver *driver, const struct scope *scope, const char *sql, size_t n,
                        const char *expected)
{
    struct buf out;
    struct expansion x;
    assert_int_equal(expand(driver, scope, sql, n, &out, &x), 0);
    buf_char(&out, 0);
    assert_string_equal(out.at, expected);
    buf_release(&out);
}

static void numbers_parameters(void **state)
{
    (void)state;
    assert_text(&sqlite_driver, &all, "SELECT $2, $1 WHERE ws=$ws AND m=$me AND w=$ws", 2,
                "SELECT ?2, ?1 WHERE ws=?3 AND m=?4 AND w=?3");
    assert_text(&postgres_driver, &all, "SELECT $2, $1 WHERE c=$client", 2, "SELECT $2, $1 WHERE c=$3");
    struct buf out;
    struct expansion x;
    assert_int_equal(expand(&postgres_driver, &all, "SELECT $me, $ws, $1", 1, &out, &x), 0);
    assert_int_equal(x.n_parameters, 3);
    assert_int_equal(x.number[EXPAND_ME], 2);
    assert_int_equal(x.number[EXPAND_WS], 3);
    assert_int_equal(x.number[EXPAND_CLIENT], 0);
    buf_release(&out);
}

static void leaves_literals_alone(void **state)
{
    (void)state;
    assert_text(&sqlite_driver, &all, "SELECT '$1 @task ?', 'it''s' /* $9 */ -- $8", 0,
                "SELECT '$1 @task ?', 'it''s' ");
}

static void scopes_tables(void **state)
{
    (void)state;
    assert_text(&sqlite_driver, &all, "SELECT id FROM @task WHERE id=$1", 1,
                "SELECT id FROM (SELECT * FROM task WHERE ws=?2 AND 1=1) AS task WHERE id=?1");
    assert_text(
        &sqlite_driver, &all, "SELECT t.id FROM @task t JOIN @member AS m ON m.id=t.owner", 0,
        "SELECT t.id FROM (SELECT * FROM task WHERE ws=?1 AND 1=1) t JOIN (SELECT * FROM member WHERE ws=?1 AND 1=1)"
        " AS m ON m.id=t.owner");
    const struct scope portal = {.workspace = 1, .variant = SCOPE_PORTAL, .role = ROLE_PORTAL};
    assert_text(&postgres_driver, &portal, "SELECT 1 FROM @task", 0,
                "SELECT 1 FROM (SELECT * FROM task WHERE ws=$1 AND client=$2 AND shared=1) AS task");
    assert_text(&postgres_driver, &portal, "SELECT 1 FROM @member", 0,
                "SELECT 1 FROM (SELECT * FROM member WHERE ws=$1 AND 0=1) AS member");
}

static void admin_tables_depend_on_the_role(void **state)
{
    (void)state;
    struct scope admin = all;
    admin.role = ROLE_ADMIN;
    assert_text(&sqlite_driver, &all, "SELECT 1 FROM @invite", 0,
                "SELECT 1 FROM (SELECT * FROM invite WHERE ws=?1 AND 0=1) AS invite");
    assert_text(&sqlite_driver, &admin, "SELECT 1 FROM @invite", 0,
                "SELECT 1 FROM (SELECT * FROM invite WHERE ws=?1 AND 1=1) AS invite");
    assert_int_not_equal(expand_variant(&all), expand_variant(&admin));
}

/* The same word is a column almost everywhere; only where a table is read is it one. */
static void takes_columns_named_like_tables(void **state)
{
    (void)state;
    static const char *const good[] = {
        "SELECT client, task FROM @task",
        "SELECT t.client, count(task) FROM @task t WHERE client IN ($1) GROUP BY client, task ORDER BY task",
        "INSERT INTO task (ws, id, client) VALUES ($ws, $1, $1)",
        "INSERT INTO task (ws, client) SELECT ws, client FROM @task",
        "UPDATE task SET client=$1 WHERE ws=$ws AND task IS NOT DISTINCT FROM client",
        "DELETE FROM task WHERE ws=$ws AND id IN (SELECT task FROM @task)",
        "INSERT INTO task (ws) VALUES ($ws) ON CONFLICT (ws, id) DO UPDATE SET client=excluded.client",
        "SELECT trim(both FROM client) FROM @task, @client c",
    };
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        struct buf out;
        struct expansion x;
        if (expand(&sqlite_driver, &all, good[i], 1, &out, &x) != 0)
            fail_msg("refused: %s", good[i]);
        buf_release(&out);
    }
}

static void refuses_bare_tables(void **state)
{
    (void)state;
    static const char *const bad[] = {
        "SELECT * FROM task",
        "SELECT * FROM Task t",
        "SELECT * FROM \"task\"",
        "SELECT * FROM main.task",
        "SELECT * FROM public.task",
        "SELECT * FROM @member m, task",
        "SELECT * FROM @member m JOIN task ON 1=1",
        "SELECT * FROM (task JOIN @member ON 1=1)",
        "SELECT * FROM (SELECT * FROM task) t",
        "SELECT 1 WHERE 1 IN task",
        "SELECT EXISTS (SELECT 1 FROM task)",
        "WITH x AS (SELECT * FROM task) SELECT * FROM x",
        "SELECT 1 UNION SELECT id FROM client",
        "UPDATE member SET name=(SELECT title FROM task) WHERE ws=$ws",
        "UPDATE member SET name='x' FROM task",
        "DELETE FROM member USING task",
        "TABLE task",
        "SELECT * FROM @member m /* */ , /* */ task",
        "INSERT INTO member SELECT * FROM task",
    };
    log_set_level(LOG_ERROR + 1);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct buf out;
        struct expansion x;
        if (expand(&postgres_driver, &all, bad[i], 0, &out, &x) != ERR_INTERNAL)
            fail_msg("taken: %s", bad[i]);
        buf_release(&out);
        assert_int_equal(expand(&postgres_driver, &system_scope, bad[i], 0, &out, &x), 0);
        buf_release(&out);
    }
}

static void refuses_what_is_not_the_dialect(void **state)
{
    (void)state;
    static const char *const bad[] = {
        "SELECT ?1",     "SELECT :ws", "SELECT $2", "SELECT $0",          "SELECT $workspace",      "SELECT 'open",
        "SELECT [task]", "SELECT (1",  "SELECT 1)", "SELECT 1; SELECT 2", "SELECT * FROM @nothing", "SELECT a::text",
        "SELECT $1x",
    };
    log_set_level(LOG_ERROR + 1);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct buf out;
        struct expansion x;
        if (expand(&sqlite_driver, &system_scope, bad[i], 1, &out, &x) != ERR_INTERNAL)
            fail_msg("taken: %s", bad[i]);
        buf_release(&out);
    }
    struct buf out;
    struct expansion x;
    assert_int_equal(expand(&sqlite_driver, NULL, "SELECT $ws", 0, &out, &x), ERR_INTERNAL);
    buf_release(&out);
    assert_int_equal(expand(&sqlite_driver, NULL, "SELECT 1 FROM @task", 0, &out, &x), ERR_INTERNAL);
    buf_release(&out);
}

static void assert_migration(const struct db_driver *driver, const char *sql, const char *expected)
{
    struct buf out;
    buf_init(&out, EXPAND_CEILING);
    assert_int_equal(expand_migration(driver, sql, &out), 0);
    buf_char(&out, 0);
    assert_string_equal(out.at, expected);
    buf_release(&out);
}

static void expands_migrations(void **state)
{
    (void)state;
    const char *sql =
        "CREATE TABLE a (x @int, y @id, PRIMARY KEY (x));\nCREATE TABLE b (t @text DEFAULT ')') @clustered;\n"
        "CREATE INDEX i ON a (x);";
    assert_migration(&sqlite_driver, sql,
                     "CREATE TABLE a (x INTEGER, y BLOB, PRIMARY KEY (x)) STRICT;\n"
                     "CREATE TABLE b (t TEXT DEFAULT ')') STRICT, WITHOUT ROWID;\nCREATE INDEX i ON a (x);");
    assert_migration(&postgres_driver, sql,
                     "CREATE TABLE a (x bigint, y uuid, PRIMARY KEY (x));\n"
                     "CREATE TABLE b (t text COLLATE \"C\" DEFAULT ')');\nCREATE INDEX i ON a (x);");
    assert_migration(&sqlite_driver, "CREATE VIRTUAL TABLE s USING fts5(t); CREATE TABLE c (x INTEGER) STRICT;",
                     "CREATE VIRTUAL TABLE s USING fts5(t); CREATE TABLE c (x INTEGER) STRICT;");
}

int main(void)
{
    scope_set_tables(tables, sizeof tables / sizeof *tables);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_parameters),
        cmocka_unit_test(leaves_literals_alone),
        cmocka_unit_test(scopes_tables),
        cmocka_unit_test(admin_tables_depend_on_the_role),
        cmocka_unit_test(takes_columns_named_like_tables),
        cmocka_unit_test(refuses_bare_tables),
        cmocka_unit_test(refuses_what_is_not_the_dialect),
        cmocka_unit_test(expands_migrations),
    };
    return cmocka_run_group_tests_name("store: expand", tests, NULL, NULL);
}
