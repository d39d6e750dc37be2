#include "plan/kept.h"
#include "plan/random.h"
#include "planning/snapshot_parts.h"
#include <stdlib.h>

/* ---- places by hand ---- */

struct placed {
    struct str rank;
    struct id id;
    uint32_t task;
};

static int by_rank(const void *a, const void *b)
{
    const struct placed *x = a, *y = b;
    size_t n = x->rank.n < y->rank.n ? x->rank.n : y->rank.n;
    int c = memcmp(x->rank.at, y->rank.at, n);
    c = c ? c : (x->rank.n > y->rank.n) - (x->rank.n < y->rank.n);
    return c ? c : memcmp(x->id.byte, y->id.byte, sizeof x->id.byte);
}

void snapshot_lists(struct snapshot_maker *m)
{
    struct snapshot *s = m->s;
    struct placed *all = arena_array(m->op->arena, struct placed, s->in.task_n + 1);
    for (uint32_t i = 0; i < s->in.task_n; i++)
        all[i] = (struct placed){m->task_rows[i].rank, s->task[i].id, i};
    qsort(all, s->in.task_n, sizeof *all, by_rank);
    for (uint32_t i = 0; i < s->in.task_n; i++) {
        uint32_t t = all[i].task;
        bool is_part = !id_is_zero(s->task[t].parent_id);
        s->tasks[t].list = (uint32_t)snapshot_key(is_part ? s->task[t].parent_id : m->task_rows[t].list) | 1;
        s->tasks[t].seq = i;
    }
}

/* ---- the order in force ---- */

static uint64_t date_of(const struct snapshot *s, int32_t slot)
{
    return slot == PLAN_NEVER ? 0 : (uint64_t)snapshot_instant(s, slot);
}

/* Another, where it stands in the order in force says no more where it should. Efforts are not in it: with the work the
 * weight changes, and nobody meant anything by that. */
uint32_t snapshot_standing(const struct snapshot_maker *m, uint32_t task, const struct weight_of *weight)
{
    const struct snapshot *s = m->s;
    const struct plan_task *e = &s->tasks[task];
    const struct plan_project *p = &s->projects[e->project];
    struct str rank = m->task_rows[task].rank;
    uint64_t h = plan_mix2(date_of(s, e->due), date_of(s, e->hard));
    h = plan_mix2(plan_mix2(h, date_of(s, p->due)), p->weight);
    h = plan_mix2(plan_mix2(h, p->key), e->list);
    h = plan_mix2(h, (uint64_t)(uint16_t)weight->priority << 32 | (uint64_t)(uint16_t)weight->impact << 8 |
                         (uint64_t)weight->backlog << 1 | weight->pinned);
    for (size_t i = 0; i < rank.n; i++)
        h = plan_mix2(h, (unsigned char)rank.at[i]);
    return (uint32_t)(h >> 33);
}

int snapshot_read_order(struct snapshot_maker *m)
{
    struct snapshot *s = m->s;
    ROWS rows = {0};
    int err = op_query_system(m->op, &rows,
                              "SELECT task, force_end, force_member, standing FROM @planned_task "
                              "WHERE force_end IS NOT NULL",
                              NO_ARGS);
    while (!err && (err = rows_next(&rows)) == 1) {
        uint32_t task = snapshot_task_of(s, row_id(&rows, 0)), person = snapshot_person_of(s, row_id(&rows, 2));
        err = 0;
        if (task == PLAN_NONE || s->task[task].standing != (uint32_t)row_int(&rows, 3))
            continue;
        int32_t end = snapshot_slot(s, row_int(&rows, 1));
        end = end < -PLAN_SLOTS_MOST ? -PLAN_SLOTS_MOST : end > PLAN_SLOTS_MOST ? PLAN_SLOTS_MOST : end;
        s->tasks[task].force_end = plan_kept_said(end);
        s->tasks[task].force_person = person;
    }
    return err;
}
