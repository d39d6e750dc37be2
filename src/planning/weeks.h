/* People by weeks: what they have, what is planned, what was worked. From Mondays, in the workspace's zone. */
#pragma once
#include "planning/compute.h"

#define WEEKS_MAX 53

struct week_load {     /* minutes */
    int64_t capacity;  /* working hours, less days off */
    int64_t off;       /* hours that days off took */
    int64_t outside;   /* meetings, routines, busy times: of the capacity */
    int64_t planned;   /* by the plan and by hand, from now on */
    int64_t wanted;    /* what has to be worked then to keep every date, each begun as late as it can be */
    int64_t actual;    /* time entries */
    int64_t limit;     /* what may be planned: the share of the free time that is not kept for what comes in */
    int64_t allocated; /* promised to projects */
};

struct week_table {
    int32_t first; /* a Monday */
    int n;
    uint32_t people; /* rows, in the order of the snapshot's people */
    struct week_load *at;
};
static inline struct week_load *week_at(const struct week_table *t, uint32_t person, int week)
{
    return &t->at[(size_t)person * (size_t)t->n + (size_t)week];
}

/* -1: outside of the table. */
int week_of_day(const struct week_table *t, int32_t day);

/* Adds up everything. As the program: who calls masks. */
int weeks_make(struct op *op, const struct computed *c, int32_t monday, int n, struct week_table *ret);

/* Calls for each piece of planned work: a block, a fixed one, or a part of what comes after the blocks. */
typedef void (*work_piece)(void *arg, uint32_t task, uint32_t person, int32_t day, int64_t minutes);
void weeks_each_piece(const struct computed *c, work_piece piece, void *arg);

/* A Monday from "?<name>", else that of today and `before` weeks. */
struct request;
int weeks_query(struct op *op, const struct request *req, const char *name, int before, int32_t *ret_monday);
