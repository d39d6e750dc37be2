#include "planning/force.h"
#include "planning/force_rows.h"
#include "planning/planning.h"

#define SLICE_US INT64_C(30000)
#define TRIES    3
#define MOVED_US (4 * INT64_C(3600) * US_PER_S) /* a finish that is elsewhere by so much has moved */
#define NEAR_US  (14 * US_PER_DAY)

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

static int plan_row(struct op *op, struct row **ret)
{
    ROWS rows = {0};
    struct id id = {{0}};
    int err = op_query(op, &rows, "SELECT id FROM @plan WHERE deleted IS NULL LIMIT 1", NO_ARGS);
    if (!err && (err = rows_next(&rows)) == 1)
        id = row_id(&rows, 0);
    rows_end(&rows);
    if (err < 0)
        return err;
    if (!id_is_zero(id))
        return resource_get_system(op, &plan_resource, id, ret);
    static const char *const names[] = {"hash"};
    return resource_create_system(op, &plan_resource, NULL, 1, names, &v_text(STR("0")), ret);
}

static int write_plan_row(struct op *op, void *arg)
{
    static const char *const names[] = {"hash", "moved", "nervousness"};
    struct writing *w = arg;
    struct row *row;
    int err = still_ours(op, w);
    if (err || (err = plan_row(op, &row)))
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

static int64_t distance(const struct value *a, const struct value *b)
{
    if (a->kind != b->kind)
        return INT64_MAX;
    int64_t d = a->kind == V_INT ? a->i - b->i : 0;
    return d < 0 ? -d : d;
}

/* Tasks whose finish is elsewhere; of those that were to be done soon, how many in a hundred. Both sorted. */
static void count_moved(struct writing *w, const struct derived_rows *before, const struct derived_rows *after)
{
    int64_t soon = 0, soon_moved = 0, end = w->plan->snapshot->now_us + NEAR_US;
    for (size_t i = 0, k = 0; i < before->n && k < after->n;) {
        const struct value *a = derived_row(before, i), *b = derived_row(after, k);
        int c = memcmp(a[PT_TASK].id.byte, b[PT_TASK].id.byte, sizeof(struct id));
        i += c <= 0;
        k += c >= 0;
        if (c != 0)
            continue;
        bool moved = distance(&a[PT_FINISH], &b[PT_FINISH]) >= MOVED_US;
        bool is_soon = a[PT_FINISH].kind == V_INT && a[PT_FINISH].i < end;
        w->moved += moved;
        soon += is_soon;
        soon_moved += moved && is_soon;
    }
    w->nervousness = soon ? soon_moved * 100 / soon : 0;
}

/* ---- all of it ---- */

static void report(const struct computed *c, struct force_report *r)
{
    const struct snapshot *s = c->snapshot;
    r->people = s->in.person_n;
    r->projects = s->in.project_n;
    r->dependencies = s->in.dependency_n;
    r->blocks = c->out.blocks.n;
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
        count_moved(w, &before[0], &after[0]);
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
    struct snapshot snapshot;
    struct computed computed;
    struct writing w = {.plan = &computed};
    struct db *reading = op->db;
    *r = (struct force_report){0};
    arena_init(&arena);
    int64_t t0 = clock_monotonic_us();
    int err = writer_run(writer, op, take_turn, &w);
    op->db = reading;
    int64_t t1 = clock_monotonic_us();
    if (!err)
        err = snapshot_read(op, &arena, op->now_us, &snapshot);
    int64_t t2 = clock_monotonic_us();
    if (!err)
        err = compute(&arena, &snapshot, &computed);
    int64_t t3 = clock_monotonic_us();
    if (!err && !(err = compare(op, &arena, &w, r)))
        err = write_all(op, writer, &w);
    if (!err)
        report(&computed, r);
    r->read_us = t2 - t1;
    r->plan_us = t3 - t2;
    r->write_us = clock_monotonic_us() - t3 + (t1 - t0);
    r->longest_us = w.longest_us;
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
