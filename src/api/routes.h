/* The routes of the whole API: the tables of the capabilities, those below, and what every resource has (resources.c).
 */
#pragma once
#include "http/route.h"

/* Once, after registry_start, before a server starts. */
void routes_start(void);

/* Made for every resource of the registry; their patterns begin with /api/v1/{plural}. */
extern const struct route_table resource_routes;
/* Those that belong to no capability: batch, changes, undo, search, health … */
extern const struct route_table core_routes;
