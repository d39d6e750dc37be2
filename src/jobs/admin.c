#include "jobs/admin.h"
#include "resource/resource.h"
#include "resource/search.h"
#include <stdlib.h>

#define AT_ONCE 500

int admin_backup(const char *where, const char *file, const struct progress *progress)
{
    return backup_write(where, file, progress);
}

int admin_restore(const char *file, const char *where, const struct progress *progress)
{
    bool reindex;
    int err = backup_restore(file, where, progress, &reindex);
    return err == 0 && reindex ? admin_reindex(where, progress) : err;
}

int admin_move(const char *from, const char *to, const struct progress *progress, struct copy_report *ret_report)
{
    struct copy_report report;
    int err = database_move(from, to, progress, &report);
    if (err == 0)
        err = admin_reindex(to, progress);
    if (err == 0)
        *ret_report = report;
    return err;
}

/* ---- the search index ---- */

struct object {
    int64_t updated_us;
    const struct resource *resource;
    struct id id;
};

struct objects {
    struct object *at;
    size_t n, room;
};

static void add_object(struct objects *all, struct object object)
{
    if (all->n == all->room) {
        all->room = all->room ? all->room * 2 : 1024;
        all->at = realloc(all->at, all->room * sizeof *all->at);
        if (!all->at)
            abort();
    }
    all->at[all->n++] = object;
}

static int object_order(const void *a, const void *b)
{
    const struct object *x = a, *y = b;
    if (x->updated_us != y->updated_us)
        return x->updated_us < y->updated_us ? -1 : 1;
    return memcmp(x->id.byte, y->id.byte, sizeof x->id.byte);
}

static bool is_searchable(const struct resource *r)
{
    for (size_t i = 0; i < r->n_fields; i++)
        if (r->fields[i].flags & FF_SEARCH)
            return true;
    return false;
}

static int find_objects(struct op *op, const struct resource *r, struct objects *all)
{
    ROWS rows;
    struct str sql = arena_format(op->arena, "SELECT t.id, t.updated FROM @%s t", r->table);
    int err = op_query_system(op, &rows, sql.at, NO_ARGS);
    for (; err == 0 && (err = rows_next(&rows)) == 1; err = 0)
        add_object(all, (struct object){row_int(&rows, 1), r, row_id(&rows, 0)});
    return err;
}

static int index_object(struct op *op, const struct object *o)
{
    struct row *row;
    int err = resource_get_system(op, o->resource, o->id, &row);
    if (err == ERR_NOT_FOUND)
        err = resource_get(op, o->resource, o->id, true, &row); /* in the trash */
    if (err == 0)
        err = search_forget(op, o->id);
    return err ? err : search_index(op, o->resource, NULL, row);
}

static int index_some(struct op *op, const struct object *objects, size_t n)
{
    int err = db_begin(op->db);
    for (size_t i = 0; i < n && err == 0; i++)
        err = index_object(op, &objects[i]);
    if (err == 0)
        err = db_commit(op->db);
    if (err && db_in_transaction(op->db))
        db_rollback(op->db);
    return err;
}

static int index_all(struct op *op, const struct objects *all, const struct progress *progress)
{
    struct arena *outer = op->arena, arena;
    arena_init(&arena);
    op->arena = &arena;
    int err = 0;
    for (size_t done = 0; done < all->n && err == 0; done += AT_ONCE) {
        size_t n = all->n - done < AT_ONCE ? all->n - done : AT_ONCE;
        err = progress_tell(progress, "search", (int64_t)done, (int64_t)all->n) ? 0 : ERR_GONE;
        if (err == 0)
            err = index_some(op, all->at + done, n);
        arena_reset(&arena);
    }
    arena_release(&arena);
    op->arena = outer;
    return err;
}

static int index_workspace(struct db *db, int64_t ws, struct arena *arena, const struct progress *progress)
{
    struct op op = {.arena = arena,
                    .db = db,
                    .now_us = clock_now_us(),
                    .locale = "en",
                    .zone = "UTC",
                    .via = "reindex",
                    .scope = {.workspace = ws, .variant = SCOPE_SYSTEM, .role = ROLE_SYSTEM}};
    struct objects all = {0};
    size_t n;
    const struct resource *const *resources = resource_all(&n);
    int err = 0;
    for (size_t i = 0; i < n && err == 0; i++)
        if (is_searchable(resources[i]))
            err = find_objects(&op, resources[i], &all);
    if (all.n > 1)
        qsort(all.at, all.n, sizeof *all.at, object_order);
    if (err == 0)
        err = index_all(&op, &all, progress);
    free(all.at);
    return err;
}

int admin_reindex(const char *where, const struct progress *progress)
{
    struct db *db;
    struct arena arena;
    int64_t *ws;
    size_t n;
    int err = db_open(where, DB_WRITE, &db);
    if (err)
        return err;
    arena_init(&arena);
    err = database_workspaces(db, &arena, &ws, &n);
    for (size_t i = 0; i < n && err == 0; i++)
        err = index_workspace(db, ws[i], &arena, progress);
    arena_release(&arena);
    db_close(db);
    return err;
}
