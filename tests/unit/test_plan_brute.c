/* Real plans of six tasks, calendars, skills, dependencies and all, against every order in which they could be served:
 * how far what search finds, and the rule alone, is from the best for the ends of projects. The engine weighs these
 * against the end of the whole (plan/worth.h), so it need not be the best for them alone. */
#include "unit.h"
#include "../plan/generate.h"
#include "plan/make.h"
#include <stdlib.h>

#define ROOM  ((size_t)64 << 20)
#define TASKS 6
#define PLANS 120

/* Weighted ends of projects together, and late days of hard dates at a thousand times that; less is better. */
static int64_t cost_of(const struct plan_in *in, const struct plan_dates *d)
{
    int64_t cost = 0;
    for (uint32_t p = 0; p < in->project_n; p++) {
        int32_t end = 0;
        for (uint32_t t = 0; t < in->task_n; t++) {
            int32_t finish = d->finish[t] == PLAN_NEVER ? 2 * in->slots : d->finish[t];
            if (in->tasks[t].project == p)
                end = finish > end ? finish : end;
        }
        cost += (int64_t)in->projects[p].weight * end;
    }
    for (uint32_t t = 0; t < in->task_n; t++)
        if (d->finish[t] != PLAN_NEVER && d->finish[t] > in->tasks[t].hard)
            cost += (int64_t)1000 * (d->finish[t] - in->tasks[t].hard);
    return cost;
}

/* The n-th of all orders of TASKS. */
static void order_of(uint32_t n, uint32_t *place)
{
    uint32_t left[TASKS];
    for (uint32_t i = 0; i < TASKS; i++)
        left[i] = i;
    for (uint32_t i = TASKS; i > 0; n /= i, i--) {
        uint32_t k = n % i;
        place[left[k]] = TASKS - i;
        left[k] = left[i - 1];
    }
}

static void near_the_best_order(void **state)
{
    (void)state;
    struct plan_memory m = {malloc(ROOM), ROOM, 0, 0};
    int64_t rule_all = 0, ours_all = 0, best_all = 0, mean_all = 0;
    uint32_t best_n = 0;
    assert_non_null(m.at);
    for (uint64_t seed = 0; seed < PLANS; seed++) {
        struct generate_shape shape = {
            .tasks = TASKS, .people = 2, .projects = 3, .clients = 2, .slots = 8 * 7 * 96, .effort = 40};
        m.used = 0;
        struct plan_in in = generate_plan(&m, seed, shape);
        struct plan_task *tasks = plan_raw(&m, sizeof *tasks * TASKS);
        for (uint32_t t = 0; t < TASKS; t++) {
            tasks[t] = in.tasks[t];
            tasks[t].due = PLAN_NEVER; /* the cost knows nothing of these */
            tasks[t].pinned = false;
            tasks[t].weight = 1;
        }
        struct plan_project *projects = plan_raw(&m, sizeof *projects * in.project_n);
        for (uint32_t p = 0; p < in.project_n; p++) {
            projects[p] = in.projects[p];
            projects[p].due = PLAN_NEVER;
        }
        in.tasks = tasks;
        in.projects = projects;
        in.settings.search = 100000;
        struct plan_base b = plan_base_make(&m, &in);
        struct plan_order o = plan_order_make(&m, &b), other = o;
        struct plan_dates d = plan_macro(&m, &b, &o, NULL);
        int64_t rule = cost_of(&in, &d);
        struct plan_kept found = plan_kept_of(&m, &in);
        if (!plan_search(&m, &b, &o, &d, false, &found))
            plan_settle(&m, &b, &o, &d, &found);
        struct plan_order best_found = plan_kept_order(&m, &b, &o, &found, false);
        d = plan_macro(&m, &b, &best_found, NULL);
        int64_t ours = cost_of(&in, &d), best = ours, sum = 0;
        rule_all += rule;
        size_t mark = m.used;
        uint32_t place[TASKS];
        other.place = place;
        for (uint32_t n = 0; n < 720; n++, m.used = mark) {
            order_of(n, place);
            d = plan_macro(&m, &b, &other, NULL);
            int64_t cost = cost_of(&in, &d);
            best = cost < best ? cost : best;
            sum += cost;
        }
        ours_all += ours;
        best_all += best;
        mean_all += sum / 720;
        best_n += ours == best;
    }
    print_message(
        "engine %ld, by the rule alone %ld, best of all orders %ld, any order %ld; the best itself in %u of %d\n",
        (long)ours_all, (long)rule_all, (long)best_all, (long)mean_all, best_n, PLANS);
    assert_true(ours_all * 100 <= best_all * 102);
    assert_true(rule_all * 100 <= best_all * 112);
    free(m.at);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(near_the_best_order)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
