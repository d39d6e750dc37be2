#include "unit.h"
#include "base/civil.h"
#include <time.h>

static void every_day_goes_and_comes_back(void **state)
{
    (void)state;
    int32_t day = DAY_LEAST;
    int weekday = 1; /* 0001-01-01 is a Monday */
    for (int y = 1; y <= 9999; y++)
        for (int m = 1; m <= 12; m++)
            for (int d = 1; d <= civil_month_days(y, m); d++, day++, weekday = weekday % 7 + 1) {
                struct civil c = civil_from_day(day);
                if (c.year != y || c.month != m || c.day != d || civil_to_day(c) != day ||
                    civil_weekday(day) != weekday)
                    fail_msg("day %d is not %d-%d-%d", day, y, m, d);
            }
    assert_int_equal(day - 1, DAY_MOST);
}

static void dates_are_read_and_written(void **state)
{
    (void)state;
    int32_t day;
    char out[11];
    assert_int_equal(date_parse(STR("2026-03-01"), &day), 0);
    assert_int_equal(day, 20513);
    date_write(day, out);
    assert_string_equal(out, "2026-03-01");
    assert_int_equal(date_parse(STR("2024-02-29"), &day), 0);
    date_write(INT32_MAX, out);
    assert_string_equal(out, "9999-12-31");
    date_write(INT32_MIN, out);
    assert_string_equal(out, "0001-01-01");
    static const char *const wrong[] = {"2026-02-29",  "2026-13-01", "2026-00-10", "2026-01-00",
                                        "2026-01-32",  "2026-1-01",  "0000-01-01", "2026/01/01",
                                        "2026-01-01 ", "",           "-026-01-01", "2026-01-+1"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        assert_int_equal(date_parse(str_of(wrong[i]), &day), -1);
}

static void instants_are_read_and_written(void **state)
{
    (void)state;
    static const struct {
        const char *in, *out;
    } cases[] = {
        {"2026-03-01T09:00:00Z", "2026-03-01T09:00:00Z"},
        {"2026-03-01t09:00:00z", "2026-03-01T09:00:00Z"},
        {"2026-03-01 09:00:00Z", "2026-03-01T09:00:00Z"},
        {"2026-03-01T09:00:00.000001Z", "2026-03-01T09:00:00.000001Z"},
        {"2026-03-01T09:00:00.25+02:00", "2026-03-01T07:00:00.250000Z"},
        {"2026-03-01T00:30:00.1234567899+05:30", "2026-02-28T19:00:00.123456Z"},
        {"2026-12-31T23:00:00-01:00", "2027-01-01T00:00:00Z"},
        {"2016-12-31T23:59:60Z", "2017-01-01T00:00:00Z"},
        {"1969-12-31T23:59:59.999999Z", "1969-12-31T23:59:59.999999Z"},
        {"0001-01-01T00:00:00Z", "0001-01-01T00:00:00Z"},
        {"9999-12-31T23:59:59.999999Z", "9999-12-31T23:59:59.999999Z"},
    };
    int64_t us;
    char out[28];
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_int_equal(instant_parse(str_of(cases[i].in), &us), 0);
        assert_int_equal(instant_write(us, out), strlen(cases[i].out));
        assert_string_equal(out, cases[i].out);
    }
    static const char *const wrong[] = {
        "2026-03-01T09:00:00",       "2026-03-01T24:00:00Z",      "2026-03-01T09:60:00Z", "2026-03-01T09:00:61Z",
        "2026-03-01T09:00:00+0200",  "2026-03-01T09:00:00.Z",     "2026-03-01T09:00Z",    "2026-03-01T09:00:00ZZ",
        "0001-01-01T00:00:00+01:00", "9999-12-31T23:59:59-01:00", "2026-03-01X09:00:00Z", ""};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        assert_int_equal(instant_parse(str_of(wrong[i]), &us), -1);
    instant_write(INT64_MAX, out);
    assert_string_equal(out, "9999-12-31T23:59:59.999999Z");
    instant_write(INT64_MIN, out);
    assert_string_equal(out, "0001-01-01T00:00:00Z");
}

static void agrees_with_the_c_library(void **state)
{
    (void)state;
    for (int64_t s = -5000000000; s < 5000000000; s += 86399 * 7) {
        time_t t = s;
        struct tm tm;
        gmtime_r(&t, &tm);
        struct civil c = civil_from_day(instant_day(s * US_PER_S));
        assert_int_equal(c.year, tm.tm_year + 1900);
        assert_int_equal(c.month, tm.tm_mon + 1);
        assert_int_equal(c.day, tm.tm_mday);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_day_goes_and_comes_back),
        cmocka_unit_test(dates_are_read_and_written),
        cmocka_unit_test(instants_are_read_and_written),
        cmocka_unit_test(agrees_with_the_c_library),
    };
    return cmocka_run_group_tests_name("base_civil", tests, NULL, NULL);
}
