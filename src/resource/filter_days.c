#include "resource/filter_tree.h"

static const char *const weekdays[] = {"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"};

enum period { DAY, WEEK, MONTH, YEAR };
static const struct {
    const char *word;
    enum period period;
    int offset;
} periods[] = {
    {"today", DAY, 0},        {"tomorrow", DAY, 1},   {"yesterday", DAY, -1}, {"week", WEEK, 0},
    {"nextweek", WEEK, 1},    {"lastweek", WEEK, -1}, {"month", MONTH, 0},    {"nextmonth", MONTH, 1},
    {"lastmonth", MONTH, -1}, {"year", YEAR, 0},      {"nextyear", YEAR, 1},  {"lastyear", YEAR, -1},
};

static char low(char c)
{
    return (char)(c >= 'A' && c <= 'Z' ? c + 32 : c);
}

static bool same(struct str text, const char *word, size_t n)
{
    if (text.n != n)
        return false;
    for (size_t i = 0; i < n; i++)
        if (low(text.at[i]) != word[i])
            return false;
    return true;
}

static bool digits(struct str s, int64_t *ret_number)
{
    if (s.n == 0 || s.n > 15)
        return false;
    int64_t number = 0;
    for (size_t i = 0; i < s.n; i++) {
        if (s.at[i] < '0' || s.at[i] > '9')
            return false;
        number = number * 10 + (s.at[i] - '0');
    }
    *ret_number = number;
    return true;
}

static struct str part(struct str s, size_t from, size_t to)
{
    return (struct str){s.at + from, to - from};
}

static int month_length(int year, int month)
{
    struct civil next = month == 12 ? (struct civil){year + 1, 1, 1} : (struct civil){year, month + 1, 1};
    return (int)(civil_to_day(next) - civil_to_day((struct civil){year, month, 1}));
}

/* The same day of another month, or that month's last. */
static int64_t add_months(int32_t day, int64_t months)
{
    struct civil c = civil_from_day(day);
    int64_t all = (int64_t)c.year * 12 + c.month - 1 + months;
    if (all < 12 || all >= 12 * 9999)
        return INT64_MAX;
    c.year = (int)(all / 12);
    c.month = (int)(all % 12) + 1;
    int length = month_length(c.year, c.month);
    c.day = c.day > length ? length : c.day;
    return civil_to_day(c);
}

static bool keep(int64_t first, int64_t last, int32_t *ret_first, int32_t *ret_last)
{
    int64_t least = civil_to_day((struct civil){1, 1, 1}), most = civil_to_day((struct civil){9999, 12, 31});
    if (first < least || last > most)
        return false;
    *ret_first = (int32_t)first;
    *ret_last = (int32_t)last;
    return true;
}

static bool whole_month(int64_t year, int64_t month, int32_t *ret_first, int32_t *ret_last)
{
    if (year < 1 || year > 9998 || month < 1 || month > 12)
        return false;
    int32_t first = civil_to_day((struct civil){(int)year, (int)month, 1});
    return keep(first, first + month_length((int)year, (int)month) - 1, ret_first, ret_last);
}

static bool whole_year(int64_t year, int32_t *ret_first, int32_t *ret_last)
{
    if (year < 1 || year > 9999)
        return false;
    return keep(civil_to_day((struct civil){(int)year, 1, 1}), civil_to_day((struct civil){(int)year, 12, 31}),
                ret_first, ret_last);
}

static bool period_days(enum period period, int offset, int32_t today, int32_t *ret_first, int32_t *ret_last)
{
    struct civil c = civil_from_day(today);
    int months = c.year * 12 + c.month - 1 + offset;
    int32_t monday = today - (civil_weekday(today) - 1) + 7 * offset;
    switch (period) {
    case DAY:
        return keep(today + offset, today + offset, ret_first, ret_last);
    case WEEK:
        return keep(monday, monday + 6, ret_first, ret_last);
    case MONTH:
        return whole_month(months / 12, months % 12 + 1, ret_first, ret_last);
    case YEAR:
        return whole_year(c.year + offset, ret_first, ret_last);
    }
    return false;
}

/* "7d", "-2w", "+1m", "1y": from today. */
static bool relative_day(struct str text, int32_t today, int32_t *ret_first, int32_t *ret_last)
{
    bool minus = text.n > 0 && text.at[0] == '-';
    if (text.n > 0 && (minus || text.at[0] == '+'))
        text = part(text, 1, text.n);
    int64_t number;
    if (text.n < 2 || text.n > 7 || !digits(part(text, 0, text.n - 1), &number))
        return false;
    number = minus ? -number : number;
    int64_t day;
    switch (low(text.at[text.n - 1])) {
    case 'd':
        day = today + number;
        break;
    case 'w':
        day = today + 7 * number;
        break;
    case 'm':
        day = add_months(today, number);
        break;
    case 'y':
        day = add_months(today, 12 * number);
        break;
    default:
        return false;
    }
    return keep(day, day, ret_first, ret_last);
}

/* The next such day; today counts. "mon" is enough. */
static bool weekday(struct str text, int32_t today, int32_t *ret_first, int32_t *ret_last)
{
    for (int i = 0; i < 7; i++) {
        if (!same(text, weekdays[i], strlen(weekdays[i])) && !same(text, weekdays[i], 3))
            continue;
        int ahead = (i + 1 - civil_weekday(today) + 7) % 7;
        return keep(today + ahead, today + ahead, ret_first, ret_last);
    }
    return false;
}

static bool written_month_or_year(struct str text, int32_t *ret_first, int32_t *ret_last)
{
    int64_t year, month;
    if (text.n == 4 && digits(text, &year))
        return whole_year(year, ret_first, ret_last);
    return text.n == 7 && text.at[4] == '-' && digits(part(text, 0, 4), &year) && digits(part(text, 5, 7), &month) &&
           whole_month(year, month, ret_first, ret_last);
}

bool filter_days(struct str text, int32_t today, int32_t *ret_first, int32_t *ret_last)
{
    int32_t day;
    if (date_parse(text, &day) == 0)
        return keep(day, day, ret_first, ret_last);
    for (size_t i = 0; i < sizeof periods / sizeof *periods; i++)
        if (same(text, periods[i].word, strlen(periods[i].word)))
            return period_days(periods[i].period, periods[i].offset, today, ret_first, ret_last);
    return weekday(text, today, ret_first, ret_last) || relative_day(text, today, ret_first, ret_last) ||
           written_month_or_year(text, ret_first, ret_last);
}

/* "2h", "1h30", "1h30m", "45m" */
static bool hours_and_minutes(struct str text, int64_t *ret_number)
{
    size_t h = 0;
    while (h < text.n && low(text.at[h]) != 'h')
        h++;
    int64_t hours = 0, minutes = 0;
    if (h < text.n && (!digits(part(text, 0, h), &hours) || hours > 1000000))
        return false;
    struct str rest = h < text.n ? part(text, h + 1, text.n) : text;
    if (rest.n > 0 && low(rest.at[rest.n - 1]) == 'm')
        rest.n--;
    else if (rest.n > 0 && h == text.n)
        return false;
    if ((rest.n > 0 || h == text.n) && !digits(rest, &minutes))
        return false;
    *ret_number = hours * 60 + minutes;
    return true;
}

bool filter_number(struct str text, bool minutes, int64_t *ret_number)
{
    bool minus = text.n > 0 && text.at[0] == '-';
    struct str rest = minus ? part(text, 1, text.n) : text;
    int64_t number;
    if (!digits(rest, &number) && !(minutes && !minus && hours_and_minutes(rest, &number)))
        return false;
    *ret_number = minus ? -number : number;
    return true;
}
