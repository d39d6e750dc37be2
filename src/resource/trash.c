/* Deletion and restore: a row and what belongs to it (FF_CASCADE) go and come together, marked with the change that
 * put them there. */
#include "resource/change.h"

struct pile {
    struct row **rows;
    size_t n, room;
};

static void pile_add(struct op *op, struct pile *p, struct row *row)
{
    if (p->n == p->room) {
        size_t more = p->room ? p->room * 2 : 16;
        p->rows = arena_grow(op->arena, p->rows, p->room * sizeof *p->rows, more * sizeof *p->rows);
        p->room = more;
    }
    p->rows[p->n++] = row;
}

static int put_one(struct op *op, const struct described *d, const struct row *row, bool cascade, unsigned flags,
                   struct row **ret_after)
{
    struct row *after = row_copy(op, row);
    after->value[FIELD_DELETED] = v_int(op->now_us);
    after->value[FIELD_DELETION] = v_id(op->change);
    struct change c = {.resource = d->resource, .verb = VERB_DELETE, .before = row, .after = after, .cascade = cascade};
    *ret_after = after;
    return change_apply(op, d, &c, flags, NULL);
}

static int take_one(struct op *op, const struct described *d, const struct row *row, bool cascade, unsigned flags,
                    struct row **ret_after)
{
    struct row *after = row_copy(op, row);
    after->value[FIELD_DELETED] = v_null();
    after->value[FIELD_DELETION] = v_null();
    struct change c = {
        .resource = d->resource, .verb = VERB_RESTORE, .before = row, .after = after, .cascade = cascade};
    *ret_after = after;
    return change_apply(op, d, &c, flags, NULL);
}

/* One function for both ways; which rows of a relation follow, and what is done to each. */
struct way {
    enum relation_part part;
    struct value deletion; /* restore: only what went with it */
    int (*one)(struct op *op, const struct described *d, const struct row *row, bool cascade, unsigned flags,
               struct row **ret_after);
};

int trash_blocking(struct op *op, const struct described *d, const struct row *row, int except, struct row **ret_row)
{
    *ret_row = NULL;
    for (size_t i = 0; i < d->n; i++) {
        const struct field *f = &d->resource->fields[i];
        struct row *parent;
        if (!(f->flags & FF_CASCADE) || (int)i == except || row->value[i].kind != V_ID)
            continue;
        int err = row_load(op, described_by_name(f->target), row->value[i].id, true, true, &parent);
        if (err && err != ERR_NOT_FOUND)
            return err;
        if (!err && parent->value[FIELD_DELETED].kind != V_NULL) {
            *ret_row = parent;
            return 0;
        }
    }
    return 0;
}

int trash_check_parents(struct op *op, const struct described *d, const struct row *row)
{
    struct row *parent, *seen;
    int err = trash_blocking(op, d, row, -1, &parent);
    if (err || !parent)
        return err;
    const struct described *of = described(parent->resource);
    struct str title = {"", 0};
    if (of->title >= 0 && set_has(described_seen(of, &op->scope), (size_t)of->title) &&
        row_load(op, of, parent->value[FIELD_ID].id, true, false, &seen) == 0)
        title = row_get_text(seen, of->resource->title);
    return op_fail(op, ERR_CONFLICT, "resource.parent_in_trash", OP_ARGS({"title", v_text(title)}));
}

/* A row that belongs to two things stays while the other is in the trash, and comes back with that one. */
static int adopt(struct op *op, const struct described *d, const struct row *row, const struct row *other)
{
    const struct value *deletion = &other->value[FIELD_DELETION];
    if (value_same(&row->value[FIELD_DELETION], deletion))
        return 0; /* both are on their way */
    return resource_set_derived(op, d->resource, row->value[FIELD_ID].id, "deletion", *deletion);
}

static int follow_row(struct op *op, const struct way *way, const struct relation *relation, struct row *row,
                      struct pile *next)
{
    const struct described *d = relation->of;
    if (way->part == RELATION_TRASH) {
        struct row *other = NULL;
        if (!value_same(&row->value[FIELD_DELETION], &way->deletion))
            return 0;
        int err = trash_blocking(op, d, row, relation->field, &other);
        if (err || other)
            return err ? err : adopt(op, d, row, other);
    }
    struct row *after = NULL;
    int err = way->one(op, d, row, true, 0, &after);
    if (!err)
        pile_add(op, next, after);
    return err;
}

static int follow_relation(struct op *op, const struct way *way, const struct relation *relation, size_t n,
                           struct row *const *to, struct pile *next)
{
    struct row **rows;
    size_t found;
    int err = relation_rows(op, relation, way->part, n, to, &rows, &found);
    for (size_t i = 0; i < found && !err; i++)
        err = follow_row(op, way, relation, rows[i], next);
    return err;
}

static int follow_all(struct op *op, const struct way *way, struct row *root)
{
    struct pile level = {0};
    pile_add(op, &level, root);
    int err = 0;
    while (level.n > 0 && !err) {
        struct pile next = {0};
        size_t n;
        for (size_t from = 0; from < level.n && !err; from += n) {
            const struct resource *r = level.rows[from]->resource;
            for (n = 1; from + n < level.n && n < 64 && level.rows[from + n]->resource == r;)
                n++;
            const struct described *d = described(r);
            for (size_t i = 0; i < d->n_owned && !err; i++)
                err = follow_relation(op, way, &d->owned[i], n, level.rows + from, &next);
        }
        level = next;
    }
    return err;
}

int trash_put(struct op *op, const struct described *d, const struct row *row, unsigned flags)
{
    struct row *after;
    int err = put_one(op, d, row, false, flags, &after);
    struct way way = {.part = RELATION_LIVING, .one = put_one};
    return err ? err : follow_all(op, &way, after);
}

int trash_take(struct op *op, const struct described *d, const struct row *row, unsigned flags, struct row **ret_row)
{
    struct row *after;
    int err = trash_check_parents(op, d, row);
    err = err ? err : take_one(op, d, row, false, flags, &after);
    struct way way = {.part = RELATION_TRASH, .deletion = row->value[FIELD_DELETION], .one = take_one};
    err = err ? err : follow_all(op, &way, after);
    if (!err && ret_row)
        *ret_row = after;
    return err;
}

int resource_delete(struct op *op, const struct resource *r, struct id id, int64_t expected_version)
{
    const struct described *d = described(r);
    struct row *row;
    int err = row_load(op, d, id, false, false, &row);
    err = err ? err : role_check(op, r->delete_);
    if (!err && expected_version != ANY_VERSION && expected_version != row->value[FIELD_VERSION].i)
        err = op_fail(op, ERR_STALE, "resource.stale", 0, NULL);
    return err ? err : trash_put(op, d, row, APPLY_ALLOW);
}

int resource_delete_system(struct op *op, const struct resource *r, struct id id)
{
    const struct described *d = described(r);
    struct row *row;
    int err = row_load(op, d, id, false, true, &row);
    return err ? err : trash_put(op, d, row, 0);
}

int resource_restore(struct op *op, const struct resource *r, struct id id, struct row **ret_row)
{
    const struct described *d = described(r);
    struct row *row;
    int err = row_load(op, d, id, true, false, &row);
    err = err ? err : role_check(op, r->delete_);
    if (err)
        return err;
    if (row->value[FIELD_DELETED].kind != V_NULL)
        return trash_take(op, d, row, APPLY_ALLOW, ret_row);
    if (ret_row)
        *ret_row = row; /* twice is as good as once */
    return 0;
}
