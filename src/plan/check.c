#include "plan/check.h"
#include "plan/sort.h"

static uint32_t findings_most(const struct plan_in *in)
{
    return in->task_n * 9 + in->need_n + in->person_n + in->fixed_n * 2 + 1 + PLAN_CYCLES_MOST;
}

size_t plan_check_bytes(const struct plan_in *in)
{
    return plan_room(struct plan_finding, findings_most(in)) + plan_room(uint32_t, in->task_n) +
           plan_room(bool, in->task_n) + plan_cycle_bytes(in) + plan_room(int32_t, in->task_n) +
           2 * plan_room(struct plan_ranked, in->fixed_n);
}

static void found(struct plan_findings *f, uint32_t kind, uint32_t a, uint32_t b)
{
    f->at[f->n++] = (struct plan_finding){kind, a, b, 0, 0};
}

static void cycles(struct plan_memory *m, const struct plan_base *b, struct plan_findings *f)
{
    const struct plan_in *in = b->in;
    if (b->graph.order_n == in->task_n)
        return;
    bool *in_play = plan_array(m, bool, in->task_n);
    uint32_t used = 0;
    __builtin_memset(in_play, true, in->task_n);
    for (uint32_t i = 0; i < PLAN_CYCLES_MOST; i++) {
        uint32_t n = plan_cycle_take(m, in, &b->graph, in_play, f->path + used);
        if (n == 0)
            break;
        f->at[f->n++] = (struct plan_finding){PLAN_CYCLE, f->path[used], PLAN_NONE, used, n};
        used += n;
    }
    for (uint32_t t = 0; t < in->task_n; t++) /* from here on: is it left out, and not shown on a cycle? */
        in_play[t] = true;
    for (uint32_t i = 0; i < b->graph.order_n; i++)
        in_play[b->graph.order[i]] = false;
    for (uint32_t i = 0; i < used; i++)
        in_play[f->path[i]] = false;
    for (uint32_t t = 0; t < in->task_n; t++)
        if (in_play[t])
            found(f, PLAN_BEHIND_CYCLE, t, PLAN_NONE);
}

static void task_people(const struct plan_base *b, uint32_t t, struct plan_findings *f)
{
    const struct plan_task *task = &b->in->tasks[t];
    const struct plan_calendar *c = plan_calendar_of(b, t);
    if (!c)
        found(f, PLAN_NOBODY, t, PLAN_NONE);
    else if (c->free == 0 && b->effort[t] > 0)
        found(f, PLAN_NO_HOURS, t, PLAN_NONE);
    if (task->assignee != PLAN_NONE && !plan_has_skills(b->in->people[task->assignee].skills, task->skills))
        found(f, PLAN_SKILL_MISSING, t, task->assignee);
    for (uint32_t i = task->need_first; i < task->need_first + task->need_n; i++)
        if (b->in->needs[i].amount > b->in->resources[b->in->needs[i].resource].capacity)
            found(f, PLAN_NEED_TOO_MUCH, t, b->in->needs[i].resource);
}

static void task_dates(const struct plan_base *b, const struct plan_path *p, uint32_t t, struct plan_findings *f)
{
    const struct plan_task *task = &b->in->tasks[t];
    int32_t finish = p->early_finish[t];
    if (task->likely == 0 && !task->milestone)
        found(f, PLAN_NO_EFFORT, t, PLAN_NONE);
    if (b->effort[t] > 0 && task->due <= 0)
        found(f, PLAN_DUE_PAST, t, PLAN_NONE);
    if (b->effort[t] > 0 && task->hard <= 0)
        found(f, PLAN_HARD_PAST, t, PLAN_NONE);
    else if (finish != PLAN_NEVER && task->hard != PLAN_NEVER && finish > task->hard)
        found(f, PLAN_HARD_IMPOSSIBLE, t, (uint32_t)(finish - task->hard));
    if (task->release > 0 && (task->release >= task->due || task->release >= task->hard))
        found(f, PLAN_DATES_CROSSED, t, PLAN_NONE);
    if (finish != PLAN_NEVER && finish > b->in->slots)
        found(f, PLAN_BEYOND, t, PLAN_NONE);
}

static void fixed_blocks(struct plan_memory *m, const struct plan_in *in, struct plan_findings *f)
{
    struct plan_ranked *by_time = plan_raw(m, sizeof *by_time * in->fixed_n),
                       *spare = plan_raw(m, sizeof *spare * in->fixed_n);
    for (uint32_t i = 0; i < in->fixed_n; i++) {
        const struct plan_fixed *x = &in->fixed[i];
        by_time[i] = (struct plan_ranked){(uint64_t)x->person << 32 | (uint32_t)x->from,
                                          (uint64_t)(uint32_t)x->to << 32 | (in->tasks[x->task].key >> 32), i};
        for (int32_t s = x->from; s < x->to; s++)
            if (!plan_bit(in->people[x->person].free, s)) {
                found(f, PLAN_FIXED_BUSY, i, PLAN_NONE);
                break;
            }
    }
    plan_sort(by_time, in->fixed_n, spare);
    for (uint32_t i = 1, last = 0; i < in->fixed_n; i++) { /* last: of those before, the one that ends last */
        const struct plan_fixed *x = &in->fixed[by_time[i].id], *y = &in->fixed[by_time[last].id];
        if (x->person == y->person && x->from < y->to)
            found(f, PLAN_FIXED_OVERLAP, by_time[last].id, by_time[i].id);
        if (x->person != y->person || x->to > y->to)
            last = i;
    }
}

static void fixed_sums(struct plan_memory *m, const struct plan_in *in, struct plan_findings *f)
{
    size_t mark = m->used;
    int32_t *sums = plan_array(m, int32_t, in->task_n);
    for (uint32_t i = 0; i < in->fixed_n; i++)
        if (sums[in->fixed[i].task] < INT32_MAX / 2)
            sums[in->fixed[i].task] += in->fixed[i].to - in->fixed[i].from - in->fixed[i].setup;
    for (uint32_t t = 0; t < in->task_n; t++)
        if (sums[t] > in->tasks[t].likely)
            found(f, PLAN_FIXED_TOO_MUCH, t, (uint32_t)(sums[t] - in->tasks[t].likely));
    m->used = mark;
}

struct plan_findings plan_check(struct plan_memory *m, const struct plan_base *b, const struct plan_path *p)
{
    const struct plan_in *in = b->in;
    struct plan_findings f = {plan_array(m, struct plan_finding, findings_most(in)), 0,
                              plan_array(m, uint32_t, in->task_n)};
    size_t mark = m->used;
    uint32_t shares = 0;
    cycles(m, b, &f);
    for (uint32_t t = 0; t < in->task_n; t++) {
        task_people(b, t, &f);
        task_dates(b, p, t, &f);
    }
    for (uint32_t i = 0; i < in->person_n; i++)
        if (b->calendars[i].free == 0)
            found(&f, PLAN_PERSON_NO_HOURS, i, PLAN_NONE);
    for (uint32_t i = 0; i < in->client_n; i++)
        shares += (uint32_t)in->clients[i].share_percent;
    if (shares > 100)
        found(&f, PLAN_SHARES_OVER, shares, PLAN_NONE);
    m->used = mark;
    fixed_blocks(m, in, &f);
    m->used = mark;
    if (in->fixed_n > 0)
        fixed_sums(m, in, &f);
    return f;
}
