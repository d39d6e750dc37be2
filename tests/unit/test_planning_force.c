/* The plan in force: rewritten only where it changed; read with a constant number of statements; nothing that is over
 * moves. */
#include "work_world.h"
#include "planning/days.h"
#include "planning/force_rows.h"
#include "planning/handlers.h"
#include "planning/planning.h"
#include "locale/zone.h"
#include "time/time.h"

#define NOW_US INT64_C(1772438820000000) /* Monday, 2 March 2026, 8:07 */

struct plan_world {
    struct world w;
    struct row *project;
    char me[ID_TEXT + 1];
};

static void begin(struct plan_world *p)
{
    world_init(&p->w);
    id_write(p->w.owner, p->me);
    struct row *client = world_make(&p->w, &client_resource, "{'name':'Acme'}");
    p->project = world_make(&p->w, &project_resource, "{'name':'Site','client':'%s'}", world_id(client));
}

static struct row *task(struct plan_world *p, const char *title, int minutes)
{
    return world_make(&p->w, &task_resource, "{'project':'%s','title':'%s','estimate_min':%d,'assignees':['%s']}",
                      world_id(p->project), title, minutes, p->me);
}

/* Plans at a time and writes; how many rows were written or taken away. */
static size_t plan_at(struct plan_world *p, int64_t now_us)
{
    static const struct derived_table *const tables[] = {&planned_task_table, &planned_block_table,
                                                         &planned_finding_table};
    struct op *op = &p->w.op;
    struct arena arena;
    struct snapshot s;
    struct computed c;
    struct derived_rows before[3], after[3];
    struct derived_steps steps = {0};
    arena_init(&arena);
    struct scope scope = op_as_system(op);
    assert_int_equal(snapshot_read(op, &arena, now_us, &s), 0);
    assert_int_equal(compute(&arena, &s, &c), 0);
    for (int i = 0; i < 3; i++)
        assert_int_equal(derived_read(op, &arena, tables[i], &before[i]), 0);
    after[0] = force_task_rows(&arena, &c);
    after[1] = force_block_rows(&arena, &c, &before[1]);
    after[2] = force_finding_rows(&arena, &c);
    for (int i = 0; i < 3; i++)
        derived_compare(&arena, &before[i], &after[i], &steps);
    for (size_t i = 0; i < steps.n; i++)
        assert_int_equal(derived_do(op, &steps.at[i]), 0);
    op->scope = scope;
    arena_release(&arena);
    return steps.n;
}

static int64_t count(struct plan_world *p, const char *sql, int64_t arg)
{
    ROWS rows = {0};
    assert_int_equal(op_query_system(&p->w.op, &rows, sql, ARGS(v_int(arg))), 0);
    assert_int_equal(rows_next(&rows), 1);
    return row_int(&rows, 0);
}

static void only_what_changed_is_written(void **state)
{
    (void)state;
    struct plan_world p;
    begin(&p);
    task(&p, "One", 60);
    task(&p, "Two", 600);
    assert_true(plan_at(&p, NOW_US) >= 4);
    assert_int_equal(plan_at(&p, NOW_US), 0);
    assert_int_equal(plan_at(&p, NOW_US + US_PER_S), 0); /* the same quarter of an hour */
    struct row *three = task(&p, "Three", 30);
    assert_true(plan_at(&p, NOW_US) > 0);
    assert_int_equal(plan_at(&p, NOW_US), 0);
    assert_int_equal(world_delete(&p.w, &task_resource, row_get_id(three, "id")), 0);
    assert_true(plan_at(&p, NOW_US) > 0);
    assert_int_equal(count(&p, "SELECT count(*) FROM planned_task WHERE ws = $ws AND left_min > $1", 0), 2);
    world_release(&p.w);
}

#define BLOCKS_BEFORE "SELECT count(*) FROM planned_block WHERE ws = $ws AND start < $1"

static void what_is_over_stays_for_the_day(void **state)
{
    (void)state;
    struct plan_world p;
    begin(&p);
    task(&p, "Long", 1200);
    plan_at(&p, NOW_US);
    int64_t ten = NOW_US + 2 * 3600 * US_PER_S;
    int64_t begun = count(&p, BLOCKS_BEFORE, ten);
    int64_t first = count(&p, "SELECT min(start) FROM planned_block WHERE ws = $ws AND start > $1", 0);
    assert_true(begun > 0);
    plan_at(&p, ten);
    assert_int_equal(count(&p, BLOCKS_BEFORE, ten), begun);
    assert_int_equal(count(&p, "SELECT min(start) FROM planned_block WHERE ws = $ws AND start > $1", 0), first);
    assert_int_equal(count(&p,
                           "SELECT count(*) FROM planned_block a JOIN planned_block b ON a.ws = b.ws AND a.member = "
                           "b.member AND a.start < b.start AND a.\"end\" > b.start WHERE a.ws = $ws AND a.start > $1",
                           0),
                     0); /* nobody twice at a time */
    plan_at(&p, NOW_US + US_PER_DAY);
    assert_int_equal(count(&p, BLOCKS_BEFORE, NOW_US + 16 * 3600 * US_PER_S), 0); /* the next day they are gone */
    world_release(&p.w);
}

/* Of what comes after: start and task of every block, added up. */
static uint64_t print_after(struct plan_world *p, int64_t time_us)
{
    ROWS rows = {0};
    uint64_t sum = 0;
    assert_int_equal(op_query_system(&p->w.op, &rows,
                                     "SELECT task, start, \"end\" FROM planned_block WHERE ws = $ws AND start >= $1",
                                     ARGS(v_int(time_us))),
                     0);
    while (rows_next(&rows) == 1) {
        uint64_t h = snapshot_key(row_id(&rows, 0));
        sum += (h ^ (uint64_t)row_int(&rows, 1)) * UINT64_C(0x9e3779b97f4a7c15) + (uint64_t)row_int(&rows, 2);
    }
    return sum;
}

/* Time passes and the work under way goes on: what comes after it is where it was. */
static void time_alone_moves_nothing_ahead(void **state)
{
    (void)state;
    struct plan_world p;
    begin(&p);
    for (int i = 0; i < 8; i++)
        task(&p, "Work", 45 + i * 30);
    plan_at(&p, NOW_US);
    int64_t block_end = count(&p, "SELECT min(\"end\") FROM planned_block WHERE ws = $ws AND start > $1", 0);
    int64_t inside = block_end - 20 * MINUTE_US; /* while the first is under way */
    uint64_t before = print_after(&p, block_end);
    plan_at(&p, inside);
    assert_true(before == print_after(&p, block_end));
    world_release(&p.w);
}

static int64_t number(struct plan_world *p, const char *sql, const struct row *task)
{
    ROWS rows = {0};
    assert_int_equal(op_query_system(&p->w.op, &rows, sql, ARGS(v_id(row_get_id(task, "id")))), 0);
    assert_int_equal(rows_next(&rows), 1);
    return row_int(&rows, 0);
}
#define FORCE_END "SELECT force_end FROM planned_task WHERE ws = $ws AND task = $1"
#define FINISH    "SELECT finish FROM planned_task WHERE ws = $ws AND task = $1"

/* The order is kept: what comes in finds its place, and moves nothing that is before it; what gets a date comes where
 * that belongs. */
static void the_order_in_force_is_kept(void **state)
{
    (void)state;
    struct plan_world p;
    begin(&p);
    struct row *first = task(&p, "First", 240), *second = task(&p, "Second", 240), *third = task(&p, "Third", 240);
    plan_at(&p, NOW_US);
    int64_t ends[] = {number(&p, FORCE_END, first), number(&p, FORCE_END, second), number(&p, FORCE_END, third)};
    assert_true(ends[0] < ends[1] && ends[1] < ends[2]);
    world_change(&p.w, &task_resource, row_get_id(first, "id"), "{'title':'Another name'}");
    assert_int_equal(plan_at(&p, NOW_US), 0);
    task(&p, "More", 240);
    plan_at(&p, NOW_US);
    assert_int_equal(number(&p, FORCE_END, first), ends[0]);
    assert_int_equal(number(&p, FORCE_END, second), ends[1]);
    assert_int_equal(number(&p, FORCE_END, third), ends[2]);
    world_change(&p.w, &task_resource, row_get_id(third, "id"), "{'pinned':true}");
    plan_at(&p, NOW_US);
    assert_true(number(&p, FINISH, third) < number(&p, FINISH, first));
    world_release(&p.w);
}

static int64_t statements(struct plan_world *p, size_t *ret_bytes)
{
    struct buf out;
    struct json j;
    struct block_range range = {&p->w.owner, 1, NOW_US, NOW_US + 20 * US_PER_DAY};
    buf_init(&out, (size_t)4 * 1024 * 1024);
    json_init(&j, &out);
    world_next(&p->w);
    int64_t before = db_statements(p->w.db);
    assert_int_equal(blocks_write(&p->w.op, &range, &j, NULL), 0);
    *ret_bytes = out.n;
    buf_release(&out);
    return db_statements(p->w.db) - before;
}

static void calendars_are_read_with_a_constant_number_of_statements(void **state)
{
    (void)state;
    struct plan_world p;
    size_t few_bytes, many_bytes;
    begin(&p);
    task(&p, "One", 60);
    plan_at(&p, NOW_US);
    int64_t few = statements(&p, &few_bytes);
    for (int i = 0; i < 12; i++) {
        struct row *row = task(&p, "More", 120);
        world_make(&p.w, &block_resource,
                   "{'member':'%s','task':'%s','start':'2026-03-%02dT10:00:00Z','end':'2026-03-%02dT11:00:00Z'}", p.me,
                   world_id(row), i + 3, i + 3);
    }
    plan_at(&p, NOW_US);
    int64_t many = statements(&p, &many_bytes);
    assert_int_equal(few, many);
    assert_true(many_bytes > few_bytes + 12 * 100);
    world_release(&p.w);
}

static void what_cannot_work_is_told_once(void **state)
{
    (void)state;
    struct plan_world p;
    begin(&p);
    struct row *skill = world_make(&p.w, &skill_resource, "{'name':'Juggling'}");
    struct row *row = world_make(&p.w, &task_resource, "{'project':'%s','title':'Juggle','skills':['%s']}",
                                 world_id(p.project), world_id(skill));
    plan_at(&p, NOW_US);
    assert_int_equal(plan_at(&p, NOW_US), 0);
    assert_int_equal(
        world_count(&p.w, "SELECT count(*) FROM planned_finding WHERE ws = $ws AND kind = 'nobody' AND task = $1",
                    row_get_id(row, "id")),
        1);
    assert_int_equal(world_count(&p.w,
                                 "SELECT count(*) FROM planned_task WHERE ws = $ws AND finish IS NULL AND why = "
                                 "'unplaced' AND task = $1",
                                 row_get_id(row, "id")),
                     1);
    world_release(&p.w);
}

/* ---- the lists of days ---- */

static int64_t keep_at(struct plan_world *p, int64_t now_us)
{
    int64_t done, before = p->w.op.now_us;
    struct scope scope = op_as_system(&p->w.op);
    p->w.op.now_us = now_us;
    assert_int_equal(days_keep(&p->w.op, &done), 0);
    p->w.op.now_us = before;
    p->w.op.scope = scope;
    return done;
}

#define ITEMS "SELECT count(*) FROM kept_item WHERE ws = $ws AND date = $1"
#define LATE  "SELECT late FROM kept_day WHERE ws = $ws AND date = $1"

static void a_day_is_kept_as_it_was_when_it_began(void **state)
{
    (void)state;
    struct plan_world p;
    begin(&p);
    int32_t tuesday = instant_day(NOW_US) + 1;
    const char *zone = member_zone(&p.w.op, p.w.owner);
    int64_t midnight = zone_instant(zone, tuesday, 0);
    assert_int_equal(keep_at(&p, midnight - US_PER_DAY + US_PER_S), 1); /* an empty list is one, in time */
    struct row *long_one = task(&p, "For days", 2400);
    plan_at(&p, NOW_US);
    assert_int_equal(keep_at(&p, NOW_US), 0);
    assert_int_equal(keep_at(&p, midnight - US_PER_S), 0);
    assert_int_equal(keep_at(&p, midnight + US_PER_S), 1);
    assert_int_equal(keep_at(&p, midnight + US_PER_S), 0);
    assert_int_equal(count(&p, ITEMS, tuesday), 1); /* two blocks of one task are one */
    assert_int_equal(count(&p, LATE, tuesday), 0);
    int64_t minutes = count(&p, "SELECT minutes FROM kept_item WHERE ws = $ws AND date = $1", tuesday);
    assert_true(minutes > 180);
    assert_int_equal(
        world_count(&p.w, "SELECT count(*) FROM kept_item WHERE ws = $ws AND task = $1", row_get_id(long_one, "id")),
        1);
    world_make(&p.w, &block_resource,
               "{'member':'%s','start':'2026-03-03T20:00:00Z','end':'2026-03-03T21:00:00Z',"
               "'kind':'check_in','title':'Late call'}",
               p.me);
    plan_at(&p, midnight + 12 * 3600 * US_PER_S);
    assert_int_equal(keep_at(&p, midnight + 12 * 3600 * US_PER_S), 0); /* what changed since is not in it */
    assert_int_equal(count(&p, ITEMS, tuesday), 1);
    /* down for two nights: what was in force says it, and that it is late */
    assert_int_equal(keep_at(&p, midnight + 2 * US_PER_DAY + 9 * 3600 * US_PER_S), 2);
    assert_int_equal(count(&p, ITEMS, tuesday + 1), 1);
    assert_int_equal(count(&p, LATE, tuesday + 1), 1);
    assert_int_equal(count(&p, LATE, tuesday + 2), 1);
    /* nobody knows what was planned on the days after the plan's last one */
    int64_t kept = count(&p, "SELECT count(*) FROM kept_day WHERE ws = $ws AND date > $1", 0);
    keep_at(&p, midnight + (DAYS_KEPT + 1) * US_PER_DAY + 9 * 3600 * US_PER_S);
    assert_int_equal(count(&p, "SELECT count(*) FROM kept_day WHERE ws = $ws AND date > $1", 0), kept);
    /* in time again; what is too old is forgotten */
    assert_int_equal(keep_at(&p, midnight + (DAYS_KEPT + 1) * US_PER_DAY + US_PER_S), 1);
    assert_int_equal(count(&p, "SELECT count(*) FROM kept_day WHERE ws = $ws AND date = $1", tuesday - 1), 0);
    assert_int_equal(count(&p, "SELECT count(*) FROM kept_day WHERE ws = $ws AND date = $1", tuesday + 2), 1);
    world_release(&p.w);
}

/* People for whom nothing is planned are asked about in one statement, on a day that is late, however many they are. */
static void late_days_without_anything_cost_nothing_each(void **state)
{
    (void)state;
    struct plan_world p;
    int64_t statements[2];
    begin(&p);
    int32_t tuesday = instant_day(NOW_US) + 1;
    int64_t noon = zone_instant(member_zone(&p.w.op, p.w.owner), tuesday, 0) + 12 * 3600 * US_PER_S;
    for (int i = 0; i < 31; i++) {
        struct row *row = world_make(&p.w, &member_resource, "{'name':'M','email':'m%d@example.org'}", i);
        assert_true(row);
        if (i % 30)
            continue;
        int64_t before = db_statements(p.w.db);
        assert_int_equal(keep_at(&p, noon), 0);
        statements[i / 30] = db_statements(p.w.db) - before;
    }
    assert_int_equal(statements[0], statements[1]);
    /* behind all these somebody's day is found, an empty one of theirs before it not kept */
    struct id last = row_get_id(world_make(&p.w, &member_resource, "{'name':'Z','email':'z@example.org'}"), "id");
    char member[ID_TEXT + 1];
    id_write(last, member);
    world_make(&p.w, &block_resource,
               "{'member':'%s','start':'2026-03-03T20:00:00Z','end':'2026-03-03T21:00:00Z',"
               "'kind':'check_in','title':'Late call'}",
               member);
    world_make(&p.w, &block_resource,
               "{'member':'%s','start':'2026-03-05T20:00:00Z','end':'2026-03-05T21:00:00Z','kind':'busy'}", member);
    assert_int_equal(keep_at(&p, noon), 1);
    assert_int_equal(count(&p, LATE, tuesday), 1);
    assert_int_equal(world_count(&p.w, "SELECT count(*) FROM kept_item WHERE ws = $ws AND member = $1", last), 1);
    assert_int_equal(keep_at(&p, noon + 2 * US_PER_DAY), 0);
    world_release(&p.w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(only_what_changed_is_written),
        cmocka_unit_test(what_is_over_stays_for_the_day),
        cmocka_unit_test(time_alone_moves_nothing_ahead),
        cmocka_unit_test(the_order_in_force_is_kept),
        cmocka_unit_test(calendars_are_read_with_a_constant_number_of_statements),
        cmocka_unit_test(what_cannot_work_is_told_once),
        cmocka_unit_test(a_day_is_kept_as_it_was_when_it_began),
        cmocka_unit_test(late_days_without_anything_cost_nothing_each),
    };
    return run_on_databases("force", tests);
}
