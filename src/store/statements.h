/* The prepared statements of a connection, at most STATEMENTS_KEPT; the least recently used goes. */
#pragma once
#include "store/connection.h"

/* A statement that nobody reads, expanded and prepared if it is new. Marked busy; give it back with statement_free. */
int statement_take(struct db *db, const struct scope *scope, const char *sql, size_t n, struct stmt **ret_stmt);
void statement_free(struct db *db, struct stmt *s);
void statements_close(struct db *db);
