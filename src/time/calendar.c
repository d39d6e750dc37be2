#include "time/calendar.h"
#include "locale/zone.h"
#include "time/calendar_facts.h"

/* ---- bits ---- */

static uint64_t mask_of(int32_t word, int32_t from, int32_t to)
{
    int32_t low = from - word * 64, high = to - word * 64;
    uint64_t mask = ~UINT64_C(0);
    if (low > 0)
        mask &= ~UINT64_C(0) << low;
    if (high < 64)
        mask &= (UINT64_C(1) << high) - 1;
    return mask;
}

struct bits {
    uint64_t *at;
    int32_t slots;
};

static void bits_range(struct bits b, int32_t from, int32_t to, bool set)
{
    from = from < 0 ? 0 : from;
    to = to > b.slots ? b.slots : to;
    for (int32_t w = from / 64; from < to && w <= (to - 1) / 64; w++) {
        uint64_t mask = mask_of(w, from, to);
        b.at[w] = set ? b.at[w] | mask : b.at[w] & ~mask;
    }
}

int64_t time_minutes(const uint64_t *bits, int32_t from, int32_t to)
{
    int64_t n = 0;
    for (int32_t w = from / 64; from < to && w <= (to - 1) / 64; w++)
        n += __builtin_popcountll(bits[w] & mask_of(w, from, to));
    return n * 15;
}

/* ---- hours ---- */

/* Whole quarter hours within the range of a local day. */
static void set_local(const struct facts *f, const struct zone_days *z, struct bits b, int32_t day,
                      const struct week_range *r)
{
    int64_t start = zone_days_instant(z, day, r->from_min), end = zone_days_instant(z, day, r->to_min);
    bits_range(b, time_slot(f->from_us, start + SLOT_US - 1), time_slot(f->from_us, end), true);
}

static void set_day(const struct facts *f, const struct person *p, int32_t day, const struct week_day *d, struct bits b)
{
    for (int i = 0; i < d->n; i++)
        set_local(f, p->zone, b, day, &d->range[i]);
}

static void take_limits(struct time_calendar *c, const struct hours *h, bool own)
{
    c->assumed = !own && !h;
    c->load_percent = h ? h->load_percent : 85;
    c->day_most_min = h ? h->day_most_min : 0;
    c->projects_most = h ? h->projects_most : 3;
    c->clients_most = h ? h->clients_most : 0;
    c->block_least_min = h ? h->block_least_min : 60;
    c->block_preferred_min = h ? h->block_preferred_min : 90;
    c->block_most_min = h ? h->block_most_min : 180;
}

static void fill(struct op *op, const struct facts *f, const struct person *p, int32_t slots, struct time_calendar *c)
{
    size_t words = (size_t)(slots + 63) / 64;
    bool own;
    *c = (struct time_calendar){.member = p->id, .zone = p->zone->name};
    c->work = arena_array(op->arena, uint64_t, words);
    c->off = arena_array(op->arena, uint64_t, words);
    c->focus = arena_array(op->arena, uint64_t, words);
    c->free = arena_array(op->arena, uint64_t, words);
    uint64_t *quiet = arena_array(op->arena, uint64_t, words);
    const struct hours *now = facts_hours(f, p, zone_day(p->zone->name, f->from_us), &own);
    take_limits(c, now, own);
    for (int32_t day = f->first; day <= f->last; day++) {
        struct day_hours h;
        facts_day(f, p, day, &h);
        set_day(f, p, day, &h.work, (struct bits){c->work, slots});
        set_day(f, p, day, &h.off, (struct bits){c->off, slots});
        set_day(f, p, day, &h.focus, (struct bits){c->focus, slots});
        set_day(f, p, day, &h.quiet, (struct bits){quiet, slots});
        c->quiet = h.quiet.n > 0 ? quiet : c->quiet;
    }
    memcpy(c->free, c->work, words * sizeof *c->free);
}

/* ---- what takes time away ---- */

struct all {
    struct op *op;
    const struct facts *facts;
    struct time_calendar *calendars;
    int32_t slots;
};

static struct time_calendar *calendar_of(const struct all *a, struct id member)
{
    const struct person *p = facts_person(a->facts, member);
    return p ? &a->calendars[p - a->facts->people] : NULL;
}

/* Rows of member, start, end: every quarter hour they touch is taken. */
static int take_times(const struct all *a, const char *sql)
{
    const struct facts *f = a->facts;
    ROWS rows = {0};
    int err =
        op_query_system(a->op, &rows, sql, ARGS(v_id(f->low), v_id(f->high), v_int(f->from_us), v_int(f->until_us)));
    while (!err && (err = rows_next(&rows)) == 1) {
        struct time_calendar *c = calendar_of(a, row_id(&rows, 0));
        if (c)
            bits_range((struct bits){c->free, a->slots}, time_slot(f->from_us, row_int(&rows, 1)),
                       time_slot(f->from_us, row_int(&rows, 2) + SLOT_US - 1), false);
        err = 0;
    }
    return err;
}

struct routine {
    struct routine_days days;
    struct week_range range;
    int32_t first, last;
    bool deep;
};

static void apply_routine(const struct all *a, const struct routine *r, const struct person *p, struct time_calendar *c)
{
    const struct facts *f = a->facts;
    int32_t first = r->first > f->first ? r->first : f->first, last = r->last < f->last ? r->last : f->last;
    for (int32_t day = first; day <= last; day++) {
        if (!routine_falls(r->days, day))
            continue;
        int64_t start = zone_days_instant(p->zone, day, r->range.from_min);
        int64_t end = zone_days_instant(p->zone, day, r->range.to_min);
        struct bits b = {r->deep ? c->focus : c->free, a->slots};
        bits_range(b, time_slot(f->from_us, start), time_slot(f->from_us, end + SLOT_US - 1), r->deep);
    }
}

struct routine_days routine_days(struct str days, struct str month_week)
{
    static const char *const weeks[] = {"", "first", "second", "third", "fourth", "last"};
    struct routine_days r = {0};
    for (size_t i = 0; i < days.n; i++)
        if (days.at[i] >= '1' && days.at[i] <= '7')
            r.weekdays |= 1u << (days.at[i] - '0');
    for (int i = 1; i <= ROUTINE_LAST; i++)
        if (str_is(month_week, weeks[i]))
            r.nth = i;
    return r;
}

bool routine_falls(struct routine_days r, int32_t day)
{
    struct civil c = civil_from_day(day);
    if (!(r.weekdays >> civil_weekday(day) & 1))
        return false;
    if (r.nth == ROUTINE_LAST)
        return c.day + 7 > civil_month_days(c.year, c.month);
    return r.nth == 0 || (c.day - 1) / 7 + 1 == r.nth;
}

static int take_routines(const struct all *a)
{
    const struct facts *f = a->facts;
    ROWS rows = {0};
    int err =
        op_query_system(a->op, &rows,
                        "SELECT t.member, t.days, t.from_min, t.to_min, t.first, t.last, t.kind, t.month_week FROM "
                        "@routine t WHERE t.deleted IS NULL AND t.active = 1 AND t.member >= $1 AND t.member <= $2",
                        ARGS(v_id(f->low), v_id(f->high)));
    while (!err && (err = rows_next(&rows)) == 1) {
        struct id member = row_id(&rows, 0);
        const struct person *p = facts_person(f, member);
        struct routine r = {.days = routine_days(row_text(&rows, 1), row_text(&rows, 7)),
                            .range = {(int)row_int(&rows, 2), (int)row_int(&rows, 3)},
                            .first = row_is_null(&rows, 4) ? DAY_LEAST : (int32_t)row_int(&rows, 4),
                            .last = row_is_null(&rows, 5) ? DAY_MOST : (int32_t)row_int(&rows, 5),
                            .deep = str_is(row_text(&rows, 6), "deep_work")};
        if (p)
            apply_routine(a, &r, p, calendar_of(a, member));
        err = 0;
    }
    return err;
}

/* Focus is of working hours only; who has none has no set of them. */
static void finish_focus(struct time_calendar *c, int32_t slots)
{
    uint64_t any = 0;
    for (int32_t w = 0; w < (slots + 63) / 64; w++)
        any |= c->focus[w] &= c->work[w];
    if (!any)
        c->focus = NULL;
}

static int calendars(struct op *op, struct id member, int64_t from_us, int32_t slots, struct time_calendar **ret,
                     size_t *ret_n)
{
    struct facts f;
    int err = facts_load(op, member, from_us, from_us + slots * SLOT_US, &f);
    if (err)
        return err;
    struct all a = {op, &f, arena_array(op->arena, struct time_calendar, f.n_people + 1), slots};
    for (size_t i = 0; i < f.n_people; i++)
        fill(op, &f, &f.people[i], slots, &a.calendars[i]);
    err = take_routines(&a);
    err = err ? err
              : take_times(&a, "SELECT t.member, t.start, t.end FROM @block t WHERE t.deleted IS NULL AND t.kind <> "
                               "'task' AND (t.kind <> 'batch' OR t.tasks IS NULL) AND t.member >= $1 AND t.member <= "
                               "$2 AND t.end > $3 AND t.start < $4");
    err = err ? err
              : take_times(&a, "SELECT b.member, b.start, b.end FROM busy b JOIN @outside_calendar t ON t.id = "
                               "b.calendar WHERE b.ws = $ws AND t.deleted IS NULL AND t.active = 1 AND b.member >= $1 "
                               "AND b.member <= $2 AND b.end > $3 AND b.start < $4");
    for (size_t i = 0; i < f.n_people; i++)
        finish_focus(&a.calendars[i], slots);
    *ret = a.calendars;
    *ret_n = f.n_people;
    return err;
}

int time_calendars(struct op *op, int64_t from_us, int32_t slots, struct time_calendar **ret, size_t *ret_n)
{
    return calendars(op, (struct id){{0}}, from_us, slots, ret, ret_n);
}

int time_calendar_of(struct op *op, struct id member, int64_t from_us, int32_t slots, struct time_calendar *ret)
{
    struct time_calendar *all;
    size_t n;
    int err = calendars(op, member, from_us, slots, &all, &n);
    if (!err && n == 0)
        err = ERR_NOT_FOUND;
    if (!err)
        *ret = all[0];
    return err;
}
