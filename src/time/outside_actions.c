#include "time/fetch.h"
#include "time/handlers.h"
#include "time/outside.h"

#define URL_MOST 2000

int outside_calendar_post(struct op *op, struct request *req, struct reply *reply)
{
    char url[URL_MOST + 100], host[256];
    struct str name, given;
    int64_t color = 0;
    struct row *row;
    body_only(op, req->json, "name url color");
    body_text(op, req->json, "name", true, 100, &name);
    body_text(op, req->json, "url", true, URL_MOST, &given);
    body_int(op, req->json, "color", 1, 12, &color);
    if (given.n && !fetch_url(arena_cstr(op->arena, given), url, sizeof url, host, sizeof host))
        op_field_fail(op, "/url", "outside.url", 0, NULL);
    if (op->problem.code)
        return op->problem.code;
    static const char *const names[] = {"member", "name", "url", "host", "color"};
    const struct value values[] = {v_id(op->scope.me), v_text(name), v_text(str_of(url)), v_text(str_of(host)),
                                   color ? v_int(color) : v_null()};
    int err = resource_create_system(op, &outside_calendar_resource, NULL, 5, names, values, &row);
    return err ? err : reply_row(op, req, reply, 201, row);
}

int outside_fetch_prepare(struct op *op, struct request *req)
{
    struct id id;
    struct row *row;
    struct outside_news *news = arena_new(op->arena, struct outside_news);
    int err = request_id(op, req, "id", &id);
    err = err ? err : resource_get(op, &outside_calendar_resource, id, false, &row); /* one's own */
    err = err ? err : outside_fetch(op, id, news);
    req->prepared = news;
    return err;
}

int outside_fetch_post(struct op *op, struct request *req, struct reply *reply)
{
    const struct outside_news *news = req->prepared;
    struct row *row;
    int err = outside_keep(op, news);
    err = err ? err : resource_get(op, &outside_calendar_resource, news->calendar, false, &row);
    return err ? err : reply_row(op, req, reply, 200, row);
}
