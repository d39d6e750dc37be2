/* What a plan depends on: the resources whose events make it anew. A change of theirs that turns out not to matter
 * costs a plan that is the same, and writes nothing. */
#pragma once
#include "store/op.h"

/* Is there an event after `seq` that concerns the plan? *ret_seq: the last such, or `seq`. */
int concerns_since(struct op *op, int64_t seq, int64_t *ret_seq);
