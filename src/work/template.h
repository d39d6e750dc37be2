/* Templates: tasks, lists and projects to be made again, with dates relative to a start.
 *
 * The body of a template
 *   task     {"title","description","kind","priority","estimate_low_min","estimate_min","estimate_high_min","activity",
 *             "acceptance","tags","checklists","due_min","start_day","due_day","n","subtasks":[task…]}
 *   list     {"name","description","tasks":[task…]}
 *   project
 * {"name","description","budget_min","tags","due_day","statuses":[{"name","category","color"}…],"lists":[list…],
 *             "dependencies":[{"task":n,"predecessor":n,"kind","lag_min"}…]}
 * start_day and due_day count from the start, 0 being its day; n numbers the tasks for the dependencies.
 * Made from existing work without people, comments, files, custom values, time spent and what identifies the client. */
#pragma once
#include "work/work.h"

#define TEMPLATE_TASKS_MAX 2000

/* As struct field.valid: an object of one of these shapes, no deeper than tasks go. */
int template_body_valid(struct op *op, const char *pointer, const json_t *value);

/* kind: "task", "list" or "project"; the row must be visible to who asks. A new reference. */
int template_body_from(struct op *op, struct str kind, struct id id, json_t **ret_body);

struct template_target {
    struct id client;  /* for a project */
    struct id project; /* for a list; for a task, its first list */
    struct id list;    /* for a task */
    struct str name;   /* empty: the template's own */
    int32_t start;
};
/* Makes what the template says, as the person who asks; *ret_row is the task, list or project. Inside a write job. */
int template_apply(struct op *op, struct str kind, const json_t *body, const struct template_target *t,
                   struct row **ret_row);
