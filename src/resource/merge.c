/* A patch that was made from an older version: it is taken where nobody changed the same fields since. */
#include "base/json_out.h"
#include "resource/change.h"
#include "resource/inputs.h"
#include "resource/payload.h"

#define EVENTS_MAX 500 /* changes since; a patch older than that is stale */

/* The fields that changed after the expected version. ERR_STALE where the log does not say. */
static int changed_since(struct op *op, const struct described *d, struct id id, int64_t expected_version,
                         uint64_t ret_set[FIELD_SET])
{
    ROWS rows = {0};
    int err = events_of_object(op->db, op->scope.workspace, id, 0, EVENTS_MAX, &rows);
    if (err)
        return err;
    memset(ret_set, 0, FIELD_SET * sizeof *ret_set);
    int step;
    while ((step = rows_next(&rows)) == 1) {
        struct event e;
        event_from_row(&rows, &e);
        if (e.version <= expected_version)
            return 0;
        PAYLOAD p = {0};
        if (payload_open(e.payload, &p) != 0)
            return ERR_STALE;
        uint64_t set[FIELD_SET];
        payload_changed(d, &e, &p, set);
        for (int i = 0; i < FIELD_SET; i++)
            ret_set[i] |= set[i];
    }
    return step < 0 ? step : ERR_STALE;
}

/* "current": the row as it is, so that the person can choose between the values. */
static void current_tell(struct op *op, const struct row *current)
{
    struct buf text;
    buf_init(&text, (size_t)4 * 1024 * 1024);
    struct json j;
    buf_text(&text, "\"current\":");
    json_init(&j, &text);
    resource_write(&j, current, &op->scope, NULL);
    if (!text.full && op->problem.extra_json.n == 0)
        op->problem.extra_json = arena_str(op->arena, buf_view(&text));
    buf_release(&text);
}

int merge_check(struct op *op, const struct described *d, const struct row *current, int64_t expected_version,
                const struct row *after, const uint64_t given[FIELD_SET])
{
    uint64_t theirs[FIELD_SET];
    int err = expected_version > current->value[FIELD_VERSION].i
                  ? ERR_STALE
                  : changed_since(op, d, current->value[FIELD_ID].id, expected_version, theirs);
    if (err == ERR_STALE)
        return op_fail(op, ERR_STALE, "resource.stale", 0, NULL);
    if (err)
        return err;
    for (size_t i = 0; i < d->n; i++) {
        if (!set_has(theirs, i) || !set_has(given, i) || value_same(&current->value[i], &after->value[i]))
            continue;
        struct input in = {.op = op, .arena = op->arena, .field = &d->resource->fields[i]};
        op_fail(op, ERR_CONFLICT, "resource.changed_since", 0, NULL);
        input_fail(&in, "", "field.changed_since", 0, NULL);
    }
    if (op->problem.code == ERR_CONFLICT)
        current_tell(op, current);
    return op->problem.code;
}
