#include "resource/change.h"
#include "resource/inputs.h"
#include "resource/payload.h"
#include "resource/rank.h"
#include "resource/search.h"

/* Runs a hook of the description. One that told of wrong fields has failed, whatever it returns. */
static int hook_result(const struct op *op, int result)
{
    return result ? result : op->problem.code;
}

static bool parent_changed(const struct described *d, const struct row *a, const struct row *b)
{
    int pa = inherit_parent(d, a), pb = inherit_parent(d, b);
    return pa != pb || (pa >= 0 && !value_same(&a->value[d->parents[pa]], &b->value[d->parents[pb]]));
}

static int check_room(struct op *op, const struct resource *r, const struct change *c)
{
    if (r->most == 0 || (c->verb != VERB_CREATE && c->verb != VERB_RESTORE))
        return 0;
    ROWS rows = {0};
    struct str sql = arena_format(op->arena, "SELECT count(*) FROM @%s t WHERE t.deleted IS NULL", r->table);
    int err = op_query(op, &rows, sql.at, NO_ARGS);
    if (err || (err = rows_next(&rows)) < 0)
        return err;
    return row_int(&rows, 0) < r->most
               ? 0
               : op_fail(op, ERR_CONFLICT, "resource.too_many", OP_ARGS({"max", v_int(r->most)}));
}

/* Inherit, ask, check, and inherit again where the check chose another parent. */
static int complete(struct op *op, const struct described *d, struct change *c, unsigned flags,
                    const uint64_t given[FIELD_SET])
{
    const struct resource *r = d->resource;
    bool fresh = c->verb == VERB_CREATE;
    uint64_t changed[FIELD_SET] = {0};
    if (!fresh)
        row_difference(c->before, c->after, changed);
    bool inherits = false;
    for (size_t i = 0; i < d->n && (flags & APPLY_INHERIT); i++)
        inherits |= (r->fields[i].flags & FF_INHERIT) && (fresh || set_has(changed, i));
    inherits |= (flags & APPLY_INHERIT) && !fresh && parent_changed(d, c->before, c->after);
    int err = inherits ? inherit_take(op, d, c->after, given) : 0;
    if (!err && (flags & APPLY_ALLOW) && r->allow)
        err = hook_result(op, r->allow(op, c));
    err = err ? err : check_room(op, r, c);
    if (err || !r->check)
        return err;
    struct row *unchecked = row_copy(op, c->after);
    err = hook_result(op, r->check(op, c));
    if (!err && (flags & APPLY_INHERIT) && parent_changed(d, unchecked, c->after))
        err = inherit_take(op, d, c->after, NULL);
    return err;
}

/* The end of the siblings: those with the same parent, else all. */
static int rank_complete(struct op *op, const struct described *d, struct row *row)
{
    if (d->rank < 0 || row->value[d->rank].kind != V_NULL)
        return 0;
    int place = inherit_parent(d, row);
    struct str table = str_of(d->resource->table);
    ROWS rows = {0};
    struct value parent = v_null();
    struct str siblings = {"", 0};
    if (place >= 0) {
        parent = row->value[d->parents[place]];
        siblings = arena_format(op->arena, " AND t.%s = $1", d->resource->fields[d->parents[place]].name);
    }
    struct str sql =
        arena_format(op->arena, "SELECT t.rank FROM @%.*s t WHERE t.deleted IS NULL%.*s ORDER BY t.rank DESC LIMIT 1",
                     STR_FMT(table), STR_FMT(siblings));
    int err = op_query_system(op, &rows, sql.at, place >= 0 ? 1 : 0, &parent);
    int step = err ? err : rows_next(&rows);
    if (step < 0)
        return step;
    char rank[RANK_MAX + 1];
    if (rank_between(step == 1 ? row_text(&rows, 0) : (struct str){0}, (struct str){0}, rank) != 0)
        return op_fail(op, ERR_CONFLICT, "resource.rank_full", 0, NULL);
    row->value[d->rank] = v_text(arena_str(op->arena, str_of(rank)));
    return 0;
}

static int required_check(struct op *op, const struct described *d, const struct row *row)
{
    for (size_t i = 0; i < d->n; i++) {
        struct input in = {.op = op, .arena = op->arena, .field = &d->resource->fields[i]};
        if ((in.field->flags & FF_REQUIRED) && row->value[i].kind == V_NULL)
            input_fail(&in, "", "field.required", 0, NULL);
    }
    return op->problem.code;
}

/* A set that holds nothing, or a text without letters, is the same as none: so says the reading of inputs. What check
 * set has to be brought into that form as well. */
static void normalize(struct row *row)
{
    for (size_t i = 0; i < row->resource->n_fields; i++) {
        struct value *v = &row->value[i];
        if ((v->kind == V_TEXT || v->kind == V_BLOB) && v->s.n == 0)
            *v = v_null();
    }
}

static bool differs_beyond_derived(const struct described *d, const struct change *c)
{
    uint64_t changed[FIELD_SET];
    row_difference(c->before, c->after, changed);
    for (size_t i = 0; i < d->n; i++)
        if (set_has(changed, i) && !(d->resource->fields[i].flags & FF_DERIVED))
            return true;
    return false;
}

static void stamp(struct op *op, struct change *c)
{
    struct value *v = c->after->value;
    if (c->before) {
        v[FIELD_VERSION] = v_int(c->before->value[FIELD_VERSION].i + 1);
        v[FIELD_UPDATED] = v_int(op->now_us);
        return;
    }
    v[FIELD_VERSION] = v_int(1);
    if (v[FIELD_CREATED].kind == V_NULL) /* an import keeps the times of before */
        v[FIELD_CREATED] = v_int(op->now_us);
    if (v[FIELD_UPDATED].kind == V_NULL)
        v[FIELD_UPDATED] = v[FIELD_CREATED];
    if (v[FIELD_CREATED_BY].kind == V_NULL && op->scope.role != ROLE_PORTAL && !id_is_zero(op->scope.me))
        v[FIELD_CREATED_BY] = v_id(op->scope.me);
}

static int write_all(struct op *op, const struct described *d, struct change *c)
{
    int err = c->before ? row_update(op, d, c->before, c->after) : row_insert(op, d, c->after);
    err = err ? err : derived_write(op, d, c->before, c->after);
    err = err ? err : search_index(op, d->resource, c->before, c->after);
    err = err ? err : payload_append(op, d, c);
    if (!err && d->resource->follow)
        err = hook_result(op, d->resource->follow(op, c));
    return err;
}

int change_apply(struct op *op, const struct described *d, struct change *c, unsigned flags,
                 const uint64_t given[FIELD_SET])
{
    int err = complete(op, d, c, flags, given);
    normalize(c->after);
    if (!err && c->verb == VERB_CREATE)
        err = rank_complete(op, d, c->after);
    if (!err && c->verb != VERB_DELETE)
        err = required_check(op, d, c->after);
    if (err)
        return err;
    if (c->verb == VERB_UPDATE && !differs_beyond_derived(d, c))
        return 0;
    if (c->verb != VERB_DELETE)
        err = unique_check(op, d, c->verb == VERB_UPDATE ? c->before : NULL, c->after);
    if (err)
        return err;
    stamp(op, c);
    return write_all(op, d, c);
}
