/* What if: the changed plan is what the same plan written by hand would be; what is not changed is the same storage;
 * nothing of the original is touched; what was promised is compared. */
#include "unit.h"
#include "../plan/generate.h"
#include "plan/change.h"
#include "plan/make.h"
#include "plan/random.h"
#include "plan/wire.h"
#include <stdlib.h>

#define ROOM ((size_t)64 << 20)

static struct plan_memory memory_make(void)
{
    struct plan_memory m = {malloc(ROOM), ROOM, 0, 0};
    assert_non_null(m.at);
    return m;
}

static uint64_t bytes_hash(struct plan_memory *m, const struct plan_in *in)
{
    size_t n = plan_write(in, NULL, 0), mark = m->used;
    uint8_t *bytes = plan_raw(m, n);
    uint64_t h = 0;
    plan_write(in, bytes, n);
    for (size_t i = 0; i < n; i++)
        h = plan_mix2(h, bytes[i]);
    m->used = mark;
    return h;
}

static struct plan_change change_draw(const struct plan_in *in, uint64_t r, const struct plan_task *task,
                                      const struct plan_dependency *dependency)
{
    struct plan_change c = {.kind = plan_below(r, PLAN_CHANGE_KINDS), .task = task, .dependency = dependency};
    uint64_t q = plan_mix(r);
    int32_t slot = (int32_t)plan_below(plan_mix(q), (uint32_t)in->slots);
    c.id = plan_below(q, in->task_n);
    c.value = slot;
    if (c.kind == PLAN_CHANGE_EFFORT || c.kind == PLAN_CHANGE_WEIGHT || c.kind == PLAN_CHANGE_PROJECT_WEIGHT)
        c.value = slot % 90;
    if (c.kind == PLAN_CHANGE_ASSIGNEE)
        c.value = slot % ((int32_t)in->person_n + 1) - 1;
    if (c.kind == PLAN_CHANGE_PINNED || c.kind == PLAN_CHANGE_FREE)
        c.value = slot % 2;
    if (c.kind == PLAN_CHANGE_FREE)
        c.id = c.id % in->person_n;
    if (c.kind == PLAN_CHANGE_SHARE)
        c = (struct plan_change){.kind = c.kind, .id = c.id % in->client_n, .value = slot % 101};
    if (c.kind >= PLAN_CHANGE_PROJECT_WEIGHT && c.kind <= PLAN_CHANGE_PROJECT_DROP)
        c.id = c.id % in->project_n;
    c.from = slot - 100;
    c.to = slot + 200; /* also over the end */
    return c;
}

/* The plan that the changes make, each checked against what it says. */
static void change_is_there(const struct plan_in *in, const struct plan_in *out, const struct plan_change *c)
{
    const struct plan_task *t = &out->tasks[c->id % out->task_n];
    int32_t from = c->from < 0 ? 0 : c->from;
    switch (c->kind) {
    case PLAN_CHANGE_RELEASE:
        assert_int_equal(t->release, c->value);
        break;
    case PLAN_CHANGE_DUE:
        assert_int_equal(t->due, c->value);
        break;
    case PLAN_CHANGE_HARD:
        assert_int_equal(t->hard, c->value);
        break;
    case PLAN_CHANGE_EFFORT:
        assert_int_equal(t->likely, c->value);
        break;
    case PLAN_CHANGE_ASSIGNEE:
        assert_int_equal((int32_t)t->assignee, c->value);
        break;
    case PLAN_CHANGE_WEIGHT:
        assert_int_equal(t->weight, c->value);
        break;
    case PLAN_CHANGE_PINNED:
        assert_int_equal(t->pinned, c->value);
        break;
    case PLAN_CHANGE_DROP:
        assert_true(t->likely == 0 && t->milestone);
        for (uint32_t i = 0; i < out->fixed_n; i++)
            assert_int_not_equal(out->fixed[i].task, c->id);
        break;
    case PLAN_CHANGE_FREE:
        for (int32_t s = 0; s < in->slots; s++)
            assert_int_equal(plan_bit(out->people[c->id].free, s),
                             s >= from && s < c->to ? c->value : plan_bit(in->people[c->id].free, s));
        break;
    case PLAN_CHANGE_SHARE:
        assert_int_equal(out->clients[c->id].share_percent, c->value);
        break;
    case PLAN_CHANGE_PROJECT_WEIGHT:
        assert_int_equal(out->projects[c->id].weight, c->value);
        break;
    case PLAN_CHANGE_PROJECT_DUE:
        assert_int_equal(out->projects[c->id].due, c->value);
        break;
    case PLAN_CHANGE_PROJECT_DROP:
        for (uint32_t i = 0; i < out->task_n; i++)
            assert_true(out->tasks[i].project != c->id || out->tasks[i].likely == 0);
        break;
    case PLAN_CHANGE_ADD_TASK:
        assert_int_equal(out->task_n, in->task_n + 1);
        assert_int_equal(out->tasks[in->task_n].key, c->task->key);
        break;
    default:
        assert_int_equal(out->dependency_n, in->dependency_n + 1);
        assert_int_equal(out->dependencies[in->dependency_n].before, c->dependency->before);
    }
}

static void changes_are_done(void **state)
{
    (void)state;
    struct plan_memory m = memory_make();
    for (uint64_t seed = 0; seed < 1000; seed++) {
        m.used = 0;
        struct plan_in in = generate_plan(&m, seed, GENERATE_SMALL), out;
        uint64_t was = bytes_hash(&m, &in);
        struct plan_task task = in.tasks[0];
        struct plan_dependency dependency = {1, 2, PLAN_FINISH_START, 5};
        task.key = plan_mix2(seed, 77);
        struct plan_change c = change_draw(&in, plan_mix(seed), &task, &dependency);
        size_t mark = m.used;
        m.peak = mark;
        assert_int_equal(plan_change(&m, &in, &c, 1, &out), PLAN_OK);
        assert_true(m.peak - mark <= plan_change_bytes(&in, &c, 1));
        change_is_there(&in, &out, &c);
        assert_true(out.tasks == in.tasks || out.people == in.people); /* no change touches both */
        for (uint32_t p = 0; p < in.person_n; p++)
            assert_true(out.people[p].free == in.people[p].free || (c.kind == PLAN_CHANGE_FREE && c.id == p));
        struct plan_out tried;
        assert_int_equal(plan_make_dates(&m, &out, &tried), PLAN_OK);
        assert_true(bytes_hash(&m, &in) == was);
        /* what is taken from the base of the plan it is laid over makes no difference */
        struct plan_base base = plan_base_make(&m, &in);
        struct plan_out over;
        assert_int_equal(plan_make_dates_over(&m, &out, &base, &over), PLAN_OK);
        assert_true(plan_hash(&out, &over) == plan_hash(&out, &tried));
    }
    free(m.at);
}

/* A plan with no changes gives the dates that plan_make starts from, and they compare as equal. */
static void nothing_changes_nothing(void **state)
{
    (void)state;
    struct plan_memory m = memory_make();
    for (uint64_t seed = 0; seed < 100; seed++) {
        struct plan_out a, b;
        struct plan_in out;
        uint32_t tasks[200];
        struct plan_moved moved[200];
        m.used = 0;
        struct plan_in in = generate_plan(&m, seed, GENERATE_SMALL);
        for (uint32_t t = 0; t < in.task_n; t++)
            tasks[t] = t;
        assert_int_equal(plan_change(&m, &in, NULL, 0, &out), PLAN_OK);
        size_t mark = m.used;
        m.peak = mark;
        assert_int_equal(plan_make_dates(&m, &in, &a), PLAN_OK);
        assert_true(m.peak - mark <= plan_make_dates_bytes(&in));
        assert_int_equal(plan_make_dates(&m, &out, &b), PLAN_OK);
        assert_int_equal(plan_compare(&m, &in, &a.dates, &out, &b.dates, tasks, in.task_n, moved), 0);
        /* more work for one: it ends later, and is said; the worst comes first */
        uint32_t t = (uint32_t)seed % in.task_n;
        struct plan_change c = {.kind = PLAN_CHANGE_EFFORT, .id = t, .value = in.tasks[t].likely + 50};
        assert_int_equal(plan_change(&m, &in, &c, 1, &out), PLAN_OK);
        assert_int_equal(plan_make_dates(&m, &out, &b), PLAN_OK);
        uint32_t n = plan_compare(&m, &in, &a.dates, &out, &b.dates, tasks, in.task_n, moved);
        bool there = false;
        for (uint32_t i = 0; i < n; i++) {
            there = there || moved[i].task == t;
            assert_int_equal(moved[i].before, a.dates.finish[moved[i].task]);
            assert_int_equal(moved[i].after, b.dates.finish[moved[i].task]);
            assert_true(i == 0 ||
                        (int64_t)moved[i - 1].after - moved[i - 1].before >= (int64_t)moved[i].after - moved[i].before);
        }
        assert_true(there || a.dates.finish[t] == b.dates.finish[t]);
    }
    free(m.at);
}

static void what_is_wrong_is_refused(void **state)
{
    (void)state;
    struct plan_memory m = memory_make();
    struct plan_in in = generate_plan(&m, 1, GENERATE_SMALL), out;
    const struct plan_change bad[] = {
        {.kind = PLAN_CHANGE_RELEASE, .id = in.task_n},
        {.kind = PLAN_CHANGE_RELEASE, .id = 0, .value = PLAN_NEVER},
        {.kind = PLAN_CHANGE_EFFORT, .id = 0, .value = -1},
        {.kind = PLAN_CHANGE_EFFORT, .id = 0, .value = PLAN_EFFORT_MOST + 1},
        {.kind = PLAN_CHANGE_ASSIGNEE, .id = 0, .value = (int32_t)in.person_n},
        {.kind = PLAN_CHANGE_FREE, .id = in.person_n, .from = 0, .to = 9},
        {.kind = PLAN_CHANGE_FREE, .id = 0, .from = 0, .to = 9, .value = 2},
        {.kind = PLAN_CHANGE_SHARE, .id = 0, .value = 101},
        {.kind = PLAN_CHANGE_PROJECT_DROP, .id = in.project_n},
        {.kind = PLAN_CHANGE_KINDS, .id = 0},
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_int_equal(plan_change(&m, &in, &bad[i], 1, &out), PLAN_INVALID);
    struct plan_memory little = {m.at, 64, 0, 0};
    assert_int_equal(plan_change(&little, &in, bad, 1, &out), PLAN_NO_ROOM);
    free(m.at);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(changes_are_done), cmocka_unit_test(nothing_changes_nothing),
                                       cmocka_unit_test(what_is_wrong_is_refused)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
