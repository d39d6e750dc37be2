#include "planning/compute.h"
#include "planning/hold.h"

int compute(struct arena *arena, const struct snapshot *s, struct computed *ret)
{
    return compute_roughly(arena, s, COMPUTE_TRIALS, ret);
}

int compute_roughly(struct arena *arena, const struct snapshot *s, uint32_t trials, struct computed *ret)
{
    if (plan_valid(&s->in) != PLAN_OK)
        return ERR_TOO_LARGE;
    int err = hold_lay(arena, s, &s);
    if (err)
        return err;
    *ret = (struct computed){.snapshot = s};
    size_t room = plan_make_bytes(&s->in);
    struct plan_memory m = {.at = arena_alloc(arena, room), .room = room};
    if (plan_make(&m, &s->in, &ret->out) != PLAN_OK)
        return ERR_INTERNAL;
    room = plan_forecast_bytes(&s->in);
    m = (struct plan_memory){.at = arena_alloc(arena, room), .room = room};
    ret->forecast = plan_forecast(&m, &ret->out.base, &ret->out.dates, trials, COMPUTE_SEED);
    ret->p50 = ret->forecast.p50;
    ret->p80 = ret->forecast.p80;
    ret->p95 = ret->forecast.p95;
    ret->hash = plan_hash(&s->in, &ret->out);
    return 0;
}
