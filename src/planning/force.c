#include "planning/force.h"
#include "plan/diff.h"
#include "planning/days.h"
#include "planning/force_rows.h"
#include "planning/planning.h"

#define SLICE_US    INT64_C(30000)
#define TRIES       3
#define MOVED_SLOTS 16 /* a finish that is elsewhere by so much has moved */

struct writing {
    struct derived_steps steps;
    size_t from, until;
    int64_t turn, longest_us;
    const struct computed *plan;
    char hash[17];
    int64_t moved, nervousness;
};

/* Who comes later makes who writes stop. */
static int take_turn(struct op *op, void *arg)
{
    struct writing *w = arg;
    ROWS rows = {0};
    int err = op_exec(op,
                      "INSERT INTO planner (ws, until, turn) VALUES ($ws, 0, 1) "
                      "ON CONFLICT (ws) DO UPDATE SET turn = planner.turn + 1",
                      NO_ARGS);
    if (err || (err = op_query(op, &rows, "SELECT turn FROM planner WHERE ws = $ws", NO_ARGS)))
        return err;
    if ((err = rows_next(&rows)) == 1)
        w->turn = row_int(&rows, 0);
    return err < 0 ? err : 0;
}

static int still_ours(struct op *op, const struct writing *w)
{
    ROWS rows = {0};
    int err = op_query(op, &rows, "SELECT turn FROM planner WHERE ws = $ws", NO_ARGS);
    if (err || (err = rows_next(&rows)) < 0)
        return err;
    return err == 1 && row_int(&rows, 0) == w->turn ? 0 : ERR_CONFLICT;
}

static int write_slice(struct op *op, void *arg)
{
    struct writing *w = arg;
    int64_t began = clock_monotonic_us();
    size_t i = w->from;
    int err = still_ours(op, w);
    while (!err && i < w->steps.n && (i % 16 || clock_monotonic_us() - began < SLICE_US))
        err = derived_do(op, &w->steps.at[i++]);
    w->until = i;
    int64_t took = clock_monotonic_us() - began;
    w->longest_us = took > w->longest_us ? took : w->longest_us;
    return err;
}

/* ---- the row of the plan ---- */

int plan_in_force(struct op *op, struct row **ret)
{
    ROWS rows = {0};
    struct id id = {{0}};
    *ret = NULL;
    int err = op_query(op, &rows, "SELECT id FROM @plan WHERE deleted IS NULL LIMIT 1", NO_ARGS);
    if (!err && (err = rows_next(&rows)) == 1)
        id = row_id(&rows, 0);
    rows_end(&rows);
    return err < 0 ? err : id_is_zero(id) ? 0 : resource_get_system(op, &plan_resource, id, ret);
}

static int plan_row(struct op *op, const struct writing *w, struct row **ret)
{
    int err = plan_in_force(op, ret);
    if (err || *ret)
        return err;
    static const char *const names[] = {"hash"};
    return resource_create_system(op, &plan_resource, NULL, 1, names, &v_text(str_of(w->hash)), ret);
}

static int write_plan_row(struct op *op, void *arg)
{
    static const char *const names[] = {"hash", "moved", "nervousness"};
    struct writing *w = arg;
    struct row *row;
    int err = still_ours(op, w);
    if (err || (err = plan_row(op, w, &row)))
        return err;
    struct id id = row_get_id(row, "id");
    const struct value values[] = {v_text(str_of(w->hash)), v_int(w->moved), v_int(w->nervousness)};
    const struct snapshot *s = w->plan->snapshot;
    if (!str_is(row_get_text(row, "hash"), w->hash) &&
        (err = resource_set_system(op, &plan_resource, id, 3, names, values)))
        return err;
    const struct {
        const char *name;
        int64_t value;
    } derived[] = {
        {"seq", s->seq}, {"made", s->now_us}, {"begins", s->from_us}, {"ends", snapshot_instant(s, s->in.slots)}};
    for (size_t i = 0; i < sizeof derived / sizeof *derived && !err; i++)
        err = resource_set_derived(op, &plan_resource, id, derived[i].name, v_int(derived[i].value));
    return err;
}

/* ---- how much it moved ---- */

static int32_t slot_of(const struct snapshot *s, const struct value *v)
{
    return v->kind == V_INT ? snapshot_slot(s, v->i) : PLAN_NEVER;
}

static struct plan_was was_of(struct arena *a, const struct snapshot *s, const struct derived_rows *tasks,
                              const struct derived_rows *blocks)
{
    struct plan_was_task *t = arena_array(a, struct plan_was_task, tasks->n + 1);
    struct plan_was_block *b = arena_array(a, struct plan_was_block, blocks->n + 1);
    uint32_t n = 0;
    for (size_t i = 0; i < tasks->n; i++) {
        const struct value *row = derived_row(tasks, i);
        t[i] = (struct plan_was_task){.task = snapshot_key(row[PT_TASK].id),
                                      .person = row[PT_MEMBER].kind == V_ID ? snapshot_key(row[PT_MEMBER].id) : 0,
                                      .start = slot_of(s, &row[PT_START]),
                                      .finish = slot_of(s, &row[PT_FINISH])};
    }
    for (size_t i = 0; i < blocks->n; i++) {
        const struct value *row = derived_row(blocks, i);
        if (row[PB_START].i < s->from_us) /* it is past */
            continue;
        b[n++] = (struct plan_was_block){.task = snapshot_key(row[PB_TASK].id),
                                         .person = snapshot_key(row[PB_MEMBER].id),
                                         .from = slot_of(s, &row[PB_START]),
                                         .to = slot_of(s, &row[PB_END]),
                                         .setup = (int32_t)row[PB_SETUP].i / PLAN_SLOT_MIN};
    }
    return (struct plan_was){.blocks = b, .tasks = t, .block_n = n, .task_n = (uint32_t)tasks->n};
}

static void count_moved(struct arena *a, struct writing *w, const struct derived_rows *tasks,
                        const struct derived_rows *blocks)
{
    const struct snapshot *s = w->plan->snapshot;
    struct plan_was was = was_of(a, s, tasks, blocks);
    size_t room = plan_diff_bytes(&s->in, &w->plan->out, &was);
    struct plan_memory m = {.at = arena_alloc(a, room), .room = room};
    struct plan_diff d = plan_diff(&m, &s->in, &w->plan->out, &was);
    for (uint32_t i = 0; i < d.n; i++) {
        int32_t by = d.at[i].finish_by < 0 ? -d.at[i].finish_by : d.at[i].finish_by;
        w->moved += d.at[i].kind == PLAN_SHIFT_LOST || d.at[i].kind == PLAN_SHIFT_PLACED ||
                    (d.at[i].kind == PLAN_SHIFT_MOVED && (by >= MOVED_SLOTS || d.at[i].person));
    }
    w->nervousness = d.nervousness;
}

/* ---- all of it ---- */

static void report(const struct computed *c, struct force_report *r)
{
    const struct snapshot *s = c->snapshot;
    r->people = s->in.person_n;
    r->projects = s->in.project_n;
    r->dependencies = s->in.dependency_n;
    r->blocks = c->out.blocks.n + s->held_n;
    r->held = s->held_n;
    r->findings = c->out.findings.n;
    r->tasks = r->unplaced = r->late = 0;
    for (uint32_t i = 0; i < s->in.task_n; i++) {
        int32_t finish = c->out.dates.finish[i], due = s->in.tasks[i].due;
        r->tasks += !id_is_zero(s->task[i].id);
        r->unplaced += finish == PLAN_NEVER;
        r->late += due != PLAN_NEVER && finish > due;
    }
}

/* What stands there, against what is to stand there. */
static int compare(struct op *op, struct arena *a, struct writing *w, struct force_report *r)
{
    struct derived_rows before[3], after[3];
    const struct derived_table *const tables[] = {&planned_task_table, &planned_block_table, &planned_finding_table};
    int err = 0;
    for (int i = 0; i < 3 && !err; i++)
        err = derived_read(op, a, tables[i], &before[i]);
    if (err)
        return err;
    after[0] = force_task_rows(a, w->plan);
    after[1] = force_block_rows(a, w->plan, &before[1]);
    after[2] = force_finding_rows(a, w->plan);
    r->hash = 0;
    for (int i = 0; i < 3; i++) {
        derived_compare(a, &before[i], &after[i], &w->steps);
        r->hash = derived_hash(&after[i], r->hash + 1);
        r->rows += after[i].n;
    }
    if (before[0].n > 0)
        count_moved(a, w, &before[0], &before[1]);
    snprintf(w->hash, sizeof w->hash, "%016llx", (unsigned long long)r->hash);
    r->written = w->steps.n;
    r->moved = w->moved;
    return 0;
}

static int write_all(struct op *op, struct writer *writer, struct writing *w)
{
    struct db *reading = op->db;
    int err = 0;
    while (!err && w->from < w->steps.n) {
        op->change = id_new();
        err = writer_run(writer, op, write_slice, w);
        w->from = w->until;
    }
    if (!err)
        err = writer_run(writer, op, write_plan_row, w);
    op->db = reading;
    return err;
}

static int plan_once(struct op *op, struct writer *writer, struct force_report *r)
{
    struct arena arena;
    const struct current *current = NULL;
    struct writing w = {.turn = 0};
    struct db *reading = op->db;
    *r = (struct force_report){0};
    arena_init(&arena);
    int err = days_keep_all(op, writer); /* before what was planned for them is written over */
    if (!err)
        err = writer_run(writer, op, take_turn, &w);
    op->db = reading;
    if (!err)
        err = current_get(op, &current); /* who reads next finds it made */
    int64_t began = clock_monotonic_us();
    if (!err) {
        w.plan = current_plan(current);
        err = compare(op, &arena, &w, r);
    }
    if (!err)
        err = write_all(op, writer, &w);
    if (!err) {
        report(w.plan, r);
        current_times(current, &r->read_us, &r->plan_us);
    }
    r->write_us = clock_monotonic_us() - began;
    r->longest_us = w.longest_us;
    current_release(current);
    arena_release(&arena);
    return err;
}

int force_plan(struct op *op, struct writer *writer, struct force_report *ret)
{
    struct scope before = op_as_system(op);
    int err = ERR_CONFLICT;
    for (int i = 0; i < TRIES && err == ERR_CONFLICT; i++)
        err = plan_once(op, writer, ret);
    op->scope = before;
    return err;
}
