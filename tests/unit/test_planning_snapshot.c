/* From rows to the engine's input: a small world and what the planner is told of it; what a reader gets of that; how
 * often the database is asked. */
#include "work_world.h"
#include "plan/calendar.h"
#include "planning/masked.h"
#include "planning/planning.h"
#include "time/time.h"

/* Monday, 2 March 2026, 8:07 */
#define NOW_US   INT64_C(1772438820000000)
#define HOUR     4
#define DAY      96
#define MIDNIGHT (-33) /* slots from 8:15 back to midnight */

struct plan_world {
    struct world w;
    struct arena arena;
    struct snapshot s;
    struct row *client, *project;
};

static void begin(struct plan_world *p)
{
    world_init(&p->w);
    arena_init(&p->arena);
    p->client = world_make(&p->w, &client_resource, "{'name':'Acme','importance':5}");
    p->project = world_make(&p->w, &project_resource, "{'name':'Site','client':'%s','importance':4,'due':'2026-03-20'}",
                            world_id(p->client));
}

static void end(struct plan_world *p)
{
    arena_release(&p->arena);
    world_release(&p->w);
}

static void take(struct plan_world *p)
{
    arena_release(&p->arena);
    arena_init(&p->arena);
    struct scope before = op_as_system(&p->w.op);
    assert_int_equal(snapshot_read(&p->w.op, &p->arena, NOW_US, &p->s), 0);
    p->w.op.scope = before;
    assert_int_equal(plan_valid(&p->s.in), PLAN_OK);
}

#define TASK(p, ...) world_make(&(p)->w, &task_resource, "{'project':'%s'," __VA_ARGS__)

static struct row *task(struct plan_world *p, const char *more)
{
    return TASK(p, "%s}", world_id(p->project), more);
}

static uint32_t index_of(const struct plan_world *p, const struct row *row)
{
    return snapshot_task_of(&p->s, row_get_id(row, "id"));
}
static const struct plan_task *of(const struct plan_world *p, const struct row *row)
{
    assert_true(index_of(p, row) != PLAN_NONE);
    return &p->s.in.tasks[index_of(p, row)];
}
static const struct snapshot_task *facts(const struct plan_world *p, const struct row *row)
{
    return &p->s.task[index_of(p, row)];
}

static bool waits(const struct plan_world *p, uint32_t after, uint32_t before)
{
    for (uint32_t i = 0; i < p->s.in.dependency_n; i++)
        if (p->s.in.dependencies[i].after == after && p->s.in.dependencies[i].before == before)
            return true;
    return false;
}

static struct row *status_of(struct plan_world *p, const char *category)
{
    ROWS rows = {0};
    assert_int_equal(op_query_system(&p->w.op, &rows,
                                     "SELECT id FROM @status WHERE project = $1 AND category = $2 AND deleted IS NULL",
                                     ARGS(v_id(row_get_id(p->project, "id")), v_text(str_of(category)))),
                     0);
    assert_int_equal(rows_next(&rows), 1);
    struct id id = row_id(&rows, 0);
    rows_end(&rows);
    return world_get(&p->w, &status_resource, id);
}

static struct id workspace_id(struct plan_world *p)
{
    struct row *row;
    assert_int_equal(workspace_get(&p->w.op, &row), 0);
    return row_get_id(row, "id");
}

static void time_begins_at_the_next_quarter(void **state)
{
    (void)state;
    struct plan_world p;
    begin(&p);
    take(&p);
    assert_int_equal(p.s.from_us, NOW_US + 8 * MINUTE_US);
    assert_int_equal(p.s.in.days[0], MIDNIGHT);
    assert_int_equal(p.s.in.days[1], MIDNIGHT + DAY);
    assert_int_equal(p.s.in.days[p.s.in.day_n], p.s.in.slots);
    assert_int_equal(snapshot_instant(&p.s, 4), p.s.from_us + 60 * MINUTE_US);
    assert_int_equal(snapshot_slot(&p.s, p.s.from_us - 1), -1);
    end(&p);
}

static void effort_is_what_is_left(void **state)
{
    (void)state;
    struct plan_world p;
    begin(&p);
    struct row *said =
        task(&p, "'title':'Said','estimate_min':240,'estimate_low_min':120,'estimate_high_min':600,'spent_min':60");
    struct row *unsaid = task(&p, "'title':'Unsaid'");
    struct row *over = task(&p, "'title':'Over','estimate_min':60,'spent_min':90");
    struct row *milestone = task(&p, "'title':'Milestone','kind':'milestone'");
    take(&p);
    assert_int_equal(of(&p, said)->likely, 3 * HOUR);
    /* a range of 120 to 600 of which 60 are spent: in the middle 228 are left, 564 in one case of five */
    assert_int_equal(of(&p, said)->low, 3 * HOUR);
    assert_int_equal(of(&p, said)->bias, 1270);
    assert_int_equal(of(&p, said)->high, 3 * HOUR * 564 / 228 + 1);
    assert_int_equal(facts(&p, said)->gaps & GAP_ESTIMATE, 0);
    assert_int_equal(of(&p, unsaid)->likely, DEFAULT_TASK_MIN / PLAN_SLOT_MIN);
    assert_int_equal(facts(&p, unsaid)->gaps, GAP_ESTIMATE | GAP_ASSIGNEE);
    assert_int_equal(of(&p, over)->likely, 1);
    assert_true(facts(&p, over)->gaps & GAP_SPENT);
    assert_int_equal(of(&p, milestone)->likely, 0);
    assert_true(of(&p, milestone)->milestone);
    world_change(&p.w, &workspace_resource, workspace_id(&p), "{'buffer_percent':50}");
    take(&p);
    assert_int_equal(of(&p, said)->likely, 18); /* 3 h and a half of that */
    end(&p);
}

static void what_is_not_under_way_is_not_planned(void **state)
{
    (void)state;
    struct plan_world p;
    begin(&p);
    struct row *backlog = task(&p, "'title':'Some day'");
    struct row *wanted = task(&p, "'title':'Some day, but by then','due':'2026-03-10'");
    struct row *done = task(&p, "'title':'Done'");
    world_change(&p.w, &task_resource, row_get_id(backlog, "id"), "{'status':'%s'}",
                 world_id(status_of(&p, "backlog")));
    world_change(&p.w, &task_resource, row_get_id(wanted, "id"), "{'status':'%s'}", world_id(status_of(&p, "backlog")));
    world_change(&p.w, &task_resource, row_get_id(done, "id"), "{'status':'%s'}", world_id(status_of(&p, "done")));
    take(&p);
    assert_int_equal(index_of(&p, backlog), PLAN_NONE);
    assert_int_equal(index_of(&p, done), PLAN_NONE);
    struct row *usual = task(&p, "'title':'Usual'");
    world_make(&p.w, &dependency_resource, "{'task':'%s','predecessor':'%s'}", world_id(usual), world_id(backlog));
    take(&p);
    assert_true(index_of(&p, backlog) != PLAN_NONE); /* something waits for it */
    assert_true(of(&p, backlog)->weight < of(&p, usual)->weight);
    assert_true(of(&p, wanted)->weight < of(&p, usual)->weight);
    world_change(&p.w, &project_resource, row_get_id(p.project, "id"), "{'state':'on_hold'}");
    take(&p);
    assert_int_equal(p.s.in.task_n, 0);
    end(&p);
}

static void dates_are_the_ends_of_days(void **state)
{
    (void)state;
    struct plan_world p;
    begin(&p);
    struct row *day = task(&p, "'title':'By the day','start':'2026-03-04','due':'2026-03-06'");
    struct row *hour = task(&p, "'title':'By noon','due':'2026-03-06','due_min':720,'hard':true,'priority':1");
    struct row *part = TASK(&p, "'title':'Part','parent':'%s'}", world_id(p.project), world_id(hour));
    take(&p);
    assert_int_equal(of(&p, day)->release, MIDNIGHT + 2 * DAY);
    assert_int_equal(of(&p, day)->due, MIDNIGHT + 5 * DAY);
    assert_int_equal(of(&p, day)->hard, PLAN_NEVER);
    assert_int_equal(of(&p, hour)->due, MIDNIGHT + 4 * DAY + 12 * HOUR);
    assert_int_equal(of(&p, hour)->hard, of(&p, hour)->due);
    assert_int_equal(of(&p, part)->due, of(&p, hour)->due); /* as what it is a part of */
    assert_int_equal(of(&p, part)->hard, of(&p, hour)->due);
    assert_true(of(&p, part)->weight > of(&p, day)->weight);
    assert_int_equal(p.s.in.projects[of(&p, day)->project].due, MIDNIGHT + 19 * DAY);
    end(&p);
}

static void what_holds_subtasks_has_no_work_of_its_own(void **state)
{
    (void)state;
    struct plan_world p;
    begin(&p);
    struct row *first = task(&p, "'title':'First','estimate_min':60");
    struct row *whole = task(&p, "'title':'Whole','estimate_min':600");
    struct row *one = TASK(&p, "'title':'One','parent':'%s'}", world_id(p.project), world_id(whole));
    struct row *two = TASK(&p, "'title':'Two','parent':'%s','estimate_min':30}", world_id(p.project), world_id(whole));
    struct row *last = task(&p, "'title':'Last'");
    take(&p);
    assert_true(facts(&p, whole)->holds);
    assert_int_equal(of(&p, whole)->likely, 0);
    assert_int_equal(of(&p, one)->likely, DEFAULT_SUBTASK_MIN / PLAN_SLOT_MIN);
    assert_true(waits(&p, index_of(&p, whole), index_of(&p, one)) && waits(&p, index_of(&p, whole), index_of(&p, two)));
    assert_int_equal(facts(&p, whole)->gate, PLAN_NONE);

    world_make(&p.w, &dependency_resource, "{'task':'%s','predecessor':'%s'}", world_id(whole), world_id(first));
    world_make(&p.w, &dependency_resource, "{'task':'%s','predecessor':'%s','kind':'start_start','lag_min':-60}",
               world_id(last), world_id(whole));
    take(&p);
    uint32_t gate = facts(&p, whole)->gate;
    assert_true(gate != PLAN_NONE && id_is_zero(p.s.task[gate].id));
    assert_true(waits(&p, gate, index_of(&p, first)));
    assert_true(waits(&p, index_of(&p, one), gate) && waits(&p, index_of(&p, two), gate));
    assert_true(waits(&p, index_of(&p, last), gate)); /* for the start of the whole */
    assert_false(waits(&p, index_of(&p, whole), index_of(&p, first)));
    end(&p);
}

static void who_does_it(void **state)
{
    (void)state;
    struct plan_world p;
    begin(&p);
    struct row *ben = world_make(&p.w, &member_resource, "{'name':'Ben','email':'ben@example.org'}");
    struct row *zoe = world_make(&p.w, &member_resource, "{'name':'Zoe','email':'zoe@example.org'}");
    world_make(&p.w, &access_resource, "{'member':'%s','client':'%s'}", world_id(ben), world_id(p.client));
    world_make(&p.w, &access_resource, "{'member':'%s','client':'%s'}", world_id(zoe), world_id(p.client));
    struct row *free =
        world_make(&p.w, &member_resource, "{'name':'Flo','email':'flo@example.org','own_tasks_only':true}");
    world_make(&p.w, &access_resource, "{'member':'%s','client':'%s'}", world_id(free), world_id(p.client));
    TASK(&p, "'title':'Of a freelancer','assignees':['%s']}", world_id(p.project), world_id(free));
    struct row *alone = TASK(&p, "'title':'Alone','assignees':['%s']}", world_id(p.project), world_id(ben));
    struct row *open = task(&p, "'title':'Open'");
    struct row *both =
        TASK(&p, "'title':'Both','assignees':['%s','%s']}", world_id(p.project), world_id(ben), world_id(zoe));
    struct row *skill = world_make(&p.w, &skill_resource, "{'name':'Type'}");
    struct row *skilled = TASK(&p, "'title':'Skilled','skills':['%s']}", world_id(p.project), world_id(skill));
    world_change(&p.w, &member_resource, row_get_id(zoe, "id"), "{'skills':['%s']}", world_id(skill));
    take(&p);
    uint32_t b = snapshot_person_of(&p.s, row_get_id(ben, "id")), z = snapshot_person_of(&p.s, row_get_id(zoe, "id"));
    assert_int_equal(of(&p, alone)->assignee, b);
    assert_int_equal(of(&p, both)->assignee, PLAN_NONE);
    assert_int_equal(of(&p, both)->candidate_n, 2);
    assert_int_equal(of(&p, open)->candidate_n, 2); /* who works in the project, and would see it */
    assert_true(facts(&p, open)->gaps & GAP_ASSIGNEE);
    assert_int_equal(of(&p, skilled)->candidate_n, 1);
    assert_int_equal(p.s.in.candidates[of(&p, skilled)->candidate_first], z);
    world_change(&p.w, &member_resource, row_get_id(ben, "id"), "{'active':false}");
    take(&p);
    assert_int_equal(snapshot_person_of(&p.s, row_get_id(ben, "id")), PLAN_NONE);
    assert_int_equal(of(&p, alone)->assignee, PLAN_NONE); /* whoever is there */
    end(&p);
}

static void blocks_by_hand_are_fixed(void **state)
{
    (void)state;
    struct plan_world p;
    begin(&p);
    char me[ID_TEXT + 1];
    id_write(p.w.owner, me);
    struct row *row = task(&p, "'title':'Fixed'");
    world_make(&p.w, &block_resource,
               "{'member':'%s','task':'%s','start':'2026-03-02T10:00:00Z','end':'2026-03-02T11:30:00Z'}", me,
               world_id(row));
    world_make(&p.w, &block_resource,
               "{'member':'%s','kind':'busy','start':'2026-03-03T10:00:00Z','end':'2026-03-03T11:00:00Z'}", me);
    take(&p);
    assert_int_equal(p.s.in.fixed_n, 1);
    assert_int_equal(p.s.in.fixed[0].task, index_of(&p, row));
    assert_int_equal(p.s.in.fixed[0].from, MIDNIGHT + 10 * HOUR);
    assert_int_equal(p.s.in.fixed[0].to, MIDNIGHT + 11 * HOUR + 2);
    const uint64_t *free = p.s.in.people[0].free;
    int32_t busy = MIDNIGHT + DAY + 10 * HOUR;
    assert_true(plan_bit(free, busy - 1) && !plan_bit(free, busy) && plan_bit(free, busy + HOUR));
    end(&p);
}

static void everybody_has_their_own_limits(void **state)
{
    (void)state;
    struct plan_world p;
    begin(&p);
    char me[ID_TEXT + 1];
    id_write(p.w.owner, me);
    task(&p, "'title':'Any'");
    world_make(&p.w, &member_resource, "{'name':'Ben','email':'ben@example.org'}");
    world_make(&p.w, &working_hours_resource,
               "{'member':'%s','week':[[[540,750]],[],[],[],[],[],[]],'clients_most':2,'block_least_min':30,"
               "'block_preferred_min':45,'block_most_min':120}",
               me);
    take(&p);
    for (uint32_t i = 0; i < p.s.in.person_n; i++) {
        struct plan_sizes size = plan_sizes_of(&p.s.in, i);
        bool mine = id_eq(p.s.person[i].id, p.w.owner);
        assert_int_equal(p.s.in.people[i].clients_most, mine ? 2 : 0);
        assert_int_equal(size.least, mine ? 2 : 4);
        assert_int_equal(size.preferred, mine ? 3 : 6);
        assert_int_equal(size.most, mine ? 8 : 12);
    }
    end(&p);
}

/* Rows by hand: what stands first in its list, or under its task, is first there; whatever the ids. */
static void lists_are_as_they_stand(void **state)
{
    (void)state;
    struct plan_world p;
    begin(&p);
    struct row *whole = task(&p, "'title':'Whole'");
    struct row *parts[3];
    for (int i = 0; i < 3; i++)
        parts[i] = TASK(&p, "'title':'Part','parent':'%s'}", world_id(p.project), world_id(whole));
    struct row *first = task(&p, "'title':'First of the list'");
    world_change(&p.w, &task_resource, row_get_id(parts[2], "id"), "{'rank':'Zy'}");
    world_change(&p.w, &task_resource, row_get_id(first, "id"), "{'rank':'Zz'}");
    take(&p);
    assert_int_equal(of(&p, parts[0])->list, of(&p, parts[2])->list);
    assert_int_equal(of(&p, whole)->list, of(&p, first)->list);
    assert_int_not_equal(of(&p, parts[0])->list, of(&p, whole)->list);
    assert_true(of(&p, parts[2])->seq < of(&p, parts[0])->seq && of(&p, parts[0])->seq < of(&p, parts[1])->seq);
    assert_true(of(&p, first)->seq < of(&p, whole)->seq);
    end(&p);
}

static void a_reader_gets_their_part(void **state)
{
    (void)state;
    struct plan_world p;
    begin(&p);
    struct row *ben = world_make(&p.w, &member_resource, "{'name':'Ben','email':'ben@example.org'}");
    struct row *other = world_make(&p.w, &client_resource, "{'name':'Other'}");
    struct row *place = world_make(&p.w, &project_resource, "{'name':'Elsewhere','client':'%s'}", world_id(other));
    world_make(&p.w, &access_resource, "{'member':'%s','client':'%s'}", world_id(ben), world_id(p.client));
    char me[ID_TEXT + 1];
    id_write(p.w.owner, me);
    struct row *mine = TASK(&p, "'title':'Mine','estimate_min':60,'assignees':['%s']}", world_id(p.project), me);
    struct row *theirs = world_make(
        &p.w, &task_resource, "{'project':'%s','title':'Theirs','estimate_min':300,'assignees':['%s'],'pinned':true}",
        world_id(place), me);
    world_make(&p.w, &dependency_resource, "{'task':'%s','predecessor':'%s'}", world_id(mine), world_id(theirs));
    take(&p);
    struct computed c;
    const struct snapshot *all, *part;
    assert_int_equal(compute(&p.arena, &p.s, &c), 0);
    assert_int_equal(masked_snapshot(&p.w.op, &p.arena, &c, &all), 0);
    assert_ptr_equal(all, c.snapshot);

    world_act_as(&p.w, row_get_id(ben, "id"), SCOPE_MEMBER, ROLE_MEMBER);
    assert_int_equal(masked_snapshot(&p.w.op, &p.arena, &c, &part), 0);
    assert_int_equal(plan_valid(&part->in), PLAN_OK);
    assert_int_equal(part->in.task_n, 1);
    assert_int_equal(part->in.client_n, 1);
    assert_int_equal(part->in.project_n, 1);
    assert_int_equal(part->in.dependency_n, 0);
    assert_true(id_eq(part->task[0].id, row_get_id(mine, "id")));
    uint32_t foreign = snapshot_task_of(&p.s, row_get_id(theirs, "id"));
    assert_int_equal(part->in.tasks[0].release, c.out.dates.finish[foreign]);
    uint32_t ben_at = snapshot_person_of(&p.s, row_get_id(ben, "id"));
    world_act_as(&p.w, row_get_id(ben, "id"), SCOPE_ASSIGNED, ROLE_MEMBER);
    const struct snapshot *own;
    assert_int_equal(masked_snapshot(&p.w.op, &p.arena, &c, &own), 0);
    assert_int_equal(own->in.task_n, 0); /* none is assigned to him */
    for (uint32_t i = 0; i < own->in.person_n; i++)
        assert_int_equal(time_minutes(own->in.people[i].free, 0, own->in.slots) > 0, i == ben_at);
    for (uint32_t i = 0; i < c.out.blocks.n; i++)
        if (c.out.blocks.at[i].task == foreign)
            assert_false(plan_bit(part->in.people[c.out.blocks.at[i].person].free, c.out.blocks.at[i].from));
    end(&p);
}

static int64_t statements(struct plan_world *p)
{
    int64_t before = db_statements(p->w.db);
    take(p);
    return db_statements(p->w.db) - before;
}

/* What is done, with an estimate and with what it took, of the last year. */
static void what_was_done_says_how_long(void **state)
{
    (void)state;
    struct plan_world p;
    begin(&p);
    struct row *open = task(&p, "'title':'Open','estimate_min':120"), *unsaid = task(&p, "'title':'Unsaid'");
    struct row *milestone = task(&p, "'title':'Milestone','kind':'milestone'");
    take(&p);
    assert_int_equal(of(&p, open)->bias, 1000);
    assert_int_equal(facts(&p, open)->bias.tasks, 0);
    struct row *done = status_of(&p, "done"), *cancelled = status_of(&p, "cancelled");
    for (int i = 0; i < 8; i++) {
        TASK(&p, "'title':'Done','status':'%s','estimate_min':100,'spent_min':200}", world_id(p.project),
             world_id(done));
        TASK(&p, "'title':'Not said','status':'%s','spent_min':900}", world_id(p.project), world_id(done));
        TASK(&p, "'title':'Not spent','status':'%s','estimate_min':900}", world_id(p.project), world_id(done));
        TASK(&p, "'title':'Cancelled','status':'%s','estimate_min':100,'spent_min':900}", world_id(p.project),
             world_id(cancelled));
    }
    struct row *old = TASK(&p, "'title':'Long ago','status':'%s','estimate_min':10,'spent_min':80}",
                           world_id(p.project), world_id(done));
    const struct value all[] = {v_int(NOW_US - 100 * US_PER_DAY)};
    const struct value one[] = {v_int(NOW_US - (BIAS_DAYS + 1) * US_PER_DAY), v_id(row_get_id(old, "id"))};
    assert_int_equal(
        db_exec(p.w.db, &p.w.op.scope, "UPDATE task SET completed = $1 WHERE completed IS NOT NULL", 1, all, NULL), 0);
    assert_int_equal(db_exec(p.w.db, &p.w.op.scope, "UPDATE task SET completed = $1 WHERE id = $2", 2, one, NULL), 0);
    take(&p);
    assert_int_equal(facts(&p, open)->bias.tasks, 8);
    assert_int_equal(facts(&p, open)->bias.permille,
                     1680); /* the activity nobody said and the workspace, halfway each */
    assert_int_equal(of(&p, open)->bias, 1680);
    assert_int_equal(of(&p, unsaid)->bias, 0);
    assert_int_equal(of(&p, milestone)->bias, 0);
    end(&p);
}

static void reading_asks_a_constant_number_of_times(void **state)
{
    (void)state;
    struct plan_world p;
    begin(&p);
    int64_t few = statements(&p);
    for (int i = 0; i < 15; i++) {
        struct row *client = world_make(&p.w, &client_resource, "{'name':'Client %d'}", i);
        struct row *project = world_make(&p.w, &project_resource, "{'name':'P','client':'%s'}", world_id(client));
        struct row *whole = world_make(&p.w, &task_resource, "{'title':'T','project':'%s'}", world_id(project));
        world_make(&p.w, &task_resource, "{'title':'Part','project':'%s','parent':'%s'}", world_id(project),
                   world_id(whole));
        world_make(&p.w, &member_resource, "{'name':'M','email':'m%d@example.org'}", i);
    }
    assert_int_equal(statements(&p), few);
    assert_true(few <= 30);
    end(&p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(time_begins_at_the_next_quarter),
        cmocka_unit_test(effort_is_what_is_left),
        cmocka_unit_test(what_is_not_under_way_is_not_planned),
        cmocka_unit_test(dates_are_the_ends_of_days),
        cmocka_unit_test(what_holds_subtasks_has_no_work_of_its_own),
        cmocka_unit_test(who_does_it),
        cmocka_unit_test(blocks_by_hand_are_fixed),
        cmocka_unit_test(everybody_has_their_own_limits),
        cmocka_unit_test(lists_are_as_they_stand),
        cmocka_unit_test(a_reader_gets_their_part),
        cmocka_unit_test(what_was_done_says_how_long),
        cmocka_unit_test(reading_asks_a_constant_number_of_times),
    };
    return run_on_databases("snapshot", tests);
}
