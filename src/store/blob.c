#include "store/blob.h"
#include "base/log.h"
#include <errno.h>
#include <sodium.h>
#include <stdlib.h>
#include <unistd.h>
#include <fcntl.h>

#define HASH 32

static struct value hash_value(const uint8_t hash[HASH])
{
    return v_blob(((struct str){(const char *)hash, HASH}));
}

static struct scope system_scope(int64_t ws)
{
    return (struct scope){.workspace = ws, .variant = SCOPE_SYSTEM, .role = ROLE_SYSTEM};
}

/* ---- writing ---- */

static int put_chunk(struct op *op, const uint8_t hash[HASH], int64_t n, struct str bytes)
{
    return op_exec(op, "INSERT INTO blob_chunk (ws, hash, n, bytes) VALUES ($ws, $1, $2, $3) ON CONFLICT DO NOTHING",
                   ARGS(hash_value(hash), v_int(n), v_blob(bytes)));
}

static int put_row(struct op *op, const struct blob_ref *ref)
{
    return op_exec(op, "INSERT INTO blob (ws, hash, size, created) VALUES ($ws, $1, $2, $3) ON CONFLICT DO NOTHING",
                   ARGS(hash_value(ref->hash), v_int(ref->size), v_int(op->now_us)));
}

int blob_put(struct op *op, struct str bytes, struct blob_ref *ret_ref)
{
    struct blob_ref ref = {.size = (int64_t)bytes.n};
    crypto_generichash(ref.hash, HASH, (const uint8_t *)bytes.at, bytes.n, NULL, 0);
    int err = 0;
    for (size_t at = 0; at < bytes.n && err == 0; at += BLOB_CHUNK) {
        size_t n = bytes.n - at < BLOB_CHUNK ? bytes.n - at : BLOB_CHUNK;
        err = put_chunk(op, ref.hash, (int64_t)(at / BLOB_CHUNK), (struct str){bytes.at + at, n});
    }
    if (err == 0)
        err = put_row(op, &ref);
    if (err == 0)
        *ret_ref = ref;
    return err;
}

struct blob_spool {
    int fd;
    int64_t size, ceiling;
    crypto_generichash_state hash;
};

int blob_spool_open(int64_t ceiling_bytes, struct blob_spool **ret_spool)
{
    struct blob_spool *s = calloc(1, sizeof *s);
    if (!s)
        abort();
    const char *folder = getenv("TMPDIR");
    s->ceiling = ceiling_bytes;
    s->fd = open(folder ? folder : "/tmp", O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    if (s->fd < 0) {
        log_line(LOG_ERROR, "store", "cannot make a temporary file: %s", strerror(errno));
        free(s);
        return ERR_STORAGE;
    }
    crypto_generichash_init(&s->hash, NULL, 0, HASH);
    *ret_spool = s;
    return 0;
}

int blob_spool_add(struct blob_spool *s, const void *bytes, size_t n)
{
    if ((int64_t)n > s->ceiling - s->size)
        return ERR_TOO_LARGE;
    crypto_generichash_update(&s->hash, bytes, n);
    const char *at = bytes;
    for (size_t left = n; left > 0;) {
        ssize_t written = write(s->fd, at, left);
        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0) {
            log_line(LOG_ERROR, "store", "cannot write a temporary file: %s", strerror(errno));
            return ERR_STORAGE;
        }
        at += written;
        left -= (size_t)written;
    }
    s->size += (int64_t)n;
    return 0;
}

/* What the jobs of one upload share; the submitter waits for each. */
struct store_job {
    const struct blob_ref *ref;
    int64_t n;
    struct str bytes;
};

static int store_chunk(struct op *op, void *arg)
{
    struct store_job *job = arg;
    return put_chunk(op, job->ref->hash, job->n, job->bytes);
}

static int store_row(struct op *op, void *arg)
{
    return put_row(op, ((struct store_job *)arg)->ref);
}

static ssize_t read_at(int fd, char *to, size_t room, int64_t offset)
{
    size_t n = 0;
    while (n < room) {
        ssize_t got = pread(fd, to + n, room - n, offset + (int64_t)n);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return got < 0 ? -1 : (ssize_t)n;
        n += (size_t)got;
    }
    return (ssize_t)n;
}

static int store_chunks(struct blob_spool *s, struct writer *w, struct op *op, const struct blob_ref *ref, char *room)
{
    int err = 0;
    for (int64_t at = 0; at < s->size && err == 0; at += (int64_t)BLOB_CHUNK) {
        ssize_t n = read_at(s->fd, room, BLOB_CHUNK, at);
        struct store_job job = {ref, at / (int64_t)BLOB_CHUNK, {room, n > 0 ? (size_t)n : 0}};
        err = n > 0 ? writer_run(w, op, store_chunk, &job) : ERR_STORAGE;
    }
    return err;
}

int blob_spool_store(struct blob_spool *s, struct writer *w, struct op *op, struct blob_ref *ret_ref)
{
    struct blob_ref ref = {.size = s->size};
    crypto_generichash_state hash = s->hash;
    crypto_generichash_final(&hash, ref.hash, HASH);
    char *room = malloc(BLOB_CHUNK);
    if (!room)
        abort();
    int err = store_chunks(s, w, op, &ref, room);
    free(room);
    if (err == 0)
        err = writer_run(w, op, store_row, &(struct store_job){.ref = &ref});
    if (err == 0)
        *ret_ref = ref;
    return err;
}

void blob_spool_close(struct blob_spool *s)
{
    if (!s)
        return;
    close(s->fd);
    free(s);
}

/* ---- reading ---- */

int blob_size(struct db *db, int64_t ws, const uint8_t hash[HASH], int64_t *ret_size)
{
    struct scope scope = system_scope(ws);
    ROWS r;
    int err = db_query(db, &scope, &r, "SELECT size FROM blob WHERE ws=$ws AND hash=$1", ARGS(hash_value(hash)));
    if (err || (err = rows_next(&r)) < 0)
        return err;
    if (err == 0)
        return ERR_NOT_FOUND;
    *ret_size = row_int(&r, 0);
    return 0;
}

/* The chunk in `ret_rows`, column 0. ERR_NOT_FOUND without it. */
static int read_chunk(struct db *db, int64_t ws, const uint8_t hash[HASH], int64_t n, struct rows *ret_rows)
{
    struct scope scope = system_scope(ws);
    int err = db_query(db, &scope, ret_rows, "SELECT bytes FROM blob_chunk WHERE ws=$ws AND hash=$1 AND n=$2",
                       ARGS(hash_value(hash), v_int(n)));
    if (err)
        return err;
    err = rows_next(ret_rows);
    return err == 1 ? 0 : err == 0 ? ERR_NOT_FOUND : err;
}

int blob_read(struct db *db, int64_t ws, const uint8_t hash[HASH], int64_t offset, void *to, size_t room, size_t *ret_n)
{
    int64_t size;
    int err = blob_size(db, ws, hash, &size);
    if (err)
        return err;
    *ret_n = 0;
    if (offset < 0 || offset >= size)
        return 0;
    ROWS r;
    err = read_chunk(db, ws, hash, offset / (int64_t)BLOB_CHUNK, &r);
    if (err)
        return err == ERR_NOT_FOUND ? ERR_STORAGE : err;
    struct str bytes = row_text(&r, 0);
    size_t from = (size_t)(offset % (int64_t)BLOB_CHUNK);
    if (from >= bytes.n)
        return ERR_STORAGE;
    *ret_n = bytes.n - from < room ? bytes.n - from : room;
    memcpy(to, bytes.at + from, *ret_n);
    return 0;
}

static int hash_chunks(struct db *db, int64_t ws, const uint8_t hash[HASH], int64_t size,
                       crypto_generichash_state *state)
{
    int64_t seen = 0;
    for (int64_t n = 0; seen < size; n++) {
        ROWS r;
        int err = read_chunk(db, ws, hash, n, &r);
        if (err)
            return err == ERR_NOT_FOUND ? ERR_CONFLICT : err;
        struct str bytes = row_text(&r, 0);
        if (bytes.n == 0)
            return ERR_CONFLICT;
        crypto_generichash_update(state, (const uint8_t *)bytes.at, bytes.n);
        seen += (int64_t)bytes.n;
    }
    return seen == size ? 0 : ERR_CONFLICT;
}

int blob_verify(struct db *db, int64_t ws, const uint8_t hash[HASH])
{
    int64_t size;
    uint8_t found[HASH];
    crypto_generichash_state state;
    crypto_generichash_init(&state, NULL, 0, HASH);
    int err = blob_size(db, ws, hash, &size);
    if (err == 0)
        err = hash_chunks(db, ws, hash, size, &state);
    if (err)
        return err;
    crypto_generichash_final(&state, found, HASH);
    return memcmp(found, hash, HASH) == 0 ? 0 : ERR_CONFLICT;
}
