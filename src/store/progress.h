/* How far a long work is, and whether to go on. */
#pragma once
#include <stdbool.h>
#include <stdint.h>

struct progress {
    /* what: "event", "task" … or a step; total 0 where it is not known. False: stop, with ERR_GONE. May be NULL. */
    bool (*tell)(void *arg, const char *what, int64_t done, int64_t total);
    void *arg;
};

static inline bool progress_tell(const struct progress *p, const char *what, int64_t done, int64_t total)
{
    return !p || !p->tell || p->tell(p->arg, what, done, total);
}
