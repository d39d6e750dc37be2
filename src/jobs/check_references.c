/* Everything that points to something, and what rows take from what they belong to. One statement a field. */
#include "jobs/check.h"
#include "base/buf.h"
#include "resource/resource.h"

static int check_reference(struct check *c, const struct resource *r, const struct field *f,
                           const struct resource *target)
{
    struct str sql =
        arena_format(c->op->arena,
                     "SELECT t.id FROM @%s t LEFT JOIN @%s p ON p.id=t.%s WHERE t.%s IS NOT NULL AND p.id IS NULL"
                     " LIMIT $1",
                     r->table, target->table, f->name, f->name);
    return check_rows(c, "check.reference", r->name, f->name, sql, ARGS(v_int(CHECK_NAMED_MAX)));
}

static int check_members_of_set(struct check *c, const struct resource *r, const struct field *f,
                                const struct resource *target)
{
    struct str name = arena_format(c->op->arena, "%s.%s", r->name, f->name);
    struct str sql =
        arena_format(c->op->arena,
                     "SELECT l.owner FROM link l LEFT JOIN @%s p ON p.id=l.target WHERE l.ws=$ws AND l.field=$1"
                     " AND p.id IS NULL LIMIT $2",
                     target->table);
    return check_rows(c, "check.reference", r->name, f->name, sql, ARGS(v_text(name), v_int(CHECK_NAMED_MAX)));
}

static int check_file_of(struct check *c, const struct resource *r, const struct field *f)
{
    struct str sql =
        arena_format(c->op->arena,
                     "SELECT t.id FROM @%s t LEFT JOIN blob b ON b.ws=$ws AND b.hash=t.%s WHERE t.%s IS NOT NULL"
                     " AND b.hash IS NULL LIMIT $1",
                     r->table, f->name, f->name);
    return check_rows(c, "check.missing_file", r->name, f->name, sql, ARGS(v_int(CHECK_NAMED_MAX)));
}

/* Hashes of files; those of tokens and the like are secret. */
static bool names_file(const struct field *f)
{
    return f->type == F_HASH && !(f->flags & FF_SECRET);
}

static int check_field(struct check *c, const struct resource *r, const struct field *f)
{
    const struct resource *target = f->target ? resource_by_name(f->target) : NULL;
    if (f->type == F_REF && target)
        return check_reference(c, r, f, target);
    if (f->type == F_REFS && target)
        return check_members_of_set(c, r, f, target);
    return names_file(f) ? check_file_of(c, r, f) : 0;
}

/* ---- inheritance ---- */

static bool is_parent_before(const struct resource *r, const char *field, size_t place)
{
    for (size_t i = 0; i <= place; i++)
        if (strcmp(r->parents[i], field) == 0)
            return true;
    return false;
}

/* The column of the parent that hands the field on: its own of that name, or its id. NULL: none. */
static const char *handed_by(const struct resource *parent, const struct field *f)
{
    if (resource_field(parent, f->name) >= 0)
        return f->name;
    return f->type == F_REF && strcmp(f->target, parent->name) == 0 ? "id" : NULL;
}

/* Rows whose first parent is the one at `place`. */
static int check_inherited(struct check *c, const struct resource *r, size_t place, const struct field *f)
{
    const struct field *by = &r->fields[resource_field(r, r->parents[place])];
    const struct resource *parent = resource_by_name(by->target);
    const char *column = parent ? handed_by(parent, f) : NULL;
    if (!column || is_parent_before(r, f->name, place))
        return 0;
    struct buf sql;
    buf_init(&sql, 8192);
    buf_format(&sql, "SELECT t.id FROM @%s t JOIN @%s p ON p.id=t.%s WHERE t.%s IS DISTINCT FROM p.%s", r->table,
               parent->table, by->name, f->name, column);
    for (size_t i = 0; i < place; i++)
        buf_format(&sql, " AND t.%s IS NULL", r->parents[i]);
    buf_text(&sql, " LIMIT $1");
    int err = check_rows(c, "check.inherited", r->name, f->name, buf_view(&sql), ARGS(v_int(CHECK_NAMED_MAX)));
    buf_release(&sql);
    return err;
}

static int check_heir(struct check *c, const struct resource *r, const struct field *f)
{
    int err = 0;
    for (size_t place = 0; r->parents && r->parents[place] && err == 0; place++)
        err = check_inherited(c, r, place, f);
    return err;
}

int check_references(struct check *c)
{
    size_t n;
    const struct resource *const *all = resource_all(&n);
    int err = 0;
    for (size_t i = 0; i < n && err == 0; i++) {
        for (size_t k = 0; k < all[i]->n_fields && err == 0; k++) {
            const struct field *f = &all[i]->fields[k];
            err = check_field(c, all[i], f);
            if (err == 0 && (f->flags & FF_INHERIT))
                err = check_heir(c, all[i], f);
        }
        if (err == 0 && !progress_tell(c->progress, "references", (int64_t)i + 1, (int64_t)n))
            err = ERR_GONE;
    }
    return err;
}
