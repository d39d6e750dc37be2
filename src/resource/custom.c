#include "resource/custom.h"
#include "base/utf8.h"
#include "locale/currency.h"
#include "locale/sortkey.h"
#include <math.h>

#define TEXT_CHARACTERS 2000
#define NUMBER_MOST     9e12 /* so that millionths fit into 64 bits */
#define PEOPLE_MAX      100

int custom_definitions(struct op *op, const char *resource, struct custom_definition **ret_list, size_t *ret_n)
{
    ROWS rows = {0};
    int err = op_query_system(op, &rows,
                              "SELECT t.id, t.type, t.currency, t.options FROM @custom_field t"
                              " WHERE t.applies_to = $1 AND t.deleted IS NULL",
                              ARGS(v_text(str_of(resource))));
    if (err)
        return err;
    struct custom_definition *list = NULL;
    size_t n = 0, room = 0;
    int step;
    while ((step = rows_next(&rows)) == 1) {
        if (n == room) {
            list = arena_grow(op->arena, list, room * sizeof *list, (room + 16) * sizeof *list);
            room += 16;
        }
        list[n++] = (struct custom_definition){.id = row_id(&rows, 0),
                                               .type = arena_str(op->arena, row_text(&rows, 1)),
                                               .currency = arena_str(op->arena, row_text(&rows, 2)),
                                               .options = arena_str(op->arena, row_text(&rows, 3))};
    }
    *ret_list = list;
    *ret_n = n;
    return step;
}

static const struct custom_definition *definition_of(const struct custom_definition *list, size_t n, const char *key)
{
    struct id id;
    if (id_parse(str_of(key), &id) != 0)
        return NULL;
    for (size_t i = 0; i < n; i++)
        if (id_eq(list[i].id, id))
            return &list[i];
    return NULL;
}

/* ---- checks, one a type: each gives the value as it is kept (a new reference), or NULL after an entry ---- */

static json_t *refuse(struct input *in, const char *message)
{
    input_fail(in, "", message, 0, NULL);
    return NULL;
}

static json_t *keep(const json_t *v)
{
    return json_incref((json_t *)v);
}

static bool string_fits(struct input *in, const json_t *v)
{
    struct str s = {json_string_value(v), json_string_length(v)};
    if (!json_is_string(v)) {
        refuse(in, "field.text");
    } else if (!utf8_valid(s)) {
        refuse(in, "field.encoding");
    } else if (utf8_count(s) > TEXT_CHARACTERS) {
        input_fail(in, "", "field.too_long",
                   OP_ARGS({"max", v_int(TEXT_CHARACTERS)}, {"count", v_int((int64_t)utf8_count(s))}));
    } else {
        return true;
    }
    return false;
}

static json_t *check_text(struct input *in, const struct custom_definition *d, const json_t *v)
{
    (void)d;
    return string_fits(in, v) ? keep(v) : NULL;
}

static json_t *check_number(struct input *in, const struct custom_definition *d, const json_t *v)
{
    (void)d;
    if (!json_is_number(v) || !(fabs(json_number_value(v)) <= NUMBER_MOST))
        return refuse(in, "field.number");
    return keep(v);
}

static json_t *check_money(struct input *in, const struct custom_definition *d, const json_t *v)
{
    const json_t *amount = json_object_get(v, "amount"), *currency = json_object_get(v, "currency");
    if (!json_is_object(v) || !json_is_integer(amount) || json_object_size(v) > 2 ||
        (json_object_size(v) == 2 && !json_is_string(currency)))
        return refuse(in, "field.money");
    struct str code = currency ? str_of(json_string_value(currency)) : d->currency;
    if (!currency_valid(code))
        return refuse(in, "field.currency");
    if (d->currency.n && !str_eq(code, d->currency)) {
        input_fail(in, "", "field.money_currency", OP_ARGS({"currency", v_text(d->currency)}));
        return NULL;
    }
    return json_pack("{s:I,s:s%}", "amount", (json_int_t)json_integer_value(amount), "currency", code.at, code.n);
}

static json_t *check_date(struct input *in, const struct custom_definition *d, const json_t *v)
{
    (void)d;
    int32_t day;
    if (!json_is_string(v) || date_parse((struct str){json_string_value(v), json_string_length(v)}, &day) != 0)
        return refuse(in, "field.date");
    return keep(v);
}

struct str custom_option_id(const json_t *option)
{
    const json_t *id = json_is_object(option) ? json_object_get(option, "id") : option;
    return str_of(json_string_value(id));
}

static struct str option_name(const json_t *option)
{
    const json_t *name = json_is_object(option) ? json_object_get(option, "name") : option;
    return str_of(json_string_value(name));
}

static json_t *check_choice(struct input *in, const struct custom_definition *d, const json_t *v)
{
    json_t *options = json_loadb(d->options.at, d->options.n, 0, NULL), *option, *found = NULL;
    struct str names = {"", 0};
    size_t i;
    json_array_foreach(options, i, option)
    {
        struct str id = custom_option_id(option), name = option_name(option);
        if (json_is_string(v) && id.n && str_eq(id, str_of(json_string_value(v))))
            found = keep(v);
        names = arena_format(in->arena, "%.*s%s%.*s", STR_FMT(names), i ? ", " : "", STR_FMT(name));
    }
    json_decref(options);
    if (!found)
        input_fail(in, "", "field.choice", OP_ARGS({"choices", v_text(names)}));
    return found;
}

static json_t *check_people(struct input *in, const struct custom_definition *d, const json_t *v)
{
    (void)d;
    size_t n = json_array_size(v);
    if (!json_is_array(v))
        return refuse(in, "field.ids");
    if (n > PEOPLE_MAX) {
        input_fail(in, "", "field.too_many", OP_ARGS({"max", v_int(PEOPLE_MAX)}));
        return NULL;
    }
    struct id *ids = arena_array(in->arena, struct id, n + 1);
    bool *found = arena_array(in->arena, bool, n + 1);
    for (size_t i = 0; i < n; i++) {
        const json_t *item = json_array_get(v, i);
        if (!json_is_string(item) || id_parse(str_of(json_string_value(item)), &ids[i]) != 0)
            return refuse(in, "field.id");
    }
    const struct described *member = described_by_name("member");
    if (n && (!member || references_find(in->op, member, n, ids, found) != 0))
        return refuse(in, "field.not_found");
    for (size_t i = 0; i < n; i++)
        if (!found[i])
            return refuse(in, "field.not_found");
    return keep(v);
}

static json_t *check_link(struct input *in, const struct custom_definition *d, const json_t *v)
{
    (void)d;
    if (!string_fits(in, v))
        return NULL;
    const char *s = json_string_value(v);
    bool known = strncmp(s, "https://", 8) == 0 || strncmp(s, "http://", 7) == 0 || strncmp(s, "mailto:", 7) == 0;
    for (const char *c = s; known && *c; c++)
        known = (unsigned char)*c > ' ';
    return known ? keep(v) : refuse(in, "field.link");
}

static json_t *check_check(struct input *in, const struct custom_definition *d, const json_t *v)
{
    (void)d;
    return json_is_boolean(v) ? keep(v) : refuse(in, "field.truth");
}

static json_int_t number_of(const json_t *v)
{
    return (json_int_t)llround(json_number_value(v) * CUSTOM_NUMBER_SCALE);
}

/* ---- index rows ---- */

#define COLUMNS 7
struct index_rows {
    struct value at[CUSTOM_VALUES_MAX][COLUMNS]; /* field, owner, n, number, sort_key, ref, text */
    size_t n;
};

static struct value *row_add(struct index_rows *rows, struct id field, struct id owner, size_t n)
{
    if (rows->n == CUSTOM_VALUES_MAX)
        return NULL;
    struct value *row = rows->at[rows->n++];
    for (int i = 0; i < COLUMNS; i++)
        row[i] = v_null();
    row[0] = v_id(field);
    row[1] = v_id(owner);
    row[2] = v_int((int64_t)n);
    return row;
}

static struct value key_of(struct arena *a, struct str text)
{
    uint8_t key[SORTKEY_MAX];
    size_t n = sortkey_make(text, key);
    return v_blob(arena_str(a, ((struct str){(const char *)key, n})));
}

static void index_text(struct arena *a, const struct custom_definition *d, const json_t *v, struct value *row)
{
    (void)d;
    struct str text = str_of(json_string_value(v));
    row[4] = key_of(a, text);
    row[6] = v_text(arena_str(a, text));
}

static void index_number(struct arena *a, const struct custom_definition *d, const json_t *v, struct value *row)
{
    (void)a, (void)d;
    row[3] = v_int(number_of(v));
}

static void index_money(struct arena *a, const struct custom_definition *d, const json_t *v, struct value *row)
{
    (void)d;
    row[3] = v_int(json_integer_value(json_object_get(v, "amount")));
    row[6] = v_text(arena_str(a, str_of(json_string_value(json_object_get(v, "currency")))));
}

static void index_date(struct arena *a, const struct custom_definition *d, const json_t *v, struct value *row)
{
    (void)a, (void)d;
    int32_t day;
    if (date_parse(str_of(json_string_value(v)), &day) == 0)
        row[3] = v_int(day);
}

static void index_plain(struct arena *a, const struct custom_definition *d, const json_t *v, struct value *row)
{
    (void)d;
    row[6] = v_text(arena_str(a, str_of(json_string_value(v))));
}

static void index_check(struct arena *a, const struct custom_definition *d, const json_t *v, struct value *row)
{
    (void)a, (void)d;
    row[3] = v_int(json_is_true(v));
}

static const struct custom_type {
    const char *name;
    json_t *(*check)(struct input *in, const struct custom_definition *d, const json_t *v);
    void (*index)(struct arena *a, const struct custom_definition *d, const json_t *v, struct value *row);
} types[] = {
    {"text", check_text, index_text},  {"number", check_number, index_number}, {"money", check_money, index_money},
    {"date", check_date, index_date},  {"choice", check_choice, index_plain},  {"people", check_people, NULL},
    {"link", check_link, index_plain}, {"check", check_check, index_check},
};

static const struct custom_type *type_of(const struct custom_definition *d)
{
    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        if (str_is(d->type, types[i].name))
            return &types[i];
    return NULL;
}

/* ---- reading ---- */

static void read_one(struct input *in, const struct custom_definition *d, const char *key, const json_t *v,
                     json_t *kept)
{
    struct input one = *in;
    one.pointer = input_pointer(in, arena_format(in->arena, "/%.60s", key).at);
    const struct custom_type *type = d ? type_of(d) : NULL;
    if (!type) {
        input_fail(&one, "", "field.custom_unknown", 0, NULL);
        return;
    }
    if (json_is_null(v)) {
        char id[ID_TEXT + 1];
        id_write(d->id, id);
        json_object_del(kept, id);
        return;
    }
    json_t *value = type->check(&one, d, v);
    if (!value)
        return;
    char id[ID_TEXT + 1];
    id_write(d->id, id);
    json_object_set_new(kept, id, value);
}

int custom_read(struct input *in, const char *resource, const json_t *v, const struct value *before, struct value *ret)
{
    if (!json_is_object(v) && !json_is_null(v))
        return input_fail(in, "", "field.object", 0, NULL);
    struct custom_definition *list;
    size_t n;
    int err = custom_definitions(in->op, resource, &list, &n);
    if (err)
        return op_fail(in->op, err, NULL, 0, NULL);
    int code = in->op->problem.code;
    const struct op_problem_entry *last = in->op->problem.last;
    json_t *kept = NULL, *item;
    if (before && before->kind == V_TEXT && json_is_object(v))
        kept = json_loadb(before->s.at, before->s.n, 0, NULL);
    if (!kept)
        kept = json_object();
    const char *key;
    json_object_foreach((json_t *)v, key, item) read_one(in, definition_of(list, n, key), key, item, kept);
    *ret = json_object_size(kept) ? v_text(json_canonical(in->arena, kept)) : v_null();
    json_decref(kept);
    if (in->op->problem.last != last || in->op->problem.code != code)
        return ERR_INVALID;
    if (ret->kind == V_TEXT && (int64_t)ret->s.n > in->field->max)
        return input_fail(in, "", "field.too_large", OP_ARGS({"max", v_int(in->field->max)}));
    return 0;
}

/* ---- index ---- */

static void index_one(struct op *op, struct index_rows *rows, const struct custom_definition *d, struct id owner,
                      const json_t *v)
{
    const struct custom_type *type = type_of(d);
    if (type->index) {
        struct value *row = row_add(rows, d->id, owner, 0);
        if (row)
            type->index(op->arena, d, v, row);
        return;
    }
    for (size_t i = 0; i < json_array_size(v); i++) {
        struct id person;
        struct value *row = NULL;
        if (id_parse(str_of(json_string_value(json_array_get(v, i))), &person) == 0)
            row = row_add(rows, d->id, owner, i);
        if (row)
            row[5] = v_id(person);
    }
}

/* Sizes in powers of two, so that there are few texts to prepare; the last row fills the rest. */
static int rows_insert(struct op *op, const struct index_rows *rows)
{
    enum { AT_ONCE = 16 };
    for (size_t done = 0; done < rows->n; done += AT_ONCE) {
        size_t n = rows->n - done < AT_ONCE ? rows->n - done : AT_ONCE, asked = 1;
        while (asked < n)
            asked *= 2;
        struct value args[AT_ONCE * COLUMNS];
        struct buf sql;
        buf_init(&sql, 8192);
        buf_text(&sql, "INSERT INTO custom_value (ws, field, owner, n, number, sort_key, ref, text) VALUES ");
        for (size_t i = 0; i < asked; i++) {
            memcpy(&args[i * COLUMNS], rows->at[done + (i < n ? i : n - 1)], COLUMNS * sizeof *args);
            size_t k = i * COLUMNS;
            buf_format(&sql, "%s($ws, $%zu, $%zu, $%zu, $%zu, $%zu, $%zu, $%zu)", i ? ", " : "", k + 1, k + 2, k + 3,
                       k + 4, k + 5, k + 6, k + 7);
        }
        const char end[] = " ON CONFLICT DO NOTHING";
        buf_add(&sql, end, sizeof end);
        int err = op_exec(op, sql.at, asked * COLUMNS, args);
        buf_release(&sql);
        if (err)
            return err;
    }
    return 0;
}

int custom_index(struct op *op, const char *resource, struct id owner, const struct value *custom, bool creation)
{
    int err = creation ? 0 : op_exec(op, "DELETE FROM custom_value WHERE ws = $ws AND owner = $1", ARGS(v_id(owner)));
    if (err || custom->kind != V_TEXT)
        return err;
    struct custom_definition *list;
    size_t n;
    err = custom_definitions(op, resource, &list, &n);
    if (err)
        return err;
    struct index_rows *rows = arena_new(op->arena, struct index_rows);
    json_t *values = json_loadb(custom->s.at, custom->s.n, 0, NULL), *v;
    const char *key;
    json_object_foreach(values, key, v)
    {
        const struct custom_definition *d = definition_of(list, n, key);
        if (d && type_of(d))
            index_one(op, rows, d, owner, v);
    }
    json_decref(values);
    return rows_insert(op, rows);
}
