#include "time/outside.h"
#include "time/fetch.h"
#include "time/ics.h"
#include <stdatomic.h>

const char *const outside_problems[] = {"unreachable", "refused", "too_large", "slow", "not_calendar", NULL};

static atomic_bool allow_private;
static atomic_int running;

void outside_allow_private(bool allow)
{
    atomic_store(&allow_private, allow);
}

int outside_due(struct op *op, size_t most, struct id *ret_ids, size_t *ret_n)
{
    ROWS rows = {0};
    int err =
        op_query_system(op, &rows,
                        "SELECT t.id FROM @outside_calendar t JOIN @member m ON m.id = t.member AND m.active = 1 AND "
                        "m.deleted IS NULL WHERE t.deleted IS NULL AND t.active = 1 AND (t.fetched IS NULL OR "
                        "t.fetched < $1) ORDER BY coalesce(t.fetched, 0), t.id LIMIT $2",
                        ARGS(v_int(op->now_us - OUTSIDE_EVERY_US), v_int((int64_t)most)));
    int step = err;
    *ret_n = 0;
    while (!err && *ret_n < most && (step = rows_next(&rows)) == 1)
        ret_ids[(*ret_n)++] = row_id(&rows, 0);
    return step < 0 ? step : 0;
}

/* ---- fetching ---- */

/* An address that is not public is as unreachable as one that is not there: which names our own network knows is
 * nobody's business. */
static const char *problem_of(enum fetch_problem p)
{
    static const int place[] = {
        [FETCH_UNREACHABLE] = 0, [FETCH_PRIVATE] = 0, [FETCH_REFUSED] = 1, [FETCH_TOO_LARGE] = 2, [FETCH_SLOW] = 3};
    return p == FETCH_GOOD ? NULL : outside_problems[place[p]];
}

static void read_busy(struct op *op, struct str text, struct outside_news *news)
{
    struct ics_span *spans = NULL;
    int64_t from_us = op->now_us - US_PER_DAY;
    int err = ics_busy(op->arena, text, member_zone(op, news->member), from_us - from_us % US_PER_DAY,
                       op->now_us + OUTSIDE_DAYS * US_PER_DAY, &spans, &news->n);
    news->spans = spans;
    if (err)
        news->problem = err == ERR_TOO_LARGE ? "too_large" : "not_calendar";
}

int outside_fetch(struct op *op, struct id calendar, struct outside_news *ret_news)
{
    struct row *row;
    struct buf text;
    int err = resource_get_system(op, &outside_calendar_resource, calendar, &row);
    if (err)
        return err;
    if (atomic_fetch_add(&running, 1) >= OUTSIDE_AT_ONCE) {
        atomic_fetch_sub(&running, 1);
        return op_fail(op, ERR_BUSY, NULL, 0, NULL);
    }
    *ret_news = (struct outside_news){.calendar = calendar, .member = row_get_id(row, "member")};
    buf_init(&text, FETCH_BYTES_MOST);
    const char *url = arena_cstr(op->arena, row_get_text(row, "url"));
    ret_news->problem = problem_of(fetch(url, atomic_load(&allow_private) ? fetch_anywhere : fetch_public, &text));
    atomic_fetch_sub(&running, 1);
    if (!ret_news->problem)
        read_busy(op, buf_view(&text), ret_news);
    buf_release(&text);
    return 0;
}

/* ---- keeping ---- */

static int is_same(struct op *op, const struct outside_news *news, bool *ret_same)
{
    ROWS rows = {0};
    size_t n = 0;
    int err = op_query_system(op, &rows,
                              "SELECT b.start, b.end FROM busy b WHERE b.ws = $ws AND b.calendar = $1 ORDER BY b.start",
                              ARGS(v_id(news->calendar)));
    int step = err;
    *ret_same = true;
    while (!err && *ret_same && (step = rows_next(&rows)) == 1) {
        *ret_same =
            n < news->n && news->spans[n].start_us == row_int(&rows, 0) && news->spans[n].end_us == row_int(&rows, 1);
        n++;
    }
    *ret_same = *ret_same && n == news->n;
    return step < 0 ? step : 0;
}

static int replace(struct op *op, const struct outside_news *news)
{
    int err = op_exec(op, "DELETE FROM busy WHERE ws = $ws AND calendar = $1", ARGS(v_id(news->calendar)));
    for (size_t i = 0; i < news->n && !err; i++)
        err = op_exec(op, "INSERT INTO busy (ws, calendar, start, \"end\", member) VALUES ($ws, $1, $2, $3, $4)",
                      ARGS(v_id(news->calendar), v_int(news->spans[i].start_us), v_int(news->spans[i].end_us),
                           v_id(news->member)));
    return err;
}

/* What cannot be read today keeps the busy times of before. */
int outside_keep(struct op *op, const struct outside_news *news)
{
    static const char *const names[] = {"problem", "changed"};
    struct row *row;
    bool same = true;
    int err = resource_get_system(op, &outside_calendar_resource, news->calendar, &row);
    if (err)
        return err == ERR_NOT_FOUND ? 0 : err; /* deleted in the meantime */
    if (!news->problem)
        err = is_same(op, news, &same);
    if (!err && !same)
        err = replace(op, news);
    const struct value values[] = {news->problem ? v_text(str_of(news->problem)) : v_null(),
                                   same ? *row_at(row, "changed") : v_int(op->now_us)};
    err = err ? err : resource_set_system(op, &outside_calendar_resource, news->calendar, 2, names, values);
    return err ? err
               : resource_set_derived(op, &outside_calendar_resource, news->calendar, "fetched", v_int(op->now_us));
}
