/* Filters over rows in memory: the same answers as filter_sql gives. */
#include "resource/custom.h"
#include "resource/filter_tree.h"
#include <math.h>

static bool in_range(const struct filter_item *item, int64_t i)
{
    return i >= item->low && i <= item->high;
}

static char low(char c)
{
    return (char)(c >= 'A' && c <= 'Z' ? c + 32 : c);
}

static bool has_part(struct str s, struct str part)
{
    for (size_t from = 0; from + part.n <= s.n; from++) {
        size_t i = 0;
        while (i < part.n && low(s.at[from + i]) == low(part.at[i]))
            i++;
        if (i == part.n)
            return true;
    }
    return false;
}

static bool has_id(const struct filter_ids *ids, struct id id)
{
    for (size_t i = 0; i < ids->n; i++)
        if (id_eq(ids->id[i], id))
            return true;
    return false;
}

static bool one_matches(const struct filter_item *item, const struct value *v)
{
    switch (item->kind) {
    case ITEM_RANGE:
        return v->kind == V_INT && in_range(item, v->i);
    case ITEM_TEXT:
        return v->kind == V_TEXT && str_eq(v->s, item->text);
    case ITEM_PART:
        return v->kind == V_TEXT && has_part(v->s, item->text);
    case ITEM_IDS:
        return v->kind == V_ID && has_id(&item->ids, v->id);
    default:
        return false;
    }
}

static bool refs_match(const struct filter_item *item, struct str ids)
{
    for (size_t at = 0; at + sizeof(struct id) <= ids.n; at += sizeof(struct id)) {
        struct id id;
        memcpy(&id, ids.at + at, sizeof id);
        if (has_id(&item->ids, id))
            return true;
    }
    return false;
}

static bool tags_match(const struct filter_item *item, struct str tags)
{
    json_t *list = json_loadb(tags.at, tags.n, 0, NULL), *tag;
    size_t i;
    bool found = false;
    json_array_foreach(list, i, tag) found |= str_is(item->text, json_string_value(tag));
    json_decref(list);
    return found;
}

/* ---- words ---- */

static bool field_has(struct op *op, const struct row *row, int field, struct str token)
{
    struct str *tokens;
    size_t n = search_field_tokens(op, row, field, &tokens);
    for (size_t i = 0; i < n; i++)
        if (str_eq(tokens[i], token))
            return true;
    return false;
}

static bool any_field_has(struct op *op, const struct row *row, struct str token)
{
    const struct resource *r = row->resource;
    for (size_t i = 0; i < r->n_fields; i++) {
        if ((r->fields[i].flags & FF_SEARCH) && field_seen(&r->fields[i], &op->scope) &&
            field_has(op, row, (int)i, token))
            return true;
    }
    return false;
}

static bool words_match(struct op *op, const struct row *row, int field, const struct filter_item *item)
{
    for (size_t i = 0; i < item->n_words; i++)
        if (!(field >= 0 ? field_has(op, row, field, item->words[i].token)
                         : any_field_has(op, row, item->words[i].token)))
            return false;
    return true;
}

/* ---- fields ---- */

static bool field_matches(struct op *op, const struct filter *f, const struct filter_item *item, const struct row *row)
{
    const struct value *v = &row->value[f->field];
    enum field_type type = f->resource->fields[f->field].type;
    if (item->kind == ITEM_NONE || item->kind == ITEM_ANY)
        return (v->kind == V_NULL) == (item->kind == ITEM_NONE);
    if (item->kind == ITEM_WORDS)
        return words_match(op, row, f->field, item);
    if (v->kind == V_NULL)
        return false;
    if (type == F_REFS)
        return refs_match(item, v->s);
    if (type == F_TAGS)
        return tags_match(item, v->s);
    return one_matches(item, v);
}

/* What custom_value holds of a value that is no set. */
static struct value custom_value_of(const struct filter_custom *c, const json_t *v)
{
    int32_t day;
    struct str s = str_of(json_string_value(v));
    if (str_is(c->type, "number"))
        return v_int((int64_t)llround(json_number_value(v) * CUSTOM_NUMBER_SCALE));
    if (str_is(c->type, "money"))
        return v_int(json_integer_value(json_object_get(v, "amount")));
    if (str_is(c->type, "check"))
        return v_int(json_is_true(v));
    if (str_is(c->type, "date"))
        return date_parse(s, &day) == 0 ? v_int(day) : v_null();
    return v_text(s);
}

static bool people_match(const struct filter_item *item, const json_t *people)
{
    size_t i;
    json_t *person;
    bool found = false;
    json_array_foreach(people, i, person)
    {
        struct id id;
        found |= id_parse(str_of(json_string_value(person)), &id) == 0 && has_id(&item->ids, id);
    }
    return found;
}

static bool custom_item_matches(const struct filter_custom *c, const struct filter_item *item, const json_t *value)
{
    bool there = value && !(json_is_array(value) && json_array_size(value) == 0);
    if (item->kind == ITEM_NONE || item->kind == ITEM_ANY)
        return there == (item->kind == ITEM_ANY);
    if (!there)
        return false;
    if (str_is(c->type, "people"))
        return people_match(item, value);
    struct value v = custom_value_of(c, value);
    return one_matches(item, &v);
}

static struct str custom_text(const struct row *row)
{
    for (size_t i = 0; i < row->resource->n_fields; i++)
        if (row->resource->fields[i].type == F_CUSTOM && row->value[i].kind == V_TEXT)
            return row->value[i].s;
    return STR("{}");
}

static bool custom_matches(const struct filter *f, const struct row *row)
{
    struct str written = custom_text(row);
    json_t *all = json_loadb(written.at, written.n, 0, NULL);
    char id[ID_TEXT + 1];
    id_write(f->custom->id, id);
    bool found = false;
    for (const struct filter_item *item = f->items; item && !found; item = item->next)
        found = custom_item_matches(f->custom, item, json_object_get(all, id));
    json_decref(all);
    return found;
}

/* A condition that lies in other rows is asked of the database. */
static bool special_matches(struct op *op, const struct filter *f, const struct row *row)
{
    struct str sql =
        arena_format(op->arena, "SELECT 1 FROM @%s t WHERE t.id = $1 AND %s", f->resource->table, f->special->sql);
    ROWS rows = {0};
    return op_query(op, &rows, sql.at, ARGS(v_id(row_get_id(row, "id")))) == 0 && rows_next(&rows) == 1;
}

static bool items_match(struct op *op, const struct filter *f, const struct row *row)
{
    for (const struct filter_item *item = f->items; item; item = item->next)
        if (f->kind == FILTER_WORDS ? words_match(op, row, -1, item) : field_matches(op, f, item, row))
            return true;
    return false;
}

bool filter_matches(struct op *op, const struct filter *f, const struct row *row)
{
    bool all = f->kind == FILTER_AND;
    switch (f->kind) {
    case FILTER_AND:
    case FILTER_OR:
        for (const struct filter *child = f->first; child; child = child->next)
            if (filter_matches(op, child, row) != all)
                return !all;
        return all;
    case FILTER_NOT:
        return !filter_matches(op, f->first, row);
    case FILTER_SPECIAL:
        return special_matches(op, f, row);
    case FILTER_CUSTOM:
        return custom_matches(f, row);
    case FILTER_FIELD:
    case FILTER_WORDS:
        break;
    }
    return items_match(op, f, row);
}
