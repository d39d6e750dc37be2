#include "resource/payload.h"
#include "resource/inputs.h"
#include "resource/output.h"
#include <stdlib.h>

#define PAYLOAD_CEILING ((size_t)16 * 1024 * 1024) /* two whole rows of the largest resource */

static const char *const verb_names[] = {
    [VERB_CREATE] = "create", [VERB_UPDATE] = "update", [VERB_DELETE] = "delete", [VERB_RESTORE] = "restore"};

static struct id id_at(const struct row *row, int field)
{
    return row && field >= 0 && row->value[field].kind == V_ID ? row->value[field].id : (struct id){{0}};
}

static bool true_at(const struct row *row, int field)
{
    return row && field >= 0 && row->value[field].kind == V_INT && row->value[field].i != 0;
}

static bool moved(const struct described *d, const uint64_t changed[FIELD_SET])
{
    const int columns[] = {d->client, d->project, d->task, d->shared};
    for (int i = 0; i < 4; i++)
        if (columns[i] >= 0 && set_has(changed, (size_t)columns[i]))
            return true;
    return false;
}

/* Which fields stand in before and in after. */
static void sides(const struct described *d, const struct change *c, uint64_t before[FIELD_SET],
                  uint64_t after[FIELD_SET])
{
    uint64_t changed[FIELD_SET] = {0}, trash[FIELD_SET] = {0};
    set_add(trash, FIELD_DELETED);
    set_add(trash, FIELD_DELETION);
    if (c->verb == VERB_UPDATE)
        row_difference(c->before, c->after, changed);
    bool whole = moved(d, changed);
    for (int i = 0; i < FIELD_SET; i++) {
        uint64_t all = d->logged[i], part = all & changed[i];
        switch (c->verb) {
        case VERB_CREATE:
            before[i] = 0, after[i] = all;
            break;
        case VERB_UPDATE:
            before[i] = after[i] = whole ? all : part;
            break;
        case VERB_DELETE:
            before[i] = all, after[i] = trash[i];
            break;
        case VERB_RESTORE:
            before[i] = trash[i], after[i] = all;
            break;
        }
    }
}

static void payload_write(struct buf *out, const struct described *d, const struct change *c)
{
    uint64_t before[FIELD_SET], after[FIELD_SET];
    sides(d, c, before, after);
    struct json j;
    json_init(&j, out);
    json_object_start(&j);
    if (c->before) {
        json_key(&j, "updated");
        json_instant(&j, c->before->value[FIELD_UPDATED].i);
        json_key(&j, "before");
        row_write_set(&j, c->before, before);
    }
    json_key(&j, "after");
    row_write_set(&j, c->after, after);
    json_object_end(&j);
}

int payload_append(struct op *op, const struct described *d, const struct change *c)
{
    struct buf text;
    buf_init(&text, PAYLOAD_CEILING);
    payload_write(&text, d, c);
    struct event e = {
        .resource = str_of(d->resource->name),
        .object = c->after->value[FIELD_ID].id,
        .client = id_at(c->after, d->client),
        .project = id_at(c->after, d->project),
        .task = id_at(c->after, d->task),
        .shared = true_at(c->after, d->shared),
        .shared_before = true_at(c->before, d->shared),
        .verb = str_of(verb_names[c->verb]),
        .version = c->after->value[FIELD_VERSION].i,
        .schema = d->resource->version,
        .payload = buf_view(&text),
    };
    if (c->before && !id_eq(id_at(c->before, d->client), e.client))
        e.client_before = id_at(c->before, d->client);
    if (c->before && !id_eq(id_at(c->before, d->project), e.project))
        e.project_before = id_at(c->before, d->project);
    int err = text.full ? op_fail(op, ERR_TOO_LARGE, NULL, 0, NULL) : event_append(op, &e);
    buf_release(&text);
    return err;
}

int payload_open(struct str text, struct payload *ret_payload)
{
    *ret_payload = (struct payload){0};
    json_t *json = text.n ? json_loadb(text.at, text.n, 0, NULL) : NULL;
    if (!json)
        return -1;
    ret_payload->json = json;
    ret_payload->before = json_object_get(json, "before");
    ret_payload->after = json_object_get(json, "after");
    const char *updated = json_string_value(json_object_get(json, "updated"));
    if (updated && instant_parse(str_of(updated), &ret_payload->updated_us) != 0)
        ret_payload->updated_us = 0;
    return 0;
}

void payload_close(struct payload *p)
{
    json_decref(p->json);
    *p = (struct payload){0};
}

void payload_apply(struct op *op, const struct described *d, const json_t *values, struct row *row)
{
    const char *key;
    json_t *v;
    json_object_foreach((json_t *)values, key, v)
    {
        int i = described_field(d, str_of(key));
        struct value value;
        if (i >= 0 && input_stored(op->arena, &d->resource->fields[i], v, &value) == 0)
            row->value[i] = value;
    }
}

static bool is_creation(const struct event *e)
{
    return str_is(e->verb, "create");
}

bool payload_take_back(struct op *op, const struct described *d, const struct event *e, const struct payload *p,
                       struct row *row)
{
    if (is_creation(e))
        return false;
    payload_apply(op, d, p->before, row);
    row->value[FIELD_VERSION] = v_int(e->version - 1);
    if (p->updated_us)
        row->value[FIELD_UPDATED] = v_int(p->updated_us);
    return true;
}

void payload_changed(const struct described *d, const struct event *e, const struct payload *p,
                     uint64_t ret_set[FIELD_SET])
{
    memset(ret_set, 0, FIELD_SET * sizeof *ret_set);
    bool trash = str_is(e->verb, "delete") || str_is(e->verb, "restore");
    const char *key;
    json_t *v;
    json_object_foreach((json_t *)p->after, key, v)
    {
        int i = described_field(d, str_of(key));
        if (i < 0 || (trash && i != FIELD_DELETED && i != FIELD_DELETION))
            continue;
        const json_t *was = json_object_get(p->before, key);
        if (!was || !json_equal(was, v))
            set_add(ret_set, (size_t)i);
    }
}

void payload_write_masked(struct json *j, const struct described *d, const json_t *values, const struct scope *reader,
                          const uint64_t only[FIELD_SET])
{
    const char *key;
    json_t *v;
    const uint64_t *seen = described_seen(d, reader);
    json_object_start(j);
    json_object_foreach((json_t *)values, key, v)
    {
        int i = described_field(d, str_of(key));
        if (i < 0 || !set_has(seen, (size_t)i) || (only && !set_has(only, (size_t)i)))
            continue;
        char *text = json_dumps(v, JSON_COMPACT | JSON_ENCODE_ANY);
        json_key(j, d->resource->fields[i].name);
        json_raw(j, str_of(text ? text : "null"));
        free(text);
    }
    json_object_end(j);
}
