/* Migrations: migrations/NNNN-name.sql, embedded at build time, applied in order inside one transaction each and
 * recorded in schema_version with a hash of the text. NNNN-name.sqlite.sql / .postgresql.sql stand in for a file where
 * the databases must differ. A failed one leaves the old state. */
#pragma once
#include "base/embedded.h"
#include "store/db.h"

/* To the newest. ERR_CONFLICT if the database is newer than the program, or was made by other texts. */
int migrate(struct db *db);
/* 0 for a database without tables. */
int migrate_version(struct db *db, int *ret_version);
/* The newest the program knows. */
int migrate_newest(const struct db *db);

/* The same with files of the caller's, sorted by name: for tests, and to bring up a database from an old schema. */
int migrate_with(struct db *db, const struct embedded_file *files, size_t n);
