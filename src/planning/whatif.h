/* What changes would make of every promise: the plan as it is beside the plan with them. Nothing is written. */
#pragma once
#include "planning/changes.h"
#include "planning/feasible.h"
#include "planning/promises.h"
#include "planning/seen.h"

/* The whole answer of POST /plan/what-if, as op's reader may see it. list: parsed and checked. */
int whatif_write(struct op *op, const struct tried_list *list, struct json *out);
/* An instant, or null for PLAN_NEVER. */
void whatif_slot(struct json *j, const struct snapshot *s, const char *key, int32_t slot);
