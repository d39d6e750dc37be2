/* What a task says was spent on it: what was told of it (imported, typed: spent_base_min) and its entries together. */
#pragma once
#include "resource/resource.h"

/* An entry was made, changed, deleted or restored: its task, and the one it was of, say so. */
int spent_follow(struct op *op, const struct change *c);
/* A SELECT of the tasks of which that does not hold, with $1 as its limit. */
struct str spent_check(struct arena *a);
