/* A project of a template, as rows of a snapshot: who would do its tasks is not known, so whoever does such work. */
#include "planning/lay.h"
#include <jansson.h>
#include <stdlib.h>

struct builder {
    struct layer *l;
    const struct tried *change;
    uint32_t project;
    uint32_t *made; /* tasks by their number */
    uint32_t bound; /* how many rows may still come */
};

static int32_t earliest(int32_t a, int32_t b)
{
    return a < b ? a : b;
}

#define NUMBER_MOST 10000000 /* minutes or days: no row has more, and a template is checked only when it is applied */

static int64_t number(const json_t *task, const char *key, int64_t absent)
{
    const json_t *v = json_object_get(task, key);
    int64_t n = json_integer_value(v);
    n = n > NUMBER_MOST ? NUMBER_MOST : n < -NUMBER_MOST ? -NUMBER_MOST : n;
    return json_is_integer(v) ? n : absent;
}

static int32_t day_of(const struct builder *b, const json_t *task, const char *key)
{
    int64_t day = number(task, key, INT64_MIN);
    return day == INT64_MIN ? DAY_NONE : (int32_t)(b->change->day + day);
}

static uint32_t add_client(struct layer *l, struct str name)
{
    struct snapshot *s = l->s;
    uint32_t i = s->in.client_n++;
    s->client[i] = (struct snapshot_client){.name = name, .importance = 3};
    s->clients[i] = (struct plan_client){.key = UINT64_C(0xD1342543DE82EF95) * (i + 1)};
    return i;
}

static int add_project(struct builder *b, const json_t *body)
{
    struct snapshot *s = b->l->s;
    const struct tried *c = b->change;
    uint32_t client = id_is_zero(c->client) ? add_client(b->l, c->client_name) : snapshot_client_of(s, c->client);
    if (client == PLAN_NONE)
        return change_fail(b->l->op, b->l->list, b->l->at, "client", "change.not_planned");
    int32_t due = day_of(b, body, "due_day");
    b->project = s->in.project_n++;
    s->project[b->project] =
        (struct snapshot_project){.client_id = s->client[client].id, .name = c->name, .due_day = due, .importance = 3};
    s->projects[b->project] =
        (struct plan_project){.key = UINT64_C(0x94D049BB133111EB) * (b->project + 1),
                              .client = client,
                              .weight = weight_project(&s->weights, s->client[client].importance, 3),
                              .due = snapshot_due(s, due, -1)};
    return 0;
}

static uint32_t activity_of(const struct snapshot *s, const json_t *task)
{
    const char *text = json_string_value(json_object_get(task, "activity"));
    struct id id;
    if (!text || id_parse(str_of(text), &id) != 0)
        return PLAN_NONE;
    for (uint32_t i = 0; i < s->activity_n; i++)
        if (id_eq(s->activities[i], id))
            return i;
    return PLAN_NONE;
}

static bool does(const struct snapshot *s, uint32_t person, uint32_t activity)
{
    for (uint32_t i = 0; i < s->in.task_n; i++)
        if (s->tasks[i].assignee == person && s->tasks[i].activity == activity)
            return true;
    return false;
}

/* Who does such work already. Each task has a range of its own: the engine wants that. */
static void propose(struct builder *b, struct plan_task *e)
{
    struct snapshot *s = b->l->s;
    uint32_t like = PLAN_NONE;
    for (uint32_t i = s->in.task_n; i-- > 0 && like == PLAN_NONE && s->tasks[i].project == b->project;)
        like = s->tasks[i].activity == e->activity && s->tasks[i].candidate_n > 0 ? i : PLAN_NONE;
    e->candidate_first = s->in.candidate_n;
    for (uint32_t k = 0; like != PLAN_NONE && k < s->tasks[like].candidate_n; k++, e->candidate_n++)
        s->candidates[s->in.candidate_n++] = s->candidates[s->tasks[like].candidate_first + k];
    for (uint32_t p = 0; like == PLAN_NONE && p < s->in.person_n && e->candidate_n < LAY_TEAM; p++)
        if (e->activity != PLAN_NONE && does(s, p, e->activity)) {
            s->candidates[s->in.candidate_n++] = p;
            e->candidate_n++;
        }
}

static struct snapshot_task row_of(const struct builder *b, const json_t *task, bool holds)
{
    struct snapshot *s = b->l->s;
    const char *kind = json_string_value(json_object_get(task, "kind"));
    const char *title = json_string_value(json_object_get(task, "title"));
    const struct snapshot_project *p = &s->project[b->project];
    int64_t minutes = number(task, "estimate_min", DEFAULT_TASK_MIN);
    bool milestone = kind && strcmp(kind, "milestone") == 0;
    return (struct snapshot_task){.client_id = p->client_id,
                                  .title = title ? arena_str(s->arena, str_of(title)) : p->name,
                                  .parent = PLAN_NONE,
                                  .gate = PLAN_NONE,
                                  .due_day = day_of(b, task, "due_day"),
                                  .start_day = day_of(b, task, "start_day"),
                                  .estimate_min = minutes,
                                  .low_min = -1,
                                  .high_min = -1,
                                  .left_min = holds || milestone         ? 0
                                              : minutes < LEAST_LEFT_MIN ? LEAST_LEFT_MIN
                                                                         : minutes,
                                  .holds = holds,
                                  .milestone = milestone,
                                  .deliverable = kind && strcmp(kind, "deliverable") == 0};
}

static uint32_t add_task(struct builder *b, const json_t *task, bool holds)
{
    struct snapshot *s = b->l->s;
    struct snapshot_task row = row_of(b, task, holds);
    int32_t slots = snapshot_slots(row.left_min);
    slots = slots > PLAN_EFFORT_MOST ? PLAN_EFFORT_MOST : slots;
    int32_t start = snapshot_release(s, row.start_day), first = snapshot_release(s, b->change->day);
    struct plan_task e = {.project = b->project,
                          .activity = activity_of(s, task),
                          .low = slots * 8 / 10,
                          .likely = slots,
                          .high = earliest(slots * 16 / 10, PLAN_EFFORT_MOST),
                          .release = start > first ? start : first,
                          .due = snapshot_due(s, row.due_day, -1),
                          .hard = PLAN_NEVER,
                          .assignee = PLAN_NONE,
                          .milestone = slots == 0};
    struct weight_of weight = {.priority = (int)number(task, "priority", 0), .slots = slots};
    e.weight = weight_task(&s->weights, &weight);
    if (slots > 0)
        propose(b, &e);
    int64_t n = number(task, "n", -1);
    uint32_t i = lay_task(b->l, &e, &row);
    if (n >= 0 && n < LAY_TASKS_MAX)
        b->made[n] = i;
    return i;
}

/* A task ends with its subtasks. */
static void add_tasks(struct builder *b, const json_t *tasks, uint32_t parent, int depth)
{
    const json_t *task;
    size_t k;
    json_array_foreach(tasks, k, task)
    {
        const json_t *parts = json_object_get(task, "subtasks");
        if (b->bound == 0 || depth > 16 || !lay_take(b->l, &b->l->room.tasks, 1))
            return;
        b->bound--;
        uint32_t i = add_task(b, task, json_array_size(parts) > 0);
        b->l->s->task[i].parent = parent;
        if (parent != PLAN_NONE)
            lay_dependency(b->l, i, parent, PLAN_FINISH_START, 0);
        add_tasks(b, parts, i, depth + 1);
    }
}

static bool below(const struct snapshot *s, uint32_t task, uint32_t root)
{
    for (int depth = 0; task != PLAN_NONE && depth < 16; depth++, task = s->task[task].parent)
        if (task == root)
            return true;
    return false;
}

/* What a task waits for, its subtasks wait for too. */
static void add_dependency(struct builder *b, const json_t *d)
{
    static const char *const kinds[] = {"finish_start", "start_start", "finish_finish", "start_finish"};
    int64_t after = number(d, "task", -1), before = number(d, "predecessor", -1);
    const char *name = json_string_value(json_object_get(d, "kind"));
    uint32_t kind = 0;
    if (after < 0 || before < 0 || after >= LAY_TASKS_MAX || before >= LAY_TASKS_MAX || b->made[after] == PLAN_NONE ||
        b->made[before] == PLAN_NONE)
        return;
    for (uint32_t i = 0; name && i < 4; i++)
        kind = strcmp(name, kinds[i]) == 0 ? i : kind;
    int32_t lag = snapshot_slots(llabs(number(d, "lag_min", 0)));
    for (uint32_t i = b->made[after]; i < b->l->s->in.task_n; i++)
        if (below(b->l->s, i, b->made[after]) && b->bound > 0) {
            b->bound--;
            lay_dependency(b->l, b->made[before], i, kind, number(d, "lag_min", 0) < 0 ? -lag : lag);
        }
}

int lay_project(struct layer *l, const struct tried *c)
{
    struct builder b = {.l = l, .change = c, .bound = LAY_TASKS_MAX};
    const json_t *item;
    size_t i;
    json_auto_t *body = json_loadb(c->body.at, c->body.n, 0, NULL);
    int err = add_project(&b, body);
    if (err)
        return err;
    b.made = arena_array(l->op->arena, uint32_t, LAY_TASKS_MAX);
    for (i = 0; i < LAY_TASKS_MAX; i++)
        b.made[i] = PLAN_NONE;
    json_array_foreach(json_object_get(body, "lists"), i, item)
        add_tasks(&b, json_object_get(item, "tasks"), PLAN_NONE, 0);
    b.bound = 2 * LAY_TASKS_MAX;
    json_array_foreach(json_object_get(body, "dependencies"), i, item) add_dependency(&b, item);
    return 0;
}
