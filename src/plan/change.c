#include "plan/change.h"
#include "plan/sort.h"

enum of { OF_TASK, OF_PERSON, OF_CLIENT, OF_PROJECT, OF_NOTHING };

static const uint8_t of_kind[PLAN_CHANGE_KINDS] = {[PLAN_CHANGE_FREE] = OF_PERSON,
                                                   [PLAN_CHANGE_SHARE] = OF_CLIENT,
                                                   [PLAN_CHANGE_PROJECT_WEIGHT] = OF_PROJECT,
                                                   [PLAN_CHANGE_PROJECT_DUE] = OF_PROJECT,
                                                   [PLAN_CHANGE_PROJECT_DROP] = OF_PROJECT,
                                                   [PLAN_CHANGE_ADD_TASK] = OF_NOTHING,
                                                   [PLAN_CHANGE_ADD_DEPENDENCY] = OF_NOTHING};

/* What is copied, and how far it has come. NULL: still the storage of the plan that is changed. */
struct overlay {
    struct plan_in in;
    struct plan_task *tasks;
    struct plan_person *people;
    struct plan_project *projects;
    struct plan_client *clients;
    struct plan_dependency *dependencies;
    uint32_t *candidates;
    struct plan_need *needs;
    uint64_t **free; /* per person */
};

struct touched {
    uint32_t of[OF_NOTHING + 1], tasks_more, candidates_more, needs_more, dependencies_more, free_most;
};

static struct touched touched_by(const struct plan_in *in, const struct plan_change *changes, uint32_t n)
{
    struct touched x = {0};
    for (uint32_t i = 0; i < n; i++) {
        uint32_t kind = changes[i].kind < PLAN_CHANGE_KINDS ? changes[i].kind : PLAN_CHANGE_ADD_TASK;
        x.of[of_kind[kind]]++;
        x.of[OF_TASK] += of_kind[kind] == OF_PROJECT || kind == PLAN_CHANGE_ADD_TASK;
        x.tasks_more += kind == PLAN_CHANGE_ADD_TASK;
        x.dependencies_more += kind == PLAN_CHANGE_ADD_DEPENDENCY;
        if (changes[i].kind == PLAN_CHANGE_ADD_TASK) {
            x.candidates_more += changes[i].task->candidate_n;
            x.needs_more += changes[i].task->need_n;
        }
    }
    x.free_most = x.of[OF_PERSON] < in->person_n ? x.of[OF_PERSON] : in->person_n;
    return x;
}

size_t plan_change_bytes(const struct plan_in *in, const struct plan_change *changes, uint32_t n)
{
    struct touched x = touched_by(in, changes, n);
    size_t bytes = 0;
    if (x.of[OF_TASK] > 0)
        bytes += plan_room(struct plan_task, in->task_n + x.tasks_more) + plan_room(struct plan_fixed, in->fixed_n);
    if (x.tasks_more > 0)
        bytes += plan_room(uint32_t, in->candidate_n + x.candidates_more) +
                 plan_room(struct plan_need, in->need_n + x.needs_more);
    if (x.of[OF_PERSON] > 0)
        bytes += plan_room(struct plan_person, in->person_n) + plan_room(uint64_t *, in->person_n) +
                 x.free_most * plan_room(uint64_t, plan_words(in->slots));
    if (x.of[OF_PROJECT] > 0)
        bytes += plan_room(struct plan_project, in->project_n);
    if (x.of[OF_CLIENT] > 0)
        bytes += plan_room(struct plan_client, in->client_n);
    if (x.dependencies_more > 0)
        bytes += plan_room(struct plan_dependency, in->dependency_n + x.dependencies_more);
    return bytes;
}

#define COPY(m, o, field, count, type, more)                                                                           \
    do {                                                                                                               \
        (o)->field = plan_raw((m), sizeof(type) * ((size_t)(o)->in.count + (more)));                                   \
        if ((o)->in.count > 0)                                                                                         \
            __builtin_memcpy((o)->field, (o)->in.field, sizeof(type) * (o)->in.count);                                 \
        (o)->in.field = (o)->field;                                                                                    \
    } while (0)

static void copies_make(struct plan_memory *m, struct overlay *o, const struct touched *x)
{
    if (x->of[OF_TASK] > 0)
        COPY(m, o, tasks, task_n, struct plan_task, x->tasks_more);
    if (x->tasks_more > 0) {
        COPY(m, o, candidates, candidate_n, uint32_t, x->candidates_more);
        COPY(m, o, needs, need_n, struct plan_need, x->needs_more);
    }
    if (x->of[OF_PERSON] > 0) {
        COPY(m, o, people, person_n, struct plan_person, 0);
        o->free = plan_array(m, uint64_t *, o->in.person_n);
    }
    if (x->of[OF_PROJECT] > 0)
        COPY(m, o, projects, project_n, struct plan_project, 0);
    if (x->of[OF_CLIENT] > 0)
        COPY(m, o, clients, client_n, struct plan_client, 0);
    if (x->dependencies_more > 0)
        COPY(m, o, dependencies, dependency_n, struct plan_dependency, x->dependencies_more);
}

static int32_t scaled(int32_t part, int32_t of, int32_t to)
{
    int64_t x = of > 0 ? ((int64_t)part * to + of / 2) / of : to;
    return x < PLAN_EFFORT_MOST ? (int32_t)x : PLAN_EFFORT_MOST;
}

static void effort_set(struct plan_task *t, int32_t effort)
{
    int32_t low = scaled(t->low, t->likely, effort), high = scaled(t->high, t->likely, effort);
    t->low = low < effort ? low : effort;
    t->high = high > effort ? high : effort;
    t->likely = effort;
}

static void task_drop(struct plan_task *t)
{
    t->low = t->likely = t->high = 0;
    t->release = 0;
    t->due = t->hard = PLAN_NEVER;
    t->milestone = true;
    t->pinned = false;
    t->need_n = 0;
}

static int free_set(struct plan_memory *m, struct overlay *o, const struct plan_change *c)
{
    size_t bytes = sizeof(uint64_t) * (size_t)plan_words(o->in.slots);
    uint64_t **bits = &o->free[c->id];
    int32_t from = c->from > 0 ? c->from : 0, to = c->to < o->in.slots ? c->to : o->in.slots;
    if (c->value < 0 || c->value > 1)
        return PLAN_INVALID;
    if (!*bits) {
        *bits = plan_raw(m, bytes);
        __builtin_memcpy(*bits, o->people[c->id].free, bytes);
        o->people[c->id].free = *bits;
    }
    for (int32_t s = from; s < to; s++)
        (*bits)[s >> 6] = ((*bits)[s >> 6] & ~(UINT64_C(1) << (s & 63))) | (uint64_t)c->value << (s & 63);
    return PLAN_OK;
}

/* What stands otherwise than before has no place in the order in force. */
static void stands_anew(struct plan_task *t)
{
    t->force_end = 0;
}

static void project_stands_anew(struct overlay *o, uint32_t project)
{
    for (uint32_t t = 0; t < o->in.task_n; t++)
        if (o->tasks[t].project == project)
            stands_anew(&o->tasks[t]);
}

static int task_change(struct overlay *o, const struct plan_change *c)
{
    struct plan_task *t = &o->tasks[c->id];
    if (c->kind == PLAN_CHANGE_DUE || c->kind == PLAN_CHANGE_HARD || c->kind == PLAN_CHANGE_WEIGHT ||
        c->kind == PLAN_CHANGE_PINNED)
        stands_anew(t);
    int32_t *dates[] = {
        [PLAN_CHANGE_RELEASE] = &t->release, [PLAN_CHANGE_DUE] = &t->due, [PLAN_CHANGE_HARD] = &t->hard};
    switch (c->kind) {
    case PLAN_CHANGE_EFFORT:
        if (c->value < 0 || c->value > PLAN_EFFORT_MOST)
            return PLAN_INVALID;
        effort_set(t, c->value);
        return PLAN_OK;
    case PLAN_CHANGE_ASSIGNEE:
        t->assignee = c->value < 0 ? PLAN_NONE : (uint32_t)c->value;
        return PLAN_OK;
    case PLAN_CHANGE_WEIGHT:
        t->weight = (uint32_t)c->value;
        return PLAN_OK;
    case PLAN_CHANGE_PINNED:
        t->pinned = c->value != 0;
        return PLAN_OK;
    case PLAN_CHANGE_DROP:
        task_drop(t);
        return PLAN_OK;
    default:
        *dates[c->kind] = c->value;
        return PLAN_OK;
    }
}

static void project_drop(struct overlay *o, uint32_t project)
{
    for (uint32_t t = 0; t < o->in.task_n; t++)
        if (o->tasks[t].project == project)
            task_drop(&o->tasks[t]);
}

/* With its own copy of what it names: ranges are not shared (plan/valid.h). */
static int task_add(struct overlay *o, const struct plan_task *task)
{
    struct plan_task *t = &o->tasks[o->in.task_n];
    if ((uint64_t)task->candidate_first + task->candidate_n > o->in.candidate_n ||
        (uint64_t)task->need_first + task->need_n > o->in.need_n)
        return PLAN_INVALID;
    *t = *task;
    t->candidate_first = o->in.candidate_n;
    t->need_first = o->in.need_n;
    for (uint32_t i = 0; i < t->candidate_n; i++)
        o->candidates[o->in.candidate_n++] = o->candidates[task->candidate_first + i];
    for (uint32_t i = 0; i < t->need_n; i++)
        o->needs[o->in.need_n++] = o->needs[task->need_first + i];
    o->in.task_n++;
    return PLAN_OK;
}

static int one_change(struct plan_memory *m, struct overlay *o, const struct plan_change *c)
{
    if (c->kind >= PLAN_CHANGE_KINDS)
        return PLAN_INVALID;
    uint32_t counts[] = {o->in.task_n, o->in.person_n, o->in.client_n, o->in.project_n, UINT32_MAX};
    if (c->id >= counts[of_kind[c->kind]])
        return PLAN_INVALID;
    switch (c->kind) {
    case PLAN_CHANGE_FREE:
        return free_set(m, o, c);
    case PLAN_CHANGE_SHARE:
        o->clients[c->id].share_percent = c->value;
        return PLAN_OK;
    case PLAN_CHANGE_PROJECT_WEIGHT:
        o->projects[c->id].weight = (uint32_t)c->value;
        project_stands_anew(o, c->id);
        return PLAN_OK;
    case PLAN_CHANGE_PROJECT_DUE:
        o->projects[c->id].due = c->value;
        project_stands_anew(o, c->id);
        return PLAN_OK;
    case PLAN_CHANGE_PROJECT_DROP:
        project_drop(o, c->id);
        return PLAN_OK;
    case PLAN_CHANGE_ADD_TASK:
        return task_add(o, c->task);
    case PLAN_CHANGE_ADD_DEPENDENCY:
        o->dependencies[o->in.dependency_n++] = *c->dependency;
        return PLAN_OK;
    default:
        return task_change(o, c);
    }
}

/* Locked blocks of what is dropped are dropped with it: their time is free again. */
static void fixed_sift(struct plan_memory *m, struct overlay *o, const struct plan_change *changes, uint32_t n)
{
    bool drops = false;
    for (uint32_t i = 0; i < n; i++)
        drops = drops || changes[i].kind == PLAN_CHANGE_DROP || changes[i].kind == PLAN_CHANGE_PROJECT_DROP;
    if (!drops || o->in.fixed_n == 0)
        return;
    struct plan_fixed *left = plan_raw(m, sizeof *left * o->in.fixed_n);
    uint32_t left_n = 0;
    for (uint32_t i = 0; i < o->in.fixed_n; i++) {
        bool dropped = false;
        for (uint32_t k = 0; k < n; k++)
            dropped = dropped || (changes[k].kind == PLAN_CHANGE_DROP && changes[k].id == o->in.fixed[i].task) ||
                      (changes[k].kind == PLAN_CHANGE_PROJECT_DROP &&
                       changes[k].id == o->in.tasks[o->in.fixed[i].task].project);
        if (!dropped)
            left[left_n++] = o->in.fixed[i];
    }
    o->in.fixed = left;
    o->in.fixed_n = left_n;
}

int plan_change(struct plan_memory *m, const struct plan_in *in, const struct plan_change *changes, uint32_t n,
                struct plan_in *ret)
{
    struct touched x = touched_by(in, changes, n);
    struct overlay o = {.in = *in};
    if (m->room - m->used < plan_change_bytes(in, changes, n))
        return PLAN_NO_ROOM;
    copies_make(m, &o, &x);
    for (uint32_t i = 0; i < n; i++) {
        int r = one_change(m, &o, &changes[i]);
        if (r != PLAN_OK)
            return r;
    }
    fixed_sift(m, &o, changes, n);
    *ret = o.in;
    return plan_valid(ret);
}

size_t plan_compare_bytes(uint32_t n)
{
    return 2 * plan_room(struct plan_ranked, n) + plan_room(struct plan_moved, n);
}

static bool is_late(const struct plan_task *t, int32_t finish)
{
    int32_t due = t->hard < t->due ? t->hard : t->due;
    return due != PLAN_NEVER && finish > due;
}

uint32_t plan_compare(struct plan_memory *m, const struct plan_in *before, const struct plan_dates *dates_before,
                      const struct plan_in *after, const struct plan_dates *dates_after, const uint32_t *tasks,
                      uint32_t n, struct plan_moved *ret)
{
    size_t mark = m->used;
    struct plan_ranked *by = plan_raw(m, sizeof *by * n), *spare = plan_raw(m, sizeof *spare * n);
    struct plan_moved *all = plan_raw(m, sizeof *all * n);
    uint32_t found = 0;
    for (uint32_t i = 0; i < n; i++) {
        uint32_t t = tasks[i];
        struct plan_moved x = {t, dates_before->finish[t], dates_after->finish[t], false, false};
        x.late_before = is_late(&before->tasks[t], x.before);
        x.late_after = is_late(&after->tasks[t], x.after);
        if (x.before == x.after && x.late_before == x.late_after)
            continue;
        uint64_t later = (uint64_t)((int64_t)x.after - x.before + ((int64_t)1 << 40));
        by[found] = (struct plan_ranked){~later, before->tasks[t].key, found};
        all[found++] = x;
    }
    plan_sort(by, found, spare);
    for (uint32_t i = 0; i < found; i++)
        ret[i] = all[by[i].id];
    m->used = mark;
    return found;
}
