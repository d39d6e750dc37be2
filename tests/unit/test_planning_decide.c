/* What people decide with, on plans made by hand: weights and terms, whether promises fit, conflicts of clients. */
#include "unit.h"
#include "planning/conflicts.h"
#include "planning/feasible.h"
#include "planning/priorities.h"
#include "planning/promises.h"

/* Four weeks from a Monday, two people, three clients with a project each; nothing to do. */
#define DAYS   28
#define PEOPLE 2
#define TASKS  8
#define MONDAY 20605 /* 2026-06-01 */

struct world {
    struct arena arena;
    struct snapshot s;
    struct computed c;
};

static void world_open(struct world *w)
{
    *w = (struct world){0};
    arena_init(&w->arena);
    struct snapshot *s = &w->s;
    int32_t *midnight = arena_array(&w->arena, int32_t, DAYS + 1);
    *s = (struct snapshot){.arena = &w->arena, .zone = "UTC", .from_day = MONDAY, .from_us = MONDAY * US_PER_DAY};
    s->weights = weights_parse((struct str){0});
    for (int i = 0; i <= DAYS; i++)
        midnight[i] = i * 96;
    s->midnight = midnight;
    s->midnight_first = MONDAY;
    s->midnight_n = DAYS + 1;
    s->in.settings = plan_defaults();
    s->in.days = midnight;
    s->in.day_n = DAYS;
    s->in.slots = DAYS * 96;
    s->in.people = s->people = arena_array(&w->arena, struct plan_person, PEOPLE);
    s->person = arena_array(&w->arena, struct snapshot_person, PEOPLE);
    s->in.projects = s->projects = arena_array(&w->arena, struct plan_project, 3);
    s->project = arena_array(&w->arena, struct snapshot_project, 3);
    s->in.clients = s->clients = arena_array(&w->arena, struct plan_client, 3);
    s->client = arena_array(&w->arena, struct snapshot_client, 3);
    s->in.tasks = s->tasks = arena_array(&w->arena, struct plan_task, TASKS);
    s->task = arena_array(&w->arena, struct snapshot_task, TASKS);
    s->in.person_n = PEOPLE;
    s->in.project_n = s->in.client_n = 3;
    for (uint32_t p = 0; p < PEOPLE; p++) {
        uint64_t *free = arena_array(&w->arena, uint64_t, plan_words(s->in.slots));
        for (int32_t i = 0; i < s->in.slots; i++)
            if (i / 96 % 7 < 5 && i % 96 >= 36 && i % 96 < 68) /* 9 to 17 */
                free[i / 64] |= UINT64_C(1) << (i % 64);
        s->people[p] = (struct plan_person){.key = p + 1, .free = free, .load_percent = 100};
    }
    for (uint32_t i = 0; i < 3; i++) {
        s->clients[i].key = s->projects[i].key = i + 1;
        s->projects[i].client = i;
        s->projects[i].due = PLAN_NEVER;
        s->project[i].due_day = DAY_NONE;
        s->client[i].importance = s->project[i].importance = 3;
    }
}

/* Hours of a person for a client, due at the end of a day counted from the Monday; -1: no date. */
static uint32_t add(struct world *w, uint32_t client, uint32_t person, int hours, int due, bool hard)
{
    struct snapshot *s = &w->s;
    uint32_t i = s->in.task_n++;
    int32_t by = due < 0 ? PLAN_NEVER : (due + 1) * 96;
    s->task[i] = (struct snapshot_task){.id = {{1, (uint8_t)i}},
                                        .parent = PLAN_NONE,
                                        .gate = PLAN_NONE,
                                        .due_day = due < 0 ? DAY_NONE : MONDAY + due,
                                        .start_day = DAY_NONE,
                                        .hard = hard,
                                        .left_min = hours * 60};
    s->tasks[i] = (struct plan_task){.key = i + 1,
                                     .project = client,
                                     .activity = PLAN_NONE,
                                     .low = hours * 4,
                                     .likely = hours * 4,
                                     .high = hours * 4,
                                     .due = by,
                                     .hard = hard ? by : PLAN_NEVER,
                                     .assignee = person};
    return i;
}

static void plan(struct world *w)
{
    assert_int_equal(compute(&w->arena, &w->s, &w->c), 0);
}

/* What the engine asked for and did not use is not kept with the plan. */
static void a_plan_keeps_what_it_used(void **state)
{
    (void)state;
    struct world w;
    world_open(&w);
    for (uint32_t i = 0; i < TASKS; i++)
        add(&w, i % 3, i % 2, 8, 20, false);
    w.s.in.settings.search = 1000;
    size_t before = w.arena.used_bytes, made = plan_make_bytes(&w.s.in);
    plan(&w);
    assert_true(w.c.out.blocks.n > 0);
    assert_true(w.arena.used_bytes - before < made - made / 8);
    arena_release(&w.arena);
}

/* ---- weights ---- */

static void usual_weights_make_the_unit(void **state)
{
    (void)state;
    struct plan_weights w = weights_parse((struct str){0});
    assert_int_equal(weight_project(&w, 3, 3), WEIGHT_UNIT);
    assert_int_equal(weight_project(&w, 4, 3), 2 * WEIGHT_UNIT);
    assert_int_equal(weight_project(&w, 3, 2), WEIGHT_UNIT / 2);
    for (int client = 1; client < 5; client++)
        for (int project = 1; project <= 5; project++)
            assert_true(weight_project(&w, client, project) < weight_project(&w, client + 1, project));
    assert_int_equal(weight_task(&w, &(struct weight_of){.backlog = true, .priority = 1, .impact = 1}), 1);
}

static void weights_are_those_of_the_workspace(void **state)
{
    (void)state;
    struct plan_weights none = weights_parse(STR("{\"client\":0,\"project\":0}"));
    assert_int_equal(weight_project(&none, 5, 1), WEIGHT_UNIT);
    struct plan_weights twice = weights_parse(STR("{\"client\":100,\"urgency\":100,\"impact\":100}"));
    assert_int_equal(weight_project(&twice, 4, 3), 4 * WEIGHT_UNIT);
    struct plan_weights wrong = weights_parse(STR("{\"client\":1000,\"effort\":\"x\"}"));
    assert_int_equal(wrong.client, 50);
    assert_int_equal(wrong.effort, 50);
    struct plan_weights all = weights_parse(STR("{\"client\":100,\"project\":100,\"impact\":100,\"urgency\":100}"));
    assert_true(weight_project(&all, 5, 5) <= PLAN_WEIGHT_MOST && weight_project(&all, 1, 1) >= 1);
    for (int priority = 0; priority <= 4; priority++)
        for (int impact = 0; impact <= 4; impact++) {
            struct weight_of t = {.priority = priority, .impact = impact, .slots = 1};
            uint32_t cost = weight_task(&all, &t);
            assert_true(cost >= 1 && cost <= PLAN_WEIGHT_MOST);
        }
}

static void less_slack_counts_more(void **state)
{
    (void)state;
    assert_int_equal(priority_near(SLACK_NONE), 0);
    for (int32_t slack = -2; slack < 2000; slack++)
        assert_true(priority_near(slack) >= priority_near(slack + 1));
    assert_true(priority_near(-1) > priority_near(0) && priority_near(0) > priority_near(64));
}

/* ---- promises that fit, and that do not ---- */

static void more_work_than_hours_is_short_by_the_difference(void **state)
{
    (void)state;
    for (int hours = 32; hours <= 48; hours += 2) { /* until Friday: 40 */
        struct world w;
        world_open(&w);
        add(&w, 0, 0, hours - 20, 4, true);
        add(&w, 1, 0, 20, 4, true);
        plan(&w);
        struct shortages found;
        assert_int_equal(feasible_shortages(&w.arena, &w.c, &found), 0);
        assert_int_equal(found.n, hours > 40);
        if (found.n) {
            assert_true(found.at[0].person_n == 1 && found.at[0].people[0] == 0);
            assert_int_equal(found.at[0].slots, (hours - 40) * 4);
            assert_int_equal(found.at[0].until_day, MONDAY + 4);
        }
        arena_release(&w.arena);
    }
}

static void what_others_wait_for_has_to_end_before(void **state)
{
    (void)state;
    struct world w;
    world_open(&w);
    uint32_t first = add(&w, 0, 0, 8, -1, false), then = add(&w, 0, 1, 16, 4, true);
    struct plan_dependency d = {.before = first, .after = then};
    w.s.in.dependencies = w.s.dependencies = &d;
    w.s.dependency = arena_new(&w.arena, struct snapshot_dependency);
    w.s.in.dependency_n = 1;
    plan(&w);
    const int32_t *needed = promise_needs(&w.arena, &w.c, false);
    assert_int_equal(needed[then], 5 * 96);
    assert_int_equal(needed[first], 3 * 96 + 36); /* two working days before Friday's evening: Thursday, 9:00 */
    arena_release(&w.arena);
}

static void the_state_of_a_promise_follows_its_dates(void **state)
{
    (void)state;
    struct world w;
    world_open(&w);
    add(&w, 0, 0, 16, 0, true); /* two days of work, one day of time */
    add(&w, 1, 1, 4, 0, true);
    plan(&w);
    struct promises p = promises_of(&w.arena, &w.s);
    struct promise_state *states = promise_states(&w.arena, &w.c, &p);
    assert_int_equal(p.n, 2);
    assert_true(states[0].late && !states[0].at_risk);
    assert_true(!states[1].late && states[1].finish <= p.at[1].due);
    arena_release(&w.arena);
}

/* ---- conflicts ---- */

static void a_conflict_is_of_two_clients_one_person_and_a_missed_date(void **state)
{
    (void)state;
    static const struct {
        int hours[2];
        uint32_t client[2], person[2];
        bool conflict;
    } cases[] = {
        {{24, 24}, {0, 1}, {0, 0}, true},  /* 48 hours until Friday */
        {{12, 12}, {0, 1}, {0, 0}, false}, /* there is room */
        {{24, 24}, {0, 0}, {0, 0}, false}, /* one client: a matter of its own */
        {{24, 24}, {0, 1}, {0, 1}, false}, /* two people */
        {{48, 4}, {0, 1}, {0, 0}, true},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct world w;
        world_open(&w);
        for (int k = 0; k < 2; k++)
            add(&w, cases[i].client[k], cases[i].person[k], cases[i].hours[k], 4, true);
        plan(&w);
        struct conflicts found = conflicts_find(&w.arena, &w.c);
        assert_int_equal(found.n, cases[i].conflict);
        if (found.n) {
            assert_true(found.at[0].hard && !found.at[0].of_resource);
            assert_int_equal(found.at[0].index, 0);
            assert_int_equal(found.at[0].week, MONDAY);
            assert_int_equal(found.at[0].n, 2);
            assert_true(found.at[0].side[0].late && found.at[0].side[0].lacks > 0);
        }
        arena_release(&w.arena);
    }
}

static void a_room_that_two_clients_need_is_a_conflict_too(void **state)
{
    (void)state;
    struct world w;
    world_open(&w);
    struct plan_resource room = {.key = 1, .capacity = 1};
    struct plan_need needs[2] = {{0, 1}, {0, 1}};
    w.s.in.resources = w.s.resources = &room;
    w.s.in.resource_n = 1;
    w.s.in.needs = w.s.needs = needs;
    w.s.in.need_n = 2;
    for (uint32_t i = 0; i < 2; i++) { /* by two people, who would have the time */
        uint32_t task = add(&w, i, i, 24, 4, true);
        w.s.tasks[task].need_first = i;
        w.s.tasks[task].need_n = 1;
    }
    plan(&w);
    struct conflicts found = conflicts_find(&w.arena, &w.c);
    assert_int_equal(found.n, 1);
    assert_true(found.at[0].of_resource && found.at[0].hard);
    assert_int_equal(found.at[0].n, 2);
    struct shortages shortages;
    assert_int_equal(feasible_shortages(&w.arena, &w.c, &shortages), 0);
    assert_int_equal(shortages.n, 0); /* nobody is short of hours */
    arena_release(&w.arena);
}

static void the_order_of_priorities_is_by_class_then_score(void **state)
{
    (void)state;
    struct world w;
    world_open(&w);
    uint32_t plain = add(&w, 0, 0, 4, -1, false), hard = add(&w, 1, 0, 4, 10, true), pin = add(&w, 2, 1, 4, -1, false);
    w.s.task[pin].pinned = w.s.tasks[pin].pinned = true;
    w.s.client[0].importance = 5;
    plan(&w);
    struct priorities p = priorities_of(&w.arena, &w.c);
    assert_int_equal(p.n, 3);
    assert_int_equal(p.at[0].task, pin);
    assert_int_equal(p.at[1].task, hard);
    assert_int_equal(p.at[2].task, plain);
    assert_true(p.at[2].important && !p.at[2].urgent && p.at[2].slack == SLACK_NONE);
    assert_true(p.at[2].score > p.at[1].score);
    arena_release(&w.arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_plan_keeps_what_it_used),
        cmocka_unit_test(usual_weights_make_the_unit),
        cmocka_unit_test(weights_are_those_of_the_workspace),
        cmocka_unit_test(less_slack_counts_more),
        cmocka_unit_test(more_work_than_hours_is_short_by_the_difference),
        cmocka_unit_test(what_others_wait_for_has_to_end_before),
        cmocka_unit_test(the_state_of_a_promise_follows_its_dates),
        cmocka_unit_test(a_conflict_is_of_two_clients_one_person_and_a_missed_date),
        cmocka_unit_test(a_room_that_two_clients_need_is_a_conflict_too),
        cmocka_unit_test(the_order_of_priorities_is_by_class_then_score),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
