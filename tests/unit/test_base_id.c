#include "unit.h"
#include "base/civil.h"
#include "base/error.h"
#include "base/id.h"
#include <pthread.h>
#include <stdlib.h>

static void ids_rise_within_a_microsecond(void **state)
{
    (void)state;
    struct id before = id_new();
    for (int i = 0; i < 100000; i++) {
        struct id id = id_new();
        assert_true(memcmp(before.byte, id.byte, 16) < 0);
        assert_int_equal(id.byte[6] >> 4, 7);
        assert_int_equal(id.byte[8] >> 6, 2);
        before = id;
    }
    int64_t off_ms = id_time_ms(id_new()) - clock_now_us() / 1000;
    assert_true(off_ms > -1000 && off_ms < 1000);
}

#define PER_THREAD 20000
static void *many(void *arg)
{
    struct id *ids = arg;
    for (int i = 0; i < PER_THREAD; i++)
        ids[i] = id_new();
    return NULL;
}

static int id_order(const void *a, const void *b)
{
    return memcmp(a, b, 16);
}

static void threads_never_share_an_id(void **state)
{
    (void)state;
    struct id *ids = calloc(4 * PER_THREAD, sizeof *ids);
    pthread_t threads[4];
    for (int i = 0; i < 4; i++)
        pthread_create(&threads[i], NULL, many, ids + (size_t)i * PER_THREAD);
    for (int i = 0; i < 4; i++)
        pthread_join(threads[i], NULL);
    qsort(ids, 4 * PER_THREAD, sizeof *ids, id_order);
    for (int i = 1; i < 4 * PER_THREAD; i++)
        assert_memory_not_equal(ids[i - 1].byte, ids[i].byte, 8); /* the stamps alone differ */
    free(ids);
}

static void ids_are_read_and_written(void **state)
{
    (void)state;
    struct id id, again;
    char text[ID_TEXT + 1];
    assert_int_equal(id_parse(STR("018F2B3c-4d5e-7F60-8A9b-0c1D2e3f4A5b"), &id), 0);
    id_write(id, text);
    assert_string_equal(text, "018f2b3c-4d5e-7f60-8a9b-0c1d2e3f4a5b");
    assert_int_equal(id_parse(str_of(text), &again), 0);
    assert_true(id_eq(id, again));
    assert_int_equal(id_time_ms(id), 0x018f2b3c4d5e);
    assert_int_equal(id_parse(STR("018f2b3c-4d5e-4f60-8a9b-0c1d2e3f4a5b"), &id), 0);
    assert_int_equal(id_time_ms(id), -1);
    static const char *const wrong[] = {"",
                                        "018f2b3c-4d5e-7f60-8a9b-0c1d2e3f4a5",
                                        "018f2b3c-4d5e-7f60-8a9b-0c1d2e3f4a5g",
                                        "018f2b3c4d5e-7f60-8a9b-0c1d2e3f4a5bb-",
                                        "00000000-0000-0000-0000-000000000000",
                                        "{18f2b3c-4d5e-7f60-8a9b-0c1d2e3f4a5b",
                                        "018f2b3c-4d5e-7f60-8a9b-0c1d2e3f4a5b0"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        assert_int_equal(id_parse(str_of(wrong[i]), &id), -1);
}

static void every_error_has_its_row(void **state)
{
    (void)state;
    for (int code = ERR_LAST + 1; code < 0; code++) {
        const struct err_info *info = err_info(code);
        assert_int_equal(info->code, code);
        assert_true(info->http_status >= 400 && info->http_status < 600);
        assert_true(strncmp(info->message, "error.", 6) == 0);
    }
    assert_int_equal(err_info(-1000)->code, ERR_INTERNAL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ids_rise_within_a_microsecond),
        cmocka_unit_test(threads_never_share_an_id),
        cmocka_unit_test(ids_are_read_and_written),
        cmocka_unit_test(every_error_has_its_row),
    };
    return cmocka_run_group_tests_name("base_id", tests, NULL, NULL);
}
