#include "base/log.h"
#include "locale/sortkey.h"
#include "resource/change.h"

static struct value key_value(struct arena *a, const struct value *text)
{
    if (text->kind != V_TEXT)
        return v_null();
    uint8_t key[SORTKEY_MAX];
    size_t n = sortkey_make(text->s, key);
    return v_blob(arena_str(a, ((struct str){(const char *)key, n})));
}

static int unique_broken(struct op *op, int err)
{
    return err == ERR_EXISTS ? op_fail(op, ERR_EXISTS, "resource.exists", 0, NULL) : err;
}

int row_insert(struct op *op, const struct described *d, const struct row *row)
{
    struct value args[FIELDS_MAX * 2];
    size_t n = 0;
    for (size_t i = 0; i < d->n; i++)
        args[n++] = row->value[i];
    for (size_t i = 0; i < d->n; i++)
        if (field_has_key(&d->resource->fields[i]))
            args[n++] = key_value(op->arena, &row->value[i]);
    return unique_broken(op, op_exec(op, d->insert.at, n, args));
}

/* Only the columns that changed, so that only their indexes are touched. The version guards against a row that was
 * changed by a hook between reading and writing. */
int row_update(struct op *op, const struct described *d, const struct row *before, const struct row *after)
{
    struct value args[FIELDS_MAX * 2 + 2] = {before->value[FIELD_ID], before->value[FIELD_VERSION]};
    size_t n = 2;
    struct buf sql;
    buf_init(&sql, 65536);
    buf_format(&sql, "UPDATE %s SET ", d->resource->table);
    for (size_t i = 0; i < d->n; i++) {
        const struct field *f = &d->resource->fields[i];
        if ((f->flags & FF_DERIVED) || value_same(&before->value[i], &after->value[i]))
            continue;
        args[n++] = after->value[i];
        buf_format(&sql, "%s\"%s\" = $%zu", n > 3 ? ", " : "", f->name, n);
        if (!field_has_key(f))
            continue;
        args[n++] = key_value(op->arena, &after->value[i]);
        buf_format(&sql, ", %s_key = $%zu", f->name, n);
    }
    const char end[] = " WHERE ws = $ws AND id = $1 AND version = $2";
    buf_add(&sql, end, sizeof end);
    int64_t changed = 0;
    int err = db_exec(op->db, &op->scope, sql.at, n, args, &changed);
    buf_release(&sql);
    if (err)
        return unique_broken(op, err);
    if (changed == 1)
        return 0;
    log_line(LOG_ERROR, "resource", "a %s changed while it was written", d->resource->name);
    return op_fail(op, ERR_CONFLICT, "resource.changed_since", 0, NULL);
}

int resource_set_derived(struct op *op, const struct resource *r, struct id id, const char *field, struct value value)
{
    struct str sql = arena_format(op->arena, "UPDATE %s SET \"%s\" = $2 WHERE ws = $ws AND id = $1", r->table, field);
    return op_exec(op, sql.at, ARGS(v_id(id), value));
}
