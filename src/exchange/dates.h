/* Dates, times and numbers as other tools write them.
 *
 * Read: "2026-03-01", "2026-03-01T09:00:00.5Z", "25/Jun/20 12:44", "09/Jan/24 3:54 PM", "8/1/2026, 6:58:22 PM GMT+1",
 * "1 mars 2026", "March 5th, 2026 at 3pm", "05.03.2026 14h30", milliseconds and seconds since 1970. Month names in
 * English, French and German, whole or as their first letters. Two figures of a year: 70 to 99 are 19.., 00 to 69
 * are 20...
 *
 * Where a day and a month cannot be told apart in one cell, the whole column is looked at (date_guess); where that does
 * not tell either, the person is asked. */
#pragma once
#include "base/arena.h"
#include "base/civil.h"

enum date_order { DATE_ORDER_UNKNOWN, DATE_DAY_MONTH, DATE_MONTH_DAY };

struct date_time {
    int32_t day;      /* since 1970 */
    int32_t second;   /* of the day, or -1: only a date */
    bool has_offset;  /* the zone is said */
    int32_t offset_s; /* east positive */
};

/* 0 or -1: not a date, no such day, or the order would have to be known. */
int date_time_read(struct str text, enum date_order order, struct date_time *ret_time);
/* The instant; offset_s for what says none. A date alone is its midnight. */
int64_t date_time_instant(const struct date_time *t, int32_t offset_s);
/* Milliseconds (or seconds) since 1970 as a whole number; 0 or -1. */
int date_epoch_read(struct str text, int64_t *ret_time_us);

/* What the cells of a column say together. */
struct date_guess {
    int64_t cells;       /* not empty */
    int64_t read;        /* a date in some order */
    int64_t day_first;   /* can only be day-month */
    int64_t month_first; /* can only be month-day */
    int64_t either;      /* could be both, with different results */
};
void date_guess_add(struct date_guess *g, struct str text);
/* DATE_ORDER_UNKNOWN: ask (or it does not matter: then *ret_ask is false). */
enum date_order date_guess_order(const struct date_guess *g, bool *ret_ask);

enum number_point { NUMBER_POINT_UNKNOWN, NUMBER_POINT, NUMBER_COMMA };

/* A number with thousands apart ("1 234,56", "1.234,56", "1,234.56", "12'000", "-3", "40 %", "€ 12,50"); point says
 * which of the two is the decimal sign where the text alone does not ("1,234"). 0 or -1. */
int number_read(struct str text, enum number_point point, double *ret_value);
struct number_guess {
    int64_t cells, read, point, comma, either;
};
void number_guess_add(struct number_guess *g, struct str text);
enum number_point number_guess_point(const struct number_guess *g, bool *ret_ask);

/* A length of time in minutes: "1 h 30 m", "2h", "45 min", "1:30", "1,5 h", "PT1H30M", "2d 4h" (a day is 8 hours, a
 * week 5 days). A bare number is in units of `bare_s` seconds. 0 or -1. */
int duration_read(struct str text, double bare_s, int64_t *ret_min);
