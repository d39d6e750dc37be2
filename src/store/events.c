#include "store/events.h"
#include "base/buf.h"
#include "store/connection.h"
#include <sodium.h>

#define HASH           32
#define SALT           16
#define HEADER_CEILING ((size_t)4096)
#define VERIFY_PAGE    2000

#define COLUMNS                                                                                                        \
    "seq, time, actor, actor_kind, via, change, resource, object, verb, version, client, project, task, shared,"       \
    " client_before, project_before, shared_before, schema, payload"
enum {
    SEQ,
    TIME,
    ACTOR,
    ACTOR_KIND,
    VIA,
    CHANGE,
    RESOURCE,
    OBJECT,
    VERB,
    VERSION,
    CLIENT,
    PROJECT,
    TASK,
    SHARED,
    CLIENT_BEFORE,
    PROJECT_BEFORE,
    SHARED_BEFORE,
    SCHEMA,
    PAYLOAD,
    SALT_COLUMN,
    DIGEST,
    HASH_COLUMN
};

static struct scope system_scope(int64_t ws)
{
    return (struct scope){.workspace = ws, .variant = SCOPE_SYSTEM, .role = ROLE_SYSTEM};
}

/* ---- what is hashed ---- */

static void put_int(struct buf *b, int64_t v)
{
    uint8_t bytes[8];
    for (int i = 0; i < 8; i++)
        bytes[i] = (uint8_t)((uint64_t)v >> (56 - 8 * i));
    buf_add(b, bytes, sizeof bytes);
}

static void put_id(struct buf *b, struct id id)
{
    buf_add(b, id.byte, sizeof id.byte);
}

static void put_str(struct buf *b, struct str s)
{
    put_int(b, (int64_t)s.n);
    buf_str(b, s);
}

/* Numbers as 8 bytes, greatest first; ids as 16 (zero for none); text with its length before it. Never changes: the
 * hashes of every database depend on it. */
static void put_header(struct buf *b, int64_t ws, const struct event *e)
{
    put_str(b, STR("aplomb event 1"));
    put_int(b, ws);
    put_int(b, e->seq);
    put_int(b, e->time_us);
    put_id(b, e->actor);
    put_str(b, e->actor_kind);
    put_str(b, e->via);
    put_id(b, e->change);
    put_str(b, e->resource);
    put_id(b, e->object);
    put_str(b, e->verb);
    put_int(b, e->version);
    put_id(b, e->client);
    put_id(b, e->project);
    put_id(b, e->task);
    put_int(b, e->shared);
    put_id(b, e->client_before);
    put_id(b, e->project_before);
    put_int(b, e->shared_before);
    put_int(b, e->schema);
}

static int hash_event(const uint8_t before[HASH], int64_t ws, const struct event *e, const uint8_t digest[HASH],
                      uint8_t ret_hash[HASH])
{
    struct buf b;
    buf_init(&b, HEADER_CEILING);
    buf_add(&b, before, HASH);
    put_header(&b, ws, e);
    buf_add(&b, digest, HASH);
    int err = b.full ? ERR_INTERNAL : 0;
    if (err == 0)
        crypto_generichash(ret_hash, HASH, (const uint8_t *)b.at, b.n, NULL, 0);
    buf_release(&b);
    return err;
}

static void hash_payload(struct str salt, struct str payload, uint8_t ret_digest[HASH])
{
    crypto_generichash_state s;
    crypto_generichash_init(&s, NULL, 0, HASH);
    crypto_generichash_update(&s, (const uint8_t *)salt.at, salt.n);
    crypto_generichash_update(&s, (const uint8_t *)payload.at, payload.n);
    crypto_generichash_final(&s, ret_digest, HASH);
}

/* ---- writing ---- */

static int read_tail(struct db *db, int64_t ws, struct event_tail *ret_tail)
{
    struct scope scope = system_scope(ws);
    ROWS r;
    int err = db_query(db, &scope, &r, "SELECT seq, hash FROM event WHERE ws=$ws ORDER BY seq DESC LIMIT 1", NO_ARGS);
    if (err)
        return err;
    struct event_tail tail = {.known = true, .ws = ws};
    int found = rows_next(&r);
    if (found < 0)
        return found;
    if (found) {
        struct str hash = row_text(&r, 1);
        if (hash.n != HASH)
            return ERR_STORAGE;
        tail.seq = row_int(&r, 0);
        memcpy(tail.hash, hash.at, HASH);
    }
    *ret_tail = tail;
    return 0;
}

static struct value id_or_null(struct id id)
{
    return id_is_zero(id) ? v_null() : v_id(id);
}

static int insert(struct op *op, const struct event *e, struct str salt, const uint8_t digest[HASH],
                  const uint8_t hash[HASH])
{
    static const char sql[] = "INSERT INTO event (ws, " COLUMNS ", salt, digest, hash)"
                              " VALUES ($ws, $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, "
                              "$17, $18, $19, $20, $21, $22)";
    return op_exec(op, sql,
                   ARGS(v_int(e->seq), v_int(e->time_us), id_or_null(e->actor), v_text(e->actor_kind), v_text(e->via),
                        v_id(e->change), v_text(e->resource), v_id(e->object), v_text(e->verb), v_int(e->version),
                        id_or_null(e->client), id_or_null(e->project), id_or_null(e->task), v_int(e->shared),
                        id_or_null(e->client_before), id_or_null(e->project_before), v_int(e->shared_before),
                        v_int(e->schema), v_text(e->payload), v_blob(salt),
                        v_blob(((struct str){(const char *)digest, HASH})),
                        v_blob(((struct str){(const char *)hash, HASH}))));
}

static struct event complete(const struct op *op, const struct event *e, int64_t seq)
{
    struct event full = *e;
    full.seq = seq;
    full.time_us = op->now_us;
    full.actor = op->scope.me;
    full.actor_kind = id_is_zero(op->scope.me)       ? STR("system")
                      : id_is_zero(op->scope.client) ? STR("member")
                                                     : STR("contact");
    full.via = str_of(op->via ? op->via : "");
    full.change = op->change;
    return full;
}

int event_append(struct op *op, const struct event *e)
{
    struct event_tail *tail = &op->db->tail;
    int64_t ws = op->scope.workspace;
    if (!tail->known || tail->ws != ws) {
        int err = read_tail(op->db, ws, tail);
        if (err)
            return err;
    }
    struct event full = complete(op, e, tail->seq + 1);
    uint8_t salt[SALT], digest[HASH], hash[HASH];
    struct str salt_str = {(const char *)salt, sizeof salt};
    randombytes_buf(salt, sizeof salt);
    hash_payload(salt_str, full.payload, digest);
    int err = hash_event(tail->hash, ws, &full, digest, hash);
    if (err == 0)
        err = insert(op, &full, salt_str, digest, hash);
    if (err) {
        tail->known = false;
        return err;
    }
    tail->seq = full.seq;
    memcpy(tail->hash, hash, HASH);
    op->last_seq = full.seq;
    return 0;
}

/* ---- reading ---- */

int event_read_since(struct db *db, const struct scope *scope, int64_t seq, int64_t limit, struct rows *ret_rows)
{
    return db_query(db, scope, ret_rows, "SELECT " COLUMNS " FROM @event e WHERE e.seq > $1 ORDER BY e.seq LIMIT $2",
                    ARGS(v_int(seq), v_int(limit)));
}

int events_of_object(struct db *db, int64_t ws, struct id object, int64_t before_seq, int64_t limit,
                     struct rows *ret_rows)
{
    struct scope scope = system_scope(ws);
    return db_query(db, &scope, ret_rows,
                    "SELECT " COLUMNS " FROM event WHERE ws=$ws AND object=$1 AND seq < $2 ORDER BY seq DESC LIMIT $3",
                    ARGS(v_id(object), v_int(before_seq > 0 ? before_seq : INT64_MAX), v_int(limit)));
}

int events_of_change(struct db *db, int64_t ws, struct id change, struct rows *ret_rows)
{
    struct scope scope = system_scope(ws);
    return db_query(db, &scope, ret_rows, "SELECT " COLUMNS " FROM event WHERE ws=$ws AND change=$1 ORDER BY seq",
                    ARGS(v_id(change)));
}

void event_from_row(const struct rows *r, struct event *ret_event)
{
    *ret_event = (struct event){
        .resource = row_text(r, RESOURCE),
        .object = row_id(r, OBJECT),
        .client = row_id(r, CLIENT),
        .project = row_id(r, PROJECT),
        .task = row_id(r, TASK),
        .client_before = row_id(r, CLIENT_BEFORE),
        .project_before = row_id(r, PROJECT_BEFORE),
        .shared = row_int(r, SHARED) != 0,
        .shared_before = row_int(r, SHARED_BEFORE) != 0,
        .verb = row_text(r, VERB),
        .version = row_int(r, VERSION),
        .schema = row_int(r, SCHEMA),
        .payload = row_text(r, PAYLOAD),
        .seq = row_int(r, SEQ),
        .time_us = row_int(r, TIME),
        .actor = row_id(r, ACTOR),
        .change = row_id(r, CHANGE),
        .actor_kind = row_text(r, ACTOR_KIND),
        .via = row_text(r, VIA),
        .erased = row_is_null(r, PAYLOAD),
    };
}

int event_last_seq(struct db *db, int64_t ws, int64_t *ret_seq)
{
    struct event_tail tail;
    int err = read_tail(db, ws, &tail);
    if (err == 0)
        *ret_seq = tail.seq;
    return err;
}

/* ---- verifying ---- */

struct verifier {
    int64_t ws;
    uint8_t hash[HASH]; /* of the event before */
    struct event_report report;
};

static bool broken(struct verifier *v, int64_t seq, const char *reason)
{
    v->report.broken_seq = seq;
    v->report.reason = reason;
    return false;
}

static bool same_hash(struct str stored, const uint8_t computed[HASH])
{
    return stored.n == HASH && memcmp(stored.at, computed, HASH) == 0;
}

static bool verify_event(struct verifier *v, const struct rows *r)
{
    struct event e;
    event_from_row(r, &e);
    int64_t expected = v->report.checked + 1;
    if (e.seq != expected)
        return broken(v, expected, "missing");
    struct str stored = row_text(r, DIGEST);
    if (stored.n != HASH || hash_event(v->hash, v->ws, &e, (const uint8_t *)stored.at, v->hash) != 0 ||
        !same_hash(row_text(r, HASH_COLUMN), v->hash))
        return broken(v, e.seq, "hash");
    uint8_t digest[HASH];
    hash_payload(row_text(r, SALT_COLUMN), e.payload, digest);
    if (!e.erased && !same_hash(stored, digest))
        return broken(v, e.seq, "digest");
    v->report.checked++;
    v->report.erased += e.erased;
    return true;
}

/* 1 if the page was full and whole, 0 at the end or where it breaks, or an enum err. */
static int verify_page(struct db *db, struct verifier *v)
{
    struct scope scope = system_scope(v->ws);
    int64_t before = v->report.checked;
    ROWS r;
    int err =
        db_query(db, &scope, &r,
                 "SELECT " COLUMNS ", salt, digest, hash FROM event WHERE ws=$ws AND seq > $1 ORDER BY seq LIMIT $2",
                 ARGS(v_int(before), v_int(VERIFY_PAGE)));
    while (err == 0 && (err = rows_next(&r)) == 1)
        err = verify_event(v, &r) ? 0 : -100;
    if (err == -100)
        return 0;
    return err ? err : v->report.checked - before == VERIFY_PAGE;
}

int event_verify_chain(struct db *db, int64_t ws, void (*progress)(void *arg, int64_t seq), void *arg,
                       struct event_report *ret_report)
{
    struct verifier v = {.ws = ws};
    int more;
    while ((more = verify_page(db, &v)) == 1)
        if (progress)
            progress(arg, v.report.checked);
    if (more == 0)
        *ret_report = v.report;
    return more;
}

int event_erase_payload(struct op *op, struct id object, int64_t *ret_events)
{
    static const char nothing[1] = "";
    return db_exec(op->db, &op->scope,
                   "UPDATE event SET payload=NULL, salt=$2 WHERE ws=$ws AND object=$1 AND payload IS NOT NULL",
                   ARGS(v_id(object), v_blob(((struct str){nothing, 0}))), ret_events);
}
