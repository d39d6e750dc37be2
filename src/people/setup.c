/* The first start: what a workspace needs before anybody can work in it. */
#include "base/utf8.h"
#include "clients/clients.h"
#include "people/credential.h"
#include "people/people.h"
#include "work/work.h"

/* Keys of the catalogue; a colour each, so that they can be told apart at once. */
static const char *const activities[] = {
    "activity.planning", "activity.design", "activity.writing",  "activity.development",
    "activity.review",   "activity.calls",  "activity.research", "activity.admin",
};

static int create(struct op *op, const struct resource *r, json_t *input, struct row **ret_row)
{
    json_auto_t *owned = input;
    struct row *row;
    int err = resource_create_system(op, r, owned, 0, NULL, NULL, &row);
    if (!err && ret_row)
        *ret_row = row;
    return err;
}

static int create_activities(struct op *op, const char *locale)
{
    for (size_t i = 0; i < sizeof activities / sizeof *activities; i++) {
        struct str name = workspace_word(op, locale, activities[i]);
        int err = create(op, &activity_resource, json_pack("{s:s%, s:i}", "name", name.at, name.n, "color", (int)i + 1),
                         NULL);
        if (err)
            return err;
    }
    return 0;
}

static int create_workspace(struct op *op, const struct setup *s)
{
    json_t *input = json_pack("{s:s%, s:s%, s:s%}", "name", s->workspace.at, s->workspace.n, "locale", s->locale.at,
                              s->locale.n, "zone", s->zone.at, s->zone.n);
    return create(op, &workspace_resource, input, NULL);
}

static int create_owner(struct op *op, const struct setup *s, struct id *ret_owner)
{
    json_t *input = json_pack("{s:s%, s:s%, s:s}", "name", s->name.at, s->name.n, "email", s->email.at, s->email.n,
                              "role", "owner");
    struct row *owner;
    int err = create(op, &member_resource, input, &owner);
    if (err)
        return err;
    *ret_owner = row_get_id(owner, "id");
    return credential_set(op, *ret_owner, s->password_hash);
}

int setup_run(struct op *op, const struct setup *s, struct id *ret_owner)
{
    bool needed;
    int err = setup_needed(op, &needed);
    if (err)
        return err;
    if (!needed)
        return op_fail(op, ERR_CONFLICT, "setup.done", 0, NULL);
    struct id owner;
    if ((err = create_workspace(op, s)) || (err = create_owner(op, s, &owner)))
        return err;
    op->scope.me = owner;
    const char *locale = workspace_locale(op);
    json_t *internal =
        json_pack("{s:s%, s:s, s:b}", "name", s->workspace.at, s->workspace.n, "kind", "internal", "shared", 0);
    if ((err = create(op, &client_resource, internal, NULL)) || (err = create_activities(op, locale)))
        return err;
    *ret_owner = owner;
    return 0;
}
