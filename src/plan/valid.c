#include "plan/valid.h"

struct plan_settings plan_defaults(void)
{
    return (struct plan_settings){.block_least = 4,
                                  .block_preferred = 8,
                                  .block_most = 12,
                                  .switch_project = 1,
                                  .resume_after = 96,
                                  .resume = 1,
                                  .window = 6 * 7 * 96,
                                  .still = 2 * 96,
                                  .spread = 30,
                                  .correlation = 25};
}

static bool within(int64_t least, int64_t x, int64_t most)
{
    return least <= x && x <= most;
}

static bool date_ok(int32_t date)
{
    return date == PLAN_NEVER || within(-PLAN_DATE_MOST, date, PLAN_DATE_MOST);
}

static bool range_ok(uint32_t first, uint32_t n, uint32_t all)
{
    return first <= all && n <= all - first;
}

static bool bits_ok(const uint64_t *bits, int32_t slots)
{
    return slots % 64 == 0 || bits[slots / 64] >> slots % 64 == 0;
}

static bool one_of(uint32_t id, uint32_t n)
{
    return id == PLAN_NONE || id < n;
}

static bool tasks_ok(const struct plan_in *in)
{
    uint64_t candidates = 0, needs = 0; /* ranges may not be shared so often that their sum is beyond the array */
    for (uint32_t i = 0; i < in->task_n; i++) {
        const struct plan_task *t = &in->tasks[i];
        if (t->project >= in->project_n || !within(0, t->low, t->likely) ||
            !within(t->likely, t->high, PLAN_EFFORT_MOST))
            return false;
        if (!date_ok(t->release) || t->release == PLAN_NEVER || !date_ok(t->due) || !date_ok(t->hard))
            return false;
        if (t->weight > PLAN_WEIGHT_MOST || !within(0, t->bias, PLAN_BIAS_MOST) || !one_of(t->assignee, in->person_n) ||
            !range_ok(t->candidate_first, t->candidate_n, in->candidate_n) ||
            !range_ok(t->need_first, t->need_n, in->need_n))
            return false;
        if (!date_ok(t->force_end) || t->force_end == PLAN_NEVER ||
            (t->force_end != 0 && !one_of(t->force_person, in->person_n)))
            return false;
        candidates += t->candidate_n;
        needs += t->need_n;
    }
    return candidates <= in->candidate_n && needs <= in->need_n;
}

static bool links_ok(const struct plan_in *in)
{
    for (uint32_t i = 0; i < in->dependency_n; i++) {
        const struct plan_dependency *d = &in->dependencies[i];
        if (d->before >= in->task_n || d->after >= in->task_n || d->kind > PLAN_START_FINISH ||
            !within(-PLAN_DATE_MOST, d->lag, PLAN_DATE_MOST))
            return false;
    }
    for (uint32_t i = 0; i < in->candidate_n; i++)
        if (in->candidates[i] >= in->person_n)
            return false;
    for (uint32_t i = 0; i < in->need_n; i++)
        if (in->needs[i].resource >= in->resource_n || !within(1, in->needs[i].amount, 10000))
            return false;
    for (uint32_t i = 0; i < in->fixed_n; i++) {
        const struct plan_fixed *f = &in->fixed[i];
        if (f->task >= in->task_n || f->person >= in->person_n || f->from < 0 || f->to <= f->from ||
            f->to > in->slots || !within(0, f->setup, f->to - f->from))
            return false;
    }
    return true;
}

static bool sizes_ok(struct plan_sizes s)
{
    return within(1, s.least, 96) && within(s.least, s.preferred, 96) && within(s.preferred, s.most, 96);
}

static bool people_ok(const struct plan_in *in)
{
    for (uint32_t i = 0; i < in->person_n; i++) {
        const struct plan_person *p = &in->people[i];
        if (!p->free || !bits_ok(p->free, in->slots) || (p->focus && !bits_ok(p->focus, in->slots)) ||
            !within(0, p->day_most, 200) || !within(0, p->load_percent, 100) || !within(0, p->projects_most, 16) ||
            !within(0, p->clients_most, 16) || !sizes_ok(plan_sizes_of(in, i)))
            return false;
    }
    return true;
}

static bool rest_ok(const struct plan_in *in)
{
    for (uint32_t i = 0; i < in->project_n; i++)
        if (in->projects[i].client >= in->client_n || in->projects[i].weight > PLAN_WEIGHT_MOST ||
            !date_ok(in->projects[i].due))
            return false;
    for (uint32_t i = 0; i < in->client_n; i++)
        if (!within(0, in->clients[i].share_percent, 100))
            return false;
    for (uint32_t i = 0; i < in->resource_n; i++)
        if (!within(0, in->resources[i].capacity, 10000) ||
            (in->resources[i].free && !bits_ok(in->resources[i].free, in->slots)))
            return false;
    return true;
}

static bool days_ok(const struct plan_in *in)
{
    if (in->day_n == 0 || in->day_n > PLAN_DAYS_MOST || in->days[0] > 0 || in->days[0] < -200 ||
        in->days[in->day_n] < in->slots || in->days[in->day_n] > in->slots + 200)
        return false;
    for (uint32_t i = 0; i < in->day_n; i++)
        if (!within(1, (int64_t)in->days[i + 1] - in->days[i], 200))
            return false;
    return true;
}

static bool settings_ok(const struct plan_settings *s)
{
    return sizes_ok((struct plan_sizes){s->block_least, s->block_preferred, s->block_most}) &&
           within(0, s->switch_project, 16) && within(0, s->resume, 16) &&
           within(1, s->resume_after, PLAN_SLOTS_MOST) && within(0, s->window, PLAN_SLOTS_MOST) &&
           within(0, s->still, PLAN_SLOTS_MOST) && within(0, s->spread, PLAN_SPREAD_MOST) &&
           within(0, s->correlation, 100) && within(0, s->search, PLAN_SEARCH_MOST);
}

int plan_valid(const struct plan_in *in)
{
    bool sizes = within(1, in->slots, PLAN_SLOTS_MOST) && in->task_n <= PLAN_TASKS_MOST &&
                 in->person_n <= PLAN_PEOPLE_MOST && in->project_n <= PLAN_PROJECTS_MOST &&
                 in->client_n <= PLAN_CLIENTS_MOST && in->resource_n <= PLAN_RESOURCES_MOST &&
                 in->dependency_n <= PLAN_DEPENDENCIES_MOST && in->candidate_n <= PLAN_CANDIDATES_MOST &&
                 in->need_n <= PLAN_NEEDS_MOST && in->fixed_n <= PLAN_BLOCKS_MOST;
    return sizes && days_ok(in) && settings_ok(&in->settings) && people_ok(in) && rest_ok(in) && tasks_ok(in) &&
                   links_ok(in)
               ? PLAN_OK
               : PLAN_INVALID;
}
