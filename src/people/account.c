/* Accounts by the command line: for the one who has the machine, and so needs no permission. */
#include "base/json_out.h"
#include "people/credential.h"
#include "people/people.h"

static int account_find(struct op *op, struct str email, struct id *ret_id)
{
    struct credential c;
    int err = credential_find(op, email, &c);
    if (err)
        return err;
    if (id_is_zero(c.person))
        return op_fail(op, ERR_NOT_FOUND, "account.unknown", OP_ARGS({"email", v_text(email)}));
    *ret_id = c.person;
    return 0;
}

static int account_first(struct op *op, const struct account *a, struct id *ret_id)
{
    struct setup setup = {.workspace = a->name,
                          .name = a->name,
                          .email = a->email,
                          .locale = STR("en"),
                          .zone = STR("UTC"),
                          .password_hash = a->password_hash};
    if (op->locale)
        setup.locale = str_of(op->locale);
    if (op->zone)
        setup.zone = str_of(op->zone);
    return setup_run(op, &setup, ret_id);
}

int account_add(struct op *op, const struct account *a, struct id *ret_id)
{
    bool first;
    int err = setup_needed(op, &first);
    if (err)
        return err;
    if (first)
        return account_first(op, a, ret_id);
    json_auto_t *input = json_pack("{s:s%, s:s%, s:s}", "name", a->name.at, a->name.n, "email", a->email.at, a->email.n,
                                   "role", role_name(a->role));
    struct row *member;
    err = resource_create_system(op, &member_resource, input, 0, NULL, NULL, &member);
    if (err)
        return err;
    *ret_id = row_get_id(member, "id");
    return a->password_hash ? credential_set(op, *ret_id, a->password_hash) : 0;
}

int account_set_password(struct op *op, struct str email, const char *password_hash)
{
    struct id id;
    int err = account_find(op, email, &id);
    if (err)
        return err;
    err = credential_set(op, id, password_hash);
    return err ? err : session_end_all(op, id, (struct id){{0}});
}

int account_set_role(struct op *op, struct str email, enum role role)
{
    struct id id;
    int err = account_find(op, email, &id);
    if (err)
        return err;
    static const char *const names[] = {"role"};
    return resource_set_system(op, &member_resource, id, 1, names, &v_text(str_of(role_name(role))));
}

int account_list(struct op *op, struct json *out)
{
    ROWS rows = {0};
    int err = op_query_system(
        op, &rows, "SELECT id, name, email, role, active FROM @member WHERE deleted IS NULL ORDER BY name_key",
        NO_ARGS);
    if (err)
        return err;
    json_object_start(out);
    json_key(out, "items");
    json_array_start(out);
    while ((err = rows_next(&rows)) == 1) {
        json_object_start(out);
        json_key(out, "id");
        json_id(out, row_id(&rows, 0));
        json_key(out, "name");
        json_str(out, row_text(&rows, 1));
        json_key(out, "email");
        json_str(out, row_text(&rows, 2));
        json_key(out, "role");
        json_str(out, row_text(&rows, 3));
        json_key(out, "active");
        json_bool(out, row_int(&rows, 4));
        json_object_end(out);
    }
    json_array_end(out);
    json_object_end(out);
    return err;
}
