/* From a method and a path to a route. */
#pragma once
#include "http/route.h"

/* `made`: the routes over resources, whose pattern begins "/api/v1/{plural}"; tried after the tables. Set once, before
 * the first match; the arrays must live as long as the program. */
void router_set(const struct route_table *tables, size_t n, struct route_table made);
/* Every route of the tables (not the made ones), then NULL: for OpenAPI and tests. */
const struct route *router_at(size_t i);
struct route_table router_made(void);

struct match {
    const struct route *route;
    const struct resource *resource;
    struct str param[4];
    unsigned allowed; /* bit per method that the path knows, when the method does not fit */
};
/* ERR_NOT_FOUND for an unknown path, ERR_METHOD with `allowed` set, ERR_SYNTAX for a broken escape. */
int router_match(struct arena *a, enum method method, struct str path, struct match *ret_match);

int route_param_index(const struct route *route, const char *name); /* -1 where there is none */
