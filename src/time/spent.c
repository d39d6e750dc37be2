#include "time/spent.h"
#include "work/work.h"

static int sum_of(struct op *op, struct id task, int64_t *ret_minutes, bool *ret_any)
{
    ROWS rows = {0};
    int err = op_query_system(
        op, &rows, "SELECT coalesce(sum(t.minutes), 0), count(*) FROM @entry t WHERE t.task = $1 AND t.deleted IS NULL",
        ARGS(v_id(task)));
    if (err || (err = rows_next(&rows)) != 1)
        return err < 0 ? err : ERR_STORAGE;
    *ret_minutes = row_int(&rows, 0);
    *ret_any = row_int(&rows, 1) > 0;
    return 0;
}

static int tell(struct op *op, struct id task)
{
    struct row *row;
    int64_t minutes;
    bool any;
    int err = resource_get_system(op, &task_resource, task, &row);
    if (err)
        return err == ERR_NOT_FOUND ? 0 : err; /* in the trash: its entries stay */
    if ((err = sum_of(op, task, &minutes, &any)))
        return err;
    minutes += row_get_int(row, "spent_base_min");
    bool none = !any && row_get_null(row, "spent_base_min");
    static const char *const names[] = {"spent_min"};
    const struct value value = none ? v_null() : v_int(minutes < 0 ? 0 : minutes > MINUTES_MAX ? MINUTES_MAX : minutes);
    const char *via = op->via;
    op->via = "time";
    err = resource_set_system(op, &task_resource, task, 1, names, &value);
    op->via = via;
    return err;
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
