#include "work/each.h"

int ids_of(struct op *op, const char *sql, struct id arg_id, struct id **ret_ids, size_t *ret_n)
{
    ROWS rows = {0};
    int err = op_query_system(op, &rows, sql, ARGS(v_id(arg_id)));
    if (err)
        return err;
    struct id *ids = NULL;
    size_t n = 0, room = 0;
    while ((err = rows_next(&rows)) == 1) {
        if (n == room) {
            size_t more = room ? room * 2 : 32;
            ids = arena_grow(op->arena, ids, room * sizeof *ids, more * sizeof *ids);
            room = more;
        }
        ids[n++] = row_id(&rows, 0);
    }
    *ret_ids = ids;
    *ret_n = n;
    return err;
}

int each_id(struct op *op, const char *sql, struct id arg_id, int (*run)(struct op *op, struct id id, void *arg),
            void *arg)
{
    struct id *ids;
    size_t n;
    int err = ids_of(op, sql, arg_id, &ids, &n);
    for (size_t i = 0; i < n && !err; i++)
        err = run(op, ids[i], arg);
    return err;
}
