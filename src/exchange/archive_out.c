#include "base/json_out.h"
#include "exchange/archive.h"
#include "exchange/csv.h"
#include "resource/output.h"
#include "resource/resource.h"
#include "store/blob.h"
#include "store/events.h"
#include <archive.h>
#include <archive_entry.h>
#include <sodium.h>
#include <stdlib.h>

#define FLUSH_BYTES    ((size_t)256 * 1024)
#define LINE_BYTES_MAX ((size_t)64 * 1024 * 1024)
#define ZIP_EPOCH      315532800 /* 1980-01-01: the archive does not depend on when it was made */

struct out {
    struct op *op;
    struct archive *zip;
    const struct progress *progress;
    struct buf text; /* of the entry, not yet written */
    crypto_generichash_state hash;
    int64_t rows, bytes; /* of the entry */
    struct buf manifest;
    struct json entries;
    struct archive_counts counts;
    int err;
};

static const struct scope everything = {.variant = SCOPE_SYSTEM, .role = ROLE_SYSTEM};

bool archive_leaves_out(const struct resource *r)
{
    for (size_t i = 0; i < r->n_fields; i++)
        if ((r->fields[i].flags & FF_SECRET) && (r->fields[i].flags & FF_REQUIRED))
            return true;
    return false;
}

/* ---- entries ---- */

static void put(struct out *o, const void *bytes, size_t n)
{
    if (o->err || n == 0)
        return;
    crypto_generichash_update(&o->hash, bytes, n);
    o->bytes += (int64_t)n;
    o->counts.bytes += (int64_t)n;
    if (archive_write_data(o->zip, bytes, n) != (la_ssize_t)n)
        o->err = ERR_STORAGE;
}

static void flush(struct out *o)
{
    if (o->text.full)
        o->err = o->err ? o->err : ERR_TOO_LARGE;
    put(o, o->text.at, o->text.n);
    o->text.n = 0;
}

static void maybe_flush(struct out *o)
{
    if (o->text.n > FLUSH_BYTES)
        flush(o);
}

static void entry_begin(struct out *o, const char *name)
{
    struct archive_entry *e = archive_entry_new();
    archive_entry_set_pathname(e, name);
    archive_entry_set_filetype(e, AE_IFREG);
    archive_entry_set_perm(e, 0644);
    archive_entry_set_mtime(e, ZIP_EPOCH, 0);
    archive_entry_unset_size(e);
    if (!o->err && archive_write_header(o->zip, e) != ARCHIVE_OK)
        o->err = ERR_STORAGE;
    archive_entry_free(e);
    crypto_generichash_init(&o->hash, NULL, 0, 32);
    o->rows = o->bytes = 0;
    o->text.n = 0;
}

static void entry_end(struct out *o, const char *name)
{
    uint8_t hash[32];
    char hex[65];
    flush(o);
    if (!o->err && archive_write_finish_entry(o->zip) != ARCHIVE_OK)
        o->err = ERR_STORAGE;
    crypto_generichash_final(&o->hash, hash, sizeof hash);
    json_object_start(&o->entries);
    json_key(&o->entries, "name");
    json_text(&o->entries, name);
    json_key(&o->entries, "rows");
    json_int(&o->entries, o->rows);
    json_key(&o->entries, "bytes");
    json_int(&o->entries, o->bytes);
    json_key(&o->entries, "blake2b");
    json_text(&o->entries, sodium_bin2hex(hex, sizeof hex, hash, sizeof hash));
    json_object_end(&o->entries);
}

/* ---- rows ---- */

/* Runs over every row by id; each is put into `line` as JSON and given to `take`. */
static void each_row(struct out *o, const struct resource *r, void (*take)(struct out *o, struct str line))
{
    struct row_writer w;
    struct buf sql, line;
    row_writer_init(&w, r, &everything, NULL);
    buf_init(&sql, 65536);
    buf_init(&line, LINE_BYTES_MAX);
    buf_text(&sql, "SELECT ");
    row_writer_columns(&w, &sql);
    buf_format(&sql, " FROM @%s t ORDER BY t.id", r->table);
    buf_char(&sql, 0);
    ROWS rows = {0};
    int step = o->err ? o->err : op_query_system(o->op, &rows, sql.at, NO_ARGS);
    while (!o->err && step == 0 && (step = rows_next(&rows)) == 1) {
        struct json j;
        line.n = 0;
        json_init(&j, &line);
        row_writer_write(&w, &j, &rows);
        o->rows++;
        if (line.full)
            o->err = ERR_TOO_LARGE;
        else
            take(o, buf_view(&line));
        maybe_flush(o);
        step = 0;
    }
    if (step < 0 && !o->err)
        o->err = step;
    buf_release(&sql);
    buf_release(&line);
}

static void take_line(struct out *o, struct str line)
{
    buf_str(&o->text, line);
    buf_char(&o->text, '\n');
    o->counts.rows++;
}

static void take_cells(struct out *o, struct str line)
{
    json_t *row = json_loadb(line.at, line.n, 0, NULL), *v;
    const char *key;
    bool first = true;
    json_object_foreach(row, key, v)
    {
        char *text = json_is_string(v) || json_is_null(v) ? NULL : json_dumps(v, JSON_COMPACT | JSON_ENCODE_ANY);
        struct str cell =
            json_is_string(v) ? (struct str){json_string_value(v), json_string_length(v)} : str_of(text ? text : "");
        csv_write_cell(&o->text, cell, first);
        free(text);
        first = false;
    }
    csv_write_end(&o->text);
    json_decref(row);
}

static void write_header(struct out *o, const struct resource *r)
{
    struct row_writer w;
    row_writer_init(&w, r, &everything, NULL);
    for (size_t i = 0; i < w.n; i++)
        csv_write_cell(&o->text, str_of(r->fields[w.field[i]].name), i == 0);
    csv_write_end(&o->text);
}

static void write_resource(struct out *o, const struct resource *r)
{
    char name[100];
    snprintf(name, sizeof name, "data/%s.jsonl", r->plural);
    entry_begin(o, name);
    each_row(o, r, take_line);
    entry_end(o, name);
    snprintf(name, sizeof name, "tables/%s.csv", r->plural);
    entry_begin(o, name);
    write_header(o, r);
    each_row(o, r, take_cells);
    entry_end(o, name);
}

/* ---- history, origins, files ---- */

static void key_id(struct json *j, const char *key, struct id id)
{
    json_key(j, key);
    if (id_is_zero(id))
        json_none(j);
    else
        json_id(j, id);
}

static void key_hex(struct json *j, const char *key, struct str bytes)
{
    char hex[512];
    json_key(j, key);
    if (bytes.n == 0 || bytes.n * 2 >= sizeof hex)
        json_none(j);
    else
        json_text(j, sodium_bin2hex(hex, sizeof hex, (const unsigned char *)bytes.at, bytes.n));
}

static void key_text(struct json *j, const char *key, struct str text)
{
    json_key(j, key);
    json_str(j, text);
}

static void key_int(struct json *j, const char *key, int64_t v)
{
    json_key(j, key);
    json_int(j, v);
}

#define EVENT_COLUMNS                                                                                                  \
    "seq, time, actor, actor_kind, via, change, resource, object, verb, version, client, project, task, shared, "      \
    "client_before, "                                                                                                  \
    "project_before, shared_before, schema, payload, salt, digest, hash"

/* The payload stays the text it is: its digest is over these bytes. */
static void write_event(struct json *j, const struct rows *r)
{
    json_object_start(j);
    key_int(j, "seq", row_int(r, 0));
    json_key(j, "time");
    json_instant(j, row_int(r, 1));
    key_id(j, "actor", row_id(r, 2));
    key_text(j, "actor_kind", row_text(r, 3));
    key_text(j, "via", row_text(r, 4));
    key_id(j, "change", row_id(r, 5));
    key_text(j, "resource", row_text(r, 6));
    key_id(j, "object", row_id(r, 7));
    key_text(j, "verb", row_text(r, 8));
    key_int(j, "version", row_int(r, 9));
    key_id(j, "client", row_id(r, 10));
    key_id(j, "project", row_id(r, 11));
    key_id(j, "task", row_id(r, 12));
    key_int(j, "shared", row_int(r, 13));
    key_id(j, "client_before", row_id(r, 14));
    key_id(j, "project_before", row_id(r, 15));
    key_int(j, "shared_before", row_int(r, 16));
    key_int(j, "schema", row_int(r, 17));
    json_key(j, "payload");
    if (row_is_null(r, 18))
        json_none(j);
    else
        json_str(j, row_text(r, 18));
    key_hex(j, "salt", row_text(r, 19));
    key_hex(j, "digest", row_text(r, 20));
    key_hex(j, "hash", row_text(r, 21));
    json_object_end(j);
}

static void write_origin(struct json *j, const struct rows *r)
{
    json_object_start(j);
    key_text(j, "source", row_text(r, 0));
    key_text(j, "resource", row_text(r, 1));
    key_id(j, "object", row_id(r, 2));
    char hex[4096];
    struct str digest = row_text(r, 3);
    json_key(j, "digest");
    if (digest.n * 2 < sizeof hex)
        json_text(j, sodium_bin2hex(hex, sizeof hex, (const unsigned char *)digest.at, digest.n));
    else
        json_none(j);
    json_object_end(j);
}

static void write_lines(struct out *o, const char *name, const char *sql,
                        void (*write)(struct json *j, const struct rows *r), int64_t *count)
{
    entry_begin(o, name);
    ROWS rows = {0};
    int step = o->err ? o->err : op_query_system(o->op, &rows, sql, NO_ARGS);
    while (!o->err && step == 0 && (step = rows_next(&rows)) == 1) {
        struct json j;
        json_init(&j, &o->text);
        write(&j, &rows);
        buf_char(&o->text, '\n');
        o->rows++;
        *count += 1;
        maybe_flush(o);
        step = 0;
    }
    if (step < 0 && !o->err)
        o->err = step;
    entry_end(o, name);
}

static void write_file(struct out *o, const uint8_t hash[32])
{
    char hex[65], name[80];
    char *chunk = arena_alloc(o->op->arena, BLOB_CHUNK);
    int64_t at = 0;
    size_t n = 1;
    snprintf(name, sizeof name, "files/%s", sodium_bin2hex(hex, sizeof hex, hash, 32));
    entry_begin(o, name);
    while (!o->err && n > 0) {
        int err = blob_read(o->op->db, o->op->scope.workspace, hash, at, chunk, BLOB_CHUNK, &n);
        o->err = o->err ? o->err : err;
        put(o, chunk, err ? 0 : n);
        at += (int64_t)n;
    }
    entry_end(o, name);
    o->counts.files++;
}

/* The hashes first: no statement stands open while the bytes are read. */
static void write_files(struct out *o)
{
    ROWS rows = {0};
    size_t n = 0, room = 0;
    uint8_t(*hashes)[32] = NULL;
    int step =
        o->err ? o->err : op_query_system(o->op, &rows, "SELECT hash FROM blob WHERE ws = $ws ORDER BY hash", NO_ARGS);
    while (!o->err && step == 0 && (step = rows_next(&rows)) == 1) {
        if (n == room) {
            hashes = arena_grow(o->op->arena, hashes, room * 32, (room ? room * 2 : 64) * 32);
            room = room ? room * 2 : 64;
        }
        struct str hash = row_text(&rows, 0);
        memcpy(hashes[n++], hash.at, hash.n < 32 ? hash.n : 32);
        step = 0;
    }
    rows_end(&rows);
    if (step < 0 && !o->err)
        o->err = step;
    for (size_t i = 0; i < n && !o->err; i++) {
        struct arena arena, *outer = o->op->arena;
        arena_init(&arena);
        o->op->arena = &arena;
        write_file(o, hashes[i]);
        o->op->arena = outer;
        arena_release(&arena);
        if (!progress_tell(o->progress, "files", (int64_t)i + 1, (int64_t)n))
            o->err = ERR_GONE;
    }
}

static void write_manifest(struct out *o)
{
    int64_t seq = 0;
    struct json j;
    json_array_end(&o->entries);
    if (!o->err)
        o->err = event_last_seq(o->op->db, o->op->scope.workspace, &seq);
    struct str entries = arena_str(o->op->arena, buf_view(&o->manifest));
    entry_begin(o, "manifest.json");
    json_init(&j, &o->text);
    json_object_start(&j);
    key_text(&j, "format", STR(ARCHIVE_FORMAT));
    key_int(&j, "version", ARCHIVE_VERSION);
    key_int(&j, "seq", seq);
    json_key(&j, "entries");
    json_raw(&j, entries);
    json_object_end(&j);
    buf_char(&o->text, '\n');
    flush(o);
    if (!o->err && archive_write_finish_entry(o->zip) != ARCHIVE_OK)
        o->err = ERR_STORAGE;
}

static void write_everything(struct out *o)
{
    size_t n;
    const struct resource *const *all = resource_all(&n);
    for (size_t i = 0; i < n && !o->err; i++) {
        if (!archive_leaves_out(all[i]))
            write_resource(o, all[i]);
        if (!progress_tell(o->progress, all[i]->plural, (int64_t)i + 1, (int64_t)n))
            o->err = ERR_GONE;
    }
    write_lines(o, "data/history.jsonl", "SELECT " EVENT_COLUMNS " FROM event WHERE ws = $ws ORDER BY seq", write_event,
                &o->counts.events);
    write_lines(o, "data/origins.jsonl",
                "SELECT source, resource, object, digest FROM origin WHERE ws = $ws ORDER BY source, resource",
                write_origin, &(int64_t){0});
    write_files(o);
    write_manifest(o);
}

int archive_write_all(struct op *op, int fd, const struct progress *progress, struct archive_counts *ret_counts)
{
    struct out o = {.op = op, .progress = progress, .zip = archive_write_new()};
    buf_init(&o.text, LINE_BYTES_MAX + 2 * FLUSH_BYTES);
    buf_init(&o.manifest, LINE_BYTES_MAX);
    json_init(&o.entries, &o.manifest);
    json_array_start(&o.entries);
    struct scope before = op_as_system(op);
    if (archive_write_set_format_zip(o.zip) != ARCHIVE_OK || archive_write_open_fd(o.zip, fd) != ARCHIVE_OK)
        o.err = ERR_STORAGE;
    if (!o.err)
        o.err = db_begin(op->db);
    if (!o.err)
        write_everything(&o);
    if (db_in_transaction(op->db))
        db_rollback(op->db);
    if (archive_write_close(o.zip) != ARCHIVE_OK && !o.err)
        o.err = ERR_STORAGE;
    archive_write_free(o.zip);
    op->scope = before;
    buf_release(&o.text);
    buf_release(&o.manifest);
    *ret_counts = o.counts;
    return o.err;
}
