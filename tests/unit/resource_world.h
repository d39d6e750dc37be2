/* A small world of resources for the tests of src/resource: houses (as clients) hold rooms (as projects) hold things
 * (as tasks), marks join two things; with one field of every type. Tables of their own, beside the real schema. */
#pragma once
#include "databases.h"
#include "base/embedded.h"
#include "resource/describe.h"
#include "resource/history.h"
#include "resource/row.h"
#include "store/events.h"

static const char *const world_kinds[] = {"plain", "rare", NULL};
static const char *const world_bearers[] = {"thing", "room", NULL};
static const char *const world_types[] = {"text", "number", "money", "date", "choice", "people", "link", "check", NULL};
static const char *const world_thing_parents[] = {"parent", "room", NULL};
static const char *const world_mark_parents[] = {"thing", NULL};
static int world_checks, world_follows, world_cascades; /* calls of thing's hooks */

static int world_data_valid(struct op *op, const char *pointer, const json_t *v)
{
    if (json_is_object(v))
        return 0;
    return op_field_fail(op, pointer, "field.object", 0, NULL);
}

static const struct field member_fields[] = {
    FIELDS_COMMON,
    {.name = "name", .type = F_TEXT, .flags = FF_REQUIRED | FF_SORT, .max = 100},
};
static const struct field custom_fields[] = {
    FIELDS_COMMON,
    {.name = "name", .type = F_TEXT, .flags = FF_REQUIRED | FF_SORT, .max = 60},
    {.name = "applies_to", .type = F_ENUM, .flags = FF_REQUIRED, .choices = world_bearers, .initial = "\"thing\""},
    {.name = "type", .type = F_ENUM, .flags = FF_REQUIRED, .choices = world_types, .initial = "\"text\""},
    {.name = "options", .type = F_JSON, .max = 20000},
    {.name = "currency", .type = F_CURRENCY},
    {.name = "rank", .type = F_RANK, .flags = FF_SORT},
};
static const struct field house_fields[] = {
    FIELDS_COMMON,
    {.name = "name", .type = F_TEXT, .flags = FF_REQUIRED | FF_SEARCH | FF_SORT, .max = 100, .see = ROLE_PORTAL},
    {.name = "key", .type = F_TEXT, .flags = FF_UNIQUE, .max = 20, .see = ROLE_PORTAL},
    {.name = "shared", .type = F_BOOL, .see = ROLE_PORTAL},
};
static const struct field room_fields[] = {
    FIELDS_COMMON,
    {.name = "house", .type = F_REF, .flags = FF_REQUIRED | FF_CASCADE, .target = "house", .see = ROLE_PORTAL},
    {.name = "name", .type = F_TEXT, .flags = FF_REQUIRED | FF_SEARCH | FF_SORT, .max = 100, .see = ROLE_PORTAL},
    {.name = "shared", .type = F_BOOL, .see = ROLE_PORTAL},
    {.name = "rank", .type = F_RANK, .flags = FF_SORT},
    {.name = "things", .type = F_INT, .flags = FF_READ_ONLY | FF_DERIVED, .initial = "0"},
};
static const struct field thing_fields[] = {
    FIELDS_COMMON,
    {.name = "house",
     .type = F_REF,
     .flags = FF_REQUIRED | FF_READ_ONLY | FF_INHERIT,
     .target = "house",
     .see = ROLE_PORTAL},
    {.name = "room",
     .type = F_REF,
     .flags = FF_REQUIRED | FF_INHERIT | FF_CASCADE,
     .target = "room",
     .see = ROLE_PORTAL},
    {.name = "parent", .type = F_REF, .flags = FF_CASCADE, .target = "thing"},
    {.name = "shared", .type = F_BOOL, .see = ROLE_PORTAL},
    {.name = "title", .type = F_TEXT, .flags = FF_REQUIRED | FF_SEARCH | FF_SORT, .max = 20, .see = ROLE_PORTAL},
    {.name = "notes", .type = F_MARKDOWN, .flags = FF_SEARCH, .max = 1000},
    {.name = "amount", .type = F_INT, .flags = FF_SORT, .min = 0, .max = 100},
    {.name = "lit", .type = F_BOOL},
    {.name = "due", .type = F_DATE, .flags = FF_SORT},
    {.name = "seen", .type = F_INSTANT},
    {.name = "kind", .type = F_ENUM, .flags = FF_REQUIRED, .choices = world_kinds, .initial = "\"plain\""},
    {.name = "owners", .type = F_REFS, .max = 10, .target = "member"},
    {.name = "tags", .type = F_TAGS, .max = 5},
    {.name = "data", .type = F_JSON, .max = 200, .valid = world_data_valid},
    {.name = "custom", .type = F_CUSTOM, .max = 4000},
    {.name = "rank", .type = F_RANK, .flags = FF_SORT},
    {.name = "email", .type = F_EMAIL},
    {.name = "color", .type = F_COLOR},
    {.name = "locale", .type = F_LOCALE},
    {.name = "zone", .type = F_ZONE},
    {.name = "currency", .type = F_CURRENCY},
    {.name = "hash", .type = F_HASH},
    {.name = "secret", .type = F_TEXT, .flags = FF_SECRET | FF_READ_ONLY, .max = 50},
    {.name = "cost", .type = F_INT, .max = 1000000, .see = ROLE_MANAGER},
    {.name = "code", .type = F_TEXT, .flags = FF_ON_CREATE, .max = 10},
    {.name = "price", .type = F_INT, .max = 1000000, .set = ROLE_MANAGER},
};
static const struct field mark_fields[] = {
    FIELDS_COMMON,
    {.name = "house",
     .type = F_REF,
     .flags = FF_REQUIRED | FF_READ_ONLY | FF_INHERIT,
     .target = "house",
     .see = ROLE_PORTAL},
    {.name = "room",
     .type = F_REF,
     .flags = FF_REQUIRED | FF_READ_ONLY | FF_INHERIT,
     .target = "room",
     .see = ROLE_PORTAL},
    {.name = "thing",
     .type = F_REF,
     .flags = FF_REQUIRED | FF_ON_CREATE | FF_CASCADE,
     .target = "thing",
     .see = ROLE_PORTAL},
    {.name = "other", .type = F_REF, .flags = FF_ON_CREATE | FF_CASCADE, .target = "thing"},
    {.name = "text", .type = F_TEXT, .flags = FF_REQUIRED, .max = 100},
};
static const struct field diary_fields[] = {
    FIELDS_COMMON,
    {.name = "member", .type = F_REF, .flags = FF_REQUIRED | FF_READ_ONLY, .target = "member"},
    {.name = "text", .type = F_TEXT, .flags = FF_REQUIRED, .max = 100},
};

static int thing_check(struct op *op, struct change *c)
{
    world_checks++;
    if (c->after && str_is(row_get_text(c->after, "title"), "forbidden"))
        return op_field_fail(op, "/title", "field.choice", OP_ARGS({"choices", v_text(STR("others"))}));
    return 0;
}

static int thing_follow(struct op *op, const struct change *c)
{
    world_follows++;
    world_cascades += c->cascade;
    if (c->verb != VERB_CREATE)
        return 0;
    const struct resource *room = resource_by_name("room");
    struct row *row;
    int err = resource_get_system(op, room, row_get_id(c->after, "room"), &row);
    return err ? err
               : resource_set_derived(op, room, row_get_id(row, "id"), "things", v_int(row_get_int(row, "things") + 1));
}

/* Only who wrote a mark changes it. */
static int mark_allow(struct op *op, const struct change *c)
{
    if (!c->before || id_eq(row_get_id(c->before, "created_by"), op->scope.me))
        return 0;
    return op_fail(op, ERR_FORBIDDEN, "resource.forbidden", 0, NULL);
}

#define WORLD(resource_name, plural_name, table_name, ...)                                                             \
    {                                                                                                                  \
        .name = resource_name, .plural = plural_name, .table = table_name, .version = 1, __VA_ARGS__                   \
    }
static const struct resource member_world =
    WORLD("member", "members", "test_member", .fields = member_fields, .n_fields = FIELD_COUNT(member_fields),
          .scope = {.table = "test_member", .kind = SCOPED_WORKSPACE}, .create = ROLE_ADMIN, .title = "name",
          .default_sort = "name");
static const struct resource custom_world =
    WORLD("custom_field", "custom_fields", "custom_field", .fields = custom_fields,
          .n_fields = FIELD_COUNT(custom_fields), .scope = {.table = "custom_field", .kind = SCOPED_WORKSPACE},
          .create = ROLE_MANAGER, .title = "name", .default_sort = "rank");
static const struct resource house_world = WORLD(
    "house", "houses", "test_house", .fields = house_fields, .n_fields = FIELD_COUNT(house_fields),
    .scope = {.table = "test_house", .kind = SCOPED_CLIENT, .client = "id", .shared = "shared"}, .create = ROLE_MANAGER,
    .update = ROLE_MANAGER, .delete_ = ROLE_MANAGER, .title = "name", .default_sort = "name");
static const struct resource room_world = WORLD(
    "room", "rooms", "test_room", .fields = room_fields, .n_fields = FIELD_COUNT(room_fields),
    .scope = {.table = "test_room", .kind = SCOPED_CLIENT, .client = "house", .project = "id", .shared = "shared"},
    .title = "name", .default_sort = "rank");
static const struct resource thing_world =
    WORLD("thing", "things", "test_thing", .fields = thing_fields, .n_fields = FIELD_COUNT(thing_fields),
          .scope = {.table = "test_thing",
                    .kind = SCOPED_CLIENT,
                    .client = "house",
                    .project = "room",
                    .task = "id",
                    .shared = "shared"},
          .title = "title", .parents = world_thing_parents, .default_sort = "rank", .check = thing_check,
          .follow = thing_follow);
static const struct resource mark_world =
    WORLD("mark", "marks", "test_mark", .fields = mark_fields, .n_fields = FIELD_COUNT(mark_fields),
          .scope = {.table = "test_mark", .kind = SCOPED_CLIENT, .client = "house", .project = "room", .task = "thing"},
          .title = "text", .parents = world_mark_parents, .default_sort = "created", .allow = mark_allow);
static const struct resource diary_world =
    WORLD("diary", "diaries", "test_diary", .fields = diary_fields, .n_fields = FIELD_COUNT(diary_fields),
          .scope = {.table = "test_diary", .kind = SCOPED_ME}, .title = "text", .default_sort = "created");
static const struct resource *const world_resources[] = {&member_world, &custom_world, &house_world, &room_world,
                                                         &thing_world,  &mark_world,   &diary_world};

#define WORLD_COMMON                                                                                                   \
    "ws @int NOT NULL, id @id NOT NULL, version @int NOT NULL, created @int NOT NULL, created_by @id, updated @int "   \
    "NOT "                                                                                                             \
    "NULL, deleted @int, deletion @id, "
static const char world_sql[] =
    "CREATE TABLE test_member (" WORLD_COMMON "name @text NOT NULL, name_key @blob, PRIMARY KEY (ws, id));\n"
    "CREATE TABLE test_house (" WORLD_COMMON
    "name @text NOT NULL, name_key @blob, key @text, shared @int NOT NULL, PRIMARY KEY (ws, id));\n"
    "CREATE UNIQUE INDEX test_house_key ON test_house (ws, key) WHERE deleted IS NULL;\n"
    "CREATE TABLE test_room (" WORLD_COMMON "house @id NOT NULL, name @text NOT NULL, name_key @blob, shared @int NOT "
    "NULL, rank @text NOT NULL, things @int NOT "
    "NULL DEFAULT 0, PRIMARY KEY (ws, id));\n"
    "CREATE TABLE test_thing (" WORLD_COMMON "house @id NOT NULL, room @id NOT NULL, parent @id, shared @int NOT NULL, "
    "title @text NOT NULL, title_key @blob, notes "
    "@text, amount @int, lit @int NOT NULL, due @int, seen @int, kind @text NOT NULL, owners @blob, tags @text, data "
    "@text, custom @text, rank @text NOT NULL, email @text, color @int, locale @text, zone @text, currency @text, hash "
    "@blob, secret @text, cost @int, code @text, price @int, PRIMARY KEY (ws, id));\n"
    "CREATE TABLE test_mark (" WORLD_COMMON
    "house @id NOT NULL, room @id NOT NULL, thing @id NOT NULL, other @id, text "
    "@text NOT NULL, PRIMARY KEY (ws, id));\n"
    "CREATE TABLE test_diary (" WORLD_COMMON "member @id NOT NULL, text @text NOT NULL, PRIMARY KEY (ws, id));\n";

/* The real schema of this database and the tables of the world behind it. */
static inline int world_migrate(struct db *db)
{
    size_t n;
    const struct embedded_file *files = embedded_list(STR("migrations/"), &n);
    struct embedded_file *all = calloc(n + 1, sizeof *all);
    memcpy(all, files, n * sizeof *all);
    all[n] = (struct embedded_file){"migrations/9999-world.sql", world_sql, sizeof world_sql - 1};
    int err = migrate_with(db, all, n + 1);
    free(all);
    return err;
}

/* Once a program. */
static inline void world_register(void)
{
    size_t n;
    resource_all(&n);
    if (n == 0)
        resource_register_all(world_resources, sizeof world_resources / sizeof *world_resources);
}
