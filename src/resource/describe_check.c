/* Descriptions are code: one that is not sound must not get past the start of the program. */
#include "base/log.h"
#include "resource/describe.h"
#include <stdlib.h>

static void demand(bool holds, const struct resource *r, const char *field, const char *what)
{
    if (holds)
        return;
    log_line(LOG_ERROR, "resource", "description of %s%s%s: %s", r->name, field ? "." : "", field ? field : "", what);
    abort();
}

static bool is_name(const char *s)
{
    if (!s || !*s || strlen(s) > 40)
        return false;
    for (; *s; s++)
        if (!(*s >= 'a' && *s <= 'z') && *s != '_' && !(*s >= '0' && *s <= '9'))
            return false;
    return true;
}

static void check_common(const struct resource *r)
{
    static const struct field common[] = {FIELDS_COMMON};
    demand(r->n_fields >= FIELDS_COMMON_N && r->n_fields <= FIELDS_MAX, r, NULL, "number of fields");
    for (size_t i = 0; i < FIELDS_COMMON_N; i++)
        demand(strcmp(r->fields[i].name, common[i].name) == 0 && r->fields[i].type == common[i].type, r, common[i].name,
               "begins with FIELDS_COMMON");
}

static void check_limits(const struct resource *r, const struct field *f)
{
    bool limited =
        f->type == F_TEXT || f->type == F_MARKDOWN || f->type == F_JSON || f->type == F_REFS || f->type == F_TAGS;
    demand(!limited || f->max > 0, r, f->name, "every input has a ceiling: max");
    demand(f->type != F_REFS || f->max <= 100, r, f->name, "at most 100 references");
    demand(f->type != F_TAGS || f->max <= 100, r, f->name, "at most 100 tags");
    demand(f->min <= f->max, r, f->name, "min above max");
}

static void check_field(const struct described *d, size_t i)
{
    const struct resource *r = d->resource;
    const struct field *f = &r->fields[i];
    demand(is_name(f->name), r, f->name, "name");
    demand(described_field(d, str_of(f->name)) == (int)i, r, f->name, "name comes twice");
    demand((unsigned)f->type < F_TYPES, r, f->name, "type");
    demand((f->type == F_ENUM) == (f->choices != NULL), r, f->name, "choices belong to F_ENUM");
    bool reference = f->type == F_REF || f->type == F_REFS;
    demand(reference == (f->target != NULL), r, f->name, "target belongs to references");
    demand(!f->target || described_by_name(f->target), r, f->name, "target is not registered");
    demand(!f->valid || f->type == F_JSON, r, f->name, "valid belongs to F_JSON");
    demand(!(f->flags & FF_CASCADE) || f->type == F_REF, r, f->name, "FF_CASCADE belongs to F_REF");
    demand(!(f->flags & FF_SECRET) || !(f->flags & (FF_SEARCH | FF_SORT)), r, f->name, "a secret cannot be searched");
    demand(f->see <= ROLE_SYSTEM && f->set <= ROLE_SYSTEM, r, f->name, "role");
    check_limits(r, f);
}

/* An inherited field is a field of every possible parent, or is the parent. */
static void check_inherit(const struct described *d, const struct field *f)
{
    demand(d->n_parents > 0, d->resource, f->name, "FF_INHERIT without parents");
    for (size_t i = 0; i < d->n_parents; i++) {
        const struct described *parent = described_by_name(d->resource->fields[d->parents[i]].target);
        int there = described_field(parent, str_of(f->name));
        bool is_parent = f->type == F_REF && strcmp(f->target, parent->resource->name) == 0;
        demand(is_parent || there < 0 || parent->resource->fields[there].type == f->type, d->resource, f->name,
               "inherited as another type");
    }
}

static void check_sort(const struct described *d)
{
    struct str rest = str_of(d->resource->default_sort);
    while (rest.n > 0) {
        const char *comma = memchr(rest.at, ',', rest.n);
        struct str item = {rest.at, comma ? (size_t)(comma - rest.at) : rest.n};
        rest = comma ? (struct str){comma + 1, rest.n - item.n - 1} : (struct str){0};
        if (item.n > 0 && item.at[0] == '-')
            item = (struct str){item.at + 1, item.n - 1};
        int i = described_field(d, item);
        demand(i >= 0 && ((d->resource->fields[i].flags & FF_SORT) || d->resource->fields[i].type == F_RANK),
               d->resource, d->resource->default_sort, "default sort");
    }
}

static void check_scope(const struct described *d)
{
    const struct resource *r = d->resource;
    demand(r->scope.table && strcmp(r->scope.table, r->table) == 0, r, NULL, "scope of another table");
    const char *const columns[] = {r->scope.client, r->scope.project, r->scope.task, r->scope.shared};
    const int found[] = {d->client, d->project, d->task, d->shared};
    for (int i = 0; i < 4; i++)
        demand(!columns[i] || found[i] >= 0, r, columns[i], "column of the scope is no field");
    demand(r->scope.kind != SCOPED_CLIENT || r->scope.client, r, NULL, "SCOPED_CLIENT without client");
    bool own = r->scope.kind == SCOPED_ME || r->scope.kind == SCOPED_VIEW || r->scope.kind == SCOPED_OWN;
    demand(!own || described_field(d, STR("member")) >= 0, r, "member", "whose rows are these");
}

void described_check(const struct described *d)
{
    const struct resource *r = d->resource;
    demand(is_name(r->name) && is_name(r->plural) && is_name(r->table), r, NULL, "name, plural, table");
    demand(described_by_name(r->name) == d && resource_by_plural(str_of(r->plural)) == r, r, NULL, "registered twice");
    check_common(r);
    for (size_t i = 0; i < d->n; i++)
        check_field(d, i);
    for (size_t i = 0; i < d->n_parents; i++)
        demand(d->parents[i] >= 0 && r->fields[d->parents[i]].type == F_REF, r, r->parents[i], "parent is no F_REF");
    for (size_t i = 0; i < d->n; i++)
        if (r->fields[i].flags & FF_INHERIT)
            check_inherit(d, &r->fields[i]);
    demand(!r->title || d->title >= 0, r, r->title, "title is no field");
    check_scope(d);
    check_sort(d);
}
