#include "planning/compute.h"
#include "planning/cores.h"
#include "planning/hold.h"

static int forecast(struct arena *a, struct computed *c, uint32_t trials)
{
    const struct plan_in *in = &c->snapshot->in;
    size_t room = plan_said_bytes(in);
    struct plan_memory m = {.at = arena_alloc(a, room), .room = room};
    bool ok =
        cores_forecast(&m, &c->out.base, &c->out.dates, trials, COMPUTE_SEED, cores_for(in, trials), &c->forecast);
    return ok ? 0 : ERR_STORAGE;
}

static struct snapshot *with_order(struct arena *arena, const struct snapshot *s, const struct plan_kept *kept)
{
    struct snapshot *to = arena_new(arena, struct snapshot);
    *to = *s;
    to->tasks = arena_array(arena, struct plan_task, s->in.task_n + 1);
    if (s->in.task_n > 0)
        memcpy(to->tasks, s->tasks, sizeof *to->tasks * s->in.task_n);
    for (uint32_t i = 0; i < s->in.task_n; i++) {
        to->tasks[i].force_end = plan_kept_said(kept->end[i]);
        to->tasks[i].force_person = kept->person[i];
    }
    to->in.tasks = to->tasks;
    to->in.settings.search = 0;
    return to;
}

/* What was found is in force from now on: whoever changes a copy, or gets the input, plans in this order. */
static void adopt(struct arena *arena, struct computed *c)
{
    const struct snapshot *s = c->snapshot;
    if (s->in.settings.search == 0)
        return;
    struct snapshot *to = with_order(arena, s, &c->out.kept);
    if (s->unheld)
        to->unheld = with_order(arena, s->unheld, &c->out.kept);
    c->snapshot = to;
}

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
    struct plan_memory m = {.at = arena_raw(arena, room), .room = room};
    if (plan_make(&m, &s->in, &ret->out) != PLAN_OK)
        return ERR_INTERNAL;
    arena_give_back(arena, m.at + m.used, room - m.used);
    if ((err = forecast(arena, ret, trials)))
        return err;
    ret->p50 = ret->forecast.p50;
    ret->p80 = ret->forecast.p80;
    ret->p95 = ret->forecast.p95;
    ret->hash = plan_hash(&s->in, &ret->out);
    adopt(arena, ret);
    return 0;
}
