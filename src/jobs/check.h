/* `aplomb check`: is everything in a database as it should be? Reads only, one state, also while others write. */
#pragma once
#include "store/op.h"
#include "store/progress.h"

#define CHECK_NAMED_MAX                                                                                                \
    50 /* findings of one kind, resource and field that are named; more are only found again later */

struct check_finding {
    const char *message;  /* key in the catalogue, "check.reference" …; arguments resource, field, id, detail */
    int64_t ws;           /* 0 where it concerns the whole database */
    const char *resource; /* "task"; "" where it concerns none */
    const char *field;    /* "" where it concerns none */
    struct id id;         /* zero where it concerns none */
    struct str detail;
};

struct check_report {
    int64_t workspaces, events, rows, files;
    int64_t findings;
};

struct check {
    const struct progress *progress;
    void (*found)(void *arg, const struct check_finding *finding);
    void *arg;
    struct check_report report;
    /* The check's own. */
    struct op *op;
};

/* Fills c->report. 0 also where something was found: look at the report. Looks at the database's own structure, the
 * event chain, versions against events, references, what is inherited (client, project …), links, tags, custom values,
 * counters, the search index and the bytes of every file. */
int check_database(const char *where, struct check *c);

/* ---- for the files of the check ---- */
void check_found(struct check *c, const char *message, const char *resource, const char *field, struct id id,
                 struct str detail);
/* Each row of the statement (system scope, first column an id) is a finding. */
int check_rows(struct check *c, const char *message, const char *resource, const char *field, struct str sql, size_t n,
               const struct value *args);
int check_references(struct check *c);
int check_indexes(struct check *c);
