/* Rows between statement, memory and comparison. Only for src/resource and programs over every resource. */
#pragma once
#include "resource/describe.h"

/* Column `column` as the value of a field: ids are V_ID on every database; text is borrowed. */
struct value row_column(const struct rows *rows, int column, const struct field *f);
/* A row out of a statement that selects described.columns from column `first` on; copied into the arena. */
struct row *row_read(struct op *op, const struct described *d, const struct rows *rows, int first);
/* 0, ERR_NOT_FOUND or another; in the operation's scope or as the program. */
int row_load(struct op *op, const struct described *d, struct id id, bool with_deleted, bool system,
             struct row **ret_row);
/* All rows of a statement as the program. */
int row_load_all(struct op *op, const struct described *d, struct str sql, size_t n, const struct value *args,
                 struct row ***ret_rows, size_t *ret_n);

bool value_same(const struct value *a, const struct value *b);
struct value value_keep(struct arena *a, struct value v); /* copies text */
/* The fields whose values differ. */
void row_difference(const struct row *a, const struct row *b, uint64_t ret_set[FIELD_SET]);
