#include "resource/as_of.h"

#define PAGE 500
/* Operations take their time when they begin and their sequence when they are written: neighbours in the log may be out
 * of order by as long as a change can wait. */
#define DISORDER_US (10 * 60 * US_PER_S)

bool as_of_seen(const struct op *op, const struct described *d, const struct row *row)
{
    if (op->scope.role > ROLE_PORTAL)
        return true;
    return d->client >= 0 && d->shared >= 0 && row->value[d->shared].i != 0 &&
           id_eq(row->value[d->client].id, op->scope.client);
}

/* Walks one row back. False in ret_there where it was not made yet. */
static int walk_back(struct op *op, const struct described *d, struct row *row, int64_t time_us, bool *ret_there)
{
    int64_t seq = 0;
    *ret_there = true;
    for (;;) {
        ROWS rows = {0};
        int err = events_of_object(op->db, op->scope.workspace, row->value[FIELD_ID].id, seq, PAGE, &rows);
        int step = err, read = 0;
        while (!err && (step = rows_next(&rows)) == 1) {
            struct event e;
            event_from_row(&rows, &e);
            PAYLOAD p = {0};
            seq = e.seq;
            read++;
            if (e.time_us <= time_us)
                return 0;
            payload_open(e.payload, &p);
            *ret_there = payload_take_back(op, d, &e, &p, row);
            if (!*ret_there)
                return 0;
        }
        if (step < 0 || read < PAGE)
            return step;
    }
}

int resource_as_of(struct op *op, const struct resource *r, struct id id, int64_t time_us, struct row **ret_row)
{
    const struct described *d = described(r);
    struct row *row;
    bool there;
    int err = row_load(op, d, id, true, false, &row);
    err = err ? err : walk_back(op, d, row, time_us, &there);
    if (err)
        return err;
    if (!there || row->value[FIELD_DELETED].kind != V_NULL || !as_of_seen(op, d, row))
        return ERR_NOT_FOUND;
    *ret_row = row;
    return 0;
}

/* ---- many ---- */

/* Rows by id: open addressing, at most half full. */
struct walk {
    struct row **rows;
    bool *gone;    /* not made yet at that time */
    bool *visited; /* moved between projects: walked alone */
    size_t n, room;
    uint32_t *slots; /* index + 1 */
    size_t n_slots;
};

static size_t slot_of(const struct walk *w, struct id id)
{
    uint64_t h;
    memcpy(&h, id.byte + 8, sizeof h); /* the random half of a UUIDv7 */
    size_t at = (size_t)((h * UINT64_C(0x9E3779B97F4A7C15)) >> 20) & (w->n_slots - 1);
    while (w->slots[at] && !id_eq(w->rows[w->slots[at] - 1]->value[FIELD_ID].id, id))
        at = (at + 1) & (w->n_slots - 1);
    return at;
}

static void walk_index(struct op *op, struct walk *w)
{
    w->n_slots = 16;
    while (w->n_slots < w->n * 2)
        w->n_slots *= 2;
    w->slots = arena_array(op->arena, uint32_t, w->n_slots);
    w->gone = arena_array(op->arena, bool, w->n + 1);
    w->visited = arena_array(op->arena, bool, w->n + 1);
    for (size_t i = 0; i < w->n; i++)
        w->slots[slot_of(w, w->rows[i]->value[FIELD_ID].id)] = (uint32_t)(i + 1);
}

/* What is in the project now, in the trash or not, and what left it since. */
static int rows_now(struct op *op, const struct described *d, struct id project, int64_t time_us, struct walk *w)
{
    struct value args[] = {v_id(project), v_int(time_us), v_text(str_of(d->resource->name))};
    bool all = id_is_zero(project) || d->project < 0;
    struct str where = {"", 0};
    if (!all)
        where = arena_format(op->arena,
                             " WHERE t.%s = $1 OR t.id IN (SELECT e.object FROM @event e"
                             " WHERE e.project_before = $1 AND e.time > $2 AND e.resource = $3)",
                             d->resource->scope.project);
    struct str sql =
        arena_format(op->arena, "SELECT %.*s FROM @%s t%.*s", STR_FMT(d->columns), d->resource->table, STR_FMT(where));
    ROWS rows = {0};
    int err = op_query(op, &rows, sql.at, all ? 0 : 3, args);
    int step = err;
    while (!err && (step = rows_next(&rows)) == 1) {
        if (w->n == AS_OF_ROWS_MAX)
            return op_fail(op, ERR_TOO_LARGE, "resource.as_of_large", OP_ARGS({"max", v_int(AS_OF_ROWS_MAX)}));
        if (w->n == w->room) {
            size_t more = w->room ? w->room * 2 : 256;
            w->rows = arena_grow(op->arena, w->rows, w->room * sizeof *w->rows, more * sizeof *w->rows);
            w->room = more;
        }
        w->rows[w->n++] = row_read(op, d, &rows, 0);
    }
    return step;
}

static int page_read(struct op *op, const struct described *d, struct id project, int64_t seq, struct rows *ret_rows)
{
    struct value name = v_text(str_of(d->resource->name));
    if (id_is_zero(project) || d->project < 0)
        return op_query_system(
            op, ret_rows,
            "SELECT e.object, e.seq, e.verb, e.version, e.time, e.payload, e.project_before FROM @event e"
            " WHERE e.resource = $1 AND e.seq < $2 ORDER BY e.seq DESC LIMIT $3",
            ARGS(name, v_int(seq), v_int(PAGE)));
    return op_query_system(
        op, ret_rows,
        "SELECT e.object, e.seq, e.verb, e.version, e.time, e.payload, e.project_before FROM @event e"
        " WHERE e.resource = $1 AND e.seq < $2 AND e.project = $4 ORDER BY e.seq DESC LIMIT $3",
        ARGS(name, v_int(seq), v_int(PAGE), v_id(project)));
}

static void take_back(struct op *op, const struct described *d, struct walk *w, size_t i, const struct rows *rows)
{
    struct event e = {.verb = row_text(rows, 2), .version = row_int(rows, 3)};
    PAYLOAD p = {0};
    payload_open(row_text(rows, 5), &p);
    if (!payload_take_back(op, d, &e, &p, w->rows[i]))
        w->gone[i] = true;
}

/* One page of the log, newest first; *seq goes on, 0 at the end. */
static int walk_page(struct op *op, const struct described *d, struct id project, int64_t time_us, struct walk *w,
                     int64_t *seq)
{
    ROWS rows = {0};
    int err = page_read(op, d, project, *seq, &rows);
    int step = err, read = 0;
    while (!err && (step = rows_next(&rows)) == 1) {
        int64_t time = row_int(&rows, 4);
        size_t i = w->slots[slot_of(w, row_id(&rows, 0))];
        *seq = row_int(&rows, 1);
        read++;
        if (time < time_us - DISORDER_US) {
            *seq = 0;
            return 0;
        }
        if (i == 0 || time <= time_us || w->gone[i - 1] || w->visited[i - 1])
            continue;
        if (!id_is_zero(project) && d->project >= 0 && !row_is_null(&rows, 6))
            w->visited[i - 1] = true; /* the rest of its past lies in another project */
        take_back(op, d, w, i - 1, &rows);
    }
    if (step == 0 && read < PAGE)
        *seq = 0;
    return step;
}

/* Those that came from another project, or went there: their events are not all among the project's. */
static int walk_strays(struct op *op, const struct described *d, struct id project, int64_t time_us, struct walk *w)
{
    bool all = id_is_zero(project) || d->project < 0;
    for (size_t i = 0; i < w->n && !all; i++) {
        const struct value *now = &w->rows[i]->value[d->project];
        bool there = true, elsewhere = now->kind != V_ID || !id_eq(now->id, project);
        struct row *row;
        if (!w->visited[i] && !elsewhere)
            continue;
        int err = row_load(op, d, w->rows[i]->value[FIELD_ID].id, true, true, &row);
        err = err ? err : walk_back(op, d, row, time_us, &there);
        if (err)
            return err;
        now = &row->value[d->project];
        w->rows[i] = row;
        w->gone[i] = !there || now->kind != V_ID || !id_eq(now->id, project);
    }
    return 0;
}

int resource_as_of_project(struct op *op, const struct resource *r, struct id project, int64_t time_us,
                           struct row ***ret_rows, size_t *ret_n)
{
    const struct described *d = described(r);
    struct walk w = {0};
    int err = rows_now(op, d, project, time_us, &w);
    if (err)
        return err;
    walk_index(op, &w);
    for (int64_t seq = INT64_MAX; seq > 0 && !err;)
        err = walk_page(op, d, project, time_us, &w, &seq);
    err = err ? err : walk_strays(op, d, project, time_us, &w);
    size_t kept = 0;
    for (size_t i = 0; i < w.n; i++)
        if (!w.gone[i] && w.rows[i]->value[FIELD_DELETED].kind == V_NULL && as_of_seen(op, d, w.rows[i]))
            w.rows[kept++] = w.rows[i];
    *ret_rows = w.rows;
    *ret_n = kept;
    return err;
}
