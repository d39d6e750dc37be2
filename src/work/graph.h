/* Dependencies as a graph: what a new one must not close. */
#pragma once
#include "store/op.h"

/* `task` shall wait for `predecessor`: refused for itself, for what it belongs to or what belongs to it, and where the
 * predecessor already waits for it, directly or through others, with the way named as far as the reader may see it
 * (ERR_CYCLE). Every kind of dependency counts: a circle of any of them is a plan that cannot be kept. */
int graph_check(struct op *op, struct id task, struct id predecessor);
