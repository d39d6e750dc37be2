/* What dispatching and its reasons share. */
#pragma once
#include "plan/dispatch.h"
#include "plan/heap.h"
#include "plan/taken.h"

#define PLAN_DAY_MOST 16

struct plan_few { /* different projects, or clients, of a day: as many as a limit can allow */
    uint32_t at[PLAN_DAY_MOST], n;
};

struct plan_worker {
    uint32_t first, n;                 /* tasks that could begin: state.list */
    int32_t wake;                      /* when the person looks next */
    uint32_t day;                      /* the day that the rest is about */
    int32_t limit, used;               /* slots of the day, fixed blocks included */
    struct plan_few projects, clients; /* of the day, fixed blocks included */
    uint32_t last;                     /* block, or PLAN_NONE */
};

struct plan_ready { /* of a task that could begin, or go on: what choosing looks at, together */
    uint32_t task, project, client, activity;
    int32_t left, own_to; /* where its last block ends; -1: it has none */
    int32_t hard_start, start_by;
    int16_t value; /* PLAN_TERM_VALUE */
    bool pinned, wants_focus, needs;
};

struct plan_choice {
    uint32_t task, runner_up;
    uint32_t place; /* of the task, in the worker's part of state.list */
    int32_t setup, length, total, second;
    int16_t score[PLAN_TERMS];
};

struct plan_state {
    const struct plan_base *b;
    const struct plan_path *p;
    const struct plan_order *o;
    const struct plan_dates *d;
    int32_t window;
    uint64_t **free;                    /* per person: free time less fixed blocks */
    uint32_t *fixed_first, *fixed_next; /* per person, linked: fixed blocks */
    struct plan_taken taken;
    struct plan_worker *workers;
    struct plan_ready *list; /* room for each person's tasks, one after the other */
    struct plan_heap events;
    int32_t *left;   /* per task: effort */
    uint32_t *waits; /* per task: arcs that are not decided */
    int32_t *ready;  /* per task: when it can begin, once that is known */
    int32_t *finish_bound;
    uint32_t *ready_arc, *finish_arc; /* which arc says so, or PLAN_NONE */
    int32_t *start, *finish;          /* per task */
    uint32_t *last_block;             /* per task */
    int64_t *given, given_all;        /* per client and together: slots of the week */
    int32_t week;
    struct plan_block *blocks;
    uint32_t block_n;
};

int32_t plan_next_free(const uint64_t *bits, int32_t from, int32_t end);  /* or end */
int32_t plan_next_taken(const uint64_t *bits, int32_t from, int32_t end); /* or end */
/* Set-up of a block at `at` after `last` of its person and task (or NULL). */
int32_t plan_setup(const struct plan_in *in, uint32_t task, int32_t at, const struct plan_block *last,
                   const struct plan_block *own);
bool plan_few_has(const struct plan_few *f, uint32_t id);
void plan_worker_day(const struct plan_state *s, uint32_t person,
                     int32_t slot);                          /* the worker's day becomes the slot's */
void plan_worker_note(struct plan_state *s, uint32_t block); /* the person and the task have done the block */
/* What the person does at `at`, where a free stretch ends at `end`; whether a resource that is taken kept something
 * from fitting. */
bool plan_choose(const struct plan_state *s, uint32_t person, int32_t at, int32_t end, struct plan_choice *ret,
                 bool *ret_lacks);
void plan_reasons(struct plan_memory *m, struct plan_state *s);
