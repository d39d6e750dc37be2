/* Copies of tasks, with what hangs below them: for duplicates, for the next of a recurring task, for whole projects. */
#pragma once
#include "work/work.h"

struct copy {
    struct id list, parent;        /* where it goes; a zero list: the source's own list and parent */
    int32_t shift_days;            /* added to every date */
    bool subtasks, people, values; /* values: custom fields */
    const char *title;             /* NULL: the source's */
    struct str recurrence;         /* of the copy itself; empty: none */
    struct id series;
    /* The copies made so far, source and copy by turns, for dependencies between them; may be NULL. */
    struct copy_pairs *pairs;
};
struct copy_pairs {
    struct id *ids;
    size_t n, room;
};

/* Copies start open (each with the default status of its project), without comments, files and time spent. */
int task_copy(struct op *op, struct id source, const struct copy *how, struct row **ret_copy);
/* The dependencies among what was copied. */
int copy_dependencies(struct op *op, const struct copy_pairs *pairs);
/* The copy of a source, or the zero id. */
struct id copy_of(const struct copy_pairs *pairs, struct id source);

struct project_copy {
    struct id client; /* zero: the same one; for another one people and custom values stay behind */
    struct str name;  /* empty: the source's */
    bool has_start;
    int32_t start; /* dates move so that the project starts here */
};
/* Statuses, lists, open tasks and closed ones (which start anew), and the dependencies among them. */
int project_copy(struct op *op, struct id source, const struct project_copy *how, struct row **ret_copy);
