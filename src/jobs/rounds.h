/* A thread that does something at its start and every so many seconds after, until it is to end. */
#pragma once
#include <pthread.h>
#include <stdatomic.h>

struct rounds {
    pthread_t thread;
    pthread_mutex_t lock; /* guards the wait */
    pthread_cond_t wake;
    atomic_bool ends; /* what takes long looks at it */
    int every_s;
    void (*run)(void *arg);
    void *arg;
};

/* ERR_INTERNAL: no thread. */
int rounds_start(struct rounds *r, int every_s, void (*run)(void *arg), void *arg);
/* Waits for what runs. */
void rounds_stop(struct rounds *r);
