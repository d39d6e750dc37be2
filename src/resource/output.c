#include "resource/output.h"
#include "resource/row.h"

/* An id is V_ID in a row and on PostgreSQL, and 16 bytes straight from SQLite. */
static void write_id(struct json *j, const struct value *v)
{
    struct id id = v->id;
    if (v->kind != V_ID)
        memcpy(&id, v->s.at, v->s.n < sizeof id ? v->s.n : sizeof id);
    json_id(j, id);
}

static void write_text(struct json *j, const struct value *v)
{
    json_str(j, v->s);
}

static void write_int(struct json *j, const struct value *v)
{
    json_int(j, v->i);
}

static void write_bool(struct json *j, const struct value *v)
{
    json_bool(j, v->i != 0);
}

static void write_date(struct json *j, const struct value *v)
{
    json_date(j, (int32_t)v->i);
}

static void write_instant(struct json *j, const struct value *v)
{
    json_instant(j, v->i);
}

static void write_written(struct json *j, const struct value *v)
{
    json_raw(j, v->s);
}

static void write_refs(struct json *j, const struct value *v)
{
    json_array_start(j);
    for (size_t at = 0; at + sizeof(struct id) <= v->s.n; at += sizeof(struct id)) {
        struct id id;
        memcpy(&id, v->s.at + at, sizeof id);
        json_id(j, id);
    }
    json_array_end(j);
}

static void write_hash(struct json *j, const struct value *v)
{
    static const char hex[] = "0123456789abcdef";
    char text[128];
    size_t n = v->s.n < sizeof text / 2 ? v->s.n : sizeof text / 2;
    for (size_t i = 0; i < n; i++) {
        text[i * 2] = hex[(uint8_t)v->s.at[i] >> 4];
        text[i * 2 + 1] = hex[(uint8_t)v->s.at[i] & 15];
    }
    json_str(j, (struct str){text, n * 2});
}

typedef void write_function(struct json *j, const struct value *v);
static write_function *const writers[F_TYPES] = {
    [F_ID] = write_id,          [F_TEXT] = write_text, [F_MARKDOWN] = write_text,   [F_INT] = write_int,
    [F_BOOL] = write_bool,      [F_DATE] = write_date, [F_INSTANT] = write_instant, [F_ENUM] = write_text,
    [F_REF] = write_id,         [F_REFS] = write_refs, [F_TAGS] = write_written,    [F_JSON] = write_written,
    [F_CUSTOM] = write_written, [F_RANK] = write_text, [F_EMAIL] = write_text,      [F_COLOR] = write_int,
    [F_LOCALE] = write_text,    [F_ZONE] = write_text, [F_CURRENCY] = write_text,   [F_HASH] = write_hash,
};

/* What is written where there is no value: sets are empty rather than null. */
static const struct str nothing[F_TYPES] = {
    [F_REFS] = {"[]", 2},
    [F_TAGS] = {"[]", 2},
    [F_CUSTOM] = {"{}", 2},
};

void value_write(struct json *j, const struct field *f, const struct value *v)
{
    if (v->kind != V_NULL)
        writers[f->type](j, v);
    else if (nothing[f->type].n)
        json_raw(j, nothing[f->type]);
    else
        json_none(j);
}

/* A member of an object. The key is written already, with the comma before it: only what struct json remembers has to
 * follow. Half the fields of a usual row are empty, so that "no value" goes out with the key. */
static inline void member_write(struct json *j, struct str key, bool first, const struct field *f,
                                const struct value *v)
{
    struct buf *out = j->out;
    key = (struct str){key.at + first, key.n - first};
    if (!buf_reserve(out, key.n + 4))
        return;
    char *at = out->at + out->n;
    memcpy(at, key.at, key.n);
    out->n += key.n;
    j->has_member |= UINT64_C(1) << j->depth;
    if (v->kind == V_NULL) {
        struct str empty = nothing[f->type].n ? nothing[f->type] : STR("null");
        memcpy(at + key.n, empty.at, empty.n);
        out->n += empty.n;
        return;
    }
    j->after_key = true;
    writers[f->type](j, v);
}

void row_writer_init(struct row_writer *w, const struct resource *r, const struct scope *reader,
                     const uint64_t only[FIELD_SET])
{
    w->d = described(r);
    const uint64_t *seen = described_seen(w->d, reader);
    w->n = 0;
    for (size_t i = 0; i < w->d->n; i++)
        if (set_has(seen, i) && (!only || set_has(only, i)))
            w->field[w->n++] = (uint8_t)i;
}

void row_writer_columns(const struct row_writer *w, struct buf *sql)
{
    if (w->n == w->d->n) {
        buf_str(sql, w->d->columns);
        return;
    }
    for (size_t i = 0; i < w->n; i++)
        buf_format(sql, "%st.%s", i ? ", " : "", w->d->resource->fields[w->field[i]].name);
    if (w->n == 0)
        buf_text(sql, "1"); /* SELECT wants a column */
}

void row_writer_write(const struct row_writer *w, struct json *j, const struct rows *rows)
{
    const struct field *fields = w->d->resource->fields;
    json_object_start(j);
    for (size_t i = 0; i < w->n; i++) {
        size_t f = w->field[i];
        struct value v = row_value(rows, (int)i);
        member_write(j, w->d->key[f], i == 0, &fields[f], &v);
    }
    json_object_end(j);
}

void row_write_set(struct json *j, const struct row *row, const uint64_t set[FIELD_SET])
{
    const struct described *d = described(row->resource);
    bool first = true;
    json_object_start(j);
    for (size_t word = 0; word < FIELD_SET; word++) {
        for (uint64_t rest = set[word]; rest; rest &= rest - 1) {
            size_t i = word * 64 + (size_t)__builtin_ctzll(rest);
            if (i >= d->n)
                break;
            member_write(j, d->key[i], first, &d->resource->fields[i], &row->value[i]);
            first = false;
        }
    }
    json_object_end(j);
}

void resource_write(struct json *j, const struct row *row, const struct scope *reader, const uint64_t only[2])
{
    const uint64_t *seen = described_seen(described(row->resource), reader);
    uint64_t set[FIELD_SET];
    for (int i = 0; i < FIELD_SET; i++)
        set[i] = seen[i] & (only ? only[i] : UINT64_MAX);
    row_write_set(j, row, set);
}
