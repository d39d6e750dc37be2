#include "people/people.h"

static const char *const roles[] = {"owner", "admin", "manager", "member", NULL};
static const char *const themes[] = {"system", "light", "dark", NULL};
static const char *const densities[] = {"compact", "normal", "comfortable", NULL};

static const struct field fields[] = {
    FIELDS_COMMON,
    {.name = "name", .type = F_TEXT, .flags = FF_REQUIRED | FF_SEARCH | FF_SORT, .max = 200},
    {.name = "email", .type = F_EMAIL, .flags = FF_REQUIRED | FF_UNIQUE | FF_SEARCH, .max = 254, .set = ROLE_ADMIN},
    {.name = "role",
     .type = F_ENUM,
     .flags = FF_REQUIRED | FF_SORT,
     .choices = roles,
     .initial = "\"member\"",
     .set = ROLE_ADMIN},
    /* a freelancer: sees of the granted clients only the tasks assigned to them */
    {.name = "own_tasks_only", .type = F_BOOL, .flags = FF_REQUIRED, .initial = "false", .set = ROLE_ADMIN},
    /* false: cannot sign in, stays in the history and on old tasks */
    {.name = "active", .type = F_BOOL, .flags = FF_REQUIRED, .initial = "true", .set = ROLE_ADMIN},
    {.name = "title", .type = F_TEXT, .max = 200},
    {.name = "locale", .type = F_LOCALE},
    {.name = "zone", .type = F_ZONE},
    {.name = "color", .type = F_COLOR},
    {.name = "theme", .type = F_ENUM, .flags = FF_REQUIRED | FF_NO_FILTER, .choices = themes, .initial = "\"system\""},
    {.name = "density",
     .type = F_ENUM,
     .flags = FF_REQUIRED | FF_NO_FILTER,
     .choices = densities,
     .initial = "\"normal\""},
    {.name = "skills", .type = F_REFS, .max = 50, .target = "skill"},
    /* the planner may fill the calendar: one's own word, said once */
    {.name = "auto_plan", .type = F_BOOL, .flags = FF_REQUIRED | FF_NO_FILTER, .initial = "false"},
};

static enum role row_role(const struct row *row)
{
    return row ? role_of(row_get_text(row, "role")) : ROLE_NONE;
}

/* One's own row; else by an admin, who changes neither an owner nor makes one. */
static int allow(struct op *op, const struct change *c)
{
    bool own = c->before && id_eq(row_get_id(c->before, "id"), op->scope.me);
    enum role before = row_role(c->before), after = row_role(c->after);
    if (!own && c->before && row_differs(c->before, c->after, "auto_plan"))
        return op_fail(op, ERR_FORBIDDEN, "member.auto_plan", 0, NULL);
    if (op->scope.role < ROLE_ADMIN)
        return own ? 0 : op_fail(op, ERR_FORBIDDEN, "member.not_yours", 0, NULL);
    enum role highest = before > after ? before : after;
    if (highest > op->scope.role)
        return op_fail(op, ERR_FORBIDDEN, "member.role_too_high", 0, NULL);
    return 0;
}

static bool owns(const struct row *row)
{
    return row && row_role(row) == ROLE_OWNER && row_get_int(row, "active") && row_get_null(row, "deleted");
}

/* A workspace without an owner could not be administered by anybody. */
static int check(struct op *op, struct change *c)
{
    if (!owns(c->before) || owns(c->after))
        return 0;
    ROWS rows = {0};
    int err = op_query_system(op, &rows,
                              "SELECT 1 FROM @member WHERE role = 'owner' AND active = 1 AND deleted IS NULL AND "
                              "id <> $1 LIMIT 1",
                              ARGS(*row_at(c->before, "id")));
    if (!err && (err = rows_next(&rows)) == 0)
        return op_fail(op, ERR_CONFLICT, "member.last_owner", 0, NULL);
    return err < 0 ? err : 0;
}

static int follow(struct op *op, const struct change *c)
{
    bool left = c->verb == VERB_UPDATE && row_get_int(c->before, "active") && !row_get_int(c->after, "active");
    return left ? session_end_all(op, row_get_id(c->after, "id"), (struct id){{0}}) : 0;
}

const struct resource member_resource = {
    .name = "member",
    .plural = "members",
    .table = "member",
    .fields = fields,
    .n_fields = FIELD_COUNT(fields),
    .scope = {.table = "member", .kind = SCOPED_WORKSPACE},
    .create = ROLE_ADMIN,
    .update = ROLE_MEMBER,
    .delete_ = ROLE_ADMIN,
    .title = "name",
    .default_sort = "name",
    .version = 2,
    .check = check,
    .follow = follow,
    .allow = allow,
};
