#include "plan/forecast.h"
#include "plan/random.h"

size_t plan_forecast_bytes(const struct plan_in *in)
{
    return plan_said_bytes(in) + plan_trials_bytes(in) + plan_part_bytes(in, true);
}

size_t plan_said_bytes(const struct plan_in *in)
{
    return 3 * plan_room(int32_t, in->task_n) + 2 * plan_room(uint16_t, in->task_n) +
           3 * plan_room(int32_t, in->project_n);
}

/* Of sums over n trials: n times how much two things vary together. */
static int64_t covariance(int64_t both, int64_t a, int64_t b, uint32_t n)
{
    return both - a * b / n;
}

static void say_tasks(struct plan_part *x, struct plan_forecast *f)
{
    static const int32_t percents[] = {50, 80, 95};
    const struct plan_in *in = x->of->net.base->in;
    const struct plan_traced *r = &x->traced;
    uint32_t traced = x->of->n < PLAN_TRACED ? x->of->n : PLAN_TRACED;
    for (uint32_t t = 0; t < in->task_n; t++) {
        f->p50[t] = f->p80[t] = f->p95[t] = PLAN_NEVER;
        f->criticality[t] = f->uncertainty[t] = 0;
    }
    for (uint32_t i = 0; i < x->of->net.node_n; i++) {
        uint32_t t = x->of->net.nodes[i].task, p = x->of->net.nodes[i].project;
        int32_t *each[] = {&f->p50[t], &f->p80[t], &f->p95[t]}, ranks[3];
        plan_tally_quantiles(&x->tallies[i], percents, 3, ranks);
        for (int k = 0; k < 3; k++) {
            int32_t slot = plan_finish_slot(&x->of->net, i, ranks[k]);
            *each[k] = slot <= in->slots ? slot : PLAN_NEVER;
        }
        f->criticality[t] = (uint16_t)(r->hits[i] * 1000 / traced);
        int64_t whole = covariance(r->chain_end[p], r->chain[p], r->end[p], traced),
                part = covariance(r->own_end[i], r->own[i], r->end[p], traced);
        f->uncertainty[t] = (uint16_t)(whole <= 0 || part <= 0 ? 0 : part >= whole ? 1000 : part * 1000 / whole);
    }
}

static void say_projects(struct plan_part *x, const struct plan_dates *d, struct plan_forecast *f)
{
    static const int32_t percents[] = {50, 80, 95};
    const struct plan_in *in = x->of->net.base->in;
    for (uint32_t p = 0; p < in->project_n; p++) {
        int32_t slots[3], *each[] = {&f->project_p50[p], &f->project_p80[p], &f->project_p95[p]};
        plan_tally_quantiles(&x->project_tallies[p], percents, 3, slots);
        for (int i = 0; i < 3; i++)
            *each[i] = slots[i] < 0 || slots[i] > in->slots ? PLAN_NEVER : slots[i];
    }
    for (uint32_t t = 0; t < in->task_n; t++) /* what has no place leaves its project without an end */
        if (d->start[t] == PLAN_NEVER || d->finish[t] == PLAN_NEVER)
            f->project_p50[in->tasks[t].project] = f->project_p80[in->tasks[t].project] =
                f->project_p95[in->tasks[t].project] = PLAN_NEVER;
}

struct plan_forecast plan_said_make(struct plan_memory *m, const struct plan_in *in)
{
    struct plan_forecast f = {0};
    int32_t **of_tasks[] = {&f.p50, &f.p80, &f.p95}, **of_projects[] = {&f.project_p50, &f.project_p80, &f.project_p95};
    for (size_t i = 0; i < 3; i++) {
        *of_tasks[i] = plan_raw(m, sizeof(int32_t) * in->task_n);
        *of_projects[i] = plan_raw(m, sizeof(int32_t) * in->project_n);
    }
    f.criticality = plan_raw(m, sizeof *f.criticality * in->task_n);
    f.uncertainty = plan_raw(m, sizeof *f.uncertainty * in->task_n);
    return f;
}

void plan_say(struct plan_part *first, struct plan_forecast *ret)
{
    ret->trials = first->of->n;
    say_tasks(first, ret);
    say_projects(first, first->of->dates, ret);
}

struct plan_forecast plan_forecast(struct plan_memory *m, const struct plan_base *b, const struct plan_dates *d,
                                   uint32_t trials, uint64_t seed)
{
    struct plan_forecast f = plan_said_make(m, b->in);
    size_t mark = m->used;
    const struct plan_trials *x = plan_trials_make(m, b, d, trials, seed);
    struct plan_part *part = plan_part_make(m, x, NULL);
    for (uint32_t trial = 0; trial < x->n; trial += PLAN_LANES)
        plan_part_run(part, trial);
    plan_say(part, &f);
    m->used = mark;
    return f;
}

static uint64_t dates_hash(uint64_t key, int32_t p50, int32_t p80, int32_t p95)
{
    return plan_mix2(plan_mix2(key, (uint64_t)(uint32_t)p50 << 32 | (uint32_t)p80), (uint64_t)(uint32_t)p95);
}

uint64_t plan_forecast_hash(const struct plan_in *in, const struct plan_forecast *f)
{
    uint64_t sum = 0;
    for (uint32_t t = 0; t < in->task_n; t++)
        sum += plan_mix2(dates_hash(in->tasks[t].key, f->p50[t], f->p80[t], f->p95[t]),
                         (uint64_t)f->criticality[t] << 16 | f->uncertainty[t]);
    for (uint32_t p = 0; p < in->project_n; p++)
        sum += dates_hash(~in->projects[p].key, f->project_p50[p], f->project_p80[p], f->project_p95[p]);
    return sum;
}
