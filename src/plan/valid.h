/* Is the input within the limits of plan/plan.h? Every index in range, every range ordered, no bits set beyond the
 * horizon. The engine relies on it; whoever makes the input by other ways than plan/wire.h calls it first. */
#pragma once
#include "plan/plan.h"

enum plan_err {
    PLAN_OK = 0,
    PLAN_INVALID = -1, /* outside the limits */
    PLAN_NO_ROOM = -2  /* the memory handed in is less than the entry point asks for */
};

int plan_valid(const struct plan_in *in); /* PLAN_OK or PLAN_INVALID */
