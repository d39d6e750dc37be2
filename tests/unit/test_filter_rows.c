/* Random filters give the same rows from SQLite, from PostgreSQL and in memory, to everybody. */
#include "agency.h"
#include "resource/filter.h"
#include "resource/list.h"

#define ROUNDS 240

static const char *const everybody[] = {
    "category:open",
    "category:done,cancelled",
    "-category:backlog",
    "status:review",
    "status:\"to do\"",
    "status:done",
    "client:acme",
    "client:elan,nimbus",
    "project:\"new site\"",
    "list:any",
    "list:\"phase 1\"",
    "due<7d",
    "due>=today",
    "due:none",
    "due:any",
    "due:week",
    "due:2026-02",
    "due:-3d..3d",
    "due:..yesterday",
    "start<-15d",
    "created:today",
    "created<today",
    "created>2026-02-15T12:00:00+02:00",
    "created>=yesterday",
    "updated:any",
    "kind:milestone",
    "shared:yes",
    "shared:no",
    "title:logo",
    "title:Élan",
    "title:\"photo shoot\"",
    "title=logo",
    "logo",
    "naive",
    "\"a/b\"",
    "\"quarterly report\"",
    "version:1",
    "completed:none",
    "is:open",
    "is:overdue",
    "is:milestone",
    "is:done,today",
    "—",
};
static const char *const team_only[] = {
    "assignee:me",
    "assignees:none",
    "assignees:any",
    "assignee:\"Ana Lima\",eve@agency.test",
    "-assignee:bob@agency.test",
    "assignee:martin",
    "tag:web",
    "tag:Web,print",
    "tags:none",
    "-tag:\"urgent care\"",
    "tag:été",
    "priority:1",
    "priority<=2",
    "priority:none",
    "priority:2..3",
    "estimate_min>1h30",
    "estimate_min:30m..2h",
    "estimate_min>=0",
    "description:budget",
    "description:none",
    "description:\"press release\"",
    "parent:none",
    "parent:any",
    "created_by:me",
    "is:blocked",
    "is:mine",
    "is:unassigned",
    "is:subtask",
    "comment_count:0",
    "cf.budget>50",
    "cf.budget:100,150",
    "cf.budget:none",
    "cf.score:0.25..1",
    "cf.score<0.5",
    "cf.tier:gold",
    "cf.tier:any",
    "cf.reviewers:me",
    "cf.reviewers:none",
    "cf.link:a_b%",
    "cf.link:EXAMPLE",
    "cf.signed:yes",
    "cf.signed:no",
    "cf.note:logo",
    "cf.note=logo",
    "cf.note:lA",
    "\"cf.Go live\"<=today",
    "\"cf.go live\":none",
};

static struct str random_filter(struct arena *a, int who, int depth)
{
    size_t n = sizeof everybody / sizeof *everybody, more = who < 0 ? 0 : sizeof team_only / sizeof *team_only;
    uint32_t i = agency_random((uint32_t)(n + more));
    struct str one = str_of(i < n ? everybody[i] : team_only[i - n]);
    switch (depth > 3 ? 9 : agency_random(10)) {
    case 0:
    case 1:
        return arena_format(a, "-(%s)", random_filter(a, who, depth + 1).at);
    case 2:
    case 3:
        return arena_format(a, "(%s or %s)", random_filter(a, who, depth + 1).at, random_filter(a, who, depth + 1).at);
    case 4:
    case 5:
        return arena_format(a, "%s %s", random_filter(a, who, depth + 1).at, random_filter(a, who, depth + 1).at);
    default:
        return arena_format(a, "%.*s", STR_FMT(one));
    }
}

struct set {
    bool has[AGENCY_TASKS];
    int n;
};

static void set_put(struct set *s, struct id id)
{
    int i = id.byte[14] << 8 | id.byte[15];
    assert_false(s->has[i]);
    s->has[i] = true;
    s->n++;
}

static void from_sql(struct op *op, struct str filter, struct set *ret)
{
    struct buf b;
    buf_init(&b, 1000000);
    struct json j;
    json_init(&j, &b);
    struct list_request request = {.filter = filter, .fields = STR("id"), .limit = 1000};
    int err = resource_list(op, resource_by_name("task"), &request, &j);
    if (err)
        fail_msg("%.*s: %d %s at %d", STR_FMT(filter), err, op->problem.first ? op->problem.first->message : "",
                 op->problem.first ? (int)op->problem.first->position : 0);
    json_t *all = json_loadb(b.at, b.n, 0, NULL), *item;
    size_t i;
    json_array_foreach(json_object_get(all, "items"), i, item)
    {
        struct id id;
        assert_int_equal(id_parse(str_of(json_string_value(json_object_get(item, "id"))), &id), 0);
        set_put(ret, id);
    }
    json_decref(all);
    buf_release(&b);
}

static size_t read_rows(struct op *op, struct row **rows)
{
    const struct described *d = described_by_name("task");
    struct str sql = arena_format(op->arena, "SELECT %.*s FROM @task t WHERE t.deleted IS NULL", STR_FMT(d->columns));
    ROWS all = {0};
    assert_int_equal(op_query(op, &all, sql.at, NO_ARGS), 0);
    size_t n = 0;
    while (rows_next(&all) == 1)
        rows[n++] = row_read(op, d, &all, 0);
    return n;
}

static void from_memory(struct op *op, struct str filter, size_t n, struct row **rows, struct set *ret)
{
    struct filter *f;
    assert_int_equal(filter_parse(op, resource_by_name("task"), filter, &f), 0);
    for (size_t i = 0; i < n; i++)
        if (filter_matches(op, f, rows[i]))
            set_put(ret, row_get_id(rows[i], "id"));
}

static uint64_t set_hash(const struct set *s)
{
    uint64_t h = 1;
    for (int i = 0; i < AGENCY_TASKS; i++)
        h = h * 31 + s->has[i];
    return h;
}

/* A client that the reader does not know cannot be named; of tasks, who sees their own alone does not see every field.
 */
static bool names_a_stranger(struct op *op, struct str filter)
{
    struct filter *f;
    if (filter_parse(op, resource_by_name("task"), filter, &f) == 0)
        return false;
    const char *why = op->problem.first->message;
    assert_true(strcmp(why, "filter.nobody") == 0 ||
                (strcmp(why, "filter.field") == 0 && op->scope.variant == SCOPE_ASSIGNED));
    op->problem = (struct op_problem){0};
    return true;
}

static void random_filters_agree(void **state)
{
    (void)state;
    static uint64_t seen[ROUNDS]; /* from the database before this one */
    static const int readers[] = {0, 1, 4, -1};
    int found = 0;
    agency.random = 4711;
    for (int round = 0; round < ROUNDS; round++) {
        int who = readers[round % 4];
        struct arena arena, rows_arena;
        struct op op = agency_reader(who, &arena), rows_op = agency_reader(who, &rows_arena);
        struct row *rows[AGENCY_TASKS];
        size_t n = read_rows(&rows_op, rows);
        struct str filter;
        do
            filter = random_filter(&arena, who, 0);
        while (names_a_stranger(&op, filter));
        struct set sql = {0}, memory = {0};
        from_sql(&op, filter, &sql);
        from_memory(&op, filter, n, rows, &memory);
        if (memcmp(sql.has, memory.has, sizeof sql.has) != 0)
            fail_msg("reader %d, %s: %d rows from the database, %d in memory", who, filter.at, sql.n, memory.n);
        uint64_t hash = set_hash(&sql);
        if (seen[round] && seen[round] != hash)
            fail_msg("reader %d, %s: not the same rows as from the other database", who, filter.at);
        seen[round] = hash;
        found += sql.n > 0 && (size_t)sql.n < n;
        arena_release(&arena);
        arena_release(&rows_arena);
    }
    assert_true(found > ROUNDS / 3); /* filters that take some and leave some */
}

/* Each condition alone takes some rows and leaves some, so that none of them is right by accident. */
static void each_condition_divides(void **state)
{
    (void)state;
    static const char *const all_or_none[] = {"list:any",        "list:\"phase 1\"",   "updated:any", "version:1",
                                              "comment_count:0", "created>=yesterday", "—",           NULL};
    for (size_t i = 0; i < sizeof everybody / sizeof *everybody + sizeof team_only / sizeof *team_only; i++) {
        size_t n = sizeof everybody / sizeof *everybody;
        const char *filter = i < n ? everybody[i] : team_only[i - n];
        bool skip = false;
        for (int k = 0; all_or_none[k]; k++)
            skip |= strcmp(filter, all_or_none[k]) == 0;
        if (skip)
            continue;
        struct arena arena;
        struct op op = agency_reader(0, &arena);
        struct row *rows[AGENCY_TASKS];
        size_t living = read_rows(&op, rows);
        struct set set = {0};
        from_sql(&op, str_of(filter), &set);
        if (set.n == 0 || (size_t)set.n == living)
            fail_msg("%s: %d of %zu rows", filter, set.n, living);
        arena_release(&arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(each_condition_divides, agency_open),
        cmocka_unit_test_teardown(random_filters_agree, agency_close),
    };
    return run_on_databases("filter_rows", tests);
}
