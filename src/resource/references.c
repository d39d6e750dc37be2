#include "resource/inputs.h"

#define ASKED_MAX 128

/* Sizes in powers of two, so that there are few texts to prepare; the last id fills the rest. */
static size_t padded(size_t n)
{
    size_t p = 1;
    while (p < n)
        p *= 2;
    return p;
}

static int find_some(struct op *op, const struct described *target, size_t n, const struct id *ids, bool *ret_found)
{
    struct value args[ASKED_MAX];
    size_t asked = padded(n);
    struct buf sql;
    buf_init(&sql, 4096);
    buf_format(&sql, "SELECT t.id FROM @%s t WHERE t.deleted IS NULL AND t.id IN (", target->resource->table);
    for (size_t i = 0; i < asked; i++) {
        args[i] = v_id(ids[i < n ? i : n - 1]);
        buf_format(&sql, "%s$%zu", i ? ", " : "", i + 1);
    }
    buf_add(&sql, ")", 2); /* with its zero */
    ROWS rows = {0};
    int err = op_query(op, &rows, sql.at, asked, args);
    buf_release(&sql);
    int step = 0;
    while (!err && (step = rows_next(&rows)) == 1)
        for (size_t i = 0; i < n; i++)
            ret_found[i] |= id_eq(ids[i], row_id(&rows, 0));
    return err ? err : step;
}

int references_find(struct op *op, const struct described *target, size_t n, const struct id *ids, bool *ret_found)
{
    memset(ret_found, 0, n * sizeof *ret_found);
    for (size_t done = 0; done < n; done += ASKED_MAX) {
        size_t some = n - done < ASKED_MAX ? n - done : ASKED_MAX;
        int err = find_some(op, target, some, ids + done, ret_found + done);
        if (err)
            return err;
    }
    return 0;
}
