#include "plan/dispatch_state.h"

struct moment { /* what is the same for every task a person could do now */
    const struct plan_state *s;
    const struct plan_worker *worker;
    struct plan_sizes size;
    uint32_t person, last_task, last_project, last_activity; /* PLAN_NONE: nothing yet */
    int32_t at, room;
    bool has_focus, in_focus;
};

static struct moment moment_make(const struct plan_state *s, uint32_t person, int32_t at, int32_t end)
{
    const struct plan_in *in = s->b->in;
    const struct plan_worker *w = &s->workers[person];
    const uint64_t *focus = in->people[person].focus;
    struct moment x = {.s = s,
                       .worker = w,
                       .size = plan_sizes_of(in, person),
                       .person = person,
                       .last_task = w->last == PLAN_NONE ? PLAN_NONE : s->blocks[w->last].task,
                       .last_project = PLAN_NONE,
                       .last_activity = PLAN_NONE,
                       .at = at,
                       .room = end - at < w->limit - w->used ? end - at : w->limit - w->used,
                       .has_focus = focus != NULL,
                       .in_focus = focus && plan_bit(focus, at)};
    if (x.last_task != PLAN_NONE) {
        x.last_project = in->tasks[x.last_task].project;
        x.last_activity = in->tasks[x.last_task].activity;
    }
    return x;
}

static bool few_fits(const struct plan_few *f, int32_t most, uint32_t id)
{
    return most == 0 || f->n < (uint32_t)most || plan_few_has(f, id);
}

/* How long a block of the task would be, or 0; says whether a resource was what stood in the way. */
static int32_t length_of(const struct moment *x, const struct plan_ready *r, int32_t setup, bool *ret_lacks)
{
    const struct plan_person *p = &x->s->b->in->people[x->person];
    struct plan_sizes size = x->size;
    int32_t need = r->left + setup, least = need < size.least ? need : size.least;
    least = least > setup ? least : setup + 1;
    if (x->room < least || !few_fits(&x->worker->projects, p->projects_most, r->project) ||
        !few_fits(&x->worker->clients, p->clients_most, r->client))
        return 0;
    int32_t length = x->room < size.most ? x->room : size.most;
    length = length < least ? least : length;
    if (need <= length)
        length = need;
    else if (length > size.preferred && x->room - size.preferred >= size.least && size.preferred >= least)
        length = size.preferred;
    for (int32_t i = 0; r->needs && i < length; i++)
        if (plan_taken_lacks(&x->s->taken, r->task, x->at + i) != PLAN_NONE) {
            *ret_lacks = true;
            length = i;
        }
    return length < least ? 0 : length;
}

static int32_t score(const struct moment *x, const struct plan_ready *r, int32_t setup, int16_t *ret)
{
    const struct plan_state *s = x->s;
    int32_t percent = s->b->in->clients[r->client].share_percent, same = 0, sum = 0;
    int64_t hard = (int64_t)r->hard_start - x->at, slack = (int64_t)r->start_by - x->at;
    int64_t owed = percent == 0 ? 0 : percent * s->given_all / 100 - s->given[r->client];
    /* A class of its own: among hard dates the nearer one counts, not how late their projects are. */
    bool near = r->hard_start != PLAN_NEVER && hard <= 14 * 96;
    if (x->last_task != PLAN_NONE)
        same = x->last_task == r->task                                            ? 48
               : x->last_project == r->project                                    ? 32
               : x->last_activity == r->activity && x->last_activity != PLAN_NONE ? 8
                                                                                  : 0;
    ret[PLAN_TERM_HARD] = near ? (int16_t)(2048 - (hard > 0 ? hard / 2 : 0)) : 0;
    ret[PLAN_TERM_PINNED] = r->pinned ? 512 : 0;
    ret[PLAN_TERM_VALUE] = r->value;
    ret[PLAN_TERM_LATE] = near ? 0 : (int16_t) - (slack < -20 * 96 ? -240 : slack > 20 * 96 ? 240 : slack / 8);
    ret[PLAN_TERM_SAME] = (int16_t)same;
    ret[PLAN_TERM_FOCUS] = !x->in_focus ? 0 : r->wants_focus ? 24 : -8;
    ret[PLAN_TERM_SHARE] = owed <= 0 ? 0 : owed > 64 ? 64 : (int16_t)owed;
    ret[PLAN_TERM_SET_UP] = (int16_t)(-8 * setup);
    for (int i = 0; i < PLAN_TERMS; i++)
        sum += ret[i];
    return sum;
}

static int32_t setup_of(const struct moment *x, const struct plan_ready *r)
{
    const struct plan_settings *set = &x->s->b->in->settings;
    if (x->last_task != PLAN_NONE && x->last_project != r->project)
        return set->switch_project;
    return r->own_to >= 0 && x->at - r->own_to >= set->resume_after ? set->resume : 0;
}

bool plan_choose(const struct plan_state *s, uint32_t person, int32_t at, int32_t end, struct plan_choice *ret,
                 bool *ret_lacks)
{
    const uint32_t *place = s->o->place;
    struct moment x = moment_make(s, person, at, end);
    *ret = (struct plan_choice){.task = PLAN_NONE, .runner_up = PLAN_NONE};
    for (uint32_t i = 0; i < x.worker->n; i++) {
        const struct plan_ready *r = &s->list[x.worker->first + i];
        int16_t terms[PLAN_TERMS];
        int32_t setup = setup_of(&x, r), length = length_of(&x, r, setup, ret_lacks);
        if (length == 0)
            continue;
        int32_t total = score(&x, r, setup, terms);
        if (ret->task == PLAN_NONE || total > ret->total ||
            (total == ret->total && place[r->task] < place[ret->task])) {
            uint32_t second = ret->task;
            *ret = (struct plan_choice){r->task, second, i, setup, length, total, ret->total, {0}};
            __builtin_memcpy(ret->score, terms, sizeof terms);
        } else if (ret->runner_up == PLAN_NONE || total > ret->second ||
                   (total == ret->second && place[r->task] < place[ret->runner_up])) {
            ret->runner_up = r->task;
            ret->second = total;
        }
    }
    return ret->task != PLAN_NONE;
}
