#include "plan/teams.h"
#include "planning/snapshot_parts.h"

#define DEPTH_MOST 16 /* of subtasks below subtasks that is followed */

/* ---- effort ---- */

static int32_t slots_within(int64_t minutes, int32_t least, int32_t most)
{
    int32_t slots = snapshot_slots(minutes);
    return slots < least ? least : slots > most ? most : slots;
}

static int64_t assumed_min(const struct snapshot_task *t)
{
    if (t->estimate_min >= 0)
        return t->estimate_min;
    if (t->low_min >= 0 && t->high_min >= t->low_min)
        return (t->low_min + t->high_min) / 2;
    return t->parent == PLAN_NONE ? DEFAULT_TASK_MIN : DEFAULT_SUBTASK_MIN;
}

/* What is left, with its range; a range that nobody said is the forecast's to assume. */
static void effort_of(struct snapshot_maker *m, struct snapshot_task *t, struct plan_task *e)
{
    int64_t all = assumed_min(t), left = all - t->spent_min;
    bool said = t->estimate_min >= 0 || (t->low_min >= 0 && t->high_min >= 0);
    t->gaps |= said ? 0 : GAP_ESTIMATE;
    if (left < LEAST_LEFT_MIN) {
        t->gaps |= t->spent_min > 0 && said ? GAP_SPENT : 0;
        left = LEAST_LEFT_MIN;
    }
    int64_t low = t->low_min >= 0 ? t->low_min - t->spent_min : left;
    int64_t high = t->high_min >= 0 ? t->high_min - t->spent_min : left;
    int64_t buffered = 100 + m->buffer_percent;
    t->left_min = left;
    e->likely = slots_within(left * buffered / 100, 1, PLAN_EFFORT_MOST);
    e->low = slots_within(low * buffered / 100, 0, e->likely);
    e->high = slots_within(high * buffered / 100, e->likely, PLAN_EFFORT_MOST);
}

static void no_effort(struct snapshot_task *t, struct plan_task *e)
{
    t->left_min = 0;
    e->milestone = true;
}

static int32_t latest(int32_t a, int32_t b)
{
    return a > b ? a : b;
}
static int32_t earliest(int32_t a, int32_t b)
{
    return a < b ? a : b;
}

/* What a task does not say, what holds it says: dates and priority. */
static struct weight_of inherit(struct snapshot_maker *m, uint32_t i)
{
    struct snapshot *s = m->s;
    struct snapshot_task *t = &s->task[i];
    struct plan_task *e = &s->tasks[i];
    const struct snapshot_project *p = &s->project[e->project];
    int16_t priority = t->priority, impact = t->impact;
    int32_t release = latest(0, snapshot_release(s, m->project_rows[e->project].start_day));
    e->hard = p->hard ? s->projects[e->project].due : PLAN_NEVER;
    uint32_t at = i;
    for (int depth = 0; at != PLAN_NONE && depth < DEPTH_MOST; depth++, at = s->task[at].parent) {
        const struct snapshot_task *holder = &s->task[at];
        int32_t due = snapshot_due(s, holder->due_day, m->task_rows[at].due_min);
        release = latest(release, snapshot_release(s, holder->start_day));
        e->due = e->due == PLAN_NEVER ? due : e->due;
        e->hard = holder->hard && due != PLAN_NEVER ? earliest(e->hard, due) : e->hard;
        priority = priority ? priority : holder->priority;
        impact = impact ? impact : holder->impact;
    }
    e->release = release;
    e->pinned = t->pinned;
    return (struct weight_of){.priority = priority, .impact = impact, .backlog = t->backlog, .pinned = t->pinned};
}

void snapshot_efforts(struct snapshot_maker *m)
{
    struct snapshot *s = m->s;
    for (uint32_t i = 0; i < s->in.task_n; i++) {
        s->task[i].parent = snapshot_task_of(s, s->task[i].parent_id);
        if (s->task[i].parent != PLAN_NONE)
            s->task[s->task[i].parent].holds = true;
    }
    for (uint32_t i = 0; i < s->in.task_n; i++) {
        struct snapshot_task *t = &s->task[i];
        struct weight_of weight = inherit(m, i);
        if (t->holds || t->milestone || (t->deliverable && t->estimate_min < 0))
            no_effort(t, &s->tasks[i]);
        else
            effort_of(m, t, &s->tasks[i]);
        weight.slots = s->tasks[i].likely;
        s->tasks[i].weight = weight_task(&s->weights, &weight);
        t->standing = snapshot_standing(m, i, &weight);
    }
}

/* ---- tasks with subtasks ---- */

static void add_dependency(struct snapshot_maker *m, uint32_t before, uint32_t after)
{
    struct snapshot *s = m->s;
    if (s->in.dependency_n >= PLAN_DEPENDENCIES_MOST)
        return;
    GROW(m, m->dependency_room, s->dependencies);
    GROW(m, m->dependency_ids, s->dependency);
    s->dependency[s->in.dependency_n] = (struct snapshot_dependency){.id = {{0}}};
    s->dependencies[s->in.dependency_n++] = (struct plan_dependency){.before = before, .after = after};
}

static uint32_t add_gate(struct snapshot_maker *m, uint32_t of)
{
    struct snapshot *s = m->s;
    uint32_t i = s->in.task_n++;
    GROW(m, m->task_room, s->tasks);
    GROW(m, m->task_ids, s->task);
    const struct snapshot_task *t = &s->task[of];
    s->task[i] = (struct snapshot_task){.client_id = t->client_id,
                                        .project_id = t->project_id,
                                        .title = t->title,
                                        .parent = of,
                                        .gate = PLAN_NONE,
                                        .due_day = DAY_NONE,
                                        .start_day = DAY_NONE,
                                        .estimate_min = -1,
                                        .low_min = -1,
                                        .high_min = -1};
    s->tasks[i] = s->tasks[of];
    s->tasks[i].key = ~s->tasks[of].key;
    s->tasks[i].due = s->tasks[i].hard = PLAN_NEVER;
    s->tasks[i].list = 0;
    s->tasks[i].need_n = 0; /* what is needed, its subtasks need */
    return i;
}

static bool of_start(uint32_t kind, bool incoming)
{
    return incoming ? kind == PLAN_FINISH_START || kind == PLAN_START_START
                    : kind == PLAN_START_START || kind == PLAN_START_FINISH;
}

/* Who holds subtasks needs a gate if something is about its start, or about the start of what holds it. */
static void make_gates(struct snapshot_maker *m)
{
    struct snapshot *s = m->s;
    uint32_t rows = s->in.task_n;
    bool *needed = arena_array(m->op->arena, bool, rows);
    for (uint32_t i = 0; i < s->in.dependency_n; i++) {
        const struct plan_dependency *d = &s->dependencies[i];
        if (of_start(d->kind, true))
            needed[d->after] = true;
        if (of_start(d->kind, false))
            needed[d->before] = true;
    }
    for (uint32_t i = 0; i < rows; i++) {
        bool wanted = needed[i];
        uint32_t at = s->task[i].parent;
        for (int depth = 0; s->task[i].holds && !wanted && at != PLAN_NONE && depth < DEPTH_MOST; depth++) {
            wanted = needed[at];
            at = s->task[at].parent;
        }
        if (s->task[i].holds && wanted) {
            uint32_t gate = add_gate(m, i);
            s->task[i].gate = gate;
        }
    }
    for (uint32_t i = 0; i < s->in.dependency_n; i++) {
        struct plan_dependency *d = &s->dependencies[i];
        if (of_start(d->kind, true) && s->task[d->after].gate != PLAN_NONE)
            d->after = s->task[d->after].gate;
        if (of_start(d->kind, false) && s->task[d->before].gate != PLAN_NONE)
            d->before = s->task[d->before].gate;
    }
}

void snapshot_parents(struct snapshot_maker *m)
{
    struct snapshot *s = m->s;
    uint32_t rows = s->in.task_n;
    make_gates(m);
    for (uint32_t i = 0; i < rows; i++) {
        uint32_t parent = s->task[i].parent;
        if (parent == PLAN_NONE)
            continue;
        add_dependency(m, i, parent);
        if (s->task[parent].gate != PLAN_NONE)
            add_dependency(m, s->task[parent].gate, s->task[i].gate != PLAN_NONE ? s->task[i].gate : i);
    }
}

/* ---- who does it ---- */

struct team {
    uint32_t person[SNAPSHOT_TEAM], n;
};

static void join(struct team *t, uint32_t person)
{
    for (uint32_t i = 0; i < t->n; i++)
        if (t->person[i] == person)
            return;
    if (t->n < SNAPSHOT_TEAM && person != PLAN_NONE)
        t->person[t->n++] = person;
}

/* Of whoever sees the client, who has the skills: of a task that asks for some. */
static struct team skilled(const struct snapshot_maker *m, const struct plan_task *e)
{
    const struct snapshot *s = m->s;
    struct team t = {.n = 0};
    uint32_t client = s->projects[e->project].client;
    for (size_t i = 0; i < m->grant_n; i++)
        if (m->grants[i].client == client && !m->freelance[m->grants[i].person] &&
            plan_has_skills(s->people[m->grants[i].person].skills, e->skills))
            join(&t, m->grants[i].person);
    for (uint32_t p = 0; p < s->in.person_n; p++)
        if (s->person[p].sees_all && plan_has_skills(s->people[p].skills, e->skills))
            join(&t, p);
    return t;
}

/* Only who sees a task that is not theirs yet can be proposed for it. */
static void join_who_sees(const struct snapshot_maker *m, const bool *sees, struct team *team, uint32_t project,
                          struct id member)
{
    uint32_t p = snapshot_person_of(m->s, member);
    if (p != PLAN_NONE && !m->freelance[p] &&
        (m->s->person[p].sees_all || sees[(size_t)m->s->projects[project].client * m->s->in.person_n + p]))
        join(team, p);
}

/* Who works in the project already, and its owner; else who was given the client; else who sees everything. */
static struct team *project_teams(struct snapshot_maker *m)
{
    struct snapshot *s = m->s;
    struct team *teams = arena_array(m->op->arena, struct team, s->in.project_n);
    bool *sees = arena_array(m->op->arena, bool, (size_t)s->in.client_n * s->in.person_n + 1);
    for (size_t g = 0; g < m->grant_n; g++)
        sees[(size_t)m->grants[g].client * s->in.person_n + m->grants[g].person] = true;
    for (uint32_t i = 0; i < s->in.task_n; i++)
        for (size_t k = 0; k < s->task[i].assignee_n; k++)
            join_who_sees(m, sees, &teams[s->tasks[i].project], s->tasks[i].project, s->task[i].assignees[k]);
    for (uint32_t i = 0; i < s->in.project_n; i++)
        join_who_sees(m, sees, &teams[i], i, m->project_rows[i].owner);
    for (uint32_t i = 0; i < s->in.project_n; i++) {
        if (teams[i].n > 0)
            continue;
        for (size_t g = 0; g < m->grant_n; g++)
            if (m->grants[g].client == s->projects[i].client && !m->freelance[m->grants[g].person])
                join(&teams[i], m->grants[g].person);
        for (uint32_t p = 0; p < s->in.person_n && teams[i].n == 0; p++)
            if (s->person[p].sees_all)
                join(&teams[i], p);
    }
    return teams;
}

static void take_team(struct snapshot_maker *m, struct plan_task *e, const uint32_t *people, size_t n)
{
    struct snapshot *s = m->s;
    e->candidate_first = s->in.candidate_n;
    for (size_t i = 0; i < n && s->in.candidate_n < PLAN_CANDIDATES_MOST; i++) {
        GROW(m, m->candidate_room, s->candidates);
        s->candidates[s->in.candidate_n++] = people[i];
        e->candidate_n++;
    }
}

static bool asks_skills(const struct plan_task *e)
{
    uint64_t any = 0;
    for (int i = 0; i < PLAN_SKILL_WORDS; i++)
        any |= e->skills[i];
    return any != 0;
}

void snapshot_teams(struct snapshot_maker *m)
{
    struct snapshot *s = m->s;
    const struct team *teams = project_teams(m);
    for (uint32_t i = 0; i < s->in.task_n; i++) {
        struct snapshot_task *t = &s->task[i];
        struct plan_task *e = &s->tasks[i];
        if (e->milestone)
            continue;
        if (t->assignee_n == 1) {
            e->assignee = snapshot_person_of(s, t->assignees[0]);
        } else if (t->assignee_n > 1) {
            struct team of = {.n = 0};
            for (size_t k = 0; k < t->assignee_n; k++)
                join(&of, snapshot_person_of(s, t->assignees[k]));
            take_team(m, e, of.person, of.n);
        } else {
            t->gaps |= GAP_ASSIGNEE;
            struct team of = asks_skills(e) ? skilled(m, e) : teams[e->project];
            take_team(m, e, of.person, of.n);
        }
    }
}

/* Promised minutes as a part of what the team has in a week. */
void snapshot_shares(struct snapshot_maker *m)
{
    struct snapshot *s = m->s;
    int64_t week_min = m->team_week * PLAN_SLOT_MIN;
    for (uint32_t c = 0; c < s->in.client_n; c++) {
        if (m->share_min[c] < 0 || week_min == 0)
            continue;
        int64_t percent = (m->share_min[c] * 100 + week_min / 2) / week_min;
        s->clients[c].share_percent = (int32_t)(percent > 100 ? 100 : percent);
    }
}
