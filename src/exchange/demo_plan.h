/* What the demo agency says to its planner: who can do what, what is shared and promised, and one real conflict: next
 * week two clients have fixed dates for work of the same designer; and a week in which work for one client leaves just
 * enough room for that of another. Also the time that was worked in the last weeks. */
#pragma once
#include "exchange/demo_agenda.h"
#include "store/op.h"

struct demo_ground {
    struct demo_agenda *agenda;
    const struct id *people, *clients, *activities;
};

/* Inside a write job each, as the program, after the agenda's actions. */
int demo_plan_make(struct op *op, const struct demo_ground *g);
int demo_time_make(struct op *op, const struct demo_ground *g, int week); /* 0 is the oldest of DEMO_WEEKS */

#define DEMO_DAYS 14
int demo_days_make(struct op *op, const struct demo_ground *g); /* after the time: of the DEMO_DAYS before today */

/* Open work of a project that can be put to the front of the story; -1 where there is none. */
int demo_find_open(const struct demo_agenda *d, int project, enum demo_activity activity);

#define DEMO_ZONE "Europe/Paris"
