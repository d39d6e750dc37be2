/* SQLite's own speed for the writes of `make bench`: a task row and its event row, BATCH pairs a transaction, WAL with
 * synchronous=FULL. Usage: sqlite_floor DIR BATCH SECONDS; prints pairs a second. */
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

static void run(sqlite3 *db, const char *sql)
{
    char *message = NULL;
    if (sqlite3_exec(db, sql, NULL, NULL, &message) != SQLITE_OK) {
        fprintf(stderr, "sqlite_floor: %s\n", message);
        exit(1);
    }
}

static void insert(sqlite3_stmt *s, long n)
{
    unsigned char id[16];
    char bytes[200];
    memset(bytes, 'x', sizeof bytes);
    memset(id, 0, sizeof id);
    memcpy(id, &n, sizeof n);
    sqlite3_bind_blob(s, 1, id, sizeof id, SQLITE_TRANSIENT);
    sqlite3_bind_int64(s, 2, n);
    sqlite3_bind_text(s, 3, bytes, sizeof bytes, SQLITE_TRANSIENT);
    if (sqlite3_step(s) != SQLITE_DONE)
        exit(1);
    sqlite3_reset(s);
}

int main(int argc, char **argv)
{
    if (argc != 4) {
        fputs("usage: sqlite_floor DIR BATCH SECONDS\n", stderr);
        return 2;
    }
    char path[4096];
    snprintf(path, sizeof path, "%s/floor.db", argv[1]);
    remove(path);
    sqlite3 *db;
    if (sqlite3_open(path, &db) != SQLITE_OK)
        return 1;
    run(db, "PRAGMA journal_mode = WAL");
    run(db, "PRAGMA synchronous = FULL");
    run(db, "CREATE TABLE task (ws INTEGER, id BLOB, n INTEGER, body TEXT, PRIMARY KEY (ws, id))");
    run(db, "CREATE INDEX task_n ON task (ws, n, id)");
    run(db, "CREATE TABLE event (ws INTEGER, id BLOB, seq INTEGER, body TEXT, PRIMARY KEY (ws, seq))");
    run(db, "CREATE INDEX event_object ON event (ws, id, seq)");
    sqlite3_stmt *task, *event;
    sqlite3_prepare_v2(db, "INSERT INTO task VALUES (1, ?1, ?2, ?3)", -1, &task, NULL);
    sqlite3_prepare_v2(db, "INSERT INTO event VALUES (1, ?1, ?2, ?3)", -1, &event, NULL);
    long batch = atol(argv[2]), n = 0;
    double began = now_s(), until = began + atof(argv[3]);
    do {
        run(db, "BEGIN IMMEDIATE");
        for (long i = 0; i < batch; i++, n++) {
            insert(task, n);
            insert(event, n);
        }
        run(db, "COMMIT");
    } while (now_s() < until);
    printf("%.0f\n", (double)n / (now_s() - began));
    sqlite3_finalize(task);
    sqlite3_finalize(event);
    sqlite3_close(db);
    return 0;
}
