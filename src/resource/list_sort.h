/* The order of a list, as SQL: what "-due,priority" means. Inside of list*.c. Rows without a value come last, whatever
 * the direction; id is always the last key, in the direction of the one before, so that an index (…, id) gives the
 * order. */
#pragma once
#include "resource/cursor.h"
#include "resource/filter.h"

#define SORT_KEYS_MAX (CURSOR_VALUES - 1) /* with id */

struct sort_key {
    struct str sql;       /* over the alias t */
    enum value_kind kind; /* of its values that are there */
    bool descending, nullable;
    int field; /* or -1 for a custom field */
};

struct list_sort {
    size_t n;
    struct sort_key key[SORT_KEYS_MAX];
};

/* Values of expressions go to `out`, whose numbers the texts then have. ERR_SYNTAX at "?sort". */
int sort_read(struct op *op, const struct resource *r, struct str text, struct sql_text *out,
              struct list_sort *ret_sort);
/* ERR_SYNTAX at "?cursor" unless the values are ones of this order. */
int sort_check_cursor(struct op *op, const struct list_sort *sort, const struct cursor *c);
/* Is there an index in this order over the living rows of a big table (see migrations)? */
bool sort_has_index(const struct resource *r, const struct list_sort *sort);
/* Rows where the first key has no value are a part of the list of their own, so that an index serves both parts. */
bool sort_in_parts(const struct list_sort *sort);
/* " AND …": the part and what comes after the cursor (NULL: from the start) in it. */
void sort_write_after(const struct list_sort *sort, bool nulls, const struct cursor *after, struct sql_text *out);
void sort_write_order(const struct list_sort *sort, bool nulls, struct buf *sql);
