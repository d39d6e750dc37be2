/* Work out of a template. What is made goes through the same checks as what a person makes. */
#include "work/project.h"
#include "work/template.h"

struct builder {
    struct op *op;
    int32_t start;
    struct id *made; /* tasks by their number; zero where there is none */
    size_t n_made;
};

/* Copies the members that a row of this kind may take. */
static json_t *take(const json_t *from, const char *const *names, size_t n)
{
    json_t *to = json_object();
    for (size_t i = 0; i < n; i++) {
        json_t *value = json_object_get(from, names[i]);
        if (value && !json_is_null(value))
            json_object_set(to, names[i], value);
    }
    return to;
}

static void set_id(json_t *to, const char *name, struct id id)
{
    char text[ID_TEXT + 1];
    id_write(id, text);
    json_object_set_new(to, name, json_string(text));
}

static void set_date(const struct builder *b, json_t *to, const char *name, const json_t *from, const char *relative)
{
    const json_t *day = json_object_get(from, relative);
    char text[11];
    int64_t at = b->start + (json_is_integer(day) ? json_integer_value(day) : 0);
    if (!json_is_integer(day) || at < DAY_LEAST || at > DAY_MOST)
        return;
    date_write((int32_t)at, text);
    json_object_set_new(to, name, json_string(text));
}

static int create(struct builder *b, const struct resource *r, json_t *input, struct row **ret_row)
{
    json_auto_t *owned = input;
    return resource_create_system(b->op, r, owned, 0, NULL, NULL, ret_row);
}

/* An activity that is gone is left out: the work is not worth less without it. */
static void drop_missing_activity(struct builder *b, json_t *input)
{
    struct id id;
    struct row *row;
    const char *text = json_string_value(json_object_get(input, "activity"));
    if (text && (id_parse(str_of(text), &id) != 0 || resource_get(b->op, &activity_resource, id, false, &row) != 0))
        json_object_del(input, "activity");
}

static void note_made(struct builder *b, const json_t *task, struct id id)
{
    const json_t *n = json_object_get(task, "n");
    if (json_is_integer(n) && json_integer_value(n) >= 0 && (size_t)json_integer_value(n) < b->n_made)
        b->made[json_integer_value(n)] = id;
}

static int build_tasks(struct builder *b, const json_t *tasks, struct id list, struct id parent);

static int build_task(struct builder *b, const json_t *task, struct id list, struct id parent, struct str name,
                      struct row **ret_row)
{
    static const char *const names[] = {"title",
                                        "description",
                                        "kind",
                                        "priority",
                                        "estimate_low_min",
                                        "due_min",
                                        "estimate_min",
                                        "estimate_high_min",
                                        "activity",
                                        "acceptance",
                                        "tags",
                                        "checklists"};
    json_t *input = take(task, names, sizeof names / sizeof *names);
    set_date(b, input, "start", task, "start_day");
    set_date(b, input, "due", task, "due_day");
    set_id(input, "list", list);
    if (!id_is_zero(parent))
        set_id(input, "parent", parent);
    if (name.n)
        json_object_set_new(input, "title", json_stringn(name.at, name.n));
    drop_missing_activity(b, input);
    int err = create(b, &task_resource, input, ret_row);
    if (err)
        return err;
    note_made(b, task, row_get_id(*ret_row, "id"));
    return build_tasks(b, json_object_get(task, "subtasks"), list, row_get_id(*ret_row, "id"));
}

static int build_tasks(struct builder *b, const json_t *tasks, struct id list, struct id parent)
{
    const json_t *task;
    size_t i;
    json_array_foreach(tasks, i, task)
    {
        struct row *row;
        int err = build_task(b, task, list, parent, (struct str){0}, &row);
        if (err)
            return err;
    }
    return 0;
}

static int build_list(struct builder *b, const json_t *list, struct id project, struct str name, struct row **ret_row)
{
    static const char *const names[] = {"name", "description"};
    json_t *input = take(list, names, 2);
    set_id(input, "project", project);
    if (name.n)
        json_object_set_new(input, "name", json_stringn(name.at, name.n));
    int err = create(b, &list_resource, input, ret_row);
    return err ? err : build_tasks(b, json_object_get(list, "tasks"), row_get_id(*ret_row, "id"), (struct id){{0}});
}

static int build_statuses(struct builder *b, const json_t *statuses, struct id project)
{
    static const char *const names[] = {"name", "category", "color"};
    const json_t *status;
    size_t i;
    json_array_foreach(statuses, i, status)
    {
        struct row *row;
        json_t *input = take(status, names, 3);
        set_id(input, "project", project);
        int err = create(b, &status_resource, input, &row);
        if (err)
            return err;
    }
    return 0;
}

static struct id made_task(const struct builder *b, const json_t *number)
{
    json_int_t n = json_integer_value(number);
    return json_is_integer(number) && n >= 0 && (size_t)n < b->n_made ? b->made[n] : (struct id){{0}};
}

static int build_dependencies(struct builder *b, const json_t *dependencies)
{
    static const char *const names[] = {"kind", "lag_min"};
    const json_t *dependency;
    size_t i;
    json_array_foreach(dependencies, i, dependency)
    {
        struct id task = made_task(b, json_object_get(dependency, "task"));
        struct id predecessor = made_task(b, json_object_get(dependency, "predecessor"));
        struct row *row;
        if (id_is_zero(task) || id_is_zero(predecessor))
            continue;
        json_t *input = take(dependency, names, 2);
        set_id(input, "task", task);
        set_id(input, "predecessor", predecessor);
        int err = create(b, &dependency_resource, input, &row);
        if (err)
            return err;
    }
    return 0;
}

static int build_project(struct builder *b, const json_t *body, const struct template_target *t, struct row **ret_row)
{
    static const char *const names[] = {"name", "description", "budget_min", "tags"};
    json_t *input = take(body, names, 4);
    const json_t *list;
    size_t i;
    char start[11];
    set_id(input, "client", t->client);
    date_write(b->start, start);
    json_object_set_new(input, "start", json_string(start));
    set_date(b, input, "due", body, "due_day");
    if (t->name.n)
        json_object_set_new(input, "name", json_stringn(t->name.at, t->name.n));
    int err = create(b, &project_resource, input, ret_row);
    if (err)
        return err;
    struct id project = row_get_id(*ret_row, "id");
    if ((err = build_statuses(b, json_object_get(body, "statuses"), project)))
        return err;
    /* Before the tasks, which need a status; the first list is of the template's own. */
    json_array_foreach(json_object_get(body, "lists"), i, list)
    {
        struct row *row;
        if (i == 0 && (err = project_complete(b->op, project, PROJECT_STATUSES)))
            return err;
        if ((err = build_list(b, list, project, (struct str){0}, &row)))
            return err;
    }
    if ((err = project_complete(b->op, project, PROJECT_ALL)))
        return err;
    return build_dependencies(b, json_object_get(body, "dependencies"));
}

static int build(struct builder *b, struct str kind, const json_t *body, const struct template_target *t,
                 struct row **ret_row)
{
    struct id list = t->list;
    int err = 0;
    if (str_is(kind, "project"))
        return build_project(b, body, t, ret_row);
    if (str_is(kind, "list"))
        return build_list(b, body, t->project, t->name, ret_row);
    if (id_is_zero(list))
        err = project_first_list(b->op, t->project, &list);
    return err ? err : build_task(b, body, list, (struct id){{0}}, t->name, ret_row);
}

int template_apply(struct op *op, struct str kind, const json_t *body, const struct template_target *t,
                   struct row **ret_row)
{
    struct builder b = {.op = op, .start = t->start, .n_made = TEMPLATE_TASKS_MAX};
    b.made = arena_array(op->arena, struct id, b.n_made);
    const char *via = op->via;
    op->via = "template";
    int err = build(&b, kind, body, t, ret_row);
    op->via = via;
    return err;
}
