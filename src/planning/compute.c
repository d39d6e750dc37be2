#include "planning/compute.h"

int compute(struct arena *arena, const struct snapshot *s, struct computed *ret)
{
    *ret = (struct computed){.snapshot = s};
    if (plan_valid(&s->in) != PLAN_OK)
        return ERR_TOO_LARGE;
    size_t room = plan_make_bytes(&s->in);
    struct plan_memory m = {.at = arena_alloc(arena, room), .room = room};
    if (plan_make(&m, &s->in, &ret->out) != PLAN_OK)
        return ERR_INTERNAL;
    ret->p50 = ret->p80 = ret->p95 = ret->out.dates.finish;
    ret->hash = plan_hash(&s->in, &ret->out);
    return 0;
}
