#include "planning/earlier.h"
#include "locale/zone.h"
#include "plan/teams.h"
#include "planning/compute.h"
#include "planning/say.h"
#include "planning/seen.h"

enum try_kind { TRY_DEPENDENCY, TRY_START, TRY_PERSON, TRY_PIN };

struct
try {
    enum try_kind kind;
    uint32_t id; /* dependency or person */
    int64_t gain_min;
    int64_t p80_us;
};
#define TRIES_MOST (3 + EARLIER_PEOPLE)

struct tries {
    struct op *op;
    const struct computed *base;
    struct seen seen;
    uint32_t asked, task; /* the task that was asked for; the one that is changed: of its subtasks the last */
    struct try at[TRIES_MOST];
    size_t n;
};

/* The one that decides when a task with subtasks is done. */
static uint32_t deciding(const struct computed *c, uint32_t task)
{
    const struct snapshot *s = c->snapshot;
    const int32_t *finish = c->out.dates.finish;
    for (int depth = 0; s->task[task].holds && depth < 16; depth++) {
        uint32_t last = PLAN_NONE;
        for (uint32_t i = 0; i < s->in.task_n; i++)
            if (s->task[i].parent == task && !id_is_zero(s->task[i].id) &&
                (last == PLAN_NONE || finish[i] > finish[last]))
                last = i;
        if (last == PLAN_NONE)
            break;
        task = last;
    }
    return task;
}

/* ---- what is tried ---- */

static void add(struct tries *t, enum try_kind kind, uint32_t id)
{
    if (t->n < TRIES_MOST)
        t->at[t->n++] = (struct try){.kind = kind, .id = id};
}

static uint32_t blocking(const struct tries *t)
{
    const struct plan_out *out = &t->base->out;
    for (uint32_t i = 0; i < out->blocks.n; i++)
        if (out->blocks.at[i].task == t->task)
            return out->blocks.at[i].why == PLAN_BLOCK_DEPENDENCY ? out->blocks.at[i].why_id : PLAN_NONE;
    return out->dates.why[t->task] == PLAN_WHY_DEPENDENCY ? out->dates.why_id[t->task] : PLAN_NONE;
}

static void add_people(struct tries *t)
{
    const struct snapshot *s = t->base->snapshot;
    const struct plan_task *e = &s->in.tasks[t->task];
    uint32_t person = t->base->out.dates.person[t->task], n = 0;
    bool *tried = arena_array(t->op->arena, bool, s->in.person_n + 1);
    for (uint32_t i = 0; i < s->in.task_n && n < EARLIER_PEOPLE; i++)
        for (size_t k = 0; s->in.tasks[i].project == e->project && k < s->task[i].assignee_n && n < EARLIER_PEOPLE;
             k++) {
            uint32_t p = snapshot_person_of(s, s->task[i].assignees[k]);
            if (p == PLAN_NONE || p == person || tried[p] || !plan_has_skills(s->in.people[p].skills, e->skills))
                continue;
            tried[p] = true;
            add(t, TRY_PERSON, p);
            n++;
        }
}

static void collect(struct tries *t)
{
    const struct snapshot *s = t->base->snapshot;
    const struct plan_task *e = &s->in.tasks[t->task];
    uint32_t dependency = blocking(t);
    if (dependency != PLAN_NONE && !id_is_zero(s->dependency[dependency].id) &&
        seen_task(&t->seen, s->in.dependencies[dependency].before))
        add(t, TRY_DEPENDENCY, dependency);
    if (s->task[t->task].start_day != DAY_NONE && e->release > 0)
        add(t, TRY_START, 0);
    if (!e->milestone && t->seen.whole_projects) /* else who works on the rest is not told */
        add_people(t);
    if (!e->pinned && !e->milestone)
        add(t, TRY_PIN, 0);
}

/* ---- trying ---- */

static void change(struct snapshot *s, const struct tries *t, const struct try *x)
{
    struct plan_task *e = &s->tasks[t->task];
    switch (x->kind) {
    case TRY_DEPENDENCY:
        s->dependencies[x->id] = s->dependencies[s->in.dependency_n - 1];
        s->in.dependency_n--;
        return;
    case TRY_START:
        e->release = 0;
        return;
    case TRY_PERSON:
        e->assignee = x->id;
        e->candidate_n = 0;
        return;
    case TRY_PIN: /* out of the order in force: a place in it goes before pins */
        e->pinned = true;
        e->force_end = 0;
        return;
    }
}

static int try_one(const struct tries *t, struct try *x)
{
    struct arena arena;
    struct computed after;
    arena_init(&arena);
    struct snapshot s = snapshot_copy(&arena, t->base->snapshot, NULL);
    change(&s, t, x);
    int err = compute_roughly(&arena, &s, EARLIER_TRIALS, &after);
    if (!err) {
        int32_t before = t->base->out.dates.finish[t->asked], now = after.out.dates.finish[t->asked];
        before = before == PLAN_NEVER ? s.in.slots : before;
        x->gain_min = now == PLAN_NEVER ? 0 : (int64_t)(before - now) * PLAN_SLOT_MIN;
        x->p80_us = now == PLAN_NEVER ? 0 : snapshot_instant(&s, after.p80[t->asked]);
    }
    arena_release(&arena);
    return err;
}

/* ---- telling ---- */

static void change_key(struct json *j, const char *kind, struct id task)
{
    json_object_start(j);
    json_key(j, "kind");
    json_text(j, kind);
    json_key(j, "task");
    json_id(j, task);
}

static void write_change(const struct tries *t, struct json *j, const struct try *x)
{
    const struct snapshot *s = t->base->snapshot;
    static const char *const kinds[] = {
        [TRY_DEPENDENCY] = "dependency", [TRY_START] = "start", [TRY_PERSON] = "assign", [TRY_PIN] = "pin"};
    change_key(j, kinds[x->kind], s->task[t->task].id);
    if (x->kind == TRY_DEPENDENCY) {
        json_key(j, "predecessor");
        json_id(j, s->task[s->in.dependencies[x->id].before].id);
        json_key(j, "type");
        json_none(j);
    } else if (x->kind == TRY_START) {
        json_key(j, "start");
        json_none(j);
    } else if (x->kind == TRY_PERSON) {
        json_key(j, "member");
        json_id(j, s->person[x->id].id);
    } else {
        json_key(j, "pinned");
        json_bool(j, true);
    }
    json_object_end(j);
}

static struct str text_of(const struct tries *t, const struct try *x)
{
    static const char *const messages[] = {[TRY_DEPENDENCY] = "plan.earlier.dependency",
                                           [TRY_START] = "plan.earlier.start",
                                           [TRY_PERSON] = "plan.earlier.person",
                                           [TRY_PIN] = "plan.earlier.pin"};
    const struct snapshot *s = t->base->snapshot;
    struct str other = {0}, name = {0};
    if (x->kind == TRY_DEPENDENCY) {
        uint32_t before = s->in.dependencies[x->id].before;
        other = s->task[before].title;
    }
    if (x->kind == TRY_PERSON)
        name = s->person[x->id].name;
    int64_t days = x->gain_min / (24 * 60), hours = x->gain_min / 60;
    struct str gain = days > 0 ? SAY(t->op, "plan.gain_days", message_int("n", days))
                               : SAY(t->op, "plan.gain_hours", message_int("n", hours));
    return SAY(t->op, messages[x->kind], message_text("title", s->task[t->task].title), message_text("other", other),
               message_text("name", name), message_text("gain", gain));
}

static void write_one(const struct tries *t, struct json *j, const struct try *x)
{
    static const char *const keys[] = {
        [TRY_DEPENDENCY] = "dependency", [TRY_START] = "start", [TRY_PERSON] = "person", [TRY_PIN] = "pin"};
    json_object_start(j);
    json_key(j, "key");
    json_text(j, keys[x->kind]);
    json_key(j, "text");
    json_str(j, text_of(t, x));
    json_key(j, "changes");
    json_array_start(j);
    write_change(t, j, x);
    json_array_end(j);
    json_key(j, "gain_days");
    json_double(j, (double)(x->gain_min / 144) / 10);
    json_key(j, "p80");
    if (x->p80_us)
        json_date(j, zone_day(t->op->zone, x->p80_us - 1));
    else
        json_none(j);
    json_object_end(j);
}

static void sort(struct tries *t)
{
    for (size_t i = 1; i < t->n; i++) {
        struct try x = t->at[i];
        size_t k = i;
        for (; k > 0 && t->at[k - 1].gain_min < x.gain_min; k--)
            t->at[k] = t->at[k - 1];
        t->at[k] = x;
    }
}

static int write_all(struct tries *t, struct json *j)
{
    collect(t);
    for (size_t i = 0; i < t->n; i++) {
        int err = try_one(t, &t->at[i]);
        if (err)
            return err;
    }
    sort(t);
    for (size_t i = 0; i < t->n && i < EARLIER_SHOWN && t->at[i].gain_min >= EARLIER_LEAST_MIN; i++)
        write_one(t, j, &t->at[i]);
    return 0;
}

int earlier_write(struct op *op, struct json *j, struct id task)
{
    const struct current *current;
    int err = current_get(op, &current);
    if (err)
        return err;
    struct tries t = {.op = op, .base = current_plan(current)};
    t.asked = snapshot_task_of(t.base->snapshot, task);
    if (t.asked != PLAN_NONE && !(err = seen_read(op, t.base->snapshot, &t.seen))) {
        t.task = deciding(t.base, t.asked);
        if (seen_task(&t.seen, t.task))
            err = write_all(&t, j);
    }
    current_release(current);
    return err;
}
