/* Migrations: migrations/NNNN-name.sql, embedded at build time, applied in order inside one transaction each and
 * recorded in schema_version with a hash of the text. NNNN-name.sqlite.sql / .postgresql.sql stand in for a file where
 * the databases must differ. A failed one leaves the old state. */
#pragma once
#include "store/db.h"
int migrate(struct db *db);                       /* to the newest; ERR_CONFLICT if the database is newer than the program */
int migrate_version(struct db *db, int *ret_version);
