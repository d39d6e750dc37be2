/* An import from the bytes of a file to its report: reading, dry run or run in slices. What the command and the server
 * share. */
#pragma once
#include "exchange/run.h"
#include "exchange/source.h"
#include "store/writer.h"

struct json;

#define IMPORT_BYTES_MAX ((int64_t)64 * 1024 * 1024)
#define IMPORT_SLICE_US  INT64_C(40000)

struct import {
    struct arena arena;
    const struct source *source;
    json_t *mapping; /* options and mapping together, or NULL */
    struct plan plan;
    struct run run;
    struct str name;
    bool dry;
    const char *locale;
};

struct import_order {
    const struct source *source;     /* NULL: found out */
    struct str name;                 /* of the file */
    struct str bytes;                /* must live as long as the import */
    const json_t *mapping, *options; /* objects or NULL; `mapping` wins */
    const char *client;              /* everything goes to this one, or NULL */
    bool dry;
};

/* Reads the file and looks up what is here; op: reading. ERR_SYNTAX with op->problem telling why it cannot be read. The
 * import is to be closed in any case. */
int import_open(struct import *im, struct op *op, const struct import_order *order);
void import_close(struct import *im);

/* Everything dry: with a reading op. */
int import_try(struct import *im, struct op *op);
/* One slice as a write job (or dry). Repeats where it should when a commit fails for a while. change groups the events.
 */
int import_slice(struct import *im, struct writer *w, const struct op *like);
/* A question that the mapping does not answer: nothing is written before. */
bool import_asks(const struct import *im);

/* Lines of the report:
 * {"source","rows","created",…,"by_resource":{…},"skipped":[…],"notes":[…],"questions":[…],"columns":[…]}. `most` lines
 * of each kind, with "more" telling how many there are beyond. */
void import_report(const struct import *im, struct json *j, size_t most);
/* What the preview adds: proposals for clients, projects, people, statuses, and the first tasks. */
void import_proposal(const struct import *im, struct json *j);
int64_t import_count(const struct import *im, enum run_outcome outcome);
int64_t import_skipped(const struct import *im); /* lines of "skipped" */
