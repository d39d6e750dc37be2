#pragma once
#include "http/route.h"

extern const struct route_table plan_routes;
