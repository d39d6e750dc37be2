/* What can be done with clients beyond reading and writing rows. */
#pragma once
#include "http/route.h"

extern const struct route_table clients_routes;
