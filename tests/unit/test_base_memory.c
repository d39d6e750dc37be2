/* arena, buf, utf8 */
#include "unit.h"
#include "base/arena.h"
#include "base/buf.h"
#include "base/utf8.h"
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

static void arena_memory_is_zeroed_aligned_and_apart(void **state)
{
    (void)state;
    struct arena a;
    arena_init(&a);
    for (int round = 0; round < 3; round++) {
        char *before = NULL;
        for (size_t n = 1; n < 5000; n += 7) {
            char *at = arena_alloc(&a, n);
            assert_int_equal((uintptr_t)at % 16, 0);
            for (size_t i = 0; i < n; i++)
                assert_int_equal(at[i], 0);
            memset(at, 0xAA, n);
            assert_ptr_not_equal(at, before);
            before = at;
        }
        assert_true(a.used_bytes > 1000000);
        arena_reset(&a);
        assert_int_equal(a.used_bytes, 0);
    }
    char *large = arena_alloc(&a, 10 << 20);
    large[(10 << 20) - 1] = 1;
    arena_release(&a);
}

static void arena_grows_in_place_and_by_copy(void **state)
{
    (void)state;
    struct arena a;
    arena_init(&a);
    char *x = arena_alloc(&a, 10);
    memset(x, 'x', 10);
    char *same = arena_grow(&a, x, 10, 100);
    assert_ptr_equal(same, x);
    assert_int_equal(same[9], 'x');
    assert_int_equal(same[10], 0);
    assert_int_equal(same[99], 0);
    char *y = arena_alloc(&a, 1);
    char *moved = arena_grow(&a, x, 100, 200);
    assert_ptr_not_equal(moved, x);
    assert_memory_equal(moved, "xxxxxxxxxx", 10);
    assert_int_equal(moved[199], 0);
    assert_int_equal(*y, 0);
    assert_non_null(arena_grow(&a, NULL, 0, 16));
    arena_release(&a);
}

static size_t pages_there(void *at, size_t n)
{
    size_t page = (size_t)sysconf(_SC_PAGESIZE), there = 0;
    unsigned char is[1024];
    char *first = (char *)at + (page - (uintptr_t)at % page) % page;
    n = ((char *)at + n - first) / page * page;
    assert_true(n / page <= sizeof is && mincore(first, n, is) == 0);
    for (size_t i = 0; i < n / page; i++)
        there += is[i] & 1;
    return there;
}

static void arena_gives_back_what_is_not_needed(void **state)
{
    (void)state;
    size_t page = (size_t)sysconf(_SC_PAGESIZE), n = 512 * page, half = 256 * page;
    struct arena a;
    arena_init(&a);
    char *at = arena_raw(&a, n);
    assert_int_equal((uintptr_t)at % 16, 0);
    memset(at, 1, n);
    assert_true(pages_there(at, n) >= 511);
    arena_give_back(&a, at + half, n - half);
    assert_int_equal(a.used_bytes, half);
    assert_true(pages_there(at, n) <= 257);
    assert_true(at[0] == 1 && at[half - 1] == 1);
    arena_give_back(&a, at + half - 10, 10); /* less than a page */
    assert_int_equal(at[half - 11], 1);
    arena_release(&a);
}

static void arena_text_ends_with_a_zero(void **state)
{
    (void)state;
    struct arena a;
    arena_init(&a);
    assert_string_equal(arena_cstr(&a, (struct str){"abcdef", 3}), "abc");
    struct str s = arena_format(&a, "%d %s", 42, "days");
    assert_int_equal(s.n, 7);
    assert_string_equal(s.at, "42 days");
    assert_string_equal(arena_cstr(&a, (struct str){NULL, 0}), "");
    arena_release(&a);
}

static void buf_writes(void **state)
{
    (void)state;
    struct buf b;
    buf_init(&b, 100000);
    buf_text(&b, "a");
    buf_int(&b, INT64_MIN);
    buf_int(&b, 0);
    buf_int(&b, 1234567);
    buf_char(&b, ';');
    buf_format(&b, "%s-%d", "x", 5);
    assert_true(str_is(buf_view(&b), "a-922337203685477580801234567;x-5"));
    char wide[1001];
    memset(wide, 'w', 1000);
    wide[1000] = 0;
    buf_format(&b, "%s", wide);
    assert_int_equal(b.n, 33 + 1000);
    size_t n;
    char *taken = buf_take(&b, &n);
    assert_int_equal(n, 1033);
    assert_int_equal(b.n, 0);
    free(taken);
    buf_release(&b);
}

static void buf_stops_at_its_ceiling(void **state)
{
    (void)state;
    struct buf b;
    buf_init(&b, 10);
    buf_text(&b, "12345678");
    buf_text(&b, "abc");
    assert_true(b.full);
    buf_char(&b, 'x');
    assert_true(str_is(buf_view(&b), "12345678"));
    buf_release(&b);
    buf_init(&b, 10);
    buf_text(&b, "1234567890");
    assert_false(b.full);
    buf_release(&b);
}

static void utf8_is_checked(void **state)
{
    (void)state;
    static const struct {
        struct str text;
        bool valid;
    } cases[] = {
        {STR(""), true},
        {STR("plain text of more than eight bytes"), true},
        {STR("é€😀 and more plain text"), true},
        {STR("12345678\x80"), false},
        {STR("\xC0\xAF"), false},         /* overlong */
        {STR("\xE0\x80\xAF"), false},     /* overlong */
        {STR("\xED\xA0\x80"), false},     /* surrogate */
        {STR("\xED\x9F\xBF"), true},      /* U+D7FF */
        {STR("\xF4\x8F\xBF\xBF"), true},  /* U+10FFFF */
        {STR("\xF4\x90\x80\x80"), false}, /* past it */
        {STR("\xF5\x80\x80\x80"), false},
        {STR("\xE2\x82"), false},     /* cut */
        {STR("\xF0\x9F\x98"), false}, /* cut */
        {STR("\xE2\x28\xA1"), false},
        {STR("zero\0zero"), false},
        {STR("12345678\0"), false},
        {STR("\0"
             "2345678"),
         false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_int_equal(utf8_valid(cases[i].text), cases[i].valid);
    assert_int_equal(utf8_count(STR("é€😀a")), 4);
    assert_int_equal(utf8_cut(STR("aé"), 2).n, 1);
    assert_int_equal(utf8_cut(STR("aé"), 3).n, 3);
    assert_int_equal(utf8_cut(STR("a😀b"), 4).n, 1);
    assert_int_equal(utf8_step("\xF0\x9F\x98\x80", 4), 4);
    assert_int_equal(utf8_step("\xF0\x9F\x98\x80", 3), 0);
}

/* Each code point is valid in exactly one form: encode all, and count what is accepted. */
static void utf8_accepts_each_code_point(void **state)
{
    (void)state;
    for (uint32_t c = 1; c < 0x110000; c++) {
        char t[4];
        size_t n = c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
        static const uint8_t lead[] = {0, 0, 0xC0, 0xE0, 0xF0};
        uint32_t v = c;
        for (size_t i = n; i-- > 1; v >>= 6)
            t[i] = (char)(0x80 | (v & 0x3F));
        t[0] = (char)(lead[n] | v);
        bool surrogate = c >= 0xD800 && c < 0xE000;
        assert_true(utf8_valid((struct str){t, n}) == !surrogate);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(arena_memory_is_zeroed_aligned_and_apart),
        cmocka_unit_test(arena_grows_in_place_and_by_copy),
        cmocka_unit_test(arena_gives_back_what_is_not_needed),
        cmocka_unit_test(arena_text_ends_with_a_zero),
        cmocka_unit_test(buf_writes),
        cmocka_unit_test(buf_stops_at_its_ceiling),
        cmocka_unit_test(utf8_is_checked),
        cmocka_unit_test(utf8_accepts_each_code_point),
    };
    return cmocka_run_group_tests_name("base_memory", tests, NULL, NULL);
}
