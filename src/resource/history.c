#include "resource/history.h"

static struct event *event_keep(struct arena *a, const struct event *e)
{
    struct event *kept = arena_new(a, struct event);
    *kept = *e;
    kept->resource = arena_str(a, e->resource);
    kept->verb = arena_str(a, e->verb);
    kept->payload = arena_str(a, e->payload);
    kept->actor_kind = arena_str(a, e->actor_kind);
    kept->via = arena_str(a, e->via);
    return kept;
}

struct actor {
    struct id id;
    struct str name;
};

/* Names of the actors of one page: one statement for each kind, whatever the number of events. */
static int names_read(struct op *op, const char *resource, size_t n, struct actor *actors)
{
    const struct described *d = described_by_name(resource);
    if (!d || d->title < 0 || n == 0)
        return 0;
    struct value args[HISTORY_LIMIT_MAX + 1];
    struct buf sql;
    buf_init(&sql, 4096);
    buf_format(&sql, "SELECT t.id, t.%s FROM @%s t WHERE t.id IN (", d->resource->title, d->resource->table);
    for (size_t i = 0; i < HISTORY_LIMIT_MAX; i++) {
        args[i] = v_id(actors[i < n ? i : n - 1].id);
        buf_format(&sql, "%s$%zu", i ? ", " : "", i + 1);
    }
    buf_add(&sql, ")", 2); /* with its zero */
    ROWS rows = {0};
    int err = op_query_system(op, &rows, sql.at, HISTORY_LIMIT_MAX, args);
    buf_release(&sql);
    int step = 0;
    while (!err && (step = rows_next(&rows)) == 1)
        for (size_t i = 0; i < n; i++)
            if (id_eq(actors[i].id, row_id(&rows, 0)))
                actors[i].name = arena_str(op->arena, row_text(&rows, 1));
    return err ? err : step;
}

static int actors_find(struct op *op, size_t n, struct event *const *events, struct actor *actors)
{
    size_t found = 0;
    for (size_t i = 0; i < n; i++) {
        size_t k = 0;
        while (k < found && !id_eq(actors[k].id, events[i]->actor))
            k++;
        if (k == found && !id_is_zero(events[i]->actor))
            actors[found++].id = events[i]->actor;
    }
    int err = names_read(op, "member", found, actors);
    return err ? err : names_read(op, "contact", found, actors);
}

static void actor_write(struct json *j, const struct event *e, const struct actor *actors)
{
    json_key(j, "actor");
    if (id_is_zero(e->actor)) {
        json_none(j);
        return;
    }
    json_object_start(j);
    json_key(j, "id");
    json_id(j, e->actor);
    json_key(j, "kind");
    json_str(j, e->actor_kind);
    json_key(j, "name");
    for (size_t i = 0; i < HISTORY_LIMIT_MAX && !id_is_zero(actors[i].id); i++)
        if (id_eq(actors[i].id, e->actor) && actors[i].name.n) {
            json_str(j, actors[i].name);
            json_object_end(j);
            return;
        }
    json_none(j);
    json_object_end(j);
}

/* What was before it came to be shared with the client is not for contacts. */
static bool before_visible(const struct event *e, enum role role)
{
    return role > ROLE_PORTAL || (e->shared_before && id_is_zero(e->client_before));
}

/* Only what changed, of both sides. */
static void sides_write(struct json *j, const struct described *d, const struct event *e, const struct scope *reader)
{
    PAYLOAD p = {0};
    if (payload_open(e->payload, &p) != 0) {
        json_key(j, "erased");
        json_bool(j, true);
        return;
    }
    uint64_t changed[FIELD_SET];
    payload_changed(d, e, &p, changed);
    bool creation = str_is(e->verb, "create");
    if (!creation) {
        json_key(j, "before");
        payload_write_masked(j, d, before_visible(e, reader->role) ? p.before : NULL, reader, changed);
    }
    json_key(j, "after");
    payload_write_masked(j, d, p.after, reader, creation ? NULL : changed);
}

static void event_write(struct json *j, const struct described *d, const struct event *e, const struct scope *reader,
                        const struct actor *actors)
{
    json_object_start(j);
    json_key(j, "seq");
    json_int(j, e->seq);
    json_key(j, "time");
    json_instant(j, e->time_us);
    actor_write(j, e, actors);
    json_key(j, "via");
    json_str(j, e->via);
    json_key(j, "change");
    json_id(j, e->change);
    json_key(j, "verb");
    json_str(j, e->verb);
    json_key(j, "version");
    json_int(j, e->version);
    sides_write(j, d, e, reader);
    json_object_end(j);
}

/* Does it change anything that a contact sees? That somebody did something else, and when, is not theirs to know. */
static bool shows_something(const struct described *d, const struct event *e)
{
    PAYLOAD p = {0};
    uint64_t changed[FIELD_SET];
    if (!str_is(e->verb, "update") || payload_open(e->payload, &p) != 0)
        return true;
    payload_changed(d, e, &p, changed);
    return set_meets(changed, d->visible[ROLE_PORTAL]);
}

/* A contact sees what happened while the thing was shared with the client. */
static bool event_visible(const struct op *op, const struct described *d, const struct event *e)
{
    return op->scope.role > ROLE_PORTAL || (e->shared && id_eq(e->client, op->scope.client) && shows_something(d, e));
}

/* *ret_n is how many to show, *ret_next the sequence to go on with, 0 at the end. */
static int events_read(struct op *op, const struct described *d, struct id id, int64_t before_seq, int limit,
                       struct event **events, size_t *ret_n, int64_t *ret_next)
{
    ROWS rows = {0};
    int err = events_of_object(op->db, op->scope.workspace, id, before_seq, limit + 1, &rows);
    int step = err, read = 0;
    int64_t last = 0;
    *ret_n = 0;
    *ret_next = 0;
    while (!err && (step = rows_next(&rows)) == 1) {
        struct event e;
        event_from_row(&rows, &e);
        if (read++ == limit) {
            *ret_next = last;
            return 0;
        }
        last = e.seq;
        if (event_visible(op, d, &e))
            events[(*ret_n)++] = event_keep(op->arena, &e);
    }
    return step;
}

int resource_history(struct op *op, const struct resource *r, struct id id, int64_t before_seq, int limit,
                     struct json *out)
{
    const struct described *d = described(r);
    struct row *row;
    int err = row_load(op, d, id, true, false, &row);
    if (err)
        return err;
    limit = limit < 1 ? 1 : limit > HISTORY_LIMIT_MAX ? HISTORY_LIMIT_MAX : limit;
    struct event *events[HISTORY_LIMIT_MAX];
    struct actor actors[HISTORY_LIMIT_MAX] = {0};
    size_t n;
    int64_t next;
    err = events_read(op, d, id, before_seq, limit, events, &n, &next);
    err = err ? err : actors_find(op, n, events, actors);
    if (err)
        return err;
    json_object_start(out);
    json_key(out, "items");
    json_array_start(out);
    for (size_t i = 0; i < n; i++)
        event_write(out, d, events[i], &op->scope, actors);
    json_array_end(out);
    json_key(out, "next");
    if (next)
        json_int(out, next);
    else
        json_none(out);
    json_object_end(out);
    return 0;
}
