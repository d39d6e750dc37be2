/* JSON values (jansson's) of what JSON has no type for: a new reference, for json_object_set_new and its siblings. What
 * says "none" (a zero id, the least day, the least instant) is null. */
#pragma once
#include "base/id.h"
#include <jansson.h>

json_t *json_of_id(struct id id);
json_t *json_of_day(int32_t day);         /* "2026-03-01" */
json_t *json_of_instant(int64_t time_us); /* "2026-03-01T09:00:00Z" */
