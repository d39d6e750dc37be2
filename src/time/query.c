#include "people/people.h"
#include "time/handlers.h"

int query_date(struct op *op, const struct request *req, const char *name, int32_t *ret_day)
{
    struct str text = request_query(req, name);
    if (text.n == 0 || date_parse(text, ret_day) == 0)
        return 0;
    const char *pointer = arena_format(op->arena, "?%s", name).at;
    op_field_fail(op, pointer, "field.date", 0, NULL);
    return op->problem.code = ERR_SYNTAX;
}

int query_member(struct op *op, const struct request *req, struct id *ret_member)
{
    struct row *row;
    int err = request_query_id(op, req, "member", ret_member);
    if (err)
        return err;
    if (id_is_zero(*ret_member))
        *ret_member = op->scope.me;
    if (id_eq(*ret_member, op->scope.me))
        return 0;
    return op->scope.role >= ROLE_MANAGER ? resource_get(op, &member_resource, *ret_member, false, &row)
                                          : ERR_NOT_FOUND;
}
