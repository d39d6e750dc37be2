#pragma once
#include "http/route.h"

extern const struct route_table plan_routes, day_routes; /* day_routes.c: days.h, wellbeing.h */
