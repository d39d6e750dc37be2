/* Something to be done to every row that a query names, as the program: the ids are read before anything is written,
 * so that no statement stands open while its table changes. */
#pragma once
#include "store/op.h"

/* sql: SELECT id …, with $1 for `arg_id`. */
int each_id(struct op *op, const char *sql, struct id arg_id, int (*run)(struct op *op, struct id id, void *arg),
            void *arg);
/* The ids alone, in the arena. */
int ids_of(struct op *op, const char *sql, struct id arg_id, struct id **ret_ids, size_t *ret_n);
