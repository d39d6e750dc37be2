/* Calendars outside: their busy times, fetched every quarter of an hour (jobs/fetcher.h) or when a person asks. */
#pragma once
#include "time/ics.h"
#include "time/time.h"

#define OUTSIDE_EVERY_US  (15 * 60 * US_PER_S)
#define OUTSIDE_DAYS      400 /* ahead; what is further away is not kept */
#define OUTSIDE_CALENDARS 10  /* of one person */
#define OUTSIDE_AT_ONCE   4   /* transfers of a server at the same time */

/* May calendars lie at addresses that are not public? Said once, at the start. */
void outside_allow_private(bool allow);

/* What a fetch brought; between outside_fetch (anywhere, takes long) and outside_keep (in a write). */
struct outside_news {
    struct id calendar, member;
    const char *problem; /* one of outside_problems, or NULL */
    const struct ics_span *spans;
    size_t n;
};
extern const char *const outside_problems[]; /* NULL-ended */

/* Calendars that are due: at most `most` ids of active calendars whose last fetch is older than OUTSIDE_EVERY_US. */
int outside_due(struct op *op, size_t most, struct id *ret_ids, size_t *ret_n);
/* Reads the row, fetches and parses; no transaction is open. ERR_BUSY where too many run. */
int outside_fetch(struct op *op, struct id calendar, struct outside_news *ret_news);
/* Writes what is new. Nothing but the time of the fetch, where it is what was there. */
int outside_keep(struct op *op, const struct outside_news *news);
