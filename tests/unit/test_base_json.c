#include "unit.h"
#include "base/civil.h"
#include "base/json_out.h"
#include <jansson.h>
#include <math.h>
#include <stdlib.h>

struct writing {
    struct buf out;
    struct json j;
};

static struct json *start(struct writing *w)
{
    buf_init(&w->out, 1 << 20);
    json_init(&w->j, &w->out);
    return &w->j;
}

static void expect(struct writing *w, const char *text)
{
    buf_char(&w->out, 0);
    assert_false(w->out.full);
    assert_string_equal(w->out.at, text);
    buf_release(&w->out);
}

static void structure_has_its_commas(void **state)
{
    (void)state;
    struct writing w;
    struct json *j = start(&w);
    struct id id;
    assert_int_equal(id_parse(STR("018f2b3c-4d5e-7f60-8a9b-0c1d2e3f4a5b"), &id), 0);
    json_object_start(j);
    json_key(j, "a");
    json_array_start(j);
    json_int(j, 1);
    json_array_start(j);
    json_array_end(j);
    json_object_start(j);
    json_object_end(j);
    json_none(j);
    json_array_end(j);
    json_key_str(j, STR("b\"c"));
    json_bool(j, true);
    json_key(j, "id");
    json_id(j, id);
    json_key(j, "on");
    json_date(j, 20513);
    json_key(j, "at");
    json_instant(j, 20513 * US_PER_DAY + 9 * 3600 * US_PER_S);
    json_key(j, "raw");
    json_raw(j, STR("{\"x\":[]}"));
    json_key(j, "end");
    json_bool(j, false);
    json_object_end(j);
    expect(
        &w,
        "{\"a\":[1,[],{},null],\"b\\\"c\":true,\"id\":\"018f2b3c-4d5e-7f60-8a9b-0c1d2e3f4a5b\",\"on\":\"2026-03-01\","
        "\"at\":\"2026-03-01T09:00:00Z\",\"raw\":{\"x\":[]},\"end\":false}");
}

static void text_is_escaped(void **state)
{
    (void)state;
    static const struct {
        struct str in;
        const char *out;
    } cases[] = {
        {STR(""), "\"\""},
        {STR("plain text, longer than eight"), "\"plain text, longer than eight\""},
        {STR("say \"hi\"\\ \n\r\t\b\f"), "\"say \\\"hi\\\"\\\\ \\n\\r\\t\\b\\f\""},
        {STR("\0\x1f\x7f"), "\"\\u0000\\u001f\x7f\""},
        {STR("élan 😀 </script>"), "\"élan 😀 </script>\""},
        {STR("bad \xC3( \xFF end"), "\"bad \xEF\xBF\xBD( \xEF\xBF\xBD end\""},
        {STR("cut \xE2\x82"), "\"cut \xEF\xBF\xBD\xEF\xBF\xBD\""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct writing w;
        json_str(start(&w), cases[i].in);
        expect(&w, cases[i].out);
    }
}

/* Each byte at each place of a text that straddles the words of eight. */
static void any_byte_anywhere_reads_back(void **state)
{
    (void)state;
    for (int c = 1; c < 0x80; c++)
        for (size_t at = 0; at < 19; at++) {
            char text[20] = "abcdefghijklmnopqrs";
            text[at] = (char)c;
            struct writing w;
            json_str(start(&w), str_of(text));
            json_t *read = json_loadb(w.out.at, w.out.n, JSON_DECODE_ANY, NULL);
            assert_non_null(read);
            assert_string_equal(json_string_value(read), text);
            json_decref(read);
            buf_release(&w.out);
        }
}

static void numbers_read_back(void **state)
{
    (void)state;
    static const double reals[] = {0, -0.0, 0.1, 1.0 / 3, 1e300, 5e-324, 123456789.125, -2.5, 1e15, 4e20, 100};
    for (size_t i = 0; i < sizeof reals / sizeof *reals; i++) {
        struct writing w;
        json_double(start(&w), reals[i]);
        buf_char(&w.out, 0);
        double back = strtod(w.out.at, NULL);
        assert_true(back == reals[i] && signbit(back) == signbit(reals[i]));
        buf_release(&w.out);
    }
    struct writing w;
    struct json *j = start(&w);
    json_array_start(j);
    json_double(j, 0.1);
    json_double(j, 2.0);
    json_double(j, NAN);
    json_double(j, INFINITY);
    json_int(j, INT64_MIN);
    json_int(j, INT64_MAX);
    json_int(j, 10);
    json_array_end(j);
    expect(&w, "[0.1,2,null,null,-9223372036854775808,9223372036854775807,10]");
    for (int64_t v = -100100; v < 100100; v += 7) {
        char text[32];
        snprintf(text, sizeof text, "%lld", (long long)v);
        json_int(start(&w), v);
        expect(&w, text);
    }
}

static void a_full_buffer_is_noticed(void **state)
{
    (void)state;
    struct buf out;
    struct json j;
    for (size_t ceiling = 0; ceiling < 200; ceiling++) {
        buf_init(&out, ceiling);
        json_init(&j, &out);
        json_object_start(&j);
        json_key(&j, "key");
        json_text(&j, "value \"with\" escapes é");
        json_key(&j, "list");
        json_array_start(&j);
        for (int i = 0; i < 50; i++)
            json_int(&j, i);
        json_array_end(&j);
        json_object_end(&j);
        assert_true(out.full);
        assert_true(out.n <= ceiling);
        buf_release(&out);
    }
}

static void levels_do_not_mix(void **state)
{
    (void)state;
    struct writing w;
    struct json *j = start(&w);
    for (int i = 0; i < 60; i++) {
        json_array_start(j);
        json_int(j, i);
    }
    for (int i = 0; i < 60; i++)
        json_array_end(j);
    json_t *read = json_loadb(w.out.at, w.out.n, 0, NULL);
    assert_non_null(read);
    json_decref(read);
    buf_release(&w.out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(structure_has_its_commas),     cmocka_unit_test(text_is_escaped),
        cmocka_unit_test(any_byte_anywhere_reads_back), cmocka_unit_test(numbers_read_back),
        cmocka_unit_test(a_full_buffer_is_noticed),     cmocka_unit_test(levels_do_not_mix),
    };
    return cmocka_run_group_tests_name("base_json", tests, NULL, NULL);
}
