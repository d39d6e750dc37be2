#include "planning/promises.h"
#include <stdlib.h>

static bool is_promised(const struct snapshot_task *t)
{
    bool gate = id_is_zero(t->id) && t->gate == PLAN_NONE && t->parent != PLAN_NONE && t->estimate_min < 0;
    return !gate && (t->milestone || t->deliverable || (t->hard && t->due_day != DAY_NONE));
}

struct sortable {
    struct promise promise;
    uint64_t key;
};

static int by_due(const void *x, const void *y)
{
    const struct sortable *a = x, *b = y;
    if (a->promise.due != b->promise.due)
        return a->promise.due < b->promise.due ? -1 : 1;
    return a->key < b->key ? -1 : a->key > b->key;
}

struct promises promises_of(struct arena *arena, const struct snapshot *s)
{
    struct sortable *all = arena_array(arena, struct sortable, s->in.task_n + s->in.project_n + 1);
    bool *works = arena_array(arena, bool, s->in.project_n + 1); /* nothing left to do is nothing to promise */
    uint32_t n = 0;
    for (uint32_t i = 0; i < s->in.task_n; i++)
        works[s->tasks[i].project] = true;
    for (uint32_t i = 0; i < s->in.task_n; i++)
        if (is_promised(&s->task[i]))
            all[n++] = (struct sortable){{.index = i,
                                          .due = s->task[i].due_day == DAY_NONE ? PLAN_NEVER : s->tasks[i].due,
                                          .due_day = s->task[i].due_day,
                                          .hard = s->task[i].hard},
                                         s->tasks[i].key};
    for (uint32_t i = 0; i < s->in.project_n; i++)
        if (s->project[i].due_day != DAY_NONE && works[i])
            all[n++] = (struct sortable){{.is_project = true,
                                          .index = i,
                                          .due = snapshot_due(s, s->project[i].due_day, -1),
                                          .due_day = s->project[i].due_day,
                                          .hard = s->project[i].hard},
                                         s->projects[i].key};
    qsort(all, n, sizeof *all, by_due);
    struct promises p = {arena_array(arena, struct promise, n + 1), n};
    for (uint32_t i = 0; i < n; i++)
        p.at[i] = all[i].promise;
    return p;
}

uint32_t promise_client(const struct snapshot *s, const struct promise *p)
{
    return s->projects[p->is_project ? p->index : s->tasks[p->index].project].client;
}

static struct promise_state task_state(const struct computed *c, uint32_t task)
{
    return (struct promise_state){.finish = c->out.dates.finish[task],
                                  .p50 = c->p50[task],
                                  .p80 = c->p80[task],
                                  .held = c->snapshot->task[task].held};
}

static int32_t latest(int32_t a, int32_t b)
{
    return a > b ? a : b;
}

static struct promise_state *project_states(struct arena *arena, const struct computed *c)
{
    const struct snapshot *s = c->snapshot;
    struct promise_state *states = arena_array(arena, struct promise_state, s->in.project_n + 1);
    for (uint32_t i = 0; i < s->in.task_n; i++) {
        struct promise_state *p = &states[s->tasks[i].project], t = task_state(c, i);
        p->finish = latest(p->finish, t.finish);
        p->p50 = latest(p->p50, t.p50);
        p->p80 = latest(p->p80, t.p80);
    }
    for (uint32_t i = 0; i < s->in.project_n; i++) {
        states[i].held = s->project[i].held;
        if (states[i].finish == 0) /* no tasks */
            continue;
        states[i].p50 = latest(states[i].p50, c->forecast.project_p50[i]);
        states[i].p80 = latest(states[i].p80, c->forecast.project_p80[i]);
    }
    return states;
}

struct promise_state *promise_states(struct arena *arena, const struct computed *c, const struct promises *p)
{
    struct promise_state *states = arena_array(arena, struct promise_state, p->n + 1);
    const struct promise_state *projects = project_states(arena, c);
    for (uint32_t i = 0; i < p->n; i++) {
        struct promise_state *s = &states[i];
        *s = p->at[i].is_project ? projects[p->at[i].index] : task_state(c, p->at[i].index);
        if (s->held)
            s->finish = s->p50 = s->p80 = PLAN_NEVER;
        s->late = !s->held && p->at[i].due != PLAN_NEVER && s->finish > p->at[i].due;
        s->at_risk = !s->held && !s->late && p->at[i].due != PLAN_NEVER && s->p80 > p->at[i].due;
    }
    return states;
}

/* ---- by when everything has to end ---- */

static int32_t least(int32_t a, int32_t b)
{
    return a < b ? a : b;
}

static int32_t latest_start(const struct computed *c, uint32_t task, int32_t finish)
{
    const struct plan_calendar *calendar = plan_calendar_of(&c->out.base, task);
    return calendar && finish != PLAN_NEVER ? plan_before(calendar, finish, c->out.base.effort[task]) : finish;
}

static int32_t own_need(const struct snapshot *s, uint32_t task, bool all_projects)
{
    const struct snapshot_task *t = &s->task[task];
    uint32_t project = s->tasks[task].project;
    if (t->held)
        return PLAN_NEVER;
    int32_t by = all_projects || s->project[project].hard ? s->projects[project].due : PLAN_NEVER;
    if (s->tasks[task].due != PLAN_NEVER && s->tasks[task].due > by) /* agreed for later than its project */
        by = PLAN_NEVER;
    return is_promised(t) && t->due_day != DAY_NONE ? least(by, s->tasks[task].due) : by;
}

/* Against the order of the dependencies: what others wait for has to end before they must begin. */
const int32_t *promise_needs(struct arena *arena, const struct computed *c, bool all_projects)
{
    const struct snapshot *s = c->snapshot;
    const struct plan_base *b = &c->out.base;
    const struct plan_graph *g = &b->graph;
    int32_t *needed = arena_array(arena, int32_t, s->in.task_n + 1);
    for (uint32_t i = 0; i < s->in.task_n; i++)
        needed[i] = own_need(s, i, all_projects);
    for (uint32_t k = g->order_n; k-- > 0;) {
        uint32_t task = g->order[k];
        for (uint32_t a = g->from_at[task]; a < g->from_at[task + 1]; a++) {
            const struct plan_arc *arc = &g->from[a];
            bool stands = b->fixed_finish[arc->task] > 0 && b->effort[arc->task] == 0; /* whatever comes before */
            if (needed[arc->task] != PLAN_NEVER && arc->kind == PLAN_FINISH_START && !stands)
                needed[task] = least(needed[task], latest_start(c, arc->task, needed[arc->task]) - arc->lag);
        }
    }
    return needed;
}
