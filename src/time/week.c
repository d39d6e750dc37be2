#include "time/week.h"

static bool read_range(const json_t *v, int after, struct week_range *ret_range)
{
    const json_t *from = json_array_get(v, 0), *to = json_array_get(v, 1);
    if (!json_is_array(v) || json_array_size(v) != 2 || !json_is_integer(from) || !json_is_integer(to))
        return false;
    int64_t a = json_integer_value(from), b = json_integer_value(to);
    if (a <= after || a >= b || b > 1440 || a % 15 || b % 15)
        return false;
    *ret_range = (struct week_range){(int)a, (int)b};
    return true;
}

static bool read_day(const json_t *v, struct week_day *ret_day)
{
    *ret_day = (struct week_day){.n = 0};
    if (!json_is_array(v) || json_array_size(v) > WEEK_RANGES)
        return false;
    for (size_t i = 0; i < json_array_size(v); i++) {
        int after = i ? ret_day->range[i - 1].to_min : -1;
        if (!read_range(json_array_get(v, i), after, &ret_day->range[i]))
            return false;
        ret_day->n++;
    }
    return true;
}

int week_valid(struct op *op, const char *pointer, const json_t *value)
{
    struct week_day day;
    if (!json_is_array(value) || json_array_size(value) != 7)
        return op_field_fail(op, pointer, "time.week", 0, NULL);
    for (size_t i = 0; i < 7; i++)
        if (!read_day(json_array_get(value, i), &day))
            op_field_fail(op, arena_format(op->arena, "%s/%zu", pointer, i).at, "time.week_day", 0, NULL);
    return op->problem.code;
}

int week_read(struct str json, struct week *ret_week)
{
    json_auto_t *v = json.n ? json_loadb(json.at, json.n, 0, NULL) : NULL;
    *ret_week = (struct week){0};
    if (!json_is_array(v) || json_array_size(v) != 7)
        return -1;
    for (size_t i = 0; i < 7; i++)
        if (!read_day(json_array_get(v, i), &ret_week->day[i]))
            return -1;
    return 0;
}

struct week week_usual(void)
{
    struct week w = {0};
    for (int i = 0; i < 5; i++)
        w.day[i] = (struct week_day){.range = {{540, 750}, {810, 1050}}, .n = 2};
    return w;
}

int week_day_minutes(const struct week_day *d)
{
    int sum = 0;
    for (int i = 0; i < d->n; i++)
        sum += d->range[i].to_min - d->range[i].from_min;
    return sum;
}
