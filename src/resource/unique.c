#include "resource/change.h"
#include "resource/inputs.h"

/* Asked before the write, so that the answer names the field; the index of the migration is what makes it sure. */
static int is_taken(struct op *op, const struct described *d, const struct field *f, const struct value *v,
                    struct id id, bool *ret_taken)
{
    struct str sql = arena_format(op->arena, "SELECT 1 FROM @%s t WHERE t.%s = $1 AND t.id <> $2 AND t.deleted IS NULL",
                                  d->resource->table, f->name);
    ROWS rows = {0};
    int err = op_query_system(op, &rows, sql.at, ARGS(*v, v_id(id)));
    int step = err ? err : rows_next(&rows);
    *ret_taken = step == 1;
    return step < 0 ? step : 0;
}

int unique_check(struct op *op, const struct described *d, const struct row *before, const struct row *after)
{
    for (size_t i = 0; i < d->n; i++) {
        const struct field *f = &d->resource->fields[i];
        const struct value *v = &after->value[i];
        if (!(f->flags & FF_UNIQUE) || v->kind == V_NULL || (before && value_same(&before->value[i], v)))
            continue;
        bool taken;
        int err = is_taken(op, d, f, v, after->value[FIELD_ID].id, &taken);
        if (err)
            return err;
        struct input in = {.op = op, .arena = op->arena, .field = f};
        if (!taken)
            continue;
        op_fail(op, ERR_EXISTS, "resource.exists", 0, NULL);
        input_fail(&in, "", "field.taken", 0, NULL);
    }
    return op->problem.code;
}
