#include "locale/catalogue.h"
#include "locale/zone.h"
#include "time/booking.h"
#include "time/calendar.h"
#include "time/week.h"

/* ---- the page ---- */

static void offer_read(struct op *op, struct rows *r, struct offer *o)
{
    *o = (struct offer){.page = row_id(r, 0),
                        .member = row_id(r, 1),
                        .client = row_id(r, 2),
                        .title = arena_str(op->arena, row_text(r, 3)),
                        .person = arena_str(op->arena, row_text(r, 4)),
                        .locale = row_is_null(r, 5) ? NULL : locale_find(row_text(r, 5)),
                        .minutes = (int)row_int(r, 6),
                        .notice_min = (int)row_int(r, 7),
                        .days = (int)row_int(r, 8),
                        .buffer_min = (int)row_int(r, 9),
                        .week = arena_str(op->arena, row_text(r, 10))};
}

int offer_find(struct op *op, struct str token, struct offer *ret_offer)
{
    ROWS rows = {0};
    int err = op_query_system(
        op, &rows,
        "SELECT p.id, p.member, c.id, p.title, m.name, p.language, p.minutes, p.notice_min, p.days, p.buffer_min, "
        "p.week FROM @booking_page p JOIN @member m ON m.id = p.member LEFT JOIN @client c ON c.id = p.client AND "
        "c.deleted IS NULL WHERE p.token = $1 AND p.deleted IS NULL AND p.active = 1 AND m.deleted IS NULL AND "
        "m.active = 1",
        ARGS(v_text(token)));
    if (err || (err = rows_next(&rows)) != 1)
        return err < 0 ? err : op_fail(op, ERR_NOT_FOUND, "booking.unknown", 0, NULL);
    offer_read(op, &rows, ret_offer);
    rows_end(&rows);
    ret_offer->zone = member_zone(op, ret_offer->member);
    return 0;
}

/* ---- what is open ---- */

/* Quarter hours from from_us on; true where the person could be had. */
struct open {
    int64_t from_us;
    int32_t n;
    bool *at;
};

/* Only whole quarter hours are opened; of what is taken every one that is touched. */
static void open_range(struct open *o, int64_t start_us, int64_t end_us, bool value)
{
    int64_t rest = SLOT_US - 1;
    int32_t from = time_slot(o->from_us, start_us + (value ? rest : 0));
    int32_t to = time_slot(o->from_us, end_us + (value ? 0 : rest));
    for (int32_t i = from < 0 ? 0 : from; i < to && i < o->n; i++)
        o->at[i] = value;
}

static int open_windows(const struct offer *offer, struct open *o)
{
    struct week week;
    int64_t until_us = o->from_us + o->n * SLOT_US;
    if (week_read(offer->week, &week) != 0)
        return ERR_INTERNAL;
    int32_t last = zone_day(offer->zone, until_us);
    for (int32_t day = zone_day(offer->zone, o->from_us); day <= last; day++) {
        const struct week_day *d = &week.day[civil_weekday(day) - 1];
        for (int i = 0; i < d->n; i++) {
            int to = d->range[i].to_min;
            open_range(o, zone_instant(offer->zone, day, d->range[i].from_min),
                       zone_instant(offer->zone, day + to / DAY_MINUTES, to % DAY_MINUTES), true);
        }
    }
    return 0;
}

static int open_hours(struct op *op, const struct offer *offer, struct open *o)
{
    struct time_calendar c;
    int err = time_calendar_of(op, offer->member, o->from_us, o->n, &c);
    for (int32_t i = 0; i < o->n && !err; i++)
        o->at[i] = c.work[i / 64] >> (i % 64) & 1;
    return err;
}

/* Routines are what the person keeps of their usual hours; windows of the page say it themselves. */
static int close_spans(struct op *op, const struct offer *offer, struct open *o)
{
    struct time_span *spans;
    size_t n;
    int64_t around_us = offer->buffer_min * MINUTE_US, until_us = o->from_us + o->n * SLOT_US;
    int err = time_spans(op, offer->member, o->from_us - around_us, until_us + around_us, &spans, &n);
    for (size_t i = 0; i < n && !err; i++) {
        int64_t around = spans[i].kind == TIME_OUTSIDE ? around_us : 0;
        if (spans[i].kind != TIME_ROUTINE || !offer->week.n)
            open_range(o, spans[i].start_us - around, spans[i].end_us + around, false);
    }
    return err;
}

/* Around what was booked at another page, the more that either page wants. */
static int close_blocks(struct op *op, const struct offer *offer, struct open *o)
{
    ROWS rows = {0};
    int64_t most_us = BOOKING_BUFFER_MOST * MINUTE_US, until_us = o->from_us + o->n * SLOT_US;
    int err = op_query_system(op, &rows,
                              "SELECT t.start, t.end, coalesce(p.buffer_min, 0) FROM @block t LEFT JOIN @booking b ON "
                              "b.block = t.id AND b.deleted IS NULL LEFT JOIN @booking_page p ON p.id = b.page WHERE "
                              "t.deleted IS NULL AND t.member = $1 AND t.end > $2 AND t.start < $3",
                              ARGS(v_id(offer->member), v_int(o->from_us - most_us), v_int(until_us + most_us)));
    while (!err && (err = rows_next(&rows)) == 1) {
        int64_t own = row_int(&rows, 2), most = own > offer->buffer_min ? own : offer->buffer_min;
        open_range(o, row_int(&rows, 0) - most * MINUTE_US, row_int(&rows, 1) + most * MINUTE_US, false);
        err = 0;
    }
    return err;
}

static int open_find(struct op *op, const struct offer *offer, struct open *o)
{
    int err = offer->week.n ? open_windows(offer, o) : open_hours(op, offer, o);
    err = err ? err : close_spans(op, offer, o);
    return err ? err : close_blocks(op, offer, o);
}

/* ---- starts ---- */

/* On the half hour (quarter for what is shorter), and where a free stretch begins. */
static bool begins(const struct offer *offer, const struct open *o, int32_t i)
{
    int step = offer->minutes < 30 ? 15 : 30;
    return !o->at[i - 1] || zone_minute(offer->zone, o->from_us + i * SLOT_US) % step == 0;
}

static bool fits(const struct open *o, int32_t from, int32_t length)
{
    bool all = from + length <= o->n;
    for (int32_t i = from; all && i < from + length; i++)
        all = o->at[i];
    return all;
}

static int64_t rounded_up(int64_t time_us)
{
    return (time_us + SLOT_US - 1) / SLOT_US * SLOT_US;
}

int offer_free(struct op *op, const struct offer *offer, int64_t from_us, int64_t until_us, int64_t **ret_starts,
               size_t *ret_n)
{
    int64_t soonest = op->now_us + offer->notice_min * MINUTE_US;
    int64_t end = zone_instant(offer->zone, zone_day(offer->zone, op->now_us) + offer->days + 1, 0);
    *ret_n = 0;
    from_us = rounded_up(from_us > soonest ? from_us : soonest);
    until_us = until_us < end ? until_us : end;
    if (from_us >= until_us)
        return 0;
    int32_t length = offer->minutes / 15, n = (int32_t)((rounded_up(until_us) - from_us) / SLOT_US);
    /* One before, to see where a stretch begins. */
    struct open o = {.from_us = from_us - SLOT_US, .n = n + length + 1};
    o.at = arena_array(op->arena, bool, (size_t)o.n);
    int err = open_find(op, offer, &o);
    *ret_starts = arena_array(op->arena, int64_t, (size_t)n + 1);
    for (int32_t i = 1; i <= n && !err; i++)
        if (fits(&o, i, length) && begins(offer, &o, i))
            (*ret_starts)[(*ret_n)++] = o.from_us + i * SLOT_US;
    return err;
}
