#include "resource/list_sort.h"
#include "resource/custom.h"
#include "resource/describe.h"
#include "resource/filter_tree.h"
#include <assert.h>

#define CHOICE_SQL_CEILING ((size_t)16 * 1024) /* of a hundred options */

static int fail(struct op *op, const char *pointer, const char *message, struct str name)
{
    if (op->problem.code)
        return op->problem.code;
    op_fail(op, ERR_SYNTAX, NULL, 0, NULL);
    op_field_fail(op, pointer, message, OP_ARGS({"name", v_text(name)}));
    return ERR_SYNTAX;
}

/* ---- keys ---- */

/* Choices sort as the description lists them: a status by the flow of work, not by the alphabet. */
static struct str choice_sql(struct op *op, char alias, const struct field *f)
{
    struct str sql = arena_format(op->arena, "CASE %c.%s", alias, f->name);
    for (int i = 0; f->choices[i]; i++)
        sql = arena_format(op->arena, "%.*s WHEN '%s' THEN %d", STR_FMT(sql), f->choices[i], i);
    return arena_format(op->arena, "%.*s END", STR_FMT(sql));
}

static struct sort_key column_key(struct op *op, char alias, const struct field *f)
{
    struct sort_key k = {.nullable = !(f->flags & FF_REQUIRED) && f->type != F_RANK && f->type != F_BOOL};
    k.sql = arena_format(op->arena, "%c.%s", alias, f->name);
    switch (f->type) {
    case F_ENUM:
        k.sql = choice_sql(op, alias, f);
        k.kind = V_INT;
        break;
    case F_ID:
    case F_REF:
        k.kind = V_ID;
        break;
    case F_INT:
    case F_BOOL:
    case F_DATE:
    case F_INSTANT:
    case F_COLOR:
        k.kind = V_INT;
        break;
    default:
        k.kind = V_TEXT;
        if (field_has_key(f)) {
            k.sql = arena_format(op->arena, "%c.%s_key", alias, f->name);
            k.kind = V_BLOB;
        }
    }
    return k;
}

static int seen_field(const struct op *op, const struct resource *r, const char *name)
{
    int i = name ? resource_field(r, name) : -1;
    return i >= 0 && field_seen(&r->fields[i], &op->scope) ? i : -1;
}

/* A reference sorts by the category of what it points to, or else by its name. */
static struct sort_key reference_key(struct op *op, const struct field *f)
{
    const struct resource *target = resource_by_name(f->target);
    int i = seen_field(op, target, "category");
    if (i < 0)
        i = seen_field(op, target, target->title);
    struct sort_key k = column_key(op, 'y', &target->fields[i < 0 ? FIELD_ID : i]);
    k.sql =
        arena_format(op->arena, "(SELECT %.*s FROM @%s y WHERE y.id = t.%s)", STR_FMT(k.sql), target->table, f->name);
    k.nullable = true;
    return k;
}

/* Has the row the category of what it points to, as a task has its status's? */
static int own_category(const struct op *op, const struct resource *r, const struct field *f)
{
    return seen_field(op, resource_by_name(f->target), "category") >= 0 ? seen_field(op, r, "category") : -1;
}

static struct sort_key field_key(struct op *op, const struct resource *r, int field)
{
    const struct field *f = &r->fields[field];
    int category = f->type == F_REF ? own_category(op, r, f) : -1;
    if (category >= 0)
        f = &r->fields[category];
    struct sort_key k = f->type == F_REF ? reference_key(op, f) : column_key(op, 't', f);
    /* set by the program for every row, without being demanded of anybody */
    if (field < FIELDS_COMMON_N && field != FIELD_DELETED && field != FIELD_CREATED_BY)
        k.nullable = false;
    k.field = category >= 0 ? category : field;
    return k;
}

/* A choice sorts by the place of its option as the field has it now: options are renamed and put into another order
 * without writing all the rows that hold them. False where there is no room for so many. */
static bool choice_place(struct op *op, const struct filter_custom *c, struct sql_text *out, struct str *ret_sql)
{
    json_auto_t *options = json_loadb(c->options.at, c->options.n, 0, NULL);
    size_t i, n = json_array_size(options);
    json_t *option;
    struct buf sql;
    if (out->n_args + n > FILTER_ARGS_MAX)
        return false;
    buf_init(&sql, CHOICE_SQL_CEILING);
    buf_text(&sql, "CASE v.text");
    json_array_foreach(options, i, option)
    {
        out->args[out->n_args++] = v_text(arena_str(op->arena, custom_option_id(option)));
        buf_format(&sql, " WHEN $%zu THEN %zu", out->n_args, i);
    }
    buf_format(&sql, "%s ELSE %zu END", n ? "" : " WHEN '' THEN 0", n);
    *ret_sql = arena_str(op->arena, buf_view(&sql));
    buf_release(&sql);
    return true;
}

static bool custom_key(struct op *op, const struct filter_custom *c, struct sql_text *out, struct sort_key *ret_key)
{
    static const struct {
        const char *type, *column;
        enum value_kind kind;
    } columns[] = {{"text", "sort_key", V_BLOB}, {"choice", NULL, V_INT},   {"number", "number", V_INT},
                   {"money", "number", V_INT},   {"date", "number", V_INT}, {"check", "number", V_INT}};
    for (size_t i = 0; i < sizeof columns / sizeof *columns; i++) {
        if (!str_is(c->type, columns[i].type))
            continue;
        struct str column = str_of(columns[i].column);
        if (!columns[i].column && !choice_place(op, c, out, &column))
            return false;
        assert(out->n_args < SQL_ARGS_MAX);
        out->args[out->n_args++] = v_id(c->id);
        ret_key->sql = arena_format(op->arena,
                                    "(SELECT %.*s FROM custom_value v WHERE v.ws = $ws AND v.owner = t.id AND "
                                    "v.field = $%zu AND v.n = 0)",
                                    STR_FMT(column), out->n_args);
        ret_key->kind = columns[i].kind;
        ret_key->nullable = true;
        ret_key->field = -1;
        return true;
    }
    return false;
}

static bool may_sort(struct op *op, const struct resource *r, int field)
{
    const struct field *f = &r->fields[field];
    return field_seen(f, &op->scope) && ((f->flags & FF_SORT) || field == FIELD_ID || field == FIELD_DELETED);
}

static int key_read(struct op *op, const struct resource *r, struct str name, struct sql_text *out,
                    struct sort_key *ret_key)
{
    if (name.n > 3 && memcmp(name.at, "cf.", 3) == 0) {
        struct filter_parser p = {.op = op, .r = r};
        const struct filter_custom *c;
        int err = filter_custom_find(&p, (struct str){name.at + 3, name.n - 3}, &c);
        if (err || (c && custom_key(op, c, out, ret_key)))
            return err;
        return fail(op, "?sort", "list.sort", name);
    }
    int i = resource_field_str(r, name);
    if (i < 0 || !may_sort(op, r, i))
        return fail(op, "?sort", "list.sort", name);
    *ret_key = field_key(op, r, i);
    return 0;
}

static struct str next_name(struct str *rest)
{
    size_t n = 0;
    while (n < rest->n && rest->at[n] != ',')
        n++;
    struct str name = {rest->at, n};
    size_t skip = n < rest->n ? n + 1 : n;
    *rest = (struct str){rest->at + skip, rest->n - skip};
    return name;
}

/* Behind the first key a number that is missing is one beyond all others, so that the rows from a cursor on are one
 * range of an index. Migrations write the same expression. */
static void make_total(struct op *op, struct sort_key *k)
{
    if (!k->nullable || k->kind != V_INT)
        return;
    k->sql =
        arena_format(op->arena, "coalesce(%.*s, %s9223372036854775807)", STR_FMT(k->sql), k->descending ? "-" : "");
    k->nullable = false;
}

/* Default orders name fields that a role may not see; then id has to do. */
static int keys_read(struct op *op, const struct resource *r, struct str text, struct sql_text *out,
                     struct list_sort *sort)
{
    while (text.n > 0) {
        struct str name = next_name(&text);
        bool descending = name.n > 0 && name.at[0] == '-';
        name = (struct str){name.at + descending, name.n - descending};
        if (sort->n == SORT_KEYS_MAX - 1)
            return fail(op, "?sort", "list.sort_many", name);
        struct sort_key *k = &sort->key[sort->n];
        int err = key_read(op, r, name, out, k);
        if (err)
            return err;
        k->descending = descending;
        if (sort->n++ > 0)
            make_total(op, k);
    }
    return 0;
}

int sort_read(struct op *op, const struct resource *r, struct str text, struct sql_text *out,
              struct list_sort *ret_sort)
{
    struct list_sort sort = {0};
    if (text.n > 0) {
        int err = keys_read(op, r, text, out, &sort);
        if (err)
            return err;
    } else {
        bool descending = r->default_sort[0] == '-';
        int i = seen_field(op, r, r->default_sort + descending);
        if (i >= 0) {
            sort.key[0] = field_key(op, r, i);
            sort.key[0].descending = descending;
            sort.n = 1;
        }
    }
    struct sort_key last = field_key(op, r, FIELD_ID);
    last.descending = sort.n > 0 && sort.key[sort.n - 1].descending;
    sort.key[sort.n++] = last;
    *ret_sort = sort;
    return 0;
}

int sort_check_cursor(struct op *op, const struct list_sort *sort, const struct cursor *c)
{
    bool good = c->n == sort->n;
    for (size_t i = 0; good && i < sort->n; i++)
        good = c->value[i].kind == sort->key[i].kind || (c->value[i].kind == V_NULL && sort->key[i].nullable);
    return good ? 0 : fail(op, "?cursor", "list.cursor", STR(""));
}

/* ---- SQL ---- */

static bool key_is(const struct resource *r, const struct sort_key *k, const char *name)
{
    return k->field >= 0 && strcmp(r->fields[k->field].name, name) == 0;
}

bool sort_has_index(const struct resource *r, const struct list_sort *sort)
{
    const struct sort_key *k = sort->key;
    if (k->field < 0 || sort->n > 3)
        return false;
    if (sort->n == 3)
        return key_is(r, k, "priority") && key_is(r, k + 1, "due") && !k[0].descending && !k[1].descending;
    return k->field == FIELD_ID || k->field == FIELD_UPDATED || r->fields[k->field].type == F_RANK ||
           key_is(r, k, "due");
}

bool sort_in_parts(const struct list_sort *sort)
{
    return sort->key[0].nullable;
}

static bool one_direction(const struct list_sort *sort)
{
    for (size_t i = 1; i < sort->n; i++)
        if (sort->key[i].nullable || sort->key[i].descending != sort->key[0].descending)
            return false;
    return true;
}

static void add_arg(struct sql_text *out, struct value v)
{
    bool room = sql_arg(out, v);
    assert(room);
    (void)room;
}

static void write_key(const struct sort_key *k, struct sql_text *out)
{
    buf_str(out->text, k->sql);
}

static const char *beyond(const struct sort_key *k)
{
    return k->descending ? " < " : " > ";
}

/* (a, b, id) > (1, 2, 3): what an index can start at. */
static void write_tuple(const struct list_sort *sort, size_t first, const struct cursor *c, struct sql_text *out)
{
    buf_text(out->text, " AND (");
    for (size_t i = first; i < sort->n; i++) {
        buf_text(out->text, i > first ? ", " : "");
        write_key(&sort->key[i], out);
    }
    buf_format(out->text, ")%s(", beyond(&sort->key[first]));
    for (size_t i = first; i < sort->n; i++) {
        buf_text(out->text, i > first ? ", " : "");
        add_arg(out, c->value[i]);
    }
    buf_text(out->text, ")");
}

/* Key i is beyond the cursor's, or the same and the keys after it are beyond. */
static void write_beyond(const struct list_sort *sort, size_t i, bool never_null, const struct cursor *c,
                         struct sql_text *out)
{
    const struct sort_key *k = &sort->key[i];
    const struct value *v = &c->value[i];
    bool nullable = k->nullable && !never_null;
    buf_text(out->text, "(");
    if (v->kind == V_NULL) { /* nothing comes after nothing */
        write_key(k, out);
        buf_text(out->text, " IS NULL AND ");
        write_beyond(sort, i + 1, false, c, out);
        buf_text(out->text, ")");
        return;
    }
    write_key(k, out);
    buf_text(out->text, beyond(k));
    add_arg(out, *v);
    if (nullable) {
        buf_text(out->text, " OR ");
        write_key(k, out);
        buf_text(out->text, " IS NULL");
    }
    if (i + 1 < sort->n) {
        buf_text(out->text, " OR (");
        write_key(k, out);
        buf_text(out->text, " = ");
        add_arg(out, *v);
        buf_text(out->text, " AND ");
        write_beyond(sort, i + 1, false, c, out);
        buf_text(out->text, ")");
    }
    buf_text(out->text, ")");
}

void sort_write_after(const struct list_sort *sort, bool nulls, const struct cursor *after, struct sql_text *out)
{
    const struct sort_key *first = &sort->key[0];
    if (first->nullable) {
        buf_text(out->text, " AND ");
        write_key(first, out);
        buf_text(out->text, nulls ? " IS NULL" : " IS NOT NULL");
    }
    if (!after)
        return;
    size_t from = nulls ? 1 : 0;
    struct list_sort rest = {.n = sort->n - from};
    memcpy(rest.key, sort->key + from, rest.n * sizeof *rest.key);
    struct cursor c = {.n = rest.n};
    memcpy(c.value, after->value + from, rest.n * sizeof *c.value);
    if (one_direction(&rest) && (!nulls || !rest.key[0].nullable)) {
        write_tuple(&rest, 0, &c, out);
        return;
    }
    if (!nulls) { /* where to start, said so that an index can */
        buf_text(out->text, " AND ");
        write_key(first, out);
        buf_text(out->text, first->descending ? " <= " : " >= ");
        add_arg(out, c.value[0]);
    }
    buf_text(out->text, " AND ");
    write_beyond(&rest, 0, !nulls, &c, out);
}

void sort_write_order(const struct list_sort *sort, bool nulls, struct buf *sql)
{
    const char *between = " ORDER BY ";
    for (size_t i = nulls ? 1 : 0; i < sort->n; i++) {
        const struct sort_key *k = &sort->key[i];
        if (k->nullable && i > 0)
            buf_format(sql, "%s%.*s IS NULL", between, STR_FMT(k->sql));
        between = k->nullable && i > 0 ? ", " : between;
        buf_format(sql, "%s%.*s%s", between, STR_FMT(k->sql), k->descending ? " DESC" : "");
        between = ", ";
    }
}
