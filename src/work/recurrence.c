#include "work/recurrence.h"
#include <libical/ical.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define STEPS_MAX 20000 /* days of a daily rule: more than fifty years */

#define DAILY     1
#define WEEKLY    2
#define MONTHLY   4
#define YEARLY    8

static unsigned freq_bit(icalrecurrencetype_frequency freq)
{
    switch (freq) {
    case ICAL_DAILY_RECURRENCE:
        return DAILY;
    case ICAL_WEEKLY_RECURRENCE:
        return WEEKLY;
    case ICAL_MONTHLY_RECURRENCE:
        return MONTHLY;
    case ICAL_YEARLY_RECURRENCE:
        return YEARLY;
    default:
        return 0;
    }
}

static bool given(const short *list)
{
    return list[0] != ICAL_RECURRENCE_ARRAY_MAX;
}

/* Every weekday comes at least four times in a month, so a position up to four is always there. */
static bool positions_exist(const struct icalrecurrencetype *r)
{
    if (!given(r->by_set_pos))
        return true;
    for (int i = 0; r->by_set_pos[i] != ICAL_RECURRENCE_ARRAY_MAX; i++)
        if (r->by_set_pos[i] < -4 || r->by_set_pos[i] > 4)
            return false;
    for (int i = 0; r->by_day[i] != ICAL_RECURRENCE_ARRAY_MAX; i++)
        if (icalrecurrencetype_day_position(r->by_day[i]) != 0)
            return false;
    return given(r->by_day);
}

static bool numbers_allowed(const struct icalrecurrencetype *r, unsigned freq)
{
    for (int i = 0; r->by_day[i] != ICAL_RECURRENCE_ARRAY_MAX; i++) {
        int position = icalrecurrencetype_day_position(r->by_day[i]);
        if (position != 0 && (!(freq & (MONTHLY | YEARLY)) || position < -5 || position > 5))
            return false;
    }
    return true;
}

/* See the header: which parts go with which frequency. */
static bool combination_allowed(const struct icalrecurrencetype *r)
{
    unsigned freq = freq_bit(r->freq);
    const struct {
        const short *list;
        unsigned with;
    } parts[] = {
        {r->by_day, DAILY | WEEKLY | MONTHLY | YEARLY},
        {r->by_month_day, MONTHLY | YEARLY},
        {r->by_month, YEARLY},
        {r->by_set_pos, MONTHLY | YEARLY},
        {r->by_week_no, 0},
        {r->by_year_day, 0},
        {r->by_hour, 0},
        {r->by_minute, 0},
        {r->by_second, 0},
    };
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        if (given(parts[i].list) && !(freq & parts[i].with))
            return false;
    if ((given(r->by_day) && given(r->by_month_day)) || (freq == DAILY && given(r->by_day) && r->interval != 1))
        return false;
    return freq && !r->rscale && r->interval >= 1 && r->interval <= 366 && numbers_allowed(r, freq) &&
           positions_exist(r);
}

/* Through text: a time put together by hand has leftovers in its hours that stop weekly rules. */
static struct icaltimetype time_of(int32_t day)
{
    struct civil c = civil_from_day(day);
    char text[40];
    snprintf(text, sizeof text, "%04d%02d%02d", c.year, c.month, c.day);
    return icaltime_from_string(text);
}

/* libical keeps the text of RSCALE apart. */
static void rule_release(struct icalrecurrencetype *rule)
{
    icalmemory_free_buffer(rule->rscale);
}

static bool rule_parse(const char *text, struct icalrecurrencetype *ret_rule)
{
    icalerror_clear_errno();
    *ret_rule = icalrecurrencetype_from_string(text);
    if (combination_allowed(ret_rule))
        return true;
    rule_release(ret_rule);
    return false;
}

bool recurrence_rule_valid(const char *text)
{
    struct icalrecurrencetype rule;
    if (!rule_parse(text, &rule))
        return false;
    icalrecur_iterator *i = icalrecur_iterator_new(rule, time_of(0));
    bool valid = i != NULL;
    if (i)
        icalrecur_iterator_free(i);
    rule_release(&rule);
    return valid;
}

static int next_by_rule(const struct recurrence *r, int32_t day, int32_t *ret_day)
{
    struct icalrecurrencetype rule;
    int result = -1;
    if (!rule_parse(r->rule, &rule))
        return -1;
    icalrecur_iterator *i = icalrecur_iterator_new(rule, time_of(r->has_from ? r->from : day));
    for (int n = 0; i && n < STEPS_MAX; n++) {
        struct icaltimetype t = icalrecur_iterator_next(i);
        if (icaltime_is_null_time(t))
            break;
        int32_t at = civil_to_day((struct civil){t.year, t.month, t.day});
        if (at <= day)
            continue;
        *ret_day = at;
        result = 0;
        break;
    }
    if (i)
        icalrecur_iterator_free(i);
    rule_release(&rule);
    return result;
}

int recurrence_next(const struct recurrence *r, int32_t day, int32_t closed_day, int32_t *ret_day)
{
    if (r->rule)
        return next_by_rule(r, day, ret_day);
    *ret_day = closed_day + r->after_days;
    return *ret_day <= DAY_MOST ? 0 : -1;
}

/* ---- the JSON ---- */

static int refuse(struct op *op, const char *pointer, const char *below, const char *message)
{
    return op_field_fail(op, arena_format(op->arena, "%s%s", pointer, below).at, message, 0, NULL);
}

static int valid_rule(struct op *op, const char *pointer, const json_t *value)
{
    const json_t *rule = json_object_get(value, "rule"), *from = json_object_get(value, "from");
    const json_t *make = json_object_get(value, "make");
    int32_t day;
    if (!json_is_string(rule) || !recurrence_rule_valid(json_string_value(rule)))
        return refuse(op, pointer, "/rule", "recurrence.rule");
    if (from && (!json_is_string(from) || date_parse(str_of(json_string_value(from)), &day) != 0))
        return refuse(op, pointer, "/from", "field.date");
    if (make && (!json_is_string(make) ||
                 (strcmp(json_string_value(make), "done") != 0 && strcmp(json_string_value(make), "date") != 0)))
        return refuse(op, pointer, "/make", "recurrence.make");
    return 0;
}

int recurrence_valid(struct op *op, const char *pointer, const json_t *value)
{
    static const char *const known[] = {"rule", "from", "make", "after_days"};
    const char *key;
    const json_t *item;
    if (!json_is_object(value))
        return refuse(op, pointer, "", "recurrence.shape");
    json_object_foreach((json_t *)value, key, item)
    {
        bool found = false;
        for (size_t i = 0; i < sizeof known / sizeof *known; i++)
            found |= strcmp(key, known[i]) == 0;
        if (!found)
            return refuse(op, pointer, "", "recurrence.shape");
    }
    const json_t *after = json_object_get(value, "after_days");
    if (!after)
        return valid_rule(op, pointer, value);
    if (json_object_size(value) > 1 || !json_is_integer(after) || json_integer_value(after) < 1 ||
        json_integer_value(after) > AFTER_DAYS_MAX)
        return refuse(op, pointer, "/after_days", "recurrence.after_days");
    return 0;
}

int recurrence_read(struct arena *a, struct str json, struct recurrence *ret_recurrence)
{
    json_auto_t *value = json.n ? json_loadb(json.at, json.n, 0, NULL) : NULL;
    const char *rule = json_string_value(json_object_get(value, "rule"));
    const char *from = json_string_value(json_object_get(value, "from"));
    const char *make = json_string_value(json_object_get(value, "make"));
    struct recurrence r = {.rule = rule ? arena_cstr(a, str_of(rule)) : NULL,
                           .after_days = (int32_t)json_integer_value(json_object_get(value, "after_days")),
                           .on_date = make && strcmp(make, "date") == 0};
    r.has_from = from && date_parse(str_of(from), &r.from) == 0;
    if (!r.rule && r.after_days < 1)
        return -1;
    *ret_recurrence = r;
    return 0;
}

struct str recurrence_with_from(struct arena *a, struct str json, int32_t from)
{
    char text[11];
    json_auto_t *value = json_loadb(json.at, json.n, 0, NULL);
    if (!json_object_get(value, "rule") || json_object_get(value, "from"))
        return json;
    date_write(from, text);
    json_object_set_new(value, "from", json_string(text));
    char *written = json_dumps(value, JSON_COMPACT | JSON_SORT_KEYS);
    struct str kept = arena_str(a, str_of(written));
    free(written);
    return kept;
}
