/* Undo: what a change did to each of its objects is taken back, in one new change that goes the usual way (checks,
 * events, indexes), so that it can be undone in turn. Each object is written once, whatever happened to it in between.
 */
#include "resource/change.h"
#include "resource/inputs.h"
#include "resource/payload.h"

#define UNDO_EVENTS_MAX 20000

struct undone {
    const struct described *d;
    struct id id;
    struct row *now, *before; /* as it is; as it was before the change */
    bool made;                /* the change made it */
};

struct undo {
    struct event *events; /* oldest first, texts in the arena */
    size_t n_events;
    struct undone *objects; /* in the order in which the change came to them */
    size_t n;
};

static int events_load(struct op *op, struct id change, struct undo *u)
{
    ROWS rows = {0};
    int err = events_of_change(op->db, op->scope.workspace, change, &rows);
    int step = err;
    size_t room = 0;
    while (!err && (step = rows_next(&rows)) == 1) {
        if (u->n_events == room) {
            size_t more = room ? room * 2 : 16;
            u->events = arena_grow(op->arena, u->events, room * sizeof *u->events, more * sizeof *u->events);
            room = more;
        }
        if (u->n_events == UNDO_EVENTS_MAX)
            return op_fail(op, ERR_CONFLICT, "undo.too_large", OP_ARGS({"max", v_int(UNDO_EVENTS_MAX)}));
        struct event *e = &u->events[u->n_events++];
        event_from_row(&rows, e);
        e->resource = arena_str(op->arena, e->resource);
        e->verb = arena_str(op->arena, e->verb);
        e->payload = arena_str(op->arena, e->payload);
    }
    return step;
}

static bool is_author(const struct op *op, const struct undo *u)
{
    for (size_t i = 0; i < u->n_events; i++)
        if (id_is_zero(op->scope.me) || !id_eq(u->events[i].actor, op->scope.me))
            return false;
    return true;
}

/* Objects by id, in a table of the arena: open addressing. */
struct index {
    uint32_t *slots;
    size_t n;
};

static size_t index_slot(const struct index *x, const struct undo *u, struct id id)
{
    uint64_t h;
    memcpy(&h, id.byte + 8, sizeof h);
    size_t at = (size_t)((h * UINT64_C(0x9E3779B97F4A7C15)) >> 20) & (x->n - 1);
    while (x->slots[at] && !id_eq(u->objects[x->slots[at] - 1].id, id))
        at = (at + 1) & (x->n - 1);
    return at;
}

static int object_load(struct op *op, const struct event *e, struct undone *o)
{
    const struct described *d = described_by_name(arena_cstr(op->arena, e->resource));
    *o = (struct undone){.d = d, .id = e->object};
    if (!d)
        return op_fail(op, ERR_CONFLICT, "undo.not_possible", 0, NULL);
    int err = row_load(op, d, e->object, true, false, &o->now);
    if (!err)
        o->before = row_copy(op, o->now);
    return err;
}

static int objects_load(struct op *op, struct undo *u, struct index *x)
{
    for (x->n = 16; x->n < u->n_events * 2;)
        x->n *= 2;
    x->slots = arena_array(op->arena, uint32_t, x->n);
    u->objects = arena_array(op->arena, struct undone, u->n_events);
    bool hidden = false;
    for (size_t i = 0; i < u->n_events; i++) {
        size_t at = index_slot(x, u, u->events[i].object);
        if (x->slots[at])
            continue;
        int err = object_load(op, &u->events[i], &u->objects[u->n]);
        if (err == ERR_NOT_FOUND) {
            hidden = true;
            continue;
        }
        if (err)
            return err;
        x->slots[at] = (uint32_t)++u->n;
    }
    if (u->n == 0)
        return ERR_NOT_FOUND;
    return hidden ? op_fail(op, ERR_FORBIDDEN, "undo.out_of_reach", 0, NULL) : 0;
}

static struct str title_of(const struct op *op, const struct undone *o)
{
    if (o->d->title < 0 || !set_has(described_seen(o->d, &op->scope), (size_t)o->d->title))
        return (struct str){"", 0};
    return row_get_text(o->now, o->d->resource->title);
}

/* Somebody changed what this event had left: each field is an entry that names the object. */
static void conflicts_tell(struct op *op, const struct undone *o, const struct event *e, const struct payload *p)
{
    uint64_t changed[FIELD_SET];
    payload_changed(o->d, e, p, changed);
    struct row *left = row_copy(op, o->before);
    payload_apply(op, o->d, p->after, left);
    for (size_t i = 0; i < o->d->n; i++) {
        if (!set_has(changed, i) || value_same(&left->value[i], &o->before->value[i]))
            continue;
        struct input in = {.op = op, .arena = op->arena, .field = &o->d->resource->fields[i]};
        op_fail(op, ERR_CONFLICT, "undo.changed_since", OP_ARGS({"title", v_text(title_of(op, o))}));
        input_fail(&in, "", "field.changed_since", 0, NULL);
    }
}

/* Takes the events back in reverse, from what is there now. */
static int events_take_back(struct op *op, struct undo *u, const struct index *x)
{
    for (size_t i = u->n_events; i-- > 0;) {
        const struct event *e = &u->events[i];
        struct undone *o = &u->objects[x->slots[index_slot(x, u, e->object)] - 1];
        PAYLOAD p = {0};
        if (payload_open(e->payload, &p) != 0)
            return op_fail(op, ERR_CONFLICT, "undo.erased", 0, NULL);
        conflicts_tell(op, o, e, &p);
        o->made = !payload_take_back(op, o->d, e, &p, o->before);
    }
    return op->problem.code;
}

static int role_of_change(struct op *op, const struct undone *o, bool trash, const uint64_t changed[FIELD_SET])
{
    const struct resource *r = o->d->resource;
    int err = role_check(op, trash ? r->delete_ : r->update);
    for (size_t i = 0; i < o->d->n && !err; i++)
        if (set_has(changed, i))
            err = r->fields[i].set ? role_check(op, r->fields[i].set) : 0;
    return err;
}

enum phase { PHASE_RESTORE, PHASE_UPDATE, PHASE_DELETE, PHASE_NONE };

static enum phase phase_of(const struct undone *o)
{
    bool dead_now = o->now->value[FIELD_DELETED].kind != V_NULL;
    bool dead_then = o->made || o->before->value[FIELD_DELETED].kind != V_NULL;
    if (dead_then && dead_now)
        return o->made ? PHASE_NONE : PHASE_UPDATE;
    if (dead_now != dead_then)
        return dead_now ? PHASE_RESTORE : PHASE_DELETE;
    return PHASE_UPDATE;
}

/* The row with the values of before; what only bookkeeping knows (derived, version) stays as it is now. */
static struct row *row_target(struct op *op, const struct undone *o, const struct row *now)
{
    struct row *after = row_copy(op, now);
    for (size_t i = 0; i < o->d->n; i++)
        if (set_has(o->d->logged, i))
            after->value[i] = o->before->value[i];
    return after;
}

/* What goes back to where it came from must not go where the reader has nothing to do any more. */
static int check_reach(struct op *op, const struct described *d, const struct row *now, const struct row *after)
{
    const int places[] = {d->client, d->project};
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        int p = places[i];
        struct row *place;
        if (p < 0 || p == FIELD_ID || after->value[p].kind != V_ID || value_same(&now->value[p], &after->value[p]))
            continue;
        const struct described *of = described_by_name(d->resource->fields[p].target);
        int err = row_load(op, of, after->value[p].id, true, false, &place);
        if (err)
            return err == ERR_NOT_FOUND ? op_fail(op, ERR_FORBIDDEN, "undo.out_of_reach", 0, NULL) : err;
    }
    return 0;
}

static int put_back(struct op *op, const struct undone *o, enum verb verb, size_t *ret_undone)
{
    struct row *now = NULL;
    int err = row_load(op, o->d, o->id, true, true, &now); /* hooks of objects before may have touched it */
    if (err)
        return err;
    struct row *after = row_target(op, o, now);
    uint64_t changed[FIELD_SET];
    row_difference(now, after, changed);
    err = role_of_change(op, o, verb == VERB_RESTORE, changed);
    bool living = after->value[FIELD_DELETED].kind == V_NULL;
    err = !err && living ? trash_check_parents(op, o->d, after) : err;
    struct change c = {.resource = o->d->resource, .verb = verb, .before = now, .after = after};
    err = err ? err : change_apply(op, o->d, &c, APPLY_ALLOW, NULL);
    err = err ? err : check_reach(op, o->d, now, after);
    *ret_undone += !err && after->value[FIELD_VERSION].i != now->value[FIELD_VERSION].i;
    return err;
}

static int put_away(struct op *op, const struct undone *o, size_t *ret_undone)
{
    struct row *now;
    int err = row_load(op, o->d, o->id, false, true, &now);
    *ret_undone += !err || err == ERR_NOT_FOUND;
    if (err == ERR_NOT_FOUND)
        return 0; /* it went with something else of this undo */
    err = err ? err : role_check(op, o->d->resource->delete_);
    return err ? err : trash_put(op, o->d, now, APPLY_ALLOW);
}

/* What waits for its parent comes in a later round; a parent that stays in the trash is told in the last. */
static int put_back_restored(struct op *op, const struct undo *u, size_t *ret_undone)
{
    bool *done = arena_array(op->arena, bool, u->n);
    for (int idle = 0; idle < 2;) {
        bool progress = false;
        for (size_t i = 0; i < u->n; i++) {
            const struct undone *o = &u->objects[i];
            struct row *parent = NULL;
            if (done[i] || phase_of(o) != PHASE_RESTORE)
                continue;
            int err = trash_blocking(op, o->d, row_target(op, o, o->now), -1, &parent);
            if (!err && parent && idle == 0)
                continue;
            err = err ? err : put_back(op, o, VERB_RESTORE, ret_undone);
            if (err)
                return err;
            done[i] = progress = true;
        }
        idle = progress ? 0 : idle + 1;
    }
    return 0;
}

/* First what comes back, then what changes, each in the order of the change, where what holds comes before what is
 * held; then whatever came below since follows; then what goes. */
static int write_back(struct op *op, const struct undo *u, size_t *ret_undone)
{
    int err = put_back_restored(op, u, ret_undone);
    for (size_t i = 0; i < u->n && !err; i++)
        if (phase_of(&u->objects[i]) == PHASE_UPDATE)
            err = put_back(op, &u->objects[i], VERB_UPDATE, ret_undone);
    for (size_t i = 0; i < u->n && !err; i++)
        if (phase_of(&u->objects[i]) == PHASE_UPDATE)
            err = inherit_pass_on(op, u->objects[i].now, row_target(op, &u->objects[i], u->objects[i].now));
    for (size_t i = 0; i < u->n && !err; i++)
        if (phase_of(&u->objects[i]) == PHASE_DELETE)
            err = put_away(op, &u->objects[i], ret_undone);
    return err;
}

int change_undo(struct op *op, struct id change, size_t *ret_undone)
{
    struct undo u = {0};
    struct index x = {0};
    int err = events_load(op, change, &u);
    if (!err && u.n_events == 0)
        err = ERR_NOT_FOUND;
    err = err ? err : objects_load(op, &u, &x);
    if (!err && op->scope.role < ROLE_MANAGER && !is_author(op, &u))
        err = op_fail(op, ERR_FORBIDDEN, "undo.not_yours", 0, NULL);
    err = err ? err : events_take_back(op, &u, &x);
    if (err)
        return err;
    size_t undone = 0;
    const char *via = op->via;
    op->via = "undo";
    err = write_back(op, &u, &undone);
    op->via = via;
    if (!err && ret_undone)
        *ret_undone = undone;
    return err;
}
