#include "plan/prepare.h"

size_t plan_base_bytes(const struct plan_in *in)
{
    return plan_graph_bytes(in) + plan_room(struct plan_calendar, in->person_n) +
           in->person_n * plan_calendar_bytes(in->slots) + plan_room(int32_t, in->person_n) + plan_teams_bytes(in) +
           plan_days_bytes(in) + plan_room(uint64_t, plan_words(in->slots)) + 2 * plan_room(int32_t, in->task_n);
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

struct plan_base plan_base_make(struct plan_memory *m, const struct plan_in *in)
{
    struct plan_base b = {.in = in, .graph = plan_graph_make(m, in)};
    b.calendars = plan_raw(m, sizeof *b.calendars * in->person_n);
    int32_t *free_n = plan_raw(m, sizeof *free_n * in->person_n);
    for (uint32_t p = 0; p < in->person_n; p++) {
        b.calendars[p] = plan_calendar_make(m, in->people[p].free, in->slots);
        free_n[p] = b.calendars[p].free;
    }
    b.open = plan_days_open(m, in, b.calendars);
    b.anybody = anybody_of(m, in, b.open);
    b.teams = plan_teams_make(m, in, free_n);
    b.effort = plan_raw(m, sizeof *b.effort * in->task_n);
    for (uint32_t t = 0; t < in->task_n; t++)
        b.effort[t] = in->tasks[t].likely;
    b.fixed_finish = plan_array(m, int32_t, in->task_n);
    for (uint32_t i = 0; i < in->fixed_n; i++) {
        int32_t *end = &b.fixed_finish[in->fixed[i].task];
        *end = in->fixed[i].to > *end ? in->fixed[i].to : *end;
        int32_t *left = &b.effort[in->fixed[i].task], done = in->fixed[i].to - in->fixed[i].from - in->fixed[i].setup;
        *left = *left > done ? *left - done : 0;
    }
    return b;
}
