#include "planning/cores.h"
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <unistd.h>

#define CORES_MOST 8
#define WORTH      1000000 /* trials of a task: some ten milliseconds */

struct helper {
    pthread_t thread;
    bool runs;
    struct plan_part *part;
    struct plan_memory m;
    atomic_uint *next; /* the trial that nobody has begun */
};

uint32_t cores_for(const struct plan_in *in, uint32_t trials)
{
    long there = sysconf(_SC_NPROCESSORS_ONLN);
    uint64_t worth = (uint64_t)in->task_n * trials / WORTH + 1, most = there < 1 ? 1 : (uint64_t)there;
    most = most < CORES_MOST ? most : CORES_MOST;
    return (uint32_t)(worth < most ? worth : most);
}

static bool memory_make(struct plan_memory *m, size_t room)
{
    room = (room + 15) & ~(size_t)15;
    *m = (struct plan_memory){.at = aligned_alloc(16, room), .room = room};
    return m->at != NULL;
}

static void *run(void *arg)
{
    struct helper *h = arg;
    for (uint32_t trial; (trial = atomic_fetch_add(h->next, PLAN_LANES)) < h->part->of->n;)
        plan_part_run(h->part, trial);
    return NULL;
}

/* Whoever cannot be had does not help: the others do it all. */
static void helper_begin(struct helper *h, const struct plan_part *first, atomic_uint *next)
{
    h->next = next;
    if (!memory_make(&h->m, plan_part_bytes(first->of->net.base->in, false)))
        return;
    h->part = plan_part_make(&h->m, first->of, first);
    h->runs = pthread_create(&h->thread, NULL, run, h) == 0;
}

static void helper_end(struct helper *h, struct plan_part *first)
{
    if (h->runs) {
        pthread_join(h->thread, NULL);
        plan_part_join(first, h->part);
    }
    free(h->m.at);
}

bool cores_forecast(struct plan_memory *m, const struct plan_base *b, const struct plan_dates *d, uint32_t trials,
                    uint64_t seed, uint32_t cores, struct plan_forecast *ret)
{
    struct helper helpers[CORES_MOST] = {0};
    struct plan_memory own;
    atomic_uint next = PLAN_TRACED;
    uint32_t n = cores < 2 ? 0 : cores - 1 < CORES_MOST ? cores - 1 : CORES_MOST;
    if (!memory_make(&own, plan_trials_bytes(b->in) + plan_part_bytes(b->in, true)))
        return false;
    *ret = plan_said_make(m, b->in);
    const struct plan_trials *of = plan_trials_make(&own, b, d, trials, seed);
    struct helper me = {.part = plan_part_make(&own, of, NULL), .next = &next};
    plan_part_run(me.part, 0);
    for (uint32_t i = 0; i < n; i++)
        helper_begin(&helpers[i], me.part, &next);
    for (uint32_t trial = PLAN_LANES; trial < PLAN_TRACED && trial < of->n; trial += PLAN_LANES)
        plan_part_run(me.part, trial);
    run(&me);
    for (uint32_t i = 0; i < n; i++)
        helper_end(&helpers[i], me.part);
    plan_say(me.part, ret);
    free(own.at);
    return true;
}
