#include "work/task.h"
#include "work/checklist.h"
#include "work/recurrence.h"

static const char *const kinds[] = {"task", "milestone", "deliverable", NULL};
static const char *const parents[] = {"parent", "list", "project", NULL};

static const struct field fields[] = {
    FIELDS_COMMON,
    FIELD_CLIENT,
    /* given at creation without a list, the task comes into the project's first list */
    {.name = "project",
     .type = F_REF,
     .flags = FF_REQUIRED | FF_ON_CREATE | FF_INHERIT,
     .target = "project",
     .see = ROLE_PORTAL},
    {.name = "list",
     .type = F_REF,
     .flags = FF_REQUIRED | FF_INHERIT | FF_CASCADE,
     .target = "list",
     .see = ROLE_PORTAL},
    {.name = "parent", .type = F_REF, .flags = FF_CASCADE, .target = "task"},
    {.name = "shared", .type = F_BOOL, .flags = FF_REQUIRED, .initial = "false", .see = ROLE_PORTAL},
    {.name = "kind",
     .type = F_ENUM,
     .flags = FF_REQUIRED | FF_SORT,
     .choices = kinds,
     .initial = "\"task\"",
     .see = ROLE_PORTAL},
    {.name = "title", .type = F_TEXT, .flags = FF_REQUIRED | FF_SEARCH | FF_SORT, .max = TITLE_MAX, .see = ROLE_PORTAL},
    {.name = "description", .type = F_MARKDOWN, .flags = FF_SEARCH, .max = MARKDOWN_MAX},
    /* the project's first open one where none is given */
    {.name = "status", .type = F_REF, .flags = FF_REQUIRED | FF_SORT, .target = "status", .see = ROLE_PORTAL},
    /* follows the status; set without a status it chooses the project's first status of that category */
    {.name = "category",
     .type = F_ENUM,
     .flags = FF_REQUIRED | FF_SORT,
     .choices = work_categories,
     .see = ROLE_PORTAL},
    /* 1 urgent, 2 high, 3 normal, 4 low */
    {.name = "priority", .type = F_INT, .flags = FF_SORT, .min = 1, .max = 4},
    {.name = "assignees", .type = F_REFS, .max = 100, .target = "member"},
    {.name = "watchers", .type = F_REFS, .max = 100, .target = "member"},
    {.name = "start", .type = F_DATE, .flags = FF_SORT, .see = ROLE_PORTAL},
    {.name = "due", .type = F_DATE, .flags = FF_SORT, .see = ROLE_PORTAL},
    /* minutes after midnight, in the workspace's zone */
    {.name = "due_min", .type = F_INT, .min = 0, .max = 1439, .see = ROLE_PORTAL},
    {.name = "completed", .type = F_INSTANT, .flags = FF_READ_ONLY | FF_SORT, .see = ROLE_PORTAL},
    {.name = "estimate_low_min", .type = F_INT, .min = 0, .max = MINUTES_MAX},
    {.name = "estimate_min", .type = F_INT, .flags = FF_SORT, .min = 0, .max = MINUTES_MAX},
    {.name = "estimate_high_min", .type = F_INT, .min = 0, .max = MINUTES_MAX},
    {.name = "spent_min", .type = F_INT, .flags = FF_SORT, .min = 0, .max = MINUTES_MAX},
    /* of it, what was told beside the entries of time */
    {.name = "spent_base_min", .type = F_INT, .flags = FF_READ_ONLY, .min = -MINUTES_MAX, .max = MINUTES_MAX},
    {.name = "activity", .type = F_REF, .target = "activity"},
    /* what one has to be able to, and what is needed meanwhile */
    {.name = "skills", .type = F_REFS, .max = 20, .target = "skill"},
    {.name = "equipment", .type = F_REFS, .max = 10, .target = "equipment"},
    /* the due date is promised as fixed */
    {.name = "hard", .type = F_BOOL, .flags = FF_REQUIRED, .initial = "false"},
    /* before everything else of its class */
    {.name = "pinned", .type = F_BOOL, .flags = FF_REQUIRED, .initial = "false"},
    /* 1 large, 4 small, as priority */
    {.name = "impact", .type = F_INT, .flags = FF_SORT, .min = 1, .max = 4},
    {.name = "acceptance", .type = F_MARKDOWN, .max = MARKDOWN_MAX, .see = ROLE_PORTAL},
    {.name = "tags", .type = F_TAGS, .max = 50},
    {.name = "checklists", .type = F_JSON, .flags = FF_NO_FILTER, .max = 100000, .valid = checklists_valid},
    {.name = "custom", .type = F_CUSTOM, .max = 100000},
    {.name = "recurrence", .type = F_JSON, .flags = FF_NO_FILTER, .max = 2000, .valid = recurrence_valid},
    /* the first task of a recurring one */
    {.name = "series", .type = F_ID, .flags = FF_READ_ONLY},
    {.name = "rank", .type = F_RANK, .flags = FF_SORT, .see = ROLE_PORTAL},
    {.name = "comment_count", .type = F_INT, .flags = FF_READ_ONLY | FF_DERIVED | FF_WHOLE, .initial = "0"},
    {.name = "attachment_count", .type = F_INT, .flags = FF_READ_ONLY | FF_DERIVED | FF_WHOLE, .initial = "0"},
    {.name = "subtask_count", .type = F_INT, .flags = FF_READ_ONLY | FF_DERIVED | FF_WHOLE, .initial = "0"},
    {.name = "subtask_done", .type = F_INT, .flags = FF_READ_ONLY | FF_DERIVED | FF_WHOLE, .initial = "0"},
};

const struct resource task_resource = {
    .name = "task",
    .plural = "tasks",
    .table = "task",
    .fields = fields,
    .n_fields = FIELD_COUNT(fields),
    .scope = {.table = "task",
              .kind = SCOPED_CLIENT,
              .client = "client",
              .project = "project",
              .task = "id",
              .shared = "shared"},
    .create = ROLE_MEMBER,
    .update = ROLE_MEMBER,
    .delete_ = ROLE_MEMBER,
    .title = "title",
    .parents = parents,
    .default_sort = "rank",
    .version = 2,
    .check = task_check,
    .follow = task_follow,
};
