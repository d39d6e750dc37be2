/* All clients that the reader sees, each with its health, in one page and a constant number of statements. */
#pragma once
#include "resource/resource.h"

#define PORTFOLIO_MAX 1000

/* {"items":[{client row, health, reasons, progress, overdue, next_milestone, projects, open,
 * days_since_contact}],"seq"} */
int portfolio_write(struct op *op, struct json *out);
