/* A small agency for the tests of filters, lists and search: 4 clients, 7 projects, a few hundred tasks, the same on
 * both databases. Rows are written below the rules of the capabilities, with their indexes, so that every field can be
 * tried. */
#pragma once
#include "databases.h"
#include "api/registry.h"
#include "resource/change.h"
#include "resource/output.h"
#include "resource/payload.h"
#include "resource/rank.h"
#include "resource/search.h"

#define AGENCY_WS 7
#ifndef AGENCY_TASKS
#define AGENCY_TASKS 400
#endif
#define AGENCY_TODAY    20499 /* Sunday 2026-02-15 */
#define AGENCY_MEMBERS  5
#define AGENCY_CLIENTS  4
#define AGENCY_PROJECTS 7

struct agency {
    struct db *db;
    struct arena arena;
    struct op op; /* as the program */
    struct id member[AGENCY_MEMBERS], client[AGENCY_CLIENTS], project[AGENCY_PROJECTS], list[AGENCY_PROJECTS];
    struct id status[AGENCY_PROJECTS][6], task[AGENCY_TASKS], custom[8];
    uint64_t random;
};
static struct agency agency;

static const char *const agency_categories[] = {"backlog", "open", "active", "review", "done", "cancelled"};
static const char *const agency_ranks[] = {"a0", "a1", "a2", "a3", "a4", "a5"};
static const char *const agency_status_names[] = {"Ideas", "To do", "Doing", "Review", "Done", "Dropped"};
static const char *const agency_words[] = {"quarterly", "report", "homepage",   "logo",   "élan",     "budget",
                                           "photo",     "shoot",  "newsletter", "draft",  "invoice",  "audit",
                                           "banner",    "menu",   "video",      "script", "checkout", "press",
                                           "release",   "garden", "Zürich",     "naïve",  "A/B",      "no2"};
static const char *const agency_tags[] = {"web", "print", "urgent care", "été", "Web"};

/* The same numbers on every machine (xorshift64*). */
static inline uint32_t agency_random(uint32_t below)
{
    agency.random ^= agency.random >> 12;
    agency.random ^= agency.random << 25;
    agency.random ^= agency.random >> 27;
    return (uint32_t)((agency.random * UINT64_C(2685821657736338717)) >> 33) % below;
}

static inline struct id agency_id(char kind, int number)
{
    struct id id = {{1, 2, 3, 4, 5, 6, 0x70, 8, 0x80}};
    id.byte[13] = (uint8_t)kind;
    id.byte[14] = (uint8_t)(number >> 8);
    id.byte[15] = (uint8_t)number;
    return id;
}

static inline const char *agency_id_text(struct id id)
{
    char *text = arena_alloc(&agency.arena, ID_TEXT + 1);
    id_write(id, text);
    return text;
}

static inline void agency_add(const char *resource, struct id id, json_t *values)
{
    const struct described *d = described_by_name(resource);
    struct row *row = row_new(&agency.op, d->resource);
    memcpy(row->value, d->initial, d->n * sizeof *row->value);
    payload_apply(&agency.op, d, values, row);
    json_decref(values);
    row->value[FIELD_ID] = v_id(id);
    row->value[FIELD_VERSION] = v_int(1);
    if (row->value[FIELD_CREATED].kind == V_NULL)
        row->value[FIELD_CREATED] = v_int(AGENCY_TODAY * US_PER_DAY);
    if (row->value[FIELD_UPDATED].kind == V_NULL)
        row->value[FIELD_UPDATED] = row->value[FIELD_CREATED];
    assert_int_equal(row_insert(&agency.op, d, row), 0);
    assert_int_equal(derived_write(&agency.op, d, NULL, row), 0);
    assert_int_equal(search_index(&agency.op, d->resource, NULL, row), 0);
}

static inline json_t *agency_json(const char *text)
{
    json_error_t e;
    json_t *json = json_loads(text, 0, &e);
    if (!json)
        fail_msg("%s in %s", e.text, text);
    return json;
}

static inline void agency_set(json_t *o, const char *key, json_t *value)
{
    json_object_set_new(o, key, value);
}

static inline void agency_people(void)
{
    static const char *const names[] = {"Ana Lima", "Bob Martin", "Chloé Dubois", "David Okafor", "Eve Martin"};
    static const char *const emails[] = {"ana@agency.test", "bob@agency.test", "chloe@agency.test", "david@agency.test",
                                         "eve@agency.test"};
    for (int i = 0; i < AGENCY_MEMBERS; i++) {
        agency.member[i] = agency_id('m', i);
        agency_add("member", agency.member[i],
                   json_pack("{s:s,s:s,s:s,s:b,s:b,s:s,s:s}", "name", names[i], "email", emails[i], "role",
                             i == 0 ? "owner" : "member", "own_tasks_only", i == 4, "active", 1, "theme", "system",
                             "density", "comfortable"));
    }
}

static inline void agency_clients(void)
{
    static const char *const names[] = {"Acme Corporation", "Élan Vital", "Nimbus", "Acme Retail"};
    static const char *const keys[] = {"acme", "elan", "nimbus", "retail"};
    for (int i = 0; i < AGENCY_CLIENTS; i++) {
        agency.client[i] = agency_id('c', i);
        agency_add("client", agency.client[i],
                   json_pack("{s:s,s:s,s:s,s:i,s:s,s:s,s:b,s:i,s:s,s:s,s:s}", "name", names[i], "key", keys[i], "mark",
                             "A", "color", i + 1, "kind", "client", "stage", "active", "shared", 1, "importance", 3,
                             "rank", agency_ranks[i], "description", i == 2 ? "secretword of the agency" : "", "sector",
                             "Food 100%"));
        if (i < 2) /* Bob and Eve are given two clients */
            for (int m = 1; m < AGENCY_MEMBERS; m += 3)
                agency_add("access", agency_id('a', i * 10 + m),
                           json_pack("{s:s,s:s}", "member", agency_id_text(agency.member[m]), "client",
                                     agency_id_text(agency.client[i])));
    }
}

static inline void agency_projects(void)
{
    for (int i = 0; i < AGENCY_PROJECTS; i++) {
        const char *client = agency_id_text(agency.client[i % AGENCY_CLIENTS]), *project;
        agency.project[i] = agency_id('p', i);
        project = agency_id_text(agency.project[i]);
        char name[40];
        snprintf(name, sizeof name, "%s %d", i % 2 ? "New site" : "Campaign", i);
        agency_add("project", agency.project[i],
                   json_pack("{s:s,s:s,s:b,s:s,s:s}", "client", client, "name", name, "shared", i % 2, "state",
                             "active", "rank", agency_ranks[i % 6]));
        agency.list[i] = agency_id('l', i);
        agency_add("list", agency.list[i],
                   json_pack("{s:s,s:s,s:b,s:s,s:s}", "client", client, "project", project, "shared", i % 2, "name",
                             "Phase 1", "rank", "a0"));
        for (int k = 0; k < 6; k++) {
            agency.status[i][k] = agency_id('s', i * 10 + k);
            agency_add("status", agency.status[i][k],
                       json_pack("{s:s,s:s,s:b,s:s,s:s,s:s}", "client", client, "project", project, "shared", i % 2,
                                 "name", agency_status_names[k], "category", agency_categories[k], "rank",
                                 agency_ranks[k]));
        }
    }
}

static inline void agency_customs(void)
{
    static const char *const names[] = {"Budget", "Score", "Tier", "Reviewers", "Link", "Signed", "Note", "Go live"};
    static const char *const types[] = {"money", "number", "choice", "people", "link", "check", "text", "date"};
    for (int i = 0; i < 8; i++) {
        agency.custom[i] = agency_id('f', i);
        json_t *o = json_pack("{s:s,s:s,s:s,s:s}", "name", names[i], "applies_to", "task", "type", types[i], "rank",
                              agency_ranks[i % 6]);
        if (i == 0)
            agency_set(o, "currency", json_string("EUR"));
        if (i == 2)
            agency_set(o, "options",
                       agency_json("[{\"id\":\"t1\",\"name\":\"Gold\"},{\"id\":\"t2\",\"name\":\"Silver\"}]"));
        agency_add("custom_field", agency.custom[i], o);
    }
}

static inline json_t *agency_day(int32_t day)
{
    char text[11];
    date_write(day, text);
    return json_string(text);
}

static inline json_t *agency_instant(int64_t time_us)
{
    char text[28];
    instant_write(time_us, text);
    return json_string(text);
}

static inline const char *agency_text(int words)
{
    struct str text = {"", 0};
    for (int i = 0; i < words; i++)
        text = arena_format(&agency.arena, "%.*s%s%s", STR_FMT(text), i ? " " : "", agency_words[agency_random(24)]);
    return text.at;
}

static inline json_t *agency_some_people(void)
{
    json_t *list = json_array();
    for (int i = 0; i < AGENCY_MEMBERS; i++)
        if (agency_random(4) == 0)
            json_array_append_new(list, json_string(agency_id_text(agency.member[i])));
    return list;
}

static inline json_t *agency_custom_values(void)
{
    json_t *o = json_object(), *value[8];
    value[0] = json_pack("{s:i,s:s}", "amount", (int)agency_random(4) * 5000, "currency", "EUR");
    value[1] = json_real(agency_random(8) * 0.25);
    value[2] = json_string(agency_random(2) ? "t1" : "t2");
    value[3] = agency_some_people();
    value[4] = json_string(agency_random(2) ? "https://example.test/A_b%" : "https://example.test/c");
    value[5] = json_boolean(agency_random(2));
    value[6] = json_string(agency_words[agency_random(24)]);
    value[7] = agency_day(AGENCY_TODAY - 3 + (int)agency_random(7));
    for (int i = 0; i < 8; i++)
        if (agency_random(2))
            agency_set(o, agency_id_text(agency.custom[i]), value[i]);
        else
            json_decref(value[i]);
    return o;
}

static inline void agency_task(int i)
{
    int project = (int)agency_random(AGENCY_PROJECTS), step = (int)agency_random(6);
    char rank[RANK_MAX + 1];
    static char last[RANK_MAX + 1];
    assert_int_equal(rank_between(i ? str_of(last) : STR(""), STR(""), rank), 0);
    memcpy(last, rank, sizeof last);
    agency.task[i] = agency_id('t', i);
    json_t *o =
        json_pack("{s:s,s:s,s:s,s:s,s:s,s:s,s:s}", "client", agency_id_text(agency.client[project % AGENCY_CLIENTS]),
                  "project", agency_id_text(agency.project[project]), "list", agency_id_text(agency.list[project]),
                  "status", agency_id_text(agency.status[project][step]), "category", agency_categories[step], "rank",
                  rank, "title", agency_text(1 + (int)agency_random(4)));
    agency_set(o, "shared", json_boolean(project % 2 && agency_random(2)));
    agency_set(o, "kind", json_string(agency_random(9) ? "task" : "milestone"));
    agency_set(o, "created",
               agency_instant(AGENCY_TODAY * US_PER_DAY + ((int64_t)agency_random(96) - 48) * 1800 * US_PER_S));
    agency_set(o, "updated", agency_instant(AGENCY_TODAY * US_PER_DAY + (int64_t)agency_random(40) * US_PER_S));
    agency_set(o, "created_by", json_string(agency_id_text(agency.member[agency_random(AGENCY_MEMBERS)])));
    if (agency_random(3))
        agency_set(o, "description", json_string(agency_text(3 + (int)agency_random(8))));
    if (agency_random(2))
        agency_set(o, "due", agency_day(AGENCY_TODAY - 10 + (int)agency_random(21)));
    if (agency_random(3) == 0)
        agency_set(o, "start", agency_day(AGENCY_TODAY - 20 + (int)agency_random(5)));
    if (agency_random(3))
        agency_set(o, "priority", json_integer(1 + (int)agency_random(4)));
    if (agency_random(2))
        agency_set(o, "estimate_min", json_integer(30 * (int)agency_random(8)));
    if (i > 10 && agency_random(5) == 0)
        agency_set(o, "parent", json_string(agency_id_text(agency.task[agency_random((uint32_t)i)])));
    if (agency_random(10) == 0)
        agency_set(o, "deleted", agency_instant((AGENCY_TODAY + 1) * US_PER_DAY + i));
    if (step >= 4) /* done, cancelled */
        agency_set(o, "completed", agency_instant(AGENCY_TODAY * US_PER_DAY));
    agency_set(o, "assignees", agency_some_people());
    json_t *tags = json_array();
    for (int k = 0; k < 5; k++)
        if (agency_random(4) == 0)
            json_array_append_new(tags, json_string(agency_tags[k]));
    agency_set(o, "tags", tags);
    agency_set(o, "custom", agency_custom_values());
    agency_add("task", agency.task[i], o);
}

static inline void agency_dependencies(void)
{
    for (int i = 0; i < AGENCY_TASKS / 4; i++) {
        int task = i * 4, before = (int)agency_random(AGENCY_TASKS);
        json_t *o = json_pack("{s:s,s:s,s:s,s:i,s:b}", "task", agency_id_text(agency.task[task]), "predecessor",
                              agency_id_text(agency.task[before]), "kind", "finish_start", "lag_min", 0, "shared", 0);
        struct row *row;
        if (resource_get_system(&agency.op, resource_by_name("task"), agency.task[task], &row) != 0) {
            json_decref(o); /* it is in the trash */
            continue;
        }
        agency_set(o, "client", json_string(agency_id_text(row_get_id(row, "client"))));
        agency_set(o, "project", json_string(agency_id_text(row_get_id(row, "project"))));
        agency_add("dependency", agency_id('d', i), o);
    }
}

/* Fixtures of cmocka. */
static inline int agency_open(void **state)
{
    (void)state;
    size_t n;
    resource_all(&n);
    if (n == 0)
        registry_start();
    agency = (struct agency){.random = 42};
    assert_int_equal(db_open(test_where, DB_WRITE, &agency.db), 0);
    test_op_init(&agency.op, &agency.arena, agency.db, AGENCY_WS);
    agency.op.today = AGENCY_TODAY;
    agency.op.now_us = AGENCY_TODAY * US_PER_DAY;
    agency.op.zone = "Europe/Paris";
    assert_int_equal(db_begin(agency.db), 0);
    agency_people();
    agency_clients();
    agency_projects();
    agency_customs();
    for (int i = 0; i < AGENCY_TASKS; i++)
        agency_task(i);
    agency_dependencies();
    assert_int_equal(db_commit(agency.db), 0);
    return 0;
}

static inline int agency_close(void **state)
{
    (void)state;
    arena_release(&agency.arena);
    db_close(agency.db);
    return 0;
}

/* An operation of one of the people: 0 the owner, 1 Bob with two clients, 4 Eve with her own tasks of them, -1 a
 * contact of the first client. Release the arena. */
static inline struct op agency_reader(int member, struct arena *arena)
{
    struct op op = agency.op;
    arena_init(arena);
    op.arena = arena;
    op.problem = (struct op_problem){0};
    op.scope = (struct scope){.workspace = AGENCY_WS, .variant = SCOPE_ALL, .role = ROLE_OWNER};
    if (member >= 0)
        op.scope.me = agency.member[member];
    if (member > 0)
        op.scope.variant = member == 4 ? SCOPE_ASSIGNED : SCOPE_MEMBER, op.scope.role = ROLE_MEMBER;
    if (member < 0)
        op.scope.variant = SCOPE_PORTAL, op.scope.role = ROLE_PORTAL, op.scope.client = agency.client[1];
    return op;
}
