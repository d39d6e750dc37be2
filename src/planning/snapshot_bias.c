/* What work of the last year says about how long the open work will take. */
#include "planning/snapshot_parts.h"

enum { H_ACTIVITY, H_ASSIGNEES, H_LOW, H_SAID, H_HIGH, H_SPENT };

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
                              "SELECT activity, assignees, estimate_low_min, estimate_min, estimate_high_min, "
                              "spent_min FROM @task WHERE deleted IS NULL "
                              "AND category = 'done' AND completed >= $1 AND estimate_min > 0 AND spent_min > 0 "
                              "ORDER BY completed DESC, id DESC LIMIT $2",
                              ARGS(v_int(s->now_us - BIAS_DAYS * US_PER_DAY), v_int(BIAS_TASKS)));
    while (!err && (err = rows_next(&rows)) == 1) {
        done[n++] = (struct bias_done){.person = person_of(s, ids_of(&rows, H_ASSIGNEES)),
                                       .activity = activity_of(s, row_id(&rows, H_ACTIVITY)),
                                       .said = {row_int(&rows, H_LOW), row_int(&rows, H_SAID), row_int(&rows, H_HIGH)},
                                       .spent_min = row_int(&rows, H_SPENT)};
        err = 0;
    }
    s->history = bias_learn(s->arena, done, n, m->buffer_percent);
    return err;
}

void snapshot_bias(struct snapshot *s, uint32_t task)
{
    struct plan_task *e = &s->tasks[task];
    struct snapshot_task *t = &s->task[task];
    if (e->milestone || t->gaps & GAP_ESTIMATE || t->estimate_min <= 0)
        return;
    t->bias = bias_of(s->history, e->assignee, e->activity);
    bias_lay(s->history, t->bias, (struct bias_said){t->low_min, t->estimate_min, t->high_min}, t->spent_min, e);
}

void snapshot_biases(struct snapshot_maker *m)
{
    m->s->in.settings.spread = bias_spread(m->s->history);
    for (uint32_t i = 0; i < m->s->in.task_n; i++)
        snapshot_bias(m->s, i);
}
