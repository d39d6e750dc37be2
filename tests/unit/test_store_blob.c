/* Files in the database: chunks, ranges, one copy of the same bytes, verification. */
#include "databases.h"
#include "store/blob.h"

static struct db *db;
static struct writer *writer;
static struct arena arena;
static struct op op;

static int open_db(void **state)
{
    (void)state;
    static int64_t ws = 1;
    test_op_init(&op, &arena, NULL, ws++);
    return db_open(test_where, DB_READ, &db) || writer_start(test_where, &writer);
}

static int close_db(void **state)
{
    (void)state;
    writer_stop(writer);
    db_close(db);
    arena_release(&arena);
    return 0;
}

static char *make_bytes(size_t n, unsigned seed)
{
    char *bytes = malloc(n + 1);
    for (size_t i = 0; i < n; i++)
        bytes[i] = (char)((seed = seed * 1664525 + 1013904223) >> 24);
    return bytes;
}

/* In pieces of an odd size, as they come from the network. */
static int store(const char *bytes, size_t n, int64_t ceiling, struct blob_ref *ret_ref)
{
    struct blob_spool *s;
    assert_int_equal(blob_spool_open(ceiling, &s), 0);
    int err = 0;
    for (size_t at = 0; at < n && err == 0; at += 70001)
        err = blob_spool_add(s, bytes + at, n - at < 70001 ? n - at : 70001);
    if (err == 0)
        err = blob_spool_store(s, writer, &op, ret_ref);
    blob_spool_close(s);
    return err;
}

static void assert_reads(const struct blob_ref *ref, const char *bytes, int64_t offset, size_t room)
{
    char *got = malloc(room);
    size_t n;
    assert_int_equal(blob_read(db, op.scope.workspace, ref->hash, offset, got, room, &n), 0);
    size_t left = (size_t)(ref->size - offset), in_chunk = BLOB_CHUNK - (size_t)offset % BLOB_CHUNK;
    size_t expected = room < left ? room : left;
    assert_int_equal(n, expected < in_chunk ? expected : in_chunk);
    assert_memory_equal(got, bytes + offset, n);
    free(got);
}

static int64_t count(const char *sql)
{
    struct scope s = test_scope(op.scope.workspace);
    ROWS r;
    assert_int_equal(db_query(db, &s, &r, sql, NO_ARGS), 0);
    assert_int_equal(rows_next(&r), 1);
    return row_int(&r, 0);
}

static void keeps_large_files(void **state)
{
    (void)state;
    size_t n = 3 * BLOB_CHUNK + 12345;
    char *bytes = make_bytes(n, 1);
    struct blob_ref ref, again;
    assert_int_equal(store(bytes, n, INT64_MAX, &ref), 0);
    assert_int_equal(ref.size, n);
    assert_reads(&ref, bytes, 0, 1000);
    assert_reads(&ref, bytes, BLOB_CHUNK - 10, 1000);
    assert_reads(&ref, bytes, BLOB_CHUNK, BLOB_CHUNK);
    assert_reads(&ref, bytes, (int64_t)n - 5, 1000);
    size_t got;
    assert_int_equal(blob_read(db, op.scope.workspace, ref.hash, (int64_t)n, bytes, 10, &got), 0);
    assert_int_equal(got, 0);
    assert_int_equal(blob_verify(db, op.scope.workspace, ref.hash), 0);
    assert_int_equal(store(bytes, n, INT64_MAX, &again), 0);
    assert_memory_equal(again.hash, ref.hash, sizeof ref.hash);
    assert_int_equal(count("SELECT count(*) FROM blob_chunk WHERE ws=$ws"), 4);
    assert_int_equal(count("SELECT count(*) FROM blob WHERE ws=$ws"), 1);
    free(bytes);
}

struct put {
    struct str bytes;
    struct blob_ref ref;
};

static int put_small(struct op *in, void *arg)
{
    struct put *p = arg;
    return blob_put(in, p->bytes, &p->ref);
}

/* Both ways in give the same file. */
static void keeps_small_files(void **state)
{
    (void)state;
    static const size_t sizes[] = {0, 1, 1000, BLOB_CHUNK, BLOB_CHUNK + 1};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        char *bytes = make_bytes(sizes[i], (unsigned)i);
        struct put p = {.bytes = {bytes, sizes[i]}};
        struct blob_ref spooled;
        assert_int_equal(writer_run(writer, &op, put_small, &p), 0);
        assert_int_equal(store(bytes, sizes[i], INT64_MAX, &spooled), 0);
        assert_memory_equal(p.ref.hash, spooled.hash, sizeof spooled.hash);
        assert_int_equal(blob_verify(db, op.scope.workspace, p.ref.hash), 0);
        if (sizes[i])
            assert_reads(&p.ref, bytes, 0, sizes[i]);
        free(bytes);
    }
    assert_int_equal(count("SELECT count(*) FROM blob WHERE ws=$ws"), 5);
}

static void refuses_what_is_too_large(void **state)
{
    (void)state;
    char *bytes = make_bytes(200000, 9);
    struct blob_ref ref;
    assert_int_equal(store(bytes, 200000, 199999, &ref), ERR_TOO_LARGE);
    assert_int_equal(count("SELECT count(*) FROM blob_chunk WHERE ws=$ws"), 0);
    assert_int_equal(store(bytes, 200000, 200000, &ref), 0);
    free(bytes);
}

static int damage(struct op *in, void *arg)
{
    return op_exec(in, arg, NO_ARGS);
}

static void notices_damage(void **state)
{
    (void)state;
    static const char *const harm[] = {
        "UPDATE blob_chunk SET bytes=(SELECT bytes FROM blob_chunk WHERE ws=$ws AND n=2) WHERE ws=$ws AND n=0",
        "DELETE FROM blob_chunk WHERE ws=$ws AND n=1",
        "UPDATE blob SET size=size+1 WHERE ws=$ws",
        "UPDATE blob SET size=size-1 WHERE ws=$ws",
    };
    char *bytes = make_bytes(2 * BLOB_CHUNK + 5, 4);
    for (size_t i = 0; i < sizeof harm / sizeof *harm; i++) {
        struct blob_ref ref;
        op.scope.workspace += 1000;
        assert_int_equal(store(bytes, 2 * BLOB_CHUNK + 5, INT64_MAX, &ref), 0);
        assert_int_equal(blob_verify(db, op.scope.workspace, ref.hash), 0);
        assert_int_equal(writer_run(writer, &op, damage, (void *)(uintptr_t)harm[i]), 0);
        assert_int_equal(blob_verify(db, op.scope.workspace, ref.hash), ERR_CONFLICT);
    }
    uint8_t unknown[32] = {1};
    size_t n;
    assert_int_equal(blob_verify(db, op.scope.workspace, unknown), ERR_NOT_FOUND);
    assert_int_equal(blob_read(db, op.scope.workspace, unknown, 0, bytes, 10, &n), ERR_NOT_FOUND);
    free(bytes);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, open_db, close_db)
int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(keeps_large_files),
        TEST(keeps_small_files),
        TEST(refuses_what_is_too_large),
        TEST(notices_damage),
    };
    return run_on_databases("store: blob", tests);
}
