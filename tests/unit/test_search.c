/* Search over everything: what is found, in which order, and by whom. */
#include "agency.h"
#include "resource/list.h"
#include "resource/search_snippet.h"

static json_t *search_as(int who, const char *text, const char *resources, struct id client, int limit)
{
    struct arena arena;
    struct op op = agency_reader(who, &arena);
    struct buf b;
    buf_init(&b, 1000000);
    struct json j;
    json_init(&j, &b);
    assert_int_equal(search_all(&op, str_of(text), str_of(resources), client, limit, &j), 0);
    json_t *all = json_loadb(b.at, b.n, 0, NULL);
    assert_non_null(all);
    buf_release(&b);
    arena_release(&arena);
    json_t *items = json_incref(json_object_get(all, "items"));
    json_decref(all);
    return items;
}

static const struct id nowhere;

static const char *text_at(const json_t *items, size_t i, const char *key)
{
    const char *s = json_string_value(json_object_get(json_array_get(items, i), key));
    return s ? s : "";
}

/* The first thing found has this title; NULL: nothing is found. */
static void finds(int line, int who, const char *text, const char *title)
{
    json_t *items = search_as(who, text, "", nowhere, 10);
    if (title ? strcmp(text_at(items, 0, "title"), title) != 0 : json_array_size(items) != 0)
        fail_msg("line %d: “%s” finds %d, first “%s”", line, text, (int)json_array_size(items),
                 text_at(items, 0, "title"));
    json_decref(items);
}

static void names_are_found_as_they_are_typed(void **state)
{
    (void)state;
    finds(__LINE__, 0, "nimbus", "Nimbus");
    finds(__LINE__, 0, "N", "Nimbus");
    finds(__LINE__, 0, "nimb", "Nimbus");
    finds(__LINE__, 0, "acme corp", "Acme Corporation");
    finds(__LINE__, 0, "corporation ac", "Acme Corporation");
    finds(__LINE__, 0, "élan v", "Élan Vital");
    finds(__LINE__, 0, "ELAN VITAL", "Élan Vital");
    finds(__LINE__, 0, "chloe", "Chloé Dubois");
    finds(__LINE__, 0, "eve@agency.te", "Eve Martin");
    finds(__LINE__, 0, "new site 3", "New site 3");
    finds(__LINE__, 0, "secretword", "Nimbus");
    finds(__LINE__, 0, "", NULL);
    finds(__LINE__, 0, "  — ", NULL);
    finds(__LINE__, 0, "nimb ", NULL); /* a space ends the word */
    finds(__LINE__, 0, "acme nimbus", NULL);
    finds(__LINE__, 0, "\" OR * ) ' :* & | ! \\", NULL);
}

static void nobody_finds_what_is_not_theirs(void **state)
{
    (void)state;
    finds(__LINE__, 1, "nimbus", NULL);
    finds(__LINE__, 1, "elan vi", "Élan Vital");
    finds(__LINE__, 4, "nimbus", NULL);
    finds(__LINE__, -1, "acme", NULL);
    finds(__LINE__, -1, "elan vital", "Élan Vital");
    finds(__LINE__, -1, "chloe", NULL); /* contacts do not see members */
    finds(__LINE__, 0, "food", "Acme Retail");
    finds(__LINE__, -1, "food", NULL); /* a field that contacts do not see */
    static const int readers[] = {1, 4, -1};
    for (int i = 0; i < 3; i++) {
        struct arena arena;
        struct op op = agency_reader(readers[i], &arena);
        for (int w = 0; w < 24; w++) {
            json_t *items = search_as(readers[i], agency_words[w], "", nowhere, 50), *item;
            size_t k;
            json_array_foreach(items, k, item)
            {
                struct row *row;
                struct id id;
                assert_int_equal(id_parse(str_of(text_at(items, k, "id")), &id), 0);
                assert_int_equal(resource_get(&op, resource_by_name(text_at(items, k, "resource")), id, false, &row),
                                 0);
            }
            json_decref(items);
        }
        arena_release(&arena);
    }
}

/* As many as the list of the same word has, for everybody: nothing is missing either. */
static void the_search_and_the_list_agree(void **state)
{
    (void)state;
    static const int readers[] = {0, 1, 4, -1};
    int most = 0;
    for (int i = 0; i < 4; i++)
        for (int w = 0; w < 24; w++) {
            struct arena arena;
            struct op op = agency_reader(readers[i], &arena);
            struct buf b;
            buf_init(&b, 1000000);
            struct json j;
            json_init(&j, &b);
            struct str word = arena_format(&arena, "\"%s\"", agency_words[w]);
            struct list_request request = {.filter = word, .fields = STR("id"), .limit = 50};
            assert_int_equal(resource_list(&op, resource_by_name("task"), &request, &j), 0);
            json_t *list = json_loadb(b.at, b.n, 0, NULL);
            json_t *items =
                search_as(readers[i], arena_format(&arena, "%s ", agency_words[w]).at, "tasks", nowhere, 50);
            size_t n = json_array_size(json_object_get(list, "items"));
            assert_int_equal(json_array_size(items), n);
            most = (int)n > most ? (int)n : most;
            json_decref(list);
            json_decref(items);
            buf_release(&b);
            arena_release(&arena);
        }
    assert_true(most > 20);
}

static void focus_and_resources_narrow(void **state)
{
    (void)state;
    json_t *items = search_as(0, "logo", "tasks", agency.client[2], 50), *item;
    size_t i;
    assert_true(json_array_size(items) > 2);
    json_array_foreach(items, i, item)
    {
        assert_string_equal(text_at(items, i, "resource"), "task");
        assert_string_equal(text_at(items, i, "client"), agency_id_text(agency.client[2]));
    }
    json_decref(items);
    items = search_as(0, "a", "members,clients", nowhere, 50);
    assert_true(json_array_size(items) >= 3);
    json_array_foreach(items, i, item) assert_true(strcmp(text_at(items, i, "resource"), "member") == 0 ||
                                                   strcmp(text_at(items, i, "resource"), "client") == 0);
    json_decref(items);
    items = search_as(0, "a", "tokens", nowhere, 50);
    assert_int_equal(json_array_size(items), 0);
    json_decref(items);
    items = search_as(0, "a", "", nowhere, 3);
    assert_int_equal(json_array_size(items), 3);
    json_decref(items);
}

static void a_title_comes_before_a_text(void **state)
{
    (void)state;
    json_t *items = search_as(0, "newsletter ", "tasks", nowhere, 50);
    bool left = false;
    for (size_t i = 0; i < json_array_size(items); i++) {
        bool in_title = strstr(text_at(items, i, "title"), "newsletter") != NULL;
        assert_false(left && in_title);
        left = !in_title;
        if (!in_title)
            assert_non_null(strstr(text_at(items, i, "snippet"), "newsletter"));
    }
    assert_true(left);
    json_decref(items);
}

/* ---- the index follows ---- */

static void change(const char *verb, struct id id, const char *name)
{
    static const char *const fields[] = {"name"};
    const struct value values[] = {v_text(str_of(name))};
    const struct resource *r = resource_by_name("client");
    struct row *row;
    if (strcmp(verb, "rename") == 0)
        assert_int_equal(resource_set_system(&agency.op, r, id, 1, fields, values), 0);
    else if (strcmp(verb, "delete") == 0)
        assert_int_equal(resource_delete(&agency.op, r, id, ANY_VERSION), 0);
    else
        assert_int_equal(resource_restore(&agency.op, r, id, &row), 0);
}

static void the_index_follows_every_change(void **state)
{
    (void)state;
    struct row *row;
    json_t *input = json_pack("{s:s}", "name", "Paperboat Studio");
    assert_int_equal(resource_create_system(&agency.op, resource_by_name("client"), input, 0, NULL, NULL, &row), 0);
    json_decref(input);
    struct id id = row_get_id(row, "id");
    finds(__LINE__, 0, "paperb", "Paperboat Studio");
    change("rename", id, "Kite & Sons");
    finds(__LINE__, 0, "paperb", NULL);
    finds(__LINE__, 0, "kit", "Kite & Sons");
    change("delete", id, "");
    finds(__LINE__, 0, "kit", NULL);
    change("restore", id, "");
    finds(__LINE__, 0, "kit", "Kite & Sons");
    assert_int_equal(search_forget(&agency.op, id), 0);
    finds(__LINE__, 0, "kit", NULL);
    assert_int_equal(search_forget(&agency.op, id), 0);
}

static void long_texts_are_indexed_to_their_limit(void **state)
{
    (void)state;
    struct buf b;
    buf_init(&b, 1000000);
    for (int i = 0; i < 12000; i++)
        buf_format(&b, "w%dé ", i);
    struct row *row;
    json_t *input = json_pack("{s:s,s:s%}", "name", "Wordy", "description", b.at, b.n);
    int err = resource_create_system(&agency.op, resource_by_name("client"), input, 0, NULL, NULL, &row);
    assert_int_equal(err, 0);
    json_decref(input);
    buf_release(&b);
    finds(__LINE__, 0, "w1999é", "Wordy");
    finds(__LINE__, 0, "w11999é", NULL);
}

static void snippets_show_the_word(void **state)
{
    (void)state;
    struct arena a;
    arena_init(&a);
    struct search_word w[] = {{STR("elan"), false}, {STR("vis"), true}};
    struct str s = search_snippet(&a, STR("Short Élan here"), 1, w);
    assert_true(str_is(s, "Short Élan here"));
    struct str text = arena_format(&a, "%0200d\nsome words before the **visit**\nand %0200d", 0, 0);
    s = search_snippet(&a, text, 2, w);
    assert_non_null(strstr(s.at, "before the **visit** and 000"));
    assert_true(s.n < 200 && memcmp(s.at, "…", 3) == 0 && memcmp(s.at + s.n - 3, "…", 3) == 0);
    assert_int_equal(search_snippet(&a, STR("nothing of it"), 2, w).n, 0);
    assert_int_equal(search_snippet(&a, STR(""), 2, w).n, 0);
    arena_release(&a);
}

static void a_search_costs_few_statements(void **state)
{
    (void)state;
    int64_t before = db_statements(agency.db);
    json_decref(search_as(0, "a", "", nowhere, 50));
    assert_true(db_statements(agency.db) - before <= 7);
    before = db_statements(agency.db);
    json_decref(search_as(1, "nimbus", "", nowhere, 50));
    assert_int_equal(db_statements(agency.db) - before, 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(names_are_found_as_they_are_typed, agency_open),
        cmocka_unit_test(nobody_finds_what_is_not_theirs),
        cmocka_unit_test(the_search_and_the_list_agree),
        cmocka_unit_test(focus_and_resources_narrow),
        cmocka_unit_test(a_title_comes_before_a_text),
        cmocka_unit_test(a_search_costs_few_statements),
        cmocka_unit_test(snippets_show_the_word),
        cmocka_unit_test(the_index_follows_every_change),
        cmocka_unit_test_teardown(long_texts_are_indexed_to_their_limit, agency_close),
    };
    return run_on_databases("search", tests);
}
