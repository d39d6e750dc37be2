/* What a scope lets through of a table, as a condition of SQL. For expand.c. */
#pragma once
#include "base/buf.h"
#include "store/scope.h"

/* NULL for tables that no scope guards. */
const struct scope_table *scope_table_find(struct str name);
/* Over the bare column names of the table, with $ws, $me and $client. */
void scope_write_condition(const struct scope_table *t, const struct scope *s, struct buf *out);
