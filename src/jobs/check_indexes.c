/* Rows that index what stands in other rows: sets (link), tags, custom values, search. The rows hold the truth. Both
 * sides are read a page at a time, in the same order, and compared like two lists. */
#include "jobs/check.h"
#include "resource/resource.h"
#include "store/text_index.h"
#include <jansson.h>
#include <stdlib.h>

#define PAGE 500

/* One entry: an owner, and what it points to as bytes (an id, a tag). */
struct entry {
    struct id owner;
    struct str value;
};

struct entries {
    struct arena *arena;
    struct entry *at;
    size_t n, room;
};

static void add_entry(struct entries *e, struct id owner, struct str value)
{
    if (e->n == e->room) {
        size_t more = e->room ? e->room * 2 : 256;
        e->at = arena_grow(e->arena, e->at, e->room * sizeof *e->at, more * sizeof *e->at);
        e->room = more;
    }
    e->at[e->n++] = (struct entry){owner, arena_str(e->arena, value)};
}

static int entry_order(const void *a, const void *b)
{
    const struct entry *x = a, *y = b;
    int order = memcmp(x->owner.byte, y->owner.byte, sizeof x->owner.byte);
    if (order)
        return order;
    size_t n = x->value.n < y->value.n ? x->value.n : y->value.n;
    order = n ? memcmp(x->value.at, y->value.at, n) : 0;
    return order ? order : (x->value.n > y->value.n) - (x->value.n < y->value.n);
}

static void sort_entries(struct entries *e)
{
    if (e->n > 1)
        qsort(e->at, e->n, sizeof *e->at, entry_order);
    size_t kept = 0;
    for (size_t i = 0; i < e->n; i++)
        if (kept == 0 || entry_order(&e->at[kept - 1], &e->at[i]) != 0)
            e->at[kept++] = e->at[i];
    e->n = kept;
}

/* Every entry of the one that is not in the other is a finding. */
static void compare(struct check *c, const char *message, const char *resource, const char *field,
                    struct entries *truth, struct entries *index)
{
    sort_entries(truth);
    sort_entries(index);
    for (size_t a = 0, b = 0; a < truth->n || b < index->n;) {
        int order = a == truth->n ? 1 : b == index->n ? -1 : entry_order(&truth->at[a], &index->at[b]);
        if (order != 0)
            check_found(c, message, resource, field, order < 0 ? truth->at[a].owner : index->at[b].owner, STR(""));
        a += order <= 0;
        b += order >= 0;
    }
}

/* ---- what one page of rows should have ---- */

struct kind {
    enum field_type type;
    const char *message;
    const char *select; /* owner and value; $1 name, $2 and $3 first and last owner */
    void (*expect)(struct entries *e, struct id owner, struct str value);
};

static void expect_links(struct entries *e, struct id owner, struct str ids)
{
    for (size_t i = 0; i + 16 <= ids.n; i += 16)
        add_entry(e, owner, (struct str){ids.at + i, 16});
}

static void expect_tags(struct entries *e, struct id owner, struct str tags)
{
    json_t *array = json_loadb(tags.at, tags.n, 0, NULL);
    for (size_t i = 0; i < json_array_size(array); i++) {
        json_t *tag = json_array_get(array, i);
        add_entry(e, owner, (struct str){json_string_value(tag), json_string_length(tag)});
    }
    json_decref(array);
}

/* Only which fields have a value: what the value becomes in the index is the machinery's. */
static void expect_custom(struct entries *e, struct id owner, struct str values)
{
    json_t *object = json_loadb(values.at, values.n, 0, NULL), *value;
    const char *key;
    json_object_foreach(object, key, value)
    {
        struct id field;
        bool none = json_is_null(value) || (json_is_array(value) && json_array_size(value) == 0);
        if (!none && id_parse(str_of(key), &field) == 0)
            add_entry(e, owner, (struct str){(const char *)field.byte, 16});
    }
    json_decref(object);
}

#define OWNERS " AND x.owner >= $2 AND x.owner <= $3"
static const struct kind kinds[] = {
    {F_REFS, "check.link", "SELECT x.owner, x.target FROM link x WHERE x.ws=$ws AND x.field=$1" OWNERS, expect_links},
    {F_TAGS, "check.tag", "SELECT x.owner, x.tag FROM tag x WHERE x.ws=$ws AND x.field=$1" OWNERS, expect_tags},
    {F_CUSTOM, "check.custom",
     "SELECT DISTINCT x.owner, x.field FROM custom_value x JOIN @custom_field f ON f.id=x.field"
     " WHERE x.ws=$ws AND f.deleted IS NULL AND (f.applies_to=$1)" OWNERS,
     expect_custom},
};

static struct str bytes_of(const struct value *v)
{
    return v->kind == V_ID ? (struct str){(const char *)v->id.byte, 16} : v->s;
}

static int read_index(struct check *c, const struct kind *k, struct str name, struct id first, struct id last,
                      struct entries *e)
{
    ROWS r;
    int err = op_query_system(c->op, &r, k->select, ARGS(v_text(name), v_id(first), v_id(last)));
    while (err == 0 && (err = rows_next(&r)) == 1) {
        struct value v = row_value(&r, 1);
        add_entry(e, row_id(&r, 0), bytes_of(&v));
        err = 0;
    }
    return err;
}

/* Rows behind `after`, in order; *ret_last is the last one, or the greatest id at the end. */
static int read_truth(struct check *c, const struct resource *r, const struct field *f, const struct kind *k,
                      struct id after, struct entries *e, struct id *ret_last, bool *ret_end)
{
    ROWS rows;
    struct str sql = arena_format(e->arena, "SELECT t.id, t.%s FROM @%s t WHERE t.id > $1 ORDER BY t.id LIMIT $2",
                                  f->name, r->table);
    int err = op_query_system(c->op, &rows, sql.at, ARGS(v_id(after), v_int(PAGE)));
    int64_t n = 0;
    for (; err == 0 && (err = rows_next(&rows)) == 1; err = 0, n++) {
        *ret_last = row_id(&rows, 0);
        if (!row_is_null(&rows, 1))
            k->expect(e, *ret_last, row_text(&rows, 1));
    }
    *ret_end = n < PAGE;
    if (*ret_end)
        memset(ret_last->byte, 0xff, sizeof ret_last->byte);
    return err;
}

/* Custom fields that are gone, or not this resource's, have no entries; their values stay in the rows. */
static int drop_unknown_fields(struct check *c, const struct resource *r, struct entries *e)
{
    struct entries known = {.arena = e->arena};
    ROWS rows;
    int err =
        op_query_system(c->op, &rows, "SELECT f.id FROM @custom_field f WHERE f.applies_to=$1 AND f.deleted IS NULL",
                        ARGS(v_text(str_of(r->name))));
    for (; err == 0 && (err = rows_next(&rows)) == 1; err = 0) {
        struct id id = row_id(&rows, 0);
        add_entry(&known, (struct id){{0}}, (struct str){(const char *)id.byte, 16});
    }
    size_t kept = 0;
    for (size_t i = 0; i < e->n; i++)
        for (size_t k = 0; k < known.n; k++)
            if (str_eq(e->at[i].value, known.at[k].value)) {
                e->at[kept++] = e->at[i];
                break;
            }
    e->n = kept;
    return err;
}

static void next_id(struct id *id)
{
    for (int i = 15; i >= 0 && ++id->byte[i] == 0; i--)
        ;
}

static int check_page(struct check *c, const struct resource *r, const struct field *f, const struct kind *k,
                      struct arena *arena, struct id *after, bool *ret_end)
{
    struct entries truth = {.arena = arena}, index = {.arena = arena};
    struct id first = *after, last = *after;
    next_id(&first);
    struct str name = k->type == F_CUSTOM ? str_of(r->name) : arena_format(arena, "%s.%s", r->name, f->name);
    int err = read_truth(c, r, f, k, *after, &truth, &last, ret_end);
    if (err == 0)
        err = read_index(c, k, name, first, last, &index);
    if (err == 0 && k->type == F_CUSTOM)
        err = drop_unknown_fields(c, r, &truth);
    if (err == 0)
        compare(c, k->message, r->name, f->name, &truth, &index);
    *after = last;
    return err;
}

static int check_field(struct check *c, const struct resource *r, const struct field *f, const struct kind *k)
{
    struct arena arena;
    struct id after = {{0}};
    arena_init(&arena);
    int err = 0;
    for (bool end = false; !end && err == 0;) {
        err = check_page(c, r, f, k, &arena, &after, &end);
        arena_reset(&arena);
        if (err == 0 && !progress_tell(c->progress, k->message, 0, 0))
            err = ERR_GONE;
    }
    arena_release(&arena);
    return err;
}

static int check_kinds(struct check *c, const struct resource *r)
{
    int err = 0;
    for (size_t i = 0; i < r->n_fields && err == 0; i++)
        for (size_t k = 0; k < sizeof kinds / sizeof *kinds && err == 0; k++)
            if (kinds[k].type == r->fields[i].type)
                err = check_field(c, r, &r->fields[i], &kinds[k]);
    return err;
}

/* ---- search ---- */

static bool is_searchable(const struct resource *r)
{
    for (size_t i = 0; i < r->n_fields; i++)
        if (r->fields[i].flags & FF_SEARCH)
            return true;
    return false;
}

static int check_search_of(struct check *c, const struct resource *r)
{
    struct str missing = arena_format(c->op->arena,
                                      "SELECT t.id FROM @%s t LEFT JOIN search s ON s.ws=$ws AND s.object=t.id WHERE"
                                      " s.object IS NULL LIMIT $1",
                                      r->table);
    struct str extra = arena_format(c->op->arena,
                                    "SELECT s.object FROM search s LEFT JOIN @%s t ON t.id=s.object WHERE s.ws=$ws AND"
                                    " s.resource=$1 AND t.id IS NULL LIMIT $2",
                                    r->table);
    int err = check_rows(c, "check.search", r->name, "", missing, ARGS(v_int(CHECK_NAMED_MAX)));
    return err ? err
               : check_rows(c, "check.search", r->name, "", extra,
                            ARGS(v_text(str_of(r->name)), v_int(CHECK_NAMED_MAX)));
}

/* Every entry has its words. */
static int check_search_words(struct check *c)
{
    int64_t counts[2];
    struct str joined =
        arena_format(c->op->arena, "SELECT count(*) FROM %s WHERE s.ws=$ws", db_text_index(c->op->db)->from);
    const char *const sql[] = {"SELECT count(*) FROM search WHERE ws=$ws", joined.at};
    for (int i = 0; i < 2; i++) {
        ROWS r;
        int err = op_query_system(c->op, &r, sql[i], NO_ARGS);
        if (err || (err = rows_next(&r)) != 1)
            return err < 0 ? err : ERR_STORAGE;
        counts[i] = row_int(&r, 0);
    }
    if (counts[0] != counts[1])
        check_found(c, "check.search_words", "", "", (struct id){{0}},
                    arena_format(c->op->arena, "%lld / %lld", (long long)counts[1], (long long)counts[0]));
    return 0;
}

int check_indexes(struct check *c)
{
    size_t n;
    const struct resource *const *all = resource_all(&n);
    int err = 0;
    for (size_t i = 0; i < n && err == 0; i++) {
        err = check_kinds(c, all[i]);
        if (err == 0 && is_searchable(all[i]))
            err = check_search_of(c, all[i]);
    }
    return err ? err : check_search_words(c);
}
