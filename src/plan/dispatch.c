#include "plan/dispatch_state.h"

#define TASK_READY 0x80000000u

int32_t plan_next_free(const uint64_t *bits, int32_t from, int32_t end)
{
    while (from < end) {
        uint64_t word = bits[from >> 6] >> (from & 63);
        if (word != 0)
            return from + __builtin_ctzll(word) < end ? from + __builtin_ctzll(word) : end;
        from = (from | 63) + 1;
    }
    return end;
}

int32_t plan_next_taken(const uint64_t *bits, int32_t from, int32_t end)
{
    while (from < end) {
        uint64_t word = ~bits[from >> 6] >> (from & 63);
        if (word != 0)
            return from + __builtin_ctzll(word) < end ? from + __builtin_ctzll(word) : end;
        from = (from | 63) + 1;
    }
    return end;
}

int32_t plan_setup(const struct plan_in *in, uint32_t task, int32_t at, const struct plan_block *last,
                   const struct plan_block *own)
{
    if (last && in->tasks[last->task].project != in->tasks[task].project)
        return in->settings.switch_project;
    return own && at - own->to >= in->settings.resume_after ? in->settings.resume : 0;
}

static int32_t count_between(const uint64_t *bits, int32_t from, int32_t to)
{
    int32_t n = 0;
    while (from < to) {
        int32_t width = 64 - (from & 63) < to - from ? 64 - (from & 63) : to - from;
        n += plan_count(bits[from >> 6] >> (from & 63) << (64 - width));
        from += width;
    }
    return n;
}

bool plan_few_has(const struct plan_few *f, uint32_t id)
{
    uint32_t i = 0;
    while (i < f->n && f->at[i] != id)
        i++;
    return i < f->n;
}

static void few_add(struct plan_few *f, uint32_t id)
{
    if (f->n < PLAN_DAY_MOST && !plan_few_has(f, id))
        f->at[f->n++] = id;
}

static void day_note(const struct plan_in *in, struct plan_worker *w, uint32_t task)
{
    uint32_t project = in->tasks[task].project;
    few_add(&w->projects, project);
    few_add(&w->clients, in->projects[project].client);
}

void plan_worker_day(const struct plan_state *s, uint32_t person, int32_t slot)
{
    const struct plan_in *in = s->b->in;
    struct plan_worker *w = &s->workers[person];
    if (w->day != PLAN_NONE && slot < in->days[w->day + 1])
        return;
    uint32_t d = w->day == PLAN_NONE ? 0 : w->day + 1;
    while (in->days[d + 1] <= slot)
        d++;
    int32_t from = in->days[d] < 0 ? 0 : in->days[d], to = in->days[d + 1] < in->slots ? in->days[d + 1] : in->slots;
    const struct plan_calendar *c = &s->b->calendars[person];
    w->day = d;
    w->limit = plan_day_limit(&in->people[person], plan_rank(c, to) - plan_rank(c, from));
    w->used = plan_rank(c, to) - plan_rank(c, from) - count_between(s->free[person], from, to); /* fixed blocks */
    w->projects.n = w->clients.n = 0;
    for (uint32_t i = s->fixed_first[person]; i != PLAN_NONE; i = s->fixed_next[i])
        if (in->fixed[i].from >= in->days[d] && in->fixed[i].from < in->days[d + 1])
            day_note(in, w, in->fixed[i].task);
}

/* A task can begin at a known time: an event, unless that is beyond the window. */
static void ready_set(struct plan_state *s, uint32_t t)
{
    const struct plan_task *task = &s->b->in->tasks[t];
    uint32_t person = s->d->person[t];
    int32_t at = s->ready[t];
    if (task->release > at) {
        at = task->release;
        s->ready_arc[t] = PLAN_NONE;
    }
    if (s->finish_arc[t] != PLAN_NONE && s->left[t] > 0 && person != PLAN_NONE) {
        const struct plan_calendar *c = &s->b->calendars[person];
        int32_t from = plan_select(c, plan_rank(c, s->finish_bound[t] - 1) - s->left[t] + 1);
        if (from > at) {
            at = from;
            s->ready_arc[t] = s->finish_arc[t];
        }
    } else if (s->finish_arc[t] != PLAN_NONE && s->finish_bound[t] > at) {
        at = s->finish_bound[t];
        s->ready_arc[t] = s->finish_arc[t];
    }
    s->ready[t] = at;
    if (at < s->window && (s->left[t] == 0 || person != PLAN_NONE))
        plan_heap_push(&s->events, (struct plan_event){(int64_t)at * 2, task->key, t | TASK_READY});
}

static void bound_raise(struct plan_state *s, int32_t *bound, uint32_t *arc, int32_t says, uint32_t a)
{
    const struct plan_arc *into = s->b->graph.into;
    const struct plan_task *tasks = s->b->in->tasks;
    if (*arc == PLAN_NONE || says > *bound ||
        (says == *bound && tasks[into[a].task].key < tasks[into[*arc].task].key)) {
        *bound = says;
        *arc = a;
    }
}

/* The start or the finish of a task is decided, by a block that begins now: what waits for it learns of it. With a lag
 * into the past it can begin now at the earliest. */
static void decided(struct plan_state *s, uint32_t t, bool is_start, int32_t now)
{
    const struct plan_graph *g = &s->b->graph;
    for (uint32_t f = g->from_at[t]; f < g->from_at[t + 1]; f++) {
        const struct plan_arc *arc = &g->from[f];
        bool of_start = arc->kind == PLAN_START_START || arc->kind == PLAN_START_FINISH;
        uint32_t to = arc->task, a = g->into_at[to];
        if (of_start != is_start)
            continue;
        while (g->into[a].dependency != arc->dependency)
            a++;
        int32_t says = (is_start ? s->start : s->finish)[t] + arc->lag;
        if (arc->kind == PLAN_FINISH_FINISH || arc->kind == PLAN_START_FINISH) {
            bound_raise(s, &s->finish_bound[to], &s->finish_arc[to], says, a);
            says = now;
        }
        bound_raise(s, &s->ready[to], &s->ready_arc[to], says > now ? says : now, a);
        if (--s->waits[to] == 0 && s->finish[to] == PLAN_NEVER)
            ready_set(s, to);
    }
}

static int32_t log2_16(uint64_t x) /* sixteen times the logarithm, x > 0 */
{
    int32_t top = 63 - __builtin_clzll(x);
    uint64_t fraction = top >= 4 ? x >> (top - 4) : x << (4 - top);
    return top * 16 + (int32_t)(fraction & 15);
}

static void share_count(struct plan_state *s, uint32_t client, int32_t at, int32_t n)
{
    int32_t week = at / (7 * 96);
    if (week != s->week) {
        s->week = week;
        s->given_all = 0;
        __builtin_memset(s->given, 0, sizeof *s->given * s->b->in->client_n);
    }
    s->given[client] += n;
    s->given_all += n;
}

void plan_worker_note(struct plan_state *s, uint32_t block)
{
    const struct plan_block *x = &s->blocks[block];
    struct plan_worker *w = &s->workers[x->person];
    w->last = s->last_block[x->task] = block;
    w->used += x->to - x->from;
    s->left[x->task] -= x->to - x->from - x->setup;
    day_note(s->b->in, w, x->task);
}

static void block_lay(struct plan_state *s, uint32_t person, int32_t at, const struct plan_choice *c)
{
    struct plan_worker *w = &s->workers[person];
    struct plan_ready *ready = &s->list[w->first + c->place];
    uint32_t t = c->task;
    struct plan_block *block = &s->blocks[s->block_n];
    *block = (struct plan_block){.task = t,
                                 .person = person,
                                 .from = at,
                                 .to = at + c->length,
                                 .setup = c->setup,
                                 .why_id = PLAN_NONE,
                                 .runner_up = c->runner_up,
                                 .margin = c->total - c->second};
    __builtin_memcpy(block->score, c->score, sizeof block->score);
    plan_worker_note(s, s->block_n++);
    w->wake = block->to;
    share_count(s, ready->client, at, c->length);
    plan_taken_add(&s->taken, t, block->from, block->to);
    ready->left = s->left[t];
    ready->own_to = block->to;
    if (s->start[t] == PLAN_NEVER) {
        s->start[t] = at;
        decided(s, t, true, at);
    }
    if (s->left[t] == 0) {
        *ready = s->list[w->first + --w->n];
        s->finish[t] = block->to > s->b->fixed_finish[t] ? block->to : s->b->fixed_finish[t];
        decided(s, t, false, at);
    }
}

/* The person looks for work at `now`; where there is none, the next look is where something changes by itself. */
static void decide(struct plan_state *s, uint32_t person, int32_t now)
{
    const struct plan_in *in = s->b->in;
    struct plan_worker *w = &s->workers[person];
    int32_t at = plan_next_free(s->free[person], now, s->window);
    if (at >= s->window) {
        w->wake = PLAN_NEVER;
        return;
    }
    w->wake = at;
    if (at == now) {
        struct plan_choice c;
        bool lacks = false;
        plan_worker_day(s, person, at);
        int32_t midnight = in->days[w->day + 1] < s->window ? in->days[w->day + 1] : s->window;
        int32_t end = plan_next_taken(s->free[person], at, midnight);
        if (w->used >= w->limit)
            w->wake = midnight;
        else if (plan_choose(s, person, at, end, &c, &lacks))
            block_lay(s, person, at, &c);
        else
            w->wake = lacks ? at + 1 : end;
    }
    plan_heap_push(&s->events, (struct plan_event){(int64_t)w->wake * 2 + 1, in->people[person].key, person});
}

static struct plan_ready ready_of(const struct plan_state *s, uint32_t t)
{
    const struct plan_in *in = s->b->in;
    const struct plan_task *task = &in->tasks[t];
    const struct plan_project *project = &in->projects[task->project];
    uint64_t weight = (uint64_t)(project->weight | (project->weight == 0)) * (task->weight | (task->weight == 0));
    int64_t work = s->o->project_work[task->project];
    return (struct plan_ready){.task = t,
                               .project = task->project,
                               .client = project->client,
                               .activity = task->activity,
                               .left = s->left[t],
                               .own_to = -1,
                               .hard_start = s->o->hard_start[t],
                               .start_by = s->o->start_by[t],
                               .value = (int16_t)(log2_16(weight) - log2_16((uint64_t)(work > 0 ? work : 1))),
                               .pinned = s->o->pinned[t],
                               .wants_focus = task->wants_focus,
                               .needs = task->need_n > 0};
}

static void task_ready(struct plan_state *s, uint32_t t, int32_t now)
{
    if (s->left[t] == 0) {
        s->start[t] = s->finish[t] = now;
        decided(s, t, true, now);
        decided(s, t, false, now);
        return;
    }
    struct plan_worker *w = &s->workers[s->d->person[t]];
    s->list[w->first + w->n++] = ready_of(s, t);
    bool working = w->last != PLAN_NONE && s->blocks[w->last].to > now;
    if (!working && w->wake > now) { /* idle: look again, in the order of people */
        w->wake = now;
        plan_heap_push(&s->events, (struct plan_event){(int64_t)now * 2 + 1, s->b->in->people[s->d->person[t]].key,
                                                       s->d->person[t]});
    }
}

/* Every block but the last of its task is no shorter than its person's least; each does something. */
static uint32_t blocks_most(const struct plan_in *in)
{
    int32_t window = in->settings.window < in->slots ? in->settings.window : in->slots;
    uint64_t effort = 0, most = 0;
    for (uint32_t t = 0; t < in->task_n; t++)
        effort += (uint64_t)in->tasks[t].likely;
    for (uint32_t p = 0; p < in->person_n; p++)
        most += (uint32_t)(count_between(in->people[p].free, 0, window) / plan_sizes_of(in, p).least);
    return (uint32_t)((most < effort ? most : effort) + in->task_n + 1);
}

static size_t events_most(const struct plan_in *in) /* each task one, and each person, and each task wakes one more */
{
    return in->task_n * 2 + (size_t)in->person_n;
}

size_t plan_dispatch_bytes(const struct plan_in *in)
{
    return plan_room(uint64_t *, in->person_n) + in->person_n * plan_room(uint64_t, plan_words(in->slots)) +
           plan_taken_bytes(in) + plan_room(struct plan_worker, in->person_n) + plan_room(uint32_t, in->person_n) +
           plan_room(uint32_t, in->fixed_n) + plan_room(struct plan_event, events_most(in)) +
           13 * plan_room(int32_t, in->task_n) + plan_room(int64_t, in->client_n) +
           plan_room(struct plan_ready, in->task_n) + plan_room(struct plan_block, blocks_most(in)) +
           plan_room(struct plan_state, 1);
}

static void lists_make(struct plan_memory *m, struct plan_state *s)
{
    const struct plan_in *in = s->b->in;
    s->workers = plan_array(m, struct plan_worker, in->person_n);
    s->list = plan_raw(m, sizeof *s->list * in->task_n);
    for (uint32_t t = 0; t < in->task_n; t++)
        if (s->d->person[t] != PLAN_NONE)
            s->workers[s->d->person[t]].n++;
    for (uint32_t p = 0, sum = 0; p < in->person_n; p++) {
        struct plan_worker *w = &s->workers[p];
        uint32_t n = w->n;
        *w = (struct plan_worker){.first = sum, .day = PLAN_NONE, .last = PLAN_NONE};
        sum += n;
    }
}

static void free_make(struct plan_memory *m, struct plan_state *s)
{
    const struct plan_in *in = s->b->in;
    s->free = plan_raw(m, sizeof *s->free * in->person_n);
    for (uint32_t p = 0; p < in->person_n; p++) {
        s->free[p] = plan_raw(m, sizeof **s->free * (size_t)plan_words(in->slots));
        __builtin_memcpy(s->free[p], in->people[p].free, sizeof **s->free * (size_t)plan_words(in->slots));
    }
    s->taken = plan_taken_make(m, in);
    s->fixed_first = plan_raw(m, sizeof *s->fixed_first * in->person_n);
    s->fixed_next = plan_raw(m, sizeof *s->fixed_next * in->fixed_n);
    for (uint32_t p = 0; p < in->person_n; p++)
        s->fixed_first[p] = PLAN_NONE;
    for (uint32_t i = 0; i < in->fixed_n; i++) {
        const struct plan_fixed *f = &in->fixed[i];
        s->fixed_next[i] = s->fixed_first[f->person];
        s->fixed_first[f->person] = i;
        for (int32_t k = f->from; k < f->to; k++)
            s->free[f->person][k >> 6] &= ~(UINT64_C(1) << (k & 63));
        plan_taken_add(&s->taken, f->task, f->from, f->to);
    }
}

static void tasks_make(struct plan_memory *m, struct plan_state *s)
{
    const struct plan_in *in = s->b->in;
    uint32_t n = in->task_n;
    int32_t **each[] = {&s->left, &s->ready, &s->finish_bound, &s->start, &s->finish};
    uint32_t **ids[] = {&s->waits, &s->ready_arc, &s->finish_arc, &s->last_block};
    for (size_t i = 0; i < sizeof each / sizeof *each; i++)
        *each[i] = plan_array(m, int32_t, n);
    for (size_t i = 0; i < sizeof ids / sizeof *ids; i++)
        *ids[i] = plan_array(m, uint32_t, n);
    for (uint32_t t = 0; t < n; t++) {
        s->left[t] = s->b->effort[t];
        s->waits[t] = s->b->graph.into_at[t + 1] - s->b->graph.into_at[t];
        s->ready_arc[t] = s->finish_arc[t] = s->last_block[t] = PLAN_NONE;
        s->start[t] = s->finish[t] = PLAN_NEVER;
        if (s->b->effort[t] == 0 && s->d->why[t] == PLAN_WHY_GIVEN) {
            s->start[t] = s->d->start[t];
            s->finish[t] = s->d->finish[t];
        }
    }
}

struct plan_blocks plan_dispatch(struct plan_memory *m, const struct plan_base *b, const struct plan_path *p,
                                 const struct plan_order *o, const struct plan_dates *d)
{
    const struct plan_in *in = b->in;
    struct plan_state *s = plan_alloc(m, sizeof *s);
    *s = (struct plan_state){.b = b, .p = p, .o = o, .d = d, .week = -1};
    s->window = in->settings.window < in->slots ? in->settings.window : in->slots;
    tasks_make(m, s);
    uint32_t *persons = plan_raw(m, sizeof *persons * in->task_n);
    size_t mark = m->used;
    free_make(m, s);
    lists_make(m, s);
    s->given = plan_array(m, int64_t, in->client_n);
    s->events.at = plan_raw(m, sizeof *s->events.at * events_most(in));
    s->blocks = plan_raw(m, sizeof *s->blocks * blocks_most(in));
    for (uint32_t t = 0; t < in->task_n; t++) {
        if (s->finish[t] != PLAN_NEVER) {
            decided(s, t, true, 0);
            decided(s, t, false, 0);
        } else if (b->graph.into_at[t + 1] == b->graph.into_at[t]) {
            ready_set(s, t);
        }
    }
    for (uint32_t i = 0; i < in->person_n; i++)
        plan_heap_push(&s->events, (struct plan_event){1, in->people[i].key, i});
    while (s->events.n > 0) {
        struct plan_event e = plan_heap_pop(&s->events);
        if (e.id & TASK_READY)
            task_ready(s, e.id & ~TASK_READY, (int32_t)(e.when / 2));
        else if (s->workers[e.id].wake == e.when / 2)
            decide(s, e.id, (int32_t)(e.when / 2));
    }
    plan_reasons(m, s);
    m->used = mark;
    struct plan_block *blocks = plan_raw(m, sizeof *blocks * s->block_n); /* as many as there are, where others were */
    s->blocks = __builtin_memmove(blocks, s->blocks, sizeof *blocks * s->block_n);
    for (uint32_t t = 0; t < in->task_n; t++)
        persons[t] = s->last_block[t] == PLAN_NONE ? PLAN_NONE : s->blocks[s->last_block[t]].person;
    return (struct plan_blocks){s->blocks, s->block_n, {s->window, s->left, s->start, s->finish, persons}};
}
