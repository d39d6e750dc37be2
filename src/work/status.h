/* The statuses of a project: which one a task gets, and which takes the place of another. */
#pragma once
#include "work/work.h"

enum category {
    CATEGORY_BACKLOG,
    CATEGORY_OPEN,
    CATEGORY_ACTIVE,
    CATEGORY_REVIEW,
    CATEGORY_DONE,
    CATEGORY_CANCELLED,
    CATEGORIES
};

enum category category_of(struct str name); /* CATEGORIES for anything else */
static inline bool category_closed(enum category c)
{
    return c == CATEGORY_DONE || c == CATEGORY_CANCELLED;
}

struct status {
    struct id id;
    enum category category;
};
/* The living statuses of a project in their order. */
struct statuses {
    const struct status *at;
    size_t n;
};
int statuses_load(struct op *op, struct id project, struct statuses *ret_statuses);
const struct status *statuses_find(const struct statuses *s, struct id id); /* NULL if it is not one of them */
/* The first of the category, or of the one that comes nearest to it; NULL where the project has none at all. */
const struct status *statuses_choose(const struct statuses *s, enum category category);

/* The usual statuses, named in the workspace's language, where a project has none. */
int statuses_create_usual(struct op *op, struct id project);
