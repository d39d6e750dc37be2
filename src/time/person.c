#include "people/people.h"
#include "time/time.h"

int own_allow(struct op *op, const struct change *c)
{
    if (op->scope.role >= ROLE_MANAGER || id_eq(row_get_id(c->after, "member"), op->scope.me))
        return 0;
    return op_field_fail(op, "/member", "time.not_yours", 0, NULL);
}

const char *member_zone(struct op *op, struct id member)
{
    ROWS rows = {0};
    int err = op_query_system(op, &rows,
                              "SELECT coalesce(m.zone, w.zone) FROM @member m JOIN @workspace w ON w.deleted IS NULL"
                              " WHERE m.id = $1",
                              ARGS(v_id(member)));
    return !err && rows_next(&rows) == 1 ? arena_cstr(op->arena, row_text(&rows, 0)) : "UTC";
}
