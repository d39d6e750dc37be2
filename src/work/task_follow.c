/* What follows when a task changes. */
#include "work/copy.h"
#include "work/counters.h"
#include "work/each.h"
#include "work/recurrence.h"
#include "work/task.h"
#include "work/via.h"

static int32_t day_of(const struct op *op, const struct row *row)
{
    if (!row_get_null(row, "due"))
        return (int32_t)row_get_int(row, "due");
    return row_get_null(row, "start") ? op->today : (int32_t)row_get_int(row, "start");
}

/* The next of a recurring task, from the row as it was while it carried the recurrence. Zero where it is over. */
static int make_next(struct op *op, const struct row *row, struct id *ret_next)
{
    struct recurrence r;
    int32_t day = day_of(op, row), next;
    *ret_next = (struct id){{0}};
    if (recurrence_read(op->arena, row_get_text(row, "recurrence"), &r) || recurrence_next(&r, day, op->today, &next))
        return 0;
    struct copy how = {.shift_days = next - day,
                       .subtasks = true,
                       .people = true,
                       .values = true,
                       .recurrence = row_get_text(row, "recurrence"),
                       .series = row_get_id(row, "series")};
    struct row *made;
    const char *via = op->via;
    op->via = "recur";
    int err = task_copy(op, row_get_id(row, "id"), &how, &made);
    /* One without any date gets the day it was made for. */
    if (!err && row_get_null(row, "due") && row_get_null(row, "start")) {
        static const char *const names[] = {"due"};
        err = resource_set_system(op, &task_resource, row_get_id(made, "id"), 1, names, &v_int(next));
    }
    op->via = via;
    if (!err)
        *ret_next = row_get_id(made, "id");
    return err;
}

static bool carried_on(const struct change *c)
{
    return c->verb == VERB_UPDATE && !c->cascade && row_get_null(c->before, "completed") &&
           !row_get_null(c->after, "completed") && !row_get_null(c->before, "recurrence") &&
           row_get_null(c->after, "recurrence");
}

static int unshare(struct op *op, const struct resource *r, const char *sql, struct id task)
{
    static const char *const names[] = {"shared"};
    struct id *ids;
    size_t n;
    int err = ids_of(op, sql, task, &ids, &n);
    for (size_t i = 0; i < n && !err; i++)
        err = resource_set_system(op, r, ids[i], 1, names, &v_int(0));
    return err;
}

/* A comment or a file is seen in the portal only as long as its task is. */
static int unshare_parts(struct op *op, struct id task)
{
    int err = unshare(op, &comment_resource, "SELECT id FROM @comment WHERE task = $1 AND shared = 1", task);
    return err ? err
               : unshare(op, &attachment_resource, "SELECT id FROM @attachment WHERE task = $1 AND shared = 1", task);
}

int task_follow(struct op *op, const struct change *c)
{
    struct id next;
    int err = counters_follow_task(op, c);
    if (!err && carried_on(c) && !via_is(op, VIA_REWRITES))
        err = make_next(op, c->before, &next);
    if (!err && c->verb == VERB_UPDATE && row_get_int(c->before, "shared") && !row_get_int(c->after, "shared"))
        err = unshare_parts(op, row_get_id(c->after, "id"));
    return err;
}

/* ---- by the clock ---- */

/* Makes the next of one task if its day has come. */
static int catch_up_one(struct op *op, struct id task, size_t *made)
{
    struct row *row;
    struct recurrence r;
    struct id next;
    int32_t day;
    int err = resource_get_system(op, &task_resource, task, &row);
    if (err)
        return err;
    if (recurrence_read(op->arena, row_get_text(row, "recurrence"), &r) || !r.on_date ||
        recurrence_next(&r, day_of(op, row), op->today, &day) || day > op->today)
        return 0;
    if ((err = make_next(op, row, &next)))
        return err;
    ++*made;
    static const char *const names[] = {"recurrence"};
    return resource_set_system(op, &task_resource, task, 1, names, &v_null());
}

int recurrence_catch_up(struct op *op, size_t most, size_t *ret_made)
{
    struct id *ids;
    size_t n, made = 0, before;
    int err;
    /* Round by round: what was made may itself be due, when the server was down for long. */
    do {
        before = made;
        err = ids_of(op,
                     "SELECT id FROM @task WHERE recurrence IS NOT NULL AND deleted IS NULL AND "
                     "recurrence LIKE '%\"make\":\"date\"%' AND id <> $1 ORDER BY id",
                     (struct id){{0}}, &ids, &n);
        for (size_t i = 0; i < n && !err && made < most; i++)
            err = catch_up_one(op, ids[i], &made);
    } while (!err && made > before && made < most);
    *ret_made = made;
    return err;
}
