#include "work/template.h"
#include "work/task.h"

static const char *const kinds[] = {"task", "list", "project", NULL};

static const struct field fields[] = {
    FIELDS_COMMON,
    {.name = "name", .type = F_TEXT, .flags = FF_REQUIRED | FF_SEARCH | FF_SORT, .max = 200},
    {.name = "kind", .type = F_ENUM, .flags = FF_REQUIRED | FF_ON_CREATE, .choices = kinds},
    {.name = "description", .type = F_MARKDOWN, .max = MARKDOWN_MAX},
    {.name = "body", .type = F_JSON, .flags = FF_REQUIRED | FF_NO_FILTER, .max = 900000, .valid = template_body_valid},
    {.name = "rank", .type = F_RANK, .flags = FF_SORT},
};

const struct resource template_resource = {
    .name = "template",
    .plural = "templates",
    .table = "template",
    .fields = fields,
    .n_fields = FIELD_COUNT(fields),
    .scope = {.table = "template", .kind = SCOPED_WORKSPACE},
    .create = ROLE_MANAGER,
    .update = ROLE_MANAGER,
    .delete_ = ROLE_MANAGER,
    .title = "name",
    .default_sort = "rank",
    .version = 1,
};

/* ---- is it one? What the fields hold is checked when it is applied, by the same rules as for any row ---- */

static int refuse(struct op *op, const char *pointer)
{
    return op_field_fail(op, pointer, "template.shape", 0, NULL);
}

static int tasks_valid(struct op *op, const char *pointer, const json_t *tasks, int depth, size_t *left)
{
    const json_t *task;
    size_t i;
    if (!tasks)
        return 0;
    if (!json_is_array(tasks) || depth > TASK_DEPTH_MAX)
        return refuse(op, pointer);
    json_array_foreach(tasks, i, task)
    {
        if (!json_is_string(json_object_get(task, "title")) || (*left)-- == 0)
            return refuse(op, pointer);
        int err = tasks_valid(op, pointer, json_object_get(task, "subtasks"), depth + 1, left);
        if (err)
            return err;
    }
    return 0;
}

static int lists_valid(struct op *op, const char *pointer, const json_t *lists, size_t *left)
{
    const json_t *list;
    size_t i;
    if (lists && !json_is_array(lists))
        return refuse(op, pointer);
    json_array_foreach(lists, i, list)
    {
        if (!json_is_string(json_object_get(list, "name")))
            return refuse(op, pointer);
        int err = tasks_valid(op, pointer, json_object_get(list, "tasks"), 1, left);
        if (err)
            return err;
    }
    return 0;
}

int template_body_valid(struct op *op, const char *pointer, const json_t *value)
{
    size_t left = TEMPLATE_TASKS_MAX;
    bool named = json_is_string(json_object_get(value, "title")) || json_is_string(json_object_get(value, "name"));
    if (!json_is_object(value) || !named)
        return refuse(op, pointer);
    int err = tasks_valid(op, pointer, json_object_get(value, "subtasks"), 2, &left);
    err = err ? err : tasks_valid(op, pointer, json_object_get(value, "tasks"), 1, &left);
    return err ? err : lists_valid(op, pointer, json_object_get(value, "lists"), &left);
}
