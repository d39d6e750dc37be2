#include "planning/derived.h"
#include "base/buf.h"
#include "plan/random.h"
#include <stdlib.h>

struct derived_rows derived_start(const struct derived_table *t)
{
    int n = 0;
    while (t->columns[n])
        n++;
    return (struct derived_rows){.table = t, .columns = n};
}

struct value *derived_add(struct arena *a, struct derived_rows *rows)
{
    size_t size = sizeof(struct value) * (size_t)rows->columns;
    if (rows->n == rows->room) {
        size_t more = rows->room ? rows->room * 2 : 256;
        rows->at = arena_grow(a, rows->at, rows->room * size, more * size);
        rows->room = more;
    }
    struct value *row = rows->at + rows->n++ * (size_t)rows->columns;
    for (int i = 0; i < rows->columns; i++)
        row[i] = v_null();
    return row;
}

static void name_columns(struct buf *out, const struct derived_table *t, const char *between)
{
    for (int i = 0; t->columns[i]; i++)
        buf_format(out, "%s%s", i ? between : "", t->columns[i]);
}

static struct value keep(struct arena *a, struct value v, bool is_id)
{
    if (v.kind == V_BLOB && is_id && v.s.n == sizeof(struct id)) {
        struct value id = {.kind = V_ID};
        memcpy(id.id.byte, v.s.at, sizeof id.id.byte);
        return id;
    }
    if (v.kind == V_TEXT || v.kind == V_BLOB)
        v.s = arena_str(a, v.s);
    return v;
}

/* Ids come as 16 bytes from databases that have no type of their own; no other blob is so short (paths have two). */
int derived_read(struct op *op, struct arena *a, const struct derived_table *t, struct derived_rows *ret)
{
    struct buf sql;
    ROWS rows = {0};
    *ret = derived_start(t);
    buf_init(&sql, 4096);
    buf_text(&sql, "SELECT ");
    name_columns(&sql, t, ", ");
    buf_format(&sql, " FROM %s WHERE ws = $ws", t->name);
    int err = op_query_system(op, &rows, arena_cstr(a, buf_view(&sql)), NO_ARGS);
    buf_release(&sql);
    while (!err && (err = rows_next(&rows)) == 1) {
        struct value *row = derived_add(a, ret);
        for (int i = 0; i < ret->columns; i++)
            row[i] = keep(a, row_value(&rows, i), true);
        err = 0;
    }
    return err;
}

static int compare_value(const struct value *a, const struct value *b)
{
    if (a->kind != b->kind)
        return a->kind < b->kind ? -1 : 1;
    switch (a->kind) {
    case V_INT:
        return a->i < b->i ? -1 : a->i > b->i;
    case V_ID:
        return memcmp(a->id.byte, b->id.byte, sizeof a->id.byte);
    case V_TEXT:
    case V_BLOB: {
        size_t n = a->s.n < b->s.n ? a->s.n : b->s.n;
        int c = n ? memcmp(a->s.at, b->s.at, n) : 0;
        return c ? c : a->s.n < b->s.n ? -1 : a->s.n > b->s.n;
    }
    default:
        return 0;
    }
}

static int compare_n(const struct value *a, const struct value *b, int n)
{
    int c = 0;
    for (int i = 0; i < n && c == 0; i++)
        c = compare_value(&a[i], &b[i]);
    return c;
}

static int by_two(const void *a, const void *b)
{
    return compare_n(a, b, 2);
}
static int by_one(const void *a, const void *b)
{
    return compare_n(a, b, 1);
}

static void sort(struct derived_rows *rows)
{
    if (rows->n > 1)
        qsort(rows->at, rows->n, sizeof(struct value) * (size_t)rows->columns,
              rows->table->keys == 2 ? by_two : by_one);
}

static void add_step(struct arena *a, struct derived_steps *steps, const struct derived_table *t,
                     const struct value *row, bool remove)
{
    if (steps->n == steps->room) {
        size_t more = steps->room ? steps->room * 2 : 256;
        steps->at = arena_grow(a, steps->at, steps->room * sizeof *steps->at, more * sizeof *steps->at);
        steps->room = more;
    }
    steps->at[steps->n++] = (struct derived_step){t, row, remove};
}

void derived_compare(struct arena *a, struct derived_rows *before, struct derived_rows *after,
                     struct derived_steps *steps)
{
    size_t i = 0, k = 0;
    int keys = after->table->keys;
    sort(before);
    sort(after);
    while (i < before->n || k < after->n) {
        const struct value *old = i < before->n ? derived_row(before, i) : NULL;
        const struct value *new = k < after->n ? derived_row(after, k) : NULL;
        int c = !old ? 1 : !new ? -1 : compare_n(old, new, keys);
        if (c < 0)
            add_step(a, steps, before->table, old, true);
        else if (c > 0 || compare_n(old, new, after->columns) != 0)
            add_step(a, steps, after->table, new, false);
        i += c <= 0;
        k += c >= 0;
    }
}

static int upsert(struct op *op, const struct derived_step *s, int n)
{
    struct buf sql;
    buf_init(&sql, 8192);
    buf_format(&sql, "INSERT INTO %s (ws, ", s->table->name);
    name_columns(&sql, s->table, ", ");
    buf_text(&sql, ") VALUES ($ws");
    for (int i = 1; i <= n; i++)
        buf_format(&sql, ", $%d", i);
    buf_text(&sql, ") ON CONFLICT (ws");
    for (int i = 0; i < s->table->keys; i++)
        buf_format(&sql, ", %s", s->table->columns[i]);
    buf_text(&sql, ") DO UPDATE SET ");
    for (int i = s->table->keys; i < n; i++)
        buf_format(&sql, "%s%s = excluded.%s", i > s->table->keys ? ", " : "", s->table->columns[i],
                   s->table->columns[i]);
    buf_char(&sql, 0);
    int err = op_exec(op, sql.at, (size_t)n, s->row);
    buf_release(&sql);
    return err;
}

int derived_do(struct op *op, const struct derived_step *s)
{
    struct derived_rows shape = derived_start(s->table);
    if (!s->remove)
        return upsert(op, s, shape.columns);
    struct buf sql;
    buf_init(&sql, 1000);
    buf_format(&sql, "DELETE FROM %s WHERE ws = $ws", s->table->name);
    for (int i = 0; i < s->table->keys; i++)
        buf_format(&sql, " AND %s = $%d", s->table->columns[i], i + 1);
    buf_char(&sql, 0);
    int err = op_exec(op, sql.at, (size_t)s->table->keys, s->row);
    buf_release(&sql);
    return err;
}

static uint64_t hash_bytes(uint64_t h, const void *at, size_t n)
{
    const unsigned char *bytes = at;
    for (size_t i = 0; i < n; i++)
        h = (h ^ bytes[i]) * UINT64_C(0x100000001b3);
    return plan_mix(h);
}

uint64_t derived_hash(const struct derived_rows *rows, uint64_t seed)
{
    uint64_t sum = seed;
    for (size_t i = 0; i < rows->n; i++) {
        const struct value *row = derived_row(rows, i);
        uint64_t h = seed;
        for (int c = 0; c < rows->columns; c++) {
            h = plan_mix2(h, row[c].kind);
            if (row[c].kind == V_INT)
                h = plan_mix2(h, (uint64_t)row[c].i);
            else if (row[c].kind == V_ID)
                h = hash_bytes(h, row[c].id.byte, sizeof row[c].id.byte);
            else if (row[c].kind == V_TEXT || row[c].kind == V_BLOB)
                h = hash_bytes(h, row[c].s.at, row[c].s.n);
        }
        sum += h;
    }
    return sum;
}
