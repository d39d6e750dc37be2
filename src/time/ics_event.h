/* The events of an iCalendar file as they are written; see ics.h. Only for ics*.c. */
#pragma once
#include "time/ics.h"
#include <stdbool.h>

struct ics_time {
    int32_t day;
    int second; /* of the day */
    bool date;  /* a day without a time */
    bool utc;
    const char *zone; /* NULL: the owner's */
    bool given;
};

struct ics_event {
    struct str uid;
    struct ics_time start, end, replaces; /* replaces: RECURRENCE-ID */
    int64_t duration_s;                   /* -1: none */
    const char *rule;                     /* or NULL */
    struct ics_time *in, *out;            /* RDATE, EXDATE */
    size_t n_in, n_out;
    bool busy;
};

int ics_read(struct arena *a, struct str text, struct ics_event **ret_events, size_t *ret_n);
/* The instant, in the owner's zone where it has none. */
int64_t ics_instant(const struct ics_time *t, const char *owner);
