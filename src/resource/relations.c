#include "resource/change.h"

#define ASKED_MAX 64

static int rows_of_some(struct op *op, const struct relation *relation, enum relation_part part, size_t n,
                        struct row *const *to, struct row ***ret_rows, size_t *ret_n)
{
    struct value args[ASKED_MAX];
    size_t asked = 1;
    while (asked < n)
        asked *= 2; /* few texts to prepare; the last id fills the rest */
    struct buf sql;
    buf_init(&sql, 65536);
    buf_str(&sql, part == RELATION_LIVING ? relation->living : relation->trash);
    for (size_t i = 0; i < asked; i++) {
        args[i] = to[i < n ? i : n - 1]->value[FIELD_ID];
        buf_format(&sql, "%s$%zu", i ? ", " : "", i + 1);
    }
    buf_add(&sql, ")", 2); /* with its zero */
    int err = row_load_all(op, relation->of, buf_view(&sql), asked, args, ret_rows, ret_n);
    buf_release(&sql);
    return err;
}

int relation_rows(struct op *op, const struct relation *relation, enum relation_part part, size_t n,
                  struct row *const *to, struct row ***ret_rows, size_t *ret_n)
{
    struct row **all = NULL;
    size_t found = 0;
    for (size_t done = 0; done < n; done += ASKED_MAX) {
        struct row **some = NULL;
        size_t k = 0;
        int err = rows_of_some(op, relation, part, n - done < ASKED_MAX ? n - done : ASKED_MAX, to + done, &some, &k);
        if (err)
            return err;
        if (k == 0)
            continue;
        all = arena_grow(op->arena, all, found * sizeof *all, (found + k) * sizeof *all);
        memcpy(all + found, some, k * sizeof *some);
        found += k;
    }
    *ret_rows = all;
    *ret_n = found;
    return 0;
}
