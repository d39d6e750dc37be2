/* Lists: pages, orders, what they cost, counts and the past. */
#include "agency.h"
#include "resource/list.h"
#include "resource/list_query.h"
#include "store/connection.h"

/* What the list answers, or NULL with the code in *ret_err. */
static json_t *ask(struct op *op, const char *resource, const struct list_request *request, int *ret_err)
{
    struct buf b;
    buf_init(&b, 4000000);
    struct json j;
    json_init(&j, &b);
    *ret_err = resource_list(op, resource_by_name(resource), request, &j);
    json_t *all = *ret_err ? NULL : json_loadb(b.at, b.n, 0, NULL);
    if (*ret_err == 0 && !all)
        fail_msg("not JSON: %.*s", (int)b.n, b.at);
    buf_release(&b);
    return all;
}

static json_t *must(struct op *op, const char *resource, const struct list_request *request)
{
    int err;
    json_t *all = ask(op, resource, request, &err);
    if (err)
        fail_msg("%.*s / %.*s: %d %s", STR_FMT(request->filter), STR_FMT(request->sort), err,
                 op->problem.first ? op->problem.first->message : "");
    return all;
}

/* The names of the items, a comma between. */
static struct str names(struct arena *a, const json_t *all, const char *key)
{
    struct buf b;
    buf_init(&b, 1000000);
    const json_t *items = json_object_get(all, "items");
    for (size_t i = 0; i < json_array_size(items); i++)
        buf_format(&b, "%s%s", i ? "," : "", json_string_value(json_object_get(json_array_get(items, i), key)));
    struct str text = arena_str(a, buf_view(&b));
    buf_release(&b);
    return text;
}

static const char *const sorts[] = {
    "rank",   "-rank",     "due",      "-due",     "updated",  "-updated",     "priority", "-priority", "title",
    "-title", "status",    "-status",  "category", "kind",     "estimate_min", "start",    "created",   "id",
    "-id",    "cf.budget", "-cf.tier", "cf.note",  "cf.score", "\"cf\"",       "completed"};

static struct str random_sort(struct arena *a)
{
    struct str text = {"", 0};
    for (uint32_t i = 0, n = 1 + agency_random(3); i < n; i++) {
        const char *one;
        do
            one = sorts[agency_random(sizeof sorts / sizeof *sorts)];
        while (one[0] == '"');
        text = arena_format(a, "%.*s%s%s", STR_FMT(text), i ? "," : "", one);
    }
    return text;
}

static void walk(struct op *op, struct str sort, struct str filter, int limit, uint64_t *ret_hash)
{
    struct list_request request = {.filter = filter, .sort = sort, .fields = STR("id"), .limit = 1000, .count = true};
    json_t *whole = must(op, "task", &request);
    struct str expected = names(op->arena, whole, "id");
    assert_true(json_is_null(json_object_get(whole, "next")));
    assert_int_equal(json_integer_value(json_object_get(whole, "total")),
                     json_array_size(json_object_get(whole, "items")));
    json_decref(whole);
    struct str got = {"", 0};
    request.limit = limit;
    request.count = false;
    for (int pages = 0; pages < AGENCY_TASKS + 1; pages++) {
        json_t *page = must(op, "task", &request);
        struct str part = names(op->arena, page, "id");
        const char *next = json_string_value(json_object_get(page, "next"));
        assert_true(json_array_size(json_object_get(page, "items")) <= (size_t)limit);
        got = arena_format(op->arena, "%.*s%s%.*s", STR_FMT(got), got.n && part.n ? "," : "", STR_FMT(part));
        request.cursor = next ? arena_str(op->arena, str_of(next)) : STR("");
        json_decref(page);
        if (!next)
            break;
    }
    if (!str_eq(got, expected))
        fail_msg("sort %.*s, pages of %d:\n%.*s\nin one:\n%.*s", STR_FMT(sort), limit, STR_FMT(got), STR_FMT(expected));
    *ret_hash = cursor_bind(1, expected);
}

static void pages_walk_everything_once(void **state)
{
    (void)state;
    enum { ROUNDS = 60 };
    static uint64_t seen[ROUNDS]; /* the orders of the database before this one */
    static const int readers[] = {0, 1, 4, -1};
    agency.random = 99;
    for (int i = 0; i < ROUNDS; i++) {
        struct arena arena;
        int who = i % 3 ? 0 : readers[i / 3 % 4];
        struct op op = agency_reader(who, &arena);
        struct str sort = who < 0 ? STR("-due,title") : random_sort(&arena);
        uint64_t hash;
        walk(&op, sort, i % 2 ? STR("") : STR("is:open or due<today"), 1 + (int)agency_random(120), &hash);
        if (seen[i] && seen[i] != hash)
            fail_msg("sort %.*s: not the order of the other database", STR_FMT(sort));
        seen[i] = hash;
        arena_release(&arena);
    }
}

static void what_has_no_value_comes_last(void **state)
{
    (void)state;
    static const char *const both[] = {"due", "-due"};
    for (int i = 0; i < 2; i++) {
        struct arena arena;
        struct op op = agency_reader(0, &arena);
        json_t *all = must(&op, "task", &(struct list_request){.sort = str_of(both[i]), .limit = 1000}), *item;
        const char *last = i ? "9999" : "0000";
        bool none = false;
        size_t k;
        json_array_foreach(json_object_get(all, "items"), k, item)
        {
            const char *due = json_string_value(json_object_get(item, "due"));
            assert_false(none && due);
            none = !due;
            if (due)
                assert_true(i ? strcmp(due, last) <= 0 : strcmp(due, last) >= 0);
            last = due ? due : last;
        }
        assert_true(none);
        json_decref(all);
        arena_release(&arena);
    }
}

static void a_status_sorts_by_the_flow(void **state)
{
    (void)state;
    struct arena arena;
    struct op op = agency_reader(0, &arena);
    json_t *all = must(&op, "task", &(struct list_request){.sort = STR("category"), .limit = 1000}), *item;
    int last = 0;
    size_t i;
    json_array_foreach(json_object_get(all, "items"), i, item)
    {
        int now = 0;
        while (strcmp(agency_categories[now], json_string_value(json_object_get(item, "category"))) != 0)
            now++;
        assert_true(now >= last);
        last = now;
    }
    json_decref(all);
    arena_release(&arena);
}

static void refuses(int line, int who, const struct list_request *request, const char *pointer, const char *message)
{
    struct arena arena;
    struct op op = agency_reader(who, &arena);
    int err;
    json_t *all = ask(&op, "task", request, &err);
    if (all || err != ERR_SYNTAX || !op.problem.first || strcmp(op.problem.first->pointer, pointer) != 0 ||
        strcmp(op.problem.first->message, message) != 0)
        fail_msg("line %d: %d %s %s", line, err, op.problem.first ? op.problem.first->pointer : "",
                 op.problem.first ? op.problem.first->message : "");
    arena_release(&arena);
}

static void wrong_requests_are_told(void **state)
{
    (void)state;
#define BAD(who, pointer, message, ...) refuses(__LINE__, who, &(struct list_request){__VA_ARGS__}, pointer, message)
    BAD(0, "?sort", "list.sort", .sort = STR("colour"));
    BAD(0, "?sort", "list.sort", .sort = STR("-"));
    BAD(0, "?sort", "list.sort", .sort = STR("due,,rank"));
    BAD(0, "?sort", "list.sort", .sort = STR("description"));
    BAD(0, "?sort", "list.sort", .sort = STR("cf.nothing"));
    BAD(0, "?sort", "list.sort", .sort = STR("cf.reviewers"));
    BAD(0, "?sort", "list.sort_many", .sort = STR("due,due,due,due,due,due,due"));
    BAD(-1, "?sort", "list.sort", .sort = STR("priority")); /* contacts do not see it */
    BAD(0, "?fields", "list.field", .fields = STR("id,colour"));
    BAD(-1, "?fields", "list.field", .fields = STR("id,assignees"));
    BAD(0, "?filter", "filter.field", .filter = STR("colour:red"));
    BAD(0, "?cursor", "list.cursor", .cursor = STR("x"));
    BAD(0, "?cursor", "list.cursor", .cursor = STR("AAAA"));
    BAD(0, "?cursor", "list.cursor", .cursor = STR("not base64 !"));
#undef BAD
}

static void cursors_belong_to_their_list(void **state)
{
    (void)state;
    struct arena arena;
    struct op op = agency_reader(0, &arena);
    json_t *page = must(&op, "task", &(struct list_request){.sort = STR("due"), .limit = 5});
    struct str next = arena_str(&arena, str_of(json_string_value(json_object_get(page, "next"))));
    json_decref(page);
    refuses(__LINE__, 0, &(struct list_request){.sort = STR("-due"), .cursor = next}, "?cursor", "list.cursor");
    refuses(__LINE__, 0, &(struct list_request){.sort = STR("due"), .filter = STR("is:open"), .cursor = next},
            "?cursor", "list.cursor");
    refuses(__LINE__, 0, &(struct list_request){.sort = STR("due"), .trash = true, .cursor = next}, "?cursor",
            "list.cursor");
    /* whatever is changed in it, the answer is a page or a clear refusal */
    char kept[600]; /* the cursor of the round before, whose arena is gone */
    for (size_t i = 0; i < next.n; i++) {
        assert_true(next.n < sizeof kept);
        memcpy(kept, next.at, next.n);
        next.at = kept;
        arena_release(&arena);
        struct op other = agency_reader(0, &arena);
        char *changed = (char *)arena_str(&arena, next).at;
        changed[i] = changed[i] == 'A' ? 'B' : 'A';
        int err;
        json_t *all =
            ask(&other, "task", &(struct list_request){.sort = STR("due"), .cursor = {changed, next.n}}, &err);
        assert_true(all || err == ERR_SYNTAX);
        json_decref(all);
        page = must(&other, "task", &(struct list_request){.sort = STR("due"), .limit = 5, .fields = STR("id")});
        next = arena_str(&arena, str_of(json_string_value(json_object_get(page, "next"))));
        json_decref(page);
    }
    arena_release(&arena);
}

static void fields_trash_and_hidden_things(void **state)
{
    (void)state;
    struct arena arena, portal_arena;
    struct op op = agency_reader(0, &arena), portal = agency_reader(-1, &portal_arena);
    json_t *all = must(&op, "task", &(struct list_request){.fields = STR("title,due"), .limit = 1});
    const json_t *item = json_array_get(json_object_get(all, "items"), 0);
    assert_int_equal(json_object_size(item), 3);
    assert_true(json_object_get(item, "id") && json_object_get(item, "title") && json_object_get(item, "due"));
    json_decref(all);
    all = must(&op, "task", &(struct list_request){.trash = true, .limit = 1000, .count = true});
    struct str deleted = names(&arena, all, "deleted");
    assert_true(json_integer_value(json_object_get(all, "total")) > 10);
    assert_null(strstr(deleted.at, "(null)"));
    json_decref(all);
    all = must(&portal, "task", &(struct list_request){.trash = true, .limit = 1000});
    assert_int_equal(json_array_size(json_object_get(all, "items")), 0);
    json_decref(all);
    all = must(&portal, "task", &(struct list_request){.limit = 1000});
    assert_true(json_array_size(json_object_get(all, "items")) > 3);
    item = json_array_get(json_object_get(all, "items"), 0);
    assert_null(json_object_get(item, "assignees"));
    assert_null(json_object_get(item, "description"));
    json_decref(all);
    arena_release(&arena);
    arena_release(&portal_arena);
}

static int64_t cost(int who, const struct list_request *request)
{
    struct arena arena;
    struct op op = agency_reader(who, &arena);
    int64_t before = db_statements(agency.db);
    json_decref(must(&op, "task", request));
    arena_release(&arena);
    return db_statements(agency.db) - before;
}

static void a_page_costs_two_statements(void **state)
{
    (void)state;
    static const int readers[] = {0, 1, 4, -1};
    for (int i = 0; i < 4; i++) {
        int who = readers[i];
        assert_int_equal(cost(who, &(struct list_request){.limit = 3, .sort = STR("id")}), 2);
        assert_int_equal(cost(who, &(struct list_request){.limit = 1000, .sort = STR("id")}), 2);
        assert_int_equal(cost(who, &(struct list_request){.limit = 1000, .sort = STR("id"), .count = true}), 3);
        /* a page that reaches the rows without a value has one more */
        assert_int_equal(cost(who, &(struct list_request){.limit = 2, .sort = STR("due")}), 2);
        assert_int_equal(cost(who, &(struct list_request){.limit = 1000, .sort = STR("due")}), 3);
    }
}

/* ---- indexes ---- */

static struct str plan_of(struct arena *a, int who, const char *filter, const char *sort, const struct cursor *after)
{
    struct op op = agency_reader(who, a);
    struct list_request request = {.filter = str_of(filter), .sort = str_of(sort), .limit = 100};
    struct list_query q;
    assert_int_equal(list_query_read(&op, resource_by_name("task"), &request, &q), 0);
    SQL_TEXT sql;
    sql_text_init(&op, &sql);
    buf_text(sql.text, test_is_sqlite() ? "EXPLAIN QUERY PLAN " : "EXPLAIN ");
    struct list_sort s;
    assert_int_equal(sort_read(&op, q.r, request.sort, &sql, &s), 0);
    assert_int_equal(list_page_sql(&q, &s, false, after, 101, &sql), 0);
    ROWS rows = {0};
    assert_int_equal(sql_text_query(&op, &sql, &rows), 0);
    struct str plan = {"", 0};
    while (rows_next(&rows) == 1)
        plan = arena_format(a, "%.*s%.*s\n", STR_FMT(plan), STR_FMT(row_text(&rows, test_is_sqlite() ? 3 : 0)));
    return plan;
}

static void uses(int line, int who, const char *filter, const char *sort, const struct cursor *after, const char *index)
{
    struct arena arena;
    arena_init(&arena);
    struct str plan = plan_of(&arena, who, filter, sort, after);
    bool sorts_rows = strstr(plan.at, "TEMP B-TREE FOR ORDER BY") || strstr(plan.at, "TEMP B-TREE FOR LAST") ||
                      strstr(plan.at, "Sort");
    if (!strstr(plan.at, index) || sorts_rows)
        fail_msg("line %d: not by %s:\n%s", line, index, plan.at);
    arena_release(&arena);
}

/* On a small table PostgreSQL reads all of it and sorts: it is asked what it can do, not what it would. */
static void indexes_serve_the_common_lists(void **state)
{
    (void)state;
    if (!test_is_sqlite())
        assert_int_equal(
            db_script(agency.db,
                      "ANALYZE; SET enable_seqscan = off; SET enable_sort = off; SET enable_bitmapscan = off"),
            0);
    struct cursor rank = {.n = 2, .value = {v_text(STR("a5")), v_id(agency.task[3])}};
    struct cursor number = {.n = 2, .value = {v_int(AGENCY_TODAY), v_id(agency.task[3])}};
    struct cursor urgent = {.n = 3, .value = {v_int(2), v_int(AGENCY_TODAY), v_id(agency.task[3])}};
    for (int who = 0; who < 2; who++) {
        uses(__LINE__, who, "project:\"Campaign 0\"", "rank", NULL, "task_project");
        uses(__LINE__, who, "project:\"Campaign 0\"", "rank", &rank, "task_project");
        uses(__LINE__, who, arena_format(&agency.arena, "list:%s", agency_id_text(agency.list[0])).at, "rank", &rank,
             "task_list");
        uses(__LINE__, who, "client:elan", "rank", NULL, "task_client");
        uses(__LINE__, who, "client:elan", "rank", &rank, "task_client");
        uses(__LINE__, who, "", "due", NULL, "task_due");
        uses(__LINE__, who, "", "-due", &number, "task_due");
        uses(__LINE__, who, "is:open", "due", &number, "task_open_due");
        uses(__LINE__, who, "is:open", "priority,due", NULL, "task_open_priority");
        uses(__LINE__, who, "is:open", "priority,due", &urgent, "task_open_priority");
        uses(__LINE__, who, "", "-updated", NULL, "task_updated");
        uses(__LINE__, who, "", "-updated", &number, "task_updated");
        uses(__LINE__, who, "", "rank", NULL, "task_rank");
        uses(__LINE__, who, "is:open", "rank", &rank, "task_rank");
    }
    if (!test_is_sqlite())
        assert_int_equal(db_script(agency.db, "RESET enable_seqscan; RESET enable_sort; RESET enable_bitmapscan"), 0);
}

/* ---- counts ---- */

static void group_is_counted(int line, int who, const char *field, const char *filter)
{
    struct arena arena;
    struct op op = agency_reader(who, &arena);
    struct buf b;
    buf_init(&b, 100000);
    struct json j;
    json_init(&j, &b);
    int err = list_group_counts(&op, resource_by_name("task"), str_of(filter), false, str_of(field), &j);
    if (err)
        fail_msg("line %d: %d %s", line, err, op.problem.first ? op.problem.first->message : "");
    json_t *all = json_loadb(b.at, b.n, 0, NULL), *group;
    json_t *groups = json_object_get(all, "groups");
    size_t i;
    assert_true(json_array_size(groups) > 1);
    int64_t last = INT64_MAX;
    json_array_foreach(groups, i, group)
    {
        json_t *v = json_object_get(group, "value");
        char text[100] = "none";
        if (json_is_string(v))
            snprintf(text, sizeof text, "\"%s\"", json_string_value(v));
        else if (json_is_integer(v))
            snprintf(text, sizeof text, "%d", (int)json_integer_value(v));
        else if (json_is_boolean(v))
            snprintf(text, sizeof text, "%s", json_is_true(v) ? "yes" : "no");
        bool none = json_is_null(v);
        struct str narrowed = arena_format(&arena, "(%s) %s:%s", *filter ? filter : "—", field,
                                           none || json_is_boolean(v) || json_is_integer(v) ? text : text);
        json_t *list = must(&op, "task", &(struct list_request){.filter = narrowed, .count = true, .limit = 1});
        int64_t count = json_integer_value(json_object_get(group, "count"));
        if (json_integer_value(json_object_get(list, "total")) != count)
            fail_msg("line %d: %s has %d, counted %d", line, narrowed.at,
                     (int)json_integer_value(json_object_get(list, "total")), (int)count);
        assert_true(count > 0 && count <= last);
        last = count;
        json_decref(list);
    }
    json_decref(all);
    buf_release(&b);
    arena_release(&arena);
}

static void groups_are_counted(void **state)
{
    (void)state;
    group_is_counted(__LINE__, 0, "category", "");
    group_is_counted(__LINE__, 0, "status", "due<today");
    group_is_counted(__LINE__, 0, "assignees", "");
    group_is_counted(__LINE__, 0, "tags", "is:open");
    group_is_counted(__LINE__, 0, "priority", "");
    group_is_counted(__LINE__, 0, "due", "due>=today");
    group_is_counted(__LINE__, 0, "shared", "");
    group_is_counted(__LINE__, 0, "cf.tier", "");
    group_is_counted(__LINE__, 0, "cf.signed", "is:open");
    group_is_counted(__LINE__, 1, "client", "");
    group_is_counted(__LINE__, 1, "assignees", "");
    group_is_counted(__LINE__, -1, "category", "");
    struct arena arena;
    struct op op = agency_reader(-1, &arena);
    struct buf b;
    buf_init(&b, 1000);
    struct json j;
    json_init(&j, &b);
    assert_int_equal(list_group_counts(&op, resource_by_name("task"), STR(""), false, STR("assignees"), &j),
                     ERR_SYNTAX);
    assert_string_equal(op.problem.first->pointer, "?group");
    buf_release(&b);
    arena_release(&arena);
}

/* ---- the past ---- */

static struct id past_add(const char *name, int64_t time_us)
{
    struct row *row;
    json_t *input = json_pack("{s:s}", "name", name);
    agency.op.now_us = time_us;
    assert_int_equal(resource_create_system(&agency.op, resource_by_name("activity"), input, 0, NULL, NULL, &row), 0);
    json_decref(input);
    return row_get_id(row, "id");
}

static void past_rename(struct id id, const char *name, int64_t time_us)
{
    static const char *const fields[] = {"name"};
    const struct value values[] = {v_text(str_of(name))};
    agency.op.now_us = time_us;
    assert_int_equal(resource_set_system(&agency.op, resource_by_name("activity"), id, 1, fields, values), 0);
}

static void past_is(int line, int64_t time_us, const char *filter, const char *sort, bool trash, const char *expected)
{
    struct arena arena;
    struct op op = agency_reader(0, &arena);
    struct str got = {"", 0}, cursor = {"", 0};
    do {
        struct list_request request = {.filter = str_of(filter),
                                       .sort = str_of(sort),
                                       .as_of_us = time_us,
                                       .limit = 2,
                                       .trash = trash,
                                       .cursor = cursor};
        json_t *page = must(&op, "activity", &request);
        struct str part = names(&arena, page, "name");
        got = arena_format(&arena, "%.*s%s%.*s", STR_FMT(got), got.n && part.n ? "," : "", STR_FMT(part));
        const char *next = json_string_value(json_object_get(page, "next"));
        cursor = next ? arena_str(&arena, str_of(next)) : STR("");
        json_decref(page);
    } while (cursor.n);
    if (!str_is(got, expected))
        fail_msg("line %d: %s", line, got.at);
    arena_release(&arena);
}

static void lists_of_the_past(void **state)
{
    (void)state;
    const int64_t t = AGENCY_TODAY * US_PER_DAY;
    struct id calls = past_add("Calls", t + 10), design = past_add("Design", t + 20);
    past_add("Émaillage", t + 30);
    past_rename(calls, "Zoom calls", t + 40);
    agency.op.now_us = t + 50;
    assert_int_equal(resource_delete(&agency.op, resource_by_name("activity"), design, ANY_VERSION), 0);
    past_rename(calls, "Talks", t + 60);
    past_is(__LINE__, t + 5, "", "name", false, "");
    past_is(__LINE__, t + 15, "", "name", false, "Calls");
    past_is(__LINE__, t + 35, "", "name", false, "Calls,Design,Émaillage");
    past_is(__LINE__, t + 35, "", "-name", false, "Émaillage,Design,Calls");
    past_is(__LINE__, t + 45, "", "name", false, "Design,Émaillage,Zoom calls");
    past_is(__LINE__, t + 45, "name:Calls", "name", false, "Zoom calls");
    past_is(__LINE__, t + 35, "name=Calls", "name", false, "Calls");
    past_is(__LINE__, t + 55, "", "name", false, "Émaillage,Zoom calls");
    past_is(__LINE__, t + 55, "", "name", true, "Design");
    past_is(__LINE__, t + 65, "", "name", false, "Émaillage,Talks");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(pages_walk_everything_once, agency_open),
        cmocka_unit_test(what_has_no_value_comes_last),
        cmocka_unit_test(a_status_sorts_by_the_flow),
        cmocka_unit_test(wrong_requests_are_told),
        cmocka_unit_test(cursors_belong_to_their_list),
        cmocka_unit_test(fields_trash_and_hidden_things),
        cmocka_unit_test(a_page_costs_two_statements),
        cmocka_unit_test(indexes_serve_the_common_lists),
        cmocka_unit_test(groups_are_counted),
        cmocka_unit_test_teardown(lists_of_the_past, agency_close),
    };
    return run_on_databases("list", tests);
}
