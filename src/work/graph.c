#include "work/graph.h"
#include "work/task.h"
#include <stdlib.h>

#define EDGES_MAX 200000 /* of what waits for one task; beyond it no answer would be given in time */
#define NAMED_MAX 12     /* tasks of a circle that are named */

struct edge {
    struct id from, to; /* `to` waits for `from` */
    int before;         /* the edge by which `from` was reached, or -1 */
};

struct edges {
    struct edge *at;
    size_t n, room;
};

/* Everything that waits for `task`, directly or not. */
static int load_edges(struct op *op, struct id task, struct edges *e)
{
    ROWS rows = {0};
    int err = op_query_system(
        op, &rows,
        "WITH RECURSIVE waits (id) AS (SELECT id FROM @task WHERE id = $1 UNION "
        "SELECT d.task FROM waits w JOIN @dependency d ON d.predecessor = w.id WHERE d.deleted IS NULL) "
        "SELECT d.predecessor, d.task FROM waits w JOIN @dependency d ON d.predecessor = w.id "
        "WHERE d.deleted IS NULL LIMIT $2",
        ARGS(v_id(task), v_int(EDGES_MAX)));
    if (err)
        return err;
    while ((err = rows_next(&rows)) == 1) {
        if (e->n == e->room) {
            size_t more = e->room ? e->room * 2 : 64;
            e->at = arena_grow(op->arena, e->at, e->room * sizeof *e->at, more * sizeof *e->at);
            e->room = more;
        }
        e->at[e->n++] = (struct edge){row_id(&rows, 0), row_id(&rows, 1), -1};
    }
    return err;
}

static int compare_from(const void *a, const void *b)
{
    return memcmp(((const struct edge *)a)->from.byte, ((const struct edge *)b)->from.byte, sizeof(struct id));
}

/* The first edge that starts at a task, in sorted edges. */
static size_t first_from(const struct edges *e, struct id from)
{
    size_t low = 0, high = e->n;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (memcmp(e->at[middle].from.byte, from.byte, sizeof from.byte) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* Breadth first from `task` until `wanted`: the last edge of a shortest way, or -1. */
static int find_way(struct op *op, struct edges *e, struct id task, struct id wanted)
{
    int *queue = arena_array(op->arena, int, e->n + 1);
    bool *seen = arena_array(op->arena, bool, e->n + 1); /* by the first edge of a task */
    size_t head = 0, tail = 0;
    struct id at = task;
    int via = -1;
    for (;;) {
        size_t first = first_from(e, at);
        for (size_t i = first; i < e->n && id_eq(e->at[i].from, at) && !seen[first]; i++) {
            e->at[i].before = via;
            if (id_eq(e->at[i].to, wanted))
                return (int)i;
            queue[tail++] = (int)i;
        }
        if (first < e->n)
            seen[first] = true;
        if (head == tail)
            return -1;
        via = queue[head++];
        at = e->at[via].to;
    }
}

/* A task's title as the reader may see it. */
static struct str title_of(struct op *op, struct id task)
{
    struct row *row;
    return resource_get(op, &task_resource, task, true, &row) ? STR("…") : row_get_text(row, "title");
}

static int fail_circle(struct op *op, const struct edges *e, int last, struct id task)
{
    struct str path = {"", 0};
    int named = 0;
    for (int i = last; i >= 0 && named < NAMED_MAX; i = e->at[i].before, named++)
        path = arena_format(op->arena, "%.*s%s%.*s", STR_FMT(title_of(op, e->at[i].to)), path.n ? " → " : "",
                            STR_FMT(path));
    struct str first = title_of(op, task);
    path = arena_format(op->arena, "%.*s → %s%.*s → %.*s", STR_FMT(first), named == NAMED_MAX ? "… → " : "",
                        STR_FMT(path), STR_FMT(first));
    return op_fail(op, ERR_CYCLE, "dependency.cycle", OP_ARGS({"path", v_text(path)}));
}

static int check_family(struct op *op, struct id task, struct id predecessor)
{
    int depth;
    bool inside;
    int err = task_depth(op, task, predecessor, &depth, &inside);
    if (!err && !inside)
        err = task_depth(op, predecessor, task, &depth, &inside);
    if (!err && inside)
        return op_field_fail(op, "/predecessor", "dependency.family", 0, NULL);
    return err;
}

int graph_check(struct op *op, struct id task, struct id predecessor)
{
    struct edges e = {0};
    if (id_eq(task, predecessor))
        return op_field_fail(op, "/predecessor", "dependency.self", 0, NULL);
    int err = check_family(op, task, predecessor);
    if (err || (err = load_edges(op, task, &e)) || e.n == 0)
        return err;
    qsort(e.at, e.n, sizeof *e.at, compare_from);
    int last = find_way(op, &e, task, predecessor);
    return last < 0 ? 0 : fail_circle(op, &e, last, task);
}
