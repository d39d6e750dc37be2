/* Who is served first: what is due, with what it waits for; what weighs more; small projects before big ones, of which
 * the long chains begin all the same. */
#include "unit.h"
#include "plan/make.h"
#include <stdlib.h>
#include <string.h>

#define ROOM  ((size_t)16 << 20)
#define DAYS  60
#define SLOTS (DAYS * 96)
#define MANY  24

static struct plan_memory m;
static int32_t days[DAYS + 1];
static uint64_t always[(SLOTS + 63) / 64];
static struct plan_task tasks[MANY];
static struct plan_dependency dependencies[MANY];
static struct plan_project projects[2];
static const struct plan_client client = {.key = 1};
static struct plan_person people[2];
static struct plan_in in;

static int set_up(void **state)
{
    (void)state;
    m = (struct plan_memory){malloc(ROOM), ROOM, 0, 0};
    for (int d = 0; d <= DAYS; d++)
        days[d] = 96 * d;
    memset(always, 0xff, sizeof always);
    return m.at ? 0 : -1;
}

static int tear_down(void **state)
{
    (void)state;
    free(m.at);
    return 0;
}

static void begin(uint32_t n)
{
    m.used = 0;
    for (uint32_t i = 0; i < MANY; i++)
        tasks[i] = (struct plan_task){.key = i + 1,
                                      .activity = PLAN_NONE,
                                      .low = 32,
                                      .likely = 32,
                                      .high = 32,
                                      .due = PLAN_NEVER,
                                      .hard = PLAN_NEVER,
                                      .weight = 10,
                                      .assignee = 0};
    for (uint32_t i = 0; i < 2; i++) {
        projects[i] = (struct plan_project){.key = i + 1, .weight = 10, .due = PLAN_NEVER};
        people[i] = (struct plan_person){.key = i + 1, .free = always};
    }
    in = (struct plan_in){.slots = SLOTS,
                          .days = days,
                          .day_n = DAYS,
                          .tasks = tasks,
                          .task_n = n,
                          .dependencies = dependencies,
                          .people = people,
                          .person_n = 2,
                          .projects = projects,
                          .project_n = 2,
                          .clients = &client,
                          .client_n = 1,
                          .settings = plan_defaults()};
}

static struct plan_dates dates(void)
{
    struct plan_out out;
    assert_int_equal(plan_make_dates(&m, &in, &out), PLAN_OK);
    return out.dates;
}

static void what_is_due_comes_in_time(void **state)
{
    (void)state;
    begin(12);
    tasks[11].due = 2 * 96;
    assert_true(dates().finish[11] <= 2 * 96);
    begin(12);
    tasks[11].project = 1;
    projects[1].due = 2 * 96; /* the date of its project counts as its own */
    projects[1].weight = 1;
    assert_true(dates().finish[11] <= 2 * 96);
}

static void what_it_waits_for_comes_before(void **state)
{
    (void)state;
    begin(12);
    tasks[11].due = 96;
    dependencies[0] = (struct plan_dependency){.before = 10, .after = 11, .kind = PLAN_FINISH_START};
    in.dependency_n = 1;
    struct plan_dates d = dates();
    assert_true(d.finish[10] <= d.start[11]);
    assert_true(d.finish[11] <= 96);
}

static void the_heavier_comes_first(void **state)
{
    (void)state;
    begin(12);
    tasks[7].weight = 40;
    struct plan_dates d = dates();
    for (uint32_t t = 0; t < 12; t++)
        assert_true(t == 7 || d.start[t] > d.start[7]);
}

/* Two tasks of a small project against a dozen of a big one, one person. */
static void the_small_project_ends_first(void **state)
{
    (void)state;
    begin(14);
    tasks[12].project = tasks[13].project = 1;
    struct plan_dates d = dates();
    int32_t small = d.finish[12] > d.finish[13] ? d.finish[12] : d.finish[13];
    assert_true(small <= 5 * 32);
}

/* Equal standing, one list: its order, whatever the keys and the efforts; subtasks end their parent. */
static void the_list_decides_between_equals(void **state)
{
    (void)state;
    for (uint32_t shape = 0; shape < 4; shape++) {
        begin(9);
        for (uint32_t t = 0; t < 8; t++) {
            tasks[t].list = 7;
            tasks[t].seq = t * 5 % 8;
            tasks[t].likely = tasks[t].high = 32 - (int32_t)t * 3;
            tasks[t].low = 0;
            tasks[t].hard = shape == 3 ? 30 * 96 : PLAN_NEVER;
            if (shape > 0)
                dependencies[in.dependency_n++] = (struct plan_dependency){.before = t, .after = 8};
        }
        tasks[8].low = tasks[8].likely = tasks[8].high = 0;
        tasks[8].due = shape == 2 ? 20 * 96 : PLAN_NEVER;
        struct plan_dates d = dates();
        for (uint32_t t = 0; t < 8; t++)
            for (uint32_t k = 0; k < 8; k++)
                assert_true(tasks[t].seq >= tasks[k].seq || d.finish[t] <= d.start[k]);
    }
}

/* In blocks too, and when a better order was looked for. */
static void blocks_follow_the_list(void **state)
{
    (void)state;
    for (uint32_t seed = 0; seed < 50; seed++) {
        begin(8);
        for (uint32_t t = 0; t < 8; t++) {
            tasks[t].list = 7;
            tasks[t].seq = (t * 5 + seed) % 8;
            tasks[t].low = 0;
            tasks[t].likely = tasks[t].high = 1 + (int32_t)(t * 7 + seed * 3) % 24;
        }
        in.settings.search = seed % 2 * 20000;
        struct plan_out out;
        assert_int_equal(plan_make(&m, &in, &out), PLAN_OK);
        assert_true(out.blocks.n >= 8);
        for (uint32_t i = 1; i < out.blocks.n; i++)
            assert_true(tasks[out.blocks.at[i - 1].task].seq <= tasks[out.blocks.at[i].task].seq);
    }
}

/* What is due goes before what stands earlier; what something waits for as well. */
static void the_list_decides_nothing_else(void **state)
{
    (void)state;
    begin(8);
    for (uint32_t t = 0; t < 8; t++) {
        tasks[t].list = 7;
        tasks[t].seq = t;
    }
    tasks[7].due = 2 * 96;
    tasks[5].weight = 100;
    dependencies[in.dependency_n++] = (struct plan_dependency){.before = 6, .after = 2};
    struct plan_dates d = dates();
    assert_true(d.finish[7] <= 2 * 96);
    assert_true(d.finish[6] <= d.start[2]);
    assert_true(d.finish[5] <= d.start[0]);
}

/* A long chain of the big project goes on beside the small one: it would decide the end of everything. */
static void a_long_chain_does_not_wait_for_its_turn(void **state)
{
    (void)state;
    begin(16);
    for (uint32_t t = 0; t < 12; t++) {
        tasks[t].assignee = t % 2;
        if (t > 0)
            dependencies[in.dependency_n++] = (struct plan_dependency){.before = t - 1, .after = t};
    }
    for (uint32_t t = 12; t < 16; t++)
        tasks[t].project = 1;
    struct plan_dates d = dates();
    assert_int_equal(d.start[0], 0);
    assert_true(d.finish[11] <= 12 * 32 + 2 * 32);
}

/* However often somebody is said to be able to do it: it is one person, also where many are looked at together. */
static void nobody_is_twice_in_a_team(void **state)
{
    (void)state;
    static const uint32_t candidates[40] = {0};
    begin(2);
    tasks[1].assignee = PLAN_NONE;
    tasks[1].candidate_n = in.candidate_n = 40;
    in.candidates = candidates;
    in.person_n = 1;
    struct plan_out out;
    assert_int_equal(plan_make(&m, &in, &out), PLAN_OK);
    assert_int_equal(out.base.teams.n[1], 1);
    assert_true(out.dates.person[1] == 0 && out.dates.finish[1] <= 2 * 32);
}

static int orders; /* that were made: counted by the linker's --wrap */
struct plan_order __real_plan_order_ruled(struct plan_memory *at, const struct plan_base *b, const struct plan_rule *r);
struct plan_order __wrap_plan_order_ruled(struct plan_memory *at, const struct plan_base *b, const struct plan_rule *r);
struct plan_order __wrap_plan_order_ruled(struct plan_memory *at, const struct plan_base *b, const struct plan_rule *r)
{
    orders++;
    return __real_plan_order_ruled(at, b, r);
}

/* No order is made that may not be tried any more, however many projects could swap their turns. */
static void search_ends_with_what_it_was_given(void **state)
{
    (void)state;
    static struct plan_project many[500];
    for (uint32_t i = 0; i < 500; i++)
        many[i] = (struct plan_project){.key = i + 1, .weight = 10 + i % 7, .due = PLAN_NEVER};
    for (int32_t tries = 1; tries < 60; tries++) {
        begin(MANY);
        for (uint32_t t = 0; t < MANY; t++)
            tasks[t].project = t * 20;
        in.projects = many;
        in.project_n = 500;
        in.settings.search = tries * MANY;
        struct plan_out out;
        orders = 0;
        assert_int_equal(plan_make(&m, &in, &out), PLAN_OK);
        assert_true(orders > 0 && orders <= tries + 6); /* the rules that are tried first are made all the same */
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_due_comes_in_time),       cmocka_unit_test(what_it_waits_for_comes_before),
        cmocka_unit_test(the_heavier_comes_first),         cmocka_unit_test(the_small_project_ends_first),
        cmocka_unit_test(the_list_decides_between_equals), cmocka_unit_test(the_list_decides_nothing_else),
        cmocka_unit_test(blocks_follow_the_list),          cmocka_unit_test(a_long_chain_does_not_wait_for_its_turn),
        cmocka_unit_test(nobody_is_twice_in_a_team),       cmocka_unit_test(search_ends_with_what_it_was_given),
    };
    return cmocka_run_group_tests_name("plan_order", tests, set_up, tear_down);
}
