/* FF_INHERIT: what a row takes from its parent when it is made or moved, and what everything below a row takes when the
 * row itself changes. */
#include "resource/change.h"
#include "resource/inputs.h"

int inherit_parent(const struct described *d, const struct row *row)
{
    for (size_t p = 0; p < d->n_parents; p++)
        if (row->value[d->parents[p]].kind == V_ID)
            return (int)p;
    return -1;
}

/* A field that is a parent itself is only taken from the parents named before it. */
static bool takes(const struct described *d, size_t field, int parent)
{
    if (!(d->resource->fields[field].flags & FF_INHERIT))
        return false;
    for (int p = 0; p <= parent; p++)
        if (d->parents[p] == (int)field)
            return false;
    return true;
}

/* What `parent` hands on for a field: its field of the same name, or itself. False where it has neither. */
static bool handed(const struct described *of, const struct row *parent, const struct field *f, struct value *ret_value)
{
    int from = described_field(of, str_of(f->name));
    if (from >= 0) {
        *ret_value = parent->value[from];
        return true;
    }
    if (f->type != F_REF || strcmp(f->target, of->resource->name) != 0)
        return false;
    *ret_value = parent->value[FIELD_ID];
    return true;
}

static void take_from(struct op *op, const struct described *d, struct row *row, int place, const struct row *parent,
                      const uint64_t given[FIELD_SET])
{
    const struct described *of = described(parent->resource);
    for (size_t i = 0; i < d->n; i++) {
        const struct field *f = &d->resource->fields[i];
        struct value value;
        if (!takes(d, i, place) || !handed(of, parent, f, &value))
            continue;
        bool contradicts =
            given && set_has(given, i) && row->value[i].kind != V_NULL && !value_same(&row->value[i], &value);
        if (contradicts) {
            struct input in = {.op = op, .arena = op->arena, .field = f};
            struct str name = str_of(d->resource->fields[d->parents[place]].name);
            input_fail(&in, "", "field.inherited", OP_ARGS({"parent", v_text(name)}));
        }
        row->value[i] = value;
    }
}

int inherit_take(struct op *op, const struct described *d, struct row *row, const uint64_t given[FIELD_SET])
{
    int place = inherit_parent(d, row);
    if (place < 0)
        return 0;
    const struct field *f = &d->resource->fields[d->parents[place]];
    struct row *parent;
    int err = row_load(op, described_by_name(f->target), row->value[d->parents[place]].id, true, true, &parent);
    if (err == ERR_NOT_FOUND) {
        struct input in = {.op = op, .arena = op->arena, .field = f};
        return input_fail(&in, "", "field.not_found", 0, NULL);
    }
    if (err)
        return err;
    take_from(op, d, row, place, parent, given);
    return op->problem.code;
}

/* ---- downwards ---- */

/* Rows that were written, whose heirs have to follow; all of one level. */
struct level {
    struct row **before, **after;
    size_t n, room;
};

static void level_add(struct op *op, struct level *l, struct row *before, struct row *after)
{
    if (l->n == l->room) {
        size_t more = l->room ? l->room * 2 : 16;
        l->before = arena_grow(op->arena, l->before, l->room * sizeof *l->before, more * sizeof *l->before);
        l->after = arena_grow(op->arena, l->after, l->room * sizeof *l->after, more * sizeof *l->after);
        l->room = more;
    }
    l->before[l->n] = before;
    l->after[l->n++] = after;
}

static const struct row *find_parent(const struct level *l, size_t from, size_t n, struct id id)
{
    for (size_t i = from; i < from + n; i++)
        if (id_eq(l->after[i]->value[FIELD_ID].id, id))
            return l->after[i];
    return NULL;
}

/* The rows of one relation below the rows from..from+n of a level. */
static int pass_to(struct op *op, const struct relation *relation, const struct level *level, size_t from, size_t n,
                   enum relation_part part, struct level *next)
{
    const struct described *d = relation->of;
    struct row **rows;
    size_t found;
    int err = relation_rows(op, relation, part, n, level->after + from, &rows, &found);
    for (size_t i = 0; i < found && !err; i++) {
        int place = inherit_parent(d, rows[i]);
        if (d->parents[place] != relation->field)
            continue; /* it follows another parent */
        const struct row *parent = find_parent(level, from, n, rows[i]->value[relation->field].id);
        struct row *after = row_copy(op, rows[i]);
        take_from(op, d, after, place, parent, NULL);
        struct change c = {
            .resource = d->resource, .verb = VERB_UPDATE, .before = rows[i], .after = after, .cascade = true};
        err = change_apply(op, d, &c, 0, NULL);
        if (!err && after->value[FIELD_VERSION].i != rows[i]->value[FIELD_VERSION].i)
            level_add(op, next, rows[i], after);
    }
    return err;
}

/* Does a relation's heir take a field that changed in one of the rows? */
static bool concerns(const struct relation *relation, const struct level *level, size_t from, size_t n)
{
    for (size_t i = from; i < from + n; i++) {
        uint64_t changed[FIELD_SET];
        row_difference(level->before[i], level->after[i], changed);
        if (set_meets(changed, relation->passed))
            return true;
    }
    return false;
}

/* A level holds runs of rows of the same resource. */
static int pass_level(struct op *op, const struct level *level, struct level *next)
{
    size_t n;
    int err = 0;
    for (size_t from = 0; from < level->n && !err; from += n) {
        const struct resource *r = level->after[from]->resource;
        for (n = 1; from + n < level->n && n < 64 && level->after[from + n]->resource == r;)
            n++;
        const struct described *d = described(r);
        for (size_t i = 0; i < d->n_heirs && !err; i++) {
            if (!concerns(&d->heirs[i], level, from, n))
                continue;
            err = pass_to(op, &d->heirs[i], level, from, n, RELATION_LIVING, next);
            /* What lies in the trash moves too, so that its access follows. */
            err = err ? err : pass_to(op, &d->heirs[i], level, from, n, RELATION_TRASH, next);
        }
    }
    return err;
}

int inherit_pass_on(struct op *op, const struct row *before, const struct row *after)
{
    struct level level = {0};
    level_add(op, &level, (struct row *)before, (struct row *)after);
    int err = 0;
    while (level.n > 0 && !err) {
        struct level next = {0};
        err = pass_level(op, &level, &next);
        level = next;
    }
    return err;
}
