/* What could not work any more: findings (plan/check.h) of one plan that another one has not, in words. */
#pragma once
#include "base/json_out.h"
#include "planning/compute.h"
#include "planning/seen.h"

/* "findings":[{"key","text","resource","id"}], of what the reader sees. */
void whatif_findings(struct op *op, const struct computed *before, const struct computed *after,
                     const struct seen *seen, struct json *j);
