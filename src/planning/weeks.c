#include "planning/weeks.h"
#include "http/route.h"
#include "locale/zone.h"
#include "planning/promises.h"
#include "time/calendar.h"

int week_of_day(const struct week_table *t, int32_t day)
{
    int32_t d = day - t->first;
    return d < 0 || d >= t->n * 7 ? -1 : d / 7;
}

int weeks_query(struct op *op, const struct request *req, const char *name, int before, int32_t *ret_monday)
{
    struct str text = request_query(req, name);
    int32_t day = op->today;
    if (text.n > 0 && date_parse(text, &day) != 0)
        return op_fail(op, ERR_SYNTAX, "field.date", 0, NULL);
    *ret_monday = day - civil_weekday(day) + 1 - (text.n > 0 ? 0 : 7 * before);
    return 0;
}

/* ---- planned ---- */

/* What comes after the blocks is spread over the person's free time between its dates. */
static void spread(const struct computed *c, uint32_t task, work_piece piece, void *arg)
{
    const struct snapshot *s = c->snapshot;
    const struct plan_in *in = &s->in;
    uint32_t person = c->out.dates.person[task];
    int32_t from = c->out.dates.start[task], to = c->out.dates.finish[task];
    int32_t after = c->out.blocks.given.from;
    from = from < after ? after : from;
    if (person == PLAN_NONE || to == PLAN_NEVER || from >= to)
        return;
    const struct plan_calendar *calendar = &c->out.base.calendars[person];
    int64_t effort = c->out.blocks.given.effort ? c->out.blocks.given.effort[task] : c->out.base.effort[task];
    int64_t free = plan_rank(calendar, to) - plan_rank(calendar, from), done = 0, sum = 0;
    for (uint32_t d = 0; d < in->day_n && effort > 0 && free > 0; d++) {
        int32_t a = in->days[d] > from ? in->days[d] : from, b = in->days[d + 1] < to ? in->days[d + 1] : to;
        if (a >= b)
            continue;
        sum += plan_rank(calendar, b) - plan_rank(calendar, a);
        int64_t until = effort * PLAN_SLOT_MIN * sum / free;
        if (until > done)
            piece(arg, task, person, s->from_day + (int32_t)d, until - done);
        done = until;
    }
}

void weeks_each_piece(const struct computed *c, work_piece piece, void *arg)
{
    const struct snapshot *s = c->snapshot;
    for (uint32_t i = 0; i < c->out.blocks.n; i++) {
        const struct plan_block *b = &c->out.blocks.at[i];
        piece(arg, b->task, b->person, zone_day(s->zone, snapshot_instant(s, b->from)),
              (int64_t)(b->to - b->from) * PLAN_SLOT_MIN);
    }
    for (uint32_t i = 0; i < s->in.fixed_n; i++) {
        const struct plan_fixed *f = &s->fixed[i];
        int32_t from = f->from < 0 ? 0 : f->from;
        if (f->to > from)
            piece(arg, f->task, f->person, zone_day(s->zone, snapshot_instant(s, from)),
                  (int64_t)(f->to - from) * PLAN_SLOT_MIN);
    }
    for (uint32_t i = 0; i < s->in.task_n; i++)
        if (c->out.base.effort[i] > 0 && c->out.dates.finish[i] > c->out.blocks.given.from)
            spread(c, i, piece, arg);
}

static void add_planned(void *arg, uint32_t task, uint32_t person, int32_t day, int64_t minutes)
{
    const struct week_table *t = arg;
    int week = week_of_day(t, day);
    (void)task;
    if (week >= 0)
        week_at(t, person, week)->planned += minutes;
}

/* ---- wanted ---- */

/* A stretch of somebody's time, over its days. */
static void add_wanted(struct week_table *t, const struct computed *c, uint32_t person, int32_t from, int32_t to)
{
    const struct plan_in *in = &c->snapshot->in;
    const struct plan_calendar *calendar = &c->out.base.calendars[person];
    for (uint32_t d = 0; d < in->day_n; d++) {
        int32_t a = in->days[d] > from ? in->days[d] : from, b = in->days[d + 1] < to ? in->days[d + 1] : to;
        int week = a < b ? week_of_day(t, c->snapshot->from_day + (int32_t)d) : -1;
        if (week >= 0)
            week_at(t, person, week)->wanted +=
                (int64_t)(plan_rank(calendar, b) - plan_rank(calendar, a)) * PLAN_SLOT_MIN;
    }
}

/* What is past its date is wanted at once. */
static void add_all_wanted(struct op *op, const struct computed *c, struct week_table *t)
{
    const struct snapshot *s = c->snapshot;
    const int32_t *needed = promise_needs(op->arena, c, true);
    for (uint32_t i = 0; i < s->in.task_n; i++) {
        uint32_t person = c->out.dates.person[i];
        int32_t by = s->tasks[i].due < needed[i] ? s->tasks[i].due : needed[i], effort = c->out.base.effort[i];
        if (person == PLAN_NONE || effort == 0 || by == PLAN_NEVER || by > s->in.slots)
            continue;
        int32_t from = plan_before(&c->out.base.calendars[person], by, effort);
        from = from < 0 ? 0 : from;
        int32_t to = plan_after(&c->out.base.calendars[person], from, effort);
        add_wanted(t, c, person, from, to > by && by > 0 ? to : by > from ? by : to);
    }
}

/* ---- hours ---- */

static void add_hours(const struct week_table *t, uint32_t person, const struct time_calendar *h, const int32_t *monday)
{
    for (int w = 0; w < t->n; w++) {
        struct week_load *l = week_at(t, person, w);
        l->capacity = time_minutes(h->work, monday[w], monday[w + 1]);
        l->off = time_minutes(h->off, monday[w], monday[w + 1]);
        int64_t free = time_minutes(h->free, monday[w], monday[w + 1]);
        l->outside = l->capacity - free;
        l->limit = free * (h->load_percent > 0 ? h->load_percent : 100) / 100;
    }
}

static int read_hours(struct op *op, const struct computed *c, const struct week_table *t)
{
    const struct snapshot *s = c->snapshot;
    struct time_calendar *all;
    size_t n;
    int32_t monday[WEEKS_MAX + 1];
    int64_t from_us = zone_instant(s->zone, t->first, 0);
    from_us -= from_us % (PLAN_SLOT_MIN * 60 * US_PER_S);
    for (int w = 0; w <= t->n; w++)
        monday[w] = time_slot(from_us, zone_instant(s->zone, t->first + 7 * w, 0));
    int err = time_calendars(op, from_us, monday[t->n], &all, &n);
    for (size_t i = 0; i < n && !err; i++) {
        uint32_t person = snapshot_person_of(s, all[i].member);
        if (person != PLAN_NONE)
            add_hours(t, person, &all[i], monday);
    }
    return err;
}

/* ---- worked, promised ---- */

static int read_actual(struct op *op, const struct computed *c, const struct week_table *t)
{
    ROWS rows = {0};
    int err = op_query_system(op, &rows,
                              "SELECT member, date, CAST(coalesce(sum(minutes), 0) AS bigint) FROM @entry WHERE "
                              "deleted IS NULL AND date >= $1 AND date < $2 GROUP BY member, date",
                              ARGS(v_int(t->first), v_int(t->first + 7 * t->n)));
    while (!err && (err = rows_next(&rows)) == 1) {
        uint32_t person = snapshot_person_of(c->snapshot, row_id(&rows, 0));
        int week = week_of_day(t, (int32_t)row_int(&rows, 1));
        if (person != PLAN_NONE && week >= 0)
            week_at(t, person, week)->actual += row_int(&rows, 2);
        err = 0;
    }
    return err;
}

static int read_allocated(struct op *op, const struct computed *c, const struct week_table *t)
{
    ROWS rows = {0};
    int err = op_query_system(op, &rows,
                              "SELECT member, first, last, week_min FROM @allocation WHERE deleted IS NULL AND member "
                              "IS NOT NULL AND last >= $1 AND first < $2",
                              ARGS(v_int(t->first), v_int(t->first + 7 * t->n)));
    while (!err && (err = rows_next(&rows)) == 1) {
        uint32_t person = snapshot_person_of(c->snapshot, row_id(&rows, 0));
        for (int w = 0; w < t->n && person != PLAN_NONE; w++)
            if (row_int(&rows, 1) <= t->first + 7 * w + 4 && row_int(&rows, 2) >= t->first + 7 * w)
                week_at(t, person, w)->allocated += row_int(&rows, 3);
        err = 0;
    }
    return err;
}

int weeks_make(struct op *op, const struct computed *c, int32_t monday, int n, struct week_table *ret)
{
    *ret = (struct week_table){.first = monday, .n = n, .people = c->snapshot->in.person_n};
    ret->at = arena_array(op->arena, struct week_load, (size_t)(ret->people + 1) * (size_t)n);
    weeks_each_piece(c, add_planned, ret);
    add_all_wanted(op, c, ret);
    int err = read_hours(op, c, ret);
    err = err ? err : read_actual(op, c, ret);
    return err ? err : read_allocated(op, c, ret);
}
