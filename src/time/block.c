#include "time/booking.h"

static const char *const kinds[] = {"task", "batch", "routine", "check_in", "busy", NULL};
static const char *const states[] = {"planned", "done", NULL};
static const char *const parents[] = {"task", "project", "client", NULL};

static const struct field fields[] = {
    FIELDS_COMMON,
    FIELD_MEMBER,
    {.name = "start", .type = F_INSTANT, .flags = FF_REQUIRED | FF_SORT},
    {.name = "end", .type = F_INSTANT, .flags = FF_REQUIRED | FF_SORT},
    {.name = "kind", .type = F_ENUM, .flags = FF_REQUIRED, .choices = kinds, .initial = "\"task\""},
    {.name = "task", .type = F_REF, .flags = FF_CASCADE, .target = "task"},
    {.name = "client", .type = F_REF, .flags = FF_INHERIT, .target = "client"},
    {.name = "project", .type = F_REF, .flags = FF_INHERIT, .target = "project"},
    {.name = "title", .type = F_TEXT, .max = 500},
    {.name = "activity", .type = F_REF, .target = "activity"},
    /* of a batch: the small tasks that are done in it, one after the other */
    {.name = "tasks", .type = F_REFS, .max = BATCH_MOST, .target = "task"},
    /* stays where it is when the rest is planned */
    {.name = "locked", .type = F_BOOL, .flags = FF_REQUIRED, .initial = "true"},
    {.name = "state", .type = F_ENUM, .flags = FF_REQUIRED, .choices = states, .initial = "\"planned\""},
    {.name = "note", .type = F_TEXT, .max = NOTE_MAX},
};

static void check_instant(struct op *op, const struct row *row, const char *field, const char *pointer)
{
    if (!row_get_null(row, field) && row_get_int(row, field) % SLOT_US)
        op_field_fail(op, pointer, "time.quarter_hours", 0, NULL);
}

/* That two blocks overlap is no mistake of who writes one: the plan tells of it. */
static int check(struct op *op, struct change *c)
{
    const struct row *row = c->after;
    if (c->cascade || (c->verb != VERB_CREATE && c->verb != VERB_UPDATE))
        return 0;
    check_instant(op, row, "start", "/start");
    check_instant(op, row, "end", "/end");
    if (str_is(row_get_text(row, "kind"), "task") && row_get_null(row, "task"))
        op_field_fail(op, "/task", "time.block_task", 0, NULL);
    if (!str_is(row_get_text(row, "kind"), "batch") && row_get_text(row, "tasks").n)
        op_field_fail(op, "/tasks", "time.batch_tasks", 0, NULL);
    if (op->problem.code || row_get_null(row, "start") || row_get_null(row, "end"))
        return op->problem.code;
    int64_t length_us = row_get_int(row, "end") - row_get_int(row, "start");
    if (length_us <= 0)
        return op_field_fail(op, "/end", "field.before_start", 0, NULL);
    return length_us > US_PER_DAY ? op_field_fail(op, "/end", "time.day_long", 0, NULL) : 0;
}

const struct resource block_resource = {
    .name = "block",
    .plural = "blocks",
    .table = "block",
    .fields = fields,
    .n_fields = FIELD_COUNT(fields),
    .scope = {.table = "block", .kind = SCOPED_OWN, .client = "client", .project = "project", .task = "task"},
    .title = "title",
    .parents = parents,
    .default_sort = "start",
    .version = 2,
    .check = check,
    .follow = booking_follow_block,
    .allow = own_allow,
};
