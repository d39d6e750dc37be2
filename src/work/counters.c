#include "work/counters.h"
#include "work/work.h"

struct weight {
    struct id holder;
    int64_t count, done;
};

static bool lives(const struct row *row)
{
    return row && row_get_null(row, "deleted");
}

static struct weight weigh_task(const struct row *row, const char *holder)
{
    if (!lives(row) || row_get_null(row, holder) || str_is(row_get_text(row, "category"), "cancelled"))
        return (struct weight){{{0}}, 0, 0};
    return (struct weight){row_get_id(row, holder), 1, str_is(row_get_text(row, "category"), "done")};
}

static int add(struct op *op, const char *sql, struct weight w, int sign)
{
    if (w.count == 0)
        return 0;
    return op_exec(op, sql, ARGS(v_id(w.holder), v_int(sign * w.count), v_int(sign * w.done)));
}

/* What one holder gains and another, or the same, loses; nothing where both are alike. */
static int follow(struct op *op, const char *sql, struct weight before, struct weight after)
{
    if (id_eq(before.holder, after.holder)) {
        after.count -= before.count;
        after.done -= before.done;
        if (after.count == 0 && after.done == 0)
            return 0;
        return op_exec(op, sql, ARGS(v_id(after.holder), v_int(after.count), v_int(after.done)));
    }
    int err = add(op, sql, before, -1);
    return err ? err : add(op, sql, after, 1);
}

int counters_follow_task(struct op *op, const struct change *c)
{
    int err = follow(op,
                     "UPDATE project SET task_count = task_count + $2, task_done = task_done + $3 "
                     "WHERE ws = $ws AND id = $1",
                     weigh_task(c->before, "project"), weigh_task(c->after, "project"));
    return err ? err
               : follow(op,
                        "UPDATE task SET subtask_count = subtask_count + $2, subtask_done = subtask_done + $3 "
                        "WHERE ws = $ws AND id = $1",
                        weigh_task(c->before, "parent"), weigh_task(c->after, "parent"));
}

int counters_follow_part(struct op *op, const struct change *c, const char *column)
{
    int64_t change = (int64_t)lives(c->after) - (int64_t)lives(c->before);
    if (change == 0)
        return 0;
    struct str sql = arena_format(op->arena, "UPDATE task SET %s = %s + $2 WHERE ws = $ws AND id = $1", column, column);
    return op_exec(op, sql.at, ARGS(*row_at(c->after, "task"), v_int(change)));
}

/* ---- anew ---- */

#define COUNTED "deleted IS NULL AND category <> 'cancelled'"

static const struct {
    const char *table, *column, *count;
} counters[] = {
    {"project", "task_count", "SELECT count(*) FROM @task c WHERE c.project = project.id AND c." COUNTED},
    {"project", "task_done",
     "SELECT count(*) FROM @task c WHERE c.project = project.id AND c.deleted IS NULL AND c.category = 'done'"},
    {"task", "subtask_count", "SELECT count(*) FROM @task c WHERE c.parent = task.id AND c." COUNTED},
    {"task", "subtask_done",
     "SELECT count(*) FROM @task c WHERE c.parent = task.id AND c.deleted IS NULL AND c.category = 'done'"},
    {"task", "comment_count", "SELECT count(*) FROM @comment c WHERE c.task = task.id AND c.deleted IS NULL"},
    {"task", "attachment_count", "SELECT count(*) FROM @attachment c WHERE c.task = task.id AND c.deleted IS NULL"},
};

#define COUNTERS (sizeof counters / sizeof *counters)

bool counters_check(struct arena *a, size_t i, struct counter_check *ret_check)
{
    if (i >= COUNTERS)
        return false;
    const char *table = counters[i].table, *column = counters[i].column;
    *ret_check =
        (struct counter_check){.resource = table,
                               .field = column,
                               .sql = arena_format(a, "SELECT %s.id FROM @%s AS %s WHERE %s.%s <> (%s) LIMIT $1", table,
                                                   table, table, table, column, counters[i].count)};
    return true;
}

int counters_rebuild(struct op *op, int64_t *ret_wrong)
{
    struct scope before = op_as_system(op);
    int64_t wrong = 0;
    int err = 0;
    for (size_t i = 0; i < COUNTERS && !err; i++) {
        int64_t changed = 0;
        struct str sql =
            arena_format(op->arena, "UPDATE %s SET %s = (%s) WHERE ws = $ws AND %s <> (%s)", counters[i].table,
                         counters[i].column, counters[i].count, counters[i].column, counters[i].count);
        err = db_exec(op->db, &op->scope, sql.at, NO_ARGS, &changed);
        wrong += changed;
    }
    op->scope = before;
    *ret_wrong = wrong;
    return err;
}
