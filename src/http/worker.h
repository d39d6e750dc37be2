/* Workers: threads with a reading connection each, for what is too slow for an event loop. The queue is bounded: a full
 * one is the caller's to answer (503). */
#pragma once
#include "store/db.h"

struct workers;

struct worker_task {
    void (*run)(struct worker_task *task, struct db *db);
    struct worker_task *next; /* the pool's */
};

int workers_start(const char *where, int threads, int queue_most, struct workers **ret_workers);
int workers_submit(struct workers *w,
                   struct worker_task *task); /* ERR_BUSY when the queue is full; the task must live until it ran */
int workers_waiting(struct workers *w);
void workers_stop(struct workers *w); /* runs what waits, then ends the threads */
