/* Rows that index what stands in a row: members of sets, tags, custom values. */
#include "resource/change.h"
#include "resource/custom.h"

#define AT_ONCE 32

/* "task.assignees": ids are unique, names of fields are not. */
static struct str index_name(struct op *op, const struct described *d, const struct field *f)
{
    return arena_format(op->arena, "%s.%s", d->resource->name, f->name);
}

/* Up to AT_ONCE rows (name, owner, value); sizes in powers of two, the last value fills the rest. */
static int insert_some(struct op *op, const char *into, struct str name, struct value owner, size_t n,
                       const struct value *values)
{
    struct value args[AT_ONCE + 2] = {v_text(name), owner};
    size_t asked = 1;
    while (asked < n)
        asked *= 2;
    struct buf sql;
    buf_init(&sql, 8192);
    buf_text(&sql, into);
    for (size_t i = 0; i < asked; i++) {
        args[i + 2] = values[i < n ? i : n - 1];
        buf_format(&sql, "%s($ws, $1, $2, $%zu)", i ? ", " : "", i + 3);
    }
    const char end[] = " ON CONFLICT DO NOTHING";
    buf_add(&sql, end, sizeof end);
    int err = op_exec(op, sql.at, asked + 2, args);
    buf_release(&sql);
    return err;
}

static int insert_all(struct op *op, const char *into, struct str name, struct value owner, size_t n,
                      const struct value *values)
{
    int err = 0;
    for (size_t done = 0; done < n && !err; done += AT_ONCE)
        err = insert_some(op, into, name, owner, n - done < AT_ONCE ? n - done : AT_ONCE, values + done);
    return err;
}

static int links_write(struct op *op, struct str name, struct value owner, const struct value *set, bool creation)
{
    int err = creation ? 0
                       : op_exec(op, "DELETE FROM link WHERE ws = $ws AND field = $1 AND owner = $2",
                                 ARGS(v_text(name), owner));
    if (err || set->kind != V_BLOB)
        return err;
    size_t n = set->s.n / sizeof(struct id);
    struct value *values = arena_array(op->arena, struct value, n);
    for (size_t i = 0; i < n; i++) {
        values[i].kind = V_ID;
        memcpy(&values[i].id, set->s.at + i * sizeof(struct id), sizeof(struct id));
    }
    return insert_all(op, "INSERT INTO link (ws, field, owner, target) VALUES ", name, owner, n, values);
}

static int tags_write(struct op *op, struct str name, struct value owner, const struct value *tags, bool creation)
{
    int err = creation ? 0
                       : op_exec(op, "DELETE FROM tag WHERE ws = $ws AND field = $1 AND owner = $2",
                                 ARGS(v_text(name), owner));
    if (err || tags->kind != V_TEXT)
        return err;
    json_t *array = json_loadb(tags->s.at, tags->s.n, 0, NULL);
    size_t n = json_array_size(array);
    struct value *values = arena_array(op->arena, struct value, n + 1);
    for (size_t i = 0; i < n; i++)
        values[i] = v_text(str_of(json_string_value(json_array_get(array, i))));
    err = insert_all(op, "INSERT INTO tag (ws, field, owner, tag) VALUES ", name, owner, n, values);
    json_decref(array);
    return err;
}

int derived_write(struct op *op, const struct described *d, const struct row *before, const struct row *after)
{
    struct value owner = after->value[FIELD_ID];
    int err = 0;
    for (size_t i = 0; i < d->n && !err; i++) {
        const struct field *f = &d->resource->fields[i];
        const struct value *v = &after->value[i];
        if (before ? value_same(&before->value[i], v) : v->kind == V_NULL)
            continue;
        if (f->type == F_REFS)
            err = links_write(op, index_name(op, d, f), owner, v, !before);
        else if (f->type == F_TAGS)
            err = tags_write(op, index_name(op, d, f), owner, v, !before);
        else if (f->type == F_CUSTOM)
            err = custom_index(op, d->resource->name, owner.id, v, !before);
    }
    return err;
}
