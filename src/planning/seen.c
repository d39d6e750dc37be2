#include "planning/seen.h"

static int mark(struct op *op, const char *sql, uint32_t (*find)(const struct snapshot *s, struct id id),
                const struct snapshot *s, bool *flags)
{
    ROWS rows = {0};
    int err = op_query(op, &rows, sql, NO_ARGS);
    while (!err && (err = rows_next(&rows)) == 1) {
        uint32_t i = find(s, row_id(&rows, 0));
        if (i != PLAN_NONE)
            flags[i] = true;
        err = 0;
    }
    return err;
}

int seen_read(struct op *op, const struct snapshot *s, struct seen *ret)
{
    *ret = (struct seen){.all = op->scope.variant == SCOPE_ALL || op->scope.variant == SCOPE_SYSTEM,
                         .whole_projects = op->scope.variant != SCOPE_ASSIGNED,
                         .client_n = s->in.client_n,
                         .project_n = s->in.project_n,
                         .task_n = s->in.task_n};
    if (ret->all)
        return 0;
    bool *client = arena_array(op->arena, bool, s->in.client_n + 1);
    bool *project = arena_array(op->arena, bool, s->in.project_n + 1);
    bool *task = arena_array(op->arena, bool, s->in.task_n + 1);
    int err = mark(op, "SELECT id FROM @client WHERE deleted IS NULL", snapshot_client_of, s, client);
    err = err ? err : mark(op, "SELECT id FROM @project WHERE deleted IS NULL", snapshot_project_of, s, project);
    if (!err && op->scope.variant == SCOPE_ASSIGNED)
        err = mark(op, "SELECT id FROM @task WHERE deleted IS NULL AND completed IS NULL", snapshot_task_of, s, task);
    for (uint32_t i = 0; i < s->in.task_n && op->scope.variant != SCOPE_ASSIGNED; i++)
        task[i] = client[s->projects[s->tasks[i].project].client];
    ret->client = client;
    ret->project = project;
    ret->task = task;
    return err;
}
