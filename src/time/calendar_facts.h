/* What decides when people work, read for a range of days; and what it makes of one day. Only for calendar*.c. */
#pragma once
#include "time/calendar.h"
#include "time/week.h"

/* A zone's days: the offset at each local midnight, so that most local times become instants without asking ICU. */
struct zone_days {
    const char *name;
    int32_t first;
    int n;
    int32_t *offset_s; /* n + 1 */
    struct zone_days *next;
};
int64_t zone_days_instant(const struct zone_days *z, int32_t day, int minute); /* minute may be 1440 */

struct hours {
    struct id member; /* zero: everybody */
    int32_t since;
    struct week week, focus, quiet;
    bool has_focus, has_quiet;
    int day_most_min, load_percent, projects_most, clients_most, block_least_min, block_preferred_min, block_most_min;
};
struct holiday {
    struct id id;
    int32_t day;
    struct str name, members; /* ids one after the other; empty: everybody */
};
struct days { /* time off and overtime */
    struct id id, member;
    int32_t first, last;
    int day_min;
    const char *part;
};
struct person {
    struct id id;
    const struct zone_days *zone;
    const struct hours *hours; /* own, rising by `since` */
    const struct days *off, *over;
    size_t n_hours, n_off, n_over;
};
struct facts {
    int64_t from_us, until_us;
    int32_t first, last; /* days that may reach into the range, in any zone */
    struct person *people;
    const struct hours *everybody;
    struct holiday *holidays;
    size_t n_people, n_everybody, n_holidays;
    struct id low, high; /* members that are asked for */
};

/* member: zero for all who are active. */
int facts_load(struct op *op, struct id member, int64_t from_us, int64_t until_us, struct facts *ret_facts);

/* Who of the facts it is, or NULL. */
const struct person *facts_person(const struct facts *f, struct id member);
/* The hours in force, or NULL where nobody has said any; *ret_own: whether they are the person's. */
const struct hours *facts_hours(const struct facts *f, const struct person *p, int32_t day, bool *ret_own);

struct day_hours {
    struct week_day work, focus, quiet;
    struct week_day off; /* what a holiday or time off took away */
    const struct holiday *holiday;
};
void facts_day(const struct facts *f, const struct person *p, int32_t day, struct day_hours *ret_day);
/* Where a day is cut in halves, in minutes after midnight. */
int day_middle(const struct week_day *d);

/* On which days a routine falls: its days as JSON, and which of them in a month (empty: each). */
struct routine_days {
    unsigned weekdays; /* bit 1 Monday to bit 7 Sunday */
    int nth;           /* 0: each, 1 to 4, or ROUTINE_LAST */
};
#define ROUTINE_LAST 5
struct routine_days routine_days(struct str days, struct str month_week);
bool routine_falls(struct routine_days r, int32_t day);
