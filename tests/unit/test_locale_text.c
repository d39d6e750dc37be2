/* zone, sortkey, tokens */
#include "unit.h"
#include "locale/sortkey.h"
#include "locale/tokens.h"
#include "locale/zone.h"

static int64_t instant(const char *text)
{
    int64_t us;
    assert_int_equal(instant_parse(str_of(text), &us), 0);
    return us;
}

static int32_t day(const char *text)
{
    int32_t d;
    assert_int_equal(date_parse(str_of(text), &d), 0);
    return d;
}

static void zones_are_known(void **state)
{
    (void)state;
    static const char *const right[] = {"UTC",           "Europe/Paris", "America/Argentina/Buenos_Aires",
                                        "Asia/Calcutta", "Asia/Kolkata", "Etc/UTC"};
    static const char *const wrong[] = {"",      "Paris",        "Europe/Nowhere",
                                        "GMT+2", "europe/paris", "Europe/Paris ",
                                        "CET",   "Europe/Pâris", "../etc/passwd"};
    for (size_t i = 0; i < sizeof right / sizeof *right; i++)
        assert_true(zone_valid(str_of(right[i])));
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        assert_false(zone_valid(str_of(wrong[i])));
}

static void the_day_is_the_zone_s(void **state)
{
    (void)state;
    int64_t at = instant("2026-03-01T23:30:00Z");
    assert_int_equal(zone_day("UTC", at), day("2026-03-01"));
    assert_int_equal(zone_day("Europe/Paris", at), day("2026-03-02"));
    assert_int_equal(zone_day("America/New_York", at), day("2026-03-01"));
    assert_int_equal(zone_day("Pacific/Kiritimati", at), day("2026-03-02"));
    assert_int_equal(zone_day("Nowhere/Known", at), day("2026-03-01"));
    assert_int_equal(zone_minute("Europe/Paris", at), 30);
    assert_int_equal(zone_offset_s("Asia/Kathmandu", at), 5 * 3600 + 45 * 60);
    assert_int_equal(zone_offset_s("Europe/Paris", instant("2026-07-01T00:00:00Z")), 7200);
    assert_int_equal(zone_day("America/New_York", instant("1969-12-31T23:59:59.5Z")), -1);
}

static void wall_clock_times_become_instants(void **state)
{
    (void)state;
    static const struct {
        const char *zone, *day;
        int minute;
        const char *utc;
    } cases[] = {
        {"UTC", "2026-03-01", 0, "2026-03-01T00:00:00Z"},
        {"Europe/Paris", "2026-03-01", 9 * 60, "2026-03-01T08:00:00Z"},
        {"Europe/Paris", "2026-07-01", 9 * 60, "2026-07-01T07:00:00Z"},
        {"Europe/Paris", "2026-03-29", 119, "2026-03-29T00:59:00Z"}, /* last minute before the gap */
        {"Europe/Paris", "2026-03-29", 150, "2026-03-29T01:30:00Z"}, /* 02:30 is not there: 03:30 */
        {"Europe/Paris", "2026-03-29", 180, "2026-03-29T01:00:00Z"},
        {"Europe/Paris", "2026-10-25", 150, "2026-10-25T00:30:00Z"}, /* 02:30 comes twice: the first */
        {"Europe/Paris", "2026-10-25", 180, "2026-10-25T02:00:00Z"},
        {"America/New_York", "2026-11-01", 90, "2026-11-01T05:30:00Z"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char out[28];
        instant_write(zone_instant(cases[i].zone, day(cases[i].day), cases[i].minute), out);
        assert_string_equal(out, cases[i].utc);
    }
}

static int order(const char *a, const char *b)
{
    uint8_t x[SORTKEY_MAX], y[SORTKEY_MAX];
    size_t n = sortkey_make(str_of(a), x), m = sortkey_make(str_of(b), y);
    int o = memcmp(x, y, n < m ? n : m);
    return o ? o : (n > m) - (n < m);
}

static void texts_sort_as_people_sort(void **state)
{
    (void)state;
    static const char *const sorted[] = {"",     "1",     "2",     "10",   "cote",    "Cote",    "coté",     "côte",
                                         "côté", "Émile", "emily", "file", "Phase 2", "Phase 9", "Phase 10", "zebra"};
    for (size_t i = 1; i < sizeof sorted / sizeof *sorted; i++)
        if (order(sorted[i - 1], sorted[i]) >= 0)
            fail_msg("%s should come before %s", sorted[i - 1], sorted[i]);
    char wide[3000];
    memset(wide, 'w', sizeof wide - 1);
    wide[sizeof wide - 1] = 0;
    uint8_t key[SORTKEY_MAX];
    assert_int_equal(sortkey_make(str_of(wide), key), SORTKEY_MAX);
    assert_true(sortkey_make(STR("\xFF\xFE"), key) > 0);
}

static void expect_tokens(const char *text, const char *wanted)
{
    struct arena a;
    arena_init(&a);
    struct str tokens[64];
    size_t n = tokens_make(&a, str_of(text), 64, tokens);
    char all[2000] = "";
    size_t at = 0;
    for (size_t i = 0; i < n; i++)
        at += (size_t)snprintf(all + at, sizeof all - at, "%s%.*s", i ? " " : "", STR_FMT(tokens[i]));
    assert_string_equal(all, wanted);
    arena_release(&a);
}

static void words_become_tokens(void **state)
{
    (void)state;
    expect_tokens("", "");
    expect_tokens(" -- !? ", "");
    expect_tokens("Quarterly report, quarterly REPORT", "quarterly report");
    expect_tokens("Élan №2", "elan no2");
    expect_tokens("L’agence d'été: œuvre", "l agence d ete œuvre");
    expect_tokens("Straße ﬁnal ＡＢＣ", "strasse final abc");
    expect_tokens("plan_v2.pdf costs 3.14 or 1,000", "plan v2 pdf costs 3.14 or 1,000");
    expect_tokens("anna@example.com", "anna example com");
    expect_tokens("e\xCC\x81te\xCC\x81", "ete");
    expect_tokens("Привет, Й", "привет и");
    expect_tokens("ไทย", "ไทย");
    expect_tokens("한국어", "한국어");
    expect_tokens("launch 🚀 now", "launch now");
    expect_tokens("東京都", "東京 都");
    expect_tokens("aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeee", "aaaaaaaaaabbbbbbbbbbccccccccccdddddddddd");
}

static void tokens_keep_their_limits(void **state)
{
    (void)state;
    struct arena a;
    arena_init(&a);
    struct str tokens[3];
    assert_int_equal(tokens_make(&a, STR("one two one three four"), 3, tokens), 3);
    assert_true(str_is(tokens[2], "three"));
    assert_int_equal(tokens_make(&a, STR("one"), 0, tokens), 0);
    char wide[400];
    for (size_t i = 0; i + 3 < sizeof wide; i += 3)
        memcpy(wide + i, "ﬁ", 3);
    assert_int_equal(tokens_make(&a, (struct str){wide, 399}, 3, tokens), 1);
    assert_int_equal(tokens[0].n, TOKEN_MAX);
    char greek[402];
    for (size_t i = 0; i < sizeof greek; i += 2)
        memcpy(greek + i, "ω", 2);
    tokens_make(&a, (struct str){greek + 1, 401}, 3, tokens); /* starts within a character */
    assert_true(tokens[0].n <= TOKEN_MAX);
    arena_release(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(zones_are_known),
        cmocka_unit_test(the_day_is_the_zone_s),
        cmocka_unit_test(wall_clock_times_become_instants),
        cmocka_unit_test(texts_sort_as_people_sort),
        cmocka_unit_test(words_become_tokens),
        cmocka_unit_test(tokens_keep_their_limits),
    };
    return cmocka_run_group_tests_name("locale_text", tests, NULL, NULL);
}
