/* All tables of one database into another, empty one of the same schema, of whichever kind: ids, sequences and hashes
 * stay. The search index is not copied: it is made anew from the rows (by who calls, see jobs/admin.h). */
#pragma once
#include "store/db.h"
#include "store/progress.h"

struct copy_report {
    int64_t tables, rows, events;
};

/* Both at the same schema, `to` without rows (else ERR_EXISTS); nothing of a copy that failed stays. Afterwards the
 * counts and the event chains have been compared. ERR_CONFLICT with a line in the log where that is not so. */
int database_copy(struct db *from, struct db *to, const struct progress *progress, struct copy_report *ret_report);

/* The numbers of the workspaces in a database, in the arena. */
int database_workspaces(struct db *db, struct arena *arena, int64_t **ret_ws, size_t *ret_n);
