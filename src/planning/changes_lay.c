/* Changes over a snapshot. What a row would mean to the engine is planning/snapshot_tasks.c's; here is the same for
 * what is only tried. */
#include "planning/changes.h"
#include "planning/lay.h"

static int32_t earliest(int32_t a, int32_t b)
{
    return a < b ? a : b;
}

static int not_planned(struct layer *l, const char *field)
{
    change_fail(l->op, l->list, l->at, field, "change.not_planned");
    return ERR_INVALID;
}

/* The indexes of what a change names; false with an entry where the plan does not know it. */
static bool find_task(struct layer *l, struct id id, const char *field, uint32_t *ret)
{
    *ret = snapshot_task_of(l->s, id);
    return *ret != PLAN_NONE || not_planned(l, field) == 0;
}

static bool find_person(struct layer *l, struct id id, const char *field, uint32_t *ret)
{
    *ret = snapshot_person_of(l->s, id);
    return *ret != PLAN_NONE || not_planned(l, field) == 0;
}

/* ---- dates ---- */

/* Due and hard dates of a task, from itself and from what holds it. */
static void dates_again(struct snapshot *s, uint32_t task)
{
    struct plan_task *e = &s->tasks[task];
    const struct snapshot_project *p = &s->project[e->project];
    int32_t due = PLAN_NEVER, hard = p->hard ? s->projects[e->project].due : PLAN_NEVER;
    uint32_t at = task;
    for (int depth = 0; at != PLAN_NONE && depth < 16; depth++, at = s->task[at].parent) {
        if (s->task[at].due_day == DAY_NONE)
            continue;
        due = due == PLAN_NEVER ? s->tasks[at].due : due;
        hard = s->task[at].hard ? earliest(hard, s->tasks[at].due) : hard;
    }
    e->due = due;
    e->hard = hard;
}

static bool is_gate(const struct snapshot *s, uint32_t i)
{
    return id_is_zero(s->task[i].id) && s->task[i].estimate_min < 0 && s->task[i].parent != PLAN_NONE;
}

/* Of what a changed date reaches: the subtree of a task (or PLAN_NONE: everything in the project). */
static void dates_below(struct snapshot *s, uint32_t project, uint32_t root)
{
    for (uint32_t i = 0; i < s->in.task_n; i++) {
        uint32_t at = i;
        for (int depth = 0; root != PLAN_NONE && at != root && at != PLAN_NONE && depth < 16; depth++)
            at = s->task[at].parent;
        if (s->tasks[i].project == project && (root == PLAN_NONE || at == root) && !is_gate(s, i))
            dates_again(s, i);
    }
}

static int lay_due(struct layer *l, const struct tried *c)
{
    struct snapshot *s = l->s;
    uint32_t i;
    if (id_is_zero(c->task)) {
        uint32_t p = snapshot_project_of(s, c->project);
        if (p == PLAN_NONE)
            return not_planned(l, "project");
        s->project[p].due_day = c->day;
        s->project[p].hard = c->hard >= 0 ? c->hard : s->project[p].hard;
        s->project[p].hard = s->project[p].hard && c->day != DAY_NONE;
        s->projects[p].due = snapshot_due(s, c->day, -1);
        dates_below(s, p, PLAN_NONE);
        return 0;
    }
    if (!find_task(l, c->task, "task", &i))
        return ERR_INVALID;
    s->task[i].due_day = c->day;
    s->task[i].hard = c->hard >= 0 ? c->hard : s->task[i].hard;
    s->tasks[i].due = snapshot_due(s, c->day, -1);
    dates_below(s, s->tasks[i].project, i);
    return 0;
}

static int lay_start(struct layer *l, const struct tried *c)
{
    uint32_t i;
    if (!find_task(l, c->task, "task", &i))
        return ERR_INVALID;
    l->s->task[i].start_day = c->day;
    l->s->tasks[i].release = snapshot_release(l->s, c->day);
    return 0;
}

/* ---- who and how much ---- */

static void give(struct snapshot *s, uint32_t task, uint32_t person)
{
    s->tasks[task].assignee = person;
    s->tasks[task].candidate_n = 0;
    s->task[task].assignees = &s->person[person].id;
    s->task[task].assignee_n = 1;
    s->task[task].gaps &= ~(unsigned)GAP_ASSIGNEE;
    snapshot_bias(s, task);
}

/* What was begun by blocks of the old one stays theirs. */
static int lay_assign(struct layer *l, const struct tried *c)
{
    uint32_t i, p;
    if (!find_task(l, c->task, "task", &i) || !find_person(l, c->member, "member", &p))
        return ERR_INVALID;
    give(l->s, i, p);
    return 0;
}

static int32_t part_of(int32_t slots, int64_t part, int64_t whole)
{
    int64_t n = whole > 0 ? ((int64_t)slots * part + whole - 1) / whole : slots;
    return (int32_t)(n > PLAN_EFFORT_MOST ? PLAN_EFFORT_MOST : n < 0 ? 0 : n);
}

static void scale(struct plan_task *e, int64_t part, int64_t whole)
{
    e->likely = part_of(e->likely, part, whole);
    e->low = earliest(part_of(e->low, part, whole), e->likely);
    e->high = part_of(e->high, part, whole);
    if (e->high < e->likely)
        e->high = e->likely;
}

static int lay_estimate(struct layer *l, const struct tried *c)
{
    uint32_t i;
    if (!find_task(l, c->task, "task", &i))
        return ERR_INVALID;
    struct snapshot_task *t = &l->s->task[i];
    int64_t left = c->minutes - t->spent_min < LEAST_LEFT_MIN ? LEAST_LEFT_MIN : c->minutes - t->spent_min;
    if (t->holds || t->left_min <= 0)
        return 0; /* its subtasks say how much */
    scale(&l->s->tasks[i], left, t->left_min);
    t->left_min = left;
    t->estimate_min = c->minutes;
    t->gaps &= ~(unsigned)(GAP_ESTIMATE | GAP_SPENT);
    snapshot_bias(l->s, i);
    return 0;
}

bool lay_take(struct layer *l, uint32_t *room, size_t n)
{
    if (n > *room) {
        l->full = true;
        return false;
    }
    *room -= (uint32_t)n;
    return true;
}

uint32_t lay_task(struct layer *l, const struct plan_task *like, const struct snapshot_task *row)
{
    struct snapshot *s = l->s;
    uint32_t i = s->in.task_n++;
    s->tasks[i] = *like;
    s->task[i] = *row;
    /* Not a row's: far from every UUID's low half, and always the same. */
    s->tasks[i].key = UINT64_C(0x9E3779B97F4A7C15) * (i + 1);
    return i;
}

void lay_dependency(struct layer *l, uint32_t before, uint32_t after, uint32_t kind, int32_t lag)
{
    struct snapshot *s = l->s;
    if (!lay_take(l, &l->room.dependencies, 1))
        return;
    s->dependency[s->in.dependency_n] = (struct snapshot_dependency){.id = {{0}}};
    s->dependencies[s->in.dependency_n++] =
        (struct plan_dependency){.before = before, .after = after, .kind = kind, .lag = lag};
}

static int lay_split(struct layer *l, const struct tried *c)
{
    struct snapshot *s = l->s;
    uint32_t i, a, b, dependencies = s->in.dependency_n;
    if (!find_task(l, c->task, "task", &i) || !find_person(l, c->member, "members", &a) ||
        !find_person(l, c->second, "members", &b))
        return ERR_INVALID;
    if (!lay_take(l, &l->room.tasks, 1) || !lay_take(l, &l->room.needs, s->tasks[i].need_n))
        return 0;
    struct snapshot_task row = s->task[i];
    scale(&s->tasks[i], 1, 2);
    s->task[i].left_min = row.left_min / 2;
    row.id = (struct id){{0}};
    row.left_min -= s->task[i].left_min;
    row.gate = PLAN_NONE;
    row.estimate_min = row.left_min;
    uint32_t half = lay_task(l, &s->tasks[i], &row);
    give(s, i, a);
    give(s, half, b);
    s->tasks[half].need_first = s->in.need_n; /* the engine wants ranges of their own */
    for (uint32_t k = 0; k < s->tasks[half].need_n; k++)
        s->needs[s->in.need_n++] = s->needs[s->tasks[i].need_first + k];
    for (uint32_t k = 0; k < dependencies; k++) {
        struct plan_dependency d = s->dependencies[k];
        if (d.before == i)
            lay_dependency(l, half, d.after, d.kind, d.lag);
        else if (d.after == i)
            lay_dependency(l, d.before, half, d.kind, d.lag);
    }
    return 0;
}

static int lay_pin(struct layer *l, const struct tried *c)
{
    uint32_t i;
    if (!find_task(l, c->task, "task", &i))
        return ERR_INVALID;
    l->s->task[i].pinned = l->s->tasks[i].pinned = c->pinned;
    return 0;
}

/* ---- people and clients ---- */

static uint64_t *own_free(struct snapshot *s, uint32_t person)
{
    size_t words = (size_t)plan_words(s->in.slots);
    uint64_t *bits = arena_array(s->arena, uint64_t, words);
    memcpy(bits, s->people[person].free, words * sizeof *bits);
    s->people[person].free = bits;
    return bits;
}

static bool is_set(const uint64_t *bits, int32_t slot)
{
    return bits[slot >> 6] >> (slot & 63) & 1;
}

static int lay_away(struct layer *l, const struct tried *c)
{
    uint32_t p;
    if (!find_person(l, c->member, "member", &p))
        return ERR_INVALID;
    uint64_t *bits = own_free(l->s, p);
    int32_t to = earliest(snapshot_release(l->s, c->last + 1), l->s->in.slots);
    for (int32_t i = snapshot_release(l->s, c->day); i < to; i++)
        bits[i >> 6] &= ~(UINT64_C(1) << (i & 63));
    return 0;
}

/* After the last free quarter hour of each day that has one. */
static int lay_overtime(struct layer *l, const struct tried *c)
{
    struct snapshot *s = l->s;
    int32_t more = snapshot_slots(c->minutes);
    uint32_t p;
    if (!find_person(l, c->member, "member", &p))
        return ERR_INVALID;
    uint64_t *bits = own_free(s, p);
    for (int32_t day = c->day; day <= c->last; day++) {
        int32_t from = snapshot_release(s, day), to = earliest(snapshot_release(s, day + 1), s->in.slots), i = to;
        while (i > from && !is_set(bits, i - 1))
            i--;
        for (int32_t k = 0; i > from && k < more && i < to; k++, i++)
            bits[i >> 6] |= UINT64_C(1) << (i & 63);
    }
    if (s->people[p].day_most > 0)
        s->people[p].day_most += more;
    return 0;
}

static int lay_share(struct layer *l, const struct tried *c)
{
    uint32_t i = snapshot_client_of(l->s, c->client);
    if (i == PLAN_NONE)
        return not_planned(l, "client");
    l->s->clients[i].share_percent = (int32_t)(c->percent < 0 ? 0 : c->percent);
    return 0;
}

/* ---- projects ---- */

/* As if its tasks were not planned: no work, no dates, and nobody waits for them. */
static int lay_hold(struct layer *l, const struct tried *c)
{
    struct snapshot *s = l->s;
    uint32_t p = snapshot_project_of(s, c->project), kept = 0;
    if (p == PLAN_NONE)
        return not_planned(l, "project");
    for (uint32_t i = 0; i < s->in.task_n; i++) {
        struct plan_task *e = &s->tasks[i];
        if (e->project != p)
            continue;
        e->low = e->likely = e->high = 0;
        e->milestone = true;
        e->release = 0;
        e->due = e->hard = PLAN_NEVER;
        e->need_n = 0;
        s->task[i].held = true;
    }
    for (uint32_t i = 0; i < s->in.dependency_n; i++) {
        if (s->tasks[s->dependencies[i].before].project == p || s->tasks[s->dependencies[i].after].project == p)
            continue;
        s->dependency[kept] = s->dependency[i];
        s->dependencies[kept++] = s->dependencies[i];
    }
    s->in.dependency_n = kept;
    s->project[p].held = true;
    s->projects[p].due = PLAN_NEVER;
    return 0;
}

/* A dependency of a row, whichever kind; what holds a task and its subtasks together stays. */
static void lay_unlink(struct layer *l, uint32_t before, uint32_t after)
{
    struct snapshot *s = l->s;
    uint32_t kept = 0, gate = s->task[after].gate, from = s->task[before].gate;
    for (uint32_t i = 0; i < s->in.dependency_n; i++) {
        const struct plan_dependency *d = &s->dependencies[i];
        bool goes = !id_is_zero(s->dependency[i].id) && (d->before == before || d->before == from) &&
                    (d->after == after || d->after == gate);
        s->dependencies[kept] = s->dependencies[i];
        s->dependency[kept] = s->dependency[i];
        kept += !goes;
    }
    s->in.dependency_n = kept;
}

static int lay_link(struct layer *l, const struct tried *c)
{
    uint32_t after, before;
    if (!find_task(l, c->task, "task", &after) || !find_task(l, c->predecessor, "predecessor", &before))
        return ERR_INVALID;
    if (c->type == DEPENDENCY_GOES) {
        lay_unlink(l, before, after);
        return 0;
    }
    int32_t lag = snapshot_slots(c->minutes < 0 ? -c->minutes : c->minutes);
    lay_dependency(l, before, after, c->type, c->minutes < 0 ? -lag : lag);
    return 0;
}

static int (*const layers[CHANGE_KINDS])(struct layer *l, const struct tried *c) = {
    [CHANGE_DUE] = lay_due,           [CHANGE_START] = lay_start,
    [CHANGE_ASSIGN] = lay_assign,     [CHANGE_SPLIT] = lay_split,
    [CHANGE_ESTIMATE] = lay_estimate, [CHANGE_PIN] = lay_pin,
    [CHANGE_AWAY] = lay_away,         [CHANGE_OVERTIME] = lay_overtime,
    [CHANGE_SHARE] = lay_share,       [CHANGE_ADD_PROJECT] = lay_project,
    [CHANGE_HOLD] = lay_hold,         [CHANGE_DEPENDENCY] = lay_link,
};

/* How many rows may come in. A split doubles what the splits and links before it have made, so that it is not known
 * beforehand how many: what is beyond is refused. */
static struct snapshot_room room_of(const struct tried_list *c)
{
    struct snapshot_room room = {.tasks = CHANGES_MAX,
                                 .dependencies = CHANGES_MAX + LAY_SPLIT_ROWS,
                                 .needs = LAY_SPLIT_ROWS,
                                 .places = CHANGES_MAX};
    bool projects = false;
    for (size_t i = 0; i < c->n; i++)
        projects |= c->at[i].kind == CHANGE_ADD_PROJECT;
    if (projects) {
        room.tasks += LAY_TASKS_ALL;
        room.dependencies += 3 * LAY_TASKS_ALL;
        room.candidates = LAY_TEAM * LAY_TASKS_ALL;
    }
    return room;
}

/* What stands otherwise than before has no place in the order in force. */
static void stand_anew(struct snapshot *s)
{
    const struct snapshot *was = s->original;
    for (uint32_t i = 0; i < was->in.task_n; i++) {
        const struct plan_task *a = &s->tasks[i], *b = &was->tasks[i];
        const struct plan_project *p = &s->projects[a->project], *q = &was->projects[b->project];
        if (a->due != b->due || a->hard != b->hard || a->pinned != b->pinned || p->due != q->due ||
            p->weight != q->weight)
            s->tasks[i].force_end = 0;
    }
}

int changes_lay(struct op *op, struct arena *arena, const struct tried_list *c, const struct snapshot *s,
                struct snapshot *ret)
{
    struct layer l = {.op = op, .s = ret, .list = c, .room = room_of(c)};
    *ret = snapshot_copy(arena, s, &l.room);
    for (l.at = 0; l.at < c->n; l.at++) {
        int err = layers[c->at[l.at].kind](&l, &c->at[l.at]);
        if (err && err != ERR_INVALID)
            return err;
        if (l.full)
            return change_fail(op, c, l.at, "", "change.too_many_rows");
    }
    stand_anew(ret);
    return op->problem.code;
}
