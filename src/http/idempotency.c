#include "http/idempotency.h"
#include "http/request.h"
#include <sodium.h>

#define SWEEP_EVERY 256 /* writes with a key between two removals of old ones */

static void part(crypto_generichash_state *state, struct str s)
{
    uint64_t n = s.n;
    crypto_generichash_update(state, (const unsigned char *)&n, sizeof(n));
    crypto_generichash_update(state, (const unsigned char *)(s.n ? s.at : ""), s.n);
}

/* What makes two requests the same. */
static void digest(const struct request *req, unsigned char out[32])
{
    crypto_generichash_state state;
    crypto_generichash_init(&state, NULL, 0, 32);
    part(&state, str_of(method_names[req->method]));
    part(&state, req->path);
    for (size_t i = 0; i < req->n_query; i++) {
        part(&state, req->query[i].name);
        part(&state, req->query[i].value);
    }
    part(&state, req->body);
    part(&state, request_header(req, "If-Match"));
    part(&state, (struct str){(const char *)&req->spool_bytes, sizeof(req->spool_bytes)});
    crypto_generichash_final(&state, out, 32);
}

/* "ETag: \"3\"\nChange-Id: …\n" */
static void headers_read(struct op *op, struct reply *reply, struct str text)
{
    while (text.n) {
        const char *end = memchr(text.at, '\n', text.n), *colon = memchr(text.at, ':', text.n);
        if (!end || !colon || colon > end)
            return;
        const char *name = arena_cstr(op->arena, (struct str){text.at, (size_t)(colon - text.at)});
        reply_header(op, reply, name, (struct str){colon + 2, (size_t)(end - colon - 2)});
        text = (struct str){end + 1, text.n - (size_t)(end + 1 - text.at)};
    }
}

static struct str headers_text(struct op *op, const struct reply *reply)
{
    struct str text = {"", 0};
    for (size_t i = 0; i < reply->n_headers; i++)
        if (!str_is(reply->headers[i].name, "Set-Cookie"))
            text = arena_format(op->arena, "%.*s%.*s: %.*s\n", STR_FMT(text), STR_FMT(reply->headers[i].name),
                                STR_FMT(reply->headers[i].value));
    return text;
}

int idempotency_find(struct op *op, const struct request *req, struct str key, struct reply *reply, bool *ret_found)
{
    ROWS rows = {0};
    int code = op_query_system(
        op, &rows, "SELECT request, status, headers, body FROM idempotency WHERE ws=$ws AND actor=$1 AND key=$2",
        ARGS(v_id(op->scope.me), v_text(key)));
    if (code)
        return code;
    int more = rows_next(&rows);
    *ret_found = more == 1;
    if (more <= 0)
        return more;
    unsigned char now[32];
    digest(req, now);
    struct str then = row_text(&rows, 0);
    if (then.n != 32 || memcmp(then.at, now, 32) != 0)
        return op_fail(op, ERR_INVALID, "request.idempotency", 0, NULL);
    if (row_is_null(&rows, 3) && (req->route->flags & ROUTE_SECRET))
        return op_fail(op, ERR_CONFLICT, "request.answered_once", 0, NULL);
    reply->status = (int)row_int(&rows, 1);
    headers_read(op, reply, row_text(&rows, 2));
    buf_str(&reply->body, row_text(&rows, 3));
    return 0;
}

static int sweep(struct op *op)
{
    static int countdown; /* only the writer thread comes here */
    if (countdown-- > 0)
        return 0;
    countdown = SWEEP_EVERY;
    return op_exec(op, "DELETE FROM idempotency WHERE ws=$ws AND created<$1",
                   ARGS(v_int(op->now_us - IDEMPOTENCY_DAYS * US_PER_DAY)));
}

int idempotency_keep(struct op *op, const struct request *req, struct str key, const struct reply *reply)
{
    unsigned char now[32];
    digest(req, now);
    bool secret = req->route->flags & ROUTE_SECRET;
    int status = reply->status ? reply->status : reply->body.n ? 200 : 204;
    int code = op_exec(op,
                       "INSERT INTO idempotency (ws, actor, key, request, status, headers, body, created) "
                       "VALUES ($ws, $1, $2, $3, $4, $5, $6, $7)",
                       ARGS(v_id(op->scope.me), v_text(key), v_blob(((struct str){(const char *)now, 32})),
                            v_int(status), v_text(headers_text(op, reply)),
                            secret ? v_null() : v_blob(buf_view(&reply->body)), v_int(op->now_us)));
    return code ? code : sweep(op);
}
