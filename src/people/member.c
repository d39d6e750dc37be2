#include "people/people.h"

static const char *const roles[] = {"owner", "admin", "manager", "member", NULL};
static const char *const themes[] = {"system", "light", "dark", NULL};
static const char *const densities[] = {"comfortable", "compact", NULL};

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
     .initial = "\"comfortable\""},
};

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
    .version = 1,
};
