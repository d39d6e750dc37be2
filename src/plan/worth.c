#include "plan/worth.h"

size_t plan_worth_bytes(const struct plan_in *in)
{
    return plan_room(int32_t, in->project_n);
}

static int64_t after(int32_t finish, int32_t date)
{
    return date != PLAN_NEVER && finish > date ? (int64_t)finish - date : 0;
}

struct plan_worth plan_worth_of(struct plan_memory *m, const struct plan_in *in, const struct plan_dates *d)
{
    size_t mark = m->used;
    int32_t *end = plan_array(m, int32_t, in->project_n);
    struct plan_worth w = {0};
    for (uint32_t t = 0; t < in->task_n; t++) {
        const struct plan_task *task = &in->tasks[t];
        const struct plan_project *project = &in->projects[task->project];
        int64_t weight = project->weight > 0 ? project->weight : 1;
        int32_t finish = d->finish[t] == PLAN_NEVER ? 2 * in->slots : d->finish[t];
        end[task->project] = finish > end[task->project] ? finish : end[task->project];
        w.late += weight * after(finish, task->hard);
        w.ends += weight * after(finish, task->due);
        w.whole = finish > w.whole ? finish : w.whole;
    }
    for (uint32_t p = 0; p < in->project_n; p++)
        w.ends += (int64_t)(in->projects[p].weight > 0 ? in->projects[p].weight : 1) *
                  (end[p] + after(end[p], in->projects[p].due) + w.whole);
    m->used = mark;
    return w;
}

bool plan_worth_less(const struct plan_worth *a, const struct plan_worth *b)
{
    return a->late != b->late ? a->late < b->late : a->ends < b->ends;
}

static bool much_less(int64_t a, int64_t b)
{
    return a < b - b / 100 * PLAN_WORTH_MARGIN;
}

bool plan_worth_much_less(const struct plan_worth *a, const struct plan_worth *b)
{
    return a->late != b->late ? much_less(a->late, b->late) : much_less(a->ends, b->ends);
}
