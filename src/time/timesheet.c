#include "time/timesheet.h"

static const char *const states[] = {"open", "submitted", "approved", "rejected", NULL};

static const struct field fields[] = {
    FIELDS_COMMON,
    {.name = "member", .type = F_REF, .flags = FF_REQUIRED | FF_READ_ONLY, .target = "member"},
    /* its Monday */
    {.name = "week", .type = F_DATE, .flags = FF_REQUIRED | FF_READ_ONLY | FF_SORT},
    {.name = "state", .type = F_ENUM, .flags = FF_REQUIRED | FF_READ_ONLY, .choices = states, .initial = "\"open\""},
    {.name = "submitted", .type = F_INSTANT, .flags = FF_READ_ONLY},
    {.name = "decided", .type = F_INSTANT, .flags = FF_READ_ONLY},
    {.name = "decided_by", .type = F_REF, .flags = FF_READ_ONLY, .target = "member"},
    /* why it was rejected */
    {.name = "note", .type = F_TEXT, .flags = FF_READ_ONLY, .max = NOTE_MAX},
};

const struct resource timesheet_resource = {
    .name = "timesheet",
    .plural = "timesheets",
    .table = "timesheet",
    .fields = fields,
    .n_fields = FIELD_COUNT(fields),
    .scope = {.table = "timesheet", .kind = SCOPED_OWN},
    .create = ROLE_SYSTEM,
    .update = ROLE_SYSTEM,
    .delete_ = ROLE_SYSTEM,
    .title = "state",
    .default_sort = "-week",
    .version = 1,
};

int timesheet_of(struct op *op, struct id member, int32_t week, struct row **ret_row)
{
    ROWS rows = {0};
    int err = op_query_system(op, &rows,
                              "SELECT t.id FROM @timesheet t WHERE t.member = $1 AND t.week = $2 AND t.deleted IS NULL",
                              ARGS(v_id(member), v_int(week)));
    int step = err ? err : rows_next(&rows);
    struct id id = step == 1 ? row_id(&rows, 0) : (struct id){{0}};
    rows_end(&rows);
    if (step != 1)
        return step < 0 ? step : ERR_NOT_FOUND;
    return resource_get_system(op, &timesheet_resource, id, ret_row);
}

static int check_side(struct op *op, const struct row *entry)
{
    struct row *sheet;
    if (!entry || row_get_null(entry, "date") || row_get_null(entry, "member"))
        return 0;
    int32_t week = week_of((int32_t)row_get_int(entry, "date"));
    int err = timesheet_of(op, row_get_id(entry, "member"), week, &sheet);
    if (err)
        return err == ERR_NOT_FOUND ? 0 : err;
    struct str state = row_get_text(sheet, "state");
    if (!str_is(state, "submitted") && !str_is(state, "approved"))
        return 0;
    char text[11];
    date_write(week, text);
    return op_fail(op, ERR_INVALID, "entry.locked",
                   OP_ARGS({"week", v_text(arena_str(op->arena, str_of(text)))}, {"state", v_text(state)}));
}

int timesheet_check_entry(struct op *op, const struct change *c)
{
    bool elsewhere = !c->before || row_differs(c->before, c->after, "date");
    int err = check_side(op, c->before);
    return err || !elsewhere ? err : check_side(op, c->after);
}
