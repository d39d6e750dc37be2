/* The past: rows are walked back from now by their events. Permissions are today's. FF_DERIVED and FF_SECRET fields
 * keep today's values, since no event tells of them. */
#pragma once
#include "resource/payload.h"

#define AS_OF_ROWS_MAX 50000

/* May the reader know the row as it was then? A contact only what was shared with their client already. */
bool as_of_seen(const struct op *op, const struct described *d, const struct row *row);

/* All rows of a resource that lived at that time: of one project, or with a zero id all in the reader's scope. In no
 * order. ERR_TOO_LARGE past AS_OF_ROWS_MAX rows. resource_as_of (resource.h) is the same for one row. */
int resource_as_of_project(struct op *op, const struct resource *r, struct id project, int64_t time_us,
                           struct row ***ret_rows, size_t *ret_n);
