#include "planning/priorities.h"
#include "planning/promises.h"
#include <stdlib.h>

#define WORKDAY 32 /* slots */

const char *const priority_terms[] = {"client", "project", "impact", "priority", "near", "effort"};
const char *const priority_classes[] = {"pinned", "hard", "normal"};

/* Four doublings for what is late, one less for each doubling of the days that are left, none after three weeks. */
int priority_near(int32_t slack)
{
    if (slack == SLACK_NONE)
        return 0;
    if (slack < 0)
        return 64;
    int doublings = 0;
    for (int32_t half_days = slack / (WORKDAY / 2) + 1; half_days > 1; half_days /= 2)
        doublings++;
    int near = 56 - doublings * 11;
    return near < 0 ? 0 : near;
}

static int32_t slack_of(const struct computed *c, uint32_t task, int32_t needed)
{
    const struct plan_calendar *calendar = plan_calendar_of(&c->out.base, task);
    if (needed == PLAN_NEVER)
        return SLACK_NONE;
    if (!calendar)
        return needed;
    int32_t latest = plan_before(calendar, needed, c->out.base.effort[task]);
    int32_t earliest = c->out.path.early_start[task] > 0 ? c->out.path.early_start[task] : 0;
    int32_t slack = plan_rank(calendar, latest) - plan_rank(calendar, earliest);
    return slack == 0 && latest < earliest ? -1 : slack;
}

static struct priority priority_of(const struct computed *c, uint32_t task, int32_t needed)
{
    const struct snapshot *s = c->snapshot;
    const struct snapshot_task *t = &s->task[task];
    const struct plan_weights *w = &s->weights;
    uint32_t project = s->tasks[task].project, client = s->projects[project].client;
    needed = s->tasks[task].due < needed ? s->tasks[task].due : needed;
    struct priority p = {.task = task, .needed = needed, .slack = slack_of(c, task, needed)};
    p.term[PRIORITY_CLIENT] = weight_term_client(w, s->client[client].importance);
    p.term[PRIORITY_PROJECT] = weight_term_project(w, s->project[project].importance);
    p.term[PRIORITY_IMPACT] = weight_term_impact(w, t->impact);
    p.term[PRIORITY_SAID] = weight_term_urgency(w, t->priority);
    p.term[PRIORITY_NEAR] = priority_near(p.slack) * w->urgency / 50;
    p.term[PRIORITY_EFFORT] = weight_term_effort(w, s->tasks[task].likely);
    for (int i = 0; i < PRIORITY_TERMS; i++)
        p.score += p.term[i];
    bool hard = s->tasks[task].hard != PLAN_NEVER;
    p.class = t->pinned ? CLASS_PINNED : hard ? CLASS_HARD : CLASS_NORMAL;
    p.important = hard || p.term[PRIORITY_CLIENT] + p.term[PRIORITY_PROJECT] + p.term[PRIORITY_IMPACT] +
                                  (t->priority == 1 || t->priority == 2 ? p.term[PRIORITY_SAID] : 0) >=
                              16;
    p.urgent = p.slack != SLACK_NONE && p.slack < 2 * WORKDAY;
    return p;
}

struct sortable {
    struct priority p;
    uint64_t key;
};

static int by_rank(const void *x, const void *y)
{
    const struct sortable *a = x, *b = y;
    if (a->p.class != b->p.class)
        return (int)a->p.class - (int)b->p.class;
    if (a->p.score != b->p.score)
        return b->p.score - a->p.score;
    return a->key < b->key ? -1 : a->key > b->key;
}

struct priorities priorities_of(struct arena *arena, const struct computed *c)
{
    const struct snapshot *s = c->snapshot;
    const int32_t *needed = promise_needs(arena, c, true);
    struct sortable *all = arena_array(arena, struct sortable, s->in.task_n + 1);
    uint32_t n = 0;
    for (uint32_t i = 0; i < s->in.task_n; i++)
        if (!s->tasks[i].milestone && !id_is_zero(s->task[i].id))
            all[n++] = (struct sortable){priority_of(c, i, needed[i]), s->tasks[i].key};
    qsort(all, n, sizeof *all, by_rank);
    struct priorities p = {arena_array(arena, struct priority, n + 1), n};
    for (uint32_t i = 0; i < n; i++)
        p.at[i] = all[i].p;
    return p;
}
