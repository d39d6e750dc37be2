/* The whole plan, on generated plans by the thousand: what blocks promise is counted again here, slot by slot; every
 * reason is true, one working slot earlier breaks what is named; the order of rows makes no difference. */
#include "unit.h"
#include "../plan/generate.h"
#include "plan/make.h"
#include <stdlib.h>

#define ROOM  ((size_t)128 << 20)
#define PLANS 1000

struct seen {
    const struct plan_in *in;
    const struct plan_out *out;
    const struct plan_block *blocks;
    uint32_t n;
};

static bool in_block(const struct plan_block *x, uint32_t person, int32_t slot)
{
    return x->person == person && x->from <= slot && slot < x->to;
}

static bool is_free(const struct plan_in *in, uint32_t person, int32_t slot)
{
    for (uint32_t i = 0; i < in->fixed_n; i++)
        if (in->fixed[i].person == person && in->fixed[i].from <= slot && slot < in->fixed[i].to)
            return false;
    return slot >= 0 && slot < in->slots && plan_bit(in->people[person].free, slot);
}

static uint32_t day_of(const struct plan_in *in, int32_t slot)
{
    uint32_t d = 0;
    while (in->days[d + 1] <= slot)
        d++;
    return d;
}

/* Planned and fixed slots of a person's day that begin before a slot, and what the day may hold. */
static int32_t day_used(const struct seen *s, uint32_t person, int32_t before, int32_t *ret_limit)
{
    const struct plan_in *in = s->in;
    uint32_t d = day_of(in, before);
    int32_t used = 0, free_n = 0;
    for (int32_t i = in->days[d]; i < in->days[d + 1] && i < in->slots; i++)
        if (i >= 0 && plan_bit(in->people[person].free, i)) {
            free_n++;
            used += !is_free(in, person, i);
        }
    for (uint32_t i = 0; i < s->n; i++)
        if (s->blocks[i].person == person && s->blocks[i].from < before && s->blocks[i].from >= in->days[d])
            used += s->blocks[i].to - s->blocks[i].from;
    *ret_limit = plan_day_limit(&in->people[person], free_n);
    return used;
}

static uint32_t project_of(const struct plan_in *in, uint32_t task)
{
    return in->tasks[task].project;
}

static uint32_t client_of(const struct plan_in *in, uint32_t task)
{
    return in->projects[in->tasks[task].project].client;
}

/* How many different projects, or clients, a person's day has before a slot; whether that of a task is among them. */
static uint32_t day_has(const struct seen *s, uint32_t (*of)(const struct plan_in *, uint32_t), uint32_t person,
                        int32_t before, uint32_t task, bool *ret_has)
{
    const struct plan_in *in = s->in;
    uint32_t seen[64], n = 0, d = day_of(in, before);
    *ret_has = false;
    for (uint32_t i = 0; i < s->n + in->fixed_n; i++) {
        const struct plan_block *x = &s->blocks[i < s->n ? i : 0];
        const struct plan_fixed *f = i < s->n ? NULL : &in->fixed[i - s->n];
        if (f ? f->person != person || f->from >= in->days[d + 1] || f->from < in->days[d]
              : x->person != person || x->from >= before || x->from < in->days[d])
            continue;
        uint32_t k = 0, id = of(in, f ? f->task : x->task);
        while (k < n && seen[k] != id)
            k++;
        if (k == n)
            seen[n++] = id;
        *ret_has = *ret_has || id == of(in, task);
    }
    return n;
}

static int32_t resource_used(const struct seen *s, uint32_t r, int32_t slot)
{
    const struct plan_in *in = s->in;
    int32_t sum = 0;
    for (uint32_t i = 0; i < s->n + in->fixed_n; i++) {
        bool fixed = i >= s->n;
        uint32_t t = fixed ? in->fixed[i - s->n].task : s->blocks[i].task;
        int32_t from = fixed ? in->fixed[i - s->n].from : s->blocks[i].from,
                to = fixed ? in->fixed[i - s->n].to : s->blocks[i].to;
        for (uint32_t k = 0; k < in->tasks[t].need_n && from <= slot && slot < to; k++)
            sum += in->needs[in->tasks[t].need_first + k].resource == r ? in->needs[in->tasks[t].need_first + k].amount
                                                                        : 0;
    }
    if (in->resources[r].free && !plan_bit(in->resources[r].free, slot))
        sum += in->resources[r].capacity;
    return sum;
}

static bool may_do(const struct plan_in *in, const struct plan_task *t, uint32_t person)
{
    bool among = t->candidate_n == 0;
    if (t->assignee != PLAN_NONE)
        return t->assignee == person;
    for (uint32_t i = 0; i < t->candidate_n; i++)
        among = among || in->candidates[t->candidate_first + i] == person;
    for (int i = 0; i < PLAN_SKILL_WORDS; i++)
        among = among && (t->skills[i] & ~in->people[person].skills[i]) == 0;
    return among;
}

static int32_t done_before(const struct seen *s, uint32_t task, uint32_t block)
{
    int32_t sum = 0;
    for (uint32_t i = 0; i < block; i++)
        sum += s->blocks[i].task == task ? s->blocks[i].to - s->blocks[i].from - s->blocks[i].setup : 0;
    return sum;
}

static void block_keeps(const struct seen *s, uint32_t i)
{
    const struct plan_in *in = s->in;
    const struct plan_block *x = &s->blocks[i];
    const struct plan_task *t = &in->tasks[x->task];
    int32_t limit, effort = s->out->base.effort[x->task], work = x->to - x->from - x->setup;
    bool has;
    struct plan_sizes size = plan_sizes_of(in, x->person);
    const struct plan_person *person = &in->people[x->person];
    assert_true(x->from >= 0 && x->to > x->from + x->setup && x->to <= in->settings.window &&
                x->to - x->from <= (x->setup >= size.most ? x->setup + 1 : size.most));
    assert_true(i == 0 || x->from >= s->blocks[i - 1].from);
    assert_int_equal(day_of(in, x->from), day_of(in, x->to - 1));
    for (int32_t k = x->from; k < x->to; k++)
        assert_true(is_free(in, x->person, k));
    for (uint32_t k = 0; k < s->n; k++)
        assert_true(k == i || s->blocks[k].person != x->person || s->blocks[k].to <= x->from ||
                    s->blocks[k].from >= x->to);
    assert_true(may_do(in, t, x->person) && x->from >= t->release);
    int32_t done = done_before(s, x->task, i) + work;
    assert_true(done <= effort);
    assert_true(x->to - x->from >= size.least || done == effort);
    assert_true(day_used(s, x->person, x->from, &limit) + x->to - x->from <= limit);
    uint32_t projects = day_has(s, project_of, x->person, x->from, x->task, &has);
    assert_true(has || person->projects_most == 0 || projects < (uint32_t)person->projects_most);
    uint32_t clients = day_has(s, client_of, x->person, x->from, x->task, &has);
    assert_true(has || person->clients_most == 0 || clients < (uint32_t)person->clients_most);
    for (uint32_t k = t->need_first; k < t->need_first + t->need_n; k++)
        for (int32_t slot = x->from; slot < x->to; slot++)
            assert_true(resource_used(s, in->needs[k].resource, slot) <= in->resources[in->needs[k].resource].capacity);
}

/* The block that decides a dependency: of a finish the last of the task, of a start its first. */
static int32_t decided_at(const struct seen *s, uint32_t task, bool start)
{
    int32_t at = -1;
    for (uint32_t i = 0; i < s->n; i++)
        if (s->blocks[i].task == task && (at < 0 || !start))
            at = s->blocks[i].from;
    return at;
}

static bool dependency_says(const struct seen *s, const struct plan_dependency *d, int32_t e)
{
    bool of_start = d->kind == PLAN_START_START || d->kind == PLAN_START_FINISH;
    int32_t from = (of_start ? s->out->dates.start : s->out->dates.finish)[d->before] + d->lag;
    int32_t decided = decided_at(s, d->before, of_start);
    if (decided < 0) /* without effort: it is where it is */
        decided = s->out->base.effort[d->before] == 0 && s->out->base.fixed_finish[d->before] == 0
                      ? s->out->dates.finish[d->before]
                      : 0;
    if (decided > e)
        return true;
    if (d->kind == PLAN_FINISH_START || d->kind == PLAN_START_START)
        return from > e;
    uint32_t person = s->blocks[0].person;
    for (uint32_t i = 0; i < s->n; i++)
        if (s->blocks[i].task == d->after)
            person = s->blocks[i].person;
    int32_t left = s->out->base.effort[d->after], at = e;
    for (; left > 0 && at < s->in->slots; at++)
        left -= plan_bit(s->in->people[person].free, at);
    return at < from;
}

static int32_t least_at(const struct seen *s, uint32_t i, int32_t e)
{
    const struct plan_in *in = s->in;
    const struct plan_block *x = &s->blocks[i], *last = NULL, *own = NULL;
    for (uint32_t k = 0; k < i; k++) {
        last = s->blocks[k].person == x->person ? &s->blocks[k] : last;
        own = s->blocks[k].task == x->task ? &s->blocks[k] : own;
    }
    int32_t setup = own && e - own->to >= in->settings.resume_after ? in->settings.resume : 0;
    if (last && in->tasks[last->task].project != in->tasks[x->task].project)
        setup = in->settings.switch_project;
    int32_t need = s->out->base.effort[x->task] - done_before(s, x->task, i) + setup;
    int32_t size = plan_sizes_of(in, x->person).least, least = need < size ? need : size;
    return least > setup ? least : setup + 1;
}

static void reason_is_true(const struct seen *s, uint32_t i)
{
    const struct plan_in *in = s->in;
    const struct plan_block *x = &s->blocks[i];
    int32_t e = x->from - 1, limit, run = 0;
    bool has = false;
    while (e >= 0 && !plan_bit(in->people[x->person].free, e))
        e--;
    int32_t least = e < 0 ? 0 : least_at(s, i, e);
    switch (x->why) {
    case PLAN_BLOCK_START:
        assert_true(e < 0);
        break;
    case PLAN_BLOCK_RELEASE:
        assert_true(in->tasks[x->task].release > e);
        break;
    case PLAN_BLOCK_DEPENDENCY:
        assert_int_equal(in->dependencies[x->why_id].after, x->task);
        assert_true(dependency_says(s, &in->dependencies[x->why_id], e));
        break;
    case PLAN_BLOCK_FIXED:
        assert_true(in->fixed[x->why_id].person == x->person && in->fixed[x->why_id].from <= e &&
                    e < in->fixed[x->why_id].to);
        break;
    case PLAN_BLOCK_BUSY:
        assert_true(x->why_id != i && in_block(&s->blocks[x->why_id], x->person, e));
        break;
    case PLAN_BLOCK_DAY_FULL:
        run = day_used(s, x->person, e + 1, &limit);
        assert_true(limit - run < least);
        break;
    case PLAN_BLOCK_PROJECTS:
        assert_true(day_has(s, project_of, x->person, e + 1, x->task, &has) >=
                        (uint32_t)in->people[x->person].projects_most &&
                    !has);
        break;
    case PLAN_BLOCK_CLIENTS:
        assert_true(day_has(s, client_of, x->person, e + 1, x->task, &has) >=
                        (uint32_t)in->people[x->person].clients_most &&
                    !has);
        break;
    case PLAN_BLOCK_RESOURCE:
        for (int32_t k = e; k < x->from && k < e + least; k++)
            for (uint32_t n = 0; n < in->tasks[x->task].need_n; n++) {
                const struct plan_need *need = &in->needs[in->tasks[x->task].need_first + n];
                has = has || (need->resource == x->why_id && resource_used(s, need->resource, k) + need->amount >
                                                                 in->resources[need->resource].capacity);
            }
        assert_true(has);
        break;
    case PLAN_BLOCK_TOO_SHORT:
        while (e + run < in->days[day_of(in, e) + 1] && is_free(in, x->person, e + run))
            run++;
        assert_true(run < least);
        break;
    default:
        fail(); /* somebody was idle while it fit */
    }
}

static void sums_hold(const struct seen *s)
{
    const struct plan_in *in = s->in;
    const struct plan_dates *d = &s->out->dates;
    for (uint32_t t = 0; t < in->task_n; t++) {
        int32_t first = decided_at(s, t, true), done = done_before(s, t, s->n);
        if (first >= 0)
            assert_int_equal(d->start[t], first);
        if (d->finish[t] != PLAN_NEVER && d->finish[t] <= in->settings.window && s->out->base.effort[t] > 0)
            assert_int_equal(done, s->out->base.effort[t]);
    }
    for (uint32_t i = 0; i < in->dependency_n; i++) {
        const struct plan_dependency *x = &in->dependencies[i];
        bool given = s->out->base.effort[x->after] == 0 && s->out->base.fixed_finish[x->after] > 0;
        if (d->finish[x->after] == PLAN_NEVER || d->finish[x->before] == PLAN_NEVER || given)
            continue;
        int32_t from =
            x->kind == PLAN_FINISH_START || x->kind == PLAN_FINISH_FINISH ? d->finish[x->before] : d->start[x->before];
        int32_t to =
            x->kind == PLAN_FINISH_START || x->kind == PLAN_START_START ? d->start[x->after] : d->finish[x->after];
        assert_true(to >= from + x->lag);
    }
}

static void plans_hold(void **state)
{
    (void)state;
    struct plan_memory m = {malloc(ROOM), ROOM, 0, 0};
    uint32_t counts[PLAN_BLOCK_CLIENTS + 1] = {0};
    assert_non_null(m.at);
    for (uint64_t seed = 0; seed < PLANS; seed++) {
        struct generate_shape shape = GENERATE_SMALL;
        uint64_t hashes[2];
        m.used = 0;
        shape.wild = seed % 2;
        shape.own = seed % 4 >= 2;
        struct plan_in in[2] = {generate_plan(&m, seed, shape)};
        in[0].settings.window = 3 * 7 * 96;
        in[1] = generate_shuffled(&m, &in[0], seed);
        for (int i = 0; i < 2; i++) {
            struct plan_out out;
            size_t before = m.used;
            m.peak = m.used;
            assert_int_equal(plan_make(&m, &in[i], &out), PLAN_OK);
            assert_true(m.peak - before <= plan_make_bytes(&in[i]));
            hashes[i] = plan_hash(&in[i], &out);
            struct seen s = {&in[i], &out, out.blocks.at, out.blocks.n};
            for (uint32_t k = 0; k < s.n && i == 0; k++) {
                block_keeps(&s, k);
                reason_is_true(&s, k);
                counts[s.blocks[k].why]++;
            }
            if (i == 0)
                sums_hold(&s);
        }
        assert_true(hashes[0] == hashes[1]);
    }
    for (uint32_t why = PLAN_BLOCK_START; why <= PLAN_BLOCK_CLIENTS; why++)
        assert_true(counts[why] > 0); /* each reason was met */
    free(m.at);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(plans_hold)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
