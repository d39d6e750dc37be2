#include "store/statements.h"
#include "store/expand.h"
#include <assert.h>
#include <stdlib.h>

static uint64_t hash_text(const char *sql, unsigned variant)
{
    uint64_t h = UINT64_C(14695981039346656037) ^ variant;
    for (; *sql; sql++)
        h = (h ^ (unsigned char)*sql) * UINT64_C(1099511628211);
    return h;
}

static struct stmt **bucket_of(struct db *db, uint64_t hash)
{
    return &db->bucket[(hash ^ (hash >> 32)) % STATEMENT_BUCKETS];
}

static void unlink_use(struct db *db, struct stmt *s)
{
    *(s->newer ? &s->newer->older : &db->newest) = s->older;
    *(s->older ? &s->older->newer : &db->oldest) = s->newer;
}

static void link_newest(struct db *db, struct stmt *s)
{
    s->newer = NULL;
    s->older = db->newest;
    *(db->newest ? &db->newest->newer : &db->oldest) = s;
    db->newest = s;
}

static void drop(struct db *db, struct stmt *s)
{
    struct stmt **at = bucket_of(db, s->hash);
    while (*at != s)
        at = &(*at)->next;
    *at = s->next;
    unlink_use(db, s);
    db->n_kept--;
    db->driver->finish(db->conn, s->handle);
    free(s->sql);
    free(s);
}

static void make_room(struct db *db)
{
    struct stmt *s = db->oldest;
    while (s && db->n_kept >= STATEMENTS_KEPT) {
        struct stmt *newer = s->newer;
        if (!s->busy)
            drop(db, s);
        s = newer;
    }
}

static int prepare(struct db *db, const struct scope *scope, const char *sql, size_t n, struct stmt *s)
{
    struct buf text;
    struct expansion x;
    buf_init(&text, EXPAND_CEILING);
    int err = expand_statement(db->driver, scope, sql, n, &text, &x);
    if (err == 0)
        err = db->driver->prepare(db->conn, text.at, text.n, &s->handle);
    buf_release(&text);
    if (err)
        return err;
    s->n = n;
    s->n_all = x.n_parameters;
    memcpy(s->number, x.number, sizeof s->number);
    return 0;
}

static int add(struct db *db, const struct scope *scope, const char *sql, size_t n, uint64_t hash,
               struct stmt **ret_stmt)
{
    struct stmt *s = calloc(1, sizeof *s);
    if (!s || !(s->sql = strdup(sql)))
        abort();
    int err = prepare(db, scope, sql, n, s);
    if (err) {
        free(s->sql);
        free(s);
        return err;
    }
    make_room(db);
    s->hash = hash;
    s->variant = expand_variant(scope);
    struct stmt **bucket = bucket_of(db, hash);
    s->next = *bucket;
    *bucket = s;
    link_newest(db, s);
    db->n_kept++;
    *ret_stmt = s;
    return 0;
}

int statement_take(struct db *db, const struct scope *scope, const char *sql, size_t n, struct stmt **ret_stmt)
{
    unsigned variant = expand_variant(scope);
    uint64_t hash = hash_text(sql, variant);
    struct stmt *s = *bucket_of(db, hash);
    while (s && (s->busy || s->hash != hash || s->variant != variant || s->n != n || strcmp(s->sql, sql) != 0))
        s = s->next;
    if (s) {
        unlink_use(db, s);
        link_newest(db, s);
    } else {
        int err = add(db, scope, sql, n, hash, &s);
        if (err)
            return err;
    }
    s->busy = true;
    *ret_stmt = s;
    return 0;
}

void statement_free(struct db *db, struct stmt *s)
{
    db->driver->reset(db->conn, s->handle);
    s->busy = false;
}

void statements_close(struct db *db)
{
    while (db->newest) {
        assert(!db->newest->busy);
        drop(db, db->newest);
    }
}
