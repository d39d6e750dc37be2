#include "work/copy.h"
#include "work/each.h"
#include "work/project.h"

static int copy_row(struct op *op, const struct resource *r, const struct row *source, const char *const *fields,
                    size_t n, struct id project, struct row **ret_row)
{
    const char *names[8] = {"project"};
    struct value values[8] = {v_id(project)};
    size_t k = 1;
    for (size_t i = 0; i < n; i++) {
        if (row_get_null(source, fields[i]))
            continue;
        names[k] = fields[i];
        values[k++] = *row_at(source, fields[i]);
    }
    return resource_create_system(op, r, NULL, k, names, values, ret_row);
}

static int copy_statuses(struct op *op, struct id source, struct id project)
{
    static const char *const fields[] = {"name", "category", "color", "rank"};
    struct id *ids;
    size_t n;
    int err =
        ids_of(op, "SELECT id FROM @status WHERE project = $1 AND deleted IS NULL ORDER BY rank, id", source, &ids, &n);
    for (size_t i = 0; i < n && !err; i++) {
        struct row *row, *made;
        err = resource_get_system(op, &status_resource, ids[i], &row);
        err = err ? err : copy_row(op, &status_resource, row, fields, 4, project, &made);
    }
    return err;
}

static int copy_tasks(struct op *op, struct id source, struct id list, struct copy *how)
{
    struct id *ids;
    size_t n;
    int err =
        ids_of(op, "SELECT id FROM @task WHERE list = $1 AND parent IS NULL AND deleted IS NULL ORDER BY rank, id",
               source, &ids, &n);
    how->list = list;
    for (size_t i = 0; i < n && !err; i++) {
        struct row *made;
        err = task_copy(op, ids[i], how, &made);
    }
    return err;
}

static int copy_lists(struct op *op, struct id source, struct id project, struct copy *how)
{
    static const char *const fields[] = {"name", "description", "owner", "rank"};
    struct id *ids;
    size_t n;
    int err =
        ids_of(op, "SELECT id FROM @list WHERE project = $1 AND deleted IS NULL ORDER BY rank, id", source, &ids, &n);
    for (size_t i = 0; i < n && !err; i++) {
        struct row *row, *made;
        err = resource_get_system(op, &list_resource, ids[i], &row);
        err = err ? err : copy_row(op, &list_resource, row, fields, how->people ? 4 : 2, project, &made);
        err = err ? err : copy_tasks(op, ids[i], row_get_id(made, "id"), how);
    }
    return err;
}

static int create_project(struct op *op, const struct row *source, const struct project_copy *how, bool same,
                          int32_t shift_days, struct row **ret_row)
{
    static const char *const all[] = {"description", "budget_min", "tags", "owner", "custom"};
    const char *names[12] = {"client", "name"};
    struct value values[12] = {same ? *row_at(source, "client") : v_id(how->client),
                               how->name.n ? v_text(how->name) : *row_at(source, "name")};
    size_t n = 2;
    for (size_t i = 0; i < (same ? 5 : 3); i++) {
        if (row_get_null(source, all[i]))
            continue;
        names[n] = all[i];
        values[n++] = *row_at(source, all[i]);
    }
    static const char *const dates[] = {"start", "due"};
    for (size_t i = 0; i < 2; i++) {
        if (row_get_null(source, dates[i]))
            continue;
        names[n] = dates[i];
        values[n++] = v_int(row_get_int(source, dates[i]) + shift_days);
    }
    return resource_create_system(op, &project_resource, NULL, n, names, values, ret_row);
}

/* How far dates move: from the project's start, or else from its first date. */
static int find_shift(struct op *op, const struct row *source, const struct project_copy *how, int32_t *ret_days)
{
    *ret_days = 0;
    if (!how->has_start)
        return 0;
    if (!row_get_null(source, "start")) {
        *ret_days = how->start - (int32_t)row_get_int(source, "start");
        return 0;
    }
    ROWS rows = {0};
    int err = op_query_system(op, &rows,
                              "SELECT min(CASE WHEN start IS NULL OR start > due THEN due ELSE start END) FROM @task "
                              "WHERE project = $1 AND deleted IS NULL",
                              ARGS(*row_at(source, "id")));
    if (err || (err = rows_next(&rows)) < 0)
        return err;
    if (err == 1 && !row_is_null(&rows, 0))
        *ret_days = how->start - (int32_t)row_int(&rows, 0);
    return 0;
}

static int copy_all(struct op *op, const struct row *source, const struct project_copy *how, struct row **ret_copy)
{
    bool same = id_is_zero(how->client) || id_eq(how->client, row_get_id(source, "client"));
    struct copy_pairs pairs = {0};
    struct copy each = {.subtasks = true, .people = same, .values = same, .pairs = &pairs};
    struct id from = row_get_id(source, "id");
    int err = find_shift(op, source, how, &each.shift_days);
    if (err || (err = create_project(op, source, how, same, each.shift_days, ret_copy)))
        return err;
    struct id project = row_get_id(*ret_copy, "id");
    if ((err = copy_statuses(op, from, project)) || (err = project_complete(op, project, PROJECT_STATUSES)) ||
        (err = copy_lists(op, from, project, &each)) || (err = project_complete(op, project, PROJECT_ALL)))
        return err;
    return copy_dependencies(op, &pairs);
}

int project_copy(struct op *op, struct id source, const struct project_copy *how, struct row **ret_copy)
{
    struct row *row;
    int err = resource_get(op, &project_resource, source, false, &row);
    if (err)
        return err;
    const char *via = op->via;
    op->via = "copy";
    err = copy_all(op, row, how, ret_copy);
    op->via = via;
    return err;
}
