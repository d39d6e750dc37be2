/* What is to be done by the clock, and what a server that was down has missed: a thread that goes through a table of
 * jobs at its start and every minute after. A job looks into the database for what is due, so nothing depends on the
 * thread having been there at the right moment, and several servers on one database do it once: jobs run as writes, one
 * after the other. */
#pragma once
#include "store/writer.h"

struct clock;

int clock_start(struct writer *w, struct clock **ret_clock);
/* Before the writer ends. */
void clock_stop(struct clock *c);

/* Every job once, now; *ret_done: how many things were done. What the thread does, for the command line and tests. */
int clock_run(struct writer *w, int64_t *ret_done);
