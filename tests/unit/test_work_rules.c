/* What must hold of projects, statuses and tasks, and what follows when they change. */
#include "work_world.h"
#include "work/counters.h"
#include "work/recurrence.h"
#include "work/project.h"

struct desk {
    struct world w;
    struct row *client, *project, *list, *other;
};

static struct row *first_of(struct world *w, const struct resource *r, const char *sql, struct id id)
{
    ROWS rows = {0};
    assert_int_equal(op_query_system(&w->op, &rows, sql, ARGS(v_id(id))), 0);
    assert_int_equal(rows_next(&rows), 1);
    struct id found = row_id(&rows, 0);
    rows_end(&rows);
    return world_get(w, r, found);
}

#define STATUS(category)                                                                                               \
    "SELECT id FROM @status WHERE project = $1 AND category = '" category "' AND deleted IS NULL ORDER BY rank LIMIT " \
    "1"
#define LIST "SELECT id FROM @list WHERE project = $1 AND deleted IS NULL ORDER BY rank LIMIT 1"

static void desk_init(struct desk *d)
{
    world_init(&d->w);
    d->client = world_make(&d->w, &client_resource, "{'name':'Élan & Fils'}");
    d->project = world_make(&d->w, &project_resource, "{'name':'Site','client':'%s'}", world_id(d->client));
    d->other = world_make(&d->w, &project_resource, "{'name':'Shop','client':'%s'}", world_id(d->client));
    d->list = first_of(&d->w, &list_resource, LIST, row_get_id(d->project, "id"));
}

static struct row *task(struct desk *d, const char *title)
{
    return world_make(&d->w, &task_resource, "{'title':'%s','list':'%s'}", title, world_id(d->list));
}

static bool field_is(const struct row *row, const char *field, const char *text)
{
    return str_is(row_get_text(row, field), text);
}

static void a_new_client_has_key_mark_and_color(void **state)
{
    (void)state;
    struct desk d;
    desk_init(&d);
    assert_true(field_is(d.client, "key", "elan-fils"));
    assert_true(field_is(d.client, "mark", "EF"));
    struct row *second = world_make(&d.w, &client_resource, "{'name':'Elan Fils'}");
    assert_true(field_is(second, "key", "elan-fils-2"));
    assert_true(row_differs(d.client, second, "color"));
    assert_int_equal(world_try(&d.w, &client_resource, &second, "{'name':'X','key':'Not a key'}"), ERR_INVALID);
    assert_true(world_says(&d.w, "/key", "client.key"));
    assert_int_equal(world_try(&d.w, &client_resource, &second, "{'name':'X','key':'elan-fils'}"), ERR_EXISTS);
    world_release(&d.w);
}

static void a_new_project_has_statuses_and_a_list(void **state)
{
    (void)state;
    struct desk d;
    desk_init(&d);
    struct id id = row_get_id(d.project, "id");
    assert_int_equal(world_count(&d.w, "SELECT count(*) FROM @status WHERE project = $1", id), 6);
    assert_true(field_is(d.list, "name", "Tasks"));
    world_release(&d.w);
}

static void a_project_follows_its_flow(void **state)
{
    (void)state;
    static const struct {
        const char *from, *to;
        bool allowed;
    } cases[] = {
        {"draft", "agreed", true},     {"agreed", "active", true},    {"active", "on_hold", true},
        {"on_hold", "active", true},   {"active", "delivered", true}, {"delivered", "closed", true},
        {"closed", "active", true},    {"draft", "delivered", false}, {"closed", "draft", false},
        {"delivered", "draft", false}, {"draft", "draft", true},      {"agreed", "delivered", false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        if (project_state_allowed(str_of(cases[i].from), str_of(cases[i].to)) != cases[i].allowed)
            fail_msg("%s to %s", cases[i].from, cases[i].to);
    struct desk d;
    struct row *row;
    desk_init(&d);
    assert_int_equal(world_patch(&d.w, &project_resource, row_get_id(d.project, "id"), &row, "{'state':'draft'}"),
                     ERR_INVALID);
    assert_true(world_says(&d.w, "/state", "project.state_flow"));
    world_release(&d.w);
}

static void a_task_gets_its_place_and_status(void **state)
{
    (void)state;
    struct desk d;
    desk_init(&d);
    struct row *t = world_make(&d.w, &task_resource, "{'title':'Draft','project':'%s'}", world_id(d.project));
    assert_true(id_eq(row_get_id(t, "list"), row_get_id(d.list, "id")));
    assert_true(id_eq(row_get_id(t, "client"), row_get_id(d.client, "id")));
    assert_true(field_is(t, "category", "open"));
    struct row *child = world_make(&d.w, &task_resource, "{'title':'Part','parent':'%s'}", world_id(t));
    assert_true(id_eq(row_get_id(child, "list"), row_get_id(d.list, "id")));
    assert_int_equal(world_try(&d.w, &task_resource, &t, "{'title':'Nowhere'}"), ERR_INVALID);
    assert_true(world_says(&d.w, "/list", "field.required"));
    world_release(&d.w);
}

static void category_and_status_follow_each_other(void **state)
{
    (void)state;
    struct desk d;
    desk_init(&d);
    struct row *t = task(&d, "Write");
    struct id id = row_get_id(t, "id");
    t = world_change(&d.w, &task_resource, id, "{'category':'done'}");
    assert_false(row_get_null(t, "completed"));
    struct row *done = first_of(&d.w, &status_resource, STATUS("done"), row_get_id(d.project, "id"));
    assert_true(id_eq(row_get_id(t, "status"), row_get_id(done, "id")));
    struct row *review = first_of(&d.w, &status_resource, STATUS("review"), row_get_id(d.project, "id"));
    t = world_change(&d.w, &task_resource, id, "{'status':'%s'}", world_id(review));
    assert_true(field_is(t, "category", "review") && row_get_null(t, "completed"));
    struct row *foreign = first_of(&d.w, &status_resource, STATUS("done"), row_get_id(d.other, "id"));
    assert_int_equal(world_patch(&d.w, &task_resource, id, &t, "{'status':'%s'}", world_id(foreign)), ERR_INVALID);
    assert_true(world_says(&d.w, "/status", "task.status_foreign"));
    world_release(&d.w);
}

static void bad_dates_and_estimates_are_refused(void **state)
{
    (void)state;
    static const struct {
        const char *json, *pointer, *message;
    } cases[] = {
        {"'start':'2026-05-02','due':'2026-05-01'", "/due", "field.before_start"},
        {"'estimate_low_min':20,'estimate_min':10", "/estimate_min", "task.estimate_order"},
        {"'estimate_low_min':20,'estimate_high_min':10", "/estimate_high_min", "task.estimate_order"},
        {"'recurrence':{'rule':'FREQ=SECONDLY'}", "/recurrence/rule", "recurrence.rule"},
        {"'recurrence':{'rule':'nonsense'}", "/recurrence/rule", "recurrence.rule"},
        {"'recurrence':{'after_days':0}", "/recurrence/after_days", "recurrence.after_days"},
        {"'recurrence':{'often':1}", "/recurrence", "recurrence.shape"},
        {"'checklists':[{'id':'a','name':'N','items':[{'id':'a','text':'twice'}]}]", "/checklists", "checklist.ids"},
        {"'checklists':[{'id':'a','name':'N','items':[{'id':'b','text':''}]}]", "/checklists/0/items/0",
         "checklist.text"},
        {"'checklists':{'a':1}", "/checklists", "checklist.shape"},
        {"'shared':true", "/shared", "task.project_not_shared"},
    };
    struct desk d;
    struct row *row;
    desk_init(&d);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        int err =
            world_try(&d.w, &task_resource, &row, "{'title':'T','list':'%s',%s}", world_id(d.list), cases[i].json);
        if (err != ERR_INVALID || !world_says(&d.w, cases[i].pointer, cases[i].message))
            fail_msg("%s: %d, not %s %s", cases[i].json, err, cases[i].pointer, cases[i].message);
    }
    world_release(&d.w);
}

static void trees_have_no_circles_and_an_end(void **state)
{
    (void)state;
    struct desk d;
    desk_init(&d);
    struct row *level[10], *row;
    level[0] = task(&d, "level 0");
    for (int i = 1; i < 8; i++)
        level[i] = world_make(&d.w, &task_resource, "{'title':'level','parent':'%s'}", world_id(level[i - 1]));
    assert_int_equal(world_try(&d.w, &task_resource, &row, "{'title':'level','parent':'%s'}", world_id(level[7])),
                     ERR_INVALID);
    assert_true(world_says(&d.w, "/parent", "task.too_deep"));
    assert_int_equal(
        world_patch(&d.w, &task_resource, row_get_id(level[0], "id"), &row, "{'parent':'%s'}", world_id(level[3])),
        ERR_INVALID);
    assert_true(world_says(&d.w, "/parent", "task.parent_circle"));
    struct row *single = task(&d, "single");
    assert_int_equal(
        world_patch(&d.w, &task_resource, row_get_id(level[0], "id"), &row, "{'parent':'%s'}", world_id(single)),
        ERR_INVALID);
    assert_true(world_says(&d.w, "/parent", "task.too_deep"));
    world_release(&d.w);
}

static void counters_count(void **state)
{
    (void)state;
    struct desk d;
    desk_init(&d);
    struct id project = row_get_id(d.project, "id");
    struct row *a = task(&d, "a"), *b = task(&d, "b");
    struct row *part = world_make(&d.w, &task_resource, "{'title':'part','parent':'%s'}", world_id(a));
    world_make(&d.w, &comment_resource, "{'task':'%s','body':'hello'}", world_id(a));
    struct row *comment = world_make(&d.w, &comment_resource, "{'task':'%s','body':'again'}", world_id(a));
    world_make(&d.w, &attachment_resource, "{'task':'%s','name':'plan','url':'https://example.org/'}", world_id(a));
    world_change(&d.w, &task_resource, row_get_id(part, "id"), "{'category':'done'}");
    assert_int_equal(world_delete(&d.w, &comment_resource, row_get_id(comment, "id")), 0);
    struct row *now = world_get(&d.w, &task_resource, row_get_id(a, "id"));
    assert_int_equal(row_get_int(now, "subtask_count"), 1);
    assert_int_equal(row_get_int(now, "subtask_done"), 1);
    assert_int_equal(row_get_int(now, "comment_count"), 1);
    assert_int_equal(row_get_int(now, "attachment_count"), 1);
    world_change(&d.w, &task_resource, row_get_id(b, "id"), "{'category':'cancelled'}");
    now = world_get(&d.w, &project_resource, project);
    assert_int_equal(row_get_int(now, "task_count"), 2);
    assert_int_equal(row_get_int(now, "task_done"), 1);
    assert_int_equal(world_delete(&d.w, &task_resource, row_get_id(a, "id")), 0);
    now = world_get(&d.w, &project_resource, project);
    assert_int_equal(row_get_int(now, "task_count"), 0);
    world_next(&d.w);
    struct row *back;
    assert_int_equal(resource_restore(&d.w.op, &task_resource, row_get_id(a, "id"), &back), 0);
    now = world_get(&d.w, &project_resource, project);
    assert_int_equal(row_get_int(now, "task_count"), 2);
    int64_t wrong;
    assert_int_equal(counters_rebuild(&d.w.op, &wrong), 0);
    assert_int_equal(wrong, 0);
    world_release(&d.w);
}

static void tasks_of_a_deleted_status_go_on(void **state)
{
    (void)state;
    struct desk d;
    desk_init(&d);
    struct row *t = task(&d, "t");
    struct id project = row_get_id(d.project, "id");
    struct row *active = first_of(&d.w, &status_resource, STATUS("active"), project);
    world_change(&d.w, &task_resource, row_get_id(t, "id"), "{'category':'active'}");
    assert_int_equal(world_delete(&d.w, &status_resource, row_get_id(active, "id")), 0);
    t = world_get(&d.w, &task_resource, row_get_id(t, "id"));
    assert_true(field_is(t, "category", "open"));
    struct row *open = first_of(&d.w, &status_resource, STATUS("open"), project);
    world_change(&d.w, &status_resource, row_get_id(open, "id"), "{'category':'done'}");
    t = world_get(&d.w, &task_resource, row_get_id(t, "id"));
    assert_true(field_is(t, "category", "done") && !row_get_null(t, "completed"));
    static const char *const rest[] = {"backlog", "review", "cancelled"};
    for (int i = 0; i < 3; i++) {
        ROWS rows = {0};
        assert_int_equal(
            op_query_system(&d.w.op, &rows,
                            "SELECT id FROM @status WHERE project = $1 AND category = $2 AND deleted IS NULL",
                            ARGS(v_id(project), v_text(str_of(rest[i])))),
            0);
        assert_int_equal(rows_next(&rows), 1);
        struct id id = row_id(&rows, 0);
        rows_end(&rows);
        assert_int_equal(world_delete(&d.w, &status_resource, id), 0);
    }
    assert_int_equal(world_delete(&d.w, &status_resource, row_get_id(open, "id")), 0);
    struct row *last = first_of(&d.w, &status_resource, STATUS("done"), project);
    assert_int_equal(world_delete(&d.w, &status_resource, row_get_id(last, "id")), ERR_CONFLICT);
    world_release(&d.w);
}

static void circles_of_dependencies_are_named(void **state)
{
    (void)state;
    struct desk d;
    desk_init(&d);
    struct row *a = task(&d, "A"), *b = task(&d, "B"), *c = task(&d, "C"), *row;
    world_make(&d.w, &dependency_resource, "{'task':'%s','predecessor':'%s'}", world_id(b), world_id(a));
    world_make(&d.w, &dependency_resource, "{'task':'%s','predecessor':'%s','kind':'start_start','lag_min':60}",
               world_id(c), world_id(b));
    assert_int_equal(
        world_try(&d.w, &dependency_resource, &row, "{'task':'%s','predecessor':'%s'}", world_id(a), world_id(c)),
        ERR_CYCLE);
    assert_int_equal(d.w.op.problem.n_args, 1);
    struct str path = d.w.op.problem.args[0].value.s;
    assert_true(str_is(path, "A → B → C → A"));
    assert_int_equal(
        world_try(&d.w, &dependency_resource, &row, "{'task':'%s','predecessor':'%s'}", world_id(a), world_id(a)),
        ERR_INVALID);
    assert_true(world_says(&d.w, "/predecessor", "dependency.self"));
    struct row *part = world_make(&d.w, &task_resource, "{'title':'part','parent':'%s'}", world_id(a));
    assert_int_equal(
        world_try(&d.w, &dependency_resource, &row, "{'task':'%s','predecessor':'%s'}", world_id(a), world_id(part)),
        ERR_INVALID);
    assert_true(world_says(&d.w, "/predecessor", "dependency.family"));
    assert_int_equal(
        world_try(&d.w, &dependency_resource, &row, "{'task':'%s','predecessor':'%s'}", world_id(b), world_id(a)),
        ERR_EXISTS);
    world_release(&d.w);
}

static void work_does_not_cross_a_border_unasked(void **state)
{
    (void)state;
    struct desk d;
    desk_init(&d);
    struct row *t = task(&d, "t"), *row;
    struct row *part = world_make(&d.w, &task_resource, "{'title':'part','parent':'%s'}", world_id(t));
    struct row *there = first_of(&d.w, &list_resource, LIST, row_get_id(d.other, "id"));
    world_change(&d.w, &task_resource, row_get_id(t, "id"), "{'category':'review'}");
    row = world_change(&d.w, &task_resource, row_get_id(t, "id"), "{'list':'%s'}", world_id(there));
    assert_true(id_eq(row_get_id(row, "project"), row_get_id(d.other, "id")));
    assert_true(field_is(row, "category", "review"));
    part = world_get(&d.w, &task_resource, row_get_id(part, "id"));
    assert_true(id_eq(row_get_id(part, "project"), row_get_id(d.other, "id")));
    assert_true(id_eq(row_get_id(part, "list"), row_get_id(there, "id")));
    struct row *status = world_get(&d.w, &status_resource, row_get_id(part, "status"));
    assert_true(id_eq(row_get_id(status, "project"), row_get_id(d.other, "id")));
    struct row *client = world_make(&d.w, &client_resource, "{'name':'Brook'}");
    struct row *far = world_make(&d.w, &project_resource, "{'name':'Far','client':'%s'}", world_id(client));
    there = first_of(&d.w, &list_resource, LIST, row_get_id(far, "id"));
    assert_int_equal(world_patch(&d.w, &task_resource, row_get_id(t, "id"), &row, "{'list':'%s'}", world_id(there)),
                     ERR_BORDER);
    world_release(&d.w);
}

static void what_is_unshared_takes_its_parts_along(void **state)
{
    (void)state;
    struct desk d;
    struct row *row;
    desk_init(&d);
    struct id project = row_get_id(d.project, "id");
    world_change(&d.w, &project_resource, project, "{'shared':true}");
    struct row *t = world_make(&d.w, &task_resource, "{'title':'t','list':'%s','shared':true}", world_id(d.list));
    struct row *private = task(&d, "private");
    struct row *said = world_make(&d.w, &comment_resource, "{'task':'%s','body':'b','shared':true}", world_id(t));
    assert_int_equal(
        world_try(&d.w, &comment_resource, &row, "{'task':'%s','body':'b','shared':true}", world_id(private)),
        ERR_INVALID);
    assert_true(world_says(&d.w, "/shared", "part.task_not_shared"));
    world_change(&d.w, &project_resource, project, "{'shared':false}");
    assert_false(row_get_int(world_get(&d.w, &task_resource, row_get_id(t, "id")), "shared"));
    assert_false(row_get_int(world_get(&d.w, &comment_resource, row_get_id(said, "id")), "shared"));
    world_release(&d.w);
}

static void closing_a_recurring_task_makes_the_next(void **state)
{
    (void)state;
    struct desk d;
    desk_init(&d);
    struct row *t = world_make(&d.w, &task_resource,
                               "{'title':'Weekly','list':'%s','start':'2026-01-03','due':'2026-01-05',"
                               "'recurrence':{'rule':'FREQ=WEEKLY;BYDAY=MO;COUNT=3'},"
                               "'checklists':[{'id':'l','name':'L','items':[{'id':'i','text':'x','done':true}]}]}",
                               world_id(d.list));
    struct id series = row_get_id(t, "series"), id = row_get_id(t, "id");
    assert_true(id_eq(series, id));
    static const char *const days[] = {"2026-01-12", "2026-01-19"};
    for (int i = 0; i < 2; i++) {
        struct row *closed = world_change(&d.w, &task_resource, id, "{'category':'done'}");
        assert_true(row_get_null(closed, "recurrence"));
        struct row *next =
            first_of(&d.w, &task_resource, "SELECT id FROM @task WHERE series = $1 AND completed IS NULL", series);
        char due[11], start[11];
        date_write((int32_t)row_get_int(next, "due"), due);
        date_write((int32_t)row_get_int(next, "start"), start);
        assert_string_equal(due, days[i]);
        assert_int_equal(row_get_int(next, "due") - row_get_int(next, "start"), 2);
        assert_null(strstr(arena_cstr(&d.w.arena, row_get_text(next, "checklists")), "true"));
        id = row_get_id(next, "id");
    }
    world_change(&d.w, &task_resource, id, "{'category':'done'}");
    assert_int_equal(world_count(&d.w, "SELECT count(*) FROM @task WHERE series = $1", series), 3);
    world_release(&d.w);
}

/* The server was down for a month: every day of the rule is made up for, once. */
static void the_clock_misses_nothing(void **state)
{
    (void)state;
    struct desk d;
    size_t made;
    desk_init(&d);
    struct row *t = world_make(&d.w, &task_resource,
                               "{'title':'Weekly','list':'%s','due':'2026-01-05',"
                               "'recurrence':{'rule':'FREQ=WEEKLY','make':'date'}}",
                               world_id(d.list));
    world_make(&d.w, &task_resource,
               "{'title':'On closing','list':'%s','due':'2026-01-05','recurrence':{'rule':'FREQ=WEEKLY'}}",
               world_id(d.list));
    struct id series = row_get_id(t, "series");
    static const struct {
        const char *today;
        size_t made;
    } days[] = {{"2026-01-11", 0}, {"2026-01-12", 1}, {"2026-01-12", 0}, {"2026-02-10", 4}, {"2026-02-10", 0}};
    for (size_t i = 0; i < sizeof days / sizeof *days; i++) {
        world_next(&d.w);
        assert_int_equal(date_parse(str_of(days[i].today), &d.w.op.today), 0);
        struct scope before = op_as_system(&d.w.op);
        assert_int_equal(recurrence_catch_up(&d.w.op, 100, &made), 0);
        d.w.op.scope = before;
        assert_int_equal(made, days[i].made);
    }
    assert_int_equal(world_count(&d.w, "SELECT count(*) FROM @task WHERE series = $1", series), 6);
    assert_int_equal(
        world_count(&d.w, "SELECT count(*) FROM @task WHERE series = $1 AND recurrence IS NOT NULL", series), 1);
    world_release(&d.w);
}

static void assignees_need_access(void **state)
{
    (void)state;
    struct desk d;
    struct row *row;
    desk_init(&d);
    struct row *bob = world_make(&d.w, &member_resource, "{'name':'Bob','email':'Bob@Example.org'}");
    assert_true(field_is(bob, "email", "bob@example.org"));
    assert_int_equal(world_try(&d.w, &task_resource, &row, "{'title':'t','list':'%s','assignees':['%s']}",
                               world_id(d.list), world_id(bob)),
                     ERR_INVALID);
    assert_true(world_says(&d.w, "/assignees/0", "task.assignee_no_access"));
    world_make(&d.w, &access_resource, "{'member':'%s','client':'%s'}", world_id(bob), world_id(d.client));
    world_make(&d.w, &task_resource, "{'title':'t','list':'%s','assignees':['%s']}", world_id(d.list), world_id(bob));
    world_release(&d.w);
}

static void a_comment_is_its_authors(void **state)
{
    (void)state;
    struct desk d;
    struct row *row;
    desk_init(&d);
    struct row *t = task(&d, "t");
    struct row *said = world_make(&d.w, &comment_resource, "{'task':'%s','body':'mine'}", world_id(t));
    struct row *bob = world_make(&d.w, &member_resource, "{'name':'Bob','email':'bob@example.org'}");
    world_make(&d.w, &access_resource, "{'member':'%s','client':'%s'}", world_id(bob), world_id(d.client));
    world_act_as(&d.w, row_get_id(bob, "id"), SCOPE_MEMBER, ROLE_MEMBER);
    struct id id = row_get_id(said, "id");
    assert_int_equal(world_patch(&d.w, &comment_resource, id, &row, "{'body':'changed'}"), ERR_FORBIDDEN);
    assert_int_equal(world_delete(&d.w, &comment_resource, id), ERR_FORBIDDEN);
    world_change(&d.w, &comment_resource, id, "{'resolved':'2026-01-01T10:00:00Z'}");
    world_release(&d.w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_new_client_has_key_mark_and_color),
        cmocka_unit_test(a_new_project_has_statuses_and_a_list),
        cmocka_unit_test(a_project_follows_its_flow),
        cmocka_unit_test(a_task_gets_its_place_and_status),
        cmocka_unit_test(category_and_status_follow_each_other),
        cmocka_unit_test(bad_dates_and_estimates_are_refused),
        cmocka_unit_test(trees_have_no_circles_and_an_end),
        cmocka_unit_test(counters_count),
        cmocka_unit_test(tasks_of_a_deleted_status_go_on),
        cmocka_unit_test(circles_of_dependencies_are_named),
        cmocka_unit_test(work_does_not_cross_a_border_unasked),
        cmocka_unit_test(what_is_unshared_takes_its_parts_along),
        cmocka_unit_test(closing_a_recurring_task_makes_the_next),
        cmocka_unit_test(the_clock_misses_nothing),
        cmocka_unit_test(assignees_need_access),
        cmocka_unit_test(a_comment_is_its_authors),
    };
    return run_on_databases("work rules", tests);
}
