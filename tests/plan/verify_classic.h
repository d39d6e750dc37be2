/* Is it a schedule? Written without any of the engine's code: slot by slot. */
#pragma once
#include "plan/classic.h"

const char *verify_classic(const struct plan_classic *c,
                           const struct plan_classic_result *r); /* NULL, or what is wrong */
