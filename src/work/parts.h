/* What hangs on a task: comments, files, dependencies. */
#pragma once
#include "work/work.h"

/* The shared mark of a comment or file: only on a shared task. Said by a person otherwise it is refused; brought back
 * or moved it is dropped. */
int part_check_shared(struct op *op, struct change *c);
