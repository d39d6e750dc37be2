/* Moving tasks, with what hangs below them, within and across projects and clients.
 *
 * Over the border of a client nothing goes by accident: what would be lost (people without access, dependencies that
 * would lead back, sharing with the portal) and what would be shared (comments, files and custom values that the other
 * client's team then sees) is told first, and it is done only when confirmed. */
#pragma once
#include "work/work.h"

struct move {
    struct id project, list, status, before, after; /* zero: not given */
    struct id parent;
    bool parent_given; /* with a zero parent: out of its parent */
    bool preview, confirm;
};

/* {"lost":[{key,args,text}…],"shared":[…]} into `out` with preview, else the task moved. ERR_BORDER with the same as
 * extra members where it crosses a client's border without confirm. Inside a write job. */
int task_move(struct op *op, struct id task, const struct move *m, struct json *out);
