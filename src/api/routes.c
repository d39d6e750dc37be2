#include "api/routes.h"
#include "clients/routes.h"
#include "exchange/routes.h"
#include "http/router.h"
#include "people/routes.h"
#include "planning/decide.h"
#include "planning/routes.h"
#include "time/routes.h"
#include "work/routes.h"

static struct route_table tables[16];

void routes_start(void)
{
    const struct route_table *const all[] = {&core_routes,     &people_routes, &clients_routes,
                                             &exchange_routes, &work_routes,   &time_routes,
                                             &plan_routes,     &decide_routes, &day_routes};
    for (size_t i = 0; i < sizeof(all) / sizeof(*all); i++)
        tables[i] = *all[i];
    router_set(tables, sizeof(all) / sizeof(*all), resource_routes);
}
