/* SQLite's own speed for the writes of `make bench`: a task row and an event row with all their indexes, copied from
 * the newest ones of a database that Aplomb filled, BATCH pairs a transaction, WAL with synchronous=FULL. Nothing is
 * checked, searched, hashed or answered. Usage: sqlite_floor DATABASE BATCH SECONDS (the file is changed: give a copy);
 * prints pairs a second. */
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static double now_s(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void must(sqlite3 *db, int code)
{
    if (code == SQLITE_OK || code == SQLITE_DONE)
        return;
    fprintf(stderr, "sqlite_floor: %s\n", sqlite3_errmsg(db));
    exit(1);
}

/* INSERT of a row like the newest, but for the columns a and b, which are parameters 1 and 2. */
static sqlite3_stmt *prepare_copy(sqlite3 *db, const char *table, const char *a, const char *b)
{
    sqlite3_stmt *columns, *copy;
    char sql[8192];
    int n = snprintf(sql, sizeof sql, "INSERT INTO %s SELECT ", table);
    must(db, sqlite3_prepare_v2(db, "SELECT name FROM pragma_table_info(?1)", -1, &columns, NULL));
    sqlite3_bind_text(columns, 1, table, -1, SQLITE_STATIC);
    for (const char *comma = ""; sqlite3_step(columns) == SQLITE_ROW; comma = ", ") {
        const char *name = (const char *)sqlite3_column_text(columns, 0);
        const char *value = strcmp(name, a) == 0 ? "?1" : strcmp(name, b) == 0 ? "?2" : NULL;
        n += value ? snprintf(sql + n, sizeof sql - (size_t)n, "%s%s", comma, value)
                   : snprintf(sql + n, sizeof sql - (size_t)n, "%s\"%s\"", comma, name);
    }
    sqlite3_finalize(columns);
    snprintf(sql + n, sizeof sql - (size_t)n, " FROM %s WHERE rowid=?3", table);
    must(db, sqlite3_prepare_v2(db, sql, -1, &copy, NULL));
    return copy;
}

static sqlite3_int64 number_of(sqlite3 *db, const char *sql)
{
    sqlite3_stmt *s;
    must(db, sqlite3_prepare_v2(db, sql, -1, &s, NULL));
    sqlite3_int64 value = sqlite3_step(s) == SQLITE_ROW ? sqlite3_column_int64(s, 0) : 0;
    sqlite3_finalize(s);
    return value;
}

static void add_task(sqlite3 *db, sqlite3_stmt *s, long n)
{
    unsigned char id[16] = {0xff}; /* greater than any UUIDv7: new ones come last, as in life */
    char rank[24];
    for (int i = 0; i < 8; i++)
        id[15 - i] = (unsigned char)((unsigned long)n >> 8 * i);
    snprintf(rank, sizeof rank, "z%012ld", n);
    sqlite3_bind_blob(s, 1, id, sizeof id, SQLITE_TRANSIENT);
    sqlite3_bind_text(s, 2, rank, -1, SQLITE_TRANSIENT);
    must(db, sqlite3_step(s));
    sqlite3_reset(s);
}

static void add_event(sqlite3 *db, sqlite3_stmt *s, sqlite3_int64 seq)
{
    sqlite3_bind_int64(s, 1, seq);
    sqlite3_bind_int64(s, 2, seq);
    must(db, sqlite3_step(s));
    sqlite3_reset(s);
}

int main(int argc, char **argv)
{
    if (argc != 4) {
        fputs("usage: sqlite_floor DATABASE BATCH SECONDS\n", stderr);
        return 2;
    }
    sqlite3 *db;
    must(NULL, sqlite3_open_v2(argv[1], &db, SQLITE_OPEN_READWRITE, NULL));
    must(db, sqlite3_exec(db, "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-16384", NULL, NULL,
                          NULL));
    sqlite3_int64 seq = number_of(db, "SELECT max(seq) FROM event");
    sqlite3_stmt *task = prepare_copy(db, "task", "id", "rank"), *event = prepare_copy(db, "event", "seq", "time");
    sqlite3_bind_int64(task, 3, number_of(db, "SELECT max(rowid) FROM task"));
    sqlite3_bind_int64(event, 3, number_of(db, "SELECT max(rowid) FROM event"));
    long batch = atol(argv[2]), first = (long)seq, n = 0; /* other ids than a run before on the same file */
    double began = now_s(), until = began + atof(argv[3]);
    do {
        must(db, sqlite3_exec(db, "BEGIN IMMEDIATE", NULL, NULL, NULL));
        for (long i = 0; i < batch; i++, n++) {
            add_task(db, task, first + n);
            add_event(db, event, ++seq);
        }
        must(db, sqlite3_exec(db, "COMMIT", NULL, NULL, NULL));
    } while (now_s() < until);
    printf("%.0f\n", (double)n / (now_s() - began));
    sqlite3_finalize(task);
    sqlite3_finalize(event);
    sqlite3_close(db);
    return 0;
}
