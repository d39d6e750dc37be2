#include "planning/planning.h"

static const struct field fields[] = {
    FIELDS_COMMON,
    {.name = "name", .type = F_TEXT, .flags = FF_REQUIRED | FF_SORT, .max = 60},
    {.name = "color", .type = F_COLOR},
    {.name = "rank", .type = F_RANK, .flags = FF_SORT},
};

/* The engine knows 256 of them. */
#define SKILLS_MAX 256

static int check(struct op *op, struct change *c)
{
    if (c->verb != VERB_CREATE && c->verb != VERB_RESTORE)
        return 0;
    ROWS rows = {0};
    int err = op_query_system(op, &rows, "SELECT count(*) FROM @skill WHERE deleted IS NULL", NO_ARGS);
    if (err || (err = rows_next(&rows)) < 0)
        return err;
    return row_int(&rows, 0) < SKILLS_MAX
               ? 0
               : op_fail(op, ERR_CONFLICT, "skill.too_many", OP_ARGS({"max", v_int(SKILLS_MAX)}));
}

const struct resource skill_resource = {
    .name = "skill",
    .plural = "skills",
    .table = "skill",
    .fields = fields,
    .n_fields = FIELD_COUNT(fields),
    .scope = {.table = "skill", .kind = SCOPED_WORKSPACE},
    .create = ROLE_MANAGER,
    .update = ROLE_MANAGER,
    .delete_ = ROLE_MANAGER,
    .title = "name",
    .default_sort = "rank",
    .version = 1,
    .check = check,
};
