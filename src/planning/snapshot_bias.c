/* What work of the last year says about how long the open work will take. */
#include "planning/snapshot_parts.h"

enum { H_ACTIVITY, H_ASSIGNEES, H_SAID, H_SPENT };

/* Of the open work's activities. */
static uint32_t activity_of(const struct snapshot *s, struct id id)
{
    if (id_is_zero(id))
        return PLAN_NONE;
    for (uint32_t i = 0; i < s->activity_n; i++)
        if (id_eq(s->activities[i], id))
            return i;
    return BIAS_ACTIVITY;
}

/* What several did together says nothing about one of them. */
static uint32_t person_of(const struct snapshot *s, struct str assignees)
{
    return assignees.n == sizeof(struct id) ? snapshot_person_of(s, id_at(assignees, 0)) : BIAS_NO_ONE;
}

int snapshot_read_history(struct snapshot_maker *m)
{
    struct snapshot *s = m->s;
    struct bias_done *done = arena_array(m->op->arena, struct bias_done, BIAS_TASKS);
    size_t n = 0;
    ROWS rows = {0};
    int err = op_query_system(m->op, &rows,
                              "SELECT activity, assignees, estimate_min, spent_min FROM @task WHERE deleted IS NULL "
                              "AND category = 'done' AND completed >= $1 AND estimate_min > 0 AND spent_min > 0 "
                              "ORDER BY completed DESC, id DESC LIMIT $2",
                              ARGS(v_int(s->now_us - BIAS_DAYS * US_PER_DAY), v_int(BIAS_TASKS)));
    while (!err && (err = rows_next(&rows)) == 1) {
        done[n++] = (struct bias_done){.person = person_of(s, ids_of(&rows, H_ASSIGNEES)),
                                       .activity = activity_of(s, row_id(&rows, H_ACTIVITY)),
                                       .said_min = row_int(&rows, H_SAID),
                                       .spent_min = row_int(&rows, H_SPENT)};
        err = 0;
    }
    s->history = bias_learn(s->arena, done, n, m->buffer_percent);
    return err;
}

void snapshot_bias(struct snapshot *s, uint32_t task)
{
    struct plan_task *e = &s->tasks[task];
    if (e->milestone || s->task[task].gaps & GAP_ESTIMATE)
        return;
    s->task[task].bias = bias_of(s->history, e->assignee, e->activity);
    e->bias = bias_beside_buffer(s->history, s->task[task].bias);
}

void snapshot_biases(struct snapshot_maker *m)
{
    for (uint32_t i = 0; i < m->s->in.task_n; i++)
        snapshot_bias(m->s, i);
}
