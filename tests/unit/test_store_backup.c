/* Backup, restore and move, from each database to each: the same rows, ids, sequences and files come out. */
#include "databases.h"
#include "store/backup.h"
#include "store/blob.h"
#include "store/connection.h"
#include "store/events.h"
#include "store/writer.h"
#include <stdatomic.h>
#include <pthread.h>
#include <sodium.h>
#include <sys/stat.h>

#define WS    3
#define TASKS 700

static char folder[512];

/* ---- something to keep ---- */

static void exec(struct op *op, const char *sql, size_t n, const struct value *args)
{
    assert_int_equal(op_exec(op, sql, n, args), 0);
}

static void add_task(struct op *op, int i)
{
    struct id id = id_new(), other = id_new();
    exec(op,
         "INSERT INTO task (ws, id, version, created, updated, client, project, list, shared, kind, title, title_key, "
         "status,"
         " category, priority, tags, rank) VALUES ($ws, $1, 1, $2, $2, $3, $3, $3, 1, 'task', $4, $5, $3, 'open', $6, "
         "$7, 'a')",
         ARGS(v_id(id), v_int(op->now_us), v_id(other), v_text(arena_format(op->arena, "Tâche %d", i)),
              v_blob(((struct str){"0123456789abcdef", 12 + (size_t)i % 5})), i % 3 ? v_int(i) : v_null(),
              i % 2 ? v_text(STR("[\"a\"]")) : v_null()));
    exec(op, "INSERT INTO link (ws, field, owner, target) VALUES ($ws, 'task.assignees', $1, $2)",
         ARGS(v_id(id), v_id(other)));
    struct event e = {.resource = STR("task"),
                      .object = id,
                      .client = other,
                      .verb = STR("create"),
                      .version = 1,
                      .payload = STR("{\"title\":\"é\"}")};
    assert_int_equal(event_append(op, &e), 0);
}

static void fill_in(struct op *op)
{
    static char bytes[BLOB_CHUNK + 77];
    for (size_t i = 0; i < sizeof bytes; i++)
        bytes[i] = (char)(i * 7);
    struct blob_ref ref;
    assert_int_equal(blob_put(op, ((struct str){bytes, sizeof bytes}), &ref), 0);
    exec(op,
         "INSERT INTO workspace (ws, id, version, created, updated, name, locale, zone, currency, week_start)"
         " VALUES ($ws, $1, 1, 0, 0, 'Agency', 'en', 'UTC', 'EUR', 1)",
         ARGS(v_id(id_new())));
    for (int i = 0; i < TASKS; i++)
        add_task(op, i);
}

static void fill(const char *where)
{
    struct op op;
    struct arena arena;
    struct db *db;
    assert_int_equal(db_open(where, DB_WRITE, &db), 0);
    test_op_init(&op, &arena, db, WS);
    assert_int_equal(db_begin(db), 0);
    fill_in(&op);
    assert_int_equal(db_commit(db), 0);
    arena_release(&arena);
    db_close(db);
}

/* ---- what is there, as one hash ---- */

static void hash_value(crypto_generichash_state *h, struct value v)
{
    struct str s = v.kind == V_ID ? (struct str){(const char *)v.id.byte, 16} : v.s;
    char kind = v.kind == V_ID ? V_BLOB : (char)v.kind;
    if (v.kind == V_NULL)
        s = (struct str){"", 0};
    if (v.kind == V_INT || v.kind == V_REAL)
        s = (struct str){(const char *)&v.i, 8};
    crypto_generichash_update(h, (const uint8_t *)&kind, 1);
    crypto_generichash_update(h, (const uint8_t *)&s.n, sizeof s.n);
    crypto_generichash_update(h, (const uint8_t *)s.at, s.n);
}

static void fingerprint(const char *where, uint8_t out[32])
{
    static const char *const queries[] = {"SELECT * FROM task ORDER BY id",      "SELECT * FROM link ORDER BY owner",
                                          "SELECT * FROM event ORDER BY seq",    "SELECT * FROM blob",
                                          "SELECT * FROM blob_chunk ORDER BY n", "SELECT * FROM workspace ORDER BY id"};
    struct db *db;
    crypto_generichash_state h;
    crypto_generichash_init(&h, NULL, 0, 32);
    assert_int_equal(db_open(where, DB_READ, &db), 0);
    for (size_t i = 0; i < sizeof queries / sizeof *queries; i++) {
        ROWS r;
        assert_int_equal(db_query(db, NULL, &r, queries[i], NO_ARGS), 0);
        int n = 0;
        for (; rows_next(&r) == 1; n++)
            for (int k = 0; k < rows_columns(&r); k++)
                hash_value(&h, row_value(&r, k));
        assert_true(n > 0);
    }
    db_close(db);
    crypto_generichash_final(&h, out, 32);
}

static void assert_same(const char *a, const char *b)
{
    uint8_t x[32], y[32];
    fingerprint(a, x);
    fingerprint(b, y);
    assert_memory_equal(x, y, 32);
    struct db *db;
    struct event_report report;
    assert_int_equal(db_open(b, DB_READ, &db), 0);
    assert_int_equal(event_verify_chain(db, WS, NULL, NULL, &report), 0);
    assert_int_equal(report.checked, TASKS);
    assert_int_equal(report.broken_seq, 0);
    db_close(db);
}

/* ---- places ---- */

static const char *place(const char *name)
{
    static char all[8][600];
    static int next;
    char *path = all[next++ % 8];
    snprintf(path, 600, "%s/%s", folder, name);
    return path;
}

static void remove_place(const char *path)
{
    static const char *const files[] = {"aplomb.db", "aplomb.db-wal", "aplomb.db-shm"};
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        char file[700];
        snprintf(file, sizeof file, "%s/%s", path, files[i]);
        unlink(file);
    }
    unlink(path);
    rmdir(path);
}

static const char *empty_postgres(void)
{
    static char url[1024];
    test_postgres_admin("CREATE DATABASE %s_b");
    char name[80];
    snprintf(name, sizeof name, "%s_b", test_name);
    test_replace_database(getenv("APLOMB_TEST_POSTGRES"), name, url, sizeof url);
    return url;
}

static int open_folder(void **state)
{
    (void)state;
    snprintf(folder, sizeof folder, "/tmp/aplomb-backup-XXXXXX");
    return mkdtemp(folder) ? 0 : -1;
}

static int close_folder(void **state)
{
    (void)state;
    static const char *const names[] = {"a.backup", "b.backup", "one", "two"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        remove_place(place(names[i]));
    return rmdir(folder); /* fails if anything was left behind */
}

/* ---- tests ---- */

static void makes_something(void **state)
{
    (void)state;
    fill(test_where);
}

static void a_backup_is_one_whole_file(void **state)
{
    (void)state;
    bool reindex;
    struct stat s;
    assert_int_equal(backup_write(test_where, place("a.backup"), NULL), 0);
    assert_int_equal(stat(place("a.backup"), &s), 0);
    assert_int_equal(s.st_mode & 0777, 0600);
    assert_same(test_where, place("a.backup"));
    assert_int_equal(backup_write(test_where, place("a.backup"), NULL), ERR_EXISTS);
    assert_int_equal(backup_restore(place("a.backup"), place("one"), NULL, &reindex), 0);
    assert_same(test_where, place("one"));
    log_set_level(LOG_ERROR + 1);
    assert_int_equal(backup_restore(place("a.backup"), place("one"), NULL, &reindex), ERR_EXISTS);
    assert_int_equal(backup_restore(place("nothing"), place("two"), NULL, &reindex), ERR_NOT_FOUND);
    assert_int_not_equal(backup_restore(test_where, place("nothing/there"), NULL, &reindex), 0);
    log_set_level(LOG_ERROR);
    assert_same(test_where, place("one"));
}

static void moves_to_the_other_and_back(void **state)
{
    (void)state;
    if (!getenv("APLOMB_TEST_POSTGRES"))
        skip();
    struct copy_report report;
    bool reindex;
    const char *postgres = empty_postgres();
    assert_int_equal(database_move(test_where, postgres, NULL, &report), 0);
    assert_int_equal(report.events, TASKS);
    assert_true(report.rows > 3 * TASKS);
    assert_same(test_where, postgres);
    assert_int_equal(database_move(postgres, place("two"), NULL, &report), 0);
    assert_same(test_where, place("two"));
    log_set_level(LOG_ERROR + 1);
    assert_int_equal(database_move(place("two"), postgres, NULL, &report), ERR_EXISTS);
    log_set_level(LOG_ERROR);
    assert_int_equal(backup_write(postgres, place("b.backup"), NULL), 0);
    test_postgres_admin("DROP DATABASE %s_b WITH (FORCE)");
    postgres = empty_postgres();
    assert_int_equal(backup_restore(place("b.backup"), postgres, NULL, &reindex), 0);
    assert_true(reindex);
    assert_same(test_where, postgres);
    test_postgres_admin("DROP DATABASE %s_b WITH (FORCE)");
}

static bool stop_there(void *arg, const char *what, int64_t done, int64_t total)
{
    (void)what, (void)done, (void)total;
    return --*(int *)arg > 0;
}

static void leaves_nothing_when_stopped(void **state)
{
    (void)state;
    struct copy_report report;
    for (int at = 1; at < 4; at++) {
        int left = at;
        struct progress stop = {stop_there, &left};
        int err = backup_write(test_where, place("a.backup"), &stop);
        if (!test_is_sqlite() || err) /* a small file may be copied before it asks */
            assert_int_equal(err, ERR_GONE);
        remove_place(place("a.backup"));
        left = at;
        assert_int_equal(database_move(test_where, place("two"), &stop, &report), ERR_GONE);
        assert_int_equal(database_move(test_where, place("two"), NULL, &report), 0);
        remove_place(place("two"));
    }
}

struct busy {
    pthread_t thread;
    struct writer *writer;
    int rounds;
    atomic_int written;
};

static int write_more(struct op *op, void *arg)
{
    struct event e = {
        .resource = STR("task"), .object = id_new(), .verb = STR("create"), .version = 1, .payload = STR("{}")};
    exec(op, "INSERT INTO consumer (ws, name, seq) VALUES ($ws, $1, 0)",
         ARGS(v_text(arena_format(op->arena, "n%d", *(int *)arg))));
    return event_append(op, &e);
}

static void *keep_writing(void *arg)
{
    struct busy *b = arg;
    for (int i = 0; i < b->rounds; i++) {
        struct op op;
        struct arena arena;
        test_op_init(&op, &arena, NULL, WS + 1);
        writer_run(b->writer, &op, write_more, &i);
        atomic_store(&b->written, i + 1);
        arena_release(&arena);
    }
    return NULL;
}

/* Rows and events of a backup made under load are of one moment. */
static void backs_up_while_others_write(void **state)
{
    (void)state;
    struct busy b = {.rounds = 1500};
    assert_int_equal(writer_start(test_where, &b.writer), 0);
    pthread_create(&b.thread, NULL, keep_writing, &b);
    while (atomic_load(&b.written) == 0)
        usleep(1000);
    assert_int_equal(backup_write(test_where, place("b.backup"), NULL), 0);
    pthread_join(b.thread, NULL);
    writer_stop(b.writer);
    struct db *db;
    assert_int_equal(db_open(place("b.backup"), DB_READ, &db), 0);
    ROWS r;
    assert_int_equal(
        db_query(db, NULL, &r,
                 "SELECT (SELECT count(*) FROM consumer WHERE ws=4), (SELECT count(*) FROM event WHERE ws=4)", NO_ARGS),
        0);
    assert_int_equal(rows_next(&r), 1);
    assert_true(row_int(&r, 0) > 0);
    assert_int_equal(row_int(&r, 0), row_int(&r, 1));
    rows_end(&r);
    struct event_report report;
    assert_int_equal(event_verify_chain(db, WS + 1, NULL, NULL, &report), 0);
    assert_int_equal(report.broken_seq, 0);
    db_close(db);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, open_folder, close_folder)
int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(makes_something),
        TEST(a_backup_is_one_whole_file),
        TEST(moves_to_the_other_and_back),
        TEST(leaves_nothing_when_stopped),
        TEST(backs_up_while_others_write),
    };
    return run_on_databases("store: backup", tests);
}
