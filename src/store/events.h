/* The event log: one event for each changed object, in the same transaction as the rows it tells of. It is history,
 * audit, undo and the source of everything that happens afterwards.
 *
 * Within a workspace `seq` counts 1, 2, 3 … without gaps, in the order of the commits. Each event carries
 *   digest = BLAKE2b-256(salt ‖ payload)
 *   hash   = BLAKE2b-256(hash before ‖ header ‖ digest), the header being every other column that never changes
 * so that a payload (personal data) can be erased together with its salt and the chain still verifies.
 *
 * Table, in 0001-core.sql:
 *   event(ws @int, seq @int, time @int, actor @id?, actor_kind @text, via @text, change @id, resource @text,
 *         object @id, client @id?, project @id?, task @id?, shared @int, client_before @id?, project_before @id?,
 *         shared_before @int, verb @text, version @int, schema @int, payload @text?, salt @blob, digest @blob, hash
 * @blob, PRIMARY KEY (ws, seq)); indexes (ws, object, seq), (ws, change)      (? may be NULL)
 */
#pragma once
#include "store/op.h"

struct event {
    /* From the caller of event_append. Zero ids are stored as NULL. */
    struct str resource; /* "task" */
    struct id object, client, project, task;
    struct id client_before, project_before; /* where it was, if this change moved it; else zero */
    bool shared;                             /* the portal of `client` may see it */
    bool shared_before;                      /* as it was before this change */
    struct str verb;                         /* "create", "update", "delete", "restore" or an action */
    int64_t version;                         /* of the object after the change */
    int64_t schema;                          /* of the resource's description */
    struct str payload;                      /* JSON; when read, empty if erased */
    /* Filled when read; event_append takes them from the operation. */
    int64_t seq, time_us;
    struct id actor, change; /* a zero actor is the program */
    struct str actor_kind;   /* "member", "contact" or "system" */
    struct str via;
    bool erased;
};

/* Appends in the operation's transaction (op->now_us, scope.me, via, change) and sets op->last_seq. One INSERT; the
 * end of the chain is remembered by the connection until the transaction ends or a savepoint is rolled back. */
int event_append(struct op *op, const struct event *e);

/* Events after `seq`, oldest first; step with rows_next and read with event_from_row. In a scope other than
 * SCOPE_SYSTEM only events of what the reader may see now. */
int event_read_since(struct db *db, const struct scope *scope, int64_t seq, int64_t limit, struct rows *ret_rows);
/* The history of one object, newest first, before `before_seq` (0: from the end). Unscoped: the caller has made sure
 * that the reader may see the object, which may have been elsewhere before. */
int events_of_object(struct db *db, int64_t ws, struct id object, int64_t before_seq, int64_t limit,
                     struct rows *ret_rows);
/* The events of one change, oldest first. Unscoped. */
int events_of_change(struct db *db, int64_t ws, struct id change, struct rows *ret_rows);
/* Text is borrowed from the statement until its next step. */
void event_from_row(const struct rows *r, struct event *ret_event);

/* The last sequence of the workspace; 0 if it has none. */
int event_last_seq(struct db *db, int64_t ws, int64_t *ret_seq);

/* What event_verify_chain found. */
struct event_report {
    int64_t checked;    /* events read */
    int64_t erased;     /* of them without payload */
    int64_t broken_seq; /* the first that is missing or does not fit, 0 if the chain holds */
    const char *reason; /* "missing", "hash", "digest"; NULL if the chain holds */
};
/* Reads the whole log of a workspace. `progress` may be NULL. 0 also for a broken chain: look at the report. */
int event_verify_chain(struct db *db, int64_t ws, void (*progress)(void *arg, int64_t seq), void *arg,
                       struct event_report *ret_report);

/* Forgets what the events of an object say (payload and salt); that they happened stays. */
int event_erase_payload(struct op *op, struct id object, int64_t *ret_events);
