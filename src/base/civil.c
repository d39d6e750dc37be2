#include "base/civil.h"
#include "base/digits.h"
#include <time.h>

/* Days from civil and back: Howard Hinnant, "chrono-compatible low-level date algorithms"; years start in March, so
 * that the leap day is the last. */
int32_t civil_to_day(struct civil c)
{
    int year = c.month <= 2 ? c.year - 1 : c.year;
    int era = (year >= 0 ? year : year - 399) / 400;
    int year_of_era = year - era * 400;
    int day_of_year = (153 * (c.month + (c.month > 2 ? -3 : 9)) + 2) / 5 + c.day - 1;
    int day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return era * 146097 + day_of_era - 719468;
}

struct civil civil_from_day(int32_t day)
{
    int z = day + 719468;
    int era = (z >= 0 ? z : z - 146096) / 146097;
    int day_of_era = z - era * 146097;
    int year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    int day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int month = (5 * day_of_year + 2) / 153;
    struct civil c = {year_of_era + era * 400, month < 10 ? month + 3 : month - 9,
                      day_of_year - (153 * month + 2) / 5 + 1};
    c.year += c.month <= 2;
    return c;
}

int civil_weekday(int32_t day)
{
    int w = (day + 3) % 7; /* 1970-01-01 was a Thursday */
    return (w < 0 ? w + 7 : w) + 1;
}

int civil_month_days(int year, int month)
{
    static const int8_t days[12] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return month == 2 && leap ? 29 : days[month - 1];
}

/* `n` digits as a number, or -1. */
static int number(const char *at, int n)
{
    int v = 0;
    for (int i = 0; i < n; i++) {
        if (at[i] < '0' || at[i] > '9')
            return -1;
        v = v * 10 + (at[i] - '0');
    }
    return v;
}

int date_parse(struct str text, int32_t *ret_day)
{
    if (text.n != 10 || text.at[4] != '-' || text.at[7] != '-')
        return -1;
    struct civil c = {number(text.at, 4), number(text.at + 5, 2), number(text.at + 8, 2)};
    if (c.year < 1 || c.month < 1 || c.month > 12 || c.day < 1 || c.day > civil_month_days(c.year, c.month))
        return -1;
    *ret_day = civil_to_day(c);
    return 0;
}

/* "09:30:00" as seconds. A leap second reads as the second after it. */
static int time_parse(const char *at, int *ret_s)
{
    int h = number(at, 2), m = number(at + 3, 2), s = number(at + 6, 2);
    if (at[2] != ':' || at[5] != ':' || h < 0 || h > 23 || m < 0 || m > 59 || s < 0 || s > 60)
        return -1;
    *ret_s = h * 3600 + m * 60 + s;
    return 0;
}

/* ".25" and so on; digits after the sixth are read and cut off. */
static int fraction_parse(struct str *rest, int64_t *ret_us)
{
    *ret_us = 0;
    if (rest->n == 0 || rest->at[0] != '.')
        return 0;
    int64_t unit = 100000;
    size_t i = 1;
    for (; i < rest->n && rest->at[i] >= '0' && rest->at[i] <= '9'; i++, unit /= 10)
        *ret_us += unit * (rest->at[i] - '0');
    if (i == 1)
        return -1;
    *rest = (struct str){rest->at + i, rest->n - i};
    return 0;
}

static int offset_parse(struct str s, int *ret_s)
{
    if (s.n == 1 && (s.at[0] == 'Z' || s.at[0] == 'z')) {
        *ret_s = 0;
        return 0;
    }
    if (s.n != 6 || (s.at[0] != '+' && s.at[0] != '-') || s.at[3] != ':')
        return -1;
    int h = number(s.at + 1, 2), m = number(s.at + 4, 2);
    if (h < 0 || h > 23 || m < 0 || m > 59)
        return -1;
    *ret_s = (h * 3600 + m * 60) * (s.at[0] == '-' ? -1 : 1);
    return 0;
}

int instant_parse(struct str text, int64_t *ret_time_us)
{
    int32_t day;
    int second, offset_s;
    int64_t fraction_us;
    if (text.n < 20 || date_parse((struct str){text.at, 10}, &day) != 0 || time_parse(text.at + 11, &second) != 0)
        return -1;
    if (text.at[10] != 'T' && text.at[10] != 't' && text.at[10] != ' ')
        return -1;
    struct str rest = {text.at + 19, text.n - 19};
    if (fraction_parse(&rest, &fraction_us) != 0 || offset_parse(rest, &offset_s) != 0)
        return -1;
    int64_t us = day * US_PER_DAY + (second - offset_s) * US_PER_S + fraction_us;
    if (us < DAY_LEAST * US_PER_DAY || us >= (DAY_MOST + 1) * US_PER_DAY)
        return -1;
    *ret_time_us = us;
    return 0;
}

static char *date_digits(char *at, int32_t day)
{
    day = day < DAY_LEAST ? DAY_LEAST : day > DAY_MOST ? DAY_MOST : day;
    struct civil c = civil_from_day(day);
    at = digits_four(at, (unsigned)c.year);
    *at++ = '-';
    at = digits_two(at, (unsigned)c.month);
    *at++ = '-';
    return digits_two(at, (unsigned)c.day);
}

void date_write(int32_t day, char out[11])
{
    *date_digits(out, day) = 0;
}

int32_t instant_day(int64_t time_us)
{
    int64_t day = time_us / US_PER_DAY - (time_us % US_PER_DAY < 0);
    return (int32_t)(day < DAY_LEAST ? DAY_LEAST : day > DAY_MOST ? DAY_MOST : day);
}

size_t instant_write(int64_t time_us, char out[28])
{
    const int64_t least = DAY_LEAST * US_PER_DAY, most = (DAY_MOST + 1) * US_PER_DAY - 1;
    time_us = time_us < least ? least : time_us > most ? most : time_us;
    int32_t day = instant_day(time_us);
    int64_t us = time_us - day * US_PER_DAY;
    unsigned s = (unsigned)(us / US_PER_S), fraction = (unsigned)(us % US_PER_S);
    char *at = date_digits(out, day);
    *at++ = 'T';
    at = digits_two(at, s / 3600);
    *at++ = ':';
    at = digits_two(at, s / 60 % 60);
    *at++ = ':';
    at = digits_two(at, s % 60);
    if (fraction) {
        *at++ = '.';
        at = digits_two(digits_four(at, fraction / 100), fraction % 100);
    }
    *at++ = 'Z';
    *at = 0;
    return (size_t)(at - out);
}

static int64_t clock_us(clockid_t clock)
{
    struct timespec t;
    clock_gettime(clock, &t);
    return t.tv_sec * US_PER_S + t.tv_nsec / 1000;
}

int64_t clock_now_us(void)
{
    return clock_us(CLOCK_REALTIME);
}

int64_t clock_monotonic_us(void)
{
    return clock_us(CLOCK_MONOTONIC);
}
