/* Tables that are derived as a whole and rewritten only where they changed: what is to be there is compared with what
 * is, and the difference written in slices, so that people's writes come between. */
#pragma once
#include "store/op.h"

struct derived_table {
    const char *name;
    const char *const *columns; /* NULL-ended, the key first; without ws */
    int keys;
};

struct derived_rows {
    const struct derived_table *table;
    struct value *at; /* columns * n */
    size_t n, room;
    int columns;
};

struct derived_rows derived_start(const struct derived_table *t);
/* A further row, all null; filled by who calls. */
struct value *derived_add(struct arena *a, struct derived_rows *rows);
static inline const struct value *derived_row(const struct derived_rows *rows, size_t i)
{
    return rows->at + i * (size_t)rows->columns;
}
/* All that is there, as the program. */
int derived_read(struct op *op, struct arena *a, const struct derived_table *t, struct derived_rows *ret);

/* One row to be written (values) or taken away (its key). */
struct derived_step {
    const struct derived_table *table;
    const struct value *row;
    bool remove;
};
struct derived_steps {
    struct derived_step *at;
    size_t n, room;
};
/* What makes `after` out of `before`; both are sorted by their keys. */
void derived_compare(struct arena *a, struct derived_rows *before, struct derived_rows *after,
                     struct derived_steps *steps);
/* Inside a write. */
int derived_do(struct op *op, const struct derived_step *step);

/* Of all rows: equal for equal rows. */
uint64_t derived_hash(const struct derived_rows *rows, uint64_t seed);
