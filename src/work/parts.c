#include "work/parts.h"

int part_check_shared(struct op *op, struct change *c)
{
    struct row *task;
    if (c->verb == VERB_DELETE || !row_get_int(c->after, "shared"))
        return 0;
    int err = resource_get_system(op, &task_resource, row_get_id(c->after, "task"), &task);
    if (err == ERR_NOT_FOUND)
        return 0; /* told by the reading of inputs */
    if (err || row_get_int(task, "shared"))
        return err;
    if (c->verb <= VERB_UPDATE && !c->cascade && row_differs(c->before, c->after, "shared"))
        return op_field_fail(op, "/shared", "part.task_not_shared", 0, NULL);
    *row_at(c->after, "shared") = v_int(0);
    return 0;
}
