#include "planning/masked.h"
#include "planning/seen.h"

struct mask {
    struct arena *arena;
    const struct computed *c;
    const struct snapshot *s;
    struct seen seen;
    struct snapshot *to;
    uint32_t *task, *project, *client; /* old index to new, PLAN_NONE */
};

static uint32_t *numbers(struct arena *a, uint32_t n)
{
    uint32_t *at = arena_array(a, uint32_t, n + 1);
    for (uint32_t i = 0; i < n; i++)
        at[i] = PLAN_NONE;
    return at;
}

static void take_places(struct mask *m)
{
    const struct snapshot *s = m->s;
    struct snapshot *to = m->to;
    to->in.client_n = to->in.project_n = 0;
    for (uint32_t i = 0; i < s->in.client_n; i++) {
        if (!seen_client(&m->seen, i))
            continue;
        uint32_t at = m->client[i] = to->in.client_n++;
        to->clients[at] = s->clients[i];
        to->client[at] = s->client[i];
    }
    for (uint32_t i = 0; i < s->in.project_n; i++) {
        uint32_t client = m->client[s->projects[i].client];
        if (!seen_project(&m->seen, i) || client == PLAN_NONE)
            continue;
        uint32_t at = m->project[i] = to->in.project_n++;
        to->projects[at] = s->projects[i];
        to->projects[at].client = client;
        to->project[at] = s->project[i];
    }
}

static void take_tasks(struct mask *m)
{
    const struct snapshot *s = m->s;
    struct snapshot *to = m->to;
    to->in.task_n = to->in.candidate_n = to->in.need_n = 0;
    for (uint32_t i = 0; i < s->in.task_n; i++) {
        const struct plan_task *e = &s->tasks[i];
        if (!seen_task(&m->seen, i) || m->project[e->project] == PLAN_NONE)
            continue;
        uint32_t at = m->task[i] = to->in.task_n++;
        to->task[at] = s->task[i];
        to->tasks[at] = *e;
        to->tasks[at].project = m->project[e->project];
        to->tasks[at].candidate_first = to->in.candidate_n;
        to->tasks[at].need_first = to->in.need_n;
        for (uint32_t k = 0; k < e->candidate_n; k++)
            to->candidates[to->in.candidate_n++] = s->candidates[e->candidate_first + k];
        for (uint32_t k = 0; k < e->need_n; k++)
            to->needs[to->in.need_n++] = s->needs[e->need_first + k];
    }
    for (uint32_t i = 0; i < to->in.task_n; i++) {
        struct snapshot_task *t = &to->task[i];
        t->parent = t->parent == PLAN_NONE ? PLAN_NONE : m->task[t->parent];
        t->gate = t->gate == PLAN_NONE ? PLAN_NONE : m->task[t->gate];
    }
}

/* What waits for something that is not there may begin when that lets go. */
static void take_dependencies(struct mask *m)
{
    const struct snapshot *s = m->s;
    struct snapshot *to = m->to;
    to->in.dependency_n = 0;
    for (uint32_t i = 0; i < s->in.dependency_n; i++) {
        const struct plan_dependency *d = &s->dependencies[i];
        uint32_t before = m->task[d->before], after = m->task[d->after];
        if (after == PLAN_NONE)
            continue;
        if (before != PLAN_NONE) {
            uint32_t at = to->in.dependency_n++;
            to->dependency[at] = s->dependency[i];
            to->dependencies[at] = *d;
            to->dependencies[at].before = before;
            to->dependencies[at].after = after;
            continue;
        }
        bool by_start = d->kind == PLAN_START_START || d->kind == PLAN_START_FINISH;
        int32_t at = by_start ? m->c->out.dates.start[d->before] : m->c->out.dates.finish[d->before];
        struct plan_task *e = &to->tasks[after];
        if (at != PLAN_NEVER && at + d->lag > e->release &&
            (d->kind == PLAN_FINISH_START || d->kind == PLAN_START_START))
            e->release = at + d->lag < PLAN_DATE_MOST ? at + d->lag : PLAN_DATE_MOST;
    }
}

static void clear(uint64_t *bits, int32_t from, int32_t to)
{
    for (int32_t i = from; i < to; i++)
        bits[i >> 6] &= ~(UINT64_C(1) << (i & 63));
}

static uint64_t *own_bits(struct mask *m, const uint64_t *bits)
{
    uint64_t *copy = arena_array(m->arena, uint64_t, plan_words(m->s->in.slots));
    memcpy(copy, bits, sizeof *copy * (size_t)plan_words(m->s->in.slots));
    return copy;
}

/* Foreign blocks become time that is taken. Of the others' days nothing is told to who sees own tasks only. */
static void take_people(struct mask *m, struct id me)
{
    const struct snapshot *s = m->s;
    const struct plan_blocks *blocks = &m->c->out.blocks;
    uint64_t **free = arena_array(m->arena, uint64_t *, s->in.person_n + 1);
    for (uint32_t p = 0; p < s->in.person_n; p++) {
        bool told = m->seen.whole_projects || id_eq(s->person[p].id, me);
        free[p] = told ? own_bits(m, s->people[p].free) : arena_array(m->arena, uint64_t, plan_words(s->in.slots));
        m->to->people[p].free = free[p];
        m->to->people[p].focus = told ? s->people[p].focus : NULL;
    }
    for (uint32_t i = 0; i < blocks->n; i++)
        if (m->task[blocks->at[i].task] == PLAN_NONE)
            clear(free[blocks->at[i].person], blocks->at[i].from, blocks->at[i].to);
    m->to->in.fixed_n = 0;
    for (uint32_t i = 0; i < s->in.fixed_n; i++) {
        const struct plan_fixed *f = &s->fixed[i];
        if (m->task[f->task] == PLAN_NONE) {
            clear(free[f->person], f->from, f->to);
            continue;
        }
        uint32_t at = m->to->in.fixed_n++;
        m->to->fixed[at] = *f;
        m->to->fixed[at].task = m->task[f->task];
        m->to->block[at] = s->block[i];
    }
}

/* What there is one of is not there while others have it. */
static void take_resources(struct mask *m)
{
    const struct snapshot *s = m->s;
    for (uint32_t i = 0; i < m->c->out.blocks.n; i++) {
        const struct plan_block *x = &m->c->out.blocks.at[i];
        const struct plan_task *e = &s->tasks[x->task];
        for (uint32_t k = 0; m->task[x->task] == PLAN_NONE && k < e->need_n; k++) {
            const struct plan_need *need = &s->needs[e->need_first + k];
            struct plan_resource *r = &m->to->resources[need->resource];
            if (need->amount < r->capacity)
                continue;
            if (!r->free) {
                uint64_t *all = arena_array(m->arena, uint64_t, plan_words(s->in.slots));
                for (int32_t slot = 0; slot < s->in.slots; slot++)
                    all[slot >> 6] |= UINT64_C(1) << (slot & 63);
                r->free = all;
            }
            clear((uint64_t *)(uintptr_t)r->free, x->from, x->to);
        }
    }
}

int masked_snapshot(struct op *op, struct arena *arena, const struct computed *c, const struct snapshot **ret)
{
    struct mask m = {.arena = arena, .c = c, .s = c->snapshot};
    int err = seen_read(op, c->snapshot, &m.seen);
    if (err || m.seen.all) {
        *ret = c->snapshot;
        return err;
    }
    m.to = arena_new(arena, struct snapshot);
    *m.to = snapshot_copy(arena, c->snapshot, NULL);
    /* the copy is of what was there before the near future was held: that has fewer blocks that stay */
    m.to->fixed = arena_array(arena, struct plan_fixed, m.s->in.fixed_n + 1);
    m.to->block = arena_array(arena, struct snapshot_fixed, m.s->in.fixed_n + 1);
    m.to->in.fixed = m.to->fixed;
    m.task = numbers(arena, m.s->in.task_n);
    m.project = numbers(arena, m.s->in.project_n);
    m.client = numbers(arena, m.s->in.client_n);
    take_places(&m);
    take_tasks(&m);
    take_dependencies(&m);
    take_people(&m, op->scope.me);
    take_resources(&m);
    *ret = m.to;
    return 0;
}
