/* The plan follows the rows: a thread that reads the log by its own cursor (how far the plan in force is), waits until
 * it is quiet for 300 ms, two seconds at most, and plans anew when something changed that the plan depends on
 * (concerns.h); and every hour, and when a new day begins. Of several servers on one database one does it: it holds a
 * lease that it renews, and another takes over when it has not. */
#pragma once
#include "planning/force.h"

struct replanner;

int replanner_start(const char *where, struct writer *w, struct replanner **ret);
/* Before the writer ends. */
void replanner_stop(struct replanner *r);
