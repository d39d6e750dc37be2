/* What a reader sees of a snapshot, which knows everything. What is not seen is shown as anonymous work, or only
 * counted. */
#pragma once
#include "planning/snapshot.h"

struct seen {
    bool all;
    bool whole_projects; /* not for who sees own tasks only: what a project makes of its tasks tells of the others */
    const bool *client, *project, *task;
    uint32_t client_n, project_n, task_n; /* rows that a what-if added come after, and are its asker's */
};

/* As op->scope says. */
int seen_read(struct op *op, const struct snapshot *s, struct seen *ret);

static inline bool seen_client(const struct seen *v, uint32_t i)
{
    return v->all || i >= v->client_n || v->client[i];
}
static inline bool seen_project(const struct seen *v, uint32_t i)
{
    return v->all || i >= v->project_n || v->project[i];
}
static inline bool seen_task(const struct seen *v, uint32_t i)
{
    return v->all || i >= v->task_n || v->task[i];
}
