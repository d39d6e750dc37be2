/* Routes: what the API answers, as tables. A capability has a table of its actions (`people_routes` in people/routes.c
 * …), src/api/routes.c joins them; the routes over a resource (list, get, create, update, delete, restore, history) are
 * made from the registry and are written nowhere. A row of a table wins over a made one, so that `POST /invites` may do
 * more than create a row.
 *
 * The life of a request
 *   1. Parsed and checked on an event loop: method, path, size, UTF-8, JSON, who asks (session, token), CSRF, rate,
 * role.
 *   2. `prepare`, where there is one, on a worker: what takes long and needs no transaction (Argon2id, storing an
 * upload).
 *   3. `handle`
 *        plain          at once on the event loop, with a budget of database steps; run again on a worker if that was
 * not enough, so a reading handler must have no effect but its reply ROUTE_SLOW     on a worker ROUTE_WRITE    on the
 * writer thread, inside the request's savepoint: short, no waiting. The reply leaves after the commit. Idempotency-Key
 * and Change-Id are handled around it. A result other than 0 becomes a problem (RFC 9457) from op->problem in the
 * reader's language; what the handler wrote is dropped.
 *
 * Handlers never see the HTTP library. All memory of a request is op->arena's. */
#pragma once
#include "base/json_out.h"
#include "http/url.h"
#include "resource/resource.h"
#include "store/blob.h"
#include "store/writer.h"

enum method { METHOD_GET, METHOD_POST, METHOD_PUT, METHOD_PATCH, METHOD_DELETE, METHODS };
extern const char *const method_names[METHODS];

enum route_flag {
    ROUTE_PUBLIC =
        1, /* without sign-in; op->scope is empty (ROLE_NONE, SCOPE_PORTAL of no client) unless there is a session */
    ROUTE_WRITE = 2, /* changes data: on the writer thread; CSRF and the write right of tokens are demanded */
    ROUTE_SLOW = 4,  /* a reading (or many-stepped) handler that belongs on a worker; may use request_write */
    ROUTE_STREAM =
        8, /* the body is bytes of any kind, collected in req->spool while it arrives; body_limit is the ceiling */
    ROUTE_BODY = 16,     /* a JSON body is demanded (400 without); it is an object */
    ROUTE_SIGN_IN = 32,  /* counted against the limits for guessing, by address and by the body's `email` */
    ROUTE_NO_BATCH = 64, /* not within /batch */
    ROUTE_SECRET = 128,  /* the reply holds a secret that is shown once: it is not kept for Idempotency-Key */
    ROUTE_LIVE = 256,    /* becomes a WebSocket (live.c); there is no handler */
    ROUTE_GUEST = 1024,  /* for strangers: as ROUTE_PUBLIC, but a session is not even looked for, with limits of its own
                          * by address and by the first value of the path, which is a secret and stays out of the log */
    ROUTE_COSTLY = 2048, /* plans, or as much work: a person has a budget of its own for them (server.h) */
    ROUTE_WAIT = 512     /* may wait for events without holding a thread, see reply.later_s; with ROUTE_SLOW */
};

#define SESSION_DAYS 30         /* a browser's session lasts so long after its last use */
#define WORKSPACE    INT64_C(1) /* the workspace of a server; one installation may one day serve several */

struct request;
struct reply;

struct route {
    enum method method;
    const char *pattern; /* "/api/v1/tasks/{id}/move" */
    int (*handle)(struct op *op, struct request *req, struct reply *reply);
    int (*prepare)(struct op *op, struct request *req); /* may be NULL; passes things on in req->prepared */
    unsigned flags;
    enum role least;      /* 0 is ROLE_MEMBER; ROLE_PORTAL: contacts too */
    int64_t body_limit;   /* bytes; 0 is BODY_LIMIT */
    const char *summary;  /* one English sentence, for OpenAPI */
    const char *query;    /* names of query parameters, a space between, for OpenAPI; NULL for none */
    const char *request;  /* JSON Schema of the body as JSON text, or "#name" of a resource; NULL for none */
    const char *response; /* the same for the reply; NULL: 204 */
};

#define BODY_LIMIT   ((int64_t)1024 * 1024)
#define UPLOAD_LIMIT ((int64_t)100 * 1024 * 1024)

struct route_table {
    const struct route *routes;
    size_t n;
};

enum session_kind { SESSION_NONE, SESSION_COOKIE, SESSION_TOKEN };

/* Who asks, as looked up for this request (session.c). */
struct session {
    enum session_kind kind;
    struct id id;     /* row of `session` or `token` */
    struct id member; /* or the contact, when role is ROLE_PORTAL */
    enum role role;
    bool can_write;   /* false: a token for reading */
    uint8_t csrf[32]; /* SESSION_COOKIE */
};

struct request {
    enum method method;
    struct str path; /* without the query, percent-encoding as sent */
    const struct route *route;
    const struct resource *resource; /* of a route made from the registry, else NULL */
    struct str param[4];             /* values of {…} in the order of the pattern, decoded */
    size_t n_query;
    const struct pair *query; /* decoded, UTF-8 checked, first come first */
    struct str body;          /* as it came; empty for ROUTE_STREAM */
    json_t *json;             /* parsed body (depth, duplicate keys and UTF-8 checked), or NULL; freed by the server */
    struct blob_spool *spool; /* ROUTE_STREAM */
    int64_t spool_bytes;
    struct str address; /* of who asks, "203.0.113.7"; behind a trusted proxy the forwarded one */
    bool secure;        /* the browser's connection has TLS */
    struct str origin;  /* "https://aplomb.example": our own, for links in invitations */
    struct session session;
    struct writer *writer;
    void *prepared;              /* from prepare to handle */
    const struct request *outer; /* the /batch that this is part of, else NULL */
    struct pair *headers;        /* looked at through request_header */
    size_t n_headers;
};

/* A value of the path by its name in the pattern; asserts that it is there. */
struct str request_param(const struct request *req, const char *name);
/* The same as an id: malformed is ERR_NOT_FOUND, as a missing one. */
int request_id(struct op *op, const struct request *req, const char *name, struct id *ret_id);
/* Query parameters; absent reads as empty. */
struct str request_query(const struct request *req, const char *name);
bool request_has_query(const struct request *req, const char *name);
/* Within least..most, else ERR_SYNTAX with pointer "?<name>"; `initial` when absent. */
int request_query_int(struct op *op, const struct request *req, const char *name, int64_t initial, int64_t least,
                      int64_t most, int64_t *ret_value);
int request_query_bool(struct op *op, const struct request *req, const char *name,
                       bool *ret_value); /* 1 true 0 false; absent false */
/* The zero id when absent. */
int request_query_id(struct op *op, const struct request *req, const char *name, struct id *ret_id);
int request_query_instant(struct op *op, const struct request *req, const char *name,
                          int64_t *ret_time_us); /* absent: 0 */
/* Headers, name in any case; absent reads as empty. In a batch only "If-Match" of the operation. */
struct str request_header(const struct request *req, const char *name);
/* The version of If-Match, or ANY_VERSION. Anything but "<number>" or * is ERR_SYNTAX. */
int request_if_match(struct op *op, const struct request *req, int64_t *ret_version);
/* From `prepare` or a ROUTE_SLOW handler: runs one write and waits for its commit. Many of them make no single
 * transaction. */
int request_write(struct op *op, struct request *req, int (*run)(struct op *op, void *arg), void *arg);

/* Members of a JSON body; absent and null read as empty, zero, false, NULL. A wrong type is an entry of op->problem at
 * "/<name>" and its code is returned; go on and collect, then check op->problem.code. */
int body_text(struct op *op, const json_t *body, const char *name, bool required, int64_t max, struct str *ret_text);
int body_id(struct op *op, const json_t *body, const char *name, bool required, struct id *ret_id);
int body_bool(struct op *op, const json_t *body, const char *name, bool *ret_value);
int body_int(struct op *op, const json_t *body, const char *name, int64_t least, int64_t most, int64_t *ret_value);
/* Every member must be one of `names` (a space between), else "field.unknown" at its pointer. */
int body_only(struct op *op, const json_t *body, const char *names);

struct reply {
    int status;               /* 0: 200 with a body, 204 without */
    const char *content_type; /* NULL: application/json */
    struct buf body;          /* ceiling 64 MiB */
    struct pair *headers;
    size_t n_headers, room_headers;
    int fd; /* -1, or an open file that is the body (closed by the server); for downloads from a worker */
    int64_t fd_bytes;
    bool immutable;  /* Cache-Control: private, for ever (content by hash); otherwise no-store */
    int64_t later_s; /* ROUTE_WAIT: nothing yet; ask again when there are events after later_seq, at most so long */
    int64_t later_seq;
};

/* Begins JSON in the body. */
struct json reply_json(struct reply *reply);
void reply_header(struct op *op, struct reply *reply, const char *name, struct str value); /* copied */
void reply_etag(struct op *op, struct reply *reply, int64_t version);
/* The row as the reader may see it, with its ETag; 304 where If-None-Match says so. */
int reply_row(struct op *op, const struct request *req, struct reply *reply, int status, const struct row *row);
/* The cookie of a new session: HttpOnly, SameSite=Lax, Secure behind TLS. token: what `session.token_hash` is the
 * BLAKE2b-256 of, as text. */
void reply_session(struct op *op, const struct request *req, struct reply *reply, struct str token, int64_t max_age_s);
void reply_session_end(struct op *op, const struct request *req, struct reply *reply);
/* A file of the blob store as a download (never active content), on a worker. */
int reply_blob(struct op *op, struct reply *reply, const uint8_t hash[32], struct str name, struct str media_type);
