#include "time/holiday_rules.h"
#include "base/civil.h"

enum kind {
    FIXED,  /* month, day */
    EASTER, /* days after Easter Sunday */
    NTH,    /* the n-th weekday of the month; -1 the last */
    UNTIL   /* the last weekday on or before the day */
};
enum moved { /* what becomes of a day on a weekend */
             STAYS,
             NEXT,   /* the next working day that is no holiday already */
             NEAREST /* Saturday: the Friday before; Sunday: the Monday after */
};
enum { MON = 1, THU = 4 };

struct rule {
    const char *country, *name;
    enum kind kind;
    int month, day; /* EASTER: `day` is the distance */
    int weekday, n;
    enum moved moved;
    int since; /* first year, 0: long ago */
};

static const struct rule rules[] = {
    {"FR", "holiday.new_year", FIXED, 1, 1},
    {"FR", "holiday.easter_monday", EASTER, 0, 1},
    {"FR", "holiday.labour_day", FIXED, 5, 1},
    {"FR", "holiday.victory_1945", FIXED, 5, 8},
    {"FR", "holiday.ascension", EASTER, 0, 39},
    {"FR", "holiday.whit_monday", EASTER, 0, 50},
    {"FR", "holiday.national_fr", FIXED, 7, 14},
    {"FR", "holiday.assumption", FIXED, 8, 15},
    {"FR", "holiday.all_saints", FIXED, 11, 1},
    {"FR", "holiday.armistice", FIXED, 11, 11},
    {"FR", "holiday.christmas", FIXED, 12, 25},

    {"BE", "holiday.new_year", FIXED, 1, 1},
    {"BE", "holiday.easter_monday", EASTER, 0, 1},
    {"BE", "holiday.labour_day", FIXED, 5, 1},
    {"BE", "holiday.ascension", EASTER, 0, 39},
    {"BE", "holiday.whit_monday", EASTER, 0, 50},
    {"BE", "holiday.national", FIXED, 7, 21},
    {"BE", "holiday.assumption", FIXED, 8, 15},
    {"BE", "holiday.all_saints", FIXED, 11, 1},
    {"BE", "holiday.armistice", FIXED, 11, 11},
    {"BE", "holiday.christmas", FIXED, 12, 25},

    {"LU", "holiday.new_year", FIXED, 1, 1},
    {"LU", "holiday.easter_monday", EASTER, 0, 1},
    {"LU", "holiday.labour_day", FIXED, 5, 1},
    {"LU", "holiday.europe_day", FIXED, 5, 9, .since = 2019},
    {"LU", "holiday.ascension", EASTER, 0, 39},
    {"LU", "holiday.whit_monday", EASTER, 0, 50},
    {"LU", "holiday.national", FIXED, 6, 23},
    {"LU", "holiday.assumption", FIXED, 8, 15},
    {"LU", "holiday.all_saints", FIXED, 11, 1},
    {"LU", "holiday.christmas", FIXED, 12, 25},
    {"LU", "holiday.st_stephen", FIXED, 12, 26},

    {"CH", "holiday.new_year", FIXED, 1, 1},
    {"CH", "holiday.good_friday", EASTER, 0, -2},
    {"CH", "holiday.easter_monday", EASTER, 0, 1},
    {"CH", "holiday.ascension", EASTER, 0, 39},
    {"CH", "holiday.whit_monday", EASTER, 0, 50},
    {"CH", "holiday.national", FIXED, 8, 1},
    {"CH", "holiday.christmas", FIXED, 12, 25},
    {"CH", "holiday.st_stephen", FIXED, 12, 26},

    {"DE", "holiday.new_year", FIXED, 1, 1},
    {"DE", "holiday.good_friday", EASTER, 0, -2},
    {"DE", "holiday.easter_monday", EASTER, 0, 1},
    {"DE", "holiday.labour_day", FIXED, 5, 1},
    {"DE", "holiday.ascension", EASTER, 0, 39},
    {"DE", "holiday.whit_monday", EASTER, 0, 50},
    {"DE", "holiday.german_unity", FIXED, 10, 3},
    {"DE", "holiday.christmas", FIXED, 12, 25},
    {"DE", "holiday.st_stephen", FIXED, 12, 26},

    {"GB", "holiday.new_year", FIXED, 1, 1, .moved = NEXT},
    {"GB", "holiday.good_friday", EASTER, 0, -2},
    {"GB", "holiday.easter_monday", EASTER, 0, 1},
    {"GB", "holiday.early_may", NTH, 5, .weekday = MON, .n = 1},
    {"GB", "holiday.spring_bank", NTH, 5, .weekday = MON, .n = -1},
    {"GB", "holiday.summer_bank", NTH, 8, .weekday = MON, .n = -1},
    {"GB", "holiday.christmas", FIXED, 12, 25, .moved = NEXT},
    {"GB", "holiday.boxing_day", FIXED, 12, 26, .moved = NEXT},

    {"IE", "holiday.new_year", FIXED, 1, 1},
    {"IE", "holiday.st_brigid", NTH, 2, .weekday = MON, .n = 1, .since = 2023},
    {"IE", "holiday.st_patrick", FIXED, 3, 17},
    {"IE", "holiday.easter_monday", EASTER, 0, 1},
    {"IE", "holiday.may_day", NTH, 5, .weekday = MON, .n = 1},
    {"IE", "holiday.june_holiday", NTH, 6, .weekday = MON, .n = 1},
    {"IE", "holiday.august_holiday", NTH, 8, .weekday = MON, .n = 1},
    {"IE", "holiday.october_holiday", NTH, 10, .weekday = MON, .n = -1},
    {"IE", "holiday.christmas", FIXED, 12, 25},
    {"IE", "holiday.st_stephen", FIXED, 12, 26},

    {"US", "holiday.new_year", FIXED, 1, 1, .moved = NEAREST},
    {"US", "holiday.mlk", NTH, 1, .weekday = MON, .n = 3},
    {"US", "holiday.presidents", NTH, 2, .weekday = MON, .n = 3},
    {"US", "holiday.memorial", NTH, 5, .weekday = MON, .n = -1},
    {"US", "holiday.juneteenth", FIXED, 6, 19, .moved = NEAREST, .since = 2021},
    {"US", "holiday.independence", FIXED, 7, 4, .moved = NEAREST},
    {"US", "holiday.labour_day", NTH, 9, .weekday = MON, .n = 1},
    {"US", "holiday.columbus", NTH, 10, .weekday = MON, .n = 2},
    {"US", "holiday.veterans", FIXED, 11, 11, .moved = NEAREST},
    {"US", "holiday.thanksgiving", NTH, 11, .weekday = THU, .n = 4},
    {"US", "holiday.christmas", FIXED, 12, 25, .moved = NEAREST},

    {"CA", "holiday.new_year", FIXED, 1, 1, .moved = NEXT},
    {"CA", "holiday.good_friday", EASTER, 0, -2},
    {"CA", "holiday.victoria", UNTIL, 5, 24, .weekday = MON},
    {"CA", "holiday.canada_day", FIXED, 7, 1, .moved = NEXT},
    {"CA", "holiday.labour_day", NTH, 9, .weekday = MON, .n = 1},
    {"CA", "holiday.reconciliation", FIXED, 9, 30, .moved = NEXT, .since = 2021},
    {"CA", "holiday.thanksgiving", NTH, 10, .weekday = MON, .n = 2},
    {"CA", "holiday.remembrance", FIXED, 11, 11, .moved = NEXT},
    {"CA", "holiday.christmas", FIXED, 12, 25, .moved = NEXT},
    {"CA", "holiday.boxing_day", FIXED, 12, 26, .moved = NEXT},
};

#define RULES (sizeof rules / sizeof *rules)

/* The computus of Gauss in the form of Meeus, Jones and Butcher. */
int32_t easter(int year)
{
    int a = year % 19, b = year / 100, c = year % 100;
    int d = b / 4, e = b % 4, f = (b + 8) / 25, g = (b - f + 1) / 3;
    int h = (19 * a + b - d - g + 15) % 30;
    int i = c / 4, k = c % 4;
    int l = (32 + 2 * e + 2 * i - h - k) % 7;
    int m = (a + 11 * h + 22 * l) / 451;
    int n = h + l - 7 * m + 114;
    return civil_to_day((struct civil){year, n / 31, n % 31 + 1});
}

static int32_t nth_weekday(int year, int month, int weekday, int n)
{
    int last = civil_month_days(year, month);
    int32_t first_day = civil_to_day((struct civil){year, month, 1});
    int32_t last_day = first_day + last - 1;
    if (n < 0)
        return last_day - (civil_weekday(last_day) - weekday + 7) % 7;
    return first_day + (weekday - civil_weekday(first_day) + 7) % 7 + 7 * (n - 1);
}

static int32_t day_of(const struct rule *r, int year)
{
    int32_t day;
    switch (r->kind) {
    case FIXED:
        return civil_to_day((struct civil){year, r->month, r->day});
    case EASTER:
        return easter(year) + r->day;
    case NTH:
        return nth_weekday(year, r->month, r->weekday, r->n);
    case UNTIL:
        day = civil_to_day((struct civil){year, r->month, r->day});
        return day - (civil_weekday(day) - r->weekday + 7) % 7;
    }
    return 0;
}

static bool taken(const struct holiday_date *dates, size_t n, int32_t day)
{
    for (size_t i = 0; i < n; i++)
        if (dates[i].day == day)
            return true;
    return false;
}

static int32_t move(const struct rule *r, int32_t day, const struct holiday_date *dates, size_t n)
{
    int weekday = civil_weekday(day);
    if (r->moved == NEAREST)
        return weekday == 6 ? day - 1 : weekday == 7 ? day + 1 : day;
    while (r->moved == NEXT && (civil_weekday(day) > 5 || taken(dates, n, day)))
        day++;
    return day;
}

bool holidays_known(struct str country)
{
    for (size_t i = 0; i < RULES; i++)
        if (str_is(country, rules[i].country))
            return true;
    return false;
}

size_t holidays_of(struct str country, int year, struct holiday_date ret_dates[HOLIDAYS_MOST])
{
    size_t n = 0;
    for (size_t i = 0; i < RULES && n < HOLIDAYS_MOST; i++) {
        const struct rule *r = &rules[i];
        if (!str_is(country, r->country) || year < r->since)
            continue;
        ret_dates[n] = (struct holiday_date){move(r, day_of(r, year), ret_dates, n), r->name};
        n++;
    }
    return n;
}
