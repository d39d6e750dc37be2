#include "work/status.h"
#include "people/people.h"
#include "work/each.h"
#include "work/via.h"

static const char *const parents[] = {"project", NULL};

static const struct field fields[] = {
    FIELDS_COMMON,
    FIELDS_OF_PROJECT,
    {.name = "name", .type = F_TEXT, .flags = FF_REQUIRED, .max = 60, .see = ROLE_PORTAL},
    {.name = "category",
     .type = F_ENUM,
     .flags = FF_REQUIRED,
     .choices = work_categories,
     .initial = "\"open\"",
     .see = ROLE_PORTAL},
    {.name = "color", .type = F_COLOR, .see = ROLE_PORTAL},
    {.name = "rank", .type = F_RANK, .flags = FF_SORT, .see = ROLE_PORTAL},
};

/* A project keeps at least one; what goes with its project goes whole. */
static int check(struct op *op, struct change *c)
{
    struct statuses left;
    if (c->verb != VERB_DELETE || c->cascade || via_is(op, VIA_REWRITES))
        return 0;
    int err = statuses_load(op, row_get_id(c->before, "project"), &left);
    if (!err && left.n <= 1)
        return op_fail(op, ERR_CONFLICT, "status.last", 0, NULL);
    return err;
}

struct replacement {
    const char *field;
    struct value value;
};

static int replace_in(struct op *op, struct id task, void *arg)
{
    const struct replacement *r = arg;
    return resource_set_system(op, &task_resource, task, 1, &r->field, &r->value);
}

#define TASKS_OF_STATUS "SELECT id FROM @task WHERE status = $1 AND deleted IS NULL"

/* Its tasks go on: with the nearest status when it is deleted, with the new category when that changed. */
static int follow(struct op *op, const struct change *c)
{
    struct replacement r = {"category", *row_at(c->after, "category")};
    bool deleted = c->verb == VERB_DELETE && !c->cascade;
    if (!deleted && !(c->verb == VERB_UPDATE && row_differs(c->before, c->after, "category")))
        return 0;
    if (deleted) {
        struct statuses left;
        int err = statuses_load(op, row_get_id(c->after, "project"), &left);
        const struct status *next =
            err ? NULL : statuses_choose(&left, category_of(row_get_text(c->after, "category")));
        if (!next)
            return err;
        r = (struct replacement){"status", v_id(next->id)};
    }
    return each_id(op, TASKS_OF_STATUS, row_get_id(c->after, "id"), replace_in, &r);
}

const struct resource status_resource = {
    .name = "status",
    .plural = "statuses",
    .table = "status",
    .fields = fields,
    .n_fields = FIELD_COUNT(fields),
    .scope = SCOPE_OF_PROJECT("status"),
    .create = ROLE_MANAGER,
    .update = ROLE_MANAGER,
    .delete_ = ROLE_MANAGER,
    .title = "name",
    .parents = parents,
    .default_sort = "rank",
    .version = 1,
    .check = check,
    .follow = follow,
};

static const struct {
    const char *key; /* of the catalogue */
    enum category category;
    int color;
} usual[] = {
    {"status.backlog", CATEGORY_BACKLOG, 12}, {"status.open", CATEGORY_OPEN, 6},
    {"status.active", CATEGORY_ACTIVE, 4},    {"status.review", CATEGORY_REVIEW, 9},
    {"status.done", CATEGORY_DONE, 2},        {"status.cancelled", CATEGORY_CANCELLED, 11},
};

int statuses_create_usual(struct op *op, struct id project)
{
    struct statuses there;
    int err = statuses_load(op, project, &there);
    if (err || there.n)
        return err;
    const char *locale = workspace_locale(op);
    for (size_t i = 0; i < sizeof usual / sizeof *usual && !err; i++) {
        static const char *const names[] = {"project", "name", "category", "color"};
        const struct value values[] = {v_id(project), v_text(workspace_word(op, locale, usual[i].key)),
                                       v_text(str_of(work_categories[usual[i].category])), v_int(usual[i].color)};
        struct row *row;
        err = resource_create_system(op, &status_resource, NULL, 4, names, values, &row);
    }
    return err;
}
