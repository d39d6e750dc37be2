/* The text of SQL per database: named and numbered parameters, scopes and type names become the database's own here
 * and nowhere else. The dialect is told in db.h, the variants of a scope in scope.h. */
#pragma once
#include "base/buf.h"
#include "store/driver.h"

enum expand_name { EXPAND_WS, EXPAND_ME, EXPAND_CLIENT, EXPAND_NAMES };

#define EXPAND_CEILING ((size_t)256 * 1024) /* of a statement */

struct expansion {
    int n_parameters;         /* the caller's and the named ones behind them */
    int number[EXPAND_NAMES]; /* parameter of $ws, $me, $client; 0 where the text has none */
};

/* n: values the caller binds. ERR_INTERNAL, with a line in the log, for text outside the dialect: a scoped table by its
 * bare name, @ of an unknown table, ? : [ or an unknown $name. scope NULL: the program
 * over tables outside any workspace; neither names nor @. */
int expand_statement(const struct db_driver *driver, const struct scope *scope, const char *sql, size_t n,
                     struct buf *out, struct expansion *ret_expansion);

/* Migrations: type names, and STRICT behind the columns of CREATE TABLE where the database has it. `@clustered` there
 * asks for rows kept in the order of the key (tables of small rows that are always read by it). */
int expand_migration(const struct db_driver *driver, const char *sql, struct buf *out);

/* Statements of one scope share their text, so they can share the prepared statement. */
unsigned expand_variant(const struct scope *scope);
#define EXPAND_VARIANTS 16
