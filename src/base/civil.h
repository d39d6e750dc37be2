/* Civil dates and instants, proleptic Gregorian, no zones (those are ICU's, see locale/zone.h).
 * A date is days since 1970-01-01; an instant is microseconds since 1970-01-01T00:00Z. Years 0001 to 9999; what is
 * written is first brought into that range. */
#pragma once
#include "base/str.h"
#include <stdint.h>

#define US_PER_S   INT64_C(1000000)
#define US_PER_DAY (INT64_C(86400) * US_PER_S)
#define DAY_LEAST  (-719162) /* 0001-01-01 */
#define DAY_MOST   2932896   /* 9999-12-31 */

struct civil {
    int year, month, day; /* month 1..12, day 1..31 */
};

int32_t civil_to_day(struct civil c);
struct civil civil_from_day(int32_t day);
int civil_weekday(int32_t day); /* 1 Monday .. 7 Sunday, ISO 8601 */
int civil_month_days(int year, int month);
int date_parse(struct str text, int32_t *ret_day);        /* "2026-03-01", the date must exist; 0 or -1 */
int instant_parse(struct str text, int64_t *ret_time_us); /* RFC 3339 with any offset, cut to microseconds; 0 or -1 */
void date_write(int32_t day, char out[11]);
/* "2026-03-01T09:00:00Z", with microseconds (".000001") only if not 0; returns the length. */
size_t instant_write(int64_t time_us, char out[28]);
int32_t instant_day(int64_t time_us); /* the date in UTC, rounded down */
int64_t clock_now_us(void);           /* wall clock */
int64_t clock_monotonic_us(void);     /* for durations */
