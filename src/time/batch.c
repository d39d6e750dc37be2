/* A batch becomes logged time: every task of it gets its part of the block, by how long it was to take, and a minute at
 * least. */
#include "time/handlers.h"
#include "time/time.h"
#include "work/work.h"

#define PART_MIN 15 /* what is not estimated */

struct part {
    struct id task;
    int64_t weight;
};

void input_id(json_t *input, const char *name, struct id id)
{
    char text[ID_TEXT + 1];
    if (id_is_zero(id))
        return;
    id_write(id, text);
    json_object_set_new(input, name, json_string(text));
}

void input_instant(json_t *input, const char *name, int64_t time_us)
{
    char text[28];
    instant_write(time_us, text);
    json_object_set_new(input, name, json_string(text));
}

/* What is in the trash by now, or not for who asks, has no part in it. */
static int parts_of(struct op *op, struct str ids, struct part *parts, size_t *ret_n)
{
    for (size_t i = 0; i < ids.n / sizeof(struct id) && *ret_n < BATCH_MOST; i++) {
        ROWS rows = {0};
        struct part *p = &parts[*ret_n];
        memcpy(p->task.byte, ids.at + i * sizeof p->task.byte, sizeof p->task.byte);
        int err = op_query(op, &rows,
                           "SELECT coalesce(t.estimate_min, $2) FROM @task t WHERE t.id = $1 AND t.deleted IS NULL",
                           ARGS(v_id(p->task), v_int(PART_MIN)));
        if (!err && (err = rows_next(&rows)) == 1) {
            p->weight = row_int(&rows, 0) > 0 ? row_int(&rows, 0) : PART_MIN;
            (*ret_n)++;
        }
        if (err < 0)
            return err;
    }
    return *ret_n ? 0 : op_field_fail(op, "/block", "field.not_found", 0, NULL);
}

static int64_t instant_of(const json_t *input, const char *name)
{
    int64_t time_us = 0;
    const char *text = json_string_value(json_object_get(input, name));
    return text && !instant_parse(str_of(text), &time_us) ? time_us : 0;
}

int batch_log(struct op *op, const struct row *block, json_t *input, struct reply *reply)
{
    struct part parts[BATCH_MOST];
    size_t n = 0;
    int64_t start_us = instant_of(input, "start"), minutes = json_integer_value(json_object_get(input, "minutes"));
    int64_t whole = 0, before = 0, from = 0;
    int err = parts_of(op, row_get_text(block, "tasks"), parts, &n);
    if (err)
        return err;
    if (!minutes)
        minutes = (instant_of(input, "end") - start_us) / MINUTE_US;
    if (!start_us || minutes < (int64_t)n || minutes > DAY_MINUTES)
        return op_field_fail(op, "/end", "field.before_start", 0, NULL);
    for (size_t i = 0; i < n; i++)
        whole += parts[i].weight;
    static const char *const others[] = {"minutes", "project", "client"};
    for (int i = 0; i < 3; i++)
        json_object_del(input, others[i]);
    struct json j = reply_json(reply);
    json_object_start(&j);
    json_key(&j, "items");
    json_array_start(&j);
    for (size_t i = 0; i < n && !err; i++) {
        struct row *row;
        input_id(input, "task", parts[i].task);
        before += parts[i].weight;
        int64_t to = minutes * before / whole, least = from + 1, most = minutes - (int64_t)(n - i - 1);
        to = to < least ? least : to > most ? most : to;
        input_instant(input, "start", start_us + from * MINUTE_US);
        input_instant(input, "end", start_us + to * MINUTE_US);
        from = to;
        if (!(err = resource_create(op, &entry_resource, input, &row)))
            resource_write(&j, row, &op->scope, NULL);
        json_object_del(input, "id"); /* the first has it */
    }
    json_array_end(&j);
    json_object_end(&j);
    return err;
}
