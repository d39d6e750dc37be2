/* Dates for everything: kept against what was asked, by separate code; nothing twice; the same in any order of rows;
 * what has no place has a cause. */
#include "unit.h"
#include "../plan/generate.h"
#include "plan/macro.h"
#include "plan/random.h"
#include "plan/valid.h"
#include <stdlib.h>

#define ROOM ((size_t)64 << 20)

static int32_t free_between(const struct plan_in *in, uint32_t person, int32_t from, int32_t to)
{
    int32_t n = 0;
    for (int32_t s = from; s < to; s++)
        n += plan_bit(in->people[person].free, s);
    return n;
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

static void tasks_keep(const struct plan_base *b, const struct plan_dates *d)
{
    const struct plan_in *in = b->in;
    for (uint32_t t = 0; t < in->task_n; t++) {
        const struct plan_task *task = &in->tasks[t];
        if (d->finish[t] == PLAN_NEVER) {
            assert_int_equal(d->why[t], PLAN_WHY_UNPLACED);
            continue;
        }
        assert_int_not_equal(d->why[t], PLAN_WHY_UNPLACED);
        if (d->why[t] == PLAN_WHY_GIVEN)
            continue;
        assert_true(d->start[t] >= task->release && d->start[t] >= 0 && d->finish[t] <= in->slots);
        if (b->effort[t] == 0)
            continue;
        assert_true(may_do(in, task, d->person[t]));
        assert_true(plan_bit(in->people[d->person[t]].free, d->start[t]));
        assert_true(d->finish[t] == b->fixed_finish[t] || plan_bit(in->people[d->person[t]].free, d->finish[t] - 1));
        assert_true(d->finish[t] >= b->fixed_finish[t]);
        assert_true(free_between(in, d->person[t], d->start[t], d->finish[t]) >= b->effort[t]);
        if (d->why[t] == PLAN_WHY_DEPENDENCY)
            assert_int_equal(in->dependencies[d->why_id[t]].after, t);
    }
}

static void dependencies_keep(const struct plan_in *in, const struct plan_dates *d)
{
    for (uint32_t i = 0; i < in->dependency_n; i++) {
        const struct plan_dependency *x = &in->dependencies[i];
        if (d->finish[x->after] == PLAN_NEVER || d->why[x->after] == PLAN_WHY_GIVEN)
            continue;
        assert_true(d->finish[x->before] != PLAN_NEVER);
        int32_t from =
            x->kind == PLAN_FINISH_START || x->kind == PLAN_FINISH_FINISH ? d->finish[x->before] : d->start[x->before];
        int32_t to =
            x->kind == PLAN_FINISH_START || x->kind == PLAN_START_START ? d->start[x->after] : d->finish[x->after];
        assert_true(to >= from + x->lag);
    }
}

/* What lies wholly within any two dates of one person fits into their time, under their load. */
static void people_keep(const struct plan_base *b, const struct plan_dates *d)
{
    const struct plan_in *in = b->in;
    for (uint32_t i = 0; i < in->task_n; i++)
        for (uint32_t k = 0; k < in->task_n; k++) {
            if (d->finish[i] == PLAN_NEVER || d->finish[k] == PLAN_NEVER || d->person[i] != d->person[k] ||
                d->person[i] == PLAN_NONE || d->start[i] > d->finish[k])
                continue;
            int32_t work = 0;
            for (uint32_t t = 0; t < in->task_n; t++)
                if (d->person[t] == d->person[i] && d->why[t] != PLAN_WHY_GIVEN && d->finish[t] != PLAN_NEVER &&
                    d->start[t] >= d->start[i] && d->finish[t] <= d->finish[k])
                    work += b->effort[t];
            assert_true(work <= free_between(in, d->person[i], d->start[i], d->finish[k]));
        }
}

/* When it could begin at the earliest, or end at the earliest, if what it waits for has dates. */
static int32_t bound_of(const struct plan_in *in, const struct plan_dates *d, uint32_t t)
{
    int32_t bound = in->tasks[t].release > 0 ? in->tasks[t].release : 0;
    for (uint32_t i = 0; i < in->dependency_n; i++) {
        const struct plan_dependency *x = &in->dependencies[i];
        if (x->after != t)
            continue;
        if (d->finish[x->before] == PLAN_NEVER)
            return PLAN_NEVER;
        int32_t from =
            x->kind == PLAN_FINISH_START || x->kind == PLAN_FINISH_FINISH ? d->finish[x->before] : d->start[x->before];
        bound = from + x->lag > bound ? from + x->lag : bound;
    }
    return bound;
}

/* Nobody, something it waits for has no place, or no candidate has enough time left from when it could begin: limits
 * leave at least six tenths of everyone's days. */
static void unplaced_has_cause(const struct plan_base *b, const struct plan_dates *d)
{
    const struct plan_in *in = b->in;
    for (uint32_t o = 0; o < b->graph.order_n; o++) { /* the others are on a cycle, or behind one */
        uint32_t t = b->graph.order[o];
        int32_t bound = bound_of(in, d, t);
        if (d->finish[t] != PLAN_NEVER || bound >= in->slots || in->tasks[t].need_n > 0)
            continue;
        for (uint32_t i = 0; i < b->teams.n[t]; i++) {
            uint32_t person = b->teams.people[b->teams.first[t] + i];
            int32_t left = free_between(in, person, bound, in->slots) * 6 / 10 - 32; /* and a day that has begun */
            for (uint32_t k = 0; k < in->task_n; k++)
                left -= d->person[k] == person && d->finish[k] != PLAN_NEVER && d->finish[k] > bound
                            ? in->tasks[k].likely
                            : 0;
            assert_true(left < b->effort[t]);
        }
    }
}

/* Hard dates first, then what is pinned; in both, what a pinned task waits for comes with it. */
static void classes_keep(const struct plan_base *b, const struct plan_order *o)
{
    const struct plan_in *in = b->in;
    for (uint32_t t = 0; t < in->task_n; t++)
        for (uint32_t k = 0; k < in->task_n; k++) {
            int class_t = (o->hard_start[t] == PLAN_NEVER ? 2 : 0) + !o->pinned[t];
            int class_k = (o->hard_start[k] == PLAN_NEVER ? 2 : 0) + !o->pinned[k];
            assert_true(class_t >= class_k || o->place[t] < o->place[k]);
        }
    for (uint32_t t = 0; t < in->task_n; t++)
        assert_true(o->pinned[t] || !in->tasks[t].pinned);
    for (uint32_t i = 0; i < in->dependency_n; i++) {
        const struct plan_dependency *d = &in->dependencies[i];
        bool cycle = b->graph.order_n < in->task_n;
        assert_true(cycle || o->pinned[d->before] || !o->pinned[d->after]);
    }
}

static uint64_t dates_sum(const struct plan_in *in, const struct plan_dates *d)
{
    uint64_t sum = 0;
    for (uint32_t t = 0; t < in->task_n; t++) {
        uint64_t who = d->person[t] == PLAN_NONE ? 1 : in->people[d->person[t]].key;
        sum += plan_mix2(plan_mix2(in->tasks[t].key, (uint64_t)(uint32_t)d->start[t] << 32 | (uint32_t)d->finish[t]),
                         who + d->why[t]);
    }
    return sum;
}

static void generated_plans_hold(void **state)
{
    (void)state;
    struct plan_memory m = {malloc(ROOM), ROOM, 0, 0};
    assert_non_null(m.at);
    for (uint64_t seed = 0; seed < 1000; seed++) {
        struct generate_shape shape = GENERATE_SMALL;
        uint64_t sums[2];
        m.used = 0;
        shape.wild = seed % 2;
        struct plan_in in[2] = {generate_plan(&m, seed, shape)};
        in[1] = generate_shuffled(&m, &in[0], seed);
        assert_int_equal(plan_valid(&in[0]), PLAN_OK);
        for (int i = 0; i < 2; i++) {
            struct plan_base b = plan_base_make(&m, &in[i]);
            size_t before = m.used;
            m.peak = m.used;
            struct plan_order o = plan_order_make(&m, &b);
            struct plan_dates d = plan_macro(&m, &b, &o, NULL);
            assert_true(m.peak - before <= plan_order_bytes(&in[i]) + plan_macro_bytes(&in[i]));
            sums[i] = dates_sum(&in[i], &d);
            tasks_keep(&b, &d);
            classes_keep(&b, &o);
            dependencies_keep(&in[i], &d);
            if (i == 0 && seed % 10 == 0)
                people_keep(&b, &d);
            unplaced_has_cause(&b, &d);
        }
        assert_true(sums[0] == sums[1]);
    }
    free(m.at);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(generated_plans_hold)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
