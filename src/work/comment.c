#include "work/counters.h"
#include "work/parts.h"

static const char *const parents[] = {"task", NULL};

static const struct field fields[] = {
    FIELDS_COMMON,
    FIELDS_OF_TASK,
    /* the comment that this one answers */
    {.name = "parent", .type = F_REF, .flags = FF_ON_CREATE | FF_CASCADE, .target = "comment", .see = ROLE_PORTAL},
    {.name = "body", .type = F_MARKDOWN, .flags = FF_REQUIRED | FF_SEARCH, .max = MARKDOWN_MAX, .see = ROLE_PORTAL},
    /* who wrote it where that is no member: imported, or a contact */
    {.name = "author_name", .type = F_TEXT, .flags = FF_READ_ONLY, .max = 200, .see = ROLE_PORTAL},
    {.name = "resolved", .type = F_INSTANT},
};

static bool is_author(const struct op *op, const struct change *c)
{
    return id_eq(row_get_id(c->before, "created_by"), op->scope.me);
}

/* What somebody wrote is theirs: others may mark it as resolved; a manager may take it away. */
static int allow(struct op *op, const struct change *c)
{
    if (c->verb == VERB_CREATE || is_author(op, c))
        return 0;
    if (c->verb == VERB_UPDATE && !row_differs(c->before, c->after, "body") &&
        (op->scope.role >= ROLE_MANAGER || !row_differs(c->before, c->after, "shared")))
        return 0;
    if (c->verb != VERB_UPDATE && op->scope.role >= ROLE_MANAGER)
        return 0;
    return op_fail(op, ERR_FORBIDDEN, "comment.not_yours", 0, NULL);
}

static int check(struct op *op, struct change *c)
{
    struct row *parent;
    int err = part_check_shared(op, c);
    if (err || c->verb != VERB_CREATE || row_get_null(c->after, "parent"))
        return err;
    err = resource_get_system(op, &comment_resource, row_get_id(c->after, "parent"), &parent);
    if (err)
        return err == ERR_NOT_FOUND ? 0 : err;
    if (row_differs(parent, c->after, "task"))
        return op_field_fail(op, "/parent", "comment.other_task", 0, NULL);
    return 0;
}

static int follow(struct op *op, const struct change *c)
{
    return counters_follow_part(op, c, "comment_count");
}

const struct resource comment_resource = {
    .name = "comment",
    .plural = "comments",
    .table = "comment",
    .fields = fields,
    .n_fields = FIELD_COUNT(fields),
    .scope = SCOPE_OF_TASK("comment"),
    .create = ROLE_MEMBER,
    .update = ROLE_MEMBER,
    .delete_ = ROLE_MEMBER,
    .title = "body",
    .parents = parents,
    .default_sort = "created",
    .version = 1,
    .check = check,
    .follow = follow,
    .allow = allow,
};
