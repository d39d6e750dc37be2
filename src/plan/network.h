/* The plan as a static network for the forecast: when each task begins and ends in its person's working time, what it
 * waits for, and how much of its waiting that does not explain. */
#pragma once
#include "plan/macro.h"

struct plan_tie { /* waits for the start or the finish of another, in slots */
    uint32_t node;
    int32_t lag;
    bool of_start;
};

struct plan_node {
    uint64_t key;
    uint32_t task, project, person;  /* rows; no person: PLAN_NONE */
    int32_t likely, effort;          /* of the task; what of it is not locked */
    int32_t start, finish;           /* slots; finish PLAN_NEVER: it is not in the network */
    int32_t least;                   /* slot: no trial finishes it before */
    int32_t start_rank, finish_rank; /* the same in working time */
    int32_t floor, finish_floor;     /* working time: begins, and ends, not before */
    int32_t asked;                   /* when all that is known asks it to begin */
    int32_t rest;                    /* and how much later it does */
    int32_t finish_rest;             /* of its finish: 0, or less where the plan does not keep what is asked */
    uint32_t tie, start_n, finish_n; /* in ties: those of its start, then those of its finish */
    uint32_t start_row, finish_row;  /* where trials keep the slot of its start and finish; PLAN_NONE: nobody asks */
    uint32_t seat;                   /* where trials keep what they know of it from its start to its finish */
    int32_t line;    /* working time: when the person has finished what comes before it; INT32_MIN / 2: nothing */
    uint32_t before; /* the node that is finished last before it begins, of the same person; or PLAN_NONE */
    uint32_t before_finish; /* the same before it is finished */
    bool alone;             /* nothing else is begun and not finished when it begins: what lies before it is idle */
    bool whole;             /* and nothing else is finished before it is */
    bool last;              /* the end of its project may be its finish */
};

/* The slot of each free one, for trials look up millions: from that of every 256th, or too far from it. */
struct plan_places {
    const int32_t *bases;
    const uint16_t *steps;
};
#define PLAN_PLACES   256
#define PLAN_FAR_STEP 0xffff

struct plan_network {
    const struct plan_base *base;
    struct plan_calendar *calendars; /* per person, as much of a day as may be planned; then one that is always free */
    struct plan_places *places;      /* per calendar */
    struct plan_node *nodes;         /* what has a place, as it is finished: as trials go through memory */
    struct plan_tie *ties;
    uint32_t *events;                        /* in the order of the plan: node << 1, and 1 if it is the finish */
    uint32_t node_n, event_n, row_n, seat_n; /* rows and seats are few: what nobody reads any more is taken again */
};

size_t plan_network_bytes(const struct plan_in *in);
struct plan_network plan_network_make(struct plan_memory *m, const struct plan_base *b, const struct plan_dates *d);

static inline uint32_t plan_network_line(const struct plan_network *n, uint32_t node)
{
    uint32_t p = n->nodes[node].person;
    return p == PLAN_NONE ? n->base->in->person_n : p;
}

static inline const struct plan_calendar *plan_network_calendar(const struct plan_network *n, uint32_t node)
{
    return &n->calendars[plan_network_line(n, node)];
}

static inline int32_t plan_network_select(const struct plan_network *n, uint32_t calendar, int32_t rank)
{
    const struct plan_calendar *c = &n->calendars[calendar];
    const struct plan_places *p = &n->places[calendar];
    if (rank < 0 || rank >= c->free || p->steps[rank] == PLAN_FAR_STEP)
        return plan_select(c, rank);
    return p->bases[rank / PLAN_PLACES] + p->steps[rank];
}

/* Back to slots: where the plan is, exactly the plan. */
static inline int32_t plan_finish_slot(const struct plan_network *n, uint32_t node, int32_t rank)
{
    const struct plan_node *x = &n->nodes[node];
    if (rank == x->finish_rank)
        return x->finish;
    int32_t slot = plan_network_select(n, plan_network_line(n, node), rank - 1) + 1;
    return slot > x->least ? slot : x->least;
}

static inline int32_t plan_start_slot(const struct plan_network *n, uint32_t node, int32_t rank)
{
    const struct plan_node *x = &n->nodes[node];
    return rank == x->start_rank ? x->start : plan_network_select(n, plan_network_line(n, node), rank);
}
