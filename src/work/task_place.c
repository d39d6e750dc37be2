#include "work/project.h"
#include "work/task.h"
#include "work/via.h"

int task_depth(struct op *op, struct id task, struct id looked_for, int *ret_depth, bool *ret_inside)
{
    *ret_inside = false;
    *ret_depth = 0;
    for (struct id at = task; !id_is_zero(at); ++*ret_depth) {
        if (id_eq(at, looked_for))
            *ret_inside = true;
        if (*ret_depth > TASK_DEPTH_MAX || *ret_inside)
            return 0;
        ROWS rows = {0};
        int err = op_query_system(op, &rows, "SELECT parent FROM @task WHERE id = $1", ARGS(v_id(at)));
        if (err || (err = rows_next(&rows)) < 0)
            return err;
        at = err == 1 ? row_id(&rows, 0) : (struct id){{0}};
    }
    return 0;
}

int task_height(struct op *op, struct id task, int *ret_height)
{
    ROWS rows = {0};
    int err = op_query_system(op, &rows,
                              "WITH RECURSIVE below (id, n) AS (SELECT id, 1 FROM @task WHERE id = $1 UNION ALL "
                              "SELECT t.id, b.n + 1 FROM below b JOIN @task t ON t.parent = b.id "
                              "WHERE t.deleted IS NULL AND b.n <= 20) SELECT max(n) FROM below",
                              ARGS(v_id(task)));
    if (err || (err = rows_next(&rows)) < 0)
        return err;
    *ret_height = err == 1 ? (int)row_int(&rows, 0) : 1;
    return 0;
}

static int check_parent(struct op *op, const struct change *c)
{
    int depth, height = 1;
    bool inside;
    int err = task_depth(op, row_get_id(c->after, "parent"), row_get_id(c->after, "id"), &depth, &inside);
    if (err)
        return err;
    if (inside)
        return op_field_fail(op, "/parent", "task.parent_circle", 0, NULL);
    if (c->before && (err = task_height(op, row_get_id(c->after, "id"), &height)))
        return err;
    if (depth + height > TASK_DEPTH_MAX)
        return op_field_fail(op, "/parent", "task.too_deep", OP_ARGS({"most", v_int(TASK_DEPTH_MAX)}));
    return 0;
}

/* The first list of the project that was named. */
static int default_list(struct op *op, struct change *c)
{
    struct id list;
    if (!row_get_null(c->after, "list") || row_get_null(c->after, "project"))
        return 0;
    int err = project_first_list(op, row_get_id(c->after, "project"), &list);
    if (err)
        return err;
    if (id_is_zero(list))
        return op_field_fail(op, "/list", "task.no_list", 0, NULL);
    *row_at(c->after, "list") = v_id(list);
    return 0;
}

/* Over the border of a client work goes by the action alone, which says what is lost and asks. */
static int check_border(struct op *op, const struct change *c)
{
    if (!c->before || c->cascade || !row_differs(c->before, c->after, "client") || via_is(op, VIA_CROSSES))
        return 0;
    return op_fail(op, ERR_BORDER, "task.border", 0, NULL);
}

int task_check_place(struct op *op, struct change *c)
{
    int err = default_list(op, c);
    if (!err && !row_get_null(c->after, "parent") && row_differs(c->before, c->after, "parent") && !c->cascade)
        err = check_parent(op, c);
    return err ? err : check_border(op, c);
}
