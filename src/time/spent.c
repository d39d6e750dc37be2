#include "time/spent.h"
#include "work/work.h"

/* Of a task in the trash too: its entries stay, and it may come back. */
static int whole_of(struct op *op, struct id task, struct value *ret_spent)
{
    ROWS rows = {0};
    int err = op_query_system(op, &rows,
                              "SELECT t.spent_base_min, (SELECT sum(e.minutes) FROM @entry e WHERE e.task = t.id AND "
                              "e.deleted IS NULL) FROM @task t WHERE t.id = $1",
                              ARGS(v_id(task)));
    if (err || (err = rows_next(&rows)) != 1)
        return err < 0 ? err : ERR_NOT_FOUND;
    int64_t minutes = row_int(&rows, 0) + row_int(&rows, 1);
    bool none = row_is_null(&rows, 0) && row_is_null(&rows, 1);
    *ret_spent = none ? v_null() : v_int(minutes < 0 ? 0 : minutes > MINUTES_MAX ? MINUTES_MAX : minutes);
    return 0;
}

static int tell(struct op *op, struct id task)
{
    static const char *const names[] = {"spent_min"};
    struct value spent;
    int err = whole_of(op, task, &spent);
    if (err)
        return err;
    const char *via = op->via;
    op->via = "time";
    err = resource_set_system(op, &task_resource, task, 1, names, &spent);
    op->via = via;
    return err;
}

struct str spent_check(struct arena *a)
{
    return arena_format(a,
                        "SELECT t.id FROM @task t WHERE coalesce(t.spent_min, 0) <> (SELECT CASE WHEN s.whole < 0 "
                        "THEN 0 WHEN s.whole > %d THEN %d ELSE s.whole END FROM (SELECT coalesce(t.spent_base_min, "
                        "0) + coalesce(sum(e.minutes), 0) AS whole FROM @entry e WHERE e.task = t.id AND e.deleted "
                        "IS NULL) AS s) LIMIT $1",
                        MINUTES_MAX, MINUTES_MAX);
}

static bool counts(const struct row *row)
{
    return row && row_get_null(row, "deleted") && !row_get_null(row, "task") && !row_get_null(row, "minutes");
}

int spent_follow(struct op *op, const struct change *c)
{
    bool before = counts(c->before), after = counts(c->after);
    bool moved = before && after && row_differs(c->before, c->after, "task");
    if (before == after && !moved && (!after || !row_differs(c->before, c->after, "minutes")))
        return 0;
    int err = before && (!after || moved) ? tell(op, row_get_id(c->before, "task")) : 0;
    return err || !after ? err : tell(op, row_get_id(c->after, "task"));
}
