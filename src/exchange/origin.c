#include "exchange/origin.h"
#include <sodium.h>
#include <stdlib.h>

#define MARK_BYTES 20

static uint64_t hash64(const void *bytes, size_t n)
{
    unsigned char hash[16];
    uint64_t h;
    crypto_generichash(hash, sizeof hash, bytes, n, NULL, 0);
    memcpy(&h, hash, sizeof h);
    return h;
}

static uint32_t field_hash(const char *field)
{
    return (uint32_t)hash64(field, strlen(field));
}

uint64_t origin_hash_json(const json_t *value)
{
    if (value == NULL || json_is_null(value))
        return 0;
    char *text = json_dumps(value, JSON_COMPACT | JSON_SORT_KEYS | JSON_ENCODE_ANY);
    uint64_t h = text ? hash64(text, strlen(text)) : 0;
    free(text);
    return h;
}

uint64_t origin_hash_value(const struct value *v)
{
    switch (v->kind) {
    case V_INT:
        return hash64(&v->i, sizeof v->i);
    case V_TEXT:
    case V_BLOB:
        return hash64(v->s.at, v->s.n);
    case V_ID:
        return hash64(v->id.byte, sizeof v->id.byte);
    default:
        return 0;
    }
}

struct origin_mark *origin_mark(struct origin *o, const char *field)
{
    uint32_t h = field_hash(field);
    for (size_t i = 0; i < o->n; i++)
        if (o->mark[i].field == h)
            return &o->mark[i];
    return NULL;
}

struct origin_mark *origin_mark_add(struct origin *o, const char *field)
{
    struct origin_mark *there = origin_mark(o, field);
    if (there || o->n == ORIGIN_MARKS_MAX)
        return there;
    o->mark[o->n] = (struct origin_mark){.field = field_hash(field)};
    return &o->mark[o->n++];
}

static void marks_read(struct str digest, struct origin *o)
{
    for (size_t at = 0; at + MARK_BYTES <= digest.n && o->n < ORIGIN_MARKS_MAX; at += MARK_BYTES) {
        struct origin_mark *m = &o->mark[o->n++];
        memcpy(&m->field, digest.at + at, 4);
        memcpy(&m->source, digest.at + at + 4, 8);
        memcpy(&m->stored, digest.at + at + 12, 8);
    }
}

int origin_find(struct op *op, struct str key, const struct resource *r, struct origin *ret_origin)
{
    ROWS rows = {0};
    int err =
        op_query_system(op, &rows, "SELECT object, digest FROM origin WHERE ws = $ws AND source = $1 AND resource = $2",
                        ARGS(v_text(key), v_text(str_of(r->name))));
    if (err || (err = rows_next(&rows)) < 0)
        return err;
    if (err == 0)
        return ERR_NOT_FOUND;
    *ret_origin = (struct origin){.object = row_id(&rows, 0)};
    marks_read(row_text(&rows, 1), ret_origin);
    return 0;
}

int origin_put(struct op *op, struct str key, const struct resource *r, const struct origin *o)
{
    char bytes[ORIGIN_MARKS_MAX * MARK_BYTES];
    for (size_t i = 0; i < o->n; i++) {
        memcpy(bytes + i * MARK_BYTES, &o->mark[i].field, 4);
        memcpy(bytes + i * MARK_BYTES + 4, &o->mark[i].source, 8);
        memcpy(bytes + i * MARK_BYTES + 12, &o->mark[i].stored, 8);
    }
    struct str digest = {bytes, o->n * MARK_BYTES};
    return op_exec(
        op,
        "INSERT INTO origin (ws, source, resource, object, digest) VALUES ($ws, $1, $2, $3, $4) "
        "ON CONFLICT (ws, source, resource) DO UPDATE SET object = excluded.object, digest = excluded.digest",
        ARGS(v_text(key), v_text(str_of(r->name)), v_id(o->object), v_blob(digest)));
}
