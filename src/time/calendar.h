/* Working time as the planner counts it: of every active member, quarter hour by quarter hour.
 *
 * A day's hours come from the person's working hours in force on it, else from those for everybody, else from the usual
 * week (week.h). A holiday leaves none; overtime adds to the end of a day that has some; time off takes the day, or the
 * half of it on that side of the break nearest to its middle. Local times become instants by the person's zone: on the
 * day the clocks change, 9:00 is 9:00, and hours that do not exist are not worked.
 *
 * Nothing here asks what the reader may see: who calls masks what is not theirs. */
#pragma once
#include "time/time.h"

/* Bit s % 64 of word s / 64 is slot s, as in plan/plan.h. */
struct time_calendar {
    struct id member;
    const char *zone;
    uint64_t *work;  /* hours minus holidays and time off, plus overtime */
    uint64_t *focus; /* of `work`: focus hours and deep work; NULL where the person has none */
    uint64_t *free;  /* of `work`: without outside busy times, routines, and blocks that are not of a task */
    uint64_t *off;   /* hours that holidays and time off took away */
    uint64_t *quiet; /* hours in which nothing is to disturb, working or not; NULL where the person has none */
    int day_most_min, projects_most, clients_most; /* 0: no limit */
    int load_percent;
    int block_least_min, block_preferred_min, block_most_min;
    bool assumed; /* nobody has said this person's hours */
};

/* Of every active member, in order of id; from_us on a quarter hour. A constant number of statements. */
int time_calendars(struct op *op, int64_t from_us, int32_t slots, struct time_calendar **ret, size_t *ret_n);
/* Of one, active or not; ERR_NOT_FOUND for an unknown id. */
int time_calendar_of(struct op *op, struct id member, int64_t from_us, int32_t slots, struct time_calendar *ret);

/* Minutes of the set bits in [from, to). */
int64_t time_minutes(const uint64_t *bits, int32_t from, int32_t to);
/* The slot in which an instant lies, counted from from_us; negative before it. */
static inline int32_t time_slot(int64_t from_us, int64_t time_us)
{
    int64_t d = time_us - from_us;
    return (int32_t)(d >= 0 ? d / SLOT_US : -((-d + SLOT_US - 1) / SLOT_US));
}

/* What stands in calendars beside blocks, for showing: in order of member and start. */
enum time_span_kind { TIME_ROUTINE, TIME_OUTSIDE, TIME_OFF, TIME_HOLIDAY };
struct time_span {
    enum time_span_kind kind;
    struct id member, id; /* of the routine, outside calendar, time off or holiday */
    struct str title;     /* name of the routine, calendar or holiday; empty for time off */
    const char *part;     /* TIME_ROUTINE: "routine", "deep_work" or "admin"; TIME_OFF: "all", "morning", "afternoon" */
    struct id client, activity; /* TIME_ROUTINE */
    int64_t start_us, end_us;   /* TIME_OFF, TIME_HOLIDAY: whole local days, or the half */
};
/* member: zero for all who are active. Routines only on days on which the person works. */
int time_spans(struct op *op, struct id member, int64_t from_us, int64_t until_us, struct time_span **ret,
               size_t *ret_n);
