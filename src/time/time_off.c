#include "time/time.h"

static const char *const parts[] = {"all", "morning", "afternoon", NULL};
static const char *const kinds[] = {"vacation", "sick", "training", "other", NULL};

static const struct field off_fields[] = {
    FIELDS_COMMON,
    FIELD_MEMBER,
    {.name = "first", .type = F_DATE, .flags = FF_REQUIRED | FF_SORT},
    {.name = "last", .type = F_DATE, .flags = FF_REQUIRED | FF_SORT},
    {.name = "part", .type = F_ENUM, .flags = FF_REQUIRED, .choices = parts, .initial = "\"all\""},
    {.name = "kind", .type = F_ENUM, .flags = FF_REQUIRED, .choices = kinds, .initial = "\"vacation\""},
    {.name = "note", .type = F_TEXT, .max = NOTE_MAX},
};

static const struct field over_fields[] = {
    FIELDS_COMMON,
    FIELD_MEMBER,
    {.name = "first", .type = F_DATE, .flags = FF_REQUIRED | FF_SORT},
    {.name = "last", .type = F_DATE, .flags = FF_REQUIRED | FF_SORT},
    /* more than the working hours, on each working day */
    {.name = "day_min", .type = F_INT, .flags = FF_REQUIRED, .min = 15, .max = 480},
    {.name = "note", .type = F_TEXT, .max = NOTE_MAX},
};

#define DAYS_MOST 732 /* two years: longer is a mistake of typing */

static int check(struct op *op, struct change *c)
{
    if (c->verb != VERB_CREATE && c->verb != VERB_UPDATE)
        return 0;
    if (row_get_null(c->after, "last")) /* one day */
        *row_at(c->after, "last") = *row_at(c->after, "first");
    if (row_get_null(c->after, "first"))
        return 0; /* told as missing */
    int64_t days = row_get_int(c->after, "last") - row_get_int(c->after, "first");
    if (days < 0)
        return op_field_fail(op, "/last", "field.before_start", 0, NULL);
    if (days > DAYS_MOST)
        return op_field_fail(op, "/last", "time.too_long", OP_ARGS({"days", v_int(DAYS_MOST)}));
    return 0;
}

static int check_over(struct op *op, struct change *c)
{
    int err = check(op, c);
    if (!err && c->verb != VERB_DELETE && row_get_int(c->after, "day_min") % 15)
        err = op_field_fail(op, "/day_min", "time.quarter_hours", 0, NULL);
    return err;
}

const struct resource time_off_resource = {
    .name = "time_off",
    .plural = "time_off",
    .table = "time_off",
    .fields = off_fields,
    .n_fields = FIELD_COUNT(off_fields),
    .scope = {.table = "time_off", .kind = SCOPED_OWN},
    .title = "id",
    .default_sort = "first",
    .version = 1,
    .check = check,
    .allow = own_allow,
};

const struct resource overtime_resource = {
    .name = "overtime",
    .plural = "overtime",
    .table = "overtime",
    .fields = over_fields,
    .n_fields = FIELD_COUNT(over_fields),
    .scope = {.table = "overtime", .kind = SCOPED_OWN},
    .title = "id",
    .default_sort = "first",
    .version = 1,
    .check = check_over,
    .allow = own_allow,
};
