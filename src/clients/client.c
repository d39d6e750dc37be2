#include "clients/clients.h"
#include "clients/naming.h"

static const char *const kinds[] = {"client", "internal", NULL};
static const char *const stages[] = {"prospect", "quoted", "active", "paused", "former", NULL};
static const char *const sizes[] = {"solo", "small", "medium", "large", "enterprise", NULL};

static const struct field fields[] = {
    FIELDS_COMMON,
    {.name = "name", .type = F_TEXT, .flags = FF_REQUIRED | FF_SEARCH | FF_SORT, .max = 200, .see = ROLE_PORTAL},
    /* short word of the filter language and of addresses, made from the name where none is given */
    {.name = "key", .type = F_TEXT, .flags = FF_UNIQUE, .max = 40, .see = ROLE_PORTAL},
    {.name = "mark", .type = F_TEXT, .max = 4, .see = ROLE_PORTAL},
    {.name = "color", .type = F_COLOR, .see = ROLE_PORTAL},
    {.name = "kind", .type = F_ENUM, .flags = FF_REQUIRED, .choices = kinds, .initial = "\"client\""},
    {.name = "stage", .type = F_ENUM, .flags = FF_REQUIRED | FF_SORT, .choices = stages, .initial = "\"active\""},
    /* the client's own portal may see this row */
    {.name = "shared", .type = F_BOOL, .flags = FF_REQUIRED, .initial = "true", .see = ROLE_PORTAL},
    {.name = "owner", .type = F_REF, .target = "member"},
    {.name = "description", .type = F_MARKDOWN, .flags = FF_SEARCH, .max = 100000},
    {.name = "sector", .type = F_TEXT, .flags = FF_SEARCH, .max = 100},
    {.name = "business_model", .type = F_TEXT, .max = 200},
    {.name = "size", .type = F_ENUM, .choices = sizes},
    {.name = "website", .type = F_TEXT, .max = 500},
    {.name = "importance", .type = F_INT, .flags = FF_REQUIRED | FF_SORT, .min = 1, .max = 5, .initial = "3"},
    /* how much of the team's week is promised: a part of it, or minutes */
    {.name = "share_percent", .type = F_INT, .flags = FF_SORT, .min = 0, .max = 100, .set = ROLE_MANAGER},
    {.name = "share_min", .type = F_INT, .flags = FF_SORT, .min = 0, .max = 600000, .set = ROLE_MANAGER},
    {.name = "contract_start", .type = F_DATE},
    {.name = "contract_end", .type = F_DATE, .flags = FF_SORT},
    {.name = "renewal", .type = F_DATE, .flags = FF_SORT},
    {.name = "locale", .type = F_LOCALE},
    {.name = "currency", .type = F_CURRENCY},
    {.name = "last_contact", .type = F_DATE, .flags = FF_SORT},
    {.name = "tags", .type = F_TAGS, .max = 50},
    {.name = "custom", .type = F_CUSTOM, .max = 100000},
    {.name = "archived", .type = F_INSTANT},
    {.name = "rank", .type = F_RANK, .flags = FF_SORT},
};

static int complete(struct op *op, struct row *row)
{
    struct str name = row_get_text(row, "name"), key;
    int64_t color;
    int err;
    if (row_get_null(row, "key")) {
        if ((err = client_key_make(op, name, &key)))
            return err;
        *row_at(row, "key") = v_text(key);
    }
    if (row_get_null(row, "mark"))
        *row_at(row, "mark") = v_text(client_mark_make(op, name));
    if (row_get_null(row, "color")) {
        if ((err = client_color_make(op, &color)))
            return err;
        *row_at(row, "color") = v_int(color);
    }
    return 0;
}

static int check(struct op *op, struct change *c)
{
    const struct row *row = c->after;
    if (c->verb != VERB_CREATE && c->verb != VERB_UPDATE)
        return 0;
    if (!row_get_null(row, "key") && !client_key_valid(row_get_text(row, "key")))
        op_field_fail(op, "/key", "client.key", 0, NULL);
    if (!row_get_null(row, "contract_start") && !row_get_null(row, "contract_end") &&
        row_get_int(row, "contract_start") > row_get_int(row, "contract_end"))
        op_field_fail(op, "/contract_end", "field.before_start", 0, NULL);
    if (!row_get_null(row, "share_percent") && !row_get_null(row, "share_min"))
        op_field_fail(op, "/share_min", "client.one_share", 0, NULL);
    return op->problem.code ? op->problem.code : complete(op, c->after);
}

const struct resource client_resource = {
    .name = "client",
    .plural = "clients",
    .table = "client",
    .fields = fields,
    .n_fields = FIELD_COUNT(fields),
    .scope = {.table = "client", .kind = SCOPED_CLIENT, .client = "id", .shared = "shared"},
    .create = ROLE_MANAGER,
    .update = ROLE_MANAGER,
    .delete_ = ROLE_MANAGER,
    .title = "name",
    .default_sort = "rank",
    .version = 2,
    .check = check,
};
