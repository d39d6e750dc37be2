#include "time/time.h"
#include "time/week.h"

static const struct field fields[] = {
    FIELDS_COMMON,
    /* null: for everybody who has none of their own */
    {.name = "member", .type = F_REF, .flags = FF_ON_CREATE | FF_CASCADE, .target = "member"},
    /* from this day on; null: since ever */
    {.name = "since", .type = F_DATE},
    {.name = "week", .type = F_JSON, .flags = FF_REQUIRED | FF_NO_FILTER, .max = WEEK_BYTES, .valid = week_valid},
    /* hours in which the person is at their best: for work that wants it */
    {.name = "focus", .type = F_JSON, .flags = FF_NO_FILTER, .max = WEEK_BYTES, .valid = week_valid},
    /* hours in which nothing notifies */
    {.name = "quiet", .type = F_JSON, .flags = FF_NO_FILTER, .max = WEEK_BYTES, .valid = week_valid},
    /* how the planner may fill a day */
    {.name = "day_most_min", .type = F_INT, .min = 0, .max = 1440},
    {.name = "load_percent", .type = F_INT, .flags = FF_REQUIRED, .min = 1, .max = 100, .initial = "85"},
    {.name = "projects_most", .type = F_INT, .min = 1, .max = 16, .initial = "3"},
    {.name = "clients_most", .type = F_INT, .min = 1, .max = 16},
    {.name = "block_least_min", .type = F_INT, .flags = FF_REQUIRED, .min = 15, .max = 480, .initial = "60"},
    {.name = "block_preferred_min", .type = F_INT, .flags = FF_REQUIRED, .min = 15, .max = 480, .initial = "90"},
    {.name = "block_most_min", .type = F_INT, .flags = FF_REQUIRED, .min = 15, .max = 720, .initial = "180"},
};

/* One's own; the others' and everybody's by a manager. */
static int allow(struct op *op, const struct change *c)
{
    bool own = !row_get_null(c->after, "member") && id_eq(row_get_id(c->after, "member"), op->scope.me);
    return own || op->scope.role >= ROLE_MANAGER ? 0 : op_fail(op, ERR_FORBIDDEN, "time.hours_not_yours", 0, NULL);
}

static int check(struct op *op, struct change *c)
{
    static const char *const names[] = {"block_least_min", "block_preferred_min", "block_most_min"};
    static const char *const pointers[] = {"/block_least_min", "/block_preferred_min", "/block_most_min"};
    if (c->verb != VERB_CREATE && c->verb != VERB_UPDATE)
        return 0;
    for (int i = 0; i < 3; i++)
        if (row_get_int(c->after, names[i]) % 15)
            op_field_fail(op, pointers[i], "time.quarter_hours", 0, NULL);
    for (int i = 1; i < 3; i++)
        if (row_get_int(c->after, names[i]) < row_get_int(c->after, names[i - 1]))
            op_field_fail(op, pointers[i], "time.block_order", 0, NULL);
    return op->problem.code;
}

const struct resource working_hours_resource = {
    .name = "working_hours",
    .plural = "working_hours",
    .table = "working_hours",
    .fields = fields,
    .n_fields = FIELD_COUNT(fields),
    .scope = {.table = "working_hours", .kind = SCOPED_WORKSPACE},
    .title = "id",
    .default_sort = "created",
    .version = 1,
    .check = check,
    .allow = allow,
};
