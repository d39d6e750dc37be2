/* What people can do beyond reading and writing rows. */
#pragma once
#include "http/route.h"

extern const struct route_table people_routes;
