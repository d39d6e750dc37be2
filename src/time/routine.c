#include "time/time.h"

static const char *const kinds[] = {"routine", "deep_work", "admin", NULL};
static const char *const month_weeks[] = {"first", "second", "third", "fourth", "last", NULL};

/* Some of 1 (Monday) to 7, rising. */
static int days_valid(struct op *op, const char *pointer, const json_t *value)
{
    int64_t last = 0;
    bool good = json_is_array(value) && json_array_size(value) > 0 && json_array_size(value) <= 7;
    for (size_t i = 0; good && i < json_array_size(value); i++) {
        const json_t *day = json_array_get(value, i);
        good = json_is_integer(day) && json_integer_value(day) > last && json_integer_value(day) <= 7;
        last = json_integer_value(day);
    }
    return good ? 0 : op_field_fail(op, pointer, "time.days", 0, NULL);
}

static const struct field fields[] = {
    FIELDS_COMMON,
    FIELD_MEMBER,
    {.name = "name", .type = F_TEXT, .flags = FF_REQUIRED, .max = 100},
    /* deep_work keeps its hours for planned work that wants to be undisturbed; the others keep all planned work out */
    {.name = "kind", .type = F_ENUM, .flags = FF_REQUIRED, .choices = kinds, .initial = "\"routine\""},
    {.name = "days",
     .type = F_JSON,
     .flags = FF_REQUIRED | FF_NO_FILTER,
     .max = 40,
     .initial = "[1,2,3,4,5]",
     .valid = days_valid},
    /* of a month only the first … of each of the days; null: every week */
    {.name = "month_week", .type = F_ENUM, .choices = month_weeks},
    {.name = "from_min", .type = F_INT, .flags = FF_REQUIRED | FF_SORT, .min = 0, .max = 1425},
    {.name = "to_min", .type = F_INT, .flags = FF_REQUIRED, .min = 15, .max = 1440},
    {.name = "activity", .type = F_REF, .target = "activity"},
    {.name = "client", .type = F_REF, .target = "client"},
    {.name = "first", .type = F_DATE},
    {.name = "last", .type = F_DATE},
    {.name = "active", .type = F_BOOL, .flags = FF_REQUIRED, .initial = "true"},
};

static int check(struct op *op, struct change *c)
{
    const struct row *row = c->after;
    if (c->verb != VERB_CREATE && c->verb != VERB_UPDATE)
        return 0;
    if (row_get_int(row, "from_min") % 15)
        op_field_fail(op, "/from_min", "time.quarter_hours", 0, NULL);
    if (row_get_int(row, "to_min") % 15)
        op_field_fail(op, "/to_min", "time.quarter_hours", 0, NULL);
    if (!row_get_null(row, "from_min") && !row_get_null(row, "to_min") &&
        row_get_int(row, "to_min") <= row_get_int(row, "from_min"))
        op_field_fail(op, "/to_min", "field.before_start", 0, NULL);
    if (!row_get_null(row, "first") && !row_get_null(row, "last") &&
        row_get_int(row, "last") < row_get_int(row, "first"))
        op_field_fail(op, "/last", "field.before_start", 0, NULL);
    return op->problem.code;
}

const struct resource routine_resource = {
    .name = "routine",
    .plural = "routines",
    .table = "routine",
    .fields = fields,
    .n_fields = FIELD_COUNT(fields),
    .scope = {.table = "routine", .kind = SCOPED_OWN, .client = "client"},
    .title = "name",
    .default_sort = "from_min",
    .version = 2,
    .check = check,
    .allow = own_allow,
};
