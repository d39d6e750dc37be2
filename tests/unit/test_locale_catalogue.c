#include "unit.h"
#include "base/error.h"
#include "locale/catalogue.h"
#include "locale/message.h"
#include <pthread.h>

static void every_language_has_the_same_messages(void **state)
{
    (void)state;
    size_t n, m;
    const char *const *english = message_keys("en", &n);
    assert_true(n > 10);
    int faults = 0;
    for (const char *const *l = locale_list(); *l; l++) {
        const char *const *keys = message_keys(*l, &m);
        for (size_t i = 0; i < m; i++)
            if (!message_exists("en", keys[i])) {
                print_error("%s: %s is not in en\n", *l, keys[i]);
                faults++;
            }
        for (size_t i = 0; i < n; i++)
            if (!message_exists(*l, english[i])) {
                print_error("%s: %s is missing\n", *l, english[i]);
                faults++;
            }
    }
    assert_int_equal(faults, 0);
}

static void every_language_has_the_same_arguments(void **state)
{
    (void)state;
    size_t n;
    const char *const *keys = message_keys("en", &n);
    int faults = 0;
    for (size_t i = 0; i < n; i++) {
        struct buf english;
        buf_init(&english, 4096);
        for (const char *const *l = locale_list(); *l; l++) {
            struct buf other;
            buf_init(&other, 4096);
            int code = message_arguments(l == locale_list() ? &english : &other, *l, keys[i]);
            if (code == ERR_SYNTAX || (l != locale_list() && !str_eq(buf_view(&english), buf_view(&other)))) {
                print_error("%s: %s: en has (%.*s), %s (%.*s)\n", *l, keys[i], STR_FMT(english), *l, STR_FMT(other));
                faults++;
            }
            buf_release(&other);
        }
        buf_release(&english);
    }
    assert_int_equal(faults, 0);
}

static void expect_message(const char *locale, const char *pattern, size_t n, const struct message_arg *args,
                           const char *wanted)
{
    char error[128] = "";
    struct message *m = message_parse(locale, str_of(pattern), error, sizeof error);
    assert_string_equal(error, "");
    struct buf out;
    buf_init(&out, 4096);
    message_write(m, &out, n, args);
    buf_char(&out, 0);
    assert_string_equal(out.at, wanted);
    buf_release(&out);
    message_free(m);
}

static void arguments_are_named_and_plurals_chosen(void **state)
{
    (void)state;
    const char *pattern = "{who} has {count, plural, one {# task} other {# tasks}}";
    struct message_arg args[] = {message_text("who", STR("Zoë")), message_int("count", 1)};
    expect_message("en", pattern, 2, args, "Zoë has 1 task");
    args[1].i = 12345;
    expect_message("en", pattern, 2, args, "Zoë has 12,345 tasks");
    pattern = "{who} a {count, plural, one {# tâche} other {# tâches}}";
    args[1].i = 0;
    expect_message("fr", pattern, 2, args, "Zoë a 0 tâche");
    args[1].i = 12345;
    expect_message("fr", pattern, 2, args, "Zoë a 12\u202F345 tâches");
    struct message_arg when[] = {{.name = "when", .kind = MESSAGE_INSTANT, .i = 1772407800000000}};
    expect_message("en", "On {when, date, long} at {when, time, short}", 1, when, "On 1 March 2026 at 23:30");
    expect_message("fr", "Le {when, date, long}", 1, when, "Le 1 mars 2026");
    expect_message("en", "It''s {what}", 1, (struct message_arg[]){message_text("what", STR("{x}"))}, "It's {x}");
}

static void wrong_patterns_are_refused(void **state)
{
    (void)state;
    char error[128] = "";
    assert_null(message_parse("en", STR("{open"), error, sizeof error));
    assert_string_not_equal(error, "");
    assert_null(message_parse("en", STR("{n, plural, one {x}}"), error, sizeof error));
}

static void nested_arguments_are_listed(void **state)
{
    (void)state;
    char error[128];
    struct message *m = message_parse("en", STR("{n, plural, one {# of {client}} other {# of {client} by {who}}}"),
                                      error, sizeof error);
    struct buf out;
    buf_init(&out, 100);
    message_names(m, &out);
    assert_true(str_is(buf_view(&out), "client n who"));
    buf_release(&out);
    message_free(m);
}

static void keys_fall_back(void **state)
{
    (void)state;
    struct buf out;
    buf_init(&out, 1000);
    assert_int_equal(message_format(&out, "fr", "error.not_found", 0, NULL), 0);
    assert_true(out.n > 10);
    out.n = 0;
    assert_int_equal(message_format(&out, "fr", "no.such.key", 0, NULL), ERR_NOT_FOUND);
    assert_true(str_is(buf_view(&out), "no.such.key"));
    out.n = 0;
    assert_int_equal(message_format(&out, "xx", "error.forbidden", 0, NULL), 0);
    assert_true(str_is(buf_view(&out), "You may not do this."));
    buf_release(&out);
}

static void *format_all(void *arg)
{
    (void)arg;
    size_t n;
    const char *const *keys = message_keys("fr", &n);
    for (size_t i = 0; i < n; i++) {
        struct buf out;
        buf_init(&out, 10000);
        message_format(&out, "fr", keys[i], 0, NULL);
        buf_release(&out);
    }
    return NULL;
}

static void threads_may_format_at_once(void **state)
{
    (void)state;
    pthread_t threads[4];
    for (int i = 0; i < 4; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, format_all, NULL), 0);
    for (int i = 0; i < 4; i++)
        pthread_join(threads[i], NULL);
}

static void the_reader_s_language_is_chosen(void **state)
{
    (void)state;
    static const struct {
        const char *header, *locale;
    } cases[] = {
        {"", "en"},
        {"fr", "fr"},
        {"fr-CA", "fr"},
        {"FR-be, en;q=0.5", "fr"},
        {"de, fr;q=0.7, en;q=0.3", "fr"},
        {"en;q=0.3, fr;q=0.25", "en"},
        {"de-DE, de", "en"},
        {"*", "en"},
        {"fr;q=0, en", "en"},
        {"fr;q=0", "en"},
        {" fr ; q=0.9 , en ;q=0.8", "fr"},
        {",,;;q=,", "en"},
        {"fr;q=9, en;q=0.1", "en"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_string_equal(locale_choose(str_of(cases[i].header)), cases[i].locale);
    assert_string_equal(locale_list()[0], "en");
    assert_null(locale_find(STR("de")));
    assert_string_equal(locale_find(STR("fr")), "fr");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_language_has_the_same_messages),
        cmocka_unit_test(every_language_has_the_same_arguments),
        cmocka_unit_test(arguments_are_named_and_plurals_chosen),
        cmocka_unit_test(wrong_patterns_are_refused),
        cmocka_unit_test(nested_arguments_are_listed),
        cmocka_unit_test(keys_fall_back),
        cmocka_unit_test(threads_may_format_at_once),
        cmocka_unit_test(the_reader_s_language_is_chosen),
    };
    return cmocka_run_group_tests_name("locale_catalogue", tests, NULL, NULL);
}
