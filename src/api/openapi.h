/* The program's own description: OpenAPI 3.1 made from the resources and the table of routes. The types of the web
 * application are generated from it. */
#pragma once
#include "http/route.h"

/* After registry_start and routes_start. The same program writes the same bytes. */
void openapi_write(struct json *j);
int openapi_get(struct op *op, struct request *req, struct reply *reply);
