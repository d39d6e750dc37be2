#include "unit.h"
#include "exchange/csv.h"
#include "exchange/text.h"

/* Rows as one text: cells between bars, rows by "/", with the number of the row in front. */
static void assert_csv(int line, struct str text, char delimiter, const char *expected)
{
    struct arena a;
    struct csv c;
    struct buf b;
    arena_init(&a);
    buf_init(&b, 4096);
    csv_open(&c, &a, text, delimiter);
    while (csv_next(&c)) {
        buf_format(&b, "%s%d:", b.n > 0 ? "/" : "", (int)c.row);
        for (size_t i = 0; i < c.n_cells; i++)
            buf_format(&b, "%s%.*s", i > 0 ? "|" : "", STR_FMT(c.cells[i]));
    }
    buf_char(&b, 0);
    if (strcmp(b.at, expected) != 0)
        fail_msg("line %d: «%s» instead of «%s»", line, b.at, expected);
    buf_release(&b);
    arena_release(&a);
}

static void rows_are_read_as_people_write_them(void **state)
{
    (void)state;
    static const struct {
        int line;
        const char *text;
        char delimiter;
        const char *expected;
    } cases[] = {
        {__LINE__, "a,b\nc,d\n", 0, "1:a|b/2:c|d"},
        {__LINE__, "a,b\r\nc,d", 0, "1:a|b/2:c|d"},
        {__LINE__, "a,b\rc,d\r", 0, "1:a|b/2:c|d"},
        {__LINE__, "a;b\n1,5;2\n", 0, "1:a|b/2:1,5|2"},
        {__LINE__, "a\tb\n1,5\t2;3\n", 0, "1:a|b/2:1,5|2;3"},
        {__LINE__, "sep=;\na;b\n", 0, "2:a|b"},
        {__LINE__, "a,b\n\"x,\"\"y\"\"\nz\",2\n", 0, "1:a|b/2:x,\"y\"\nz|2"},
        {__LINE__, "a,b\n\"x\"y,\"\"\n", 0, "1:a|b/2:xy|"},
        {__LINE__, "a,b\nx \"quoted\" y,2\n", 0, "1:a|b/2:x \"quoted\" y|2"},
        {__LINE__, "a,b\n\" \"\"29560\"\"\",8 h\n", 0, "1:a|b/2: \"29560\"|8 h"},
        {__LINE__, "a,b,c\n1\n1,2,3,4,5\n", 0, "1:a|b|c/2:1/3:1|2|3|4|5"},
        {__LINE__, "a,b\n\n,\n1,2\n", 0, "1:a|b/4:1|2"},
        {__LINE__, "a,b\n1,\"never closed\n2,3", 0, "1:a|b/2:1|never closed\n2,3"},
        {__LINE__, "a,b\n1,", ',', "1:a|b/2:1|"},
        {__LINE__, "Name,\"A;B;C;D\"\n1,2\n", 0, "1:Name|A;B;C;D/2:1|2"},
        {__LINE__, "", 0, ""},
        {__LINE__, "\"", 0, ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_csv(cases[i].line, str_of(cases[i].text), cases[i].delimiter, cases[i].expected);
}

static void the_same_header_may_come_again(void **state)
{
    (void)state;
    struct arena a;
    struct csv c;
    struct csv_header h;
    arena_init(&a);
    csv_open(&c, &a, STR("Labels, Échéance_prévue ,Labels\nx,y,z\n"), 0);
    assert_true(csv_header_read(&c, &h));
    assert_int_equal(csv_header_find(&h, "labels", 0), 0);
    assert_int_equal(csv_header_find(&h, "labels", 1), 2);
    assert_int_equal(csv_header_find(&h, "labels", 3), -1);
    assert_int_equal(csv_header_find(&h, "echeance prevue", 0), 1);
    arena_release(&a);
}

static void cells_beyond_the_limit_are_told(void **state)
{
    (void)state;
    struct arena a;
    struct csv c;
    struct buf b;
    arena_init(&a);
    buf_init(&b, 1 << 20);
    for (int i = 0; i < CSV_CELLS_MAX + 10; i++)
        buf_text(&b, "x,");
    csv_open(&c, &a, buf_view(&b), ',');
    assert_true(csv_next(&c));
    assert_int_equal(c.n_cells, CSV_CELLS_MAX);
    assert_true(c.cut);
    assert_int_equal(csv_cell(&c, CSV_CELLS_MAX).n, 0);
    buf_release(&b);
    arena_release(&a);
}

static void formulas_are_defused_and_come_back(void **state)
{
    (void)state;
    static const char *const cells[] = {"=SUM(A1:A3)", "+1",       "-2",       "@home",      "'=x",  "''-y",
                                        "plain",       "'quoted'", "",         "a,b",        "x\"y", " pad",
                                        "\t=1",        "=\"a\"",   "'",        "two\nlines", "-",    "\uff1d1",
                                        "\uff0b1",     "\uff0d1",  "'\uff20x", "\uff1c"};
    struct arena a;
    struct buf b;
    struct csv c;
    arena_init(&a);
    buf_init(&b, 4096);
    for (size_t i = 0; i < sizeof cells / sizeof *cells; i++)
        csv_write_cell(&b, str_of(cells[i]), i == 0);
    csv_write_end(&b);
    csv_open(&c, &a, buf_view(&b), ',');
    assert_true(csv_next(&c));
    assert_int_equal(c.n_cells, sizeof cells / sizeof *cells);
    for (size_t i = 0; i < c.n_cells; i++) {
        if (c.cells[i].n > 0)
            assert_true(!memchr("=+-@\t\r", c.cells[i].at[0], 6) &&
                        (c.cells[i].at[0] != '\xef' || str_is(c.cells[i], "\uff1c")));
        if (!str_is(csv_undefuse(c.cells[i]), cells[i]))
            fail_msg("«%s» came back as «%.*s»", cells[i], STR_FMT(csv_undefuse(c.cells[i])));
    }
    assert_false(csv_next(&c));
    buf_release(&b);
    arena_release(&a);
}

static void encodings_are_found(void **state)
{
    (void)state;
    static const struct {
        int line;
        struct str bytes;
        const char *text;
        enum text_encoding encoding;
    } cases[] = {
        {__LINE__, {"\xEF\xBB\xBFJos\xC3\xA9", 8}, "José", TEXT_UTF8},
        {__LINE__, {"Jos\xE9 \x80", 6}, "José €", TEXT_WINDOWS_1252},
        {__LINE__, {"\xFF\xFEJ\0\xE9\0\x3D\xD8\x4D\xDC", 10}, "Jé👍" + 0, TEXT_UTF16},
        {__LINE__, {"\xFE\xFF\0J\0\xE9", 6}, "Jé", TEXT_UTF16},
        {__LINE__, {"a\0b", 3}, "ab", TEXT_UTF8},
    };
    struct arena a;
    arena_init(&a);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        enum text_encoding encoding;
        struct str text = text_decode(&a, cases[i].bytes, &encoding);
        if (encoding != cases[i].encoding || !str_is(text, cases[i].text))
            fail_msg("line %d: «%.*s»", cases[i].line, STR_FMT(text));
    }
    arena_release(&a);
}

static void texts_are_compared_without_case_and_accents(void **state)
{
    (void)state;
    static const char *const pairs[][2] = {{"Échéance", "echeance"},
                                           {"  Folder\xC2\xA0Name/Path ", "folder name/path"},
                                           {"Zoë Van den Berg", "zoe van den berg"},
                                           {"date_created", "date created"},
                                           {"Øresund", "oresund"},
                                           {"e\xCC\x81te\xCC\x81", "ete"},
                                           {"日本茶", "日本茶"},
                                           {"Date d’échéance", "date d'echeance"},
                                           {"ŁÓDŹ", "lodz"},
                                           {"", ""}};
    struct arena a;
    arena_init(&a);
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
        if (!str_is(text_fold(&a, str_of(pairs[i][0])), pairs[i][1]))
            fail_msg("«%s» became «%.*s»", pairs[i][0], STR_FMT(text_fold(&a, str_of(pairs[i][0]))));
    arena_release(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_are_read_as_people_write_them),
        cmocka_unit_test(the_same_header_may_come_again),
        cmocka_unit_test(cells_beyond_the_limit_are_told),
        cmocka_unit_test(formulas_are_defused_and_come_back),
        cmocka_unit_test(encodings_are_found),
        cmocka_unit_test(texts_are_compared_without_case_and_accents),
    };
    return cmocka_run_group_tests_name("exchange_csv", tests, NULL, NULL);
}
