#include "plan/prepare.h"

size_t plan_base_bytes(const struct plan_in *in)
{
    return plan_graph_bytes(in) + plan_room(struct plan_calendar, in->person_n) +
           in->person_n * plan_calendar_bytes(in->slots) + plan_room(int32_t, in->person_n) + plan_teams_bytes(in) +
           plan_days_bytes(in) + plan_room(uint64_t, plan_words(in->slots)) + 5 * plan_room(int32_t, in->task_n);
}

static uint64_t *anybody_of(struct plan_memory *m, const struct plan_in *in, const uint64_t *open)
{
    size_t words = (size_t)plan_words(in->slots);
    uint64_t *anybody = plan_array(m, uint64_t, words);
    for (size_t w = 0; w < words; w++)
        for (uint32_t p = 0; p < in->person_n; p++)
            anybody[w] |= open[w * in->person_n + p];
    return anybody;
}

void plan_open_of(const struct plan_base *b, uint32_t person, uint64_t *ret_bits)
{
    for (int32_t w = 0; w < plan_words(b->in->slots); w++)
        ret_bits[w] = b->open[(size_t)w * b->in->person_n + person];
}

static bool same_time(const struct plan_in *in, const struct plan_in *was)
{
    return in->slots == was->slots && in->days == was->days && in->day_n == was->day_n && in->person_n == was->person_n;
}

static bool same_hours(const struct plan_person *a, const struct plan_person *b)
{
    return a->free == b->free && a->day_most == b->day_most && a->load_percent == b->load_percent;
}

/* Working time, as far as it is another's. */
static void time_over(struct plan_memory *m, struct plan_base *b, const struct plan_base *was)
{
    const struct plan_in *in = b->in;
    size_t bytes = sizeof(uint64_t) * (size_t)plan_words(in->slots) * in->person_n;
    b->open = was->open;
    b->calendars = plan_raw(m, sizeof *b->calendars * in->person_n);
    for (uint32_t p = 0; p < in->person_n; p++) {
        b->calendars[p] = was->calendars[p];
        if (same_hours(&in->people[p], &was->in->people[p]))
            continue;
        if (b->open == was->open)
            b->open = __builtin_memcpy(plan_raw(m, bytes), was->open, bytes);
        b->calendars[p] = plan_calendar_make(m, in->people[p].free, in->slots);
        plan_days_again(in, b->calendars, p, b->open);
    }
    b->anybody = b->open == was->open ? was->anybody : anybody_of(m, in, b->open);
}

static void time_make(struct plan_memory *m, struct plan_base *b)
{
    const struct plan_in *in = b->in;
    b->calendars = plan_raw(m, sizeof *b->calendars * in->person_n);
    for (uint32_t p = 0; p < in->person_n; p++)
        b->calendars[p] = plan_calendar_make(m, in->people[p].free, in->slots);
    b->open = plan_days_open(m, in, b->calendars);
    b->anybody = anybody_of(m, in, b->open);
}

static struct plan_teams teams_make(struct plan_memory *m, const struct plan_base *b)
{
    int32_t *free_n = plan_raw(m, sizeof *free_n * b->in->person_n);
    for (uint32_t p = 0; p < b->in->person_n; p++)
        free_n[p] = b->calendars[p].free;
    return plan_teams_make(m, b->in, free_n);
}

static void tasks_make(struct plan_memory *m, struct plan_base *b)
{
    const struct plan_in *in = b->in;
    b->effort = plan_raw(m, sizeof *b->effort * in->task_n);
    b->release = plan_raw(m, sizeof *b->release * in->task_n);
    b->project = plan_raw(m, sizeof *b->project * in->task_n);
    b->need_n = plan_raw(m, sizeof *b->need_n * in->task_n);
    for (uint32_t t = 0; t < in->task_n; t++) {
        b->effort[t] = in->tasks[t].likely;
        b->release[t] = in->tasks[t].release > 0 ? in->tasks[t].release : 0;
        b->project[t] = in->tasks[t].project;
        b->need_n[t] = in->tasks[t].need_n;
    }
    b->fixed_finish = plan_array(m, int32_t, in->task_n);
    for (uint32_t i = 0; i < in->fixed_n; i++) {
        int32_t *end = &b->fixed_finish[in->fixed[i].task];
        *end = in->fixed[i].to > *end ? in->fixed[i].to : *end;
        int32_t *left = &b->effort[in->fixed[i].task], done = in->fixed[i].to - in->fixed[i].from - in->fixed[i].setup;
        *left = *left > done ? *left - done : 0;
    }
}

struct plan_base plan_base_over(struct plan_memory *m, const struct plan_in *in, const struct plan_base *was)
{
    struct plan_base b = {.in = in};
    bool same_graph = was && in->dependencies == was->in->dependencies && in->dependency_n == was->in->dependency_n &&
                      in->task_n == was->in->task_n;
    b.graph = same_graph ? was->graph : plan_graph_make(m, in);
    if (was && same_time(in, was->in))
        time_over(m, &b, was);
    else
        time_make(m, &b);
    b.teams = teams_make(m, &b);
    tasks_make(m, &b);
    return b;
}

struct plan_base plan_base_make(struct plan_memory *m, const struct plan_in *in)
{
    return plan_base_over(m, in, NULL);
}
