/* Events of the log as a reader may see them. */
#pragma once
#include "base/json_out.h"
#include "resource/payload.h"

#define HISTORY_LIMIT_MAX 100

/* What an event changed of its row, as this role may see it, for live screens: the fields that changed; the whole row
 * where it was created or restored. NULL payloads (erased) give {}. */
void event_row_write(struct json *j, const struct resource *r, const struct event *e, enum role role);
