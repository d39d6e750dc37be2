#include "plan/memory.h"

void *plan_raw(struct plan_memory *m, size_t n)
{
    size_t need = (n + 15) & ~(size_t)15;
    if (need < n || need > m->room - m->used)
        __builtin_trap();
    void *at = m->at + m->used;
    m->used += need;
    if (m->used > m->peak)
        m->peak = m->used;
    return at;
}

void *plan_alloc(struct plan_memory *m, size_t n)
{
    return __builtin_memset(plan_raw(m, n), 0, n);
}
