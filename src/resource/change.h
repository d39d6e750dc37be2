/* How a change is made, once what shall change is known: the way that creation, update, trash, inheritance and undo
 * share. Only for src/resource. */
#pragma once
#include "resource/row.h"

enum apply_flag {
    APPLY_ALLOW = 1,   /* a person does it: ask `allow` */
    APPLY_INHERIT = 2, /* take the parent's fields; else the row is complete as it stands */
};

/* Completes c->after (inheritance, check, rank), demands what is required and unique, writes the row, its indexes and
 * the event, and runs `follow`. An update that changes nothing writes nothing and leaves version as it was. `given` are
 * the fields that the input named, or NULL. */
int change_apply(struct op *op, const struct described *d, struct change *c, unsigned flags,
                 const uint64_t given[FIELD_SET]);

/* inherit.c */
/* Takes FF_INHERIT fields from the first parent that is set. A given field that says something else is an entry. */
int inherit_take(struct op *op, const struct described *d, struct row *row, const uint64_t given[FIELD_SET]);
/* Rewrites everything below a row that was changed. */
int inherit_pass_on(struct op *op, const struct row *before, const struct row *after);
/* The first parent that is set, as the place among d->parents, or -1. */
int inherit_parent(const struct described *d, const struct row *row);

/* relations.c: rows of the relation that point to one of the rows, which all are of the same resource. */
enum relation_part { RELATION_LIVING, RELATION_TRASH };
int relation_rows(struct op *op, const struct relation *relation, enum relation_part part, size_t n,
                  struct row *const *to, struct row ***ret_rows, size_t *ret_n);

/* unique.c */
int unique_check(struct op *op, const struct described *d, const struct row *before, const struct row *after);
/* write.c */
int row_insert(struct op *op, const struct described *d, const struct row *row);
int row_update(struct op *op, const struct described *d, const struct row *before, const struct row *after);
/* derived.c: link, tag and custom_value. */
int derived_write(struct op *op, const struct described *d, const struct row *before, const struct row *after);
/* trash.c */
/* The row and what belongs to it go to the trash. */
int trash_put(struct op *op, const struct described *d, const struct row *row, unsigned flags);
/* The row and what went to the trash with it come back. */
int trash_take(struct op *op, const struct described *d, const struct row *row, unsigned flags, struct row **ret_row);
/* The first thing in the trash that the row goes to the trash with (`except` through one of its fields, or -1), or
 * NULL. */
int trash_blocking(struct op *op, const struct described *d, const struct row *row, int except, struct row **ret_row);
/* ERR_CONFLICT where something that the row goes to the trash with is there. */
int trash_check_parents(struct op *op, const struct described *d, const struct row *row);

/* merge.c: 0 where the patch (given fields of after) and what happened since the expected version do not touch. */
int merge_check(struct op *op, const struct described *d, const struct row *current, int64_t expected_version,
                const struct row *after, const uint64_t given[FIELD_SET]);

/* May this role do it at all? ERR_FORBIDDEN with its message. */
int role_check(struct op *op, enum role least);
