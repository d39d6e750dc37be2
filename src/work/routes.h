/* What can be done with work beyond reading and writing rows. */
#pragma once
#include "http/route.h"

extern const struct route_table work_routes;
