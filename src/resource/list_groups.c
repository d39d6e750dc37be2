#include "resource/filter_tree.h"
#include "resource/list_query.h"

#define GROUPS_MAX 1000

static int fail_group(struct op *op, struct str name)
{
    if (op->problem.code)
        return op->problem.code;
    op_fail(op, ERR_SYNTAX, NULL, 0, NULL);
    op_field_fail(op, "?group", "list.group", OP_ARGS({"name", v_text(name)}));
    return ERR_SYNTAX;
}

static bool groups_by(enum field_type type)
{
    switch (type) {
    case F_TEXT:
    case F_INT:
    case F_BOOL:
    case F_DATE:
    case F_ENUM:
    case F_REF:
    case F_REFS:
    case F_TAGS:
    case F_COLOR:
    case F_LOCALE:
    case F_ZONE:
    case F_CURRENCY:
        return true;
    default:
        return false;
    }
}

static int write_plain(struct op *op, const struct filter *f, bool trash, struct str value, struct sql_text *out)
{
    buf_format(out->text, "SELECT %.*s, COUNT(*)", STR_FMT(value));
    int err = list_write_from(op, f, "", trash, out);
    buf_text(out->text, " GROUP BY 1");
    return err;
}

/* Each item by its rows in the set's table, and the rows without any. */
static int write_set(struct op *op, const struct filter *f, bool trash, const struct field *field, struct sql_text *out)
{
    bool refs = field->type == F_REFS;
    const char *column = refs ? "k.target" : "k.tag";
    struct str join = arena_format(op->arena, " JOIN %s k ON k.ws = $ws AND k.owner = t.id AND k.field = '%s.%s'",
                                   refs ? "link" : "tag", f->resource->name, field->name);
    buf_format(out->text, "SELECT %s, COUNT(*)", column);
    int err = list_write_from(op, f, join.at, trash, out);
    buf_format(out->text, " GROUP BY %s UNION ALL SELECT NULL, COUNT(*)", column);
    if (err == 0)
        err = list_write_from(op, f, "", trash, out);
    buf_format(out->text, " AND t.%s IS NULL HAVING COUNT(*) > 0", field->name);
    return err;
}

static struct str custom_value_sql(struct op *op, const struct filter_custom *c, struct sql_text *out)
{
    out->args[out->n_args++] = v_id(c->id);
    return arena_format(
        op->arena,
        "(SELECT v.%s FROM custom_value v WHERE v.ws = $ws AND v.owner = t.id AND v.field = $%zu AND v.n = 0)",
        str_is(c->type, "check") ? "number" : "text", out->n_args);
}

struct grouping {
    const struct field *field; /* how values are written; NULL for a custom field */
    const struct filter_custom *custom;
};

static int find_grouping(struct op *op, const struct resource *r, struct str name, struct grouping *ret)
{
    *ret = (struct grouping){0};
    if (name.n > 3 && memcmp(name.at, "cf.", 3) == 0) {
        struct filter_parser p = {.op = op, .r = r};
        int err = filter_custom_find(&p, (struct str){name.at + 3, name.n - 3}, &ret->custom);
        if (err)
            return err;
        bool good = ret->custom && (str_is(ret->custom->type, "choice") || str_is(ret->custom->type, "check"));
        return good ? 0 : fail_group(op, name);
    }
    int i = filter_field(op, r, name);
    if (i < 0 || !groups_by(r->fields[i].type))
        return fail_group(op, name);
    ret->field = &r->fields[i];
    return 0;
}

static int write_groups_sql(struct op *op, const struct filter *f, bool trash, const struct grouping *g,
                            struct sql_text *out)
{
    int err;
    if (g->custom)
        err = write_plain(op, f, trash, custom_value_sql(op, g->custom, out), out);
    else if (g->field->type == F_REFS || g->field->type == F_TAGS)
        err = write_set(op, f, trash, g->field, out);
    else
        err = write_plain(op, f, trash, arena_format(op->arena, "t.%s", g->field->name), out);
    buf_format(out->text, " ORDER BY 2 DESC, 1 LIMIT %d", GROUPS_MAX);
    return err;
}

static void write_value(const struct grouping *g, const struct rows *rows, struct json *out)
{
    struct value v = row_value(rows, 0);
    if (v.kind == V_NULL)
        json_none(out);
    else if (g->custom && v.kind == V_INT)
        json_bool(out, v.i != 0);
    else if (g->custom || g->field->type == F_TAGS)
        json_str(out, v.s);
    else if (g->field->type == F_REFS)
        json_id(out, row_id(rows, 0));
    else
        value_write(out, g->field, &v);
}

int list_group_counts(struct op *op, const struct resource *r, struct str filter, bool trash, struct str field,
                      struct json *out)
{
    struct filter *f;
    struct grouping g;
    SQL_TEXT sql;
    sql_text_init(op, &sql);
    int err = filter_parse(op, r, filter, &f);
    err = err ? err : find_grouping(op, r, field, &g);
    err = err ? err : write_groups_sql(op, f, trash, &g, &sql);
    ROWS rows = {0};
    err = err ? err : sql_text_query(op, &sql, &rows);
    if (err)
        return err;
    json_object_start(out);
    json_key(out, "groups");
    json_array_start(out);
    int step;
    while ((step = rows_next(&rows)) == 1) {
        json_object_start(out);
        json_key(out, "value");
        write_value(&g, &rows, out);
        json_key(out, "count");
        json_int(out, row_int(&rows, 1));
        json_object_end(out);
    }
    json_array_end(out);
    json_object_end(out);
    return step;
}
