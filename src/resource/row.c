#include "resource/row.h"
#include <assert.h>

struct row *row_new(struct op *op, const struct resource *r)
{
    struct row *row = arena_new(op->arena, struct row);
    row->resource = r;
    row->value = arena_array(op->arena, struct value, r->n_fields);
    return row;
}

struct row *row_copy(struct op *op, const struct row *row)
{
    struct row *copy = row_new(op, row->resource);
    memcpy(copy->value, row->value, row->resource->n_fields * sizeof *row->value);
    return copy;
}

struct value *row_at(const struct row *row, const char *field)
{
    int i = resource_field(row->resource, field);
    assert(i >= 0);
    return &row->value[i];
}

struct id row_get_id(const struct row *row, const char *field)
{
    const struct value *v = row_at(row, field);
    return v->kind == V_ID ? v->id : (struct id){{0}};
}

int64_t row_get_int(const struct row *row, const char *field)
{
    const struct value *v = row_at(row, field);
    return v->kind == V_INT ? v->i : 0;
}

struct str row_get_text(const struct row *row, const char *field)
{
    const struct value *v = row_at(row, field);
    return v->kind == V_TEXT || v->kind == V_BLOB ? v->s : (struct str){"", 0};
}

bool row_get_null(const struct row *row, const char *field)
{
    return row_at(row, field)->kind == V_NULL;
}

bool row_differs(const struct row *a, const struct row *b, const char *field)
{
    if (!a || !b)
        return a != b;
    return !value_same(row_at(a, field), row_at(b, field));
}

bool value_same(const struct value *a, const struct value *b)
{
    if (a->kind != b->kind)
        return false;
    switch (a->kind) {
    case V_NULL:
        return true;
    case V_INT:
        return a->i == b->i;
    case V_REAL:
        return a->r == b->r;
    case V_TEXT:
    case V_BLOB:
        return str_eq(a->s, b->s);
    case V_ID:
        return id_eq(a->id, b->id);
    }
    return false;
}

void row_difference(const struct row *a, const struct row *b, uint64_t ret_set[FIELD_SET])
{
    memset(ret_set, 0, FIELD_SET * sizeof *ret_set);
    for (size_t i = 0; i < a->resource->n_fields; i++)
        if (!value_same(&a->value[i], &b->value[i]))
            set_add(ret_set, i);
}

struct value value_keep(struct arena *a, struct value v)
{
    if (v.kind == V_TEXT || v.kind == V_BLOB)
        v.s = arena_str(a, v.s);
    return v;
}

struct value row_column(const struct rows *rows, int column, const struct field *f)
{
    if (f->type != F_ID && f->type != F_REF)
        return row_value(rows, column);
    if (row_is_null(rows, column))
        return v_null();
    return v_id(row_id(rows, column));
}

struct row *row_read(struct op *op, const struct described *d, const struct rows *rows, int first)
{
    struct row *row = row_new(op, d->resource);
    for (size_t i = 0; i < d->n; i++)
        row->value[i] = value_keep(op->arena, row_column(rows, first + (int)i, &d->resource->fields[i]));
    return row;
}

int row_load(struct op *op, const struct described *d, struct id id, bool with_deleted, bool system,
             struct row **ret_row)
{
    bool portal = !system && op->scope.role == ROLE_PORTAL; /* what was deleted is gone for contacts */
    ROWS rows = {0};
    struct str sql = with_deleted && !portal ? d->get_any : d->get;
    int err = (system ? op_query_system : op_query)(op, &rows, sql.at, ARGS(v_id(id)));
    if (err)
        return err;
    int step = rows_next(&rows);
    if (step < 0)
        return step;
    if (step == 0)
        return ERR_NOT_FOUND;
    *ret_row = row_read(op, d, &rows, 0);
    return 0;
}

int row_load_all(struct op *op, const struct described *d, struct str sql, size_t n, const struct value *args,
                 struct row ***ret_rows, size_t *ret_n)
{
    ROWS rows = {0};
    int err = op_query_system(op, &rows, sql.at, n, args);
    if (err)
        return err;
    size_t room = 0, found = 0;
    struct row **list = NULL;
    int step;
    while ((step = rows_next(&rows)) == 1) {
        if (found == room) {
            size_t more = room ? room * 2 : 8;
            list = arena_grow(op->arena, list, room * sizeof *list, more * sizeof *list);
            room = more;
        }
        list[found++] = row_read(op, d, &rows, 0);
    }
    if (step < 0)
        return step;
    *ret_rows = list;
    *ret_n = found;
    return 0;
}

int resource_get(struct op *op, const struct resource *r, struct id id, bool with_deleted, struct row **ret_row)
{
    return row_load(op, described(r), id, with_deleted, false, ret_row);
}

int resource_get_system(struct op *op, const struct resource *r, struct id id, struct row **ret_row)
{
    return row_load(op, described(r), id, false, true, ret_row);
}
