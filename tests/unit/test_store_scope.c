/* What each variant of a scope lets through, with rows in the real tables. */
#include "databases.h"
#include "store/connection.h"

#define CLIENT .kind = SCOPED_CLIENT, .client = "client"
static const struct scope_table tables[] = {
    {.table = "client", .kind = SCOPED_CLIENT, .client = "id", .shared = "shared"},
    {.table = "contact", CLIENT},
    {.table = "project", CLIENT, .project = "id", .shared = "shared"},
    {.table = "status", CLIENT, .project = "project", .shared = "shared"},
    {.table = "task", CLIENT, .project = "project", .task = "id", .shared = "shared"},
    {.table = "comment", CLIENT, .project = "project", .task = "task", .shared = "shared"},
    {.table = "activity", .kind = SCOPED_WORKSPACE},
    {.table = "view", .kind = SCOPED_VIEW},
    {.table = "token", .kind = SCOPED_ME},
    {.table = "time_off", .kind = SCOPED_OWN},
    {.table = "invite", .kind = SCOPED_ADMIN},
};

static struct db *db;

/* Ids whose last bytes say what they are. */
static struct id id_of(char kind, int number)
{
    struct id id = {{1, 2, 3}};
    id.byte[14] = (uint8_t)kind;
    id.byte[15] = (uint8_t)number;
    return id;
}

static void insert(int64_t ws, const char *sql, size_t n, const struct value *args)
{
    struct scope s = test_scope(ws);
    assert_int_equal(db_exec(db, &s, sql, n, args, NULL), 0);
}

static void add_task(int64_t ws, int number, int client, int project, int shared, int assignee)
{
    struct id id = id_of('t', number), c = id_of('c', client), p = id_of('p', project), none = id_of('x', 0);
    insert(ws,
           "INSERT INTO task (ws, id, version, created, updated, client, project, list, shared, kind, title, status, "
           "category, rank)"
           " VALUES ($ws, $1, 1, 0, 0, $2, $3, $4, $5, 'task', 'A task', $4, 'open', 'a')",
           ARGS(v_id(id), v_id(c), v_id(p), v_id(none), v_int(shared)));
    insert(ws,
           "INSERT INTO comment (ws, id, version, created, updated, client, project, task, shared, body)"
           " VALUES ($ws, $1, 1, 0, 0, $2, $3, $4, $5, 'Yes')",
           ARGS(v_id(id_of('k', number)), v_id(c), v_id(p), v_id(id), v_int(shared)));
    if (assignee)
        insert(ws, "INSERT INTO link (ws, field, owner, target) VALUES ($ws, 'task.assignees', $1, $2)",
               ARGS(v_id(id), v_id(id_of('m', assignee))));
}

static void add_project(int64_t ws, int number, int client, int shared)
{
    insert(ws,
           "INSERT INTO project (ws, id, version, created, updated, client, shared, name, state, rank)"
           " VALUES ($ws, $1, 1, 0, 0, $2, $3, 'Site', 'active', 'a')",
           ARGS(v_id(id_of('p', number)), v_id(id_of('c', client)), v_int(shared)));
    insert(ws,
           "INSERT INTO status (ws, id, version, created, updated, client, project, shared, name, category, rank)"
           " VALUES ($ws, $1, 1, 0, 0, $2, $3, $4, 'Open', 'open', 'a')",
           ARGS(v_id(id_of('s', number)), v_id(id_of('c', client)), v_id(id_of('p', number)), v_int(shared)));
}

static void add_client(int64_t ws, int number, int shared)
{
    insert(ws,
           "INSERT INTO client (ws, id, version, created, updated, name, key, mark, color, kind, stage, shared, "
           "importance, rank)"
           " VALUES ($ws, $1, 1, 0, 0, 'Acme', $2, 'A', 1, 'client', 'active', $3, 1, 'a')",
           ARGS(v_id(id_of('c', number)), v_text(((struct str){&"abcdef"[number], 1})), v_int(shared)));
    insert(ws,
           "INSERT INTO contact (ws, id, version, created, updated, client, name, portal) VALUES ($ws, $1, 1, 0, 0, "
           "$2, 'Ann', 0)",
           ARGS(v_id(id_of('n', number)), v_id(id_of('c', number))));
}

static void add_grant(int64_t ws, int number, int member, int client, bool deleted)
{
    insert(ws,
           "INSERT INTO access (ws, id, version, created, updated, deleted, member, client) VALUES ($ws, $1, 1, 0, 0, "
           "$2, $3, $4)",
           ARGS(v_id(id_of('a', number)), deleted ? v_int(1) : v_null(), v_id(id_of('m', member)),
                v_id(id_of('c', client))));
}

static void add_personal(int64_t ws, int member, int shared)
{
    struct value id = v_id(id_of('v', member)), m = v_id(id_of('m', member));
    insert(ws,
           "INSERT INTO view (ws, id, version, created, updated, member, shared, name, kind, rank)"
           " VALUES ($ws, $1, 1, 0, 0, $2, $3, 'Mine', 'list', 'a')",
           ARGS(id, m, v_int(shared)));
    insert(ws,
           "INSERT INTO token (ws, id, version, created, updated, member, name, can_write, token_hash)"
           " VALUES ($ws, $1, 1, 0, 0, $2, 'Mine', 1, $3)",
           ARGS(id, m, v_blob(((struct str){(const char *)id.id.byte, 16}))));
    insert(ws,
           "INSERT INTO invite (ws, id, version, created, updated, role, own_tasks_only, token_hash, expires)"
           " VALUES ($ws, $1, 1, 0, 0, 'member', 0, $2, 0)",
           ARGS(id, v_blob(((struct str){(const char *)id.id.byte, 16}))));
    insert(ws,
           "INSERT INTO time_off (ws, id, version, created, updated, member, first, last, part, kind)"
           " VALUES ($ws, $1, 1, 0, 0, $2, 1, 2, 'all', 'sick')",
           ARGS(id, m));
    insert(
        ws,
        "INSERT INTO activity (ws, id, version, created, updated, name, rank) VALUES ($ws, $1, 1, 0, 0, 'Design', 'a')",
        ARGS(id));
}

/* Client 1: projects 1 (shared) and 2, tasks 1 (shared, member 1), 2 (member 2), 3 in project 2. Client 2: project 3,
 * tasks 4 (member 1) and 5 (shared). Client 3: project 4, task 6 (member 1). Member 1 is granted clients 1 and 2 (and
 * was once 3). */
static void add_workspace(int64_t ws)
{
    for (int i = 1; i <= 3; i++)
        add_client(ws, i, i == 1);
    add_project(ws, 1, 1, 1);
    add_project(ws, 2, 1, 0);
    add_project(ws, 3, 2, 1);
    add_project(ws, 4, 3, 1);
    add_task(ws, 1, 1, 1, 1, 1);
    add_task(ws, 2, 1, 1, 0, 2);
    add_task(ws, 3, 1, 2, 0, 0);
    add_task(ws, 4, 2, 3, 0, 1);
    add_task(ws, 5, 2, 3, 1, 0);
    add_task(ws, 6, 3, 4, 1, 1);
    add_grant(ws, 1, 1, 1, false);
    add_grant(ws, 2, 1, 2, false);
    add_grant(ws, 3, 1, 3, true);
    add_grant(ws, 4, 2, 3, false);
    add_personal(ws, 1, 0);
    add_personal(ws, 2, 1);
    add_personal(ws, 3, 0);
}

/* Last bytes of the ids that the scope sees, in order: "1245". */
static void assert_sees(const struct scope *s, const char *table, const char *expected)
{
    char sql[80], seen[32];
    size_t n = 0;
    snprintf(sql, sizeof sql, "SELECT id FROM @%s ORDER BY id", table);
    ROWS r;
    assert_int_equal(db_query(db, s, &r, sql, NO_ARGS), 0);
    while (rows_next(&r) == 1)
        seen[n++] = (char)('0' + row_id(&r, 0).byte[15]);
    seen[n] = 0;
    if (strcmp(seen, expected) != 0)
        fail_msg("%s in variant %d: sees %s, not %s", table, s->variant, seen, expected);
}

static struct scope scope_of(enum scope_variant variant, enum role role)
{
    return (struct scope){.workspace = 7, .variant = variant, .role = role, .me = id_of('m', 1)};
}

static void managers_see_their_workspace(void **state)
{
    (void)state;
    struct scope s = scope_of(SCOPE_ALL, ROLE_MANAGER);
    assert_sees(&s, "client", "123");
    assert_sees(&s, "task", "123456");
    assert_sees(&s, "comment", "123456");
    assert_sees(&s, "activity", "123");
    assert_sees(&s, "view", "12");
    assert_sees(&s, "token", "1");
    assert_sees(&s, "time_off", "123");
    assert_sees(&s, "invite", "");
    s.role = ROLE_ADMIN;
    assert_sees(&s, "invite", "123");
    assert_sees(&s, "token", "1");
    s.workspace = 9;
    assert_sees(&s, "task", "");
    assert_sees(&s, "view", "");
}

static void members_see_their_clients(void **state)
{
    (void)state;
    struct scope s = scope_of(SCOPE_MEMBER, ROLE_MEMBER);
    assert_sees(&s, "client", "12");
    assert_sees(&s, "contact", "12");
    assert_sees(&s, "project", "123");
    assert_sees(&s, "status", "123");
    assert_sees(&s, "task", "12345");
    assert_sees(&s, "comment", "12345");
    assert_sees(&s, "activity", "123");
    assert_sees(&s, "view", "12");
    assert_sees(&s, "token", "1");
    assert_sees(&s, "time_off", "1");
    assert_sees(&s, "invite", "");
    s.me = id_of('m', 3);
    assert_sees(&s, "time_off", "3");
    assert_sees(&s, "client", "");
    assert_sees(&s, "task", "");
}

/* Task 6 is assigned to member 1, but its client is not granted any more. */
static void freelancers_see_their_tasks(void **state)
{
    (void)state;
    struct scope s = scope_of(SCOPE_ASSIGNED, ROLE_MEMBER);
    assert_sees(&s, "client", "12");
    assert_sees(&s, "contact", "12");
    assert_sees(&s, "project", "13");
    assert_sees(&s, "status", "13");
    assert_sees(&s, "task", "14");
    assert_sees(&s, "comment", "14");
    assert_sees(&s, "token", "1");
    assert_sees(&s, "time_off", "1");
    s.me = id_of('m', 2);
    assert_sees(&s, "time_off", "2");
    assert_sees(&s, "task", "");
    assert_sees(&s, "client", "");
}

static void contacts_see_what_is_shared(void **state)
{
    (void)state;
    struct scope s = scope_of(SCOPE_PORTAL, ROLE_PORTAL);
    s.client = id_of('c', 1);
    assert_sees(&s, "client", "1");
    assert_sees(&s, "project", "1");
    assert_sees(&s, "task", "1");
    assert_sees(&s, "comment", "1");
    static const char *const nothing[] = {"contact", "activity", "view", "token", "time_off", "invite"};
    for (size_t i = 0; i < sizeof nothing / sizeof *nothing; i++)
        assert_sees(&s, nothing[i], "");
    s.client = id_of('c', 2);
    assert_sees(&s, "client", "");
    assert_sees(&s, "task", "5");
    s.client = (struct id){{0}};
    assert_sees(&s, "task", "");
}

static void the_program_sees_one_workspace(void **state)
{
    (void)state;
    struct scope s = scope_of(SCOPE_SYSTEM, ROLE_SYSTEM);
    assert_sees(&s, "task", "123456");
    assert_sees(&s, "token", "123");
    assert_sees(&s, "time_off", "123");
    assert_sees(&s, "invite", "123");
}

/* The scope melts into the statement: the index that gives rows in order is used, and nothing is sorted. */
static void keeps_the_indexes(void **state)
{
    (void)state;
    if (!test_is_sqlite())
        skip();
    for (int variant = SCOPE_SYSTEM; variant < SCOPE_VARIANTS; variant++) {
        struct scope s = scope_of((enum scope_variant)variant, variant == SCOPE_PORTAL ? ROLE_PORTAL : ROLE_MEMBER);
        ROWS r;
        assert_int_equal(db_query(db, &s, &r,
                                  "EXPLAIN QUERY PLAN SELECT t.id, s.name FROM @task t JOIN @status s ON s.id=t.status"
                                  " WHERE t.project=$1 AND t.deleted IS NULL ORDER BY t.rank, t.id LIMIT 100",
                                  ARGS(v_id(id_of('p', 1)))),
                         0);
        bool index = false, few = variant == SCOPE_ASSIGNED; /* one person's own tasks are few and may be sorted */
        while (rows_next(&r) == 1) {
            struct str line = row_text(&r, 3);
            index |=
                memmem(line.at, line.n, "task_project (ws=? AND project=?", 32) != NULL ||
                memmem(line.at, line.n, "task_client (ws=? AND client=?", 30) != NULL || /* the portal's one client */
                (few && memmem(line.at, line.n, "autoindex_link_1 (ws=? AND field=? AND target=?", 47) != NULL);
            if ((!few && memmem(line.at, line.n, "TEMP B-TREE", 11)) || memmem(line.at, line.n, "MATERIALIZE", 11) ||
                memmem(line.at, line.n, "CO-ROUTINE", 10))
                fail_msg("variant %d: %.*s", variant, STR_FMT(line));
        }
        if (!index)
            fail_msg("variant %d does not use an index in order", variant);
    }
}

static int open_db(void **state)
{
    (void)state;
    return db_open(test_where, DB_WRITE, &db);
}

static int close_db(void **state)
{
    (void)state;
    db_close(db);
    return 0;
}

static void fill(void **state)
{
    (void)state;
    assert_int_equal(db_begin(db), 0);
    add_workspace(7);
    add_workspace(8);
    assert_int_equal(db_commit(db), 0);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, open_db, close_db)
int main(void)
{
    scope_set_tables(tables, sizeof tables / sizeof *tables);
    const struct CMUnitTest tests[] = {
        TEST(fill),
        TEST(managers_see_their_workspace),
        TEST(members_see_their_clients),
        TEST(freelancers_see_their_tasks),
        TEST(contacts_see_what_is_shared),
        TEST(the_program_sees_one_workspace),
        TEST(keeps_the_indexes),
    };
    return run_on_databases("store: scope", tests);
}
