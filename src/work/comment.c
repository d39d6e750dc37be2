#include "work/work.h"

static const char *const parents[] = {"task", NULL};

static const struct field fields[] = {
    FIELDS_COMMON,
    {.name = "client",
     .type = F_REF,
     .flags = FF_REQUIRED | FF_READ_ONLY | FF_INHERIT,
     .target = "client",
     .see = ROLE_PORTAL},
    {.name = "project",
     .type = F_REF,
     .flags = FF_REQUIRED | FF_READ_ONLY | FF_INHERIT,
     .target = "project",
     .see = ROLE_PORTAL},
    {.name = "task",
     .type = F_REF,
     .flags = FF_REQUIRED | FF_ON_CREATE | FF_CASCADE,
     .target = "task",
     .see = ROLE_PORTAL},
    {.name = "shared", .type = F_BOOL, .flags = FF_REQUIRED, .initial = "false", .see = ROLE_PORTAL},
    /* the comment that this one answers */
    {.name = "parent", .type = F_REF, .flags = FF_ON_CREATE | FF_CASCADE, .target = "comment", .see = ROLE_PORTAL},
    {.name = "body", .type = F_MARKDOWN, .flags = FF_REQUIRED | FF_SEARCH, .max = MARKDOWN_MAX, .see = ROLE_PORTAL},
    /* who wrote it where that is no member: imported, or a contact */
    {.name = "author_name", .type = F_TEXT, .flags = FF_READ_ONLY, .max = 200, .see = ROLE_PORTAL},
    {.name = "resolved", .type = F_INSTANT},
};

const struct resource comment_resource = {
    .name = "comment",
    .plural = "comments",
    .table = "comment",
    .fields = fields,
    .n_fields = FIELD_COUNT(fields),
    .scope = {.table = "comment",
              .kind = SCOPED_CLIENT,
              .client = "client",
              .project = "project",
              .task = "task",
              .shared = "shared"},
    .create = ROLE_MEMBER,
    .update = ROLE_MEMBER,
    .delete_ = ROLE_MEMBER,
    .title = "body",
    .parents = parents,
    .default_sort = "created",
    .version = 1,
};
