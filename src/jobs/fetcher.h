/* Fetches calendars outside that are due: a thread beside the clock, since a transfer may take long and must not hold
 * up what is written. Where several servers have one database more than one may fetch a calendar: the second finds
 * nothing new. */
#pragma once
#include "store/writer.h"

struct fetcher;

int fetcher_start(const char *where, struct writer *w, struct fetcher **ret_fetcher);
/* Before the writer ends; waits for a transfer that runs (at most 20 s). */
void fetcher_stop(struct fetcher *f);
