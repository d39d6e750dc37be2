#include "work/project.h"
#include "people/people.h"
#include "work/each.h"
#include "work/status.h"
#include "work/via.h"

static const char *const states[] = {"draft", "agreed", "active", "on_hold", "delivered", "closed", NULL};

static const struct field fields[] = {
    FIELDS_COMMON,
    {.name = "client",
     .type = F_REF,
     .flags = FF_REQUIRED | FF_ON_CREATE | FF_CASCADE,
     .target = "client",
     .see = ROLE_PORTAL},
    {.name = "shared", .type = F_BOOL, .flags = FF_REQUIRED, .initial = "false", .see = ROLE_PORTAL},
    {.name = "name", .type = F_TEXT, .flags = FF_REQUIRED | FF_SEARCH | FF_SORT, .max = 200, .see = ROLE_PORTAL},
    {.name = "description", .type = F_MARKDOWN, .flags = FF_SEARCH, .max = MARKDOWN_MAX},
    {.name = "owner", .type = F_REF, .target = "member"},
    {.name = "state",
     .type = F_ENUM,
     .flags = FF_REQUIRED | FF_SORT,
     .choices = states,
     .initial = "\"active\"",
     .see = ROLE_PORTAL},
    {.name = "start", .type = F_DATE, .flags = FF_SORT, .see = ROLE_PORTAL},
    {.name = "due", .type = F_DATE, .flags = FF_SORT, .see = ROLE_PORTAL},
    /* the due date is promised as fixed */
    {.name = "hard", .type = F_BOOL, .flags = FF_REQUIRED, .initial = "false"},
    {.name = "importance", .type = F_INT, .flags = FF_REQUIRED | FF_SORT, .min = 1, .max = 5, .initial = "3"},
    {.name = "budget_min", .type = F_INT, .min = 0, .max = MINUTES_MAX},
    {.name = "tags", .type = F_TAGS, .max = 50},
    {.name = "custom", .type = F_CUSTOM, .max = 100000},
    {.name = "archived", .type = F_INSTANT},
    {.name = "rank", .type = F_RANK, .flags = FF_SORT},
    {.name = "task_count", .type = F_INT, .flags = FF_READ_ONLY | FF_DERIVED | FF_WHOLE, .initial = "0"},
    {.name = "task_done", .type = F_INT, .flags = FF_READ_ONLY | FF_DERIVED | FF_WHOLE, .initial = "0"},
};

static const struct {
    const char *from, *to[5];
} flow[] = {
    {"draft", {"agreed", "active", "closed"}},
    {"agreed", {"draft", "active", "on_hold", "closed"}},
    {"active", {"on_hold", "delivered", "closed"}},
    {"on_hold", {"agreed", "active", "delivered", "closed"}},
    {"delivered", {"active", "closed"}},
    {"closed", {"active"}},
};

bool project_state_allowed(struct str from, struct str to)
{
    if (str_eq(from, to))
        return true;
    for (size_t i = 0; i < sizeof flow / sizeof *flow; i++)
        for (size_t k = 0; str_is(from, flow[i].from) && k < 5 && flow[i].to[k]; k++)
            if (str_is(to, flow[i].to[k]))
                return true;
    return false;
}

static int check(struct op *op, struct change *c)
{
    const struct row *row = c->after;
    if (c->verb != VERB_CREATE && c->verb != VERB_UPDATE)
        return 0;
    if (!row_get_null(row, "start") && !row_get_null(row, "due") && row_get_int(row, "start") > row_get_int(row, "due"))
        op_field_fail(op, "/due", "field.before_start", 0, NULL);
    if (c->before && !via_is(op, VIA_REWRITES) &&
        !project_state_allowed(row_get_text(c->before, "state"), row_get_text(row, "state")))
        op_field_fail(op, "/state", "project.state_flow", 0, NULL);
    return op->problem.code;
}

int project_first_list(struct op *op, struct id project, struct id *ret_list)
{
    ROWS rows = {0};
    int err = op_query_system(op, &rows,
                              "SELECT id FROM @list WHERE project = $1 AND deleted IS NULL ORDER BY rank, id LIMIT 1",
                              ARGS(v_id(project)));
    if (err || (err = rows_next(&rows)) < 0)
        return err;
    *ret_list = err == 1 ? row_id(&rows, 0) : (struct id){{0}};
    return 0;
}

int project_complete(struct op *op, struct id project, enum project_part what)
{
    struct id list;
    int err;
    if ((err = statuses_create_usual(op, project)) || what == PROJECT_STATUSES ||
        (err = project_first_list(op, project, &list)) || !id_is_zero(list))
        return err;
    static const char *const names[] = {"project", "name"};
    const struct value values[] = {v_id(project), v_text(workspace_word(op, workspace_locale(op), "list.first"))};
    struct row *row;
    return resource_create_system(op, &list_resource, NULL, 2, names, values, &row);
}

static int unshare_task(struct op *op, struct id task, void *arg)
{
    (void)arg;
    static const char *const names[] = {"shared"};
    return resource_set_system(op, &task_resource, task, 1, names, &v_int(0));
}

static int follow(struct op *op, const struct change *c)
{
    struct id id = row_get_id(c->after, "id");
    if (c->verb == VERB_CREATE)
        return via_is(op, VIA_BRINGS_OWN) ? 0 : project_complete(op, id, PROJECT_ALL);
    if (c->verb == VERB_UPDATE && row_get_int(c->before, "shared") && !row_get_int(c->after, "shared"))
        return each_id(op, "SELECT id FROM @task WHERE project = $1 AND shared = 1 AND deleted IS NULL", id,
                       unshare_task, NULL);
    return 0;
}

const struct resource project_resource = {
    .name = "project",
    .plural = "projects",
    .table = "project",
    .fields = fields,
    .n_fields = FIELD_COUNT(fields),
    .scope = {.table = "project", .kind = SCOPED_CLIENT, .client = "client", .project = "id", .shared = "shared"},
    .create = ROLE_MANAGER,
    .update = ROLE_MANAGER,
    .delete_ = ROLE_MANAGER,
    .title = "name",
    .default_sort = "rank",
    .version = 2,
    .check = check,
    .follow = follow,
};
