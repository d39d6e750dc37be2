/* One request on its way through the threads of a server. It is on one thread at a time:
 *   event loop (server.c)  arrives, is answered at once, or is suspended and handed to
 *   a worker / the writer (run.c) / the live thread (live.c), which end with call_done. */
#pragma once
#include "http/reply.h"
#include "http/request.h"
#include "http/server.h"
#include "http/worker.h"

struct MHD_Connection;
struct guard;

enum call_state {
    CALL_NEW,      /* only the first line is known */
    CALL_ARRIVING, /* headers are there, the body arrives */
    CALL_AWAY,     /* suspended, somebody else has it */
    CALL_DONE,     /* the reply or the problem is there */
    CALL_PAGE      /* not the API's: a file of the web application */
};

struct call {
    enum call_state state;
    struct server *server;
    struct MHD_Connection *connection;
    struct guard *guard;
    struct request req;
    struct reply reply;
    struct arena arena;
    struct op op;
    int code;         /* of the whole, 0 or an enum err */
    unsigned allowed; /* for 405 */
    bool discard;     /* the reply is decided, the rest of the body is only read away */
    bool session_known, checked;
    bool handed;        /* suspended; only the event loop writes it */
    bool head;          /* HEAD */
    bool peer_is_near;  /* the connection comes from this machine or a trusted proxy */
    bool extend_cookie; /* the session was extended: tell the browser */
    struct buf body;
    int64_t arrived_bytes; /* of the body */
    int64_t counted_bytes; /* of it in metrics.body_bytes */
    int64_t began_us;      /* monotonic */
    uint64_t number;       /* of the request, in the log and in X-Request-Id */
    struct worker_task task;
    struct write_job job;
    struct str key;        /* Idempotency-Key */
    struct call *next;     /* live.c: those that wait for events */
    int64_t wait_until_us; /* monotonic; 0: has not waited */
    bool holds_stream;     /* live.c: a place for a stream is taken */
};

/* ---- run.c ---- */
/* With the headers: finds the route. Sets code (and discard) when the answer is already known. */
void call_route(struct call *c);
/* Everything has arrived: goes through look-up, checks and handler, on the event loop as far as that may. Either
 * c->state is CALL_DONE afterwards, or the call was suspended and call_done will be called. */
void call_run(struct call *c);
/* For ROUTE_STREAM, before the body: who asks, and may they. On PostgreSQL this is done with the body, so that no loop
 * waits. */
void call_admit_early(struct call *c);

/* ---- server.c ---- */
void call_suspend(struct call *c); /* does nothing when it is suspended */
/* The reply or the problem is there. A suspended call belongs to its event loop again: the caller touches it no more.
 */
void call_done(struct call *c, int code);
struct db *call_loop_db(struct call *c); /* this event loop's connection; NULL if it cannot be opened */
struct str call_id(struct call *c);      /* the number as text */
