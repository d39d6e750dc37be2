#include "planning/hold.h"
#include "plan/diff.h"
#include <stdlib.h>

/* A copy's tasks are those of the snapshot that it was made of, until somebody changed them. */
static bool touched(const struct snapshot *s, uint32_t task)
{
    const struct snapshot *was = s->original;
    return s->task[task].changed ||
           (was && task < was->in.task_n && memcmp(&s->tasks[task], &was->tasks[task], sizeof *s->tasks) != 0);
}

#define PROMISED_SLOTS (2 * 96) /* what is promised for so soon after what stays goes before it */

static bool is_first(const struct snapshot *s, const struct plan_task *e)
{
    return e->pinned || (e->hard != PLAN_NEVER && e->hard < s->in.settings.still + PROMISED_SLOTS);
}

/* Per person: has something to do first within what is to stay. */
static bool *with_first(struct arena *a, const struct snapshot *s)
{
    bool *first = arena_array(a, bool, s->in.person_n + 1);
    for (uint32_t i = 0; i < s->in.task_n; i++) {
        const struct plan_task *e = &s->tasks[i];
        if (!is_first(s, e) || e->milestone || e->release >= s->in.settings.still)
            continue;
        if (e->assignee != PLAN_NONE)
            first[e->assignee] = true;
        for (uint32_t k = 0; k < e->candidate_n; k++)
            first[s->candidates[e->candidate_first + k]] = true;
    }
    return first;
}

static bool stays(const struct snapshot *s, const bool *first, const struct snapshot_was *x)
{
    uint32_t task = snapshot_task_of(s, x->task), person = snapshot_person_of(s, x->member);
    if (task == PLAN_NONE || person == PLAN_NONE || touched(s, task) || s->tasks[task].milestone)
        return false;
    if (x->under_way)
        return true;
    return s->person[person].auto_plan && (!first[person] || is_first(s, &s->tasks[task]));
}

static int by_member_and_start(const void *a, const void *b)
{
    const struct snapshot_was *x = a, *y = b;
    int c = memcmp(x->member.byte, y->member.byte, sizeof x->member.byte);
    return c ? c : x->start_us < y->start_us ? -1 : x->start_us > y->start_us;
}

bool hold_has(const struct snapshot *held, struct id member, int64_t start_us)
{
    struct snapshot_was key = {.member = member, .start_us = start_us};
    return held->held_n > 0 && bsearch(&key, held->held, held->held_n, sizeof key, by_member_and_start);
}

static void take(struct arena *a, const struct snapshot *s, const struct snapshot *begun, const struct plan_in *in,
                 const struct plan_hold *hold, struct snapshot_was *asked, uint32_t n, struct snapshot *to)
{
    *to = *begun;
    to->in = *in;
    to->unheld = s;
    to->fixed = arena_array(a, struct plan_fixed, in->fixed_n + 1);
    to->block = arena_array(a, struct snapshot_fixed, in->fixed_n + 1);
    if (in->fixed_n > 0)
        memcpy(to->fixed, in->fixed, sizeof *to->fixed * in->fixed_n);
    if (s->in.fixed_n > 0)
        memcpy(to->block, s->block, sizeof *to->block * s->in.fixed_n);
    to->in.fixed = to->fixed;
    to->held = asked;
    to->held_n = 0;
    for (uint32_t i = 0; i < n; i++)
        if (hold->why[i] == PLAN_HELD)
            asked[to->held_n++] = asked[i];
}

static int32_t less(int32_t slots, int32_t by)
{
    return slots > by ? slots - by : 0;
}

/* What of a block that is under way has passed counts as done until the block is over: then what was logged counts. */
static void count_begun(struct arena *a, struct snapshot *s, const struct snapshot_was *asked, uint32_t n)
{
    struct plan_task *tasks = arena_array(a, struct plan_task, s->in.task_n + 1);
    if (s->in.task_n > 0)
        memcpy(tasks, s->tasks, sizeof *tasks * s->in.task_n);
    for (uint32_t i = 0; i < n; i++) {
        struct plan_task *e = &tasks[snapshot_task_of(s, asked[i].task)];
        int32_t left = asked[i].to - asked[i].from - asked[i].setup;
        e->likely = less(e->likely, asked[i].begun);
        e->likely = e->likely > left ? e->likely : left;
        e->low = less(e->low, asked[i].begun) < e->likely ? less(e->low, asked[i].begun) : e->likely;
        e->high = less(e->high, asked[i].begun) > e->likely ? less(e->high, asked[i].begun) : e->likely;
    }
    s->tasks = tasks;
    s->in.tasks = tasks;
}

int hold_lay(struct arena *arena, const struct snapshot *s, const struct snapshot **ret)
{
    *ret = s;
    if (s->was_n == 0 || s->unheld)
        return 0;
    const bool *first = with_first(arena, s);
    struct snapshot_was *asked = arena_array(arena, struct snapshot_was, s->was_n);
    struct plan_was_block *blocks = arena_array(arena, struct plan_was_block, s->was_n);
    uint32_t n = 0;
    for (uint32_t i = 0; i < s->was_n; i++)
        if (stays(s, first, &s->was[i]))
            asked[n++] = s->was[i];
    if (n == 0)
        return 0;
    qsort(asked, n, sizeof *asked, by_member_and_start);
    for (uint32_t i = 0; i < n; i++)
        blocks[i] = (struct plan_was_block){.task = s->tasks[snapshot_task_of(s, asked[i].task)].key,
                                            .person = s->people[snapshot_person_of(s, asked[i].member)].key,
                                            .from = asked[i].from,
                                            .to = asked[i].to,
                                            .setup = asked[i].setup};
    struct snapshot begun = *s;
    count_begun(arena, &begun, asked, n);
    struct plan_was was = {.blocks = blocks, .block_n = n};
    size_t room = plan_hold_bytes(&begun.in, &was);
    struct plan_memory m = {.at = arena_raw(arena, room), .room = room};
    struct plan_in in;
    struct plan_hold hold;
    if (plan_hold(&m, &begun.in, &was, &in, &hold) != PLAN_OK)
        return ERR_INTERNAL;
    arena_give_back(arena, m.at + m.used, room - m.used);
    if (hold.held_n == 0)
        return 0;
    struct snapshot *to = arena_new(arena, struct snapshot);
    take(arena, s, &begun, &in, &hold, asked, n, to);
    *ret = to;
    return 0;
}
