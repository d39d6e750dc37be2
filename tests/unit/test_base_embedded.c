#include "unit.h"
#include "base/embedded.h"

static void every_file_is_found_by_its_name(void **state)
{
    (void)state;
    for (size_t i = 0; i < embedded_files_n; i++) {
        assert_ptr_equal(embedded_find(str_of(embedded_files[i].name)), &embedded_files[i]);
        assert_int_equal(embedded_files[i].bytes[embedded_files[i].n], 0);
        if (i > 0)
            assert_true(strcmp(embedded_files[i - 1].name, embedded_files[i].name) < 0);
    }
}

static void what_is_not_there_is_not_found(void **state)
{
    (void)state;
    assert_null(embedded_find(STR("locales")));
    assert_null(embedded_find(STR("")));
    assert_null(embedded_find(STR("zzz")));
}

static void a_folder_is_listed(void **state)
{
    (void)state;
    size_t n;
    const struct embedded_file *f = embedded_list(STR("locales/"), &n);
    assert_int_equal(n, 2);
    assert_string_equal(f[0].name, "locales/en.json");
    assert_string_equal(f[1].name, "locales/fr.json");
    assert_int_equal(f[0].bytes[0], '{');
    assert_non_null(embedded_list(STR("nothing/"), &n));
    assert_int_equal(n, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_file_is_found_by_its_name),
        cmocka_unit_test(what_is_not_there_is_not_found),
        cmocka_unit_test(a_folder_is_listed),
    };
    return cmocka_run_group_tests_name("base_embedded", tests, NULL, NULL);
}
