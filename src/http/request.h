/* Requests, for the server itself; handlers need only route.h. */
#pragma once
#include "http/route.h"

/* Does If-None-Match name this version? */
bool request_none_match(const struct request *req, int64_t version);
