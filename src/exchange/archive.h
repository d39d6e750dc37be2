/* The whole workspace as open files in one zip, and back.
 *
 *   data/<plural>.jsonl     a row a line, every field, also of what is in the trash; by id
 *   data/history.jsonl      the event log with its hashes; data/origins.jsonl: where imported rows came from
 *   tables/<plural>.csv     the same for spreadsheets; texts that a spreadsheet would run as formulas begin with an
 * apostrophe files/<hash>            the bytes of every file, by BLAKE2b-256 manifest.json           the entries with
 * rows, bytes and hashes; last
 *
 * Resources that let people in (sessions, tokens, invitations) and passwords are not part of it. The same workspace
 * gives the same bytes; brought back into an empty database and exported again, too. */
#pragma once
#include "store/op.h"
#include "store/progress.h"
#include "store/writer.h"

struct archive_counts {
    int64_t rows, events, files, bytes;
};

/* op: reading; one state, also while others write. */
int archive_write_all(struct op *op, int fd, const struct progress *progress, struct archive_counts *ret_counts);

/* Reads the whole archive and compares it with its manifest. ERR_SYNTAX (with op->problem) where it is not one, or is
 * damaged. */
int archive_check(struct op *op, const char *path, struct archive_counts *ret_counts);
/* Checks, and brings everything back in one transaction. `where` must have no workspace: ERR_CONFLICT. The search index
 * is made anew by who calls. w: for the files. */
int archive_bring_back(struct op *op, struct writer *w, const char *where, const char *path,
                       const struct progress *progress, struct archive_counts *ret_counts);

/* ---- shared by both directions ---- */
struct resource;
/* Has a required secret, so that it cannot come back. */
bool archive_leaves_out(const struct resource *r);
#define ARCHIVE_FORMAT  "aplomb-export"
#define ARCHIVE_VERSION 1
