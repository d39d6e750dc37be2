#include "plan/diff.h"
#include "plan/keys.h"
#include "plan/taken.h"

struct hold {
    struct plan_base base;
    const struct plan_was *was;
    uint8_t *why;
    uint32_t *task, *person;       /* per block in force: rows */
    struct plan_fixed *blocks;     /* per block in force: as it would be locked */
    uint32_t *first, *last, *next; /* per task its blocks that stay, in their order; per block the next of its task */
    uint64_t **free;               /* per person: free time less what is locked */
    struct plan_taken taken;
    int32_t *left, *start, *finish; /* per task: effort that is not locked; of what is locked, PLAN_NEVER: not known */
};

size_t plan_hold_bytes(const struct plan_in *in, const struct plan_was *was)
{
    uint32_t most = was->block_n;
    most = in->task_n > most ? in->task_n : most;
    most = in->person_n > most ? in->person_n : most;
    return plan_room(struct plan_fixed, (size_t)in->fixed_n + was->block_n) + plan_room(uint8_t, was->block_n) +
           plan_base_bytes(in) + 3 * plan_room(uint32_t, was->block_n) + plan_room(struct plan_fixed, was->block_n) +
           2 * plan_room(uint32_t, in->task_n) + plan_room(uint64_t *, in->person_n) +
           in->person_n * plan_room(uint64_t, plan_words(in->slots)) + plan_taken_bytes(in) +
           3 * plan_room(int32_t, in->task_n) + 4 * plan_room(struct plan_ranked, most);
}

static void rows_find(struct plan_memory *m, struct hold *x)
{
    const struct plan_in *in = x->base.in;
    size_t mark = m->used;
    struct plan_keys tasks = {plan_raw(m, sizeof *tasks.at * in->task_n), in->task_n},
                     people = {plan_raw(m, sizeof *people.at * in->person_n), in->person_n};
    uint32_t most = in->task_n > in->person_n ? in->task_n : in->person_n;
    struct plan_ranked *spare = plan_raw(m, sizeof *spare * most);
    for (uint32_t t = 0; t < in->task_n; t++)
        tasks.at[t] = (struct plan_ranked){in->tasks[t].key, 0, t};
    for (uint32_t p = 0; p < in->person_n; p++)
        people.at[p] = (struct plan_ranked){in->people[p].key, 0, p};
    plan_sort(tasks.at, tasks.n, spare);
    plan_sort(people.at, people.n, spare);
    for (uint32_t i = 0; i < x->was->block_n; i++) {
        x->task[i] = plan_keys_find(&tasks, x->was->blocks[i].task);
        x->person[i] = plan_keys_find(&people, x->was->blocks[i].person);
    }
    m->used = mark;
}

static void bits_set(uint64_t *bits, int32_t from, int32_t to, bool on)
{
    for (int32_t s = from; s < to; s++)
        bits[s >> 6] = (bits[s >> 6] & ~(UINT64_C(1) << (s & 63))) | (uint64_t)on << (s & 63);
}

static void locked_take(struct hold *x, const struct plan_fixed *f)
{
    int32_t *start = &x->start[f->task], *finish = &x->finish[f->task];
    bits_set(x->free[f->person], f->from, f->to, false);
    plan_taken_add(&x->taken, f->task, f->from, f->to);
    *start = f->from < *start ? f->from : *start;
    *finish = *finish == PLAN_NEVER || f->to > *finish ? f->to : *finish;
}

static void locked_make(struct plan_memory *m, struct hold *x)
{
    const struct plan_in *in = x->base.in;
    size_t bytes = sizeof(uint64_t) * (size_t)plan_words(in->slots);
    x->free = plan_raw(m, sizeof *x->free * in->person_n);
    for (uint32_t p = 0; p < in->person_n; p++)
        x->free[p] = __builtin_memcpy(plan_raw(m, bytes), in->people[p].free, bytes);
    x->taken = plan_taken_make(m, in);
    x->left = plan_raw(m, sizeof *x->left * in->task_n);
    x->start = plan_raw(m, sizeof *x->start * in->task_n);
    x->finish = plan_raw(m, sizeof *x->finish * in->task_n);
    for (uint32_t t = 0; t < in->task_n; t++) {
        x->left[t] = x->base.effort[t];
        x->start[t] = x->finish[t] = PLAN_NEVER;
        x->first[t] = x->last[t] = PLAN_NONE;
    }
    for (uint32_t i = 0; i < in->fixed_n; i++)
        locked_take(x, &in->fixed[i]);
}

static bool may_do(const struct hold *x, uint32_t task, uint32_t person)
{
    const struct plan_teams *teams = &x->base.teams;
    for (uint32_t i = 0; i < teams->n[task]; i++)
        if (teams->people[teams->first[task] + i] == person)
            return true;
    return false;
}

/* Everything but what the task waits for. ret: the block as it would be locked, no longer than what is left to do. */
static uint8_t sense_of(const struct hold *x, uint32_t i, struct plan_fixed *ret)
{
    const struct plan_in *in = x->base.in;
    const struct plan_was_block *was = &x->was->blocks[i];
    uint32_t t = x->task[i], p = x->person[i];
    if (was->from >= in->settings.still)
        return PLAN_HOLD_LATER;
    if (was->to <= 0 || was->to <= was->from)
        return PLAN_HOLD_OVER;
    if (t == PLAN_NONE || x->left[t] == 0)
        return PLAN_HOLD_TASK;
    if (p == PLAN_NONE || !may_do(x, t, p))
        return PLAN_HOLD_PERSON;
    int32_t past = was->from < 0 ? -was->from : 0;
    *ret = (struct plan_fixed){t, p, was->from + past, was->to, was->setup > past ? was->setup - past : 0};
    if (ret->setup >= ret->to - ret->from)
        return PLAN_HOLD_OVER;
    if (ret->to - ret->from - ret->setup > x->left[t])
        ret->to = ret->from + ret->setup + x->left[t];
    if (ret->from < in->tasks[t].release)
        return PLAN_HOLD_RELEASE;
    for (int32_t s = ret->from; s < ret->to; s++) {
        if (s >= in->slots || !plan_bit(in->people[p].free, s))
            return PLAN_HOLD_NOT_FREE;
        if (!plan_bit(x->free[p], s))
            return PLAN_HOLD_TAKEN;
        if (in->tasks[t].need_n > 0 && plan_taken_lacks(&x->taken, t, s) != PLAN_NONE)
            return PLAN_HOLD_RESOURCE;
    }
    return PLAN_HELD;
}

/* In their order in time, so that of two that cannot both stay the earlier does. */
static void sense_ask(struct plan_memory *m, struct hold *x)
{
    uint32_t n = x->was->block_n;
    size_t mark = m->used;
    struct plan_ranked *by = plan_raw(m, sizeof *by * n), *spare = plan_raw(m, sizeof *spare * n);
    for (uint32_t i = 0; i < n; i++) {
        const struct plan_was_block *b = &x->was->blocks[i];
        by[i] = (struct plan_ranked){(uint64_t)((uint32_t)b->from ^ 0x80000000u) << 32 | (uint32_t)b->to, b->task, i};
    }
    plan_sort(by, n, spare);
    for (uint32_t k = 0; k < n; k++) {
        uint32_t i = by[k].id;
        struct plan_fixed *f = &x->blocks[i];
        x->why[i] = sense_of(x, i, f);
        if (x->why[i] != PLAN_HELD)
            continue;
        bits_set(x->free[f->person], f->from, f->to, false);
        plan_taken_add(&x->taken, f->task, f->from, f->to);
        x->left[f->task] -= f->to - f->from - f->setup;
        *(x->first[f->task] == PLAN_NONE ? &x->first[f->task] : &x->next[x->last[f->task]]) = i;
        x->last[f->task] = i;
        x->next[i] = PLAN_NONE;
    }
    m->used = mark;
}

/* When a task may begin, or end, by what is locked of what it waits for; PLAN_NEVER: that is not all locked. */
static int32_t bound_of(const struct hold *x, uint32_t t, bool to_finish)
{
    const struct plan_graph *g = &x->base.graph;
    int32_t bound = to_finish || x->base.in->tasks[t].release < 0 ? 0 : x->base.in->tasks[t].release;
    for (uint32_t a = g->into_at[t]; a < g->into_at[t + 1]; a++) {
        uint32_t kind = g->into[a].kind;
        bool of_start = kind == PLAN_START_START || kind == PLAN_START_FINISH;
        if ((kind == PLAN_FINISH_FINISH || kind == PLAN_START_FINISH) != to_finish)
            continue;
        int32_t at = (of_start ? x->start : x->finish)[g->into[a].task];
        if (at == PLAN_NEVER)
            return PLAN_NEVER;
        bound = at + g->into[a].lag > bound ? at + g->into[a].lag : bound;
    }
    return bound;
}

static void let_go(struct hold *x, uint32_t i)
{
    const struct plan_fixed *f = &x->blocks[i];
    x->why[i] = PLAN_HOLD_DEPENDENCY;
    x->left[f->task] += f->to - f->from - f->setup;
}

/* What comes before is asked first, so letting one go lets go what relies on it. */
static void task_ask(struct hold *x, uint32_t t)
{
    int32_t start = bound_of(x, t, false), finish = bound_of(x, t, true);
    uint32_t last = PLAN_NONE;
    if (x->base.in->tasks[t].likely == 0 && x->finish[t] != PLAN_NEVER) /* somebody locked it nevertheless */
        return;
    if (x->base.in->tasks[t].likely == 0) {
        bool known = start != PLAN_NEVER && finish != PLAN_NEVER;
        x->start[t] = x->finish[t] = known ? (finish > start ? finish : start) : PLAN_NEVER;
        return;
    }
    for (uint32_t i = x->first[t]; i != PLAN_NONE; i = x->next[i]) {
        if (x->blocks[i].from < start) /* PLAN_NEVER, too */
            let_go(x, i);
        else
            last = i;
    }
    int32_t locked = x->finish[t] == PLAN_NEVER ? 0 : x->finish[t]; /* by hand */
    if (last != PLAN_NONE && x->left[t] == 0 && x->blocks[last].to < finish && locked < finish)
        let_go(x, last);
    for (uint32_t i = x->first[t]; i != PLAN_NONE; i = x->next[i]) {
        const struct plan_fixed *f = &x->blocks[i];
        if (x->why[i] != PLAN_HELD)
            continue;
        x->start[t] = f->from < x->start[t] ? f->from : x->start[t];
        x->finish[t] = x->finish[t] == PLAN_NEVER || f->to > x->finish[t] ? f->to : x->finish[t];
    }
    x->finish[t] = x->left[t] == 0 ? x->finish[t] : PLAN_NEVER;
}

static void waits_ask(struct plan_memory *m, struct hold *x)
{
    const struct plan_graph *g = &x->base.graph;
    size_t mark = m->used;
    bool *ordered = plan_array(m, bool, x->base.in->task_n);
    for (uint32_t i = 0; i < g->order_n; i++) {
        ordered[g->order[i]] = true;
        task_ask(x, g->order[i]);
    }
    for (uint32_t i = 0; i < x->was->block_n; i++) /* on a cycle, or behind one: they wait for what never ends */
        if (x->why[i] == PLAN_HELD && !ordered[x->task[i]])
            let_go(x, i);
    m->used = mark;
}

int plan_hold(struct plan_memory *m, const struct plan_in *in, const struct plan_was *was, struct plan_in *ret_in,
              struct plan_hold *ret)
{
    if (plan_valid(in) != PLAN_OK)
        return PLAN_INVALID;
    if (m->room - m->used < plan_hold_bytes(in, was))
        return PLAN_NO_ROOM;
    struct plan_fixed *fixed = plan_raw(m, sizeof *fixed * ((size_t)in->fixed_n + was->block_n));
    *ret = (struct plan_hold){.why = plan_alloc(m, was->block_n)};
    size_t mark = m->used;
    struct hold x = {.base = plan_base_make(m, in), .was = was, .why = ret->why};
    uint32_t **of_blocks[] = {&x.task, &x.person, &x.next}, **of_tasks[] = {&x.first, &x.last};
    for (size_t i = 0; i < sizeof of_blocks / sizeof *of_blocks; i++)
        *of_blocks[i] = plan_raw(m, sizeof(uint32_t) * was->block_n);
    for (size_t i = 0; i < sizeof of_tasks / sizeof *of_tasks; i++)
        *of_tasks[i] = plan_raw(m, sizeof(uint32_t) * in->task_n);
    x.blocks = plan_raw(m, sizeof *x.blocks * was->block_n);
    rows_find(m, &x);
    locked_make(m, &x);
    sense_ask(m, &x);
    waits_ask(m, &x);
    *ret_in = *in;
    if (in->fixed_n > 0)
        __builtin_memcpy(fixed, in->fixed, sizeof *fixed * in->fixed_n);
    for (uint32_t i = 0; i < was->block_n; i++)
        if (ret->why[i] == PLAN_HELD)
            fixed[in->fixed_n + ret->held_n++] = x.blocks[i];
    ret_in->fixed = fixed;
    ret_in->fixed_n = in->fixed_n + ret->held_n;
    m->used = mark;
    return ret_in->fixed_n <= PLAN_BLOCKS_MOST ? PLAN_OK : PLAN_INVALID;
}
