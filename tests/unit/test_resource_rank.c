/* Positions: always room, sorted by bytes, short where things are added at the ends. */
#include "unit.h"
#include "resource/rank.h"
#include <stdio.h>
#include <stdlib.h>

static void known_values(void **state)
{
    (void)state;
    /* From the tests of the npm package fractional-indexing. */
    static const struct {
        const char *a, *b, *expected;
    } cases[] = {
        {"", "", "a0"},
        {"", "a0", "Zz"},
        {"", "Zz", "Zy"},
        {"a0", "", "a1"},
        {"a1", "", "a2"},
        {"a0", "a1", "a0V"},
        {"a1", "a2", "a1V"},
        {"a0V", "a1", "a0l"},
        {"Zz", "a0", "ZzV"},
        {"Zz", "a1", "a0"},
        {"", "Y00", "Xzzz"},
        {"bzz", "", "c000"},
        {"a0", "a0V", "a0G"},
        {"a0", "a0G", "a08"},
        {"b125", "b129", "b127"},
        {"a0", "a1V", "a1"},
        {"Zz", "a01", "a0"},
        {"", "a0V", "a0"},
        {"", "b999", "b99"},
        {"", "A000000000000000000000000001", "A000000000000000000000000000V"},
        {"zzzzzzzzzzzzzzzzzzzzzzzzzzy", "", "zzzzzzzzzzzzzzzzzzzzzzzzzzz"},
        {"zzzzzzzzzzzzzzzzzzzzzzzzzzz", "", "zzzzzzzzzzzzzzzzzzzzzzzzzzzV"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char out[RANK_MAX + 1];
        assert_int_equal(rank_between(str_of(cases[i].a), str_of(cases[i].b), out), 0);
        assert_string_equal(out, cases[i].expected);
    }
}

static void refuses_what_is_no_rank(void **state)
{
    (void)state;
    char out[RANK_MAX + 1];
    static const char *const bad[] = {"0", "a", "a00", "b0", "A00000000000000000000000000", "a0 ", "a0é", "é"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        assert_false(rank_valid(str_of(bad[i])));
        assert_int_equal(rank_between(str_of(bad[i]), (struct str){0}, out), -1);
    }
    assert_int_equal(rank_between(STR("a1"), STR("a0"), out), -1);
    assert_int_equal(rank_between(STR("a1"), STR("a1"), out), -1);
}

static void random_insertions_stay_in_order(void **state)
{
    (void)state;
    enum { N = 2000 };
    static char ranks[N + 1][RANK_MAX + 1];
    srand(7);
    for (size_t n = 0; n < N; n++) {
        size_t at = (size_t)rand() % (n + 1);
        char out[RANK_MAX + 1];
        struct str a = at ? str_of(ranks[at - 1]) : (struct str){0}, b = at < n ? str_of(ranks[at]) : (struct str){0};
        assert_int_equal(rank_between(a, b, out), 0);
        assert_true(rank_valid(str_of(out)));
        memmove(ranks[at + 1], ranks[at], (n - at) * sizeof *ranks);
        memcpy(ranks[at], out, sizeof out);
    }
    for (size_t i = 1; i < N; i++)
        assert_true(strcmp(ranks[i - 1], ranks[i]) < 0);
}

static void grows_slowly(void **state)
{
    (void)state;
    char last[RANK_MAX + 1] = "a0";
    for (int i = 0; i < 100000; i++)
        assert_int_equal(rank_between(str_of(last), (struct str){0}, last), 0);
    assert_true(strlen(last) <= 5);
    char low[RANK_MAX + 1] = "a0";
    int halvings = 0;
    while (rank_between(str_of(low), STR("a1"), low) == 0)
        halvings++;
    assert_true(halvings > 400); /* as the header says */
}

static void spreads_evenly(void **state)
{
    (void)state;
    struct arena arena;
    arena_init(&arena);
    static struct str ranks[1000];
    static const char *const gaps[][2] = {{"", ""}, {"a5", ""}, {"", "a5"}, {"a5", "a6"}};
    for (size_t g = 0; g < 4; g++) {
        struct str a = str_of(gaps[g][0]), b = str_of(gaps[g][1]);
        assert_int_equal(rank_spread(&arena, a, b, 1000, ranks), 0);
        for (size_t i = 0; i < 1000; i++) {
            assert_true(rank_valid(ranks[i]) && ranks[i].n <= 4);
            assert_true(i == 0 || strcmp(ranks[i - 1].at, ranks[i].at) < 0);
        }
        assert_true(a.n == 0 || strcmp(a.at, ranks[0].at) < 0);
        assert_true(b.n == 0 || strcmp(ranks[999].at, b.at) < 0);
    }
    arena_release(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(known_values),
        cmocka_unit_test(refuses_what_is_no_rank),
        cmocka_unit_test(random_insertions_stay_in_order),
        cmocka_unit_test(grows_slowly),
        cmocka_unit_test(spreads_evenly),
    };
    return cmocka_run_group_tests_name("rank", tests, NULL, NULL);
}
