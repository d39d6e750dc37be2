#include "planning/force_rows.h"
#include "base/json_out.h"
#include "locale/zone.h"
#include "planning/force.h"
#include "planning/hold.h"

static const char *const task_columns[] = {"task",      "client",       "project",  "member",    "start",      "finish",
                                           "p50",       "p80",          "p95",      "slack_min", "critical",   "late",
                                           "score",     "why",          "why_ref",  "why_until", "left_min",   "gaps",
                                           "force_end", "force_member", "standing", "bias",      "bias_tasks", NULL};
static const char *const block_columns[] = {"member",    "start",     "task",  "client",  "project",
                                            "\"end\"",   "setup_min", "why",   "why_ref", "why_until",
                                            "runner_up", "margin",    "terms", NULL};
static const char *const finding_columns[] = {"n",         "kind",   "task", "other", "member",
                                              "equipment", "number", "path", NULL};
const struct derived_table planned_task_table = {"planned_task", task_columns, 1},
                           planned_block_table = {"planned_block", block_columns, 2},
                           planned_finding_table = {"planned_finding", finding_columns, 1};

const char *const force_block_why[] = {
    [PLAN_BLOCK_NO_WHY] = NULL,          [PLAN_BLOCK_START] = "start",
    [PLAN_BLOCK_RELEASE] = "release",    [PLAN_BLOCK_DEPENDENCY] = "dependency",
    [PLAN_BLOCK_FIXED] = "fixed",        [PLAN_BLOCK_BUSY] = "busy",
    [PLAN_BLOCK_DAY_FULL] = "day_full",  [PLAN_BLOCK_PROJECTS] = "projects",
    [PLAN_BLOCK_RESOURCE] = "equipment", [PLAN_BLOCK_TOO_SHORT] = "too_short",
    [PLAN_BLOCK_CLIENTS] = "clients",
};
const char *const force_task_why[] = {
    [PLAN_WHY_UNPLACED] = "unplaced",     [PLAN_WHY_START] = "start",      [PLAN_WHY_RELEASE] = "release",
    [PLAN_WHY_DEPENDENCY] = "dependency", [PLAN_WHY_BUSY] = "person_busy", [PLAN_WHY_GIVEN] = NULL,
};
const char *const force_terms[] = {
    [PLAN_TERM_HARD] = "hard",   [PLAN_TERM_PINNED] = "pinned", [PLAN_TERM_VALUE] = "value",
    [PLAN_TERM_LATE] = "late",   [PLAN_TERM_SAME] = "same",     [PLAN_TERM_FOCUS] = "focus",
    [PLAN_TERM_SHARE] = "share", [PLAN_TERM_SET_UP] = "set_up",
};
_Static_assert(sizeof force_terms / sizeof *force_terms == PLAN_TERMS, "a term without a name");
const char *const force_findings[] = {
    [PLAN_CYCLE] = "cycle",
    [PLAN_BEHIND_CYCLE] = "behind_cycle",
    [PLAN_NOBODY] = "nobody",
    [PLAN_SKILL_MISSING] = "skill_missing",
    [PLAN_NO_HOURS] = "no_hours",
    [PLAN_PERSON_NO_HOURS] = "person_no_hours",
    [PLAN_NO_EFFORT] = NULL,
    [PLAN_DUE_PAST] = NULL, /* overdue is seen everywhere */
    [PLAN_HARD_PAST] = "hard_past",
    [PLAN_HARD_IMPOSSIBLE] = "hard_impossible",
    [PLAN_DATES_CROSSED] = "dates_crossed",
    [PLAN_BEYOND] = "beyond",
    [PLAN_NEED_TOO_MUCH] = "need_too_much",
    [PLAN_SHARES_OVER] = "shares_over",
    [PLAN_FIXED_OVERLAP] = "fixed_overlap",
    [PLAN_FIXED_BUSY] = "fixed_busy",
    [PLAN_FIXED_TOO_MUCH] = "fixed_too_much",
};

static struct value text_or_null(const char *text)
{
    return text ? v_text(str_of(text)) : v_null();
}

static struct value instant_or_null(const struct snapshot *s, int32_t slot)
{
    return slot == PLAN_NEVER ? v_null() : v_int(snapshot_instant(s, slot));
}

/* A gate is its task. */
static struct value task_or_null(const struct snapshot *s, uint32_t task)
{
    if (task == PLAN_NONE)
        return v_null();
    if (id_is_zero(s->task[task].id))
        task = s->task[task].parent;
    return v_id(s->task[task].id);
}

static int32_t score_of(const struct plan_block *x)
{
    int32_t sum = 0;
    for (int i = 0; i < PLAN_TERMS; i++)
        sum += x->score[i];
    return sum;
}

/* ---- blocks ---- */

struct why {
    const char *why;
    struct value ref;
    int32_t until;
};

/* When what a dependency waits for lets go: for its start or its finish. */
static struct why why_dependency(const struct computed *c, uint32_t dependency)
{
    const struct plan_dependency *d = &c->snapshot->in.dependencies[dependency];
    bool by_start = d->kind == PLAN_START_START || d->kind == PLAN_START_FINISH;
    int32_t until = by_start ? c->out.dates.start[d->before] : c->out.dates.finish[d->before];
    return (struct why){"dependency", task_or_null(c->snapshot, d->before), until};
}

static struct why why_block(const struct computed *c, const struct plan_block *x)
{
    const struct snapshot *s = c->snapshot;
    struct why w = {force_block_why[x->why], v_null(), PLAN_NEVER};
    if (x->why == PLAN_BLOCK_DEPENDENCY)
        return why_dependency(c, x->why_id);
    if (x->why == PLAN_BLOCK_RELEASE)
        w.until = s->in.tasks[x->task].release;
    if (x->why == PLAN_BLOCK_FIXED && x->why_id != PLAN_NONE) {
        w.ref = task_or_null(s, s->in.fixed[x->why_id].task);
        w.until = s->in.fixed[x->why_id].to;
        if (id_is_zero(s->block[x->why_id].id)) /* it stays, but nobody fixed it */
            w.why = force_block_why[PLAN_BLOCK_BUSY];
    }
    if (x->why == PLAN_BLOCK_BUSY) {
        w.ref = task_or_null(s, c->out.blocks.at[x->why_id].task);
        w.until = c->out.blocks.at[x->why_id].to;
    }
    if (x->why == PLAN_BLOCK_RESOURCE)
        w.ref = v_id(s->resource[x->why_id].id);
    return w;
}

/* What is not nothing, as JSON. */
static struct value terms_of(struct arena *a, const struct plan_block *x)
{
    struct buf out;
    struct json j;
    buf_init(&out, 1000);
    json_init(&j, &out);
    json_object_start(&j);
    for (int i = 0; i < PLAN_TERMS; i++) {
        if (x->score[i] == 0)
            continue;
        json_key(&j, force_terms[i]);
        json_int(&j, x->score[i]);
    }
    json_object_end(&j);
    struct value v = v_text(arena_str(a, buf_view(&out)));
    buf_release(&out);
    return v;
}

static void fill_block(struct arena *a, const struct computed *c, const struct plan_block *x, struct value *row)
{
    const struct snapshot *s = c->snapshot;
    const struct snapshot_task *t = &s->task[x->task];
    struct why w = why_block(c, x);
    row[PB_MEMBER] = v_id(s->person[x->person].id);
    row[PB_START] = v_int(snapshot_instant(s, x->from));
    row[PB_END] = v_int(snapshot_instant(s, x->to));
    row[PB_TASK] = v_id(t->id);
    row[PB_CLIENT] = v_id(t->client_id);
    row[PB_PROJECT] = v_id(t->project_id);
    row[PB_SETUP] = v_int(x->setup * PLAN_SLOT_MIN);
    row[PB_WHY] = text_or_null(w.why);
    row[PB_WHY_REF] = w.ref;
    row[PB_WHY_UNTIL] = instant_or_null(s, w.until);
    row[PB_RUNNER_UP] = task_or_null(s, x->runner_up);
    row[PB_MARGIN] = v_int(x->margin);
    row[PB_TERMS] = terms_of(a, x);
}

static bool same_id(const struct value *a, const struct value *b)
{
    return a->kind == V_ID && b->kind == V_ID && id_eq(a->id, b->id);
}

/* The planned row that goes on where an old one is under way, or NULL. */
static struct value *goes_on(struct derived_rows *rows, const struct value *old, int64_t from_us)
{
    for (size_t i = 0; i < rows->n; i++) {
        struct value *row = rows->at + i * (size_t)rows->columns;
        if (row[PB_START].i == from_us && same_id(&row[PB_MEMBER], &old[PB_MEMBER]) &&
            same_id(&row[PB_TASK], &old[PB_TASK]))
            return row;
    }
    return NULL;
}

/* What stays for the next days stays as it stands there, with its reasons; so does what began today and is over. */
static void keep_rows(struct arena *a, const struct computed *c, const struct derived_rows *before,
                      struct derived_rows *rows)
{
    const struct snapshot *s = c->snapshot;
    int64_t today = zone_instant(s->zone, zone_day(s->zone, s->now_us), 0);
    for (size_t i = 0; i < before->n; i++) {
        const struct value *old = derived_row(before, i);
        if (hold_has(s, old[PB_MEMBER].id, old[PB_START].i)) {
            memcpy(derived_add(a, rows), old, sizeof *old * (size_t)before->columns);
            continue;
        }
        if (old[PB_START].i >= s->from_us || old[PB_START].i < today)
            continue;
        struct value *next = old[PB_END].i >= s->from_us ? goes_on(rows, old, s->from_us) : NULL;
        if (next) {
            next[PB_START] = old[PB_START];
            continue;
        }
        struct value *kept = derived_add(a, rows);
        memcpy(kept, old, sizeof *old * (size_t)before->columns);
        if (kept[PB_END].i > s->from_us)
            kept[PB_END] = v_int(s->from_us);
    }
}

struct derived_rows force_block_rows(struct arena *a, const struct computed *c, const struct derived_rows *before)
{
    struct derived_rows rows = derived_start(&planned_block_table);
    for (uint32_t i = 0; i < c->out.blocks.n; i++)
        fill_block(a, c, &c->out.blocks.at[i], derived_add(a, &rows));
    keep_rows(a, c, before, &rows);
    return rows;
}

/* ---- tasks ---- */

/* Per task with subtasks: the one that ends last. */
static uint32_t *last_parts(struct arena *a, const struct computed *c)
{
    const struct snapshot *s = c->snapshot;
    const int32_t *finish = c->out.dates.finish;
    uint32_t *last = arena_array(a, uint32_t, s->in.task_n + 1);
    for (uint32_t i = 0; i < s->in.task_n; i++)
        last[i] = PLAN_NONE;
    for (uint32_t i = 0; i < s->in.task_n; i++) {
        uint32_t of = id_is_zero(s->task[i].id) ? PLAN_NONE : s->task[i].parent;
        if (of != PLAN_NONE && (last[of] == PLAN_NONE || finish[i] > finish[last[of]]))
            last[of] = i;
    }
    return last;
}

static struct why why_task(const struct computed *c, uint32_t t, const struct plan_block *first, uint32_t last_part)
{
    const struct plan_dates *d = &c->out.dates;
    struct why w = {force_task_why[d->why[t]], v_null(), PLAN_NEVER};
    if (last_part != PLAN_NONE)
        return (struct why){"subtasks", task_or_null(c->snapshot, last_part), d->finish[last_part]};
    if (first)
        return why_block(c, first);
    if (d->why[t] == PLAN_WHY_DEPENDENCY && d->why_id[t] != PLAN_NONE)
        return why_dependency(c, d->why_id[t]);
    if (d->why[t] == PLAN_WHY_RELEASE)
        w.until = c->snapshot->in.tasks[t].release;
    return w;
}

/* A task with subtasks begins with the first of them. */
static int32_t *starts_of(struct arena *a, const struct computed *c)
{
    const struct snapshot *s = c->snapshot;
    int32_t *start = arena_array(a, int32_t, s->in.task_n + 1);
    memcpy(start, c->out.dates.start, sizeof *start * s->in.task_n);
    for (uint32_t i = 0; i < s->in.task_n; i++)
        for (uint32_t at = s->task[i].parent, depth = 0; at != PLAN_NONE && depth < 16 && !id_is_zero(s->task[i].id);
             at = s->task[at].parent, depth++)
            if (c->out.dates.start[i] < start[at])
                start[at] = c->out.dates.start[i];
    return start;
}

static void fill_task(const struct computed *c, uint32_t i, int32_t start, const struct plan_block *first,
                      uint32_t last_part, struct value *row)
{
    const struct snapshot *s = c->snapshot;
    const struct snapshot_task *t = &s->task[i];
    const struct plan_task *e = &s->in.tasks[i];
    const struct plan_dates *d = &c->out.dates;
    struct why w = why_task(c, i, first, last_part);
    int32_t wanted = e->due < e->hard ? e->due : e->hard, slack = c->out.path.slack[i];
    bool placed = d->finish[i] != PLAN_NEVER, late = wanted != PLAN_NEVER && (!placed || d->finish[i] > wanted);
    row[PT_TASK] = v_id(t->id);
    row[PT_CLIENT] = v_id(t->client_id);
    row[PT_PROJECT] = v_id(t->project_id);
    if (d->person[i] != PLAN_NONE && !e->milestone)
        row[PT_MEMBER] = v_id(s->person[d->person[i]].id);
    row[PT_START] = instant_or_null(s, placed ? start : PLAN_NEVER);
    row[PT_FINISH] = instant_or_null(s, d->finish[i]);
    row[PT_P50] = instant_or_null(s, c->p50[i]);
    row[PT_P80] = instant_or_null(s, c->p80[i]);
    row[PT_P95] = instant_or_null(s, c->p95[i]);
    row[PT_SLACK] = v_int((int64_t)slack * PLAN_SLOT_MIN);
    row[PT_CRITICAL] = v_int(slack <= 0);
    row[PT_LATE] = v_int(late);
    if (first)
        row[PT_SCORE] = v_int(score_of(first));
    row[PT_WHY] = text_or_null(placed ? w.why : "unplaced");
    row[PT_WHY_REF] = w.ref;
    row[PT_WHY_UNTIL] = instant_or_null(s, w.until);
    row[PT_LEFT] = v_int(t->left_min);
    row[PT_GAPS] = v_int(t->gaps);
    if (bias_worth_saying(t->bias)) {
        row[PT_BIAS] = v_int(t->bias.permille);
        row[PT_BIAS_TASKS] = v_int(t->bias.tasks);
    }
    if (e->force_end == 0)
        return;
    row[PT_FORCE_END] = v_int(snapshot_instant(s, plan_kept_slot(e)));
    if (e->force_person != PLAN_NONE)
        row[PT_FORCE_MEMBER] = v_id(s->person[e->force_person].id);
    row[PT_STANDING] = v_int(t->standing);
}

struct derived_rows force_task_rows(struct arena *a, const struct computed *c)
{
    struct derived_rows rows = derived_start(&planned_task_table);
    const struct snapshot *s = c->snapshot;
    const int32_t *start = starts_of(a, c);
    const uint32_t *last = last_parts(a, c);
    const struct plan_block **first = arena_array(a, const struct plan_block *, s->in.task_n + 1);
    for (uint32_t i = c->out.blocks.n; i-- > 0;)
        first[c->out.blocks.at[i].task] = &c->out.blocks.at[i];
    for (uint32_t i = 0; i < s->in.task_n; i++)
        if (!id_is_zero(s->task[i].id))
            fill_task(c, i, start[i], first[i], last[i], derived_add(a, &rows));
    return rows;
}

/* ---- findings ---- */

static struct value path_of(struct arena *a, const struct computed *c, const struct plan_finding *f)
{
    struct id *ids = arena_array(a, struct id, f->path_n + 1);
    size_t n = 0;
    for (uint32_t i = 0; i < f->path_n; i++) {
        struct value v = task_or_null(c->snapshot, c->out.findings.path[f->path_first + i]);
        if (n == 0 || !id_eq(ids[n - 1], v.id))
            ids[n++] = v.id;
    }
    return n ? v_blob(((struct str){(const char *)ids, n * sizeof *ids})) : v_null();
}

static void fill_finding(struct arena *a, const struct computed *c, const struct plan_finding *f, struct value *row)
{
    const struct snapshot *s = c->snapshot;
    switch ((enum plan_finding_kind)f->kind) {
    case PLAN_PERSON_NO_HOURS:
        row[PF_MEMBER] = v_id(s->person[f->a].id);
        return;
    case PLAN_SHARES_OVER:
        row[PF_NUMBER] = v_int(f->a);
        return;
    case PLAN_FIXED_OVERLAP:
        row[PF_OTHER] = task_or_null(s, s->in.fixed[f->b].task);
        /* fall through */
    case PLAN_FIXED_BUSY:
        row[PF_TASK] = task_or_null(s, s->in.fixed[f->a].task);
        row[PF_MEMBER] = v_id(s->person[s->in.fixed[f->a].person].id);
        row[PF_NUMBER] = v_int(snapshot_instant(s, s->in.fixed[f->a].from));
        return;
    case PLAN_SKILL_MISSING:
        row[PF_MEMBER] = v_id(s->person[f->b].id);
        break;
    case PLAN_NEED_TOO_MUCH:
        row[PF_EQUIPMENT] = v_id(s->resource[f->b].id);
        break;
    case PLAN_HARD_IMPOSSIBLE:
        row[PF_NUMBER] = v_int((int64_t)f->b * PLAN_SLOT_MIN);
        break;
    default:
        break;
    }
    row[PF_TASK] = task_or_null(s, f->a);
    row[PF_PATH] = path_of(a, c, f);
}

struct derived_rows force_finding_rows(struct arena *a, const struct computed *c)
{
    struct derived_rows rows = derived_start(&planned_finding_table);
    if (c->snapshot->cut) {
        struct value *row = derived_add(a, &rows);
        row[PF_N] = v_int(0);
        row[PF_KIND] = v_text(STR("too_many"));
        row[PF_NUMBER] = v_int(SNAPSHOT_TASKS);
    }
    for (uint32_t i = 0; i < c->out.findings.n; i++) {
        const struct plan_finding *f = &c->out.findings.at[i];
        if (!force_findings[f->kind])
            continue;
        struct value *row = derived_add(a, &rows);
        row[PF_N] = v_int((int64_t)rows.n);
        row[PF_KIND] = text_or_null(force_findings[f->kind]);
        fill_finding(a, c, f, row);
    }
    return rows;
}
