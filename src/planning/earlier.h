/* What would make a task earlier: few changes, each planned with everything else to say what it brings. */
#pragma once
#include "base/json_out.h"
#include "store/op.h"

#define EARLIER_PEOPLE    4 /* other people that are tried */
#define EARLIER_TRIALS    128
#define EARLIER_SHOWN     4
#define EARLIER_LEAST_MIN 720 /* what brings less is not shown */

/* Items of "earlier", the best first: {"key","text","changes":[…],"gain_days","p80"}. Names only what who asks sees. */
int earlier_write(struct op *op, struct json *j, struct id task);
