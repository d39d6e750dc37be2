/* Tests over both databases: SQLite in a temporary folder always, PostgreSQL in a database of its own when
 * APLOMB_TEST_POSTGRES names a server. A test file calls run_on_databases(name, tests); its tests open `test_where`,
 * which is migrated, shared by the tests of the file, and gone afterwards. Use a workspace number of your own in each.
 */
#pragma once
#include "unit.h"
#include "base/arena.h"
#include "base/civil.h"
#include "base/log.h"
#include "store/migrate.h"
#include "store/op.h"
#include <libpq-fe.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static char test_where[1024];
static char test_name[64];

static inline bool test_is_sqlite(void)
{
    return test_where[0] == '/';
}

static inline struct scope test_scope(int64_t ws)
{
    return (struct scope){.workspace = ws, .variant = SCOPE_SYSTEM, .role = ROLE_SYSTEM};
}

static inline void test_op_init(struct op *op, struct arena *arena, struct db *db, int64_t ws)
{
    arena_init(arena);
    *op = (struct op){.arena = arena,
                      .db = db,
                      .scope = test_scope(ws),
                      .now_us = clock_now_us(),
                      .locale = "en",
                      .zone = "UTC",
                      .change = id_new(),
                      .via = "test"};
}

/* The same address with another database name. */
static inline void test_replace_database(const char *url, const char *name, char *out, size_t room)
{
    const char *slash = strrchr(url, '/');
    snprintf(out, room, "%.*s/%s", (int)(slash - url), url, name);
}

static inline void test_postgres_admin(const char *format)
{
    char sql[160];
    snprintf(sql, sizeof sql, format, test_name);
    PGconn *pg = PQconnectdb(getenv("APLOMB_TEST_POSTGRES"));
    PGresult *r = PQexec(pg, sql);
    if (PQresultStatus(r) != PGRES_COMMAND_OK)
        fail_msg("%s: %s", sql, PQerrorMessage(pg));
    PQclear(r);
    PQfinish(pg);
}

static inline void test_make_name(void)
{
    static int made;
    snprintf(test_name, sizeof test_name, "aplomb_test_%d_%d", (int)getpid(), made++);
}

static inline int test_migrate(void)
{
    struct db *db;
    int err = db_open(test_where, DB_WRITE, &db);
    if (err)
        return err;
    err = migrate(db);
    db_close(db);
    return err;
}

static inline int test_setup_sqlite(void **state)
{
    (void)state;
    test_make_name();
    snprintf(test_where, sizeof test_where, "%s/aplomb-test-XXXXXX", getenv("TMPDIR") ? getenv("TMPDIR") : "/tmp");
    return mkdtemp(test_where) ? test_migrate() : -1;
}

static inline int test_teardown_sqlite(void **state)
{
    (void)state;
    static const char *const files[] = {"aplomb.db", "aplomb.db-wal", "aplomb.db-shm", "aplomb.db-journal"};
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        char path[1200];
        snprintf(path, sizeof path, "%s/%s", test_where, files[i]);
        unlink(path);
    }
    return rmdir(test_where);
}

static inline int test_setup_postgres(void **state)
{
    (void)state;
    test_make_name();
    test_postgres_admin("CREATE DATABASE %s");
    test_replace_database(getenv("APLOMB_TEST_POSTGRES"), test_name, test_where, sizeof test_where);
    return test_migrate();
}

static inline int test_teardown_postgres(void **state)
{
    (void)state;
    test_postgres_admin("DROP DATABASE %s WITH (FORCE)");
    return 0;
}

#define run_on_databases(name, tests)                                                                                  \
    (log_set_level(LOG_ERROR),                                                                                         \
     cmocka_run_group_tests_name(name " (sqlite)", tests, test_setup_sqlite, test_teardown_sqlite) +                   \
         (getenv("APLOMB_TEST_POSTGRES")                                                                               \
              ? cmocka_run_group_tests_name(name " (postgresql)", tests, test_setup_postgres, test_teardown_postgres)  \
              : 0))
