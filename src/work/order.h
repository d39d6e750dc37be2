/* Places of tasks among their siblings: those of the same list and parent. */
#pragma once
#include "work/work.h"

enum order_side { ORDER_BEFORE, ORDER_AFTER };
/* A rank beside the task `anchor`, for `moved` (or the zero id). Makes room by writing the siblings anew where there is
 * none. */
int order_beside(struct op *op, struct id moved, const struct row *anchor, enum order_side side, struct str *ret_rank);
