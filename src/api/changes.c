#include "api/changes.h"
#include "http/viewer.h"

#define WAIT_MOST_S  60
#define READ_AT_ONCE 500

struct reading {
    struct viewer viewer;
    int64_t since; /* read up to here */
    int told;
    struct json *out;
};

static int tell(struct op *op, struct reading *r, const struct news *n)
{
    enum verdict verdict = viewer_judge(&r->viewer, n);
    switch (verdict) {
    case VERDICT_NOTHING:
        return 0;
    case VERDICT_ENDED:
        return op_fail(op, ERR_UNAUTHENTICATED, NULL, 0, NULL);
    case VERDICT_RESET:
        r->told++;
        json_raw(r->out, arena_format(op->arena, "{\"type\":\"reset\",\"seq\":%lld}", (long long)n->event.seq));
        return viewer_load(op, r->viewer.scope.me, &r->viewer);
    case VERDICT_CHANGE:
    case VERDICT_ARRIVED:
    case VERDICT_REMOVED:
        r->told++;
        news_write(n, verdict, &r->viewer.scope, r->out);
        break;
    }
    return 0;
}

static int read_some(struct op *op, struct reading *r, int64_t limit, bool *ret_more)
{
    static const struct scope everything = {.workspace = WORKSPACE, .variant = SCOPE_SYSTEM, .role = ROLE_SYSTEM};
    struct news *news = arena_array(op->arena, struct news, READ_AT_ONCE);
    size_t n = 0;
    struct rows rows = {0};
    int code = event_read_since(op->db, &everything, r->since, READ_AT_ONCE, &rows);
    if (code)
        return code;
    while (n < READ_AT_ONCE && (code = rows_next(&rows)) == 1)
        news_read(op, &rows, &news[n++]);
    rows_end(&rows);
    *ret_more = n == READ_AT_ONCE;
    size_t i = 0;
    for (; i < n && code >= 0 && r->told < limit; i++) {
        code = news_complete(op, &news[i]);
        if (code == 0)
            code = tell(op, r, &news[i]);
        r->since = news[i].event.seq;
    }
    *ret_more |= i < n;
    for (i = 0; i < n; i++)
        news_release(&news[i]);
    return code < 0 ? code : 0;
}

static int read_all(struct op *op, struct reading *r, int64_t limit)
{
    int code = viewer_load(op, op->scope.me, &r->viewer);
    if (code)
        return op_fail(op, code == ERR_NOT_FOUND ? ERR_UNAUTHENTICATED : code, NULL, 0, NULL);
    /* What is not the reader's is read too, a bounded part of it at a time. */
    bool more = true;
    for (int i = 0; i < 20 && more && r->told < limit && code == 0; i++)
        code = read_some(op, r, limit, &more);
    return code;
}

int changes_get(struct op *op, struct request *req, struct reply *reply)
{
    int64_t wait_s, limit;
    struct reading r = {0};
    int code = request_query_int(op, req, "since", 0, 0, INT64_MAX / 2, &r.since);
    if (code == 0)
        code = request_query_int(op, req, "wait", 0, 0, WAIT_MOST_S, &wait_s);
    if (code == 0)
        code = request_query_int(op, req, "limit", 500, 1, 1000, &limit);
    if (code)
        return code;
    int64_t *reached = req->prepared; /* of the last look, when this one was woken */
    if (reached)
        r.since = *reached;
    struct json j = reply_json(reply);
    r.out = &j;
    json_object_start(&j);
    json_key(&j, "items");
    json_array_start(&j);
    code = read_all(op, &r, limit);
    viewer_release(&r.viewer);
    json_array_end(&j);
    json_key(&j, "seq");
    json_int(&j, r.since);
    json_object_end(&j);
    if (code == 0 && r.told == 0 && wait_s) {
        if (!reached)
            req->prepared = reached = arena_new(op->arena, int64_t);
        *reached = r.since;
        reply->later_s = wait_s;
        reply->later_seq = r.since;
    }
    return code;
}
