/* What finished work says about how long work takes: the arithmetic. */
#include "plan/plan.h"
#include "planning/bias_begun.h"
#include "unit.h"
#include <math.h>

#define MOST 400

struct learnt {
    struct arena arena;
    struct bias_done done[MOST];
    size_t n;
    const struct bias_history *history;
};

static void add(struct learnt *l, int times, uint32_t person, uint32_t activity, int64_t said, int64_t spent)
{
    for (int i = 0; i < times; i++)
        l->done[l->n++] = (struct bias_done){person, activity, {0, said, 0}, spent};
}

static void learn(struct learnt *l, int64_t buffer)
{
    arena_init(&l->arena);
    l->history = bias_learn(&l->arena, l->done, l->n, buffer);
}

/* Of work that nobody has begun. */
static int32_t engine_bias(const struct learnt *l, struct bias b)
{
    struct plan_task e = {.low = 8, .likely = 8, .high = 8};
    bias_lay(l->history, b, (struct bias_said){0, 120, 0}, 0, &e);
    return e.bias;
}

static int32_t said(const struct learnt *l, uint32_t person, uint32_t activity)
{
    return bias_of(l->history, person, activity).permille;
}

/* Mean of logarithms by hand: `n` tasks of the ratio beside the prior. */
static double mixed(double prior, int n, double ratio)
{
    return exp((8 * log(prior) + n * log(ratio)) / (8 + n));
}

static void is_near(int32_t permille, double ratio)
{
    assert_int_equal(permille % 10, 0);
    assert_true(fabs(permille - ratio * 1000) <= 5.001);
}

static void nothing_says_nothing(void **state)
{
    (void)state;
    for (int64_t buffer = 0; buffer <= 50; buffer += 25) {
        struct learnt l = {.n = 0};
        learn(&l, buffer);
        struct bias b = bias_of(l.history, 3, 1);
        assert_int_equal(b.tasks, 0);
        assert_int_equal(engine_bias(&l, b), 1000);
        arena_release(&l.arena);
    }
}

static void little_is_mixed_with_more(void **state)
{
    (void)state;
    struct learnt l = {.n = 0};
    add(&l, 4, 1, 0, 60, 120);
    add(&l, 2, BIAS_NO_ONE, 0, 60, 120);
    learn(&l, 0);
    double all = mixed(1, 6, 2), activity = mixed(all, 6, 2), own = mixed(activity, 4, 2);
    is_near(said(&l, 1, 0), own);
    is_near(said(&l, 2, 0), activity);
    is_near(said(&l, BIAS_NO_ONE, 0), activity);
    is_near(said(&l, 1, PLAN_NONE), all);
    assert_true(said(&l, 1, 0) > said(&l, 2, 0) && said(&l, 2, 0) > said(&l, 1, 7));
    assert_int_equal(bias_of(l.history, 1, 0).tasks, 6);
    arena_release(&l.arena);
}

static void much_speaks_for_itself(void **state)
{
    (void)state;
    struct learnt l = {.n = 0};
    add(&l, 100, 1, 0, 100, 150);
    add(&l, 100, 2, 0, 100, 80);
    add(&l, 50, 1, PLAN_NONE, 100, 100);
    add(&l, 50, 2, BIAS_ACTIVITY, 100, 300);
    learn(&l, 0);
    assert_true(said(&l, 1, 0) > 1440 && said(&l, 1, 0) <= 1500);
    assert_true(said(&l, 2, 0) < 850 && said(&l, 2, 0) >= 800);
    assert_true(said(&l, 1, PLAN_NONE) < 1050 && said(&l, 1, PLAN_NONE) >= 1000);
    assert_int_equal(bias_of(l.history, 1, 0).tasks, 100);
    assert_int_equal(bias_of(l.history, 9, 0).tasks, 200);
    assert_int_equal(bias_of(l.history, 9, 9).tasks, 300);
    arena_release(&l.arena);
}

static void bounds_are_kept(void **state)
{
    (void)state;
    struct learnt l = {.n = 0};
    add(&l, 150, 1, 0, 1, 100000);
    add(&l, 150, 2, 1, 100000, 1);
    learn(&l, 0);
    assert_int_equal(said(&l, 1, 0), BIAS_MOST);
    assert_int_equal(said(&l, 2, 1), BIAS_LEAST);
    arena_release(&l.arena);
    l.n = 0;
    add(&l, 1, 1, 0, 1, 100000); /* one that ran away counts as eight times as long */
    learn(&l, 0);
    is_near(said(&l, 2, 9), mixed(1, 1, 8));
    arena_release(&l.arena);
}

/* The buffer is in the engine's effort; work that takes just that much longer is planned right already. */
static void buffer_is_not_counted_twice(void **state)
{
    (void)state;
    struct learnt l = {.n = 0};
    add(&l, 200, 1, 0, 100, 125);
    learn(&l, 25);
    struct bias b = bias_of(l.history, 1, 0);
    is_near(b.permille, 1.25);
    assert_int_equal(engine_bias(&l, b), 1000);
    arena_release(&l.arena);
}

static void order_does_not_matter(void **state)
{
    (void)state;
    struct learnt a = {.n = 0}, b = {.n = 0};
    for (uint32_t i = 0; i < 200; i++)
        add(&a, 1, i % 5, i % 3, 30 + i * 7 % 90, 20 + i * 13 % 200);
    for (uint32_t i = 200; i-- > 0;)
        b.done[b.n++] = a.done[i];
    learn(&a, 10);
    learn(&b, 10);
    for (uint32_t p = 0; p < 6; p++)
        for (uint32_t k = 0; k < 4; k++)
            assert_int_equal(said(&a, p, k), said(&b, p, k));
    arena_release(&a.arena);
    arena_release(&b.arena);
}

/* Against drawing: of work that takes longer than what was spent, half ends within p50 and four of five within p80. */
static void what_has_begun_may_take_longer(void **state)
{
    (void)state;
    static const double spents[] = {10, 80, 100, 160};
    double longest = 0;
    for (int i = 0; i < 4; i++) {
        struct begun b = begun_left(100, 0.4, spents[i]);
        int over = 0, under50 = 0, under80 = 0;
        for (int k = 0; k < 200000; k++) {
            double u = (k + 0.5) / 200000, v = (double)(k * INT64_C(7919) % 200000 + 1) / 200001;
            double left = 100 * exp(0.4 * sqrt(-2 * log(u)) * cos(6.283185307179586 * v)) - spents[i];
            over += left > 0;
            under50 += left > 0 && left <= b.p50;
            under80 += left > 0 && left <= b.p80;
        }
        assert_true(over > 10000);
        assert_true(fabs((double)under50 / over - 0.5) < 0.02 && fabs((double)under80 / over - 0.8) < 0.02);
        assert_true(spents[i] + b.p50 > longest);
        longest = spents[i] + b.p50;
    }
    struct begun far = begun_left(1, 0.3, 100000);
    assert_true(far.p50 > 1 && far.p80 > far.p50 && far.p80 < 100000);
}

static void ranges_are_widened_as_history_says(void **state)
{
    (void)state;
    struct learnt none = {.n = 0}, l = {.n = 0};
    struct plan_task e = {.low = 8, .likely = 10, .high = 13};
    learn(&none, 0);
    assert_int_equal(bias_wider(none.history), 100);
    assert_int_equal(bias_spread(none.history), plan_defaults().spread);
    add(&l, 100, 1, 0, 100, 50);
    add(&l, 100, 1, 0, 100, 200);
    learn(&l, 0);
    assert_int_equal(bias_wider(l.history), 220); /* a doubling either way is 2.2 deviations of what is assumed */
    assert_true(bias_spread(l.history) > 70);
    for (int again = 0; again < 2; again++) { /* laid twice it is the same */
        bias_lay(l.history, bias_of(l.history, 1, 0), (struct bias_said){80, 100, 130}, 0, &e);
        assert_int_equal(e.low, 5);
        assert_int_equal(e.high, 18);
        assert_int_equal(e.bias, 1000);
    }
    struct learnt narrow = {.n = 0};
    add(&narrow, 8, 1, 0, 100, 100);
    add(&narrow, 1, 1, 0, 100, 110);
    narrow.done[8].said = (struct bias_said){999, 1000, 1001};
    learn(&narrow, 0);
    assert_true(bias_wider(narrow.history) < 200);
    arena_release(&narrow.arena);
    arena_release(&none.arena);
    arena_release(&l.arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_says_nothing),           cmocka_unit_test(little_is_mixed_with_more),
        cmocka_unit_test(much_speaks_for_itself),         cmocka_unit_test(bounds_are_kept),
        cmocka_unit_test(buffer_is_not_counted_twice),    cmocka_unit_test(order_does_not_matter),
        cmocka_unit_test(what_has_begun_may_take_longer), cmocka_unit_test(ranges_are_widened_as_history_says),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
