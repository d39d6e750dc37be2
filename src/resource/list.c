#include "resource/list.h"
#include "resource/filter_tree.h"
#include "resource/list_query.h"
#include "store/events.h"

/* ---- the request ---- */

static int fail_field(struct op *op, struct str name)
{
    op_fail(op, ERR_SYNTAX, NULL, 0, NULL);
    op_field_fail(op, "?fields", "list.field", OP_ARGS({"name", v_text(name)}));
    return ERR_SYNTAX;
}

/* "id,title,due"; the id always comes along. */
static int fields_read(struct list_query *q, struct str text)
{
    const struct described *d = described(q->r);
    if (text.n == 0) {
        memcpy(q->only, described_seen(d, &q->op->scope), sizeof q->only);
        return 0;
    }
    set_add(q->only, FIELD_ID);
    while (text.n > 0) {
        size_t n = 0;
        while (n < text.n && text.at[n] != ',')
            n++;
        struct str name = {text.at, n};
        int i = described_field(d, name);
        const struct field *f = i < 0 ? NULL : &d->resource->fields[i];
        if (f && field_seen(f, &q->op->scope))
            set_add(q->only, (size_t)i);
        else if (!f || !(f->flags & FF_WHOLE)) /* that is left out, as it is without `fields` */
            return fail_field(q->op, name);
        size_t skip = n < text.n ? n + 1 : n;
        text = (struct str){text.at + skip, text.n - skip};
    }
    return 0;
}

int list_query_read(struct op *op, const struct resource *r, const struct list_request *request,
                    struct list_query *ret_query)
{
    struct list_query q = {.op = op, .r = r, .request = request};
    q.limit = request->limit > 0 ? request->limit : LIST_LIMIT_DEFAULT;
    q.limit = q.limit > LIST_LIMIT_MAX ? LIST_LIMIT_MAX : q.limit;
    const struct str parts[] = {str_of(r->name), request->filter, request->sort,
                                request->trash ? STR("trash") : STR("")};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        q.bound = cursor_bind(q.bound, parts[i]);
    int err = filter_parse(op, r, request->filter, &q.filter);
    if (err == 0)
        err = fields_read(&q, request->fields);
    if (err)
        return err;
    row_writer_init(&q.writer, r, &op->scope, q.only);
    *ret_query = q;
    return 0;
}

/* ---- SQL ---- */

void sql_text_init(struct op *op, struct sql_text *s)
{
    s->text = arena_new(op->arena, struct buf);
    buf_init(s->text, LIST_SQL_CEILING);
    s->args = arena_array(op->arena, struct value, SQL_ARGS_MAX);
    s->n_args = 0;
    s->in_order = false;
}

void sql_text_release(struct sql_text *s)
{
    if (s->text)
        buf_release(s->text);
}

int sql_text_query(struct op *op, struct sql_text *s, struct rows *ret_rows)
{
    buf_char(s->text, '\0');
    if (s->text->full)
        return op_fail(op, ERR_TOO_LARGE, NULL, 0, NULL);
    return op_query(op, ret_rows, s->text->at, s->n_args, s->args);
}

/* What a contact may see of the trash is nothing. */
int list_write_from(struct op *op, const struct filter *f, const char *join, bool trash, struct sql_text *out)
{
    buf_format(out->text, " FROM @%s t%s WHERE t.deleted IS %sNULL AND ", f->resource->table, join,
               trash ? "NOT " : "");
    if (trash && op->scope.role < ROLE_MEMBER)
        buf_text(out->text, "0=1 AND ");
    return filter_sql(op, f, out);
}

static struct str sort_of(const struct op *op, const struct list_request *request)
{
    return request->sort.n == 0 && request->trash && op->scope.role >= ROLE_MEMBER ? STR("-deleted") : request->sort;
}

/* ---- a page ---- */

struct page {
    struct list_query *q;
    struct json *out;
    struct list_sort sort;
    struct sql_text sort_args; /* the first ones of every statement */
    int written;
    bool more;
    struct cursor last; /* of the last row written, once the page is full */
};

static struct value key_value(struct op *op, const struct rows *rows, int column, enum value_kind kind)
{
    if (row_is_null(rows, column))
        return v_null();
    if (kind == V_ID)
        return v_id(row_id(rows, column));
    struct value v = row_value(rows, column);
    if (v.kind == V_TEXT || v.kind == V_BLOB)
        v.s = arena_str(op->arena, v.s);
    return v;
}

static int write_rows(struct page *page, struct rows *rows)
{
    struct list_query *q = page->q;
    const struct list_sort *sort = &page->sort;
    int step;
    while ((step = rows_next(rows)) == 1) {
        if (page->written == q->limit) {
            page->more = true;
            return 0;
        }
        row_writer_write(&q->writer, page->out, rows);
        if (++page->written < q->limit)
            continue;
        page->last.n = sort->n;
        for (size_t i = 0; i < sort->n; i++)
            page->last.value[i] = key_value(q->op, rows, (int)(q->writer.n + i), sort->key[i].kind);
    }
    return step;
}

int list_page_sql(const struct list_query *q, const struct list_sort *sort, bool nulls, const struct cursor *after,
                  int limit, struct sql_text *out)
{
    buf_text(out->text, "SELECT ");
    row_writer_columns(&q->writer, out->text);
    for (size_t i = 0; i < sort->n; i++)
        buf_format(out->text, ", %.*s", STR_FMT(sort->key[i].sql));
    out->in_order = !q->request->trash && sort_has_index(q->r, sort);
    int err = list_write_from(q->op, q->filter, "", q->request->trash, out);
    if (err)
        return err;
    sort_write_after(sort, nulls, after, out);
    sort_write_order(sort, nulls, out->text);
    buf_text(out->text, " LIMIT ");
    sql_arg(out, v_int(limit));
    return 0;
}

/* One part of the list from the cursor on, and one row more, to know whether there is a next page. */
static int write_part(struct page *page, bool nulls, const struct cursor *after)
{
    struct list_query *q = page->q;
    SQL_TEXT sql;
    sql_text_init(q->op, &sql);
    sql.n_args = page->sort_args.n_args;
    memcpy(sql.args, page->sort_args.args, sql.n_args * sizeof *sql.args);
    int err = list_page_sql(q, &page->sort, nulls, after, q->limit + 1 - page->written, &sql);
    if (err)
        return err;
    ROWS rows = {0};
    err = sql_text_query(q->op, &sql, &rows);
    return err ? err : write_rows(page, &rows);
}

static int read_after(struct list_query *q, const struct list_sort *sort, struct cursor *ret_after, bool *ret_given)
{
    *ret_given = q->request->cursor.n > 0;
    if (!*ret_given)
        return 0;
    if (cursor_read(q->op->arena, q->request->cursor, q->bound, ret_after) != 0)
        ret_after->n = 0;
    return sort_check_cursor(q->op, sort, ret_after);
}

static int write_page(struct page *page)
{
    struct cursor after = {0};
    bool given;
    int err = read_after(page->q, &page->sort, &after, &given);
    if (err)
        return err;
    bool parts = sort_in_parts(&page->sort), nulls = parts && given && after.value[0].kind == V_NULL;
    err = write_part(page, nulls, given ? &after : NULL);
    if (err == 0 && parts && !nulls && !page->more)
        err = write_part(page, true, NULL);
    return err;
}

/* {"items":[…],"next":… with the object left open. */
static int write_items(struct list_query *q, struct json *out)
{
    struct page page = {.q = q, .out = out};
    SQL_TEXT sort_args;
    sql_text_init(q->op, &sort_args);
    int err = sort_read(q->op, q->r, sort_of(q->op, q->request), &sort_args, &page.sort);
    if (err)
        return err;
    page.sort_args = sort_args;
    json_object_start(out);
    json_key(out, "items");
    json_array_start(out);
    err = write_page(&page);
    json_array_end(out);
    json_key(out, "next");
    if (page.more)
        json_str(out, cursor_write(q->op->arena, q->bound, &page.last));
    else
        json_none(out);
    return err;
}

static int write_total(struct list_query *q, struct json *out)
{
    SQL_TEXT sql;
    sql_text_init(q->op, &sql);
    buf_text(sql.text, "SELECT COUNT(*)");
    int err = list_write_from(q->op, q->filter, "", q->request->trash, &sql);
    ROWS rows = {0};
    if (err == 0)
        err = sql_text_query(q->op, &sql, &rows);
    if (err)
        return err;
    int step = rows_next(&rows);
    if (step < 0)
        return step;
    json_key(out, "total");
    json_int(out, row_int(&rows, 0));
    return 0;
}

int resource_list(struct op *op, const struct resource *r, const struct list_request *request, struct json *out)
{
    struct list_query q;
    int64_t seq;
    int err = list_query_read(op, r, request, &q);
    if (err)
        return err;
    if (request->as_of_us)
        return list_as_of(&q, out);
    err = event_last_seq(op->db, op->scope.workspace, &seq); /* before the rows: they are at least as new */
    if (err == 0)
        err = write_items(&q, out);
    if (err)
        return err;
    json_key(out, "seq");
    json_int(out, seq);
    if (request->count)
        err = write_total(&q, out);
    json_object_end(out);
    return err;
}
