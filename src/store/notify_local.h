/* Wake-up within the process, for databases that have none of their own. */
#pragma once
#include <stdbool.h>
#include <stdint.h>

struct notify_local {
    uint64_t seen;
    bool interrupted;
    bool (*outside)(void *arg); /* asked now and then: did another process change something? */
    void *arg;
};

void notify_local_init(struct notify_local *n, bool (*outside)(void *arg), void *arg);
void notify_local_release(struct notify_local *n);
int notify_local_wait(struct notify_local *n, int timeout_ms);
void notify_local_interrupt(struct notify_local *n);
/* Wakes everybody who waits in this process. */
void notify_local_post(void);
