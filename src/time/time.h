/* Time: who works when, what stands in calendars, and what was worked.
 *
 *   working_hours   the week of a person, or of everybody who has none of their own; from a day on
 *   holiday         a day on which nobody works, or some do not; by rule for a country (holiday_rules.h)
 *   time_off        days or half days of one person
 *   overtime        more minutes a day, for some days
 *   routine         what comes back every week or month at the same hours: the template of a day
 *   block           what stands in a calendar by hand; one of a task, or of several small ones (a batch), stays where
 * it is when the rest is planned outside_calendar  an iCalendar address, of which only the busy times are kept (table
 * `busy`) entry           time that was worked; without an end it is the timer that runs, one a person timesheet a
 * person's week: once handed in, its entries stay as they are booking_page    hours that a person offers to others, at
 * an address (booking.h) booking         one that was taken
 *
 * What belongs to one person (SCOPED_OWN) is seen by them and by managers. A day is the person's own civil date: their
 * zone, else the workspace's. Weeks begin on Monday. */
#pragma once
#include "resource/resource.h"

extern const struct resource working_hours_resource, holiday_resource, time_off_resource, overtime_resource,
    block_resource, routine_resource, entry_resource, timesheet_resource, outside_calendar_resource,
    booking_page_resource, booking_resource;

#define SLOT_US     (15 * 60 * US_PER_S) /* calendars count in quarter hours */
#define MINUTE_US   (60 * US_PER_S)
#define NOTE_MAX    1000
#define DAY_MINUTES 1440
#define BATCH_MOST  20 /* tasks of a batch */

/* ---- person.c ---- */
/* `allow` of what belongs to a person: by themselves, or by a manager. */
int own_allow(struct op *op, const struct change *c);
/* Their zone, else the workspace's. */
const char *member_zone(struct op *op, struct id member);
static inline int32_t week_of(int32_t day) /* its Monday */
{
    return day - (civil_weekday(day) - 1);
}

#define FIELD_MEMBER                                                                                                   \
    {                                                                                                                  \
        .name = "member", .type = F_REF, .flags = FF_REQUIRED | FF_ON_CREATE | FF_CASCADE, .target = "member"          \
    }

/* ---- entry.c ---- */
/* The entry whose timer runs; the zero id where none does. */
int entry_running(struct op *op, struct id member, struct id *ret_entry);

/* ---- holiday_actions.c ---- */
/* Adds the public holidays of a country and year that are not there yet, named in the workspace's language; ret_rows
 * has HOLIDAYS_MOST places (holiday_rules.h). */
int holidays_add(struct op *op, struct str country, int year, struct row **ret_rows, size_t *ret_n);
