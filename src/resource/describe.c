#include "resource/describe.h"
#include "base/log.h"
#include "resource/inputs.h"
#include <assert.h>
#include <stdlib.h>

/* Names and pointers are looked up by hash, open addressing; at most half full. */
#define SLOTS         512
#define RESOURCES_MAX (SLOTS / 2)

/* Written once at start, before any thread; read-only afterwards. */
static struct {
    struct arena arena;
    const struct resource *const *all;
    size_t n;
    struct described *described;
    uint16_t by_name[SLOTS], by_plural[SLOTS]; /* index + 1 */
} registry;

static uint32_t text_hash(struct str s)
{
    uint32_t h = 2166136261u;
    for (size_t i = 0; i < s.n; i++)
        h = (h ^ (uint8_t)s.at[i]) * 16777619u;
    return h ^ h >> 15;
}

static void slot_add(uint16_t slots[SLOTS], const char *name, size_t index)
{
    uint32_t at = text_hash(str_of(name)) % SLOTS;
    while (slots[at])
        at = (at + 1) % SLOTS;
    slots[at] = (uint16_t)(index + 1);
}

static void fields_hash(struct described *d)
{
    for (size_t i = 0; i < d->n; i++) {
        uint8_t at = (uint8_t)text_hash(str_of(d->resource->fields[i].name));
        while (d->slot[at])
            at++;
        d->slot[at] = (uint8_t)(i + 1);
    }
}

int described_field(const struct described *d, struct str name)
{
    for (uint8_t at = (uint8_t)text_hash(name); d->slot[at]; at++)
        if (str_is(name, d->resource->fields[d->slot[at] - 1].name))
            return d->slot[at] - 1;
    return -1;
}

static int index_of(const struct described *d, const char *name)
{
    return name ? described_field(d, str_of(name)) : -1;
}

static int first_of_type(const struct described *d, enum field_type type)
{
    for (size_t i = 0; i < d->n; i++)
        if (d->resource->fields[i].type == type)
            return (int)i;
    return -1;
}

bool field_seen(const struct field *f, const struct scope *reader)
{
    enum role least = f->see ? f->see : ROLE_MEMBER;
    bool in_part = reader->variant == SCOPE_ASSIGNED;
    return reader->role >= least && !(f->flags & FF_SECRET) && !(in_part && (f->flags & FF_WHOLE));
}

static void sets_fill(struct described *d)
{
    for (size_t i = 0; i < d->n; i++) {
        const struct field *f = &d->resource->fields[i];
        enum role least = f->see ? f->see : ROLE_MEMBER;
        for (int role = ROLE_NONE; role <= ROLE_SYSTEM; role++)
            if ((enum role)role >= least && !(f->flags & FF_SECRET))
                set_add(d->visible[role], i);
        if (field_seen(f, &(struct scope){.variant = SCOPE_ASSIGNED, .role = ROLE_MEMBER}))
            set_add(d->visible_in_part, i);
        /* id, version and updated are columns of the event itself. */
        bool in_event = i == FIELD_ID || i == FIELD_VERSION || i == FIELD_UPDATED;
        if (!in_event && !(f->flags & (FF_SECRET | FF_DERIVED)))
            set_add(d->logged, i);
        if ((f->flags & FF_SEARCH) || (int)i == d->title || (int)i == d->client || i == FIELD_DELETED)
            set_add(d->search, i);
    }
}

static void keys_write(struct arena *a, struct described *d)
{
    struct str *key = arena_array(a, struct str, d->n);
    for (size_t i = 0; i < d->n; i++)
        key[i] = arena_format(a, ",\"%s\":", d->resource->fields[i].name);
    d->key = key;
}

static void initial_read(struct arena *a, struct described *d)
{
    struct value *initial = arena_array(a, struct value, d->n);
    for (size_t i = 0; i < d->n; i++) {
        const struct field *f = &d->resource->fields[i];
        if (f->type == F_BOOL || (f->type == F_INT && (f->flags & FF_DERIVED)))
            initial[i] = v_int(0);
        if (f->initial && input_stored_text(a, f, str_of(f->initial), &initial[i]) != 0) {
            log_line(LOG_ERROR, "resource", "%s.%s: initial value does not read", d->resource->name, f->name);
            abort();
        }
    }
    d->initial = initial;
}

static void describe(struct described *d, const struct resource *r)
{
    struct arena *a = &registry.arena;
    d->resource = r;
    d->n = r->n_fields;
    fields_hash(d);
    d->client = index_of(d, r->scope.client);
    d->project = index_of(d, r->scope.project);
    d->task = index_of(d, r->scope.task);
    d->shared = index_of(d, r->scope.shared);
    d->title = index_of(d, r->title);
    d->rank = first_of_type(d, F_RANK);
    d->custom = first_of_type(d, F_CUSTOM);
    size_t n = 0;
    while (r->parents && r->parents[n])
        n++;
    int *parents = arena_array(a, int, n + 1);
    for (size_t i = 0; i < n; i++)
        parents[i] = index_of(d, r->parents[i]);
    d->parents = parents;
    d->n_parents = n;
    sets_fill(d);
    keys_write(a, d);
    described_write_sql(a, d);
    initial_read(a, d);
}

static bool points_to(const struct field *f, const struct resource *target)
{
    return f->type == F_REF && strcmp(f->target, target->name) == 0;
}

static bool has_inherited(const struct resource *r)
{
    for (size_t i = 0; i < r->n_fields; i++)
        if (r->fields[i].flags & FF_INHERIT)
            return true;
    return false;
}

/* Place of a field among the parents, -1 if it is none. */
static int parent_place(const struct described *d, size_t field)
{
    for (size_t p = 0; p < d->n_parents; p++)
        if (d->parents[p] == (int)field)
            return (int)p;
    return -1;
}

/* Which fields of `to` the heirs take. */
static void passed_fill(const struct described *to, struct relation *relation)
{
    const struct described *d = relation->of;
    for (size_t i = 0; i < d->n; i++) {
        int from = described_field(to, str_of(d->resource->fields[i].name));
        if ((d->resource->fields[i].flags & FF_INHERIT) && from >= 0)
            set_add(relation->passed, (size_t)from);
    }
}

/* The rows that inherit from `to` (or go to the trash with it), through which field. */
static const struct relation *relations_to(const struct described *to, bool cascade, size_t *ret_n)
{
    struct relation *list = arena_array(&registry.arena, struct relation, 1);
    size_t n = 0;
    for (size_t i = 0; i < registry.n; i++) {
        const struct described *d = &registry.described[i];
        for (size_t k = 0; k < d->n; k++) {
            const struct field *f = &d->resource->fields[k];
            bool belongs =
                cascade ? (f->flags & FF_CASCADE) != 0 : parent_place(d, k) >= 0 && has_inherited(d->resource);
            if (!belongs || !points_to(f, to->resource))
                continue;
            list = arena_grow(&registry.arena, list, n * sizeof *list, (n + 1) * sizeof *list);
            list[n] = (struct relation){.of = d, .field = (int)k};
            relation_write_sql(&registry.arena, &list[n]);
            passed_fill(to, &list[n++]);
        }
    }
    *ret_n = n;
    return list;
}

static void scopes_set(void)
{
    struct scope_table *tables = arena_array(&registry.arena, struct scope_table, registry.n);
    for (size_t i = 0; i < registry.n; i++)
        tables[i] = registry.all[i]->scope;
    scope_set_tables(tables, registry.n);
}

void resource_register_all(const struct resource *const *all, size_t n)
{
    assert(registry.n == 0 && n > 0 && n <= RESOURCES_MAX);
    arena_init(&registry.arena);
    registry.all = all;
    registry.n = n;
    registry.described = arena_array(&registry.arena, struct described, n);
    for (size_t i = 0; i < n; i++) {
        slot_add(registry.by_name, all[i]->name, i);
        slot_add(registry.by_plural, all[i]->plural, i);
    }
    for (size_t i = 0; i < n; i++) {
        registry.described[i].resource = all[i];
        describe(&registry.described[i], all[i]);
    }
    for (size_t i = 0; i < n; i++)
        described_check(&registry.described[i]);
    for (size_t i = 0; i < n; i++) {
        struct described *d = &registry.described[i];
        d->heirs = relations_to(d, false, &d->n_heirs);
        d->owned = relations_to(d, true, &d->n_owned);
    }
    scopes_set();
}

const struct resource *const *resource_all(size_t *ret_n)
{
    *ret_n = registry.n;
    return registry.all;
}

const struct described *described_by_name(const char *name)
{
    for (uint32_t at = text_hash(str_of(name)) % SLOTS; registry.by_name[at]; at = (at + 1) % SLOTS) {
        const struct described *d = &registry.described[registry.by_name[at] - 1];
        if (strcmp(d->resource->name, name) == 0)
            return d;
    }
    return NULL;
}

const struct described *described(const struct resource *r)
{
    const struct described *d = described_by_name(r->name);
    assert(d && d->resource == r);
    return d;
}

const struct resource *resource_by_name(const char *name)
{
    const struct described *d = described_by_name(name);
    return d ? d->resource : NULL;
}

const struct resource *resource_by_plural(struct str plural)
{
    for (uint32_t at = text_hash(plural) % SLOTS; registry.by_plural[at]; at = (at + 1) % SLOTS) {
        const struct resource *r = registry.all[registry.by_plural[at] - 1];
        if (str_is(plural, r->plural))
            return r;
    }
    return NULL;
}

int resource_field_str(const struct resource *r, struct str name)
{
    return described_field(described(r), name);
}

int resource_field(const struct resource *r, const char *name)
{
    return resource_field_str(r, str_of(name));
}
