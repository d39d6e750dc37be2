/* The thread that carries out imports that wait, one after the other, in slices between other people's writes. The
 * state stands in the row of the import, so that it can be watched and cancelled, and goes on after a restart: what was
 * done is found as unchanged. Several servers on one database may each have one. */
#pragma once
#include "store/writer.h"

struct importer;

int importer_start(const char *where, struct writer *w, struct importer **ret_importer);
/* Ends after the slice that runs; the import goes on with the next start. Before the writer ends. */
void importer_stop(struct importer *i);
/* The file of an import as one text, in the arena. */
int import_bytes(struct db *db, int64_t ws, const uint8_t hash[32], struct arena *a, struct str *ret_bytes);
