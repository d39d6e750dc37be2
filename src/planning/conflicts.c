#include "planning/conflicts.h"
#include "locale/zone.h"
#include "planning/promises.h"
#include <stdlib.h>

struct search {
    struct arena *arena;
    const struct computed *c;
    const int32_t *needed;
    struct conflicts out;
    int32_t *claimed; /* per task: scratch */
    uint32_t *tasks;  /* those of which `claimed` is not 0 */
    uint32_t n_tasks;
};

static uint32_t client_of(const struct search *f, uint32_t task)
{
    return f->c->snapshot->projects[f->c->snapshot->tasks[task].project].client;
}

/* Late as planned; a hard date also where it fails in more than one case of five. */
static bool is_late(const struct search *f, uint32_t task)
{
    int32_t by = f->needed[task];
    if (by <= 0 || by >= f->c->snapshot->in.slots || f->c->out.base.effort[task] == 0 ||
        f->c->out.dates.person[task] == PLAN_NONE)
        return false;
    bool hard = f->c->snapshot->tasks[task].hard != PLAN_NEVER;
    return f->c->out.dates.finish[task] > by || (hard && f->c->p80[task] > by);
}

static bool needs(const struct search *f, uint32_t task, uint32_t resource)
{
    const struct plan_task *t = &f->c->snapshot->tasks[task];
    for (uint32_t i = 0; i < t->need_n; i++)
        if (f->c->snapshot->needs[t->need_first + i].resource == resource)
            return true;
    return false;
}

static int32_t overlap(int32_t from, int32_t to, int32_t a, int32_t b)
{
    int32_t start = from > a ? from : a, end = to < b ? to : b;
    return end > start ? end - start : 0;
}

static void claim(struct search *f, uint32_t task, int32_t slots)
{
    if (slots <= 0 || f->needed[task] == PLAN_NEVER)
        return;
    if (f->claimed[task] == 0)
        f->tasks[f->n_tasks++] = task;
    f->claimed[task] += slots;
}

/* What the person, or the thing, is planned to do in [from, until): blocks, and beyond them the dates. */
static void claims(struct search *f, bool of_resource, uint32_t index, int32_t from, int32_t until)
{
    const struct computed *c = f->c;
    const struct snapshot *s = c->snapshot;
    f->n_tasks = 0;
    for (uint32_t i = 0; i < c->out.blocks.n && c->out.blocks.at[i].from < until; i++) {
        const struct plan_block *b = &c->out.blocks.at[i];
        if (of_resource ? needs(f, b->task, index) : b->person == index)
            claim(f, b->task, overlap(from, until, b->from, b->to));
    }
    for (uint32_t i = 0; i < s->in.fixed_n; i++)
        if (of_resource ? needs(f, s->fixed[i].task, index) : s->fixed[i].person == index)
            claim(f, s->fixed[i].task, overlap(from, until, s->fixed[i].from, s->fixed[i].to));
    for (uint32_t i = 0; i < s->in.task_n && until > s->in.settings.window; i++)
        if (f->claimed[i] == 0 && c->out.base.effort[i] > 0 && c->out.dates.start[i] >= s->in.settings.window &&
            (of_resource ? needs(f, i, index) : c->out.dates.person[i] == index) &&
            overlap(from, until, c->out.dates.start[i], c->out.dates.finish[i]) > 0)
            claim(f, i, c->out.base.effort[i]);
}

static struct conflict *group_of(struct search *f, bool of_resource, uint32_t index, int32_t week)
{
    for (uint32_t i = 0; i < f->out.n; i++)
        if (f->out.at[i].of_resource == of_resource && f->out.at[i].index == index && f->out.at[i].week == week)
            return &f->out.at[i];
    if (f->out.n == CONFLICTS_MAX)
        return NULL;
    struct conflict *c = &f->out.at[f->out.n++];
    *c = (struct conflict){.of_resource = of_resource, .index = index, .week = week, .from = INT32_MAX};
    return c;
}

/* In working time of who does it. */
static int32_t missing(const struct search *f, uint32_t task)
{
    const struct plan_calendar *calendar = &f->c->out.base.calendars[f->c->out.dates.person[task]];
    int32_t finish = f->c->out.dates.finish[task] > f->needed[task] ? f->c->out.dates.finish[task] : f->c->p80[task];
    finish = finish < f->c->snapshot->in.slots ? finish : f->c->snapshot->in.slots;
    return plan_rank(calendar, finish) - plan_rank(calendar, f->needed[task]);
}

static void add_side(struct search *f, struct conflict *c, uint32_t task, bool of_week)
{
    bool late = of_week || is_late(f, task);
    for (uint32_t i = 0; i < c->n; i++)
        if (c->side[i].task == task) {
            c->side[i].of_week |= of_week;
            return;
        }
    if (c->n < SIDES_MAX)
        c->side[c->n++] = (struct conflict_side){.task = task,
                                                 .slots = f->claimed[task],
                                                 .needed = f->needed[task],
                                                 .lacks = late ? missing(f, task) : 0,
                                                 .late = late,
                                                 .of_week = of_week,
                                                 .hard = f->c->snapshot->tasks[task].hard != PLAN_NEVER};
}

static uint64_t key_of(const struct search *f, uint32_t task)
{
    return f->c->snapshot->tasks[task].key;
}

/* Of other clients, most work first, at most so many that the late one stays among them. */
static void add_others(struct search *f, struct conflict *c, uint32_t task)
{
    for (int round = 0; round < 3; round++) {
        uint32_t best = PLAN_NONE;
        for (uint32_t i = 0; i < f->n_tasks; i++) {
            uint32_t t = f->tasks[i];
            bool known = false;
            for (uint32_t k = 0; k < c->n; k++)
                known |= c->side[k].task == t;
            if (known || client_of(f, t) == client_of(f, task))
                continue;
            bool more = best == PLAN_NONE || f->claimed[t] > f->claimed[best] ||
                        (f->claimed[t] == f->claimed[best] && key_of(f, t) < key_of(f, best));
            best = more ? t : best;
        }
        if (best == PLAN_NONE)
            return;
        add_side(f, c, best, false);
    }
}

static bool of_others(const struct search *f, uint32_t task)
{
    for (uint32_t i = 0; i < f->n_tasks; i++)
        if (client_of(f, f->tasks[i]) != client_of(f, task))
            return true;
    return false;
}

static void look(struct search *f, uint32_t task, bool of_resource, uint32_t index)
{
    const struct snapshot *s = f->c->snapshot;
    int32_t from = f->c->out.path.early_start[task] > 0 ? f->c->out.path.early_start[task] : 0;
    int32_t until = f->needed[task];
    claims(f, of_resource, index, from, until);
    int32_t day = zone_day(s->zone, snapshot_instant(s, until) - 1);
    struct conflict *c = of_others(f, task) ? group_of(f, of_resource, index, day - civil_weekday(day) + 1) : NULL;
    if (c) {
        c->from = from < c->from ? from : c->from;
        c->until = until > c->until ? until : c->until;
        c->hard |= s->tasks[task].hard != PLAN_NEVER;
        add_side(f, c, task, true);
        add_others(f, c, task);
    }
    for (uint32_t i = 0; i < f->n_tasks; i++)
        f->claimed[f->tasks[i]] = 0;
}

/* What it is about first, then what is late; the worst of the fixed dates before all. */
static int by_lateness(const void *x, const void *y)
{
    const struct conflict_side *a = x, *b = y;
    if (a->of_week != b->of_week)
        return a->of_week ? -1 : 1;
    if (a->late != b->late)
        return a->late ? -1 : 1;
    if (a->hard != b->hard)
        return a->hard ? -1 : 1;
    if (a->hard && a->late && a->lacks != b->lacks)
        return b->lacks - a->lacks;
    if (a->needed != b->needed)
        return a->needed < b->needed ? -1 : 1;
    return b->slots - a->slots;
}

static int by_time(const void *x, const void *y)
{
    const struct conflict *a = x, *b = y;
    if (a->hard != b->hard)
        return a->hard ? -1 : 1;
    if (a->until != b->until)
        return a->until < b->until ? -1 : 1;
    if (a->of_resource != b->of_resource)
        return a->of_resource - b->of_resource;
    return a->index < b->index ? -1 : a->index > b->index;
}

struct conflicts conflicts_find(struct arena *arena, const struct computed *c)
{
    const struct snapshot *s = c->snapshot;
    struct search f = {.arena = arena, .c = c, .needed = promise_needs(arena, c, false)};
    f.out.at = arena_array(arena, struct conflict, CONFLICTS_MAX);
    f.claimed = arena_array(arena, int32_t, s->in.task_n + 1);
    f.tasks = arena_array(arena, uint32_t, s->in.task_n + 1);
    for (uint32_t i = 0; i < s->in.task_n; i++) {
        if (!is_late(&f, i))
            continue;
        look(&f, i, false, c->out.dates.person[i]);
        for (uint32_t k = 0; k < s->tasks[i].need_n; k++)
            look(&f, i, true, s->needs[s->tasks[i].need_first + k].resource);
    }
    for (uint32_t i = 0; i < f.out.n; i++)
        qsort(f.out.at[i].side, f.out.at[i].n, sizeof *f.out.at[i].side, by_lateness);
    qsort(f.out.at, f.out.n, sizeof *f.out.at, by_time);
    return f.out;
}
