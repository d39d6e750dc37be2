#include "plan/prepare.h"

size_t plan_base_bytes(const struct plan_in *in)
{
    return plan_graph_bytes(in) + plan_room(struct plan_calendar, in->person_n) +
           in->person_n * plan_calendar_bytes(in->slots) + plan_room(int32_t, in->person_n) + plan_teams_bytes(in) +
           2 * plan_room(int32_t, in->task_n);
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
