#include "time/calendar_facts.h"
#include <stdlib.h>

struct spans {
    struct op *op;
    const struct facts *facts;
    struct time_span *at;
    size_t n, room;
};

static void add(struct spans *s, struct time_span span)
{
    if (span.end_us <= s->facts->from_us || span.start_us >= s->facts->until_us || span.start_us >= span.end_us)
        return;
    if (s->n == s->room) {
        size_t more = s->room ? s->room * 2 : 64;
        s->at = arena_grow(s->op->arena, s->at, s->room * sizeof *s->at, more * sizeof *s->at);
        s->room = more;
    }
    s->at[s->n++] = span;
}

static void add_local(struct spans *s, const struct person *p, int32_t day, int from_min, int to_min,
                      struct time_span span)
{
    span.member = p->id;
    span.start_us = zone_days_instant(p->zone, day, from_min);
    span.end_us = zone_days_instant(p->zone, day, to_min);
    add(s, span);
}

static void add_days(struct spans *s, const struct person *p)
{
    const struct facts *f = s->facts;
    for (int32_t day = f->first; day <= f->last; day++) {
        struct day_hours h;
        facts_day(f, p, day, &h);
        if (h.holiday)
            add_local(s, p, day, 0, DAY_MINUTES,
                      (struct time_span){.kind = TIME_HOLIDAY, .id = h.holiday->id, .title = h.holiday->name});
        for (size_t i = 0; i < p->n_off && !h.holiday; i++) {
            const struct days *o = &p->off[i];
            bool morning = strcmp(o->part, "morning") == 0, afternoon = strcmp(o->part, "afternoon") == 0;
            int middle = h.off.n == 0 ? 720 : morning ? h.off.range[h.off.n - 1].to_min : h.off.range[0].from_min;
            if (o->first <= day && day <= o->last)
                add_local(s, p, day, afternoon ? middle : 0, morning ? middle : DAY_MINUTES,
                          (struct time_span){.kind = TIME_OFF, .id = o->id, .part = o->part, .title = STR("")});
        }
    }
}

static bool works(const struct facts *f, const struct person *p, int32_t day)
{
    struct day_hours h;
    facts_day(f, p, day, &h);
    return h.work.n > 0;
}

static void add_routine(struct spans *s, const struct person *p, const struct rows *r)
{
    const struct facts *f = s->facts;
    struct routine_days days = routine_days(row_text(r, 2), row_text(r, 11));
    int32_t first = row_is_null(r, 5) ? f->first : (int32_t)row_int(r, 5);
    int32_t last = row_is_null(r, 6) ? f->last : (int32_t)row_int(r, 6);
    struct time_span span = {.kind = TIME_ROUTINE,
                             .id = row_id(r, 0),
                             .title = arena_str(s->op->arena, row_text(r, 7)),
                             .part = arena_cstr(s->op->arena, row_text(r, 8)),
                             .client = row_id(r, 9),
                             .activity = row_id(r, 10)};
    for (int32_t day = first > f->first ? first : f->first; day <= last && day <= f->last; day++)
        if (routine_falls(days, day) && works(f, p, day))
            add_local(s, p, day, (int)row_int(r, 3), (int)row_int(r, 4), span);
}

static int add_routines(struct spans *s)
{
    const struct facts *f = s->facts;
    ROWS rows = {0};
    int err = op_query_system(
        s->op, &rows,
        "SELECT t.id, t.member, t.days, t.from_min, t.to_min, t.first, t.last, t.name, t.kind, t.client, t.activity, "
        "t.month_week "
        "FROM @routine t WHERE t.deleted IS NULL AND t.active = 1 AND t.member >= $1 AND t.member <= $2",
        ARGS(v_id(f->low), v_id(f->high)));
    while (!err && (err = rows_next(&rows)) == 1) {
        const struct person *p = facts_person(f, row_id(&rows, 1));
        if (p)
            add_routine(s, p, &rows);
        err = 0;
    }
    return err;
}

static int add_outside(struct spans *s)
{
    const struct facts *f = s->facts;
    ROWS rows = {0};
    int err = op_query_system(
        s->op, &rows,
        "SELECT b.member, t.id, t.name, b.start, b.end FROM busy b JOIN @outside_calendar t ON t.id = b.calendar WHERE "
        "b.ws = $ws AND t.deleted IS NULL AND t.active = 1 AND b.member >= $1 AND b.member <= $2 AND b.end > $3 AND "
        "b.start < $4",
        ARGS(v_id(f->low), v_id(f->high), v_int(f->from_us), v_int(f->until_us)));
    while (!err && (err = rows_next(&rows)) == 1) {
        add(s, (struct time_span){.kind = TIME_OUTSIDE,
                                  .member = row_id(&rows, 0),
                                  .id = row_id(&rows, 1),
                                  .title = arena_str(s->op->arena, row_text(&rows, 2)),
                                  .start_us = row_int(&rows, 3),
                                  .end_us = row_int(&rows, 4)});
        err = 0;
    }
    return err;
}

static int by_member_and_start(const void *a, const void *b)
{
    const struct time_span *x = a, *y = b;
    int order = memcmp(x->member.byte, y->member.byte, sizeof x->member.byte);
    order = order ? order : (x->start_us > y->start_us) - (x->start_us < y->start_us);
    order = order ? order : (x->end_us > y->end_us) - (x->end_us < y->end_us);
    return order ? order : memcmp(x->id.byte, y->id.byte, sizeof x->id.byte);
}

int time_spans(struct op *op, struct id member, int64_t from_us, int64_t until_us, struct time_span **ret,
               size_t *ret_n)
{
    struct facts f;
    int err = facts_load(op, member, from_us, until_us, &f);
    struct spans s = {.op = op, .facts = &f};
    for (size_t i = 0; i < f.n_people && !err; i++)
        add_days(&s, &f.people[i]);
    err = err ? err : add_routines(&s);
    err = err ? err : add_outside(&s);
    if (s.n)
        qsort(s.at, s.n, sizeof *s.at, by_member_and_start);
    *ret = s.at;
    *ret_n = s.n;
    return err;
}
