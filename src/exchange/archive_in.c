#include "base/buf.h"
#include "exchange/archive.h"
#include "exchange/text.h"
#include "people/people.h"
#include "resource/resource.h"
#include "store/blob.h"
#include "store/events.h"
#include <archive.h>
#include <archive_entry.h>
#include <jansson.h>
#include <sodium.h>

#define READ_BYTES     ((size_t)256 * 1024)
#define LINE_BYTES_MAX ((size_t)64 * 1024 * 1024)
#define FILE_BYTES_MAX ((int64_t)16 * 1024 * 1024 * 1024)

struct in {
    struct op *op;
    const struct progress *progress;
    json_t *manifest, *entries; /* name → {rows, bytes, blake2b} */
    struct archive_counts counts;
};

static int damaged(struct op *op, const char *what)
{
    return op_fail(op, ERR_SYNTAX, "archive.damaged", OP_ARGS({"what", v_text(str_of(what))}));
}

/* ---- entries ---- */

struct entry {
    const char *name;
    struct archive *zip;
};

/* Gives every block of an entry's bytes to `take`. */
static int entry_read(struct in *in, const struct entry *e, int (*take)(struct in *in, void *arg, struct str block),
                      void *arg)
{
    char *block = arena_alloc(in->op->arena, READ_BYTES);
    for (;;) {
        la_ssize_t n = archive_read_data(e->zip, block, READ_BYTES);
        if (n == 0)
            return 0;
        if (n < 0)
            return damaged(in->op, e->name);
        int err = take(in, arg, (struct str){block, (size_t)n});
        if (err)
            return err;
    }
}

/* Goes through the archive; each entry with an arena of its own. */
static int entries_each(struct in *in, const char *path, int (*take)(struct in *in, const struct entry *e))
{
    struct archive *zip = archive_read_new();
    struct archive_entry *found;
    archive_read_support_format_zip(zip);
    int err = archive_read_open_filename(zip, path, READ_BYTES) == ARCHIVE_OK ? 0 : damaged(in->op, path);
    int step = ARCHIVE_OK;
    while (!err && (step = archive_read_next_header(zip, &found)) == ARCHIVE_OK) {
        struct arena arena, *outer = in->op->arena;
        const char *name = archive_entry_pathname(found);
        arena_init(&arena);
        in->op->arena = &arena;
        struct entry e = {.name = name ? name : "", .zip = zip};
        err = take(in, &e);
        if (err && in->op->problem.code) { /* its words are in this arena */
            in->op->problem = (struct op_problem){0};
            in->op->arena = outer;
            damaged(in->op, e.name);
        }
        in->op->arena = outer;
        arena_release(&arena);
    }
    if (!err && step != ARCHIVE_EOF)
        err = damaged(in->op, path);
    archive_read_free(zip);
    return err;
}

/* ---- lines ---- */

struct lines {
    struct buf rest; /* of a line that is not whole yet */
    int64_t n;
    int (*take)(struct in *in, void *arg, const json_t *row);
    void *arg;
};

static int line_take(struct in *in, struct lines *l, struct str line)
{
    json_t *row = json_loadb(line.at, line.n, JSON_REJECT_DUPLICATES, NULL);
    if (!json_is_object(row)) {
        json_decref(row);
        return damaged(in->op, "a line is not JSON");
    }
    l->n++;
    int err = l->take ? l->take(in, l->arg, row) : 0;
    json_decref(row);
    return err;
}

static int lines_take(struct in *in, void *arg, struct str block)
{
    struct lines *l = arg;
    int err = 0;
    while (block.n > 0 && !err) {
        const char *end = memchr(block.at, '\n', block.n);
        size_t n = end ? (size_t)(end - block.at) : block.n;
        struct str part = {block.at, n};
        if (!end || l->rest.n > 0) {
            buf_str(&l->rest, part);
            part = buf_view(&l->rest);
        }
        if (l->rest.full)
            return damaged(in->op, "a line is too long");
        block = (struct str){block.at + n + (end != NULL), block.n - n - (end != NULL)};
        if (!end)
            return 0;
        err = line_take(in, l, part);
        l->rest.n = 0;
    }
    return err;
}

static int lines_read(struct in *in, const struct entry *e, int (*take)(struct in *in, void *arg, const json_t *row),
                      void *arg, int64_t *ret_n)
{
    struct lines l = {.take = take, .arg = arg};
    buf_init(&l.rest, LINE_BYTES_MAX);
    int err = entry_read(in, e, lines_take, &l);
    if (!err && l.rest.n > 0)
        err = damaged(in->op, e->name);
    buf_release(&l.rest);
    *ret_n = l.n;
    return err;
}

/* ---- the check ---- */

static int manifest_take(struct in *in, void *arg, struct str block)
{
    struct buf *b = arg;
    buf_str(b, block);
    return b->full ? damaged(in->op, "manifest.json") : 0;
}

static int manifest_read(struct in *in, const struct entry *e)
{
    struct buf b;
    if (strcmp(e->name, "manifest.json") != 0)
        return 0;
    buf_init(&b, LINE_BYTES_MAX);
    int err = entry_read(in, e, manifest_take, &b);
    json_decref(in->manifest);
    in->manifest = err ? NULL : json_loadb(b.at, b.n, 0, NULL);
    buf_release(&b);
    return err;
}

static int manifest_open(struct in *in)
{
    const char *format = json_string_value(json_object_get(in->manifest, "format"));
    const json_t *list = json_object_get(in->manifest, "entries"), *one;
    size_t i;
    if (!format || strcmp(format, ARCHIVE_FORMAT) != 0 || !json_is_array(list))
        return op_fail(in->op, ERR_SYNTAX, "archive.not_one", 0, NULL);
    if (json_integer_value(json_object_get(in->manifest, "version")) > ARCHIVE_VERSION)
        return op_fail(in->op, ERR_CONFLICT, "archive.newer", 0, NULL);
    in->entries = json_object();
    json_array_foreach(list, i, one)
    {
        const char *name = json_string_value(json_object_get(one, "name"));
        if (!name || json_object_set(in->entries, name, (json_t *)one) != 0)
            return damaged(in->op, "manifest.json");
    }
    return 0;
}

struct digest {
    crypto_generichash_state state;
    int64_t bytes;
};

static int digest_take(struct in *in, void *arg, struct str block)
{
    struct digest *d = arg;
    crypto_generichash_update(&d->state, (const unsigned char *)block.at, block.n);
    d->bytes += (int64_t)block.n;
    return d->bytes > FILE_BYTES_MAX ? damaged(in->op, "files") : 0;
}

static int entry_check(struct in *in, const struct entry *e)
{
    json_t *said = json_object_get(in->entries, e->name);
    struct digest d = {0};
    uint8_t hash[32];
    char hex[65];
    if (strcmp(e->name, "manifest.json") == 0)
        return 0;
    crypto_generichash_init(&d.state, NULL, 0, sizeof hash);
    int err = entry_read(in, e, digest_take, &d);
    if (err)
        return err;
    crypto_generichash_final(&d.state, hash, sizeof hash);
    sodium_bin2hex(hex, sizeof hex, hash, sizeof hash);
    const char *wanted = json_string_value(json_object_get(said, "blake2b"));
    if (!wanted || strcmp(wanted, hex) != 0 || json_integer_value(json_object_get(said, "bytes")) != d.bytes)
        return damaged(in->op, e->name);
    int64_t rows = json_integer_value(json_object_get(said, "rows"));
    in->counts.bytes += d.bytes;
    if (strcmp(e->name, "data/history.jsonl") == 0)
        in->counts.events += rows;
    else if (text_starts(str_of(e->name), STR("data/")) && strcmp(e->name, "data/origins.jsonl") != 0)
        in->counts.rows += rows;
    else if (text_starts(str_of(e->name), STR("files/")))
        in->counts.files++;
    json_object_set_new(said, "seen", json_true());
    return 0;
}

static int check(struct in *in, const char *path)
{
    const char *name;
    json_t *said;
    int err = entries_each(in, path, manifest_read);
    if (!err)
        err = manifest_open(in);
    if (!err)
        err = entries_each(in, path, entry_check);
    if (!err)
        json_object_foreach(in->entries, name,
                            said) if (!json_is_true(json_object_get(said, "seen"))) return damaged(in->op, name);
    return err;
}

static void in_close(struct in *in)
{
    json_decref(in->manifest);
    json_decref(in->entries);
}

int archive_check(struct op *op, const char *path, struct archive_counts *ret_counts)
{
    struct in in = {.op = op};
    int err = check(&in, path);
    *ret_counts = in.counts;
    in_close(&in);
    return err;
}

/* ---- back ---- */

static struct value id_value(const json_t *row, const char *name)
{
    struct id id;
    const char *text = json_string_value(json_object_get(row, name));
    return text && id_parse(str_of(text), &id) == 0 ? v_id(id) : v_null();
}

static struct value text_value(const json_t *row, const char *name)
{
    const json_t *v = json_object_get(row, name);
    return json_is_string(v) ? v_text(((struct str){json_string_value(v), json_string_length(v)})) : v_null();
}

static struct value int_value(const json_t *row, const char *name)
{
    return v_int(json_integer_value(json_object_get(row, name)));
}

static struct value hex_value(struct arena *a, const json_t *row, const char *name)
{
    const char *hex = json_string_value(json_object_get(row, name));
    size_t n = hex ? strlen(hex) : 0, bytes;
    unsigned char *to = arena_alloc(a, n / 2 + 1);
    if (!hex || sodium_hex2bin(to, n / 2 + 1, hex, n, NULL, &bytes, NULL) != 0)
        return v_null();
    return v_blob(((struct str){(const char *)to, bytes}));
}

static int row_back(struct in *in, void *arg, const json_t *row)
{
    struct arena arena, *outer = in->op->arena;
    arena_init(&arena);
    in->op->arena = &arena;
    int err = resource_put_back(in->op, arg, row);
    in->op->arena = outer;
    arena_release(&arena);
    return err;
}

static int event_back(struct in *in, void *arg, const json_t *row)
{
    int64_t time;
    const char *at = json_string_value(json_object_get(row, "time"));
    struct arena a;
    (void)arg;
    if (!at || instant_parse(str_of(at), &time) != 0)
        return damaged(in->op, "data/history.jsonl");
    arena_init(&a);
    int err = op_exec(
        in->op,
        "INSERT INTO event (ws, seq, time, actor, actor_kind, via, change, resource, object, verb, version, client, "
        "project, task, "
        "shared, client_before, project_before, shared_before, schema, payload, salt, digest, hash) VALUES "
        "($ws, $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22)",
        ARGS(int_value(row, "seq"), v_int(time), id_value(row, "actor"), text_value(row, "actor_kind"),
             text_value(row, "via"), id_value(row, "change"), text_value(row, "resource"), id_value(row, "object"),
             text_value(row, "verb"), int_value(row, "version"), id_value(row, "client"), id_value(row, "project"),
             id_value(row, "task"), int_value(row, "shared"), id_value(row, "client_before"),
             id_value(row, "project_before"), int_value(row, "shared_before"), int_value(row, "schema"),
             text_value(row, "payload"), hex_value(&a, row, "salt"), hex_value(&a, row, "digest"),
             hex_value(&a, row, "hash")));
    arena_release(&a);
    return err;
}

static int origin_back(struct in *in, void *arg, const json_t *row)
{
    struct arena a;
    (void)arg;
    arena_init(&a);
    int err = op_exec(in->op, "INSERT INTO origin (ws, source, resource, object, digest) VALUES ($ws, $1, $2, $3, $4)",
                      ARGS(text_value(row, "source"), text_value(row, "resource"), id_value(row, "object"),
                           hex_value(&a, row, "digest")));
    arena_release(&a);
    return err;
}

/* "tasks" of "data/tasks.jsonl" */
static struct str plural_of(const char *name)
{
    struct str s = str_of(name), rest;
    if (!text_starts(s, STR("data/")))
        return (struct str){0};
    return text_cut((struct str){s.at + 5, s.n - 5}, '.', &rest);
}

static int entry_back(struct in *in, const struct entry *e)
{
    struct str plural = plural_of(e->name);
    const struct resource *r = plural.n ? resource_by_plural(plural) : NULL;
    int64_t n = 0;
    int err = 0;
    if (str_is(plural, "history"))
        err = lines_read(in, e, event_back, NULL, &n);
    else if (str_is(plural, "origins"))
        err = lines_read(in, e, origin_back, NULL, &n);
    else if (r && !archive_leaves_out(r))
        err = lines_read(in, e, row_back, (void *)r, &n);
    if (!err && !progress_tell(in->progress, e->name, n, n))
        err = ERR_GONE;
    return err;
}

/* ---- files: before everything else, since they are kept by their content ---- */

struct files {
    struct in in;
    struct writer *writer;
};

static int spool_take(struct in *in, void *arg, struct str block)
{
    int err = blob_spool_add(arg, block.at, block.n);
    return err ? op_fail(in->op, err, NULL, 0, NULL) : 0;
}

static int file_back(struct in *in, const struct entry *e)
{
    struct files *f = (struct files *)in;
    struct blob_spool *spool;
    struct blob_ref ref;
    char hex[65];
    if (!text_starts(str_of(e->name), STR("files/")))
        return 0;
    int err = blob_spool_open(FILE_BYTES_MAX, &spool);
    if (err)
        return op_fail(in->op, err, NULL, 0, NULL);
    err = entry_read(in, e, spool_take, spool);
    if (!err)
        err = blob_spool_store(spool, f->writer, in->op, &ref);
    blob_spool_close(spool);
    if (!err && strcmp(sodium_bin2hex(hex, sizeof hex, ref.hash, 32), e->name + 6) != 0)
        err = damaged(in->op, e->name);
    return err;
}

static int empty_check(struct op *op)
{
    bool needed;
    int64_t seq;
    int err = setup_needed(op, &needed);
    if (!err)
        err = event_last_seq(op->db, op->scope.workspace, &seq);
    if (!err && (!needed || seq > 0))
        err = op_fail(op, ERR_CONFLICT, "archive.not_empty", 0, NULL);
    return err;
}

static int rows_back(struct in *in, const char *where, const char *path)
{
    struct db *before = in->op->db, *db;
    int err = db_open(where, DB_WRITE, &db);
    if (err)
        return err;
    in->op->db = db;
    err = db_begin(db);
    if (!err)
        err = entries_each(in, path, entry_back);
    if (!err)
        err = db_commit(db);
    if (db_in_transaction(db))
        db_rollback(db);
    db_close(db);
    in->op->db = before;
    return err;
}

int archive_bring_back(struct op *op, struct writer *w, const char *where, const char *path,
                       const struct progress *progress, struct archive_counts *ret_counts)
{
    struct files f = {.in = {.op = op, .progress = progress}, .writer = w};
    int err = empty_check(op);
    if (!err)
        err = check(&f.in, path);
    if (!err)
        err = entries_each(&f.in, path, file_back);
    if (!err)
        err = rows_back(&f.in, where, path);
    *ret_counts = f.in.counts;
    in_close(&f.in);
    return err;
}
