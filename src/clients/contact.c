#include "clients/clients.h"

static const char *const weights[] = {"decides", "influences", "uses", "informed", NULL};

static const struct field fields[] = {
    FIELDS_COMMON,
    {.name = "client", .type = F_REF, .flags = FF_REQUIRED | FF_ON_CREATE | FF_CASCADE, .target = "client"},
    {.name = "name", .type = F_TEXT, .flags = FF_REQUIRED | FF_SEARCH | FF_SORT, .max = 200},
    {.name = "email", .type = F_EMAIL, .flags = FF_SEARCH, .max = 254},
    {.name = "phone", .type = F_TEXT, .max = 60},
    {.name = "title", .type = F_TEXT, .max = 200},
    /* how much they count when the client decides */
    {.name = "weight", .type = F_ENUM, .choices = weights},
    {.name = "locale", .type = F_LOCALE},
    {.name = "zone", .type = F_ZONE},
    {.name = "portal", .type = F_BOOL, .flags = FF_REQUIRED, .initial = "false"},
    {.name = "notes", .type = F_MARKDOWN, .max = 100000},
};

/* The portal is entered by a link sent to the address. */
static int check(struct op *op, struct change *c)
{
    if (c->verb <= VERB_UPDATE && row_get_int(c->after, "portal") && row_get_null(c->after, "email"))
        return op_field_fail(op, "/email", "contact.portal_email", 0, NULL);
    return 0;
}

const struct resource contact_resource = {
    .name = "contact",
    .plural = "contacts",
    .table = "contact",
    .fields = fields,
    .n_fields = FIELD_COUNT(fields),
    .scope = {.table = "contact", .kind = SCOPED_CLIENT, .client = "client"},
    .create = ROLE_MANAGER,
    .update = ROLE_MANAGER,
    .delete_ = ROLE_MANAGER,
    .title = "name",
    .default_sort = "name",
    .version = 1,
    .check = check,
};
