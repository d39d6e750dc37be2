#include "plan/diff.h"
#include "plan/keys.h"

size_t plan_diff_bytes(const struct plan_in *in, const struct plan_out *out, const struct plan_was *was)
{
    size_t most = in->task_n > was->task_n ? in->task_n : was->task_n;
    return plan_room(struct plan_shift, in->task_n) + plan_room(struct plan_shift, in->task_n) +
           3 * plan_room(struct plan_ranked, most) + 2 * plan_room(uint32_t, in->task_n) +
           plan_room(uint32_t, (size_t)out->blocks.n + in->fixed_n);
}

/* Now locked blocks are counted after those that were laid. */
static struct plan_fixed now_block(const struct plan_in *in, const struct plan_out *out, uint32_t i)
{
    const struct plan_block *b = &out->blocks.at[i];
    if (i < out->blocks.n)
        return (struct plan_fixed){b->task, b->person, b->from, b->to, b->setup};
    return in->fixed[i - out->blocks.n];
}

static int64_t weight_of(const struct plan_in *in, int32_t slot) /* of work there: 4 now, 1 at the end of the window */
{
    int32_t window = in->settings.window < in->slots ? in->settings.window : in->slots;
    return slot >= window ? 1 : 1 + (int64_t)3 * (window - slot) / window;
}

static int32_t nervousness(struct plan_memory *m, const struct plan_in *in, const struct plan_out *out,
                           const struct plan_was *was, const struct plan_keys *tasks)
{
    size_t mark = m->used;
    uint32_t n = out->blocks.n + in->fixed_n;
    uint32_t *first = plan_raw(m, sizeof *first * in->task_n), *next = plan_raw(m, sizeof *next * n);
    int64_t all = 0, same = 0;
    for (uint32_t t = 0; t < in->task_n; t++)
        first[t] = PLAN_NONE;
    for (uint32_t i = 0; i < n; i++) {
        uint32_t t = now_block(in, out, i).task;
        next[i] = first[t];
        first[t] = i;
    }
    for (uint32_t i = 0; i < was->block_n; i++) {
        const struct plan_was_block *b = &was->blocks[i];
        uint32_t t = plan_keys_find(tasks, b->task);
        int32_t from = b->from > 0 ? b->from : 0;
        if (t == PLAN_NONE || b->to <= from)
            continue;
        int64_t weight = weight_of(in, from);
        all += weight * (b->to - from);
        for (uint32_t k = first[t]; k != PLAN_NONE; k = next[k]) {
            struct plan_fixed f = now_block(in, out, k);
            int32_t begin = f.from > from ? f.from : from, end = f.to < b->to ? f.to : b->to;
            same += in->people[f.person].key == b->person && end > begin ? weight * (end - begin) : 0;
        }
    }
    m->used = mark;
    return all == 0 || same >= all ? 0 : (int32_t)(((all - same) * 100 + all / 2) / all);
}

static bool shift_of(const struct plan_in *in, const struct plan_dates *d, uint32_t t, const struct plan_was_task *was,
                     struct plan_shift *ret)
{
    *ret = (struct plan_shift){.task = t, .kind = PLAN_SHIFT_NEW};
    if (!was)
        return true;
    bool had = was->finish != PLAN_NEVER, has = d->finish[t] != PLAN_NEVER;
    if (had != has) {
        ret->kind = had ? PLAN_SHIFT_LOST : PLAN_SHIFT_PLACED;
        return true;
    }
    if (!had)
        return false;
    ret->kind = PLAN_SHIFT_MOVED;
    ret->start_by = d->start[t] - was->start;
    ret->finish_by = d->finish[t] - was->finish;
    ret->person = (d->person[t] == PLAN_NONE ? 0 : in->people[d->person[t]].key) != was->person;
    return ret->start_by != 0 || ret->finish_by != 0 || ret->person;
}

struct plan_diff plan_diff(struct plan_memory *m, const struct plan_in *in, const struct plan_out *out,
                           const struct plan_was *was)
{
    struct plan_diff d = {.at = plan_raw(m, sizeof *d.at * in->task_n)};
    size_t mark = m->used;
    size_t most = in->task_n > was->task_n ? in->task_n : was->task_n;
    struct plan_keys tasks = {plan_raw(m, sizeof *tasks.at * most), in->task_n};
    struct plan_ranked *by = plan_raw(m, sizeof *by * most), *spare = plan_raw(m, sizeof *spare * most);
    struct plan_shift *all = plan_raw(m, sizeof *all * in->task_n);
    uint32_t *before = plan_raw(m, sizeof *before * in->task_n);
    for (uint32_t t = 0; t < in->task_n; t++) {
        tasks.at[t] = (struct plan_ranked){in->tasks[t].key, 0, t};
        before[t] = PLAN_NONE;
    }
    plan_sort(tasks.at, tasks.n, spare);
    for (uint32_t i = 0; i < was->task_n; i++) {
        uint32_t t = plan_keys_find(&tasks, was->tasks[i].task);
        if (t == PLAN_NONE)
            d.gone_n++;
        else
            before[t] = i;
    }
    for (uint32_t t = 0; t < in->task_n; t++) {
        struct plan_shift s;
        if (!shift_of(in, &out->dates, t, before[t] == PLAN_NONE ? NULL : &was->tasks[before[t]], &s))
            continue;
        int64_t bad = s.kind == PLAN_SHIFT_LOST ? (int64_t)1 << 40 : s.finish_by;
        by[d.n] = (struct plan_ranked){(uint64_t)(((int64_t)1 << 41) - bad), in->tasks[t].key, d.n};
        all[d.n++] = s;
    }
    plan_sort(by, d.n, spare);
    for (uint32_t i = 0; i < d.n; i++)
        d.at[i] = all[by[i].id];
    d.nervousness = nervousness(m, in, out, was, &tasks);
    m->used = mark;
    return d;
}
