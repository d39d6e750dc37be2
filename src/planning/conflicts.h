/* Where the work of several clients claims the same person, or the same thing, at the same time, and a promise is
 * missed because of it: what is late and was promised, and what of other clients, promised too, that person or thing
 * works on until then. One conflict for a person and week. */
#pragma once
#include "planning/compute.h"

#define CONFLICTS_MAX 100
#define SIDES_MAX     8

struct conflict_side {
    uint32_t task;
    int32_t slots;  /* work on it in the time that is fought over */
    int32_t needed; /* by when it has to end */
    int32_t lacks;  /* working time that it lacks, if it is late */
    bool late, hard;
    bool of_week; /* late, and due in this week: what the conflict is about */
};
struct conflict {
    bool of_resource;
    uint32_t index;                       /* of the person or the resource */
    int32_t week;                         /* its Monday, as a day */
    int32_t from, until;                  /* slots: what is fought over */
    struct conflict_side side[SIDES_MAX]; /* what is late first */
    uint32_t n;
    bool hard; /* what is late was promised as fixed */
};
struct conflicts {
    struct conflict *at; /* fixed dates first, then the soonest */
    uint32_t n;
};
struct conflicts conflicts_find(struct arena *arena, const struct computed *c);
