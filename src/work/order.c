#include "work/order.h"
#include "resource/rank.h"
#include "work/each.h"

static int neighbour(struct op *op, struct id moved, const struct row *anchor, enum order_side side,
                     struct str *ret_rank)
{
    static const char *const sql[] = {
        [ORDER_BEFORE] = "SELECT rank FROM @task WHERE list = $1 AND deleted IS NULL AND rank < $2 AND id <> $3 ORDER "
                         "BY rank DESC LIMIT 1",
        [ORDER_AFTER] = "SELECT rank FROM @task WHERE list = $1 AND deleted IS NULL AND rank > $2 AND id <> $3 ORDER "
                        "BY rank LIMIT 1",
    };
    ROWS rows = {0};
    int err =
        op_query_system(op, &rows, sql[side], ARGS(*row_at(anchor, "list"), *row_at(anchor, "rank"), v_id(moved)));
    if (err || (err = rows_next(&rows)) < 0)
        return err;
    *ret_rank = err == 1 ? arena_str(op->arena, row_text(&rows, 0)) : (struct str){"", 0};
    return 0;
}

/* Gives every task of the list a rank anew, in the order of now. */
static int spread(struct op *op, struct id list)
{
    struct id *ids;
    size_t n;
    static const char *const names[] = {"rank"};
    int err = ids_of(op, "SELECT id FROM @task WHERE list = $1 AND deleted IS NULL ORDER BY rank, id", list, &ids, &n);
    struct str *ranks = arena_array(op->arena, struct str, n + 1);
    if (!err && rank_spread(op->arena, (struct str){0}, (struct str){0}, n, ranks) != 0)
        return op_fail(op, ERR_CONFLICT, "resource.rank_full", 0, NULL);
    for (size_t i = 0; i < n && !err; i++)
        err = resource_set_system(op, &task_resource, ids[i], 1, names, &v_text(ranks[i]));
    return err;
}

static int between(struct op *op, struct id moved, const struct row *anchor, enum order_side side, struct str *ret_rank)
{
    char rank[RANK_MAX + 1];
    struct str other, own = row_get_text(anchor, "rank");
    int err = neighbour(op, moved, anchor, side, &other);
    if (err)
        return err;
    bool before = side == ORDER_BEFORE;
    if (rank_between(before ? other : own, before ? own : other, rank) != 0)
        return ERR_CONFLICT;
    *ret_rank = arena_str(op->arena, str_of(rank));
    return 0;
}

int order_beside(struct op *op, struct id moved, const struct row *anchor, enum order_side side, struct str *ret_rank)
{
    struct row *again;
    int err = between(op, moved, anchor, side, ret_rank);
    if (err != ERR_CONFLICT)
        return err;
    if ((err = spread(op, row_get_id(anchor, "list"))) ||
        (err = resource_get_system(op, &task_resource, row_get_id(anchor, "id"), &again)))
        return err;
    err = between(op, moved, again, side, ret_rank);
    return err == ERR_CONFLICT ? op_fail(op, err, "resource.rank_full", 0, NULL) : err;
}
