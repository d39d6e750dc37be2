/* Working time against counting slot by slot; the critical path against its definition; findings on small plans made
 * for them; the order of rows makes no difference. */
#include "unit.h"
#include "../plan/generate.h"
#include "plan/check.h"
#include "plan/random.h"
#include "plan/valid.h"
#include <stdlib.h>

#define ROOM ((size_t)64 << 20)

static struct plan_memory memory_make(void)
{
    struct plan_memory m = {malloc(ROOM), ROOM, 0, 0};
    assert_non_null(m.at);
    return m;
}

static void counts_like_by_hand(void **state)
{
    (void)state;
    struct plan_memory m = memory_make();
    for (uint64_t seed = 0; seed < 60; seed++) {
        int32_t slots = 1 + (int32_t)plan_below(plan_mix(seed), 1500), n = 0;
        uint64_t *bits = plan_array(&m, uint64_t, plan_words(slots));
        for (int32_t s = 0; s < slots; s++)
            if (plan_below(plan_mix2(seed, (uint64_t)s), 9) < seed % 10)
                bits[s / 64] |= UINT64_C(1) << s % 64;
        struct plan_calendar c = plan_calendar_make(&m, bits, slots);
        for (int32_t s = 0; s < slots; s++) {
            assert_int_equal(plan_rank(&c, s), n);
            if (plan_bit(bits, s))
                assert_int_equal(plan_select(&c, n++), s);
        }
        assert_int_equal(c.free, n);
        assert_int_equal(plan_rank(&c, slots + 7), n + 7);
        assert_int_equal(plan_select(&c, n + 7), slots + 7);
        assert_int_equal(plan_rank(&c, -5), -5);
        assert_int_equal(plan_select(&c, -5), -5);
    }
    free(m.at);
}

/* No dependency is broken by dates; forwards and backwards alike. */
static void dates_keep(const struct plan_in *in, const int32_t *start, const int32_t *finish)
{
    for (uint32_t i = 0; i < in->dependency_n; i++) {
        const struct plan_dependency *d = &in->dependencies[i];
        if (start[d->after] == PLAN_NEVER || start[d->before] == PLAN_NEVER)
            continue;
        int32_t from =
            d->kind == PLAN_FINISH_START || d->kind == PLAN_FINISH_FINISH ? finish[d->before] : start[d->before];
        int32_t to = d->kind == PLAN_FINISH_START || d->kind == PLAN_START_START ? start[d->after] : finish[d->after];
        assert_true(to >= from + d->lag);
    }
}

/* One working slot earlier breaks the release or a dependency: early dates are as early as can be. */
static void early_is_earliest(const struct plan_base *b, const struct plan_path *p, uint32_t t)
{
    const struct plan_calendar *c = plan_calendar_of(b, t);
    if (!c || b->effort[t] == 0 || p->early_start[t] == PLAN_NEVER)
        return;
    int32_t start = plan_select(c, plan_rank(c, p->early_start[t]) - 1), finish = plan_after(c, start, b->effort[t]);
    bool broken = start < (b->in->tasks[t].release > 0 ? b->in->tasks[t].release : 0);
    for (uint32_t i = 0; i < b->in->dependency_n && !broken; i++) {
        const struct plan_dependency *d = &b->in->dependencies[i];
        if (d->after != t)
            continue;
        int32_t from = d->kind == PLAN_FINISH_START || d->kind == PLAN_FINISH_FINISH ? p->early_finish[d->before]
                                                                                     : p->early_start[d->before];
        broken = (d->kind == PLAN_FINISH_START || d->kind == PLAN_START_START ? start : finish) < from + d->lag;
    }
    assert_true(broken);
}

static void paths_hold(void **state)
{
    (void)state;
    struct plan_memory m = memory_make();
    for (uint64_t seed = 0; seed < 400; seed++) {
        m.used = 0;
        struct generate_shape shape = GENERATE_SMALL;
        shape.wild = seed % 2;
        struct plan_in in = generate_plan(&m, seed, shape);
        assert_int_equal(plan_valid(&in), PLAN_OK);
        size_t before = m.used;
        struct plan_base b = plan_base_make(&m, &in);
        struct plan_path p = plan_path_make(&m, &b);
        assert_true(m.used - before <= plan_base_bytes(&in) + plan_path_bytes(&in));
        dates_keep(&in, p.early_start, p.early_finish);
        dates_keep(&in, p.late_start, p.late_finish);
        uint32_t critical = 0;
        for (uint32_t t = 0; t < in.task_n; t++) {
            early_is_earliest(&b, &p, t);
            if (p.early_start[t] == PLAN_NEVER)
                continue;
            assert_true(p.slack[t] >= 0);
            critical += p.slack[t] <= 0;
        }
        assert_true(critical > 0);
    }
    free(m.at);
}

static uint64_t path_sum(const struct plan_in *in, const struct plan_path *p, const struct plan_findings *f)
{
    uint64_t sum = 0;
    for (uint32_t t = 0; t < in->task_n; t++)
        sum += plan_mix2(plan_mix2(in->tasks[t].key, (uint32_t)p->early_start[t]),
                         (uint64_t)(uint32_t)p->late_finish[t] << 32 | (uint32_t)p->slack[t]);
    for (uint32_t i = 0; i < f->n; i++) {
        uint64_t x = f->at[i].kind < PLAN_PERSON_NO_HOURS ? in->tasks[f->at[i].a].key : 0;
        for (uint32_t k = 0; k < f->at[i].path_n; k++)
            x = plan_mix2(x, in->tasks[f->path[f->at[i].path_first + k]].key);
        sum += plan_mix2(f->at[i].kind, x);
    }
    return sum;
}

static void order_of_rows_is_nothing(void **state)
{
    (void)state;
    struct plan_memory m = memory_make();
    for (uint64_t seed = 0; seed < 200; seed++) {
        m.used = 0;
        struct generate_shape shape = GENERATE_SMALL;
        shape.wild = true;
        struct plan_in in[2] = {generate_plan(&m, seed, shape)};
        in[1] = generate_shuffled(&m, &in[0], seed + 1);
        uint64_t sum[2];
        for (int i = 0; i < 2; i++) {
            struct plan_base b = plan_base_make(&m, &in[i]);
            struct plan_path p = plan_path_make(&m, &b);
            size_t before = m.used;
            m.peak = m.used;
            struct plan_findings f = plan_check(&m, &b, &p);
            assert_true(m.peak - before <= plan_check_bytes(&in[i]));
            sum[i] = path_sum(&in[i], &p, &f);
        }
        assert_true(sum[0] == sum[1]);
    }
    free(m.at);
}

/* A plan of one person who always works, and three tasks. */
struct tiny {
    struct plan_in in;
    struct plan_task tasks[3];
    struct plan_dependency dependencies[3];
    struct plan_person people[1];
    struct plan_project projects[1];
    struct plan_client clients[2];
    struct plan_fixed fixed[2];
    struct plan_need needs[1];
    struct plan_resource resources[1];
    uint64_t free[3];
    int32_t days[3];
};

static void tiny_make(struct tiny *x)
{
    *x = (struct tiny){.free = {~UINT64_C(0), ~UINT64_C(0), ~UINT64_C(0)}, .days = {0, 96, 192}};
    for (uint32_t i = 0; i < 3; i++)
        x->tasks[i] = (struct plan_task){.key = 7 + i,
                                         .activity = PLAN_NONE,
                                         .low = 4,
                                         .likely = 8,
                                         .high = 12,
                                         .due = PLAN_NEVER,
                                         .hard = PLAN_NEVER,
                                         .assignee = 0};
    x->people[0] = (struct plan_person){.key = 1, .free = x->free};
    x->projects[0] = (struct plan_project){.key = 1, .due = PLAN_NEVER};
    x->in = (struct plan_in){.slots = 192,
                             .days = x->days,
                             .day_n = 2,
                             .tasks = x->tasks,
                             .task_n = 3,
                             .dependencies = x->dependencies,
                             .people = x->people,
                             .person_n = 1,
                             .projects = x->projects,
                             .project_n = 1,
                             .clients = x->clients,
                             .client_n = 2,
                             .fixed = x->fixed,
                             .needs = x->needs,
                             .resources = x->resources,
                             .resource_n = 1,
                             .settings = plan_defaults()};
}

enum {
    BROKEN_CYCLE,
    BROKEN_SKILL,
    BROKEN_NOBODY,
    BROKEN_HOURS,
    BROKEN_DUE,
    BROKEN_HARD,
    BROKEN_SOON,
    BROKEN_CROSSED,
    BROKEN_BEYOND,
    BROKEN_NEED,
    BROKEN_SHARES,
    BROKEN_OVERLAP,
    BROKEN_BUSY,
    BROKEN_FIXED,
    BROKEN_EFFORT,
    BROKEN_N
};

static const uint32_t said[BROKEN_N] = {PLAN_CYCLE,      PLAN_SKILL_MISSING,  PLAN_NOBODY,          PLAN_NO_HOURS,
                                        PLAN_DUE_PAST,   PLAN_HARD_PAST,      PLAN_HARD_IMPOSSIBLE, PLAN_DATES_CROSSED,
                                        PLAN_BEYOND,     PLAN_NEED_TOO_MUCH,  PLAN_SHARES_OVER,     PLAN_FIXED_OVERLAP,
                                        PLAN_FIXED_BUSY, PLAN_FIXED_TOO_MUCH, PLAN_NO_EFFORT};

static void tiny_break(struct tiny *x, int how)
{
    struct plan_task *t = &x->tasks[1];
    switch (how) {
    case BROKEN_CYCLE:
        for (uint32_t i = 0; i < 3; i++)
            x->dependencies[i] = (struct plan_dependency){i, (i + 1) % 3, PLAN_FINISH_FINISH, 0};
        x->in.dependency_n = 3;
        break;
    case BROKEN_SKILL:
        t->skills[3] = 1;
        break;
    case BROKEN_NOBODY:
        t->skills[3] = 1, t->assignee = PLAN_NONE;
        break;
    case BROKEN_HOURS:
        __builtin_memset(x->free, 0, sizeof x->free);
        break;
    case BROKEN_DUE:
        t->due = 0;
        break;
    case BROKEN_HARD:
        t->hard = -5;
        break;
    case BROKEN_SOON:
        t->hard = 7;
        break;
    case BROKEN_CROSSED:
        t->due = 20, t->release = 21;
        break;
    case BROKEN_BEYOND:
        t->release = 190;
        break;
    case BROKEN_NEED:
        x->needs[0].amount = 1, t->need_n = 1, x->in.need_n = 1;
        break;
    case BROKEN_SHARES:
        x->clients[0].share_percent = 60, x->clients[1].share_percent = 41;
        break;
    case BROKEN_OVERLAP:
        x->fixed[0] = (struct plan_fixed){1, 0, 4, 8}, x->fixed[1] = (struct plan_fixed){2, 0, 7, 9}, x->in.fixed_n = 2;
        break;
    case BROKEN_BUSY:
        x->free[0] &= ~(UINT64_C(1) << 5), x->fixed[0] = (struct plan_fixed){1, 0, 4, 8}, x->in.fixed_n = 1;
        break;
    case BROKEN_FIXED:
        x->fixed[0] = (struct plan_fixed){1, 0, 4, 14}, x->in.fixed_n = 1;
        break;
    case BROKEN_EFFORT:
        t->low = t->likely = t->high = 0;
        break;
    }
}

static void what_cannot_work_is_said(void **state)
{
    (void)state;
    struct plan_memory m = memory_make();
    for (int how = 0; how < BROKEN_N; how++) {
        struct tiny x;
        m.used = 0;
        tiny_make(&x);
        tiny_break(&x, how);
        assert_int_equal(plan_valid(&x.in), PLAN_OK);
        struct plan_base b = plan_base_make(&m, &x.in);
        struct plan_path p = plan_path_make(&m, &b);
        struct plan_findings f = plan_check(&m, &b, &p);
        bool there = false;
        for (uint32_t i = 0; i < f.n; i++)
            there = there || f.at[i].kind == said[how];
        assert_true(there);
        if (how == BROKEN_CYCLE) {
            assert_int_equal(f.n, 1);
            assert_int_equal(f.at[0].path_n, 3);
            assert_int_equal(f.path[0], 0); /* the least key; it waits for task 2, which waits for 1 */
            assert_int_equal(f.path[1], 2);
        } else if (how != BROKEN_HOURS && how != BROKEN_OVERLAP) {
            assert_int_equal(f.n, 1);
        }
    }
    struct tiny fine;
    tiny_make(&fine);
    m.used = 0;
    struct plan_base b = plan_base_make(&m, &fine.in);
    struct plan_path p = plan_path_make(&m, &b);
    assert_int_equal(plan_check(&m, &b, &p).n, 0);
    free(m.at);
}

static void weekend_breaks_no_path(void **state)
{
    (void)state;
    struct plan_memory m = memory_make();
    struct tiny x;
    tiny_make(&x);
    x.free[0] = 0xff; /* slots 0 to 7, then nothing until slot 128 */
    x.free[1] = 0;
    x.dependencies[0] = (struct plan_dependency){0, 1, PLAN_FINISH_START, 0};
    x.in.dependency_n = 1;
    x.tasks[2].likely = 4;
    struct plan_base b = plan_base_make(&m, &x.in);
    struct plan_path p = plan_path_make(&m, &b);
    assert_int_equal(p.early_finish[0], 8);
    assert_int_equal(p.early_start[1], 128);
    assert_int_equal(p.slack[0], 0);
    assert_int_equal(p.slack[1], 0);
    assert_int_equal(p.slack[2], 12); /* 16 working slots to the end at 136, less its 4 */
    assert_int_equal(p.tail[0], 16);
    free(m.at);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(counts_like_by_hand),      cmocka_unit_test(paths_hold),
        cmocka_unit_test(order_of_rows_is_nothing), cmocka_unit_test(what_cannot_work_is_said),
        cmocka_unit_test(weekend_breaks_no_path),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
