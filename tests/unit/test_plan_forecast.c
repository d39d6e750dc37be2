/* Forecasts: without spread the plan itself; quantiles in order; the same whatever the order of rows; ranges met as
 * often as they say; what decided and what is uncertain on plans small enough to know; against full replans. */
#include "unit.h"
#include "../plan/generate.h"
#include "plan/chance.h"
#include "plan/forecast.h"
#include "plan/make.h"
#include "plan/random.h"
#include "plan/tally.h"
#include <stdlib.h>
#include <string.h>

#define ROOM ((size_t)128 << 20)

static struct plan_memory memory_make(void)
{
    struct plan_memory m = {malloc(ROOM), ROOM, 0, 0};
    assert_non_null(m.at);
    return m;
}

static struct plan_task *tasks_copy(struct plan_memory *m, struct plan_in *in)
{
    struct plan_task *tasks = plan_raw(m, sizeof *tasks * in->task_n);
    memcpy(tasks, in->tasks, sizeof *tasks * in->task_n);
    in->tasks = tasks;
    return tasks;
}

static struct plan_forecast forecast_of(struct plan_memory *m, const struct plan_in *in, struct plan_out *out,
                                        uint32_t trials)
{
    assert_int_equal(plan_make(m, in, out), PLAN_OK);
    size_t mark = m->used;
    m->peak = mark;
    struct plan_forecast f = plan_forecast(m, &out->base, &out->dates, trials, 5);
    assert_true(m->peak - mark <= plan_forecast_bytes(in));
    return f;
}

static void no_spread_is_the_plan(void **state)
{
    (void)state;
    struct plan_memory m = memory_make();
    for (uint64_t seed = 0; seed < 600; seed++) {
        struct generate_shape shape = GENERATE_SMALL;
        struct plan_out out;
        m.used = 0;
        shape.wild = seed % 2;
        struct plan_in in = generate_plan(&m, seed, shape);
        struct plan_task *tasks = tasks_copy(&m, &in);
        in.settings.spread = 0;
        for (uint32_t t = 0; t < in.task_n; t++)
            tasks[t].low = tasks[t].high = tasks[t].likely;
        struct plan_forecast f = forecast_of(&m, &in, &out, 64);
        int32_t ends[8] = {0};
        for (uint32_t t = 0; t < in.task_n; t++) {
            int32_t finish = out.dates.start[t] == PLAN_NEVER ? PLAN_NEVER : out.dates.finish[t];
            finish = finish > in.slots ? PLAN_NEVER : finish;
            assert_int_equal(f.p50[t], finish);
            assert_int_equal(f.p80[t], finish);
            assert_int_equal(f.p95[t], finish);
            assert_int_equal(f.uncertainty[t], 0);
            ends[tasks[t].project] = finish > ends[tasks[t].project] ? finish : ends[tasks[t].project];
        }
        for (uint32_t p = 0; p < in.project_n; p++) {
            assert_int_equal(f.project_p50[p], ends[p]);
            assert_int_equal(f.project_p95[p], ends[p]);
        }
    }
    free(m.at);
}

static void quantiles_are_in_order(void **state)
{
    (void)state;
    struct plan_memory m = memory_make();
    for (uint64_t seed = 0; seed < 400; seed++) {
        struct generate_shape shape = GENERATE_SMALL;
        uint64_t hashes[2];
        m.used = 0;
        shape.wild = seed % 2;
        struct plan_in in[2] = {generate_plan(&m, seed, shape)};
        in[1] = generate_shuffled(&m, &in[0], seed);
        for (int i = 0; i < 2; i++) {
            struct plan_out out;
            struct plan_forecast f = forecast_of(&m, &in[i], &out, 40 + (uint32_t)seed); /* few and many trials */
            for (uint32_t t = 0; t < in[i].task_n; t++) {
                assert_true(f.p50[t] <= f.p80[t] && f.p80[t] <= f.p95[t]);
                assert_true((f.p95[t] == PLAN_NEVER || f.p95[t] <= in[i].slots) && f.p50[t] >= 0);
                assert_true(f.criticality[t] <= 1000 && f.uncertainty[t] <= 1000);
                /* nothing begins before its release, and what is locked stays */
                int32_t locked = out.base.fixed_finish[t];
                assert_true(f.p50[t] >= (locked > 0 ? locked : in[i].tasks[t].release));
            }
            for (uint32_t p = 0; p < in[i].project_n; p++)
                assert_true(f.project_p50[p] <= f.project_p80[p] && f.project_p80[p] <= f.project_p95[p]);
            hashes[i] = plan_forecast_hash(&in[i], &f);
        }
        assert_true(hashes[0] == hashes[1]);
    }
    free(m.at);
}

/* The tally against sorting. */
static int by_size(const void *a, const void *b)
{
    return (*(const int32_t *)a > *(const int32_t *)b) - (*(const int32_t *)a < *(const int32_t *)b);
}

static void tally_counts(void **state)
{
    (void)state;
    for (uint64_t seed = 0; seed < 500; seed++) {
        static const int32_t percents[] = {1, 50, 80, 95, 100};
        struct plan_tally t = {0};
        int32_t all[1024], got[5];
        uint32_t n = 32 * (1 + (uint32_t)(seed % 32)), range = seed % 3 == 0 ? 32 : seed % 3 == 1 ? 500 : 100000;
        for (uint32_t i = 0; i < n; i++) /* a sum of three: with a middle and tails */
            all[i] = (int32_t)plan_below(plan_mix2(seed, i * 3), range) - 7 +
                     (int32_t)plan_below(plan_mix2(seed, i * 3 + 1), range) +
                     (int32_t)plan_below(plan_mix2(seed, i * 3 + 2), range);
        for (uint32_t i = 0; i < n; i += 32)
            plan_tally_add(&t, all + i, 32);
        plan_tally_quantiles(&t, percents, 5, got);
        qsort(all, n, sizeof *all, by_size);
        for (int i = 0; i < 5; i++) {
            int32_t exact = all[(n * (uint32_t)percents[i] + 99) / 100 - 1], step = (int32_t)range * 3 / 32;
            assert_true(labs((long)got[i] - exact) <= (n < 64 || range == 32 ? range == 32 ? 3 : 0 : step));
            assert_true(i == 0 || got[i] >= got[i - 1]);
        }
    }
}

/* What people say of one task: under low in one case of five, over high in another. */
static void ranges_are_met(void **state)
{
    (void)state;
    struct plan_memory m = memory_make();
    struct plan_settings settings = plan_defaults();
    struct plan_dice dice = plan_dice_make(&m, 25);
    static const struct plan_task tasks[] = {{.low = 400, .likely = 800, .high = 1600},
                                             {.low = 700, .likely = 800, .high = 960},
                                             {.low = 800, .likely = 800, .high = 1200},
                                             {.low = 800, .likely = 800, .high = 800},
                                             {.low = 400, .likely = 800, .high = 1600, .bias = 1500}};
    static const int32_t p20_p80[][2] = {{400, 1600}, {700, 960}, {0, 1200}, {0, 1040}, {600, 2400}};
    for (int i = 0; i < 5; i++) {
        uint32_t under = 0, over = 0, n = PLAN_LANES * 1000;
        struct plan_work w = plan_work_of(&tasks[i], &settings);
        for (uint32_t trial = 0; trial < n; trial += PLAN_LANES) {
            int32_t own[PLAN_LANES], together[PLAN_LANES], work[PLAN_LANES];
            plan_normals(&dice, 1, 2, trial, own);
            plan_normals(&dice, 1, 3, trial, together);
            plan_works(&dice, &w, together, own, work);
            for (int k = 0; k < PLAN_LANES; k++) {
                under += work[k] <= p20_p80[i][0];
                over += work[k] > p20_p80[i][1];
            }
        }
        if (p20_p80[i][0] > 0)
            assert_true(under > n * 19 / 100 && under < n * 21 / 100);
        assert_true(over > n * 19 / 100 && over < n * 21 / 100);
    }
    free(m.at);
}

/* One person, every slot free: a, then b; a milestone after b; c of another person and project beside it. */
static struct plan_in small_plan(struct plan_memory *m, struct plan_task *tasks, struct plan_dependency *links)
{
    enum { SLOTS = 4000 };
    uint64_t *bits = plan_raw(m, SLOTS / 8 + 8);
    struct plan_person *people = plan_array(m, struct plan_person, 2);
    struct plan_project *projects = plan_array(m, struct plan_project, 2);
    struct plan_client *clients = plan_array(m, struct plan_client, 1);
    int32_t *days = plan_array(m, int32_t, SLOTS / 96 + 2);
    memset(bits, 0xff, SLOTS / 8 + 8);
    bits[SLOTS / 64] = (UINT64_C(1) << SLOTS % 64) - 1;
    struct plan_in in = {.slots = SLOTS, .settings = plan_defaults()};
    for (; days[in.day_n] < SLOTS; in.day_n++)
        days[in.day_n + 1] = days[in.day_n] + 96;
    for (uint32_t i = 0; i < 2; i++) {
        people[i] = (struct plan_person){.key = i + 1, .free = bits};
        projects[i] = (struct plan_project){.key = i + 1, .due = PLAN_NEVER};
    }
    for (uint32_t i = 0; i < 4; i++)
        tasks[i] = (struct plan_task){.key = i + 1,
                                      .project = i == 3,
                                      .low = 80,
                                      .likely = 100,
                                      .high = 125,
                                      .due = PLAN_NEVER,
                                      .hard = PLAN_NEVER,
                                      .assignee = i == 3,
                                      .activity = PLAN_NONE};
    tasks[2].low = tasks[2].likely = tasks[2].high = 0;
    tasks[2].milestone = true;
    links[0] = (struct plan_dependency){0, 1, PLAN_FINISH_START, 0};
    links[1] = (struct plan_dependency){1, 2, PLAN_FINISH_START, 0};
    in.days = days;
    in.people = people;
    in.projects = projects;
    in.clients = clients;
    in.tasks = tasks;
    in.dependencies = links;
    in.task_n = 4;
    in.dependency_n = in.person_n = in.project_n = 2;
    in.client_n = 1;
    in.settings.switch_project = in.settings.resume = 0;
    return in;
}

static void what_decides_is_known(void **state)
{
    (void)state;
    struct plan_memory m = memory_make();
    struct plan_task tasks[4];
    struct plan_dependency links[2];
    struct plan_out out;
    struct plan_in in = small_plan(&m, tasks, links);
    tasks[0].low = 50; /* a is much less sure than b */
    tasks[0].high = 200;
    struct plan_forecast f = forecast_of(&m, &in, &out, 2000);
    assert_int_equal(f.criticality[0], 1000);
    assert_int_equal(f.criticality[1], 1000);
    assert_int_equal(f.criticality[3], 1000);
    assert_true(f.uncertainty[0] > 600 && f.uncertainty[1] < 400 && f.uncertainty[3] >= 990);
    assert_true(abs(f.uncertainty[0] + f.uncertainty[1] + f.uncertainty[2] - 1000) <= 3);
    /* the milestone is b's end, and the project's */
    assert_true(f.p80[2] == f.p80[1] && f.p80[2] == f.project_p80[0] && f.p50[2] == f.p50[1]);
    assert_true(abs(f.p50[3] - 100) <= 2 && abs(f.p80[3] - 125) <= 3); /* c, as it was said */
    /* with 100 slots of idle time between them, a is what decides only when it takes over twice as long */
    tasks[1].release = 200;
    f = forecast_of(&m, &in, &out, 2000);
    assert_true(f.criticality[0] > 150 && f.criticality[0] < 250 && f.criticality[1] == 1000);
    /* one that another client's work decides: c is the first person's, after b */
    tasks[1].release = 0;
    tasks[3].assignee = 0;
    tasks[3].release = 150;
    f = forecast_of(&m, &in, &out, 2000);
    assert_true(f.p80[3] > 300 && f.uncertainty[3] < 500);
    free(m.at);
}

static void together_is_wider(void **state)
{
    (void)state;
    struct plan_memory m = memory_make();
    struct plan_task tasks[4];
    struct plan_dependency links[2];
    struct plan_out out;
    struct plan_in in = small_plan(&m, tasks, links);
    in.settings.correlation = 0;
    struct plan_forecast apart = forecast_of(&m, &in, &out, 2000);
    in.settings.correlation = 100;
    struct plan_forecast together = forecast_of(&m, &in, &out, 2000);
    assert_true(together.p95[1] - together.p50[1] > (apart.p95[1] - apart.p50[1]) * 12 / 10);
    tasks[0].bias = tasks[1].bias = 2000;
    struct plan_forecast biased = forecast_of(&m, &in, &out, 2000);
    assert_true(abs(biased.p50[1] - 2 * together.p50[1]) <= 12);
    free(m.at);
}

/* The network is only a model of planning anew: what it calls P80 holds in about that many full plans, made with
 * other efforts. */
static void replans_agree(void **state)
{
    (void)state;
    struct plan_memory m = memory_make();
    uint32_t held = 0, all = 0;
    for (uint64_t seed = 0; seed < 40; seed++) {
        m.used = 0;
        struct generate_shape shape = {
            .tasks = 150, .people = 8, .projects = 8, .clients = 3, .slots = 200 * 96, .effort = 20};
        struct plan_in in = generate_plan(&m, seed, shape), other;
        struct plan_out out, again;
        struct plan_forecast f = forecast_of(&m, &in, &out, 512);
        struct plan_dice dice = plan_dice_make(&m, in.settings.correlation);
        other = in;
        struct plan_task *tasks = tasks_copy(&m, &other);
        size_t mark = m.used;
        for (uint32_t trial = 0; trial < 8; trial++, m.used = mark) {
            for (uint32_t t = 0; t < in.task_n; t++) {
                int32_t own[PLAN_LANES], together[PLAN_LANES], work[PLAN_LANES];
                struct plan_work w = plan_work_of(&in.tasks[t], &in.settings);
                plan_normals(&dice, 99, in.tasks[t].key, 0, own);
                plan_normals(&dice, 99, ~in.projects[in.tasks[t].project].key, 0, together);
                plan_works(&dice, &w, together, own, work);
                if (in.tasks[t].likely > 0)
                    tasks[t].low = tasks[t].likely = tasks[t].high = work[trial] > 0 ? work[trial] : 1;
            }
            assert_int_equal(plan_make(&m, &other, &again), PLAN_OK);
            for (uint32_t t = 0; t < in.task_n; t++)
                if (f.p80[t] != PLAN_NEVER) {
                    all++;
                    held += again.dates.finish[t] <= f.p80[t];
                }
        }
    }
    print_message("P80 held in %u of %u\n", held, all);
    assert_true(all > 40 * 8 * 100);
    assert_true(held > all * 70 / 100 && held < all * 88 / 100);
    free(m.at);
}

/* Trials in parts, in any order, say the same as one after the other. */
static void parts_add_up(void **state)
{
    (void)state;
    struct plan_memory m = {malloc(ROOM), ROOM, 0, 0};
    assert_non_null(m.at);
    for (uint64_t seed = 0; seed < 40; seed++) {
        struct generate_shape shape = GENERATE_SMALL;
        struct plan_out out;
        m.used = 0;
        shape.wild = seed % 2;
        struct plan_in in = generate_plan(&m, seed, shape);
        struct plan_forecast whole = forecast_of(&m, &in, &out, 600), f = plan_said_make(&m, &in);
        const struct plan_trials *of = plan_trials_make(&m, &out.base, &out.dates, 600, 5);
        struct plan_part *parts[3] = {plan_part_make(&m, of, NULL)};
        plan_part_run(parts[0], 0);
        parts[1] = plan_part_make(&m, of, parts[0]);
        parts[2] = plan_part_make(&m, of, parts[0]);
        for (uint32_t trial = of->n - PLAN_LANES; trial >= PLAN_LANES; trial -= PLAN_LANES)
            plan_part_run(parts[trial < PLAN_TRACED ? 0 : (trial / PLAN_LANES + seed) % 3], trial);
        plan_part_join(parts[0], parts[1]);
        plan_part_join(parts[0], parts[2]);
        plan_say(parts[0], &f);
        assert_true(plan_forecast_hash(&in, &f) == plan_forecast_hash(&in, &whole));
    }
    free(m.at);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(parts_add_up),           cmocka_unit_test(no_spread_is_the_plan),
        cmocka_unit_test(quantiles_are_in_order), cmocka_unit_test(tally_counts),
        cmocka_unit_test(ranges_are_met),         cmocka_unit_test(what_decides_is_known),
        cmocka_unit_test(together_is_wider),      cmocka_unit_test(replans_agree)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
