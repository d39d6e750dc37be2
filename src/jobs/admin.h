/* The commands of who runs the program: backup, restore, move (check: jobs/check.h). where as for db_open. The registry
 * has been started. */
#pragma once
#include "store/backup.h"

/* One file with everything, while the server runs. ERR_EXISTS if there is a file of that name. */
int admin_backup(const char *where, const char *file, const struct progress *progress);
/* Into a place without a database; ERR_EXISTS otherwise, ERR_NOT_FOUND without the file. */
int admin_restore(const char *file, const char *where, const struct progress *progress);
/* Between the databases. The server of `from` must be stopped; it stays as it was. ERR_EXISTS if `to` has rows. */
int admin_move(const char *from, const char *to, const struct progress *progress, struct copy_report *ret_report);
/* Makes the search index of every workspace anew, in the order in which things were changed. Nobody serves meanwhile.
 */
int admin_reindex(const char *where, const struct progress *progress);
