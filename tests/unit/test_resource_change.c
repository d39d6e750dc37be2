/* What can be done to rows: made, changed, refused, put away and brought back, undone, seen as they were. */
#include "resource_world.h"
#include "resource/as_of.h"
#include "resource/search.h"

static struct db *db;
static struct arena arena;
static struct op op;
static struct id me, house, house2, room, room2, room3;
static int64_t next_ws = 500;

static json_t *parse(const char *format, ...) __attribute__((format(printf, 1, 2)));
static json_t *parse(const char *format, ...)
{
    va_list args;
    va_start(args, format);
    char *text;
    assert_true(vasprintf(&text, format, args) > 0);
    va_end(args);
    for (char *c = text; *c; c++)
        *c = *c == '\'' ? '"' : *c;
    json_error_t error;
    json_t *json = json_loads(text, JSON_ALLOW_NUL, &error);
    if (!json)
        fail_msg("%s in %s", error.text, text);
    free(text);
    return json;
}

static const char *text_of(struct id id)
{
    char *text = arena_alloc(&arena, ID_TEXT + 1);
    id_write(id, text);
    return text;
}

/* A new operation, a second later. */
static void next_op(void)
{
    op.now_us += US_PER_S;
    op.change = id_new();
    op.problem = (struct op_problem){0};
}

static int create(const struct resource *r, json_t *input, struct id *ret_id)
{
    struct row *row = NULL;
    next_op();
    assert_int_equal(db_savepoint(db), 0);
    int err = resource_create(&op, r, input, &row);
    if (err)
        assert_int_equal(db_savepoint_rollback(db), 0);
    else
        assert_int_equal(db_savepoint_release(db), 0);
    json_decref(input);
    if (!err && ret_id)
        *ret_id = row_get_id(row, "id");
    return err;
}

static int update_at(const struct resource *r, struct id id, int64_t version, json_t *patch)
{
    next_op();
    int err = resource_update(&op, r, id, version, patch, NULL);
    json_decref(patch);
    return err;
}

static int update(const struct resource *r, struct id id, json_t *patch)
{
    return update_at(r, id, ANY_VERSION, patch);
}

static struct id made(const struct resource *r, json_t *input)
{
    struct id id;
    int err = create(r, input, &id);
    for (struct op_problem_entry *e = op.problem.first; err && e; e = e->next)
        print_message("%s %s\n", e->pointer, e->message);
    assert_int_equal(err, 0);
    return id;
}

static struct id thing_in(struct id in, const char *title)
{
    return made(&thing_world, parse("{'room':'%s','title':'%s'}", text_of(in), title));
}

static struct row *get(const struct resource *r, struct id id)
{
    struct row *row;
    assert_int_equal(row_load(&op, described(r), id, true, true, &row), 0);
    return row;
}

static int64_t count(const char *sql, size_t n, const struct value *args)
{
    ROWS rows = {0};
    assert_int_equal(op_query_system(&op, &rows, sql, n, args), 0);
    assert_int_equal(rows_next(&rows), 1);
    return row_int(&rows, 0);
}

static bool in_trash(const struct resource *r, struct id id)
{
    return !row_get_null(get(r, id), "deleted");
}

static void act_as(enum scope_variant variant, enum role role, struct id who, struct id client)
{
    op.scope = (struct scope){op.scope.workspace, variant, role, who, client};
}

/* The entries of the problem as "pointer message" lines in order. */
static void assert_problem(const char *expected)
{
    struct buf b;
    buf_init(&b, 65536);
    for (struct op_problem_entry *e = op.problem.first; e; e = e->next)
        buf_format(&b, "%s %s\n", e->pointer, e->message);
    buf_add(&b, "", 1);
    assert_string_equal(b.at, expected);
    buf_release(&b);
}

static json_t *written(const struct row *row, enum role role)
{
    struct buf b;
    struct json j;
    buf_init(&b, 65536);
    json_init(&j, &b);
    resource_write(&j, row, &(struct scope){.role = role}, NULL);
    json_error_t error;
    json_t *json = json_loadb(b.at, b.n, 0, &error);
    if (!json)
        fail_msg("%s: %.*s", error.text, (int)b.n, b.at);
    buf_release(&b);
    return json;
}

static int open_world(void **state)
{
    (void)state;
    world_register();
    if (db_open(test_where, DB_WRITE, &db) != 0 || world_migrate(db) != 0)
        return -1;
    test_op_init(&op, &arena, db, next_ws++);
    op.now_us = INT64_C(1800000000) * US_PER_S;
    if (db_begin(db) != 0)
        return -1;
    struct id no = {{0}};
    act_as(SCOPE_ALL, ROLE_OWNER, no, no);
    me = made(&member_world, parse("{'name':'Ada'}"));
    act_as(SCOPE_ALL, ROLE_OWNER, me, no);
    house = made(&house_world, parse("{'name':'North','key':'n','shared':true}"));
    house2 = made(&house_world, parse("{'name':'South','key':'s'}"));
    room = made(&room_world, parse("{'house':'%s','name':'Kitchen'}", text_of(house)));
    room2 = made(&room_world, parse("{'house':'%s','name':'Cellar'}", text_of(house)));
    room3 = made(&room_world, parse("{'house':'%s','name':'Attic'}", text_of(house2)));
    world_checks = world_follows = world_cascades = 0;
    return 0;
}

static int close_world(void **state)
{
    (void)state;
    db_rollback(db);
    db_close(db);
    arena_release(&arena);
    return 0;
}

/* ---- creation and inputs ---- */

static void creates_with_defaults_and_inheritance(void **state)
{
    (void)state;
    struct id id = thing_in(room, "  One\\n two ");
    struct row *row = get(&thing_world, id);
    assert_true(id_eq(row_get_id(row, "house"), house));
    assert_true(str_is(row_get_text(row, "title"), "One  two"));
    assert_true(str_is(row_get_text(row, "kind"), "plain"));
    assert_true(str_is(row_get_text(row, "rank"), "a0"));
    assert_int_equal(row_get_int(row, "version"), 1);
    assert_int_equal(row_get_int(row, "created"), op.now_us);
    assert_true(id_eq(row_get_id(row, "created_by"), me));
    assert_true(str_is(row_get_text(get(&thing_world, thing_in(room, "Two")), "rank"), "a1"));
    assert_true(str_is(row_get_text(get(&thing_world, thing_in(room2, "Three")), "rank"), "a0"));
    assert_int_equal(row_get_int(get(&room_world, room), "things"), 2);
    assert_int_equal(row_get_int(get(&room_world, room), "version"), 1); /* derived: no version */
    struct id own;
    next_op();
    assert_int_equal(id_parse(STR("0190f5fe-7c00-7a00-8000-0123456789ab"), &own), 0);
    assert_int_equal(
        create(&thing_world, parse("{'id':'%s','room':'%s','title':'x'}", text_of(own), text_of(room)), &id), 0);
    assert_true(id_eq(own, id));
    assert_int_equal(
        create(&thing_world, parse("{'id':'%s','room':'%s','title':'x'}", text_of(own), text_of(room)), &id),
        ERR_EXISTS);
}

static void keeps_every_type(void **state)
{
    (void)state;
    json_t *input = parse(
        "{'room':'%s','title':'All','notes':'a\\nb','amount':100,'lit':true,'due':'2026-02-28','seen':'2026-03-01T10:"
        "00:00+01:00',"
        "'kind':'rare','owners':['%s','%s'],'tags':[' b "
        "','a','b',''],'data':{'z':1,'a':[1.5,null]},'rank':'a5V','email':' Ada@Example.ORG',"
        "'color':12,'locale':'fr','zone':'Europe/Paris','currency':'EUR','hash':'%064d','cost':5,'code':'c','price':7}",
        text_of(room), text_of(me), text_of(me), 12);
    struct id id = made(&thing_world, input);
    json_t *out = written(get(&thing_world, id), ROLE_OWNER);
    json_t *expected =
        parse("{'notes':'a\\nb','amount':100,'lit':true,'due':'2026-02-28','seen':'2026-03-01T09:00:00Z','kind':'rare',"
              "'owners':['%s'],"
              "'tags':['b','a'],'data':{'a':[1.5,null],'z':1},'rank':'a5V','email':'ada@example.org','color':12,'"
              "locale':'fr','zone':'Europe/Paris',"
              "'currency':'EUR','hash':'%064d','cost':5,'code':'c','price':7,'custom':{},'parent':null,'version':1}",
              text_of(me), 12);
    const char *key;
    json_t *v;
    json_object_foreach(expected, key, v) if (!json_equal(json_object_get(out, key), v))
        fail_msg("%s: %s", key, json_dumps(json_object_get(out, key), JSON_ENCODE_ANY));
    assert_null(json_object_get(out, "secret"));
    json_decref(out);
    json_decref(expected);
    assert_int_equal(
        count("SELECT count(*) FROM link WHERE ws = $ws AND owner = $1 AND field = 'thing.owners' AND target = $2",
              ARGS(v_id(id), v_id(me))),
        1);
    assert_int_equal(
        count("SELECT count(*) FROM tag WHERE ws = $ws AND owner = $1 AND field = 'thing.tags'", ARGS(v_id(id))), 2);
    assert_int_equal(update(&thing_world, id, parse("{'owners':[],'tags':['c'],'due':null,'title':'Changed'}")), 0);
    assert_int_equal(count("SELECT count(*) FROM link WHERE ws = $ws AND owner = $1", ARGS(v_id(id))), 0);
    assert_int_equal(count("SELECT count(*) FROM tag WHERE ws = $ws AND owner = $1 AND tag = 'c'", ARGS(v_id(id))), 1);
    assert_true(row_get_null(get(&thing_world, id), "due"));
}

static void tells_every_wrong_field(void **state)
{
    (void)state;
    static const struct {
        const char *member, *expected;
    } cases[] = {
        {"'nope':1", "/nope field.unknown\n"},
        {"'a/b~c':1", "/a~1b~0c field.unknown\n"},
        {"'version':3", "/version field.read_only\n"},
        {"'house':null", "/house field.read_only\n"},
        {"'secret':'x'", "/secret field.read_only\n"},
        {"'title':5", "/title field.text\n"},
        {"'title':'123456789012345678901'", "/title field.too_long\n"},
        {"'title':'a\\u0000b'", "/title field.encoding\n"},
        {"'notes':{}", "/notes field.text\n"},
        {"'amount':'5'", "/amount field.whole\n"},
        {"'amount':5.5", "/amount field.whole\n"},
        {"'amount':101", "/amount field.range\n"},
        {"'amount':-1", "/amount field.range\n"},
        {"'lit':1", "/lit field.truth\n"},
        {"'lit':null", "/lit field.truth\n"},
        {"'due':'2026-02-30'", "/due field.date\n"},
        {"'due':20260101", "/due field.date\n"},
        {"'seen':'2026-02-01'", "/seen field.instant\n"},
        {"'kind':'other'", "/kind field.choice\n"},
        {"'kind':null", "/kind field.required\n"},
        {"'parent':'xyz'", "/parent field.id\n"},
        {"'parent':'0190f5fe-7c00-7a00-8000-0123456789ab'", "/parent field.not_found\n"},
        {"'owners':'x'", "/owners field.ids\n"},
        {"'owners':['0190f5fe-7c00-7a00-8000-0123456789ab']", "/owners/0 field.not_found\n"},
        {"'owners':[3]", "/owners/0 field.id\n"},
        {"'tags':['a','b','c','d','e','f']", "/tags field.too_many\n"},
        {"'tags':[1]", "/tags/0 field.tags\n"},
        {"'tags':['1234567890123456789012345678901234567890123456789012345678901']", "/tags/0 field.too_long\n"},
        {"'data':[]", "/data field.object\n"},
        {"'data':{'a':'\\u0000'}", "/data field.encoding\n"},
        {"'custom':[]", "/custom field.object\n"},
        {"'custom':{'x':1}", "/custom/x field.custom_unknown\n"},
        {"'rank':'a00'", "/rank field.rank\n"},
        {"'email':'ada'", "/email field.email\n"},
        {"'email':'a@b@c.d'", "/email field.email\n"},
        {"'color':13", "/color field.color\n"},
        {"'locale':'xx'", "/locale field.locale\n"},
        {"'zone':'Mars/Phobos'", "/zone field.zone\n"},
        {"'currency':'eur'", "/currency field.currency\n"},
        {"'hash':'12'", "/hash field.hash\n"},
        {"'title':null", "/title field.required\n"},
        {"'title':'  '", "/title field.required\n"},
        {"'title':7,'due':'x','nope':1", "/title field.text\n/due field.date\n/nope field.unknown\n"},
        {"'title':'forbidden'", "/title field.choice\n"},
    };
    struct id id = thing_in(room, "Kept");
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_int_equal(update(&thing_world, id, parse("{%s}", cases[i].member)), ERR_INVALID);
        assert_problem(cases[i].expected);
        if (strstr(cases[i].member, "'title'"))
            continue;
        assert_int_equal(
            create(&thing_world, parse("{'room':'%s','title':'t',%s}", text_of(room), cases[i].member), NULL),
            ERR_INVALID);
        assert_problem(cases[i].expected);
    }
    assert_int_equal(row_get_int(get(&thing_world, id), "version"), 1);
    assert_int_equal(update(&thing_world, id, parse("{'code':'x'}")), ERR_INVALID);
    assert_problem("/code field.on_create\n");
    assert_int_equal(create(&thing_world, parse("{'due':'x'}"), NULL), ERR_INVALID);
    assert_problem("/due field.date\n/room field.required\n/title field.required\n");
    assert_int_equal(create(&mark_world, parse("{}"), NULL), ERR_INVALID);
    assert_problem("/thing field.required\n/text field.required\n");
    assert_int_equal(update(&thing_world, id, parse("[]")), ERR_INVALID);
}

static void unique_values_are_told(void **state)
{
    (void)state;
    assert_int_equal(create(&house_world, parse("{'name':'x','key':'n'}"), NULL), ERR_EXISTS);
    assert_problem("/key field.taken\n");
    next_op();
    assert_int_equal(resource_delete(&op, &house_world, house, ANY_VERSION), 0);
    assert_int_equal(create(&house_world, parse("{'name':'x','key':'n'}"), NULL), 0);
    next_op();
    assert_int_equal(resource_restore(&op, &house_world, house, NULL), ERR_EXISTS);
    assert_problem("/key field.taken\n");
}

/* ---- access ---- */

static void roles_and_scope(void **state)
{
    (void)state;
    struct id no = {{0}}, bob = made(&member_world, parse("{'name':'Bob'}"));
    struct id there = thing_in(room3, "There"), here = thing_in(room, "Here");
    op_exec(&op,
            "INSERT INTO access (ws, id, version, created, updated, member, client) VALUES ($ws, $1, 1, 0, 0, $2, $3)",
            ARGS(v_id(id_new()), v_id(bob), v_id(house)));
    struct row *row;
    act_as(SCOPE_MEMBER, ROLE_MEMBER, bob, no);
    assert_int_equal(resource_get(&op, &thing_world, there, false, &row), ERR_NOT_FOUND);
    assert_int_equal(update(&thing_world, there, parse("{'title':'Mine'}")), ERR_NOT_FOUND);
    next_op();
    assert_int_equal(resource_delete(&op, &thing_world, there, ANY_VERSION), ERR_NOT_FOUND);
    next_op();
    assert_int_equal(resource_restore(&op, &thing_world, there, NULL), ERR_NOT_FOUND);
    assert_int_equal(create(&thing_world, parse("{'room':'%s','title':'x'}", text_of(room3)), NULL), ERR_INVALID);
    assert_problem("/room field.not_found\n"); /* as if it were not there */
    assert_int_equal(update(&thing_world, here, parse("{'room':'%s'}", text_of(room3))), ERR_INVALID);
    assert_int_equal(update(&house_world, house, parse("{'name':'x'}")), ERR_FORBIDDEN);
    assert_int_equal(create(&house_world, parse("{'name':'x'}"), NULL), ERR_FORBIDDEN);
    assert_int_equal(update(&thing_world, here, parse("{'cost':5,'price':5}")), ERR_INVALID);
    assert_problem("/cost field.forbidden\n/price field.forbidden\n");
    assert_int_equal(update(&thing_world, here, parse("{'title':'Ours'}")), 0);
    struct id mark = made(&mark_world, parse("{'thing':'%s','text':'hello'}", text_of(here)));
    act_as(SCOPE_ALL, ROLE_OWNER, me, no);
    assert_int_equal(update(&mark_world, mark, parse("{'text':'bye'}")), ERR_FORBIDDEN); /* its allow */
    act_as(SCOPE_PORTAL, ROLE_PORTAL, id_new(), house);
    assert_int_equal(resource_get(&op, &thing_world, here, false, &row), ERR_NOT_FOUND);
    assert_int_equal(create(&thing_world, parse("{'room':'%s','title':'x'}", text_of(room)), NULL), ERR_FORBIDDEN);
    assert_int_equal(update(&house_world, house, parse("{'name':'x'}")), ERR_FORBIDDEN);
    json_t *out = written(get(&thing_world, here), ROLE_PORTAL);
    assert_non_null(json_object_get(out, "title"));
    assert_null(json_object_get(out, "notes"));
    assert_null(json_object_get(out, "cost"));
    json_decref(out);
    /* Own rows: made as mine, out of reach for others. */
    act_as(SCOPE_MEMBER, ROLE_MEMBER, bob, no);
    struct id page = made(&diary_world, parse("{'text':'secret'}"));
    assert_true(id_eq(row_get_id(get(&diary_world, page), "member"), bob));
    act_as(SCOPE_ALL, ROLE_OWNER, me, no);
    assert_int_equal(resource_get(&op, &diary_world, page, true, &row), ERR_NOT_FOUND);
}

/* ---- versions ---- */

static void merges_what_does_not_touch(void **state)
{
    (void)state;
    struct id id = thing_in(room, "First");
    assert_int_equal(update_at(&thing_world, id, 1, parse("{'title':'Second'}")), 0);
    assert_int_equal(update_at(&thing_world, id, 1, parse("{'amount':5}")), 0); /* other field: merged */
    assert_int_equal(row_get_int(get(&thing_world, id), "version"), 3);
    assert_true(str_is(row_get_text(get(&thing_world, id), "title"), "Second"));
    assert_int_equal(update_at(&thing_world, id, 1, parse("{'title':'Third','amount':6,'notes':'n'}")), ERR_CONFLICT);
    assert_problem("/title field.changed_since\n/amount field.changed_since\n");
    assert_non_null(memmem(op.problem.extra_json.at, op.problem.extra_json.n, "\"title\":\"Second\"", 16));
    assert_int_equal(update_at(&thing_world, id, 1, parse("{'title':'Second','notes':'n'}")),
                     0); /* the same on both sides */
    assert_int_equal(update_at(&thing_world, id, 9, parse("{'notes':'m'}")), ERR_STALE);
    next_op();
    assert_int_equal(resource_delete(&op, &thing_world, id, 1), ERR_STALE);
    int64_t events = count("SELECT count(*) FROM event WHERE ws = $ws", NO_ARGS);
    assert_int_equal(update(&thing_world, id, parse("{'notes':'n'}")), 0); /* nothing changed: nothing written */
    assert_int_equal(count("SELECT count(*) FROM event WHERE ws = $ws", NO_ARGS), events);
    assert_int_equal(row_get_int(get(&thing_world, id), "version"), 4);
}

/* ---- what belongs together ---- */

static void moves_what_is_below(void **state)
{
    (void)state;
    struct id top = thing_in(room, "Top");
    struct id sub = made(&thing_world, parse("{'parent':'%s','title':'Sub'}", text_of(top)));
    struct id subsub = made(&thing_world, parse("{'parent':'%s','title':'Subsub'}", text_of(sub)));
    struct id mark = made(&mark_world, parse("{'thing':'%s','text':'m'}", text_of(subsub)));
    struct id gone = made(&mark_world, parse("{'thing':'%s','text':'gone'}", text_of(top)));
    struct id beside = thing_in(room, "Beside");
    assert_true(id_eq(row_get_id(get(&thing_world, subsub), "room"), room));
    next_op();
    assert_int_equal(resource_delete(&op, &mark_world, gone, ANY_VERSION), 0);
    world_cascades = 0;
    assert_int_equal(update(&thing_world, top, parse("{'room':'%s'}", text_of(room3))), 0);
    assert_int_equal(world_cascades, 2);
    assert_true(id_eq(row_get_id(get(&thing_world, subsub), "room"), room3));
    assert_true(id_eq(row_get_id(get(&thing_world, subsub), "house"), house2));
    assert_true(id_eq(row_get_id(get(&mark_world, mark), "house"), house2));
    assert_true(id_eq(row_get_id(get(&mark_world, gone), "house"), house2)); /* the trash moves too */
    assert_true(id_eq(row_get_id(get(&thing_world, beside), "house"), house));
    assert_int_equal(count("SELECT count(*) FROM event WHERE ws = $ws AND change = $1", ARGS(v_id(op.change))), 5);
    assert_int_equal(
        count("SELECT count(*) FROM event WHERE ws = $ws AND change = $1 AND client_before = $2 AND project = $3",
              ARGS(v_id(op.change), v_id(house), v_id(room3))),
        5);
    /* A whole room to another house. */
    assert_int_equal(update(&room_world, room3, parse("{'house':'%s'}", text_of(house))), 0);
    assert_true(id_eq(row_get_id(get(&mark_world, mark), "house"), house));
    assert_int_equal(update(&thing_world, sub, parse("{'room':'%s'}", text_of(room))), ERR_INVALID);
    assert_problem("/room field.inherited\n");
    assert_int_equal(update(&thing_world, sub, parse("{'room':'%s','parent':null}", text_of(room))), 0);
    assert_true(id_eq(row_get_id(get(&thing_world, subsub), "room"), room));
}

static void trash_and_restore(void **state)
{
    (void)state;
    struct id top = thing_in(room, "Top"), other = thing_in(room3, "Other");
    struct id sub = made(&thing_world, parse("{'parent':'%s','title':'Sub'}", text_of(top)));
    struct id before = made(&thing_world, parse("{'parent':'%s','title':'Before'}", text_of(top)));
    struct id mark = made(&mark_world, parse("{'thing':'%s','other':'%s','text':'m'}", text_of(sub), text_of(other)));
    next_op();
    assert_int_equal(resource_delete(&op, &thing_world, before, ANY_VERSION), 0);
    next_op();
    assert_int_equal(resource_delete(&op, &room_world, room, ANY_VERSION), 0);
    assert_true(in_trash(&thing_world, top) && in_trash(&thing_world, sub) && in_trash(&mark_world, mark));
    assert_false(in_trash(&thing_world, other));
    struct row *row;
    assert_int_equal(resource_get(&op, &thing_world, top, false, &row), ERR_NOT_FOUND);
    assert_int_equal(update(&thing_world, top, parse("{'title':'x'}")), ERR_NOT_FOUND);
    next_op();
    assert_int_equal(resource_restore(&op, &thing_world, top, NULL), ERR_CONFLICT);
    assert_string_equal(op.problem.message, "resource.parent_in_trash");
    assert_true(str_is(op.problem.args[0].value.s, "Kitchen"));
    assert_int_equal(create(&thing_world, parse("{'room':'%s','title':'x'}", text_of(room)), NULL), ERR_INVALID);
    /* The other end of the mark goes too; it stays away until both are back. */
    next_op();
    assert_int_equal(resource_delete(&op, &thing_world, other, ANY_VERSION), 0);
    next_op();
    assert_int_equal(resource_restore(&op, &room_world, room, &row), 0);
    assert_true(row_get_null(row, "deleted"));
    assert_false(in_trash(&thing_world, top) || in_trash(&thing_world, sub));
    assert_true(in_trash(&thing_world, before)); /* it was there before */
    assert_true(in_trash(&mark_world, mark));
    next_op();
    assert_int_equal(resource_restore(&op, &thing_world, other, NULL), 0);
    assert_false(in_trash(&mark_world, mark));
    next_op();
    assert_int_equal(resource_restore(&op, &thing_world, before, NULL), 0);
    assert_int_equal(resource_restore(&op, &thing_world, before, NULL), 0); /* twice is as good as once */
}

/* ---- custom fields ---- */

static void custom_values(void **state)
{
    (void)state;
    struct id f[8];
    for (int i = 0; i < 8; i++) {
        const char *more = i == 4   ? ",'options':[{'id':'g','name':'Gold'},{'id':'s','name':'Silver'}]"
                           : i == 2 ? ",'currency':'EUR'"
                                    : "";
        f[i] = made(&custom_world, parse("{'name':'%s','type':'%s'%s}", world_types[i], world_types[i], more));
    }
    struct id other = made(&custom_world, parse("{'name':'elsewhere','applies_to':'room'}"));
    struct id id = thing_in(room, "Rich");
    static const char *const good[] = {"'words'", "12.5",   "{'amount':1250}",       "'2026-03-01'",
                                       "'g'",     "['%s']", "'https://a.example/x'", "true"};
    static const char *const bad[] = {"5",   "'12'",  "{'amount':1.5}",        "'2026-02-30'",
                                      "'b'", "['x']", "'javascript:alert(1)'", "1"};
    static const char *const messages[] = {"field.text",   "field.number", "field.money", "field.date",
                                           "field.choice", "field.id",     "field.link",  "field.truth"};
    for (int i = 0; i < 8; i++) {
        char expected[200];
        snprintf(expected, sizeof expected, "/custom/%s %s\n", text_of(f[i]), messages[i]);
        assert_int_equal(update(&thing_world, id, parse("{'custom':{'%s':%s}}", text_of(f[i]), bad[i])), ERR_INVALID);
        assert_problem(expected);
        char value[100];
        if (i == 5)
            snprintf(value, sizeof value, "['%s']", text_of(me));
        else
            snprintf(value, sizeof value, "%s", good[i]);
        assert_int_equal(update(&thing_world, id, parse("{'custom':{'%s':%s}}", text_of(f[i]), value)), 0);
    }
    assert_int_equal(update(&thing_world, id, parse("{'custom':{'%s':{'amount':1,'currency':'USD'}}}", text_of(f[2]))),
                     ERR_INVALID);
    assert_int_equal(update(&thing_world, id, parse("{'custom':{'%s':'x'}}", text_of(other))), ERR_INVALID);
    assert_int_equal(count("SELECT count(*) FROM custom_value WHERE ws = $ws AND owner = $1", ARGS(v_id(id))), 8);
    assert_int_equal(count("SELECT number FROM custom_value WHERE ws = $ws AND field = $1", ARGS(v_id(f[1]))),
                     12500000);
    assert_int_equal(
        count("SELECT number FROM custom_value WHERE ws = $ws AND field = $1 AND text = 'EUR'", ARGS(v_id(f[2]))),
        1250);
    assert_int_equal(count("SELECT count(*) FROM custom_value WHERE ws = $ws AND field = $1 AND ref = $2",
                           ARGS(v_id(f[5]), v_id(me))),
                     1);
    assert_int_equal(update(&thing_world, id, parse("{'custom':{'%s':null}}", text_of(f[0]))), 0);
    assert_int_equal(count("SELECT count(*) FROM custom_value WHERE ws = $ws AND owner = $1", ARGS(v_id(id))), 7);
    json_t *out = written(get(&thing_world, id), ROLE_MEMBER);
    json_t *custom = json_object_get(out, "custom");
    assert_int_equal(json_object_size(custom), 7);
    assert_string_equal(json_string_value(json_object_get(json_object_get(custom, text_of(f[2])), "currency")), "EUR");
    json_decref(out);
}

/* ---- history ---- */

static json_t *history(struct id id, int64_t before, int limit)
{
    struct buf b;
    struct json j;
    buf_init(&b, 1 << 20);
    json_init(&j, &b);
    assert_int_equal(resource_history(&op, &thing_world, id, before, limit, &j), 0);
    json_t *json = json_loadb(b.at, b.n, 0, NULL);
    assert_non_null(json);
    buf_release(&b);
    return json;
}

static void history_is_masked(void **state)
{
    (void)state;
    struct id no = {{0}};
    struct id id = made(&thing_world, parse("{'room':'%s','title':'One','cost':5}", text_of(room)));
    const char *const secret[] = {"secret"};
    next_op();
    assert_int_equal(resource_set_system(&op, &thing_world, id, 1, secret, &v_text(STR("hidden"))), 0);
    assert_int_equal(update(&thing_world, id, parse("{'title':'Two','cost':6}")), 0);
    assert_int_equal(update(&thing_world, id, parse("{'room':'%s'}", text_of(room2))), 0);
    json_t *h = history(id, 0, 10), *items = json_object_get(h, "items");
    assert_int_equal(json_array_size(items), 4);
    json_t *move = json_array_get(items, 0), *change = json_array_get(items, 1);
    assert_int_equal(json_object_size(json_object_get(move, "after")),
                     1); /* only what changed, though the event has all */
    assert_string_equal(json_string_value(json_object_get(json_object_get(change, "before"), "title")), "One");
    assert_int_equal(json_integer_value(json_object_get(json_object_get(change, "after"), "cost")), 6);
    assert_string_equal(json_string_value(json_object_get(json_object_get(change, "actor"), "name")), "Ada");
    assert_true(json_is_null(json_object_get(h, "next")));
    char *text = json_dumps(h, 0);
    assert_null(strstr(text, "hidden"));
    free(text);
    json_decref(h);
    act_as(SCOPE_ALL, ROLE_MEMBER, me, no);
    h = history(id, 0, 10);
    text = json_dumps(h, 0);
    assert_null(strstr(text, "cost"));
    free(text);
    json_decref(h);
    h = history(id, 0, 3);
    int64_t next = json_integer_value(json_object_get(h, "next"));
    assert_int_equal(json_array_size(json_object_get(h, "items")), 3);
    json_decref(h);
    h = history(id, next, 3);
    items = json_object_get(h, "items");
    assert_int_equal(json_array_size(items), 1);
    assert_string_equal(json_string_value(json_object_get(json_array_get(items, 0), "verb")), "create");
    json_decref(h);
}

static int undo(struct id change)
{
    size_t n;
    next_op();
    return change_undo(&op, change, &n);
}

static void undo_of_everything(void **state)
{
    (void)state;
    struct id no = {{0}}, top = thing_in(room, "Top"), creation = op.change;
    struct id sub = made(&thing_world, parse("{'parent':'%s','title':'Sub'}", text_of(top)));
    assert_int_equal(update(&thing_world, top, parse("{'title':'New','amount':4,'owners':['%s']}", text_of(me))), 0);
    struct id change = op.change;
    assert_int_equal(undo(change), 0);
    struct id undoing = op.change;
    struct row *row = get(&thing_world, top);
    assert_true(str_is(row_get_text(row, "title"), "Top") && row_get_null(row, "amount") &&
                row_get_null(row, "owners"));
    assert_int_equal(row_get_int(row, "version"), 3);
    assert_int_equal(count("SELECT count(*) FROM link WHERE ws = $ws AND owner = $1", ARGS(v_id(top))), 0);
    assert_int_equal(undo(undoing), 0); /* redo */
    assert_true(str_is(row_get_text(get(&thing_world, top), "title"), "New"));
    assert_int_equal(update(&thing_world, top, parse("{'title':'Newer'}")), 0);
    assert_int_equal(undo(change), ERR_CONFLICT);
    assert_problem("/title field.changed_since\n");
    assert_int_equal(undo(creation), ERR_CONFLICT);
    /* A move with what is below, and something made below since. */
    assert_int_equal(update(&thing_world, top, parse("{'room':'%s'}", text_of(room3))), 0);
    struct id move = op.change;
    struct id late = made(&thing_world, parse("{'parent':'%s','title':'Late'}", text_of(top)));
    assert_int_equal(undo(move), 0);
    assert_true(id_eq(row_get_id(get(&thing_world, sub), "house"), house));
    assert_true(id_eq(row_get_id(get(&thing_world, late), "house"), house));
    /* Trash and back, and back again. */
    next_op();
    assert_int_equal(resource_delete(&op, &room_world, room, ANY_VERSION), 0);
    struct id deletion = op.change;
    assert_int_equal(undo(deletion), 0);
    struct id restored = op.change;
    assert_false(in_trash(&thing_world, late) || in_trash(&thing_world, sub) || in_trash(&room_world, room));
    assert_int_equal(undo(restored), 0);
    assert_true(in_trash(&thing_world, late) && in_trash(&thing_world, sub) && in_trash(&room_world, room));
    assert_int_equal(undo(op.change), 0);
    assert_false(in_trash(&thing_world, late) || in_trash(&room_world, room));
    /* What is held first, then what holds it, in one change; then the holder goes on its own. */
    next_op();
    assert_int_equal(resource_delete(&op, &thing_world, late, ANY_VERSION), 0);
    assert_int_equal(resource_delete(&op, &room_world, room, ANY_VERSION), 0);
    assert_int_equal(undo(op.change), 0);
    assert_false(in_trash(&thing_world, late) || in_trash(&room_world, room));
    next_op();
    assert_int_equal(resource_delete(&op, &thing_world, late, ANY_VERSION), 0);
    deletion = op.change;
    next_op();
    assert_int_equal(resource_delete(&op, &room_world, room, ANY_VERSION), 0);
    assert_int_equal(undo(deletion), ERR_CONFLICT);
    assert_string_equal(op.problem.message, "resource.parent_in_trash");
    next_op();
    assert_int_equal(resource_restore(&op, &room_world, room, NULL), 0);
    struct id lone = thing_in(room, "Lone");
    struct id making = op.change;
    struct id bob = made(&member_world, parse("{'name':'Bob'}"));
    act_as(SCOPE_ALL, ROLE_MEMBER, bob, no);
    assert_int_equal(undo(making), ERR_FORBIDDEN); /* not theirs */
    assert_int_equal(undo(id_new()), ERR_NOT_FOUND);
    act_as(SCOPE_ALL, ROLE_MANAGER, bob, no);
    assert_int_equal(undo(making), 0);
    assert_true(in_trash(&thing_world, lone));
    act_as(SCOPE_MEMBER, ROLE_MEMBER, me, no);
    assert_int_equal(undo(making), ERR_NOT_FOUND); /* no longer theirs to see */
}

static void the_past(void **state)
{
    (void)state;
    struct id a = thing_in(room, "A1");
    int64_t t1 = op.now_us;
    struct id b = thing_in(room, "B1"), c = thing_in(room2, "C1");
    assert_int_equal(update(&thing_world, a, parse("{'title':'A2','amount':3}")), 0);
    int64_t t2 = op.now_us;
    assert_int_equal(update(&thing_world, b, parse("{'room':'%s','title':'B2'}", text_of(room2))), 0);
    assert_int_equal(update(&thing_world, c, parse("{'room':'%s'}", text_of(room))), 0);
    next_op();
    assert_int_equal(resource_delete(&op, &thing_world, a, ANY_VERSION), 0);
    int64_t t3 = op.now_us;
    assert_int_equal(update(&thing_world, b, parse("{'title':'B3'}")), 0);
    struct row *row, **rows;
    assert_int_equal(resource_as_of(&op, &thing_world, a, t1 - 1, &row), ERR_NOT_FOUND);
    assert_int_equal(resource_as_of(&op, &thing_world, a, t1, &row), 0);
    assert_true(str_is(row_get_text(row, "title"), "A1") && row_get_null(row, "amount"));
    assert_int_equal(row_get_int(row, "version"), 1);
    assert_int_equal(row_get_int(row, "updated"), t1);
    assert_int_equal(resource_as_of(&op, &thing_world, a, t2, &row), 0);
    assert_int_equal(row_get_int(row, "amount"), 3);
    assert_int_equal(row_get_int(row, "version"), 2);
    assert_int_equal(resource_as_of(&op, &thing_world, a, t3, &row), ERR_NOT_FOUND);
    size_t n;
    assert_int_equal(resource_as_of_project(&op, &thing_world, room, t2, &rows, &n), 0);
    assert_int_equal(n, 2);
    for (size_t i = 0; i < n; i++)
        assert_true(str_is(row_get_text(rows[i], "title"), id_eq(row_get_id(rows[i], "id"), a) ? "A2" : "B1"));
    assert_int_equal(resource_as_of_project(&op, &thing_world, room, t3, &rows, &n), 0);
    assert_int_equal(n, 1);
    assert_true(id_eq(row_get_id(rows[0], "id"), c));
    assert_int_equal(resource_as_of_project(&op, &thing_world, room2, t3, &rows, &n), 0);
    assert_int_equal(n, 1);
    assert_true(str_is(row_get_text(rows[0], "title"), "B2"));
    assert_int_equal(resource_as_of_project(&op, &thing_world, (struct id){{0}}, t1, &rows, &n), 0);
    assert_int_equal(n, 1);
}

/* ---- budgets ---- */

static int64_t statements_of_creation(int owners)
{
    struct buf b;
    buf_init(&b, 65536);
    for (int i = 0; i < owners; i++)
        buf_format(&b, "%s'%s'", i ? "," : "", text_of(made(&member_world, parse("{'name':'m%d'}", i))));
    buf_add(&b, "", 1);
    json_t *input = parse("{'room':'%s','title':'t','owners':[%s]}", text_of(room), b.at);
    buf_release(&b);
    int64_t before = db_statements(db);
    made(&thing_world, input);
    return db_statements(db) - before;
}

static void statements_are_counted(void **state)
{
    (void)state;
    statements_of_creation(1);
    assert_int_equal(statements_of_creation(2), statements_of_creation(10));
    struct id id = thing_in(room, "x");
    for (int i = 0; i < 50; i++)
        thing_in(room, "more");
    int64_t before = db_statements(db);
    assert_int_equal(update(&thing_world, id, parse("{'title':'y'}")), 0);
    assert_true(db_statements(db) - before <= 10);
}

static void program_keeps_authors_and_times(void **state)
{
    (void)state;
    struct id bob = made(&member_world, parse("{'name':'Bob'}"));
    json_t *input = parse("{'room':'%s','title':'Old','created':'2020-01-01T00:00:00Z','created_by':'%s'}",
                          text_of(room), text_of(bob));
    const char *const fields[] = {"secret"};
    struct row *row;
    next_op();
    assert_int_equal(resource_create_system(&op, &thing_world, input, 1, fields, &v_text(STR("s")), &row), 0);
    json_decref(input);
    row = get(&thing_world, row_get_id(row, "id"));
    assert_int_equal(row_get_int(row, "created"), INT64_C(1577836800) * US_PER_S);
    assert_true(id_eq(row_get_id(row, "created_by"), bob));
    assert_true(str_is(row_get_text(row, "secret"), "s"));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, open_world, close_world)
int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(creates_with_defaults_and_inheritance),
        TEST(keeps_every_type),
        TEST(tells_every_wrong_field),
        TEST(unique_values_are_told),
        TEST(roles_and_scope),
        TEST(merges_what_does_not_touch),
        TEST(moves_what_is_below),
        TEST(trash_and_restore),
        TEST(custom_values),
        TEST(history_is_masked),
        TEST(undo_of_everything),
        TEST(the_past),
        TEST(statements_are_counted),
        TEST(program_keeps_authors_and_times),
    };
    return run_on_databases("resource changes", tests);
}
