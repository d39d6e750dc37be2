/* Planning: what the planner's engine (src/plan) is told about the rows, what it answers, and what people do with the
 * answer. Here: the resources. See snapshot.h (rows to the engine's input), compute.h (a plan of it), changes.h (what
 * is tried and kept), priorities.h (what counts how much). */
#pragma once
#include "resource/resource.h"

extern const struct resource plan_resource, skill_resource, equipment_resource, allocation_resource, baseline_resource,
    scenario_resource;

#define CHANGES_MAX       50    /* of a scenario or a what-if */
#define CHANGES_BYTES_MAX 20000 /* as JSON */
