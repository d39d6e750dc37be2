/* Imports over the API, and the export of everything. */
#pragma once
#include "http/route.h"

extern const struct route_table exchange_routes;
