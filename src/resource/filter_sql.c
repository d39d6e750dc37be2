/* Filters as conditions of SQL. NULL makes a comparison neither true nor false, so under a NOT every condition says
 * that there is a value; elsewhere it need not, because both count as "no". */
#include "resource/filter_tree.h"
#include "store/text_index.h"

#define COMMON_ROWS 3000

struct writer {
    struct op *op;
    struct sql_text *out;
    bool under_not;
    bool too_many; /* values */
};

static void text(struct writer *w, const char *sql)
{
    buf_text(w->out->text, sql);
}

static void arg(struct writer *w, struct value v)
{
    w->too_many |= w->out->n_args >= FILTER_ARGS_MAX || !sql_arg(w->out, v);
}

bool sql_arg(struct sql_text *out, struct value v)
{
    if (out->n_args == SQL_ARGS_MAX)
        return false;
    out->args[out->n_args++] = v;
    buf_format(out->text, "$%zu", out->n_args);
    return true;
}

/* ---- the column that a condition is about: of the row, or of its custom values ---- */

static void write_range(struct writer *w, const char *column, const struct filter_item *item)
{
    if (item->low == item->high) {
        buf_format(w->out->text, "%s = ", column);
        arg(w, v_int(item->low));
        return;
    }
    if (item->low != INT64_MIN) {
        buf_format(w->out->text, "%s >= ", column);
        arg(w, v_int(item->low));
    }
    if (item->low != INT64_MIN && item->high != INT64_MAX)
        text(w, " AND ");
    if (item->high != INT64_MAX) {
        buf_format(w->out->text, "%s <= ", column);
        arg(w, v_int(item->high));
    }
}

/* Lower case of ASCII is what lower() makes of it on both databases; ! escapes what LIKE takes for itself. */
static struct str like_pattern(struct op *op, struct str part)
{
    char *pattern = arena_alloc(op->arena, part.n * 2 + 3), *to = pattern;
    *to++ = '%';
    for (size_t i = 0; i < part.n; i++) {
        char c = part.at[i];
        if (c == '%' || c == '_' || c == '!')
            *to++ = '!';
        *to++ = (char)(c >= 'A' && c <= 'Z' ? c + 32 : c);
    }
    *to++ = '%';
    return (struct str){pattern, (size_t)(to - pattern)};
}

static void write_ids(struct writer *w, const char *column, const struct filter_ids *ids)
{
    if (ids->n == 1) {
        buf_format(w->out->text, "%s = ", column);
        arg(w, v_id(ids->id[0]));
        return;
    }
    /* many are no place to start from: an index over them would be read for most of the table */
    buf_format(w->out->text, ids->n <= FILTER_IDS_INLINE ? "%s IN (" : "COALESCE(%s, NULL) IN (", column);
    if (ids->n <= FILTER_IDS_INLINE) {
        for (size_t i = 0; i < ids->n; i++) {
            text(w, i ? ", " : "");
            arg(w, v_id(ids->id[i]));
        }
    } else {
        buf_format(w->out->text, "SELECT y.id FROM @%s y WHERE y.deleted IS NULL AND (", ids->target->table);
        for (size_t i = 0; i < ids->n_names; i++) {
            buf_format(w->out->text, i ? ", " : "y.%s IN (", ids->target->title);
            arg(w, v_text(ids->names[i]));
        }
        text(w, ids->n_names ? ")" : "");
        if (ids->category.n) {
            text(w, ids->n_names ? " OR y.category = " : "y.category = ");
            arg(w, v_text(ids->category));
        }
        text(w, ")");
    }
    text(w, ")");
}

/* A condition on one value that is there. */
static void write_one(struct writer *w, const char *column, const struct filter_item *item)
{
    switch (item->kind) {
    case ITEM_RANGE:
        write_range(w, column, item);
        break;
    case ITEM_TEXT:
        buf_format(w->out->text, "%s = ", column);
        arg(w, v_text(item->text));
        break;
    case ITEM_PART:
        buf_format(w->out->text, "lower(%s) LIKE ", column);
        arg(w, v_text(like_pattern(w->op, item->text)));
        text(w, " ESCAPE '!'");
        break;
    case ITEM_IDS:
        write_ids(w, column, &item->ids);
        break;
    case ITEM_NONE:
    case ITEM_ANY:
    case ITEM_WORDS:
        break;
    }
}

/* ---- conditions ---- */

static void write_words(struct writer *w, const struct filter *f, int field, const struct filter_item *item)
{
    if (item->n_words == 0) {
        text(w, "1=1"); /* punctuation is in every text */
        return;
    }
    const struct text_index *ti = db_text_index(w->op->db);
    buf_format(w->out->text, "t.id IN (SELECT s.object FROM %s WHERE %s", ti->from, ti->match_open);
    arg(w, v_text(search_match_text(w->op, f->resource, field, item->n_words, item->words)));
    buf_format(w->out->text, "%s)", ti->match_close);
}

/* Do many rows hold one of the items? Looks at no more than that many. */
static bool is_common(struct writer *w, const struct filter *f, const struct field *field,
                      const struct filter_item *item)
{
    bool refs = field->type == F_REFS;
    struct buf sql;
    struct value args[FILTER_IDS_INLINE];
    struct sql_text inner = {&sql, args, 0};
    struct writer probe = {.op = w->op, .out = &inner};
    if (item->kind == ITEM_IDS && item->ids.n > FILTER_IDS_INLINE)
        return true;
    buf_init(&sql, 8192);
    buf_format(&sql, "SELECT 1 FROM %s k WHERE k.ws = $ws AND k.field = '%s.%s' AND ", refs ? "link" : "tag",
               f->resource->name, field->name);
    write_one(&probe, refs ? "k.target" : "k.tag", item);
    buf_format(&sql, " LIMIT 1 OFFSET %d", COMMON_ROWS);
    buf_char(&sql, '\0');
    ROWS rows = {0};
    bool common = op_query(w->op, &rows, sql.at, inner.n_args, args) == 0 && rows_next(&rows) == 1;
    rows_end(&rows);
    buf_release(&sql);
    return common;
}

/* Sets have rows in `link` and `tag`; the row's own column says whether there is anything. What few rows hold is where
 * to start; what many hold is better asked of each row in the order of the list, which soon has a page full. */
static void write_set(struct writer *w, const struct filter *f, const struct field *field,
                      const struct filter_item *item)
{
    bool refs = field->type == F_REFS, common = w->out->in_order && is_common(w, f, field, item);
    buf_format(w->out->text, "%s FROM %s k WHERE k.ws = $ws AND k.field = '%s.%s' AND ",
               common ? "EXISTS (SELECT 1" : "t.id IN (SELECT k.owner", refs ? "link" : "tag", f->resource->name,
               field->name);
    write_one(w, refs ? "k.target" : "k.tag", item);
    text(w, common ? " AND k.owner = t.id)" : ")");
}

static void write_column(struct writer *w, const struct filter *f, const struct filter_item *item)
{
    const struct field *field = &f->resource->fields[f->field];
    char column[80];
    snprintf(column, sizeof column, "t.%s", field->name);
    if (item->kind == ITEM_NONE || item->kind == ITEM_ANY) {
        buf_format(w->out->text, "%s IS %sNULL", column, item->kind == ITEM_ANY ? "NOT " : "");
    } else if (item->kind == ITEM_WORDS) {
        write_words(w, f, f->field, item);
    } else if (field->type == F_REFS || field->type == F_TAGS) {
        write_set(w, f, field, item);
    } else if (w->under_not) {
        buf_format(w->out->text, "(%s IS NOT NULL AND ", column);
        write_one(w, column, item);
        text(w, ")");
    } else {
        write_one(w, column, item);
    }
}

static const char *custom_column(const struct filter_item *item)
{
    switch (item->kind) {
    case ITEM_RANGE:
        return "v.number";
    case ITEM_IDS:
        return "v.ref";
    default:
        return "v.text";
    }
}

static void write_custom(struct writer *w, const struct filter *f, const struct filter_item *item)
{
    if (item->kind == ITEM_NONE)
        text(w, "NOT ");
    text(w, "EXISTS (SELECT 1 FROM custom_value v WHERE v.ws = $ws AND v.owner = t.id AND v.field = ");
    arg(w, v_id(f->custom->id));
    if (item->kind != ITEM_NONE && item->kind != ITEM_ANY) {
        text(w, " AND ");
        write_one(w, custom_column(item), item);
    }
    text(w, ")");
}

static void write_items(struct writer *w, const struct filter *f)
{
    text(w, "(");
    for (const struct filter_item *item = f->items; item; item = item->next) {
        text(w, item == f->items ? "" : " OR ");
        if (f->kind == FILTER_WORDS)
            write_words(w, f, -1, item);
        else if (f->kind == FILTER_CUSTOM)
            write_custom(w, f, item);
        else
            write_column(w, f, item);
    }
    text(w, ")");
}

static void write(struct writer *w, const struct filter *f);

static void write_children(struct writer *w, const struct filter *f, const char *between, const char *none)
{
    if (!f->first) {
        text(w, none);
        return;
    }
    text(w, "(");
    for (const struct filter *child = f->first; child; child = child->next) {
        text(w, child == f->first ? "" : between);
        write(w, child);
    }
    text(w, ")");
}

static void write(struct writer *w, const struct filter *f)
{
    bool was_under_not = w->under_not;
    switch (f->kind) {
    case FILTER_AND:
        write_children(w, f, " AND ", "1=1");
        break;
    case FILTER_OR:
        write_children(w, f, " OR ", "0=1");
        break;
    case FILTER_NOT:
        w->under_not = true;
        text(w, "NOT (");
        write(w, f->first);
        text(w, ")");
        w->under_not = was_under_not;
        break;
    case FILTER_SPECIAL:
        text(w, f->special->sql);
        break;
    case FILTER_FIELD:
    case FILTER_CUSTOM:
    case FILTER_WORDS:
        write_items(w, f);
        break;
    }
}

int filter_sql(struct op *op, const struct filter *f, struct sql_text *out)
{
    struct writer w = {.op = op, .out = out};
    write(&w, f);
    if (!w.too_many && !out->text->full)
        return 0;
    op_fail(op, ERR_SYNTAX, NULL, 0, NULL);
    op_field_fail(op, "?filter", "filter.too_many_values", OP_ARGS({"max", v_int(FILTER_ARGS_MAX)}));
    return ERR_SYNTAX;
}
