#include "people/people.h"
#include "planning/snapshot_parts.h"
#include "store/events.h"

void *growing_add(struct arena *a, struct growing *g, void *array, size_t size)
{
    if (g->n == g->room) {
        size_t more = g->room ? g->room * 2 : 256;
        array = arena_grow(a, array, g->room * size, more * size);
        g->room = more;
    }
    g->n++;
    return array;
}

static int64_t int_or(const struct rows *r, int column, int64_t absent)
{
    return row_is_null(r, column) ? absent : row_int(r, column);
}

uint64_t snapshot_key(struct id id)
{
    uint64_t low = 0;
    for (int i = 8; i < 16; i++)
        low = low << 8 | id.byte[i];
    return low;
}

static void set_skills(const struct snapshot_maker *m, struct str ids, uint64_t bits[PLAN_SKILL_WORDS])
{
    for (size_t i = 0; i < ids.n / sizeof(struct id); i++) {
        uint32_t skill = id_index_find(&m->skill_index, id_at(ids, i));
        if (skill != PLAN_NONE)
            bits[skill / 64] |= UINT64_C(1) << (skill % 64);
    }
}

int snapshot_read_workspace(struct snapshot_maker *m)
{
    struct snapshot *s = m->s;
    int err = event_last_seq(m->op->db, m->op->scope.workspace, &s->seq);
    ROWS rows = {0};
    s->zone = "UTC";
    s->weights = weights_parse((struct str){0});
    if (err ||
        (err = op_query_system(
             m->op, &rows, "SELECT zone, buffer_percent, plan_weights FROM @workspace WHERE deleted IS NULL LIMIT 1",
             NO_ARGS)))
        return err;
    if ((err = rows_next(&rows)) == 1) {
        s->zone = arena_cstr(s->arena, row_text(&rows, 0));
        m->buffer_percent = row_int(&rows, 1);
        s->weights = weights_parse(row_text(&rows, 2));
    }
    return err < 0 ? err : 0;
}

static int read_skills(struct snapshot_maker *m)
{
    struct snapshot *s = m->s;
    struct growing room = {0};
    ROWS rows = {0};
    int err = op_query_system(m->op, &rows, "SELECT id FROM @skill WHERE deleted IS NULL ORDER BY id LIMIT $1",
                              ARGS(v_int(PLAN_SKILL_WORDS * 64)));
    while (!err && (err = rows_next(&rows)) == 1) {
        GROW(m, room, s->skills);
        s->skills[s->skill_n++] = row_id(&rows, 0);
        err = 0;
    }
    m->skill_index = id_index_make(s->arena, s->skills, s->skill_n, sizeof *s->skills);
    return err;
}

static int read_equipment(struct snapshot_maker *m)
{
    struct snapshot *s = m->s;
    struct growing room = {0}, more = {0};
    ROWS rows = {0};
    int err = op_query_system(m->op, &rows,
                              "SELECT id, name, capacity FROM @equipment WHERE deleted IS NULL ORDER BY id LIMIT $1",
                              ARGS(v_int(PLAN_RESOURCES_MOST)));
    while (!err && (err = rows_next(&rows)) == 1) {
        GROW(m, room, s->resources);
        GROW(m, more, s->resource);
        uint32_t i = s->in.resource_n++;
        s->resource[i] = (struct snapshot_resource){row_id(&rows, 0), arena_str(s->arena, row_text(&rows, 1))};
        s->resources[i].key = snapshot_key(s->resource[i].id);
        s->resources[i].capacity = (int32_t)row_int(&rows, 2);
        err = 0;
    }
    m->equipment_index = id_index_make(s->arena, s->resource, s->in.resource_n, sizeof *s->resource);
    return err;
}

/* Who is active. Working time comes later. */
int snapshot_read_people(struct snapshot_maker *m)
{
    struct snapshot *s = m->s;
    struct growing room = {0}, more = {0}, flags = {0};
    int err = read_skills(m);
    ROWS rows = {0};
    err = err ? err : read_equipment(m);
    if (!err)
        err = op_query_system(m->op, &rows,
                              "SELECT id, name, zone, role, own_tasks_only, skills, auto_plan FROM @member "
                              "WHERE deleted IS NULL AND active = 1 ORDER BY id LIMIT $1",
                              ARGS(v_int(PLAN_PEOPLE_MOST)));
    while (!err && (err = rows_next(&rows)) == 1) {
        GROW(m, room, s->people);
        GROW(m, more, s->person);
        GROW(m, flags, m->freelance);
        uint32_t i = s->in.person_n++;
        struct str zone = row_text(&rows, 2);
        s->person[i] = (struct snapshot_person){.id = row_id(&rows, 0),
                                                .name = arena_str(s->arena, row_text(&rows, 1)),
                                                .zone = zone.n ? arena_cstr(s->arena, zone) : s->zone,
                                                .sees_all = role_of(row_text(&rows, 3)) >= ROLE_MANAGER,
                                                .auto_plan = row_int(&rows, 6) != 0};
        m->freelance[i] = row_int(&rows, 4) != 0;
        s->people[i] = (struct plan_person){.key = snapshot_key(s->person[i].id)};
        set_skills(m, ids_of(&rows, 5), s->people[i].skills);
        err = 0;
    }
    m->index->people = id_index_make(s->arena, s->person, s->in.person_n, sizeof *s->person);
    return err;
}

static int read_grants(struct snapshot_maker *m)
{
    struct growing room = {0};
    ROWS rows = {0};
    int err = op_query_system(
        m->op, &rows, "SELECT member, client FROM @access WHERE deleted IS NULL ORDER BY member, client", NO_ARGS);
    while (!err && (err = rows_next(&rows)) == 1) {
        struct grant g = {snapshot_person_of(m->s, row_id(&rows, 0)), snapshot_client_of(m->s, row_id(&rows, 1))};
        err = 0;
        if (g.person == PLAN_NONE || g.client == PLAN_NONE)
            continue;
        GROW(m, room, m->grants);
        m->grants[m->grant_n++] = g;
    }
    return err;
}

int snapshot_read_clients(struct snapshot_maker *m)
{
    struct snapshot *s = m->s;
    struct growing room = {0}, more = {0}, shares = {0};
    ROWS rows = {0};
    int err = op_query_system(m->op, &rows,
                              "SELECT id, name, importance, share_percent, share_min FROM @client "
                              "WHERE deleted IS NULL AND archived IS NULL ORDER BY id LIMIT $1",
                              ARGS(v_int(PLAN_CLIENTS_MOST)));
    while (!err && (err = rows_next(&rows)) == 1) {
        GROW(m, room, s->clients);
        GROW(m, more, s->client);
        GROW(m, shares, m->share_min);
        uint32_t i = s->in.client_n++;
        s->client[i] = (struct snapshot_client){.id = row_id(&rows, 0),
                                                .name = arena_str(s->arena, row_text(&rows, 1)),
                                                .importance = (int)row_int(&rows, 2)};
        s->clients[i] = (struct plan_client){snapshot_key(s->client[i].id), (int32_t)row_int(&rows, 3)};
        m->share_min[i] = int_or(&rows, 4, -1);
        err = 0;
    }
    m->index->clients = id_index_make(s->arena, s->client, s->in.client_n, sizeof *s->client);
    return err ? err : read_grants(m);
}

static void take_project(struct snapshot_maker *m, const struct rows *rows, uint32_t client, uint32_t i)
{
    struct snapshot *s = m->s;
    s->project[i] = (struct snapshot_project){.id = row_id(rows, 0),
                                              .client_id = s->client[client].id,
                                              .name = arena_str(s->arena, row_text(rows, 2)),
                                              .due_day = (int32_t)int_or(rows, 3, DAY_NONE),
                                              .importance = (int)row_int(rows, 4),
                                              .hard = row_int(rows, 5) != 0};
    struct snapshot_project *p = &s->project[i];
    p->gaps = p->due_day == DAY_NONE ? GAP_DUE : 0;
    p->hard = p->hard && p->due_day != DAY_NONE;
    m->project_rows[i] = (struct project_row){(int32_t)int_or(rows, 6, DAY_NONE), row_id(rows, 7)};
    s->projects[i] =
        (struct plan_project){.key = snapshot_key(p->id),
                              .client = client,
                              .weight = weight_project(&s->weights, s->client[client].importance, p->importance),
                              .due = snapshot_due(s, p->due_day, -1)};
}

int snapshot_read_projects(struct snapshot_maker *m)
{
    struct snapshot *s = m->s;
    struct growing room = {0}, more = {0}, starts = {0};
    ROWS rows = {0};
    int err = op_query_system(m->op, &rows,
                              "SELECT id, client, name, due, importance, hard, start, owner FROM @project "
                              "WHERE deleted IS NULL AND archived IS NULL AND state IN ('agreed', 'active', "
                              "'delivered') ORDER BY id LIMIT $1",
                              ARGS(v_int(PLAN_PROJECTS_MOST)));
    while (!err && (err = rows_next(&rows)) == 1) {
        uint32_t client = snapshot_client_of(s, row_id(&rows, 1));
        err = 0;
        if (client == PLAN_NONE)
            continue;
        GROW(m, room, s->projects);
        GROW(m, more, s->project);
        GROW(m, starts, m->project_rows);
        take_project(m, &rows, client, s->in.project_n++);
    }
    m->index->projects = id_index_make(s->arena, s->project, s->in.project_n, sizeof *s->project);
    return err;
}

/* ---- tasks ---- */

enum {
    T_ID,
    T_PROJECT,
    T_PARENT,
    T_TITLE,
    T_KIND,
    T_CATEGORY,
    T_PRIORITY,
    T_IMPACT,
    T_ASSIGNEES,
    T_START,
    T_DUE,
    T_DUE_MIN,
    T_LOW,
    T_ESTIMATE,
    T_HIGH,
    T_SPENT,
    T_ACTIVITY,
    T_SKILLS,
    T_EQUIPMENT,
    T_HARD,
    T_PINNED,
    T_UPDATED,
    T_LIST,
    T_RANK
};
#define TASK_COLUMNS                                                                                                   \
    "t.id, t.project, t.parent, t.title, t.kind, t.category, t.priority, t.impact, t.assignees, t.start, t.due, "      \
    "t.due_min, t.estimate_low_min, t.estimate_min, t.estimate_high_min, t.spent_min, t.activity, t.skills, "          \
    "t.equipment, t.hard, t.pinned, t.updated, t.list, t.rank"

static uint32_t activity_of(struct snapshot_maker *m, struct id id)
{
    if (id_is_zero(id))
        return PLAN_NONE;
    for (uint32_t i = 0; i < m->s->activity_n; i++)
        if (id_eq(m->s->activities[i], id))
            return i;
    GROW(m, m->activity_room, m->s->activities);
    m->s->activities[m->s->activity_n] = id;
    return m->s->activity_n++;
}

static void take_assignees(struct snapshot_maker *m, struct str ids, struct snapshot_task *t)
{
    size_t n = ids.n / sizeof(struct id);
    struct id *kept = n ? arena_array(m->s->arena, struct id, n) : NULL;
    for (size_t i = 0; i < n; i++)
        if (snapshot_person_of(m->s, id_at(ids, i)) != PLAN_NONE)
            kept[t->assignee_n++] = id_at(ids, i);
    t->assignees = kept;
}

static void take_needs(struct snapshot_maker *m, struct str ids, struct plan_task *e)
{
    struct snapshot *s = m->s;
    e->need_first = s->in.need_n;
    for (size_t i = 0; i < ids.n / sizeof(struct id) && s->in.need_n < PLAN_NEEDS_MOST; i++) {
        uint32_t resource = id_index_find(&m->equipment_index, id_at(ids, i));
        if (resource == PLAN_NONE)
            continue;
        GROW(m, m->need_room, s->needs);
        s->needs[s->in.need_n++] = (struct plan_need){resource, 1};
        e->need_n++;
    }
}

static void take_task(struct snapshot_maker *m, const struct rows *r, uint32_t project, uint32_t i)
{
    struct snapshot *s = m->s;
    struct str kind = row_text(r, T_KIND);
    struct snapshot_task *t = &s->task[i];
    struct plan_task *e = &s->tasks[i];
    *t = (struct snapshot_task){.id = row_id(r, T_ID),
                                .client_id = s->project[project].client_id,
                                .project_id = s->project[project].id,
                                .parent_id = row_id(r, T_PARENT),
                                .title = arena_str(s->arena, row_text(r, T_TITLE)),
                                .parent = PLAN_NONE,
                                .gate = PLAN_NONE,
                                .due_day = (int32_t)int_or(r, T_DUE, DAY_NONE),
                                .start_day = (int32_t)int_or(r, T_START, DAY_NONE),
                                .estimate_min = int_or(r, T_ESTIMATE, -1),
                                .low_min = int_or(r, T_LOW, -1),
                                .high_min = int_or(r, T_HIGH, -1),
                                .spent_min = int_or(r, T_SPENT, 0),
                                .priority = (int16_t)int_or(r, T_PRIORITY, 0),
                                .impact = (int16_t)int_or(r, T_IMPACT, 0),
                                .milestone = str_is(kind, "milestone"),
                                .deliverable = str_is(kind, "deliverable"),
                                .hard = row_int(r, T_HARD) != 0,
                                .pinned = row_int(r, T_PINNED) != 0,
                                .changed = m->made_us > 0 && row_int(r, T_UPDATED) > m->made_us,
                                .backlog = str_is(row_text(r, T_CATEGORY), "backlog")};
    *e = (struct plan_task){.key = snapshot_key(t->id),
                            .project = project,
                            .activity = activity_of(m, row_id(r, T_ACTIVITY)),
                            .assignee = PLAN_NONE,
                            .due = snapshot_due(s, t->due_day, (int)int_or(r, T_DUE_MIN, -1)),
                            .hard = PLAN_NEVER};
    m->task_rows[i].due_min = (int)int_or(r, T_DUE_MIN, -1);
    m->task_rows[i].list = row_id(r, T_LIST);
    m->task_rows[i].rank = arena_str(m->op->arena, row_text(r, T_RANK));
    take_assignees(m, ids_of(r, T_ASSIGNEES), t);
    set_skills(m, ids_of(r, T_SKILLS), e->skills);
    take_needs(m, ids_of(r, T_EQUIPMENT), e);
}

int snapshot_read_tasks(struct snapshot_maker *m)
{
    struct snapshot *s = m->s;
    struct growing rest = {0};
    int64_t n = 0;
    ROWS rows = {0};
    int err = op_query_system(
        m->op, &rows,
        "SELECT " TASK_COLUMNS " FROM @task t WHERE t.deleted IS NULL AND t.completed IS NULL AND "
        "(t.category IN ('open', 'active', 'review') OR (t.category = 'backlog' AND (t.due IS NOT NULL OR EXISTS "
        "(SELECT 1 FROM @dependency d WHERE d.predecessor = t.id AND d.deleted IS NULL)))) ORDER BY t.id DESC LIMIT $1",
        ARGS(v_int(SNAPSHOT_TASKS + 1)));
    while (!err && (err = rows_next(&rows)) == 1) {
        uint32_t project = snapshot_project_of(s, row_id(&rows, T_PROJECT));
        err = 0;
        s->cut = ++n > SNAPSHOT_TASKS;
        if (project == PLAN_NONE || s->cut)
            continue;
        GROW(m, m->task_room, s->tasks);
        GROW(m, m->task_ids, s->task);
        GROW(m, rest, m->task_rows);
        take_task(m, &rows, project, s->in.task_n++);
    }
    m->index->tasks = id_index_make(s->arena, s->task, s->in.task_n, sizeof *s->task);
    return err;
}

static uint32_t dependency_kind(struct str kind)
{
    static const char *const kinds[] = {"finish_start", "start_start", "finish_finish", "start_finish"};
    for (uint32_t i = 0; i < 4; i++)
        if (str_is(kind, kinds[i]))
            return i;
    return PLAN_FINISH_START;
}

/* Only between what is planned: what is done holds nobody up. */
int snapshot_read_dependencies(struct snapshot_maker *m)
{
    struct snapshot *s = m->s;
    ROWS rows = {0};
    int err = op_query_system(m->op, &rows,
                              "SELECT id, task, predecessor, kind, lag_min FROM @dependency WHERE deleted IS NULL "
                              "ORDER BY id LIMIT $1",
                              ARGS(v_int(PLAN_DEPENDENCIES_MOST / 2)));
    while (!err && (err = rows_next(&rows)) == 1) {
        uint32_t after = snapshot_task_of(s, row_id(&rows, 1)), before = snapshot_task_of(s, row_id(&rows, 2));
        int64_t lag = row_int(&rows, 4);
        err = 0;
        if (after == PLAN_NONE || before == PLAN_NONE)
            continue;
        GROW(m, m->dependency_room, s->dependencies);
        GROW(m, m->dependency_ids, s->dependency);
        uint32_t i = s->in.dependency_n++;
        s->dependency[i].id = row_id(&rows, 0);
        s->dependencies[i] =
            (struct plan_dependency){.before = before,
                                     .after = after,
                                     .kind = dependency_kind(row_text(&rows, 3)),
                                     .lag = (int32_t)(lag < 0 ? -snapshot_slots(-lag) : snapshot_slots(lag))};
    }
    return err;
}

int snapshot_read_made(struct snapshot_maker *m)
{
    ROWS rows = {0};
    int err = op_query_system(m->op, &rows, "SELECT made FROM @plan WHERE deleted IS NULL LIMIT 1", NO_ARGS);
    if (!err && (err = rows_next(&rows)) == 1)
        m->made_us = row_int(&rows, 0);
    return err < 0 ? err : 0;
}

/* What the plan in force has for the next days. */
int snapshot_read_force(struct snapshot_maker *m)
{
    struct snapshot *s = m->s;
    struct growing room = {0};
    ROWS rows = {0};
    int err = op_query_system(
        m->op, &rows,
        "SELECT member, task, start, \"end\", setup_min FROM @planned_block WHERE \"end\" > $1 "
        "AND start < $2 ORDER BY member, start LIMIT $3",
        ARGS(v_int(s->from_us), v_int(snapshot_instant(s, s->in.settings.still)), v_int(PLAN_BLOCKS_MOST / 4)));
    while (!err && (err = rows_next(&rows)) == 1) {
        int64_t start_us = row_int(&rows, 2);
        int32_t from = snapshot_slot(s, start_us), to = snapshot_slot(s, row_int(&rows, 3));
        int32_t passed = from < 0 ? -from : 0, setup = (int32_t)row_int(&rows, 4) / PLAN_SLOT_MIN;
        GROW(m, room, s->was);
        s->was[s->was_n++] = (struct snapshot_was){.member = row_id(&rows, 0),
                                                   .task = row_id(&rows, 1),
                                                   .start_us = start_us,
                                                   .from = from < 0 ? 0 : from,
                                                   .to = to,
                                                   .setup = setup > passed ? setup - passed : 0,
                                                   .begun = passed > setup ? passed - setup : 0,
                                                   .under_way = from < 0};
        err = 0;
    }
    return err;
}
