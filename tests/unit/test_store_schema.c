/* Every key and every unique constraint of every table leads with the workspace, so that one database can hold many and
 * a sharded one can be split by it. Both databases have the same tables and columns. */
#include "databases.h"
#include "store/connection.h"

static const char *const first_columns_sqlite = "SELECT t.name, i.name, c.name FROM sqlite_schema t JOIN "
                                                "pragma_index_list(t.name) i JOIN pragma_index_info(i.name) c"
                                                " WHERE t.type='table' AND i.\"unique\"=1 AND c.seqno=0 ORDER BY 1, 2";
static const char *const first_columns_postgres =
    "SELECT CAST(t.relname AS text), CAST(k.relname AS text), CAST(a.attname AS text) FROM pg_index i"
    " JOIN pg_class t ON t.oid=i.indrelid JOIN pg_class k ON k.oid=i.indexrelid JOIN pg_namespace n ON "
    "n.oid=t.relnamespace"
    " JOIN pg_attribute a ON a.attrelid=t.oid AND a.attnum=i.indkey[0] WHERE n.nspname=current_schema() AND "
    "i.indisunique"
    " ORDER BY 1, 2";

static bool begins(struct str s, const char *with)
{
    return s.n >= strlen(with) && memcmp(s.at, with, strlen(with)) == 0;
}

/* The store's own record, the tables inside SQLite's full text, and SQLite's statistics. */
static bool stands_apart(struct str table)
{
    return str_is(table, "schema_version") || begins(table, "search_text_") || begins(table, "sqlite_");
}

static void keys_lead_with_the_workspace(void **state)
{
    (void)state;
    struct db *db;
    assert_int_equal(db_open(test_where, DB_READ, &db), 0);
    PGconn *pg = test_is_sqlite() ? NULL : PQconnectdb(test_where);
    int n = 0;
    if (pg) { /* the catalogue's own syntax is outside the store's dialect */
        PGresult *r = PQexec(pg, first_columns_postgres);
        for (; n < PQntuples(r); n++)
            if (!stands_apart(str_of(PQgetvalue(r, n, 0))) && strcmp(PQgetvalue(r, n, 2), "ws") != 0)
                fail_msg("%s of %s begins with %s", PQgetvalue(r, n, 1), PQgetvalue(r, n, 0), PQgetvalue(r, n, 2));
        PQclear(r);
        PQfinish(pg);
    } else {
        ROWS r;
        assert_int_equal(db_query(db, NULL, &r, first_columns_sqlite, NO_ARGS), 0);
        for (; rows_next(&r) == 1; n++)
            if (!stands_apart(row_text(&r, 0)) && !str_is(row_text(&r, 2), "ws"))
                fail_msg("%.*s of %.*s begins with %.*s", STR_FMT(row_text(&r, 1)), STR_FMT(row_text(&r, 0)),
                         STR_FMT(row_text(&r, 2)));
    }
    assert_true(n > 30);
    db_close(db);
}

/* The first column of every table is ws, and not NULL by being part of the key. */
static void tables_begin_with_the_workspace(void **state)
{
    (void)state;
    struct db *db;
    char last[100] = "";
    int tables = 0;
    assert_int_equal(db_open(test_where, DB_READ, &db), 0);
    ROWS r;
    assert_int_equal(db_query(db, NULL, &r, db->driver->columns_query, NO_ARGS), 0);
    while (rows_next(&r) == 1) {
        struct str table = row_text(&r, 0);
        if (str_is(table, last))
            continue;
        snprintf(last, sizeof last, "%.*s", STR_FMT(table));
        tables++;
        if (!stands_apart(table) && !str_is(row_text(&r, 1), "ws"))
            fail_msg("%s begins with %.*s", last, STR_FMT(row_text(&r, 1)));
    }
    assert_true(tables > 25);
    rows_end(&r);
    db_close(db);
}

/* Without a line in sqlite_stat1 an index passes for one that finds ten rows, and is taken where it must not be. */
static void every_index_has_its_statistics(void **state)
{
    (void)state;
    struct db *db;
    if (!test_is_sqlite())
        skip();
    assert_int_equal(db_open(test_where, DB_READ, &db), 0);
    ROWS r;
    assert_int_equal(
        db_query(db, NULL, &r,
                 "SELECT name FROM sqlite_schema WHERE type='index' AND tbl_name NOT LIKE 'search_text_%' AND "
                 "name NOT IN (SELECT idx FROM sqlite_stat1 WHERE idx IS NOT NULL) AND tbl_name <> "
                 "'schema_version'",
                 NO_ARGS),
        0);
    while (rows_next(&r) == 1)
        fail_msg("no statistics of %.*s", STR_FMT(row_text(&r, 0)));
    rows_end(&r);
    db_close(db);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keys_lead_with_the_workspace),
        cmocka_unit_test(tables_begin_with_the_workspace),
        cmocka_unit_test(every_index_has_its_statistics),
    };
    return run_on_databases("store: schema", tests);
}
