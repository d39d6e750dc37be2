#include "plan/dispatch_state.h"

static uint32_t fixed_at(const struct plan_state *s, uint32_t person, int32_t slot)
{
    const struct plan_in *in = s->b->in;
    uint32_t i = s->fixed_first[person];
    while (i != PLAN_NONE && !(in->fixed[i].from <= slot && slot < in->fixed[i].to))
        i = s->fixed_next[i];
    return i;
}

static bool new_project(const struct plan_in *in, const struct plan_worker *w, const struct plan_block *x)
{
    int32_t most = in->people[x->person].projects_most;
    return most > 0 && w->projects.n >= (uint32_t)most && !plan_few_has(&w->projects, in->tasks[x->task].project);
}

static bool new_client(const struct plan_in *in, const struct plan_worker *w, const struct plan_block *x)
{
    int32_t most = in->people[x->person].clients_most;
    uint32_t client = in->projects[in->tasks[x->task].project].client;
    return most > 0 && w->clients.n >= (uint32_t)most && !plan_few_has(&w->clients, client);
}

/* Limits of the free stretch that slot e lies in, when the person did nothing there. */
static uint32_t limit_at(struct plan_state *s, const struct plan_block *x, int32_t e, uint32_t *ret_id)
{
    const struct plan_in *in = s->b->in;
    struct plan_worker *w = &s->workers[x->person];
    plan_worker_day(s, x->person, e);
    const struct plan_block *last = w->last == PLAN_NONE ? NULL : &s->blocks[w->last];
    const struct plan_block *own = s->last_block[x->task] == PLAN_NONE ? NULL : &s->blocks[s->last_block[x->task]];
    int32_t setup = plan_setup(in, x->task, e, last, own), need = s->left[x->task] + setup;
    int32_t size = plan_sizes_of(in, x->person).least, least = need < size ? need : size;
    least = least > setup ? least : setup + 1;
    if (w->limit - w->used < least)
        return PLAN_BLOCK_DAY_FULL;
    if (new_project(in, w, x))
        return PLAN_BLOCK_PROJECTS;
    if (new_client(in, w, x))
        return PLAN_BLOCK_CLIENTS;
    for (int32_t i = e; in->tasks[x->task].need_n > 0 && i < x->from && i < e + least; i++)
        if ((*ret_id = plan_taken_lacks(&s->taken, x->task, i)) != PLAN_NONE)
            return PLAN_BLOCK_RESOURCE;
    int32_t midnight = in->days[w->day + 1] < s->window ? in->days[w->day + 1] : s->window;
    return plan_next_taken(s->free[x->person], e, midnight) - e < least ? PLAN_BLOCK_TOO_SHORT : PLAN_BLOCK_NO_WHY;
}

static uint32_t why_of(struct plan_state *s, const struct plan_block *x, uint32_t *ret_id)
{
    const struct plan_calendar *c = &s->b->calendars[x->person];
    const struct plan_worker *w = &s->workers[x->person];
    int32_t rank = plan_rank(c, x->from);
    *ret_id = PLAN_NONE;
    if (rank == 0)
        return PLAN_BLOCK_START;
    int32_t e = plan_select(c, rank - 1);
    if (s->ready[x->task] > e && s->ready_arc[x->task] == PLAN_NONE)
        return PLAN_BLOCK_RELEASE;
    if (s->ready[x->task] > e) {
        *ret_id = s->b->graph.into[s->ready_arc[x->task]].dependency;
        return PLAN_BLOCK_DEPENDENCY;
    }
    if (!plan_bit(s->free[x->person], e)) {
        *ret_id = fixed_at(s, x->person, e);
        return PLAN_BLOCK_FIXED;
    }
    if (w->last != PLAN_NONE && s->blocks[w->last].to > e) {
        *ret_id = w->last;
        return PLAN_BLOCK_BUSY;
    }
    return limit_at(s, x, e, ret_id);
}

/* Goes through the blocks once more, with everyone's day as it was when each was laid. */
void plan_reasons(struct plan_memory *m, struct plan_state *s)
{
    const struct plan_in *in = s->b->in;
    int32_t *left_after = plan_raw(m, sizeof *left_after * in->task_n);
    uint32_t *last_after = plan_raw(m, sizeof *last_after * in->task_n);
    __builtin_memcpy(left_after, s->left, sizeof *left_after * in->task_n);
    __builtin_memcpy(last_after, s->last_block, sizeof *last_after * in->task_n);
    for (uint32_t t = 0; t < in->task_n; t++) {
        s->left[t] = s->b->effort[t];
        s->last_block[t] = PLAN_NONE;
    }
    for (uint32_t p = 0; p < in->person_n; p++) {
        s->workers[p].day = PLAN_NONE;
        s->workers[p].last = PLAN_NONE;
    }
    for (uint32_t i = 0; i < s->block_n; i++) {
        struct plan_block *x = &s->blocks[i];
        x->why = why_of(s, x, &x->why_id);
        plan_worker_day(s, x->person, x->from);
        plan_worker_note(s, i);
    }
    __builtin_memcpy(s->left, left_after, sizeof *left_after * in->task_n);
    __builtin_memcpy(s->last_block, last_after, sizeof *last_after * in->task_n);
}
