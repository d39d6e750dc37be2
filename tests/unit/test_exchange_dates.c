#include "unit.h"
#include "exchange/dates.h"

/* "2026-03-01 15:04:05 +60" with what is known of it; "-" where it cannot be read. */
static void show(struct str text, enum date_order order, char out[64])
{
    struct date_time t;
    if (date_time_read(text, order, &t) != 0) {
        snprintf(out, 64, "-");
        return;
    }
    date_write(t.day, out);
    size_t n = strlen(out);
    if (t.second >= 0)
        n += (size_t)snprintf(out + n, 64 - n, " %02d:%02d:%02d", t.second / 3600, t.second / 60 % 60, t.second % 60);
    if (t.has_offset)
        snprintf(out + n, 64 - n, " %+d", t.offset_s / 60);
}

static void dates_are_read_as_tools_write_them(void **state)
{
    (void)state;
    enum { DM = DATE_DAY_MONTH, MD = DATE_MONTH_DAY, NO = DATE_ORDER_UNKNOWN };
    static const struct {
        int line;
        const char *text;
        int order;
        const char *expected;
    } cases[] = {
        {__LINE__, "2026-03-01", NO, "2026-03-01"},
        {__LINE__, "2026/3/1", NO, "2026-03-01"},
        {__LINE__, "2026-03-01T09:30:00Z", NO, "2026-03-01 09:30:00 +0"},
        {__LINE__, "2026-03-01T09:30:00.123+02:00", NO, "2026-03-01 09:30:00 +120"},
        {__LINE__, "2026-03-01 09:30", NO, "2026-03-01 09:30:00"},
        {__LINE__, "25/Jun/20 12:44", NO, "2020-06-25 12:44:00"},
        {__LINE__, "09/Jan/24 3:54 PM", NO, "2024-01-09 15:54:00"},
        {__LINE__, "09/Jan/24 12:05 AM", NO, "2024-01-09 00:05:00"},
        {__LINE__, "8/1/2026, 6:58:22 PM GMT+1", MD, "2026-08-01 18:58:22 +60"},
        {__LINE__, "8/1/2026, 6:58:22 PM GMT+1", DM, "2026-01-08 18:58:22 +60"},
        {__LINE__, "8/1/2026, 6:58:22 PM GMT+1", NO, "-"},
        {__LINE__, "8/1/2026, 6:58:22 PM GMT-3:30", MD, "2026-08-01 18:58:22 -210"},
        {__LINE__, "13/1/2026", MD, "-"},
        {__LINE__, "1er mars 2026", NO, "2026-03-01"},
        {__LINE__, "12 févr. 2026 14h30", NO, "2026-02-12 14:30:00"},
        {__LINE__, "mardi 3 août 2026", NO, "2026-08-03"},
        {__LINE__, "March 5th, 2026 at 3pm", NO, "2026-03-05 15:00:00"},
        {__LINE__, "Wed, 5 Mar 2026 10:00:00 +0100", NO, "2026-03-05 10:00:00 +60"},
        {__LINE__, "05.03.2026 14:30", DM, "2026-03-05 14:30:00"},
        {__LINE__, "05.03.26", DM, "2026-03-05"},
        {__LINE__, "05.03.99", DM, "1999-03-05"},
        {__LINE__, "2026-02-30", NO, "-"},
        {__LINE__, "29/02/2026", DM, "-"},
        {__LINE__, "2026-03-01 24:00", NO, "2026-03-02 00:00:00"},
        {__LINE__, "2026-03-01 25:00", NO, "-"},
        {__LINE__, "13:00 PM 1/1/2026", MD, "-"},
        {__LINE__, "tomorrow", NO, "-"},
        {__LINE__, "12", DM, "-"},
        {__LINE__, "", NO, "-"},
        {__LINE__, "Sprint 14", NO, "-"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char out[64];
        show(str_of(cases[i].text), (enum date_order)cases[i].order, out);
        if (strcmp(out, cases[i].expected) != 0)
            fail_msg("line %d: «%s» read as «%s»", cases[i].line, cases[i].text, out);
    }
}

static void numbers_since_1970_are_instants(void **state)
{
    (void)state;
    int64_t us;
    assert_int_equal(date_epoch_read(STR("1785607102000"), &us), 0);
    assert_int_equal(us, INT64_C(1785607102000000));
    assert_int_equal(date_epoch_read(STR("1785607102"), &us), 0);
    assert_int_equal(us, INT64_C(1785607102000000));
    assert_int_equal(date_epoch_read(STR("12"), &us), -1);
    assert_int_equal(date_epoch_read(STR("-1785607102000"), &us), -1);
    assert_int_equal(date_epoch_read(STR("1785607102000000000"), &us), -1);
}

static void a_column_tells_its_order(void **state)
{
    (void)state;
    static const struct {
        int line;
        const char *cells[4];
        enum date_order order;
        bool ask;
    } cases[] = {
        {__LINE__, {"03/04/2026", "25/04/2026"}, DATE_DAY_MONTH, false},
        {__LINE__, {"03/04/2026", "04/25/2026"}, DATE_MONTH_DAY, false},
        {__LINE__, {"03/04/2026", "05/06/2026"}, DATE_ORDER_UNKNOWN, true},
        {__LINE__, {"04/04/2026", "05/05/2026"}, DATE_ORDER_UNKNOWN, false}, /* it makes no difference */
        {__LINE__, {"25/04/2026", "04/25/2026"}, DATE_ORDER_UNKNOWN, true},  /* both: somebody typed them */
        {__LINE__, {"2026-03-04", "25/Jun/20"}, DATE_ORDER_UNKNOWN, false},
        {__LINE__, {"no", ""}, DATE_ORDER_UNKNOWN, false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct date_guess g = {0};
        bool ask;
        for (size_t k = 0; k < 4 && cases[i].cells[k] != NULL; k++)
            date_guess_add(&g, str_of(cases[i].cells[k]));
        if (date_guess_order(&g, &ask) != cases[i].order || ask != cases[i].ask)
            fail_msg("line %d", cases[i].line);
    }
}

static void numbers_are_read_with_either_point(void **state)
{
    (void)state;
    static const struct {
        int line;
        const char *text;
        enum number_point point;
        double value; /* -1e9: not a number */
    } cases[] = {
        {__LINE__, "12", NUMBER_POINT_UNKNOWN, 12},
        {__LINE__, "-3,5", NUMBER_POINT_UNKNOWN, -3.5},
        {__LINE__, "1 234,56", NUMBER_POINT_UNKNOWN, 1234.56},
        {__LINE__,
         "1\xC2\xA0"
         "234,5 €",
         NUMBER_POINT_UNKNOWN, 1234.5},
        {__LINE__, "1.234,56", NUMBER_POINT_UNKNOWN, 1234.56},
        {__LINE__, "1,234.56", NUMBER_POINT_UNKNOWN, 1234.56},
        {__LINE__, "1.234.567", NUMBER_POINT_UNKNOWN, 1234567},
        {__LINE__, "12'000", NUMBER_POINT_UNKNOWN, 12000},
        {__LINE__, "1,234", NUMBER_POINT, 1234},
        {__LINE__, "1,234", NUMBER_COMMA, 1.234},
        {__LINE__, "1,234", NUMBER_POINT_UNKNOWN, -1e9},
        {__LINE__, "0,125", NUMBER_POINT_UNKNOWN, 0.125},
        {__LINE__, "$ 12.50", NUMBER_POINT_UNKNOWN, 12.5},
        {__LINE__, "40 %", NUMBER_POINT_UNKNOWN, 40},
        {__LINE__, "12 rue Haute", NUMBER_POINT, -1e9},
        {__LINE__, "1-2", NUMBER_POINT, -1e9},
        {__LINE__, ".", NUMBER_POINT, -1e9},
        {__LINE__, "", NUMBER_POINT, -1e9},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        double v = -1e9;
        number_read(str_of(cases[i].text), cases[i].point, &v);
        if (v - cases[i].value > 1e-9 || cases[i].value - v > 1e-9)
            fail_msg("line %d: «%s» is %f", cases[i].line, cases[i].text, v);
    }
}

static void lengths_of_time_are_minutes(void **state)
{
    (void)state;
    static const struct {
        int line;
        const char *text;
        double bare_s;
        int64_t min; /* -1: none */
    } cases[] = {
        {__LINE__, "16 h 0 m", 3600, 960},
        {__LINE__, "1h30", 3600, 90},
        {__LINE__, "45 min", 3600, 45},
        {__LINE__, "1:30", 3600, 90},
        {__LINE__, "1,5 h", 3600, 90},
        {__LINE__, "1.5", 3600, 90},
        {__LINE__, "90", 60, 90},
        {__LINE__, "5400", 1, 90},
        {__LINE__, "PT1H30M", 3600, 90},
        {__LINE__, "2d 4h", 3600, 1200},
        {__LINE__, "2 jours", 3600, 960},
        {__LINE__, "1w", 3600, 2400},
        {__LINE__, "soon", 3600, -1},
        {__LINE__, "3 apples", 3600, -1},
        {__LINE__, "", 3600, -1},
        {__LINE__, "1:2:3:4", 1, -1},
        {__LINE__, "99999999999999999999h", 1, -1},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        int64_t min = -1;
        duration_read(str_of(cases[i].text), cases[i].bare_s, &min);
        if (min != cases[i].min)
            fail_msg("line %d: «%s» is %d minutes", cases[i].line, cases[i].text, (int)min);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(dates_are_read_as_tools_write_them), cmocka_unit_test(numbers_since_1970_are_instants),
        cmocka_unit_test(a_column_tells_its_order),           cmocka_unit_test(numbers_are_read_with_either_point),
        cmocka_unit_test(lengths_of_time_are_minutes),
    };
    return cmocka_run_group_tests_name("exchange_dates", tests, NULL, NULL);
}
