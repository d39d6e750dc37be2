/* Backup, restore and move of a whole database. A backup is one file, an SQLite database, from either kind. */
#pragma once
#include "store/copy.h"

/* While others read and write: the state of the moment it began. `file` must not exist; nothing is left of a backup
 * that failed or was stopped. */
int backup_write(const char *where, const char *file, const struct progress *progress);

/* Into a place without a database (ERR_EXISTS otherwise), and brings it to the newest schema. *ret_reindex is true if
 * the search index has to be made anew. */
int backup_restore(const char *file, const char *where, const struct progress *progress, bool *ret_reindex);

/* From one place to another without rows (ERR_EXISTS otherwise); the source stays as it is. Nobody may write to the
 * source meanwhile: what comes later is not there. The search index has to be made anew. */
int database_move(const char *from, const char *to, const struct progress *progress, struct copy_report *ret_report);
