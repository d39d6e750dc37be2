#include "work/counters.h"
#include "work/parts.h"
#include <strings.h>

static const char *const parents[] = {"task", NULL};

static const struct field fields[] = {
    FIELDS_COMMON,
    FIELDS_OF_TASK,
    {.name = "name", .type = F_TEXT, .flags = FF_REQUIRED | FF_SEARCH, .max = 255, .see = ROLE_PORTAL},
    {.name = "media_type",
     .type = F_TEXT,
     .flags = FF_REQUIRED | FF_READ_ONLY,
     .max = 100,
     .initial = "\"application/octet-stream\"",
     .see = ROLE_PORTAL},
    {.name = "size",
     .type = F_INT,
     .flags = FF_REQUIRED | FF_READ_ONLY | FF_SORT,
     .min = 0,
     .max = INT64_MAX,
     .initial = "0",
     .see = ROLE_PORTAL},
    /* a file of the blob store, or else a link */
    {.name = "hash", .type = F_HASH, .flags = FF_READ_ONLY | FF_NO_FILTER},
    {.name = "url", .type = F_TEXT, .flags = FF_ON_CREATE, .max = 2000, .see = ROLE_PORTAL},
};

static bool is_web_address(struct str url)
{
    return (url.n > 8 && strncasecmp(url.at, "https://", 8) == 0) ||
           (url.n > 7 && strncasecmp(url.at, "http://", 7) == 0);
}

/* Either a file, which the upload brings, or a link. */
static int check(struct op *op, struct change *c)
{
    if (c->verb == VERB_CREATE && row_get_null(c->after, "hash")) {
        if (row_get_null(c->after, "url"))
            return op_field_fail(op, "/url", "field.required", 0, NULL);
        if (!is_web_address(row_get_text(c->after, "url")))
            return op_field_fail(op, "/url", "attachment.url", 0, NULL);
    }
    return part_check_shared(op, c);
}

static int follow(struct op *op, const struct change *c)
{
    return counters_follow_part(op, c, "attachment_count");
}

const struct resource attachment_resource = {
    .name = "attachment",
    .plural = "attachments",
    .table = "attachment",
    .fields = fields,
    .n_fields = FIELD_COUNT(fields),
    .scope = SCOPE_OF_TASK("attachment"),
    .create = ROLE_MEMBER,
    .update = ROLE_MEMBER,
    .delete_ = ROLE_MEMBER,
    .title = "name",
    .parents = parents,
    .default_sort = "created",
    .version = 1,
    .check = check,
    .follow = follow,
};
