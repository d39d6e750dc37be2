/* A workspace with an owner, for the tests of people, clients and work: real resources, made with JSON as people send
 * it. */
#pragma once
#include "databases.h"
#include "api/registry.h"
#include "clients/clients.h"
#include "locale/zone.h"
#include "people/people.h"
#include "work/work.h"

static struct db *world_open;

struct world {
    struct arena arena;
    struct db *db;
    struct op op;
    struct id owner;
};

static inline json_t *world_json(const char *format, va_list args)
{
    char text[8192];
    vsnprintf(text, sizeof text, format, args);
    for (char *c = text; *c; c++)
        if (*c == '\'')
            *c = '"';
    json_error_t error;
    json_t *json = json_loads(text, 0, &error);
    if (!json)
        fail_msg("%s in %s", error.text, text);
    return json;
}

/* A new operation: what failed before is forgotten, the arena goes on. */
static inline void world_next(struct world *w)
{
    w->op.problem = (struct op_problem){0};
    w->op.change = id_new();
    w->op.now_us += 1000;
}

static inline void world_act_as(struct world *w, struct id member, enum scope_variant variant, enum role role)
{
    w->op.scope.me = member;
    w->op.scope.variant = variant;
    w->op.scope.role = role;
}

/* Runs in a savepoint, as the writer does: what fails leaves nothing. */
static inline int world_end(struct world *w, int err)
{
    if (err)
        assert_int_equal(db_savepoint_rollback(w->db), 0);
    else
        assert_int_equal(db_savepoint_release(w->db), 0);
    return err;
}

__attribute__((format(printf, 4, 5))) static inline int world_try(struct world *w, const struct resource *r,
                                                                  struct row **ret_row, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    json_auto_t *input = world_json(format, args);
    va_end(args);
    world_next(w);
    assert_int_equal(db_savepoint(w->db), 0);
    return world_end(w, resource_create(&w->op, r, input, ret_row));
}

static inline void world_explain(const struct world *w, int err)
{
    if (!err)
        return;
    for (const struct op_problem_entry *e = w->op.problem.first; e; e = e->next)
        print_message("%s: %s\n", e->pointer, e->message);
    if (w->op.problem.message)
        print_message("%s\n", w->op.problem.message);
}

#define world_make(w, r, ...)                                                                                          \
    ({                                                                                                                 \
        struct row *world_row = NULL;                                                                                  \
        int code = world_try((w), (r), &world_row, __VA_ARGS__);                                                       \
        world_explain((w), code);                                                                                      \
        assert_int_equal(code, 0);                                                                                     \
        world_row;                                                                                                     \
    })

__attribute__((format(printf, 5, 6))) static inline int
world_patch(struct world *w, const struct resource *r, struct id id, struct row **ret_row, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    json_auto_t *input = world_json(format, args);
    va_end(args);
    world_next(w);
    assert_int_equal(db_savepoint(w->db), 0);
    return world_end(w, resource_update(&w->op, r, id, ANY_VERSION, input, ret_row));
}

#define world_change(w, r, id, ...)                                                                                    \
    ({                                                                                                                 \
        struct row *world_row = NULL;                                                                                  \
        int code = world_patch((w), (r), (id), &world_row, __VA_ARGS__);                                               \
        world_explain((w), code);                                                                                      \
        assert_int_equal(code, 0);                                                                                     \
        world_row;                                                                                                     \
    })

static inline int world_delete(struct world *w, const struct resource *r, struct id id)
{
    world_next(w);
    assert_int_equal(db_savepoint(w->db), 0);
    return world_end(w, resource_delete(&w->op, r, id, ANY_VERSION));
}

static inline struct row *world_get(struct world *w, const struct resource *r, struct id id)
{
    struct row *row;
    assert_int_equal(resource_get_system(&w->op, r, id, &row), 0);
    return row;
}

static inline int64_t world_count(struct world *w, const char *sql, struct id id)
{
    ROWS rows = {0};
    assert_int_equal(op_query_system(&w->op, &rows, sql, ARGS(v_id(id))), 0);
    assert_int_equal(rows_next(&rows), 1);
    return row_int(&rows, 0);
}

/* The id as text, for JSON; a few at a time. */
static inline const char *world_id(const struct row *row)
{
    static char text[8][ID_TEXT + 1];
    static int at;
    at = (at + 1) % 8;
    id_write(row_get_id(row, "id"), text[at]);
    return text[at];
}

static inline bool world_says(const struct world *w, const char *pointer, const char *message)
{
    for (const struct op_problem_entry *e = w->op.problem.first; e; e = e->next)
        if (strcmp(e->pointer, pointer) == 0 && strcmp(e->message, message) == 0)
            return true;
    return false;
}

/* Inside one transaction that is taken back at the end, so that every test finds the same empty workspace. */
static inline void world_init(struct world *w)
{
    if (world_open) /* by a test that failed, which may have left statements open */
        db_rollback(world_open);
    world_open = NULL;
    size_t n;
    resource_all(&n);
    if (n == 0)
        registry_start();
    assert_int_equal(db_open(test_where, DB_WRITE, &w->db), 0);
    world_open = w->db;
    test_op_init(&w->op, &w->arena, w->db, 1);
    w->op.today = zone_day("UTC", w->op.now_us);
    w->op.via = "api";
    assert_int_equal(db_begin(w->db), 0);
    struct setup setup = {.workspace = STR("Studio North"),
                          .name = STR("Ada"),
                          .email = STR("ada@example.org"),
                          .locale = STR("en"),
                          .zone = STR("UTC"),
                          .password_hash = "none"};
    int err = setup_run(&w->op, &setup, &w->owner);
    world_explain(w, err);
    assert_int_equal(err, 0);
    world_act_as(w, w->owner, SCOPE_ALL, ROLE_OWNER);
}

static inline void world_release(struct world *w)
{
    db_rollback(w->db);
    db_close(w->db);
    world_open = NULL;
    arena_release(&w->arena);
}
