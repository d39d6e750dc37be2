/* Passwords, accounts and roles: the rules that stand between a person and the workspace. */
#include "work_world.h"
#include "people/credential.h"
#include "people/secret.h"

static void passwords_are_hashed_and_compared(void **state)
{
    (void)state;
    struct world w;
    char hash[PASSWORD_HASH_ROOM];
    world_init(&w);
    assert_int_equal(password_hash(&w.op, STR("correct horse battery"), hash), 0);
    assert_non_null(strstr(hash, "$argon2id$"));
    assert_true(password_verify(hash, STR("correct horse battery")));
    assert_false(password_verify(hash, STR("correct horse batterz")));
    assert_false(password_verify(NULL, STR("correct horse battery")));
    world_release(&w);
}

static void weak_passwords_are_refused(void **state)
{
    (void)state;
    static const struct {
        const char *password, *message;
    } cases[] = {
        {"short", "password.length"},
        {"ada@example.org", "password.guessable"},
        {"ADA@example.org", "password.guessable"},
        {"aaaaaaaaaaaaaaa", "password.guessable"},
        {"éééééééééé", NULL}, /* ten characters, though twenty bytes: but one letter only */
        {"a long enough one", NULL},
    };
    struct world w;
    world_init(&w);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        world_next(&w);
        int err =
            password_check(&w.op, "/password", str_of(cases[i].password), STR("ada@example.org"), STR("Ada Lovelace"));
        bool refused = cases[i].message ? world_says(&w, "/password", cases[i].message) : err != 0;
        if (refused != (cases[i].message != NULL))
            fail_msg("%s", cases[i].password);
    }
    world_release(&w);
}

static void an_account_rests_after_many_failures(void **state)
{
    (void)state;
    struct world w;
    struct credential c;
    world_init(&w);
    for (int i = 0; i < PASSWORD_FAILED; i++) {
        assert_int_equal(credential_find(&w.op, STR("Ada@Example.org"), &c), 0);
        assert_true(id_eq(c.person, w.owner));
        assert_true(c.active && !c.resting);
        assert_int_equal(credential_failed(&w.op, w.owner), 0);
    }
    assert_int_equal(credential_find(&w.op, STR("ada@example.org"), &c), 0);
    assert_true(c.resting);
    w.op.now_us += PASSWORD_REST_US + 1;
    assert_int_equal(credential_of(&w.op, w.owner, &c), 0);
    assert_false(c.resting);
    assert_int_equal(credential_succeeded(&w.op, w.owner), 0);
    assert_int_equal(credential_failed(&w.op, w.owner), 0);
    assert_int_equal(credential_of(&w.op, w.owner, &c), 0);
    assert_false(c.resting);
    /* nobody counts as well, so that it takes as long */
    assert_int_equal(credential_find(&w.op, STR("nobody@example.org"), &c), 0);
    assert_true(id_is_zero(c.person) && !c.hash);
    assert_int_equal(credential_failed(&w.op, c.person), 0);
    world_release(&w);
}

static void secrets_differ_and_only_their_hash_finds_them(void **state)
{
    (void)state;
    struct world w;
    uint8_t a[SECRET_BYTES], b[SECRET_BYTES];
    world_init(&w);
    struct str one = secret_make(&w.arena, "apl_"), two = secret_make(&w.arena, "apl_");
    assert_int_equal(one.n, 4 + 43);
    assert_false(str_eq(one, two));
    secret_hash(one, a);
    secret_hash(two, b);
    assert_memory_not_equal(a, b, sizeof a);
    secret_hash(one, b);
    assert_memory_equal(a, b, sizeof a);
    world_release(&w);
}

static void setup_works_once(void **state)
{
    (void)state;
    struct world w;
    bool needed = true;
    struct id owner;
    struct setup again = {.workspace = STR("B"),
                          .name = STR("Eve"),
                          .email = STR("eve@example.org"),
                          .locale = STR("en"),
                          .zone = STR("UTC"),
                          .password_hash = "none"};
    world_init(&w);
    assert_int_equal(setup_needed(&w.op, &needed), 0);
    assert_false(needed);
    world_next(&w);
    assert_int_equal(setup_run(&w.op, &again, &owner), ERR_CONFLICT);
    struct id none = {{0}};
    assert_int_equal(world_count(&w, "SELECT count(*) FROM @client WHERE kind = 'internal' AND id <> $1", none), 1);
    assert_true(world_count(&w, "SELECT count(*) FROM @activity WHERE id <> $1", none) >= 6);
    world_release(&w);
}

/* Who may change whose role to what. */
static void roles_are_kept(void **state)
{
    (void)state;
    enum { OWNER, ADMIN, MANAGER, MEMBER, PEOPLE };
    static const enum role roles[PEOPLE] = {ROLE_OWNER, ROLE_ADMIN, ROLE_MANAGER, ROLE_MEMBER};
    static const struct {
        int actor, object;
        const char *json;
        int code;
    } cases[] = {
        {OWNER, ADMIN, "{'role':'owner'}", 0},
        {OWNER, MEMBER, "{'role':'admin'}", 0},
        {OWNER, OWNER, "{'role':'member'}", ERR_CONFLICT}, /* the last one */
        {OWNER, OWNER, "{'active':false}", ERR_CONFLICT},
        {ADMIN, ADMIN, "{'role':'owner'}", ERR_FORBIDDEN},
        {ADMIN, OWNER, "{'active':false}", ERR_FORBIDDEN},
        {ADMIN, OWNER, "{'name':'Mine'}", ERR_FORBIDDEN},
        {ADMIN, MEMBER, "{'role':'manager'}", 0},
        {ADMIN, MEMBER, "{'active':false}", 0},
        {MANAGER, MANAGER, "{'name':'New name'}", 0},
        {MANAGER, MEMBER, "{'name':'Not mine'}", ERR_FORBIDDEN},
        {MEMBER, MEMBER, "{'theme':'dark'}", 0},
    };
    struct world w;
    struct row *row;
    world_init(&w);
    struct id people[PEOPLE] = {w.owner};
    people[ADMIN] =
        row_get_id(world_make(&w, &member_resource, "{'name':'A','email':'a@example.org','role':'admin'}"), "id");
    people[MANAGER] =
        row_get_id(world_make(&w, &member_resource, "{'name':'M','email':'m@example.org','role':'manager'}"), "id");
    people[MEMBER] = row_get_id(world_make(&w, &member_resource, "{'name':'N','email':'n@example.org'}"), "id");
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        int actor = cases[i].actor;
        world_act_as(&w, people[actor], roles[actor] >= ROLE_MANAGER ? SCOPE_ALL : SCOPE_MEMBER, roles[actor]);
        assert_int_equal(db_savepoint(w.db), 0);
        int err = world_patch(&w, &member_resource, people[cases[i].object], &row, "%s", cases[i].json);
        assert_int_equal(db_savepoint_rollback(w.db), 0);
        if (err != cases[i].code)
            fail_msg("%d changes %d %s: %d", actor, cases[i].object, cases[i].json, err);
    }
    /* What a member may not set is refused by field, whoever it is about. */
    world_act_as(&w, people[MEMBER], SCOPE_MEMBER, ROLE_MEMBER);
    assert_true(world_patch(&w, &member_resource, people[MEMBER], &row, "{'role':'admin'}") != 0);
    assert_true(world_patch(&w, &member_resource, people[MEMBER], &row,
                            "{'own_tasks_only':false,'active':true,'role':'owner'}") != 0);
    world_release(&w);
}

static void who_is_switched_off_has_no_sessions(void **state)
{
    (void)state;
    struct world w;
    struct str token, csrf;
    world_init(&w);
    struct row *bob = world_make(&w, &member_resource, "{'name':'Bob','email':'bob@example.org'}");
    struct id id = row_get_id(bob, "id");
    for (int i = 0; i < 3; i++) {
        world_next(&w);
        assert_int_equal(session_open(&w.op, id, STR("Test"), STR("127.0.0.1"), &token, &csrf), 0);
    }
    assert_int_equal(world_count(&w, "SELECT count(*) FROM @session WHERE member = $1 AND deleted IS NULL", id), 3);
    world_change(&w, &member_resource, id, "{'active':false}");
    assert_int_equal(world_count(&w, "SELECT count(*) FROM @session WHERE member = $1 AND deleted IS NULL", id), 0);
    struct row *row;
    struct id any = {{0}};
    ROWS rows = {0};
    assert_int_equal(op_query_system(&w.op, &rows, "SELECT id FROM @session WHERE member = $1", ARGS(v_id(id))), 0);
    if (rows_next(&rows) == 1)
        any = row_id(&rows, 0);
    rows_end(&rows);
    world_next(&w);
    struct scope before = op_as_system(&w.op);
    assert_int_equal(resource_restore(&w.op, &session_resource, any, &row), ERR_CONFLICT);
    w.op.scope = before;
    world_release(&w);
}

static void accounts_by_the_command_line(void **state)
{
    (void)state;
    struct world w;
    struct id id;
    world_init(&w);
    struct account cleo = {
        .name = STR("Cleo"), .email = STR("cleo@example.org"), .role = ROLE_MANAGER, .password_hash = "h"};
    struct scope before = op_as_system(&w.op);
    world_next(&w);
    assert_int_equal(account_add(&w.op, &cleo, &id), 0);
    world_next(&w);
    assert_int_equal(account_set_role(&w.op, STR("cleo@example.org"), ROLE_ADMIN), 0);
    assert_true(str_is(row_get_text(world_get(&w, &member_resource, id), "role"), "admin"));
    world_next(&w);
    assert_int_equal(account_set_role(&w.op, STR("ada@example.org"), ROLE_MEMBER), ERR_CONFLICT);
    world_next(&w);
    assert_int_equal(account_set_password(&w.op, STR("nobody@example.org"), "h"), ERR_NOT_FOUND);
    world_next(&w);
    assert_int_equal(account_set_password(&w.op, STR("cleo@example.org"), "new"), 0);
    struct credential c;
    assert_int_equal(credential_of(&w.op, id, &c), 0);
    assert_string_equal(c.hash, "new");
    w.op.scope = before;
    world_release(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(passwords_are_hashed_and_compared),
        cmocka_unit_test(weak_passwords_are_refused),
        cmocka_unit_test(an_account_rests_after_many_failures),
        cmocka_unit_test(secrets_differ_and_only_their_hash_finds_them),
        cmocka_unit_test(setup_works_once),
        cmocka_unit_test(roles_are_kept),
        cmocka_unit_test(who_is_switched_off_has_no_sessions),
        cmocka_unit_test(accounts_by_the_command_line),
    };
    return run_on_databases("people", tests);
}
