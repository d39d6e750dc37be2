/* Creation and update, by people and by the program. */
#include "resource/change.h"
#include "resource/inputs.h"
#include <assert.h>

int role_check(struct op *op, enum role least)
{
    if (op->scope.role >= (least ? least : ROLE_MEMBER))
        return 0;
    return op_fail(op, ERR_FORBIDDEN, "resource.forbidden", 0, NULL);
}

static void values_set(const struct described *d, struct row *row, size_t n, const char *const *fields,
                       const struct value *values, uint64_t given[FIELD_SET])
{
    for (size_t i = 0; i < n; i++) {
        int field = described_field(d, str_of(fields[i]));
        assert(field >= 0);
        row->value[field] = values[i];
        set_add(given, (size_t)field);
    }
}

/* Rows that are only their person's own begin as theirs. */
static void own_set(struct op *op, const struct described *d, struct row *row)
{
    enum scope_kind kind = d->resource->scope.kind;
    bool own = kind == SCOPED_ME || kind == SCOPED_VIEW || kind == SCOPED_OWN;
    struct value *member = own ? row_at(row, "member") : NULL;
    if (own && member->kind == V_NULL && !id_is_zero(op->scope.me))
        *member = v_id(op->scope.me);
}

static bool is_written_by_hand(const struct field *f)
{
    return f->type == F_TEXT || f->type == F_MARKDOWN || f->type == F_EMAIL;
}

/* Where it belongs has to be said before anything can be checked: without any parent, or without what it is a part of,
 * the hooks have nothing to work with. Texts that lack are told in the same answer. */
static int belonging_check(struct op *op, const struct described *d, const struct row *row)
{
    bool lost = d->n_parents > 0 && inherit_parent(d, row) < 0;
    bool asked[FIELDS_MAX] = {false};
    bool any = false;
    for (size_t p = 0; lost && p < d->n_parents; p++)
        asked[d->parents[p]] = true;
    for (size_t i = 0; i < d->n; i++) {
        const struct field *f = &d->resource->fields[i];
        asked[i] |= (f->flags & FF_CASCADE) && !(f->flags & FF_INHERIT);
        asked[i] = asked[i] && (f->flags & FF_REQUIRED) && row->value[i].kind == V_NULL;
        any |= asked[i];
    }
    for (size_t i = 0; any && i < d->n; i++) {
        struct input in = {.op = op, .arena = op->arena, .field = &d->resource->fields[i]};
        bool text =
            is_written_by_hand(in.field) && (in.field->flags & FF_REQUIRED) && !(in.field->flags & FF_READ_ONLY);
        if (asked[i] || (text && row->value[i].kind == V_NULL))
            input_fail(&in, "", "field.required", 0, NULL);
    }
    return op->problem.code;
}

/* Nobody makes what they then cannot see: it would be written into somebody else's work. */
static int reach_check(struct op *op, const struct described *d, const struct row *row)
{
    enum scope_kind kind = d->resource->scope.kind;
    bool everything =
        op->scope.variant == SCOPE_ALL && (kind == SCOPED_WORKSPACE || kind == SCOPED_CLIENT || kind == SCOPED_OWN);
    if (everything || op->scope.variant == SCOPE_SYSTEM)
        return 0;
    ROWS rows = {0};
    int err = op_query(op, &rows, d->exists.at, ARGS(row->value[FIELD_ID]));
    int step = err ? err : rows_next(&rows);
    if (step != 0)
        return step < 0 ? step : 0;
    return op_fail(op, ERR_FORBIDDEN, "resource.out_of_reach", 0, NULL);
}

static int input_read_all(struct op *op, const struct described *d, const json_t *input, enum input_mode mode,
                          const struct row *before, struct row *after, uint64_t given[FIELD_SET])
{
    int err = inputs_read(op, d, input, mode, before, after, given);
    int err2 = inputs_check_references(op, d, before, after, given);
    return err ? err : err2;
}

static int create(struct op *op, const struct described *d, const json_t *input, enum input_mode mode, size_t n,
                  const char *const *fields, const struct value *values, struct row **ret_row)
{
    struct row *row = row_new(op, d->resource);
    memcpy(row->value, d->initial, d->n * sizeof *row->value);
    uint64_t given[FIELD_SET] = {0};
    int err = input ? input_read_all(op, d, input, mode, NULL, row, given) : 0;
    uint64_t told[FIELD_SET] = {given[0], given[1]};
    values_set(d, row, n, fields, values, told);
    if (row->value[FIELD_ID].kind == V_NULL)
        row->value[FIELD_ID] = v_id(id_new());
    own_set(op, d, row);
    int lost = belonging_check(op, d, row);
    err = err ? err : lost;
    struct change c = {.resource = d->resource, .verb = VERB_CREATE, .after = row};
    unsigned flags = APPLY_INHERIT | (mode == INPUT_PERSON ? APPLY_ALLOW : 0);
    err = err ? err : change_apply(op, d, &c, flags, given);
    if (!err && mode == INPUT_PERSON)
        err = reach_check(op, d, row);
    if (!err && ret_row)
        *ret_row = row;
    return err;
}

int resource_create(struct op *op, const struct resource *r, const json_t *input, struct row **ret_row)
{
    int err = role_check(op, r->create);
    return err ? err : create(op, described(r), input, INPUT_PERSON, 0, NULL, NULL, ret_row);
}

int resource_create_system(struct op *op, const struct resource *r, const json_t *input, size_t n,
                           const char *const *fields, const struct value *values, struct row **ret_row)
{
    return create(op, described(r), input, INPUT_SYSTEM, n, fields, values, ret_row);
}

/* Writes the change of a living row and what follows for the rows below it. */
static int update(struct op *op, const struct described *d, const struct row *before, struct row *after, unsigned flags,
                  const uint64_t given[FIELD_SET])
{
    struct change c = {.resource = d->resource, .verb = VERB_UPDATE, .before = before, .after = after};
    int err = change_apply(op, d, &c, flags, given);
    if (err || after->value[FIELD_VERSION].i == before->value[FIELD_VERSION].i)
        return err;
    return inherit_pass_on(op, before, after);
}

int resource_update(struct op *op, const struct resource *r, struct id id, int64_t expected_version,
                    const json_t *patch, struct row **ret_row)
{
    const struct described *d = described(r);
    struct row *before;
    int err = row_load(op, d, id, false, false, &before);
    err = err ? err : role_check(op, r->update);
    if (err)
        return err;
    struct row *after = row_copy(op, before);
    uint64_t given[FIELD_SET] = {0};
    err = input_read_all(op, d, patch, INPUT_PERSON, before, after, given);
    if (!err && expected_version != ANY_VERSION && expected_version != before->value[FIELD_VERSION].i)
        err = merge_check(op, d, before, expected_version, after, given);
    err = err ? err : update(op, d, before, after, APPLY_ALLOW | APPLY_INHERIT, given);
    if (!err && ret_row)
        *ret_row = after;
    return err;
}

int resource_set_system(struct op *op, const struct resource *r, struct id id, size_t n, const char *const *fields,
                        const struct value *values)
{
    const struct described *d = described(r);
    struct row *before;
    int err = row_load(op, d, id, true, true, &before);
    if (err)
        return err;
    struct row *after = row_copy(op, before);
    uint64_t told[FIELD_SET] = {0};
    values_set(d, after, n, fields, values, told);
    return update(op, d, before, after, APPLY_INHERIT, NULL);
}
