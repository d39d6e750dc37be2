#include "http/viewer.h"
#include "http/session.h"
#include <stdlib.h>

/* ---- sets ---- */

static size_t place_of(const struct id_set *set, struct id id)
{
    size_t low = 0, high = set->n;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (memcmp(set->id[middle].byte, id.byte, 16) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

bool id_set_has(const struct id_set *set, struct id id)
{
    size_t at = place_of(set, id);
    return at < set->n && id_eq(set->id[at], id);
}

void id_set_add(struct id_set *set, struct id id)
{
    size_t at = place_of(set, id);
    if (at < set->n && id_eq(set->id[at], id))
        return;
    if (set->n == set->room) {
        set->room = set->room ? set->room * 2 : 16;
        set->id = realloc(set->id, set->room * sizeof(*set->id));
        if (!set->id)
            abort();
    }
    memmove(&set->id[at + 1], &set->id[at], (set->n - at) * sizeof(*set->id));
    set->id[at] = id;
    set->n++;
}

void id_set_clear(struct id_set *set)
{
    set->n = 0;
}

void id_set_release(struct id_set *set)
{
    free(set->id);
    *set = (struct id_set){0};
}

/* ---- who sees what ---- */

static int fill(struct op *op, struct id_set *set, struct id_set *second, const char *sql, struct id person)
{
    ROWS rows = {0};
    int code = op_query_system(op, &rows, sql, ARGS(v_id(person)));
    while (code == 0 && (code = rows_next(&rows)) == 1) {
        id_set_add(set, row_id(&rows, 0));
        if (second)
            id_set_add(second, row_id(&rows, 1));
        code = 0;
    }
    return code;
}

#define OWN_TASKS "(SELECT owner FROM link WHERE ws=$ws AND field='task.assignees' AND target=$1)"

int viewer_load(struct op *op, struct id person, struct viewer *v)
{
    id_set_clear(&v->clients);
    id_set_clear(&v->tasks);
    id_set_clear(&v->projects);
    id_set_clear(&v->task_clients);
    int code = session_scope_of(op, person, &v->scope);
    if (code == 0 && (v->scope.variant == SCOPE_MEMBER || v->scope.variant == SCOPE_ASSIGNED))
        code =
            fill(op, &v->clients, NULL, "SELECT client FROM @access a WHERE a.member=$1 AND a.deleted IS NULL", person);
    if (code || v->scope.variant != SCOPE_ASSIGNED)
        return code;
    code = fill(op, &v->tasks, NULL, "SELECT owner FROM link WHERE ws=$ws AND field='task.assignees' AND target=$1",
                person);
    if (code == 0)
        code = fill(op, &v->projects, &v->task_clients,
                    "SELECT DISTINCT t.project, t.client FROM @task t WHERE t.id IN " OWN_TASKS, person);
    return code;
}

void viewer_release(struct viewer *v)
{
    id_set_release(&v->clients);
    id_set_release(&v->tasks);
    id_set_release(&v->projects);
    id_set_release(&v->task_clients);
}

/* ---- events ---- */

void news_read(struct op *op, const struct rows *r, struct news *ret_news)
{
    struct news n = {0};
    event_from_row(r, &n.event);
    n.event.resource = arena_str(op->arena, n.event.resource);
    n.event.verb = arena_str(op->arena, n.event.verb);
    n.event.actor_kind = arena_str(op->arena, n.event.actor_kind);
    n.event.via = arena_str(op->arena, n.event.via);
    n.d = described_by_name(n.event.resource.at);
    if (n.event.payload.n)
        payload_open(n.event.payload, &n.payload);
    n.event.payload = (struct str){"", 0};
    *ret_news = n;
}

static enum scope_kind kind_of(const struct news *n)
{
    return n->d->resource->scope.kind;
}

int news_complete(struct op *op, struct news *n)
{
    if (!n->d || (kind_of(n) != SCOPED_ME && kind_of(n) != SCOPED_VIEW && kind_of(n) != SCOPED_OWN))
        return 0;
    int code = row_load(op, n->d, n->event.object, true, true, &n->row);
    return code == ERR_NOT_FOUND ? 0 : code;
}

void news_release(struct news *n)
{
    if (n->payload.json)
        payload_close(&n->payload);
}

static bool text_is_id(const json_t *value, struct id id)
{
    char text[ID_TEXT + 1];
    id_write(id, text);
    return json_is_string(value) && strcmp(json_string_value(value), text) == 0;
}

static bool list_has(const json_t *list, struct id id)
{
    size_t i;
    json_t *item;
    json_array_foreach((json_t *)list, i, item) if (text_is_id(item, id)) return true;
    return false;
}

static bool said(const struct news *n, const char *field, struct id id)
{
    return text_is_id(json_object_get(n->payload.after, field), id) ||
           text_is_id(json_object_get(n->payload.before, field), id);
}

static bool told(const struct news *n, const char *field)
{
    return json_object_get(n->payload.after, field) != NULL;
}

static bool is(const struct news *n, const char *resource)
{
    return str_is(n->event.resource, resource);
}

/* Does the event change what the viewer may see beyond the object itself? */
static bool changes_rights(const struct viewer *v, const struct news *n)
{
    struct id me = v->scope.me;
    if (is(n, "access"))
        return said(n, "member", me) || !n->payload.json;
    if (is(n, "member") && id_eq(n->event.object, me))
        return told(n, "role") || told(n, "own_tasks_only") || told(n, "active") || told(n, "deleted") ||
               !n->payload.json;
    if (is(n, "contact") && id_eq(n->event.object, me))
        return true;
    if (v->scope.variant == SCOPE_ASSIGNED && is(n, "task")) {
        bool before = list_has(json_object_get(n->payload.before, "assignees"), me);
        bool after = list_has(json_object_get(n->payload.after, "assignees"), me);
        bool moved = !id_is_zero(n->event.client_before) || !id_is_zero(n->event.project_before);
        return before != after || (moved && id_set_has(&v->tasks, n->event.object)) || !n->payload.json;
    }
    return false;
}

bool news_ends_session(const struct news *n, struct id session)
{
    return id_eq(n->event.object, session) && str_is(n->event.verb, "delete") && (is(n, "session") || is(n, "token"));
}

static bool ends(const struct viewer *v, const struct news *n)
{
    return id_eq(n->event.object, v->scope.me) && str_is(n->event.verb, "delete") &&
           (is(n, "member") || is(n, "contact"));
}

static bool assigned_sees(const struct viewer *v, const struct news *n, struct id client, struct id project)
{
    const struct scope_table *t = &n->d->resource->scope;
    if (!id_set_has(&v->clients, client))
        return false;
    if (t->task)
        return id_set_has(&v->tasks, n->event.task);
    if (t->project)
        return id_set_has(&v->projects, project);
    return id_set_has(&v->task_clients, client);
}

/* SCOPED_CLIENT, for one side of the change. */
static bool sees_place(const struct viewer *v, const struct news *n, struct id client, struct id project, bool shared)
{
    const struct scope_table *t = &n->d->resource->scope;
    switch (v->scope.variant) {
    case SCOPE_SYSTEM:
    case SCOPE_ALL:
        return true;
    case SCOPE_MEMBER:
        return t->client && id_set_has(&v->clients, client);
    case SCOPE_ASSIGNED:
        return t->client && assigned_sees(v, n, client, project);
    case SCOPE_PORTAL:
        return t->client && t->shared && shared && id_eq(v->scope.client, client);
    case SCOPE_VARIANTS:
        break;
    }
    return false;
}

static bool mine(const struct viewer *v, const struct news *n)
{
    int member = resource_field(n->d->resource, "member");
    if (n->row && member >= 0)
        return n->row->value[member].kind == V_ID && id_eq(n->row->value[member].id, v->scope.me);
    return said(n, "member", v->scope.me);
}

static bool view_shared(const struct news *n, bool before)
{
    const json_t *value = json_object_get(before ? n->payload.before : n->payload.after, "shared");
    int shared = resource_field(n->d->resource, "shared");
    if (value)
        return json_is_true(value);
    return n->row && shared >= 0 && n->row->value[shared].kind == V_INT && n->row->value[shared].i != 0;
}

/* What a view is about: everything, or a client. */
static bool sees_subject(const struct viewer *v, struct id client)
{
    return v->scope.variant == SCOPE_ALL || id_is_zero(client) || id_set_has(&v->clients, client);
}

/* Where the row was; an event says it only where that changed. */
static struct id place_of_side(struct id was, struct id is, bool before)
{
    return before && !id_is_zero(was) ? was : is;
}

static bool sees(const struct viewer *v, const struct news *n, bool before)
{
    const struct event *e = &n->event;
    bool person = v->scope.role >= ROLE_MEMBER;
    switch (kind_of(n)) {
    case SCOPED_WORKSPACE:
        return person;
    case SCOPED_ME:
        return person && mine(v, n);
    case SCOPED_OWN:
        return person && (v->scope.variant == SCOPE_ALL || v->scope.variant == SCOPE_SYSTEM || mine(v, n));
    case SCOPED_VIEW:
        return person && (mine(v, n) || (view_shared(n, before) &&
                                         sees_subject(v, place_of_side(e->client_before, e->client, before))));
    case SCOPED_ADMIN:
        return v->scope.role >= ROLE_ADMIN;
    case SCOPED_CLIENT:
        return sees_place(v, n, place_of_side(e->client_before, e->client, before),
                          place_of_side(e->project_before, e->project, before), before ? e->shared_before : e->shared);
    }
    return false;
}

enum verdict viewer_judge(const struct viewer *v, const struct news *n)
{
    if (!n->d)
        return VERDICT_NOTHING;
    if (ends(v, n))
        return VERDICT_ENDED;
    if (changes_rights(v, n))
        return VERDICT_RESET;
    bool created = str_is(n->event.verb, "create");
    bool before = !created && sees(v, n, true), after = sees(v, n, false);
    if (after)
        return before || created ? VERDICT_CHANGE : VERDICT_ARRIVED;
    return before ? VERDICT_REMOVED : VERDICT_NOTHING;
}

/* ---- messages ---- */

static void write_id(struct json *j, const char *key, struct id id)
{
    json_key(j, key);
    if (id_is_zero(id))
        json_none(j);
    else
        json_id(j, id);
}

static const char *verb_of(const struct news *n, enum verdict verdict)
{
    static const char *const known[] = {"create", "delete", "restore"};
    if (verdict == VERDICT_REMOVED)
        return "remove";
    for (int i = 0; verdict == VERDICT_CHANGE && i < 3; i++)
        if (str_is(n->event.verb, known[i]))
            return known[i];
    return "update";
}

/* The fields the event sets, as the reader may see them, with what every row has. */
static void write_row(const struct news *n, const struct scope *reader, struct json *j)
{
    const uint64_t *seen = described_seen(n->d, reader);
    const char *key;
    json_t *v;
    json_key(j, "row");
    json_object_start(j);
    json_key(j, "id");
    json_id(j, n->event.object);
    json_key(j, "version");
    json_int(j, n->event.version);
    json_key(j, "updated");
    json_instant(j, n->event.time_us);
    json_object_foreach((json_t *)n->payload.after, key, v)
    {
        int i = described_field(n->d, str_of(key));
        if (i < 0 || i == FIELD_ID || i == FIELD_VERSION || i == FIELD_UPDATED || !set_has(seen, (size_t)i))
            continue;
        char *text = json_dumps(v, JSON_COMPACT | JSON_ENCODE_ANY);
        json_key(j, n->d->resource->fields[i].name);
        json_raw(j, str_of(text ? text : "null"));
        free(text);
    }
    json_object_end(j);
}

void news_write(const struct news *n, enum verdict verdict, const struct scope *reader, struct json *j)
{
    const struct event *e = &n->event;
    bool removed = verdict == VERDICT_REMOVED;
    json_object_start(j);
    json_key(j, "type");
    json_text(j, "change");
    json_key(j, "seq");
    json_int(j, e->seq);
    json_key(j, "time");
    json_instant(j, e->time_us);
    write_id(j, "actor", removed || reader->role < ROLE_MEMBER ? (struct id){{0}} : e->actor);
    write_id(j, "change", removed ? (struct id){{0}} : e->change);
    json_key(j, "resource");
    json_text(j, n->d->resource->name);
    write_id(j, "id", e->object);
    json_key(j, "verb");
    json_text(j, verb_of(n, verdict));
    if (!removed) {
        json_key(j, "version");
        json_int(j, e->version);
        write_id(j, "client", e->client);
        write_id(j, "project", e->project);
        if (n->payload.json)
            write_row(n, reader, j);
    }
    json_object_end(j);
}
