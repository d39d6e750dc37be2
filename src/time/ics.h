/* Busy times out of an iCalendar file (RFC 5545), of any bytes.
 *
 * Read are VEVENTs with their start, end or duration, rule, dates in and out, changed occurrences, and whether they
 * count as busy (TRANSP, STATUS, X-MICROSOFT-CDO-BUSYSTATUS). Zones are IANA names, also behind a prefix, and Windows
 * names; what has none, or one nobody knows, is in the owner's zone. A whole day is the owner's. Rules are those of
 * work/recurrence.h; an event with another rule counts once, on its start. No title, place or person is kept. */
#pragma once
#include "base/arena.h"
#include <stdint.h>

#define ICS_BYTES_MOST   (5 * 1024 * 1024)
#define ICS_EVENTS_MOST  20000
#define ICS_DATES_MOST   2000   /* RDATE and EXDATE of one event */
#define ICS_STEPS_MOST   200000 /* of all rules together */
#define ICS_SECONDS_MOST 3      /* of work on rules */
#define ICS_SPANS_MOST   5000   /* of the result */
#define ICS_DAYS_MOST    31     /* of one event; longer ones are cut */

struct ics_span {
    int64_t start_us, end_us;
};
/* The busy times within [from, until), in order, not touching each other. 0, or ERR_INVALID where it is no calendar,
 * ERR_TOO_LARGE beyond the limits. zone: the owner's. */
int ics_busy(struct arena *a, struct str text, const char *zone, int64_t from_us, int64_t until_us,
             struct ics_span **ret_spans, size_t *ret_n);
