/* The work itself: projects with their statuses and lists, tasks and what hangs on them, and what the workspace keeps
 * to describe work (activities, custom fields, templates, views).
 *
 * What every description here keeps to
 *   client, project  are taken from the parent row; a move rewrites them
 *   shared           the portal of the client may see the row. A row is shared only while what holds it is: a task in a
 *                    shared project, a comment or file on a shared task
 *   category         the step of a status that all projects have in common */
#pragma once
#include "resource/resource.h"

extern const struct resource project_resource, status_resource, list_resource, task_resource, comment_resource,
    attachment_resource, dependency_resource, activity_resource, custom_field_resource, template_resource,
    view_resource;

/* After FIELDS_COMMON: where a row belongs that a project has (list, status), or a task (comment, attachment), and how
 * it is scoped by that. What is theirs goes to the trash, moves and is looked after with what they belong to. */
#define FIELD_CLIENT                                                                                                   \
    {                                                                                                                  \
        .name = "client", .type = F_REF, .flags = FF_REQUIRED | FF_READ_ONLY | FF_INHERIT, .target = "client",         \
        .see = ROLE_PORTAL                                                                                             \
    }
#define FIELDS_OF_PROJECT                                                                                              \
    FIELD_CLIENT,                                                                                                      \
        {.name = "project",                                                                                            \
         .type = F_REF,                                                                                                \
         .flags = FF_REQUIRED | FF_ON_CREATE | FF_CASCADE,                                                             \
         .target = "project",                                                                                          \
         .see = ROLE_PORTAL},                                                                                          \
    {                                                                                                                  \
        .name = "shared", .type = F_BOOL, .flags = FF_REQUIRED | FF_READ_ONLY | FF_INHERIT, .initial = "false",        \
        .see = ROLE_PORTAL                                                                                             \
    }
#define FIELDS_OF_TASK                                                                                                 \
    FIELD_CLIENT,                                                                                                      \
        {.name = "project",                                                                                            \
         .type = F_REF,                                                                                                \
         .flags = FF_REQUIRED | FF_READ_ONLY | FF_INHERIT,                                                             \
         .target = "project",                                                                                          \
         .see = ROLE_PORTAL},                                                                                          \
        {.name = "task",                                                                                               \
         .type = F_REF,                                                                                                \
         .flags = FF_REQUIRED | FF_ON_CREATE | FF_CASCADE,                                                             \
         .target = "task",                                                                                             \
         .see = ROLE_PORTAL},                                                                                          \
    {                                                                                                                  \
        .name = "shared", .type = F_BOOL, .flags = FF_REQUIRED, .initial = "false", .see = ROLE_PORTAL                 \
    }
#define SCOPE_OF_PROJECT(of)                                                                                           \
    {                                                                                                                  \
        .table = (of), .kind = SCOPED_CLIENT, .client = "client", .project = "project", .shared = "shared"             \
    }
#define SCOPE_OF_TASK(of)                                                                                              \
    {                                                                                                                  \
        .table = (of), .kind = SCOPED_CLIENT, .client = "client", .project = "project", .task = "task",                \
        .shared = "shared"                                                                                             \
    }

#define TITLE_MAX    500
#define MARKDOWN_MAX 100000
#define MINUTES_MAX  6000000 /* some 11 years: more than any estimate */

/* NULL-ended; a status has one, a task the one of its status. In the order of the flow. */
extern const char *const work_categories[];
