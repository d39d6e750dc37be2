/* Markdown and recurrence rules: what is read from people's text. */
#include "unit.h"
#include "base/civil.h"
#include "work/markdown.h"
#include "work/recurrence.h"
#include <stdio.h>

static void markdown_is_html_without_traps(void **state)
{
    (void)state;
    static const struct {
        const char *text, *html;
    } cases[] = {
        {"", ""},
        {"a *b* **c** `d` ~~e~~", "<p>a <em>b</em> <strong>c</strong> <code>d</code> <del>e</del></p>\n"},
        {"# T", "<h1>T</h1>\n"},
        {"<b onclick=x>y</b>", "<p>&lt;b onclick=x&gt;y&lt;/b&gt;</p>\n"},
        {"<script>\nalert(1)\n</script>", "<p>&lt;script&gt;\nalert(1)\n&lt;/script&gt;</p>\n"},
        {"[a](https://x.org)", "<p><a href=\"https://x.org\" rel=\"nofollow noopener\" target=\"_blank\">a</a></p>\n"},
        {"[a](HTTPS://x.org \"title\")",
         "<p><a href=\"HTTPS://x.org\" rel=\"nofollow noopener\" target=\"_blank\">a</a></p>\n"},
        {"[a](mailto:b@x.org)",
         "<p><a href=\"mailto:b@x.org\" rel=\"nofollow noopener\" target=\"_blank\">a</a></p>\n"},
        {"[a](javascript:alert(1))", "<p>a</p>\n"},
        {"[a](JaVaScRiPt:alert(1))", "<p>a</p>\n"},
        {"[a](javascript&#x3A;alert(1))", "<p>a</p>\n"},
        {"[a](&#104;ttps://x.org)", "<p>a</p>\n"},
        {"[a](//x.org)", "<p>a</p>\n"},
        {"[a](/tasks)", "<p>a</p>\n"},
        {"[a](<https://x.org/ b>)", "<p>a</p>\n"},
        {"![pic](https://x.org/i.png)",
         "<p><a href=\"https://x.org/i.png\" rel=\"nofollow noopener\" target=\"_blank\">pic</a></p>\n"},
        {"[a](https://x.org/\"onmouseover=\"x)", "<p><a href=\"https://x.org/&quot;onmouseover=&quot;x\" "
                                                 "rel=\"nofollow noopener\" target=\"_blank\">a</a></p>\n"},
        {"https://x.org/?a=1&b", "<p><a href=\"https://x.org/?a=1&amp;b\" rel=\"nofollow noopener\" "
                                 "target=\"_blank\">https://x.org/?a=1&amp;b</a></p>\n"},
        {"- [x] a\n- b", "<ul>\n<li><input type=\"checkbox\" disabled checked> a</li>\n<li>b</li>\n</ul>\n"},
        {"3. c", "<ol start=\"3\">\n<li>c</li>\n</ol>\n"},
        {"```js\na<b\n```", "<pre><code>a&lt;b\n</code></pre>\n"},
        {"|a|b|\n|---|---|\n|1|2|", "<table>\n<thead>\n<tr>\n<th>a</th>\n<th>b</th>\n</tr>\n</"
                                    "thead>\n<tbody>\n<tr>\n<td>1</td>\n<td>2</td>\n</tr>\n</tbody>\n</table>\n"},
        {"&amp; &lt; &copy;", "<p>&amp; &lt; &copy;</p>\n"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct buf out;
        buf_init(&out, MARKDOWN_HTML_MAX);
        assert_int_equal(markdown_write(str_of(cases[i].text), &out), 0);
        if (!str_is(buf_view(&out), cases[i].html))
            fail_msg("%s\ngives %.*s", cases[i].text, (int)out.n, out.at);
        buf_release(&out);
    }
}

static void too_long_a_result_is_refused(void **state)
{
    (void)state;
    struct buf out;
    buf_init(&out, 20);
    assert_int_equal(markdown_write(STR("a long paragraph of some words"), &out), -1);
    buf_release(&out);
}

static int32_t day(const char *text)
{
    int32_t d;
    assert_int_equal(date_parse(str_of(text), &d), 0);
    return d;
}

static void rules_give_the_next_day(void **state)
{
    (void)state;
    static const struct {
        const char *rule, *from, *day, *next; /* next NULL: it is over */
    } cases[] = {
        {"FREQ=DAILY", "2026-01-01", "2026-01-31", "2026-02-01"},
        {"FREQ=DAILY;INTERVAL=3", "2026-01-01", "2026-01-01", "2026-01-04"},
        {"FREQ=DAILY;INTERVAL=3", "2026-01-01", "2026-01-02", "2026-01-04"}, /* moved by hand: the rule's days stay */
        {"FREQ=WEEKLY;BYDAY=MO,TH", "2026-01-05", "2026-01-05", "2026-01-08"},
        {"FREQ=WEEKLY;INTERVAL=2;BYDAY=MO", "2026-01-05", "2026-01-05", "2026-01-19"},
        {"FREQ=WEEKLY;INTERVAL=2;BYDAY=MO", "2026-01-05", "2026-01-13", "2026-01-19"},
        {"FREQ=MONTHLY;BYMONTHDAY=31", "2026-01-31", "2026-01-31", "2026-03-31"},
        {"FREQ=MONTHLY;BYMONTHDAY=-1", "2026-01-31", "2026-01-31", "2026-02-28"},
        {"FREQ=MONTHLY;BYDAY=2TU", "2026-01-13", "2026-01-13", "2026-02-10"},
        {"FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1", "2026-01-30", "2026-01-30", "2026-02-27"},
        {"FREQ=YEARLY", "2024-02-29", "2024-02-29", "2028-02-29"},
        {"FREQ=DAILY;COUNT=3", "2026-01-01", "2026-01-03", NULL},
        {"FREQ=DAILY;UNTIL=20260105", "2026-01-01", "2026-01-05", NULL},
        {"FREQ=DAILY;UNTIL=20260105", "2026-01-01", "2026-01-04", "2026-01-05"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct recurrence r = {.rule = cases[i].rule, .from = day(cases[i].from), .has_from = true};
        int32_t next = 0;
        char text[11] = "over";
        if (recurrence_next(&r, day(cases[i].day), 0, &next) == 0)
            date_write(next, text);
        if (strcmp(text, cases[i].next ? cases[i].next : "over") != 0)
            fail_msg("%s after %s: %s", cases[i].rule, cases[i].day, text);
    }
    struct recurrence after = {.after_days = 14};
    int32_t next;
    assert_int_equal(recurrence_next(&after, day("2026-01-01"), day("2026-02-01"), &next), 0);
    assert_int_equal(next, day("2026-02-15"));
}

static void rules_that_are_none_are_refused(void **state)
{
    (void)state;
    static const char *const wrong[] = {"",
                                        "x",
                                        "FREQ=",
                                        "FREQ=HOURLY",
                                        "FREQ=SECONDLY",
                                        "BYDAY=MO",
                                        "FREQ=WEEKLY;BYDAY=XX",
                                        "FREQ=DAILY;INTERVAL=x",
                                        "FREQ=DAILY;COUNT=-1",
                                        "FREQ=MONTHLY;BYDAY=5MO;BYMONTHDAY=1",
                                        "FREQ=MONTHLY;BYSETPOS=30;BYDAY=MO",
                                        "FREQ=DAILY;INTERVAL=7;BYDAY=TU",
                                        "FREQ=DAILY;BYMONTH=2",
                                        "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=31",
                                        "FREQ=YEARLY;BYWEEKNO=54",
                                        "FREQ=DAILY;INTERVAL=100000"};
    static const char *const right[] = {"FREQ=DAILY",
                                        "FREQ=WEEKLY;BYDAY=MO",
                                        "FREQ=MONTHLY;BYDAY=-1FR;COUNT=12",
                                        "FREQ=YEARLY;BYMONTH=3",
                                        "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1",
                                        "FREQ=DAILY;BYDAY=MO,TU,WE,TH,FR"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        if (recurrence_rule_valid(wrong[i]))
            fail_msg("%s", wrong[i]);
    for (size_t i = 0; i < sizeof right / sizeof *right; i++)
        if (!recurrence_rule_valid(right[i]))
            fail_msg("%s", right[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(markdown_is_html_without_traps),
        cmocka_unit_test(too_long_a_result_is_refused),
        cmocka_unit_test(rules_give_the_next_day),
        cmocka_unit_test(rules_that_are_none_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
