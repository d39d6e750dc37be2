/* Rows of an export, as they were. */
#include "resource/change.h"
#include "resource/inputs.h"

/* A set that holds nothing is kept as no value; see output.c, which writes it as an empty one. */
static bool is_nothing(const struct field *f, const json_t *v)
{
    bool set = f->type == F_REFS || f->type == F_TAGS || f->type == F_CUSTOM;
    return set && (json_is_array(v) ? json_array_size(v) == 0 : json_object_size(v) == 0);
}

int resource_put_back(struct op *op, const struct resource *r, const json_t *written)
{
    const struct described *d = described(r);
    struct row *row = row_new(op, r);
    const char *key;
    json_t *v;
    json_object_foreach((json_t *)written, key, v)
    {
        int i = described_field(d, str_of(key));
        if (i < 0 || is_nothing(&r->fields[i], v))
            continue; /* a field of an older description is left out */
        if (input_stored(op->arena, &r->fields[i], v, &row->value[i]) != 0)
            return op_fail(op, ERR_SYNTAX, NULL, 0, NULL);
    }
    if (row->value[FIELD_ID].kind != V_ID)
        return op_fail(op, ERR_SYNTAX, NULL, 0, NULL);
    int err = row_insert(op, d, row);
    return err ? err : derived_write(op, d, NULL, row);
}
