/* Lists of the past: the rows of today, each taken back event by event, filtered and sorted in memory. Who may see what
 * is decided by today's scope; conditions that lie in other rows (is:blocked) are those of today. */
#include "resource/filter_tree.h"
#include "locale/sortkey.h"
#include "resource/as_of.h"
#include "resource/list_query.h"
#include "resource/payload.h"
#include <stdlib.h>

#define ROWS_MAX 10000
#define AT_ONCE  200 /* objects whose events are read by one statement */

struct past {
    struct list_query *q;
    const struct described *d;
    int64_t time_us;
    size_t n;
    struct row **rows; /* sorted by id until it is taken back */
    bool *gone;        /* was not there yet, or can no longer be known */
    struct list_sort sort;
};

/* A condition on the project or client that the whole filter depends on, or NULL. */
static const struct filter *narrowing(const struct filter *f, const struct described *d)
{
    if (f->kind == FILTER_FIELD && (f->field == d->project || f->field == d->client) && f->items->kind == ITEM_IDS &&
        !f->items->next && f->items->ids.n <= FILTER_IDS_INLINE)
        return f;
    for (const struct filter *child = f->kind == FILTER_AND ? f->first : NULL; child; child = child->next) {
        const struct filter *found = narrowing(child, d);
        if (found)
            return found;
    }
    return NULL;
}

/* What is there today, or was there before it moved. */
static void write_narrowing(const struct past *p, const struct filter *f, struct sql_text *out)
{
    const struct filter_ids *ids = &f->items->ids;
    const char *column = p->d->resource->fields[f->field].name;
    bool project = f->field == p->d->project;
    buf_format(out->text, " AND (t.%s IN (", column);
    for (size_t i = 0; i < ids->n; i++) {
        buf_text(out->text, i ? ", " : "");
        sql_arg(out, v_id(ids->id[i]));
    }
    buf_format(out->text, ") OR t.id IN (SELECT e.object FROM @event e WHERE e.time > $1 AND e.%s IN (",
               project ? "project_before" : "client_before");
    for (size_t i = 0; i < ids->n; i++)
        buf_format(out->text, "%s$%zu", i ? ", " : "", out->n_args - ids->n + 1 + i);
    buf_text(out->text, ")))");
}

static int read_today(struct past *p)
{
    struct op *op = p->q->op;
    SQL_TEXT sql;
    sql_text_init(op, &sql);
    buf_format(sql.text, "SELECT %.*s FROM @%s t WHERE t.created <= ", STR_FMT(p->d->columns), p->d->resource->table);
    sql_arg(&sql, v_int(p->time_us));
    const struct filter *narrow = narrowing(p->q->filter, p->d);
    if (narrow)
        write_narrowing(p, narrow, &sql);
    if (op->scope.role < ROLE_MEMBER) /* contacts see nothing of what was deleted since */
        buf_text(sql.text, " AND t.deleted IS NULL");
    buf_format(sql.text, " ORDER BY t.id LIMIT %d", ROWS_MAX + 1);
    ROWS rows = {0};
    int step = sql_text_query(op, &sql, &rows);
    if (step)
        return step;
    p->rows = arena_array(op->arena, struct row *, ROWS_MAX + 1);
    while (p->n <= ROWS_MAX && (step = rows_next(&rows)) == 1)
        p->rows[p->n++] = row_read(op, p->d, &rows, 0);
    if (p->n > ROWS_MAX)
        return op_fail(op, ERR_TOO_LARGE, "list.as_of_many", OP_ARGS({"max", v_int(ROWS_MAX)}));
    p->gone = arena_array(op->arena, bool, p->n + 1);
    return step < 0 ? step : 0;
}

static int find_row(const struct past *p, size_t from, size_t to, struct id id)
{
    while (from < to) {
        size_t middle = (from + to) / 2;
        int order = memcmp(id.byte, p->rows[middle]->value[FIELD_ID].id.byte, sizeof id.byte);
        if (order == 0)
            return (int)middle;
        if (order < 0)
            to = middle;
        else
            from = middle + 1;
    }
    return -1;
}

static void take_back(struct past *p, size_t row, const struct rows *events)
{
    struct event e = {.verb = arena_str(p->q->op->arena, row_text(events, 1)), .version = row_int(events, 2)};
    PAYLOAD payload = {0};
    if (payload_open(row_text(events, 3), &payload) != 0 ||
        !payload_take_back(p->q->op, p->d, &e, &payload, p->rows[row]))
        p->gone[row] = true;
}

static int take_back_some(struct past *p, size_t from, size_t to)
{
    struct value args[AT_ONCE + 1] = {v_int(p->time_us)};
    struct buf sql;
    buf_init(&sql, 8192);
    buf_text(&sql, "SELECT e.object, e.verb, e.version, e.payload FROM @event e WHERE e.time > $1 AND e.object IN (");
    for (size_t i = 0; i < AT_ONCE; i++) { /* always as many, so that it is one statement */
        buf_format(&sql, "%s$%zu", i ? ", " : "", i + 2);
        args[i + 1] = p->rows[from + i < to ? from + i : to - 1]->value[FIELD_ID];
    }
    buf_text(&sql, ") ORDER BY e.seq DESC");
    buf_char(&sql, '\0');
    ROWS events = {0};
    int step = op_query_system(p->q->op, &events, sql.at, AT_ONCE + 1, args);
    buf_release(&sql);
    if (step)
        return step;
    while ((step = rows_next(&events)) == 1) {
        int row = find_row(p, from, to, row_id(&events, 0));
        if (row >= 0 && !p->gone[row])
            take_back(p, (size_t)row, &events);
    }
    return step;
}

/* ---- order ---- */

static int compare_ints(int64_t a, int64_t b)
{
    return (a > b) - (a < b);
}

static int compare_bytes(struct str a, struct str b)
{
    int order = memcmp(a.at, b.at, a.n < b.n ? a.n : b.n);
    return order ? order : compare_ints((int64_t)a.n, (int64_t)b.n);
}

static int compare_texts(struct str a, struct str b)
{
    uint8_t ka[SORTKEY_MAX], kb[SORTKEY_MAX];
    size_t na = sortkey_make(a, ka), nb = sortkey_make(b, kb);
    return compare_bytes((struct str){(const char *)ka, na}, (struct str){(const char *)kb, nb});
}

static int choice_place(const struct field *f, struct str choice)
{
    int i = 0;
    while (f->choices[i] && !str_is(choice, f->choices[i]))
        i++;
    return i;
}

static int compare_values(const struct field *f, const struct value *a, const struct value *b)
{
    if (a->kind == V_ID)
        return memcmp(a->id.byte, b->id.byte, sizeof a->id.byte);
    if (a->kind == V_INT)
        return compare_ints(a->i, b->i);
    if (f->type == F_ENUM)
        return compare_ints(choice_place(f, a->s), choice_place(f, b->s));
    return field_has_key(f) ? compare_texts(a->s, b->s) : compare_bytes(a->s, b->s);
}

static int compare_rows(const void *left, const void *right, void *arg)
{
    const struct past *p = arg;
    const struct row *a = *(struct row *const *)left, *b = *(struct row *const *)right;
    for (size_t i = 0; i < p->sort.n; i++) {
        const struct sort_key *k = &p->sort.key[i];
        const struct value *va = &a->value[k->field], *vb = &b->value[k->field];
        bool na = va->kind == V_NULL, nb = vb->kind == V_NULL;
        if (na && nb)
            continue;
        if (na || nb)
            return na ? 1 : -1;
        int order = compare_values(&p->d->resource->fields[k->field], va, vb);
        if (order)
            return k->descending ? -order : order;
    }
    return 0;
}

static int read_sort(struct past *p)
{
    SQL_TEXT unused;
    sql_text_init(p->q->op, &unused);
    struct op *op = p->q->op;
    int err = sort_read(op, p->q->r, p->q->request->sort, &unused, &p->sort);
    for (size_t i = 0; err == 0 && i < p->sort.n; i++)
        if (p->sort.key[i].field < 0) {
            op_fail(op, ERR_SYNTAX, NULL, 0, NULL);
            err = op_field_fail(op, "?sort", "list.sort_past", 0, NULL);
        }
    return err;
}

/* ---- the page ---- */

/* Keeps what was there, in the part that is asked for, and matches. */
static void keep_matching(struct past *p)
{
    size_t kept = 0;
    for (size_t i = 0; i < p->n; i++) {
        struct row *row = p->rows[i];
        bool deleted = row->value[FIELD_DELETED].kind != V_NULL;
        bool seen = !p->gone[i] && as_of_seen(p->q->op, p->d, row);
        if (seen && deleted == p->q->request->trash && filter_matches(p->q->op, p->q->filter, row))
            p->rows[kept++] = row;
    }
    p->n = kept;
}

static int read_offset(struct past *p, uint64_t bound, size_t *ret_offset)
{
    struct list_query *q = p->q;
    struct cursor c = {0};
    *ret_offset = 0;
    if (q->request->cursor.n == 0)
        return 0;
    if (cursor_read(q->op->arena, q->request->cursor, bound, &c) != 0 || c.n != 1 || c.value[0].kind != V_INT ||
        c.value[0].i < 0) {
        op_fail(q->op, ERR_SYNTAX, NULL, 0, NULL);
        op_field_fail(q->op, "?cursor", "list.cursor", 0, NULL);
        return ERR_SYNTAX;
    }
    *ret_offset = c.value[0].i < (int64_t)p->n ? (size_t)c.value[0].i : p->n;
    return 0;
}

static void write_page(struct past *p, size_t from, size_t to, uint64_t bound, int64_t seq, struct json *out)
{
    struct list_query *q = p->q;
    json_object_start(out);
    json_key(out, "items");
    json_array_start(out);
    for (size_t i = from; i < to; i++)
        resource_write(out, p->rows[i], &q->op->scope, q->only);
    json_array_end(out);
    json_key(out, "next");
    struct cursor next = {.n = 1, .value = {v_int((int64_t)to)}};
    if (to < p->n)
        json_str(out, cursor_write(q->op->arena, bound, &next));
    else
        json_none(out);
    json_key(out, "seq");
    json_int(out, seq);
    if (q->request->count) {
        json_key(out, "total");
        json_int(out, (int64_t)p->n);
    }
    json_object_end(out);
}

int list_as_of(struct list_query *q, struct json *out)
{
    struct past p = {.q = q, .d = described(q->r), .time_us = q->request->as_of_us};
    int64_t seq;
    int err = read_sort(&p);
    err = err ? err : event_last_seq(q->op->db, q->op->scope.workspace, &seq);
    err = err ? err : read_today(&p);
    for (size_t from = 0; err == 0 && from < p.n; from += AT_ONCE)
        err = take_back_some(&p, from, from + AT_ONCE < p.n ? from + AT_ONCE : p.n);
    if (err)
        return err;
    keep_matching(&p);
    qsort_r(p.rows, p.n, sizeof *p.rows, compare_rows, &p);
    char time[28];
    instant_write(p.time_us, time);
    uint64_t bound = cursor_bind(q->bound, str_of(time));
    size_t from;
    err = read_offset(&p, bound, &from);
    if (err)
        return err;
    write_page(&p, from, p.n - from < (size_t)q->limit ? p.n : from + (size_t)q->limit, bound, seq, out);
    return 0;
}
