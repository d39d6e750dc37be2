#include "planning/changes.h"
#include "planning/planning.h"

static const char *const states[] = {"draft", "kept", "dropped", NULL};

/* What if: a list of changes (changes.h) with a name. Seen by who made it and by managers. */
static const struct field fields[] = {
    FIELDS_COMMON,
    {.name = "member", .type = F_REF, .flags = FF_REQUIRED | FF_READ_ONLY | FF_CASCADE, .target = "member"},
    {.name = "name", .type = F_TEXT, .flags = FF_REQUIRED, .max = 100},
    {.name = "note", .type = F_MARKDOWN, .max = 10000},
    {.name = "changes",
     .type = F_JSON,
     .flags = FF_NO_FILTER,
     .max = CHANGES_BYTES_MAX,
     .initial = "[]",
     .valid = changes_valid},
    /* kept and dropped through /scenarios/{id}/keep and /drop */
    {.name = "state", .type = F_ENUM, .flags = FF_REQUIRED | FF_READ_ONLY, .choices = states, .initial = "\"draft\""},
};

static int allow(struct op *op, const struct change *c)
{
    if (!c->before || id_eq(row_get_id(c->before, "member"), op->scope.me) || op->scope.role >= ROLE_MANAGER)
        return 0;
    return op_fail(op, ERR_FORBIDDEN, "scenario.not_yours", 0, NULL);
}

/* What was kept has happened: its list is history. */
static int check(struct op *op, struct change *c)
{
    if (c->verb == VERB_CREATE && row_get_null(c->after, "member") && !id_is_zero(op->scope.me))
        *row_at(c->after, "member") = v_id(op->scope.me);
    if (c->verb == VERB_UPDATE && str_is(row_get_text(c->before, "state"), "kept") &&
        row_differs(c->before, c->after, "changes"))
        return op_field_fail(op, "/changes", "scenario.is_kept", 0, NULL);
    return 0;
}

const struct resource scenario_resource = {
    .name = "scenario",
    .plural = "scenarios",
    .table = "scenario",
    .fields = fields,
    .n_fields = FIELD_COUNT(fields),
    .scope = {.table = "scenario", .kind = SCOPED_OWN},
    .create = ROLE_MEMBER,
    .update = ROLE_MEMBER,
    .delete_ = ROLE_MEMBER,
    .title = "name",
    .default_sort = "-created",
    .version = 1,
    .check = check,
    .allow = allow,
};
