/* The one writer thread of a server. Waiting changes are put in one transaction, one savepoint each, and answered
 * after the commit: one fsync for many. On PostgreSQL each batch first takes the workspace's advisory lock, so that
 * sequence numbers, hashes and commits are in one order. */
#pragma once
#include "store/op.h"

struct writer;

/* A change to be made. `run` works in a savepoint on the writer's connection: op->db is set for it, everything else in
 * op is the submitter's. A failure rolls the savepoint back. `done` is called on the writer thread after the commit (or
 * its failure: code ERR_STORAGE / ERR_BUSY) with the final code; it must be short and must not touch the database.
 * `run` may be called again with op->problem emptied, when the transaction has to be repeated (deadlock, connection
 * lost): it must not keep what an earlier call found. After a statement has failed, it fails too: PostgreSQL refuses
 * everything that follows, unless a db_savepoint of its own stands around the statement. */
struct write_job {
    struct op *op;
    int (*run)(struct op *op, void *arg);
    void (*done)(struct op *op, int code, void *arg);
    void *arg;
    /* The writer's. */
    struct write_job *next;
    int code;
};

struct writer_stats {
    int64_t batches, changes, failed;
};

int writer_start(const char *where, struct writer **ret_writer);
/* ERR_BUSY when 4,096 jobs wait. The job must live until done is called. */
int writer_submit(struct writer *w, struct write_job *job);
/* The same and waits: for the command line, tests and jobs. Never on an event loop. */
int writer_run(struct writer *w, struct op *op, int (*run)(struct op *, void *), void *arg);
/* Called after each committed batch with the last event's sequence; set before the first job. */
void writer_on_commit(struct writer *w, void (*wake)(void *arg, int64_t last_seq), void *arg);
struct writer_stats writer_stats(struct writer *w);
/* Finishes what waits, then ends the thread. */
void writer_stop(struct writer *w);
