/* What strangers may ask: who has the token of a page sees free times and books one; who has the secret of a booking
 * sees it and cancels. Neither says anything of what else there is. */
#include "locale/catalogue.h"
#include "locale/zone.h"
#include "people/secret.h"
#include "time/booking.h"
#include "time/handlers.h"
#include <sodium.h>

#define KEY_LEAST 16 /* of an Idempotency-Key here: whoever knows it and the address could ask for the booking */

/* As the program, and as nobody; in the page's language if it has one. */
static void guest(struct op *op, struct reply *reply)
{
    op_as_system(op);
    op->scope.me = (struct id){{0}};
    op->via = "booking";
    reply_header(op, reply, "X-Robots-Tag", STR("noindex"));
}

static int find_offer(struct op *op, const struct request *req, struct offer *ret_offer)
{
    int err = offer_find(op, request_param(req, "token"), ret_offer);
    if (!err && ret_offer->locale)
        op->locale = ret_offer->locale;
    return err;
}

static void member_str(struct json *j, const char *key, struct str text)
{
    json_key(j, key);
    json_str(j, text);
}

static void member_instant(struct json *j, const char *key, int64_t time_us)
{
    json_key(j, key);
    json_instant(j, time_us);
}

/* ---- what is free ---- */

int booking_offer_get(struct op *op, struct request *req, struct reply *reply)
{
    struct offer o;
    int64_t *starts = NULL;
    size_t n = 0;
    guest(op, reply);
    int err = find_offer(op, req, &o);
    if (err)
        return err;
    int32_t from = zone_day(o.zone, op->now_us), until = from + o.days;
    err = query_date(op, req, "from", &from);
    err = err ? err : query_date(op, req, "to", &until);
    if (err)
        return err;
    err = offer_free(op, &o, zone_instant(o.zone, from, 0), zone_instant(o.zone, until + 1, 0), &starts, &n);
    struct json j = reply_json(reply);
    json_object_start(&j);
    member_str(&j, "title", o.title);
    member_str(&j, "name", o.person);
    json_key(&j, "minutes");
    json_int(&j, o.minutes);
    member_str(&j, "zone", str_of(o.zone));
    json_key(&j, "language");
    if (o.locale)
        json_text(&j, o.locale);
    else
        json_none(&j);
    json_key(&j, "starts");
    json_array_start(&j);
    for (size_t i = 0; i < n; i++)
        json_instant(&j, starts[i]);
    json_array_end(&j);
    json_object_end(&j);
    return err;
}

/* ---- one that was booked ---- */

struct found {
    struct booked b;
    struct str email, zone, page; /* page: its token, while it can be booked at */
    const char *locale;
};

static void hash_of(struct str secret, struct value *ret_value, struct arena *a)
{
    uint8_t *hash = arena_alloc(a, SECRET_BYTES);
    secret_hash(secret, hash);
    *ret_value = v_blob(((struct str){(const char *)hash, SECRET_BYTES}));
}

static void found_read(struct op *op, struct rows *r, struct found *f)
{
    struct arena *a = op->arena;
    bool open = row_int(r, 12) && row_is_null(r, 13);
    *f = (struct found){.b = {.id = row_id(r, 0),
                              .title = arena_str(a, row_text(r, 1)),
                              .person = arena_str(a, row_text(r, 2)),
                              .name = arena_str(a, row_text(r, 3)),
                              .note = arena_str(a, row_text(r, 4)),
                              .start_us = row_int(r, 5),
                              .end_us = row_int(r, 6),
                              .version = row_int(r, 7),
                              .updated_us = row_int(r, 8),
                              .cancelled = !row_is_null(r, 9) || str_is(row_text(r, 10), "cancelled")},
                        .email = arena_str(a, row_text(r, 11)),
                        .page = open ? arena_str(a, row_text(r, 14)) : (struct str){0},
                        .zone = arena_str(a, row_text(r, 15)),
                        .locale = row_is_null(r, 16) ? NULL : locale_find(row_text(r, 16))};
}

static int found_find(struct op *op, struct str secret, struct found *ret_found)
{
    ROWS rows = {0};
    struct value hash;
    hash_of(secret, &hash, op->arena);
    int err = op_query_system(
        op, &rows,
        "SELECT b.id, p.title, m.name, b.name, b.note, b.start, b.end, b.version, b.updated, b.deleted, b.state, "
        "b.email, "
        "p.active, p.deleted, p.token, coalesce(m.zone, w.zone), p.language FROM @booking b JOIN @booking_page p ON "
        "p.id "
        "= b.page JOIN @member m ON m.id = b.member JOIN @workspace w ON w.deleted IS NULL WHERE b.secret_hash = $1",
        ARGS(hash));
    if (err || (err = rows_next(&rows)) != 1)
        return err < 0 ? err : op_fail(op, ERR_NOT_FOUND, "booking.unknown", 0, NULL);
    found_read(op, &rows, ret_found);
    if (ret_found->locale)
        op->locale = ret_found->locale;
    return 0;
}

static int found_reply(struct reply *reply, int status, const struct found *f, struct str secret)
{
    struct json j = reply_json(reply);
    reply->status = status;
    json_object_start(&j);
    member_str(&j, "secret", secret);
    member_str(&j, "state", f->b.cancelled ? STR("cancelled") : STR("booked"));
    member_str(&j, "title", f->b.title);
    member_str(&j, "name", f->b.person);
    member_instant(&j, "start", f->b.start_us);
    member_instant(&j, "end", f->b.end_us);
    member_str(&j, "zone", f->zone);
    json_key(&j, "language");
    if (f->locale)
        json_text(&j, f->locale);
    else
        json_none(&j);
    json_key(&j, "visitor");
    json_object_start(&j);
    member_str(&j, "name", f->b.name);
    member_str(&j, "email", f->email);
    member_str(&j, "note", f->b.note);
    json_object_end(&j);
    json_key(&j, "page");
    if (f->page.n)
        json_str(&j, f->page);
    else
        json_none(&j);
    json_object_end(&j);
    return 0;
}

int booking_seen_get(struct op *op, struct request *req, struct reply *reply)
{
    struct found f;
    struct str secret = request_param(req, "secret");
    guest(op, reply);
    int err = found_find(op, secret, &f);
    return err ? err : found_reply(reply, 200, &f, secret);
}

int booking_cancel_post(struct op *op, struct request *req, struct reply *reply)
{
    struct found f;
    struct str secret = request_param(req, "secret");
    static const char *const names[] = {"state"};
    const struct value values[] = {v_text(STR("cancelled"))};
    guest(op, reply);
    int err = found_find(op, secret, &f);
    if (!err && !f.b.cancelled && f.b.start_us <= op->now_us)
        err = op_fail(op, ERR_CONFLICT, "booking.begun", 0, NULL);
    if (!err && !f.b.cancelled)
        err = resource_set_system(op, &booking_resource, f.b.id, 1, names, values);
    f.b.cancelled = true;
    return err ? err : found_reply(reply, 200, &f, secret);
}

int booking_ics_get(struct op *op, struct request *req, struct reply *reply)
{
    struct found f;
    struct str secret = request_param(req, "secret");
    guest(op, reply);
    int err = found_find(op, secret, &f);
    if (err)
        return err;
    struct str link = arena_format(op->arena, "%.*s/booked/%.*s", STR_FMT(req->origin), STR_FMT(secret));
    reply->content_type = "text/calendar; charset=utf-8";
    reply_header(op, reply, "Content-Disposition", STR("attachment; filename=\"booking.ics\""));
    return booked_ics(op->arena, &f.b, link, &reply->body);
}

/* ---- booking ---- */

struct wish {
    struct str name, email, note;
    int64_t start_us;
};

static int wish_read(struct op *op, const json_t *body, struct wish *w)
{
    struct str start = {0};
    body_only(op, body, "start name email note");
    body_text(op, body, "start", true, 40, &start);
    body_text(op, body, "name", true, 200, &w->name);
    body_text(op, body, "email", true, 254, &w->email);
    body_text(op, body, "note", false, NOTE_MAX, &w->note);
    if (start.n && instant_parse(start, &w->start_us) != 0)
        op_field_fail(op, "/start", "field.instant", 0, NULL);
    return op->problem.code;
}

/* Of the key of the request where it has one, so that the same request sent again finds what it made; only a hash of
 * the secret is kept, and nobody has it who has not both the page's address and the key. */
static int secret_of(struct op *op, const struct request *req, struct str token, struct str *ret_secret)
{
    uint8_t hash[SECRET_BYTES];
    char text[sodium_base64_ENCODED_LEN(SECRET_BYTES, sodium_base64_VARIANT_URLSAFE_NO_PADDING)];
    struct str key = request_header(req, "Idempotency-Key");
    if (!key.n) {
        *ret_secret = secret_make(op->arena, "");
        return 0;
    }
    if (key.n < KEY_LEAST)
        return op_fail(op, ERR_SYNTAX, "booking.key", OP_ARGS({"min", v_int(KEY_LEAST)}));
    struct str both = arena_format(op->arena, "%.*s %.*s", STR_FMT(token), STR_FMT(key));
    secret_hash(both, hash);
    sodium_bin2base64(text, sizeof text, hash, sizeof hash, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    *ret_secret = arena_str(op->arena, str_of(text));
    return 0;
}

static int still_free(struct op *op, const struct offer *o, int64_t start_us)
{
    int64_t *starts = NULL;
    size_t n = 0;
    int err = offer_free(op, o, start_us, start_us + SLOT_US, &starts, &n);
    if (!err && (n == 0 || starts[0] != start_us))
        err = op_fail(op, ERR_CONFLICT, "booking.taken", 0, NULL);
    return err;
}

static int make_block(struct op *op, const struct offer *o, const struct wish *w, struct id *ret_block)
{
    static const char *const names[] = {"member", "start", "end", "kind", "client", "title", "locked"};
    struct str title = arena_format(op->arena, "%.*s · %.*s", STR_FMT(w->name), STR_FMT(o->title));
    const struct value values[] = {v_id(o->member),
                                   v_int(w->start_us),
                                   v_int(w->start_us + o->minutes * MINUTE_US),
                                   v_text(STR("check_in")),
                                   id_is_zero(o->client) ? v_null() : v_id(o->client),
                                   v_text(title),
                                   v_int(1)};
    struct row *row;
    int err = resource_create_system(op, &block_resource, NULL, 7, names, values, &row);
    if (!err)
        *ret_block = row_get_id(row, "id");
    return err;
}

static int make(struct op *op, const struct offer *o, const struct wish *w, struct str secret)
{
    static const char *const names[] = {"page", "member", "client", "start", "end", "block", "secret_hash"};
    struct id block = {{0}};
    struct value hash;
    struct row *row;
    int err = make_block(op, o, w, &block);
    if (err)
        return err;
    hash_of(secret, &hash, op->arena);
    json_auto_t *input = json_pack("{s:s%, s:s%}", "name", w->name.at, w->name.n, "email", w->email.at, w->email.n);
    if (w->note.n)
        json_object_set_new(input, "note", json_stringn(w->note.at, w->note.n));
    const struct value values[] = {v_id(o->page),
                                   v_id(o->member),
                                   id_is_zero(o->client) ? v_null() : v_id(o->client),
                                   v_int(w->start_us),
                                   v_int(w->start_us + o->minutes * MINUTE_US),
                                   v_id(block),
                                   hash};
    return resource_create_system(op, &booking_resource, input, 7, names, values, &row);
}

/* Whether it is free is asked where it is taken: on the one writer, within the transaction. */
int booking_book_post(struct op *op, struct request *req, struct reply *reply)
{
    struct offer o;
    struct found f;
    struct wish w = {0};
    struct str secret, token = request_param(req, "token");
    guest(op, reply);
    int err = find_offer(op, req, &o);
    err = err ? err : wish_read(op, req->json, &w);
    err = err ? err : secret_of(op, req, token, &secret);
    if (err)
        return err;
    struct op_problem none = op->problem;
    err = found_find(op, secret, &f);
    if (!err && f.b.start_us != w.start_us)
        err = op_fail(op, ERR_INVALID, "request.idempotency", 0, NULL);
    else if (err == ERR_NOT_FOUND) {
        op->problem = none;
        err = still_free(op, &o, w.start_us);
        err = err ? err : make(op, &o, &w, secret);
        err = err ? err : found_find(op, secret, &f);
    }
    return err ? err : found_reply(reply, 201, &f, secret);
}
