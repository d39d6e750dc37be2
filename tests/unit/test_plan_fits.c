/* Maximum flow against every cut; what does not fit is named; what a plan keeps fits. */
#include "unit.h"
#include "../plan/generate.h"
#include "plan/fits.h"
#include "plan/make.h"
#include "plan/random.h"
#include <stdlib.h>

#define ROOM  ((size_t)256 << 20)
#define NODES 9

static struct plan_memory memory_make(void)
{
    struct plan_memory m = {malloc(ROOM), ROOM, 0, 0};
    assert_non_null(m.at);
    return m;
}

/* The least of all cuts: each set of nodes with the source and without the sink. */
static int64_t least_cut(int32_t capacity[NODES][NODES])
{
    int64_t least = INT64_MAX;
    for (uint32_t set = 0; set < 1u << NODES; set++) {
        int64_t sum = 0;
        if ((set & 1) == 0 || (set >> 1 & 1) != 0)
            continue;
        for (int a = 0; a < NODES; a++)
            for (int b = 0; b < NODES; b++)
                sum += (set >> a & 1) && !(set >> b & 1) ? capacity[a][b] : 0;
        least = sum < least ? sum : least;
    }
    return least;
}

static void flow_is_the_least_cut(void **state)
{
    (void)state;
    struct plan_memory m = memory_make();
    for (uint64_t seed = 0; seed < 500; seed++) {
        int32_t capacity[NODES][NODES] = {{0}};
        m.used = m.peak = 0;
        struct plan_flow f = plan_flow_make(&m, NODES, NODES * NODES);
        for (uint32_t a = 0; a < NODES; a++)
            for (uint32_t b = 0; b < NODES; b++) {
                uint64_t r = plan_mix2(seed, a * NODES + b);
                if (a == b || plan_below(r, 100) >= 10 + seed % 60)
                    continue;
                capacity[a][b] = (int32_t)plan_below(plan_mix(r), 20);
                plan_flow_add(&f, a, b, capacity[a][b]);
            }
        assert_true(m.peak <= plan_flow_bytes(NODES, NODES * NODES));
        assert_true(plan_flow_run(&f, 0, 1) == least_cut(capacity));
        assert_true(plan_flow_before_cut(&f, 0) && !plan_flow_before_cut(&f, 1));
    }
    free(m.at);
}

/* Hard dates, with `wanted` due dates too, and by when what comes before them has to be done. */
static int32_t *by_of(struct plan_memory *m, const struct plan_base *b, bool wanted)
{
    const struct plan_graph *g = &b->graph;
    const struct plan_task *tasks = b->in->tasks;
    int32_t *by = plan_raw(m, sizeof *by * b->in->task_n);
    for (uint32_t t = 0; t < b->in->task_n; t++)
        by[t] = wanted && tasks[t].due < tasks[t].hard ? tasks[t].due : tasks[t].hard;
    for (uint32_t i = g->order_n; i-- > 0;)
        for (uint32_t t = g->order[i], a = g->from_at[t]; a < g->from_at[t + 1]; a++) {
            const struct plan_arc *arc = &g->from[a];
            bool ends = arc->kind == PLAN_FINISH_START || arc->kind == PLAN_FINISH_FINISH;
            if (b->fixed_finish[arc->task] > 0 && b->effort[arc->task] == 0) /* stands, whatever comes before */
                continue;
            if (ends && by[arc->task] != PLAN_NEVER && by[arc->task] - arc->lag < by[t])
                by[t] = by[arc->task] - arc->lag;
        }
    return by;
}

static struct plan_fits fits_of(struct plan_memory *m, const struct plan_base *b, bool wanted)
{
    struct plan_fits f;
    const int32_t *by = by_of(m, b, wanted);
    size_t mark = m->used;
    m->peak = mark;
    assert_int_equal(plan_fits(m, b, by, &f), PLAN_OK);
    assert_true(m->peak - mark <= plan_fits_bytes(b));
    int64_t sum = 0;
    for (uint32_t i = 0; i < f.n; i++) {
        assert_true(f.at[i].missing > 0 && f.at[i].client_n > 0 && f.at[i].day_first <= f.at[i].day_last);
        sum += f.at[i].missing;
    }
    assert_true(sum == f.missing && (f.n > 0) == (f.missing > 0));
    return f;
}

/* A plan that keeps all its dates proves that they fit. */
static void what_is_kept_fits(void **state)
{
    (void)state;
    struct plan_memory m = memory_make();
    uint32_t kept = 0, short_n = 0;
    for (uint64_t seed = 0; seed < 1500; seed++) {
        struct generate_shape shape = GENERATE_SMALL;
        struct plan_out out;
        m.used = 0;
        shape.tasks = 8 + (uint32_t)(seed % 60);
        struct plan_in in = generate_plan(&m, seed, shape);
        struct plan_task *tasks = plan_raw(&m, sizeof *tasks * in.task_n);
        for (uint32_t t = 0; t < in.task_n; t++) {
            tasks[t] = in.tasks[t];
            tasks[t].due = tasks[t].due == PLAN_NEVER ? PLAN_NEVER : tasks[t].due / 2 + 300;
            tasks[t].hard = tasks[t].hard == PLAN_NEVER ? PLAN_NEVER : tasks[t].hard / 2 + 300;
        }
        in.tasks = tasks;
        assert_int_equal(plan_make_dates(&m, &in, &out), PLAN_OK);
        for (int wanted = 0; wanted < 2; wanted++) {
            bool all = true;
            for (uint32_t t = 0; t < in.task_n; t++) {
                int32_t by = wanted && tasks[t].due < tasks[t].hard ? tasks[t].due : tasks[t].hard;
                all = all && (by == PLAN_NEVER || out.dates.finish[t] <= by);
            }
            struct plan_fits f = fits_of(&m, &out.base, wanted);
            assert_true(!all || f.n == 0);
            kept += all;
            short_n += f.n > 0;
        }
    }
    print_message("%u kept, %u short\n", kept, short_n);
    assert_true(kept > 200 && short_n > 20);
    free(m.at);
}

/* Two people, five days of 32 slots; two kinds of work. */
static void what_is_short_is_named(void **state)
{
    (void)state;
    struct plan_memory m = memory_make();
    enum { SLOTS = 14 * 96 };
    uint64_t *bits = plan_array(&m, uint64_t, plan_words(SLOTS));
    int32_t days[15];
    for (int32_t d = 0; d < 15; d++)
        days[d] = d * 96;
    for (int32_t d = 0; d < 14; d++)
        for (int32_t s = d * 96 + 32; s < d * 96 + 64 && d % 7 < 5; s++)
            bits[s / 64] |= UINT64_C(1) << s % 64;
    struct plan_person people[] = {{.key = 1, .free = bits, .skills = {1}}, {.key = 2, .free = bits, .skills = {3}}};
    struct plan_client clients[] = {{.key = 1}, {.key = 2}, {.key = 3}};
    struct plan_project projects[] = {{1, 0, 0, PLAN_NEVER}, {2, 1, 0, PLAN_NEVER}, {3, 2, 0, PLAN_NEVER}};
    struct plan_task tasks[4];
    for (uint32_t i = 0; i < 4; i++)
        tasks[i] = (struct plan_task){.key = i + 1,
                                      .project = i % 3,
                                      .low = 100,
                                      .likely = 100,
                                      .high = 100,
                                      .due = PLAN_NEVER,
                                      .hard = 5 * 96,
                                      .assignee = PLAN_NONE,
                                      .skills = {2}};
    tasks[2].skills[0] = 1;
    tasks[3].hard = PLAN_NEVER;
    tasks[3].due = 7 * 96;
    struct plan_dependency before = {3, 2, PLAN_FINISH_START, 0};
    struct plan_in in = {.slots = SLOTS,
                         .days = days,
                         .day_n = 14,
                         .tasks = tasks,
                         .people = people,
                         .projects = projects,
                         .clients = clients,
                         .task_n = 3,
                         .person_n = 2,
                         .project_n = 3,
                         .client_n = 3,
                         .settings = plan_defaults()};
    struct plan_base b = plan_base_make(&m, &in);
    struct plan_fits f = fits_of(&m, &b, false);
    /* only the second person can do 200 slots of the first two; they have 160. The third work is the other's. */
    assert_int_equal(f.n, 1);
    assert_int_equal(f.at[0].missing, 40);
    assert_int_equal(f.at[0].client_n, 2);
    assert_int_equal(f.clients[0] + f.clients[1], 1);
    assert_true(f.at[0].person_n == 1 && f.people[0] == 1);
    assert_true(f.at[0].day_first == 0 && f.at[0].day_last == 4);
    tasks[0].hard = 12 * 96; /* a week later it fits */
    b = plan_base_make(&m, &in);
    assert_int_equal(fits_of(&m, &b, false).n, 0);
    in.task_n = 4; /* what has to be done before a hard date counts as well: 300 in all, for 320 of both; 200 of one */
    in.dependencies = &before;
    in.dependency_n = 1;
    b = plan_base_make(&m, &in);
    f = fits_of(&m, &b, false);
    assert_true(f.n == 1 && f.at[0].missing == 40 && f.people[0] == 1);
    tasks[1].skills[0] = 8; /* nobody can */
    b = plan_base_make(&m, &in);
    f = fits_of(&m, &b, true);
    assert_true(f.n == 1 && f.at[0].missing == 100 && f.at[0].person_n == 0);
    free(m.at);
}

#define LISTS  400 /* tasks that anybody of a list can do */
#define LISTED 16

/* How much room the question takes and whether it fits, with these lists of candidates. */
static size_t fits_room(struct plan_memory *m, const uint32_t *candidates, uint32_t n, int64_t *ret_missing)
{
    struct generate_shape shape = GENERATE_SMALL;
    shape.tasks = LISTS;
    shape.people = 4 * LISTED;
    m->used = 0;
    struct plan_in in = generate_plan(m, 7, shape);
    struct plan_task *tasks = plan_raw(m, sizeof *tasks * LISTS);
    __builtin_memcpy(tasks, in.tasks, sizeof *tasks * LISTS);
    for (uint32_t t = 0; t < LISTS; t++) {
        tasks[t].assignee = PLAN_NONE;
        __builtin_memset(tasks[t].skills, 0, sizeof tasks[t].skills);
        tasks[t].hard = 5 * 96;
        tasks[t].candidate_first = t * n;
        tasks[t].candidate_n = n;
    }
    in.tasks = tasks;
    in.candidates = candidates;
    in.candidate_n = LISTS * n;
    struct plan_base b = plan_base_make(m, &in);
    *ret_missing = fits_of(m, &b, false).missing;
    return plan_fits_bytes(&b);
}

/* However often a list is there, and in whatever order: it is one team, and nobody is twice in it. */
static void a_list_is_one_team(void **state)
{
    (void)state;
    struct plan_memory m = memory_make();
    static uint32_t same[LISTS * LISTED], twice[LISTS * 2 * LISTED], other[LISTS * LISTED];
    for (uint32_t t = 0; t < LISTS; t++)
        for (uint32_t i = 0; i < LISTED; i++) {
            same[t * LISTED + i] = (i + t) % LISTED;
            twice[t * 2 * LISTED + i] = twice[t * 2 * LISTED + 2 * LISTED - 1 - i] = (i + t) % LISTED;
            other[t * LISTED + i] = (i * (1 + t % 3) + t) % (4 * LISTED);
        }
    int64_t missing, again, less;
    size_t bytes = fits_room(&m, same, LISTED, &missing);
    assert_int_equal(fits_room(&m, twice, 2 * LISTED, &again), bytes);
    assert_true(missing > 0 && again == missing);
    assert_true(fits_room(&m, other, LISTED, &less) > 4 * bytes);
    assert_true(less < missing);
    free(m.at);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(flow_is_the_least_cut), cmocka_unit_test(what_is_kept_fits),
                                       cmocka_unit_test(what_is_short_is_named), cmocka_unit_test(a_list_is_one_team)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
