#include "work/copy.h"
#include "work/checklist.h"
#include "work/each.h"
#include "work/task.h"

#define COPIES_MAX 5000 /* tasks at once */

static const char *const plain[] = {"title",      "description",       "kind",     "priority",
                                    "due_min",    "estimate_low_min",  "activity", "estimate_min",
                                    "acceptance", "estimate_high_min", "tags"};
static const char *const people[] = {"assignees", "watchers"};

#define FIELDS_ROOM 32
struct values {
    const char *names[FIELDS_ROOM];
    struct value values[FIELDS_ROOM];
    size_t n;
};

static void put(struct values *v, const char *name, struct value value)
{
    if (value.kind == V_NULL)
        return;
    v->names[v->n] = name;
    v->values[v->n++] = value;
}

static void put_date(struct values *v, const struct row *source, const char *name, int32_t shift_days)
{
    if (!row_get_null(source, name))
        put(v, name, v_int(row_get_int(source, name) + shift_days));
}

static void collect(struct op *op, const struct row *source, const struct copy *how, struct values *v)
{
    bool own = id_is_zero(how->list);
    for (size_t i = 0; i < sizeof plain / sizeof *plain; i++)
        put(v, plain[i], *row_at(source, plain[i]));
    for (size_t i = 0; how->people && i < 2; i++)
        put(v, people[i], *row_at(source, people[i]));
    if (how->values)
        put(v, "custom", *row_at(source, "custom"));
    struct str lists = checklists_reset(op->arena, row_get_text(source, "checklists"), how->people);
    if (lists.n)
        put(v, "checklists", v_text(lists));
    put_date(v, source, "start", how->shift_days);
    put_date(v, source, "due", how->shift_days);
    put(v, "list", own ? *row_at(source, "list") : v_id(how->list));
    if (own)
        put(v, "parent", *row_at(source, "parent"));
    else if (!id_is_zero(how->parent))
        put(v, "parent", v_id(how->parent));
    put(v, "shared", *row_at(source, "shared"));
    if (how->recurrence.n)
        put(v, "recurrence", v_text(how->recurrence));
    if (!id_is_zero(how->series))
        put(v, "series", v_id(how->series));
    if (how->title)
        for (size_t i = 0; i < v->n; i++)
            if (strcmp(v->names[i], "title") == 0)
                v->values[i] = v_text(str_of(how->title));
}

static void note_pair(struct op *op, struct copy_pairs *pairs, struct id source, struct id copy)
{
    if (!pairs)
        return;
    if (pairs->n == pairs->room) {
        size_t more = pairs->room ? pairs->room * 2 : 32;
        pairs->ids = arena_grow(op->arena, pairs->ids, pairs->room * sizeof(struct id), more * sizeof(struct id));
        pairs->room = more;
    }
    pairs->ids[pairs->n++] = source;
    pairs->ids[pairs->n++] = copy;
}

struct id copy_of(const struct copy_pairs *pairs, struct id source)
{
    for (size_t i = 0; i + 1 < pairs->n; i += 2)
        if (id_eq(pairs->ids[i], source))
            return pairs->ids[i + 1];
    return (struct id){{0}};
}

static int copy_one(struct op *op, struct id source, const struct copy *how, struct row **ret_copy)
{
    struct row *row;
    struct values v = {.n = 0};
    int err = resource_get_system(op, &task_resource, source, &row);
    if (err)
        return err;
    collect(op, row, how, &v);
    if ((err = resource_create_system(op, &task_resource, NULL, v.n, v.names, v.values, ret_copy)))
        return err;
    note_pair(op, how->pairs, source, row_get_id(*ret_copy, "id"));
    return 0;
}

static int copy_below(struct op *op, struct id source, const struct row *copy, const struct copy *how, size_t *left)
{
    struct id *children;
    size_t n;
    int err = ids_of(op, "SELECT id FROM @task WHERE parent = $1 AND deleted IS NULL ORDER BY rank, id", source,
                     &children, &n);
    for (size_t i = 0; i < n && !err; i++) {
        struct copy below = *how;
        struct row *made;
        below.list = row_get_id(copy, "list");
        below.parent = row_get_id(copy, "id");
        below.title = NULL;
        below.recurrence = (struct str){0};
        below.series = (struct id){{0}};
        if ((*left)-- == 0)
            return op_fail(op, ERR_TOO_LARGE, "copy.too_large", OP_ARGS({"most", v_int(COPIES_MAX)}));
        err = copy_one(op, children[i], &below, &made);
        err = err ? err : copy_below(op, children[i], made, &below, left);
    }
    return err;
}

int task_copy(struct op *op, struct id source, const struct copy *how, struct row **ret_copy)
{
    size_t left = COPIES_MAX;
    int err = copy_one(op, source, how, ret_copy);
    return err || !how->subtasks ? err : copy_below(op, source, *ret_copy, how, &left);
}

static int copy_dependencies_of(struct op *op, const struct copy_pairs *pairs, struct id source, struct id copy)
{
    struct id *ids;
    size_t n;
    int err = ids_of(op, "SELECT id FROM @dependency WHERE task = $1 AND deleted IS NULL", source, &ids, &n);
    for (size_t i = 0; i < n && !err; i++) {
        struct row *row, *made;
        if ((err = resource_get_system(op, &dependency_resource, ids[i], &row)))
            return err;
        struct id predecessor = copy_of(pairs, row_get_id(row, "predecessor"));
        if (id_is_zero(predecessor))
            continue;
        static const char *const names[] = {"task", "predecessor", "kind", "lag_min"};
        const struct value values[] = {v_id(copy), v_id(predecessor), *row_at(row, "kind"), *row_at(row, "lag_min")};
        err = resource_create_system(op, &dependency_resource, NULL, 4, names, values, &made);
    }
    return err;
}

int copy_dependencies(struct op *op, const struct copy_pairs *pairs)
{
    int err = 0;
    for (size_t i = 0; i + 1 < pairs->n && !err; i += 2)
        err = copy_dependencies_of(op, pairs, pairs->ids[i], pairs->ids[i + 1]);
    return err;
}
