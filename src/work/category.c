#include "work/status.h"

const char *const work_categories[] = {"backlog", "open", "active", "review", "done", "cancelled", NULL};

enum category category_of(struct str name)
{
    for (int c = 0; c < CATEGORIES; c++)
        if (str_is(name, work_categories[c]))
            return (enum category)c;
    return CATEGORIES;
}

/* What stands in for a category that a project does not have: open work stays open as long as it can. */
static const enum category nearest[CATEGORIES][CATEGORIES] = {
    [CATEGORY_BACKLOG] = {CATEGORY_BACKLOG, CATEGORY_OPEN, CATEGORY_ACTIVE, CATEGORY_REVIEW, CATEGORY_CANCELLED,
                          CATEGORY_DONE},
    [CATEGORY_OPEN] = {CATEGORY_OPEN, CATEGORY_BACKLOG, CATEGORY_ACTIVE, CATEGORY_REVIEW, CATEGORY_DONE,
                       CATEGORY_CANCELLED},
    [CATEGORY_ACTIVE] = {CATEGORY_ACTIVE, CATEGORY_OPEN, CATEGORY_REVIEW, CATEGORY_BACKLOG, CATEGORY_DONE,
                         CATEGORY_CANCELLED},
    [CATEGORY_REVIEW] = {CATEGORY_REVIEW, CATEGORY_ACTIVE, CATEGORY_OPEN, CATEGORY_BACKLOG, CATEGORY_DONE,
                         CATEGORY_CANCELLED},
    [CATEGORY_DONE] = {CATEGORY_DONE, CATEGORY_REVIEW, CATEGORY_ACTIVE, CATEGORY_OPEN, CATEGORY_CANCELLED,
                       CATEGORY_BACKLOG},
    [CATEGORY_CANCELLED] = {CATEGORY_CANCELLED, CATEGORY_DONE, CATEGORY_BACKLOG, CATEGORY_OPEN, CATEGORY_ACTIVE,
                            CATEGORY_REVIEW},
};

const struct status *statuses_find(const struct statuses *s, struct id id)
{
    for (size_t i = 0; i < s->n; i++)
        if (id_eq(s->at[i].id, id))
            return &s->at[i];
    return NULL;
}

const struct status *statuses_choose(const struct statuses *s, enum category category)
{
    for (int k = 0; k < CATEGORIES && category < CATEGORIES; k++)
        for (size_t i = 0; i < s->n; i++)
            if (s->at[i].category == nearest[category][k])
                return &s->at[i];
    return NULL;
}

#define STATUSES_MAX 200

int statuses_load(struct op *op, struct id project, struct statuses *ret_statuses)
{
    struct status *list = arena_array(op->arena, struct status, STATUSES_MAX);
    size_t n = 0;
    ROWS rows = {0};
    int err = op_query_system(
        op, &rows, "SELECT id, category FROM @status WHERE project = $1 AND deleted IS NULL ORDER BY rank, id",
        ARGS(v_id(project)));
    if (err)
        return err;
    while (n < STATUSES_MAX && (err = rows_next(&rows)) == 1)
        list[n++] = (struct status){row_id(&rows, 0), category_of(row_text(&rows, 1))};
    *ret_statuses = (struct statuses){list, n};
    return err < 0 ? err : 0;
}
