#include "plan/make.h"
#include "plan/random.h"

static size_t serve_bytes(const struct plan_in *in)
{
    bool kept = in->settings.search > 0;
    for (uint32_t t = 0; t < in->task_n && !kept; t++)
        kept = in->tasks[t].force_end != 0;
    return plan_order_bytes(in) + plan_kept_bytes(in) + plan_macro_bytes(in) + plan_worth_bytes(in) +
           (kept ? 3 * plan_kept_bytes(in) + 2 * plan_macro_bytes(in) : 0);
}

/* In the order in force; where that breaks a promise, promises first if that is better. */
static struct plan_dates serve_kept(struct plan_memory *m, const struct plan_base *b, const struct plan_order *rule,
                                    const struct plan_kept *kept, struct plan_order *ret)
{
    *ret = plan_kept_order(m, b, rule, kept, false);
    struct plan_dates d = plan_macro(m, b, ret, NULL);
    struct plan_worth worth = plan_worth_of(m, b->in, &d);
    if (worth.late == 0 || ret->place == rule->place)
        return d;
    struct plan_order other = plan_kept_order(m, b, rule, kept, true);
    struct plan_dates tried = plan_macro(m, b, &other, NULL);
    struct plan_worth than = plan_worth_of(m, b->in, &tried);
    if (!plan_worth_less(&than, &worth))
        return d;
    *ret = other;
    return tried;
}

static size_t lay_bytes(const struct plan_in *in)
{
    return serve_bytes(in) + plan_room(int32_t, in->task_n) + plan_dispatch_bytes(in) + plan_macro_bytes(in);
}

/* Blocks follow the dates. */
static void lay(struct plan_memory *m, struct plan_out *out, const struct plan_order *rule)
{
    const struct plan_in *in = out->base.in;
    struct plan_dates first = serve_kept(m, &out->base, rule, &out->kept, &out->order);
    int32_t *start_by = plan_raw(m, sizeof *start_by * in->task_n);
    for (uint32_t t = 0; t < in->task_n; t++)
        start_by[t] = first.start[t] != PLAN_NEVER ? first.start[t] : rule->start_by[t];
    out->order.start_by = start_by;
    out->blocks = plan_dispatch(m, &out->base, &out->path, &out->order, &first);
    out->dates = plan_macro(m, &out->base, &out->order, &out->blocks.given);
}

/* What is in force stays, unless what search finds is worth more, with its blocks too. */
static void lay_better(struct plan_memory *m, struct plan_out *out, const struct plan_order *rule)
{
    const struct plan_in *in = out->base.in;
    struct plan_dates d = serve_kept(m, &out->base, rule, &out->kept, &out->order);
    bool in_force = out->order.person != NULL;
    struct plan_kept found = plan_kept_of(m, in);
    bool finds = plan_search(m, &out->base, rule, &d, in_force, &found);
    plan_settle(m, &out->base, rule, &d, &out->kept);
    lay(m, out, rule);
    if (!finds)
        return;
    struct plan_out other = *out;
    other.kept = found;
    lay(m, &other, rule);
    struct plan_worth was = plan_worth_of(m, in, &out->dates), is = plan_worth_of(m, in, &other.dates);
    if (in_force ? plan_worth_much_less(&is, &was) : plan_worth_less(&is, &was))
        *out = other;
}

size_t plan_make_bytes(const struct plan_in *in)
{
    return plan_base_bytes(in) + plan_path_bytes(in) + plan_check_bytes(in) + lay_bytes(in) +
           (in->settings.search > 0 ? lay_bytes(in) + serve_bytes(in) + plan_search_bytes(in) : 0);
}

int plan_make(struct plan_memory *m, const struct plan_in *in, struct plan_out *ret)
{
    if (plan_valid(in) != PLAN_OK)
        return PLAN_INVALID;
    if (m->room - m->used < plan_make_bytes(in))
        return PLAN_NO_ROOM;
    ret->base = plan_base_make(m, in);
    ret->path = plan_path_make(m, &ret->base);
    ret->findings = plan_check(m, &ret->base, &ret->path);
    struct plan_order rule = plan_order_make(m, &ret->base);
    ret->kept = plan_kept_of(m, in);
    if (in->settings.search > 0)
        lay_better(m, ret, &rule);
    else
        lay(m, ret, &rule);
    return PLAN_OK;
}

size_t plan_make_dates_bytes(const struct plan_in *in)
{
    return plan_base_bytes(in) + plan_path_bytes(in) + serve_bytes(in);
}

int plan_make_dates(struct plan_memory *m, const struct plan_in *in, struct plan_out *ret)
{
    return plan_make_dates_over(m, in, NULL, ret);
}

int plan_make_dates_over(struct plan_memory *m, const struct plan_in *in, const struct plan_base *was,
                         struct plan_out *ret)
{
    if (plan_valid(in) != PLAN_OK)
        return PLAN_INVALID;
    if (m->room - m->used < plan_make_dates_bytes(in))
        return PLAN_NO_ROOM;
    *ret = (struct plan_out){.base = plan_base_over(m, in, was)};
    ret->path = plan_path_make(m, &ret->base);
    struct plan_order rule = plan_order_make(m, &ret->base);
    ret->kept = plan_kept_of(m, in);
    ret->dates = serve_kept(m, &ret->base, &rule, &ret->kept, &ret->order);
    return PLAN_OK;
}

static uint64_t task_key(const struct plan_in *in, uint32_t t)
{
    return t == PLAN_NONE ? 0 : in->tasks[t].key;
}

static uint64_t person_key(const struct plan_in *in, uint32_t p)
{
    return p == PLAN_NONE ? 0 : in->people[p].key;
}

static uint64_t pair(int32_t a, int32_t b)
{
    return (uint64_t)(uint32_t)a << 32 | (uint32_t)b;
}

static uint64_t finding_hash(const struct plan_in *in, const struct plan_findings *f, const struct plan_finding *x)
{
    uint64_t h = x->kind;
    if (x->kind == PLAN_PERSON_NO_HOURS)
        h = plan_mix2(h, person_key(in, x->a));
    else if (x->kind != PLAN_SHARES_OVER && x->kind != PLAN_FIXED_OVERLAP && x->kind != PLAN_FIXED_BUSY)
        h = plan_mix2(h, task_key(in, x->a));
    for (uint32_t i = 0; i < x->path_n; i++)
        h = plan_mix2(h, task_key(in, f->path[x->path_first + i]));
    return h;
}

static uint64_t block_hash(const struct plan_in *in, const struct plan_block *x)
{
    uint64_t h = plan_mix2(task_key(in, x->task), person_key(in, x->person));
    h = plan_mix2(plan_mix2(h, pair(x->from, x->to)), pair(x->setup, (int32_t)x->why));
    for (int i = 0; i < PLAN_TERMS; i++)
        h = plan_mix2(h, (uint64_t)(uint32_t)x->score[i]);
    return plan_mix2(plan_mix2(h, task_key(in, x->runner_up)), (uint64_t)(uint32_t)x->margin);
}

uint64_t plan_hash(const struct plan_in *in, const struct plan_out *out)
{
    const struct plan_dates *d = &out->dates;
    uint64_t sum = 0;
    for (uint32_t t = 0; t < in->task_n; t++) {
        uint64_t h = plan_mix2(task_key(in, t), pair(d->start[t], d->finish[t]));
        h = plan_mix2(plan_mix2(h, person_key(in, d->person[t])), d->why[t]);
        h = plan_mix2(h, pair(out->path.early_start[t], out->path.early_finish[t]));
        sum += plan_mix2(plan_mix2(h, pair(out->path.late_start[t], out->path.late_finish[t])),
                         pair(out->path.slack[t], out->path.tail[t]));
    }
    for (uint32_t i = 0; i < out->findings.n; i++)
        sum += finding_hash(in, &out->findings, &out->findings.at[i]);
    for (uint32_t i = 0; i < out->blocks.n; i++)
        sum += block_hash(in, &out->blocks.at[i]);
    return sum;
}
