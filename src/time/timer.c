#include "time/handlers.h"
#include "time/time.h"
#include "work/work.h"

#define IDLE_US  (12 * 60 * MINUTE_US) /* a timer that ran longer was forgotten */
#define NIGHT_US (6 * 60 * MINUTE_US)  /* or so long, over a midnight */

/* What the two actions that make an entry are told, as the input of the entry. */
static int entry_input(struct op *op, const json_t *body, const char *known, json_t *input)
{
    static const char *const taken[] = {"id", "task", "project", "client", "activity", "note", "billable", "block"};
    body_only(op, body, known);
    if (op->problem.code)
        return op->problem.code;
    for (size_t i = 0; i < sizeof taken / sizeof *taken; i++) {
        json_t *value = json_object_get(body, taken[i]);
        if (value && !json_is_null(value))
            json_object_set(input, taken[i], value);
    }
    return 0;
}

/* A block says what it is for, where nothing else was said. */
static int take_from_block(struct op *op, const json_t *body, json_t *input, struct row **ret_block)
{
    struct id id;
    *ret_block = NULL;
    int err = body_id(op, body, "block", false, &id);
    if (err || id_is_zero(id))
        return err;
    err = resource_get(op, &block_resource, id, false, ret_block);
    if (err)
        return err == ERR_NOT_FOUND ? op_field_fail(op, "/block", "field.not_found", 0, NULL) : err;
    static const char *const names[] = {"task", "project", "client"};
    bool named = false;
    for (int i = 0; i < 3; i++)
        named |= json_object_get(input, names[i]) != NULL;
    for (int i = 0; i < 3 && !named; i++) {
        input_id(input, names[i], row_get_id(*ret_block, names[i]));
        named = json_object_get(input, names[i]) != NULL; /* the rest follows from it */
    }
    if (!json_object_get(input, "activity"))
        input_id(input, "activity", row_get_id(*ret_block, "activity"));
    return 0;
}

static int stop(struct op *op, struct id entry, int64_t end_us, struct row **ret_row)
{
    struct row *row;
    int err = resource_get(op, &entry_resource, entry, false, &row);
    if (err)
        return err;
    int64_t start_us = row_get_int(row, "start");
    if (end_us - start_us > US_PER_DAY) /* forgotten for days: it counts for one, and can be put right */
        end_us = start_us + US_PER_DAY;
    json_auto_t *patch = json_object();
    input_instant(patch, "end", end_us > start_us ? end_us : start_us + US_PER_S);
    return resource_update(op, &entry_resource, entry, ANY_VERSION, patch, ret_row);
}

/* When it was started: earlier than it is heard of, where there was no connection. */
static int started(struct op *op, const json_t *body, int64_t *start_us)
{
    struct str text = {0};
    int64_t given_us = 0;
    body_text(op, body, "start", false, 40, &text);
    if (!op->problem.code && text.n && instant_parse(text, &given_us) != 0)
        op_field_fail(op, "/start", "field.instant", 0, NULL);
    if (!op->problem.code && text.n && given_us > op->now_us + MINUTE_US)
        op_field_fail(op, "/start", "entry.future", 0, NULL);
    if (!op->problem.code && text.n)
        *start_us = given_us;
    return op->problem.code;
}

int timer_start_post(struct op *op, struct request *req, struct reply *reply)
{
    struct id running;
    struct row *row, *block;
    int64_t start_us = op->now_us / US_PER_S * US_PER_S;
    json_auto_t *input = json_object();
    int err = entry_input(op, req->json, "id task project client activity note billable block start", input);
    err = err ? err : take_from_block(op, req->json, input, &block);
    err = err ? err : started(op, req->json, &start_us);
    err = err ? err : entry_running(op, op->scope.me, &running);
    if (!err && !id_is_zero(running))
        err = stop(op, running, start_us, &row);
    if (err)
        return err;
    input_instant(input, "start", start_us);
    err = resource_create(op, &entry_resource, input, &row);
    return err ? err : reply_row(op, req, reply, 201, row);
}

int timer_stop_post(struct op *op, struct request *req, struct reply *reply)
{
    struct id running;
    struct row *row;
    int64_t end_us = op->now_us / US_PER_S * US_PER_S;
    struct str text = {0};
    if (req->json) {
        body_only(op, req->json, "end");
        body_text(op, req->json, "end", false, 40, &text);
        if (!op->problem.code && text.n && instant_parse(text, &end_us) != 0)
            op_field_fail(op, "/end", "field.instant", 0, NULL);
    }
    int err = op->problem.code ? op->problem.code : entry_running(op, op->scope.me, &running);
    if (err)
        return err;
    if (id_is_zero(running))
        return op_fail(op, ERR_CONFLICT, "timer.none", 0, NULL);
    if (text.n && end_us > op->now_us + MINUTE_US)
        return op_field_fail(op, "/end", "entry.future", 0, NULL);
    if (text.n) {
        struct row *now;
        err = resource_get(op, &entry_resource, running, false, &now);
        if (!err && end_us <= row_get_int(now, "start"))
            err = op_field_fail(op, "/end", "field.before_start", 0, NULL);
    }
    err = err ? err : stop(op, running, end_us, &row);
    return err ? err : reply_row(op, req, reply, 200, row);
}

int timer_get(struct op *op, struct request *req, struct reply *reply)
{
    (void)req;
    struct id running;
    struct row *row = NULL;
    int err = entry_running(op, op->scope.me, &running);
    if (!err && !id_is_zero(running))
        err = resource_get(op, &entry_resource, running, false, &row);
    if (err)
        return err;
    struct json j = reply_json(reply);
    json_object_start(&j);
    json_key(&j, "entry");
    if (row)
        resource_write(&j, row, &op->scope, NULL);
    else
        json_none(&j);
    json_key(&j, "idle");
    int64_t ran_us = row ? op->now_us - row_get_int(row, "start") : 0;
    bool overnight = row && row_get_int(row, "date") < op->today;
    json_bool(&j, ran_us > IDLE_US || (overnight && ran_us > NIGHT_US));
    json_object_end(&j);
    return 0;
}

/* ---- what was planned was done ---- */

static int log_times(struct op *op, const json_t *body, const struct row *block, json_t *input)
{
    int64_t minutes = 0;
    json_t *start = json_object_get(body, "start"), *end = json_object_get(body, "end");
    body_int(op, body, "minutes", 1, DAY_MINUTES, &minutes);
    if (start && !json_is_null(start))
        json_object_set(input, "start", start);
    else if (block)
        input_instant(input, "start", row_get_int(block, "start"));
    else
        return op_field_fail(op, "/start", "field.required", 0, NULL);
    if (minutes)
        json_object_set_new(input, "minutes", json_integer(minutes));
    else if (end && !json_is_null(end))
        json_object_set(input, "end", end);
    else if (block)
        input_instant(input, "end", row_get_int(block, "end"));
    else
        return op_field_fail(op, "/end", "field.required", 0, NULL);
    return op->problem.code;
}

int block_log_post(struct op *op, struct request *req, struct reply *reply)
{
    struct row *row, *block;
    json_auto_t *input = json_object();
    int err =
        entry_input(op, req->json, "id task project client activity note billable block start end minutes", input);
    err = err ? err : take_from_block(op, req->json, input, &block);
    err = err ? err : log_times(op, req->json, block, input);
    if (!err && block)
        input_id(input, "member", row_get_id(block, "member"));
    bool batch = !err && block && row_get_text(block, "tasks").n && !json_object_get(input, "task");
    if (batch)
        err = batch_log(op, block, input, reply);
    else
        err = err ? err : resource_create(op, &entry_resource, input, &row);
    if (!err && block && !str_is(row_get_text(block, "state"), "done")) {
        json_auto_t *done = json_pack("{s:s}", "state", "done");
        err = resource_update(op, &block_resource, row_get_id(block, "id"), ANY_VERSION, done, NULL);
    }
    return err || batch ? err : reply_row(op, req, reply, 201, row);
}
