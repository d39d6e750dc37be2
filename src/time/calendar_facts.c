#include "time/calendar_facts.h"
#include "locale/zone.h"

/* ---- zones ---- */

static const struct zone_days *zone_of(struct op *op, struct zone_days **all, struct str name, int32_t first, int n)
{
    for (struct zone_days *z = *all; z; z = z->next)
        if (str_is(name, z->name))
            return z;
    struct zone_days *z = arena_new(op->arena, struct zone_days);
    *z = (struct zone_days){.name = arena_cstr(op->arena, name), .first = first, .n = n, .next = *all};
    z->offset_s = arena_array(op->arena, int32_t, n + 1);
    for (int i = 0; i <= n; i++)
        z->offset_s[i] = zone_offset_s(z->name, zone_instant(z->name, first + i, 0));
    *all = z;
    return z;
}

int64_t zone_days_instant(const struct zone_days *z, int32_t day, int minute)
{
    int32_t i = day - z->first;
    if (minute == DAY_MINUTES)
        return zone_days_instant(z, day + 1, 0);
    if (i >= 0 && i < z->n && z->offset_s[i] == z->offset_s[i + 1])
        return day * US_PER_DAY + minute * MINUTE_US - z->offset_s[i] * US_PER_S;
    return zone_instant(z->name, day, minute);
}

/* ---- rows ---- */

/* An array in the arena that grows. */
static void *more(struct op *op, void *at, size_t n, size_t *room, size_t size)
{
    if (n < *room)
        return at;
    size_t wanted = *room ? *room * 2 : 32;
    at = arena_grow(op->arena, at, *room * size, wanted * size);
    *room = wanted;
    return at;
}

static int load_people(struct op *op, struct facts *f, bool active)
{
    struct zone_days *zones = NULL;
    size_t room = 0;
    ROWS rows = {0};
    int err =
        op_query_system(op, &rows,
                        "SELECT m.id, coalesce(m.zone, w.zone) FROM @member m JOIN @workspace w ON w.deleted IS "
                        "NULL WHERE m.id >= $1 AND m.id <= $2 AND m.active >= $3 AND m.deleted IS NULL ORDER BY m.id",
                        ARGS(v_id(f->low), v_id(f->high), v_int(active)));
    while (!err && (err = rows_next(&rows)) == 1) {
        f->people = more(op, f->people, f->n_people, &room, sizeof *f->people);
        f->people[f->n_people++] = (struct person){
            .id = row_id(&rows, 0), .zone = zone_of(op, &zones, row_text(&rows, 1), f->first, f->last - f->first + 1)};
        err = 0;
    }
    return err;
}

static struct hours read_hours(const struct rows *r)
{
    struct hours h = {.member = row_id(r, 0),
                      .since = row_is_null(r, 1) ? DAY_LEAST : (int32_t)row_int(r, 1),
                      .day_most_min = (int)row_int(r, 4),
                      .load_percent = (int)row_int(r, 5),
                      .projects_most = (int)row_int(r, 6),
                      .clients_most = (int)row_int(r, 7),
                      .block_least_min = (int)row_int(r, 8),
                      .block_preferred_min = (int)row_int(r, 9),
                      .block_most_min = (int)row_int(r, 10)};
    week_read(row_text(r, 2), &h.week);
    h.has_focus = week_read(row_text(r, 3), &h.focus) == 0;
    h.has_quiet = week_read(row_text(r, 11), &h.quiet) == 0;
    return h;
}

/* Runs of rows in order of member are given to their people. */
#define HAND_OUT(f, list, n, field, count)                                                                             \
    for (size_t i = 0, p = 0; i < (n); i++) {                                                                          \
        while (p < (f)->n_people && memcmp((f)->people[p].id.byte, (list)[i].member.byte, 16) < 0)                     \
            p++;                                                                                                       \
        if (p == (f)->n_people || !id_eq((f)->people[p].id, (list)[i].member))                                         \
            continue;                                                                                                  \
        if ((f)->people[p].count++ == 0)                                                                               \
            (f)->people[p].field = &(list)[i];                                                                         \
    }

static int load_hours(struct op *op, struct facts *f)
{
    struct hours *own = NULL, *all = NULL;
    size_t n_own = 0, n_all = 0, room_own = 0, room_all = 0;
    ROWS rows = {0};
    int err = op_query_system(
        op, &rows,
        "SELECT t.member, t.since, t.week, t.focus, t.day_most_min, t.load_percent, t.projects_most, t.clients_most, "
        "t.block_least_min, t.block_preferred_min, t.block_most_min, t.quiet FROM @working_hours t WHERE t.deleted IS "
        "NULL AND (t.member IS NULL OR (t.member >= $1 AND t.member <= $2)) AND (t.since IS NULL OR t.since <= $3) "
        "ORDER BY t.member, coalesce(t.since, -1000000), t.id",
        ARGS(v_id(f->low), v_id(f->high), v_int(f->last)));
    while (!err && (err = rows_next(&rows)) == 1) {
        struct hours h = read_hours(&rows);
        if (id_is_zero(h.member)) {
            all = more(op, all, n_all, &room_all, sizeof *all);
            all[n_all++] = h;
        } else {
            own = more(op, own, n_own, &room_own, sizeof *own);
            own[n_own++] = h;
        }
        err = 0;
    }
    f->everybody = all;
    f->n_everybody = n_all;
    HAND_OUT(f, own, n_own, hours, n_hours)
    return err;
}

static int load_days(struct op *op, struct facts *f, const char *sql, struct days **ret_days, size_t *ret_n)
{
    struct days *days = NULL;
    size_t n = 0, room = 0;
    ROWS rows = {0};
    int err = op_query_system(op, &rows, sql, ARGS(v_id(f->low), v_id(f->high), v_int(f->first), v_int(f->last)));
    while (!err && (err = rows_next(&rows)) == 1) {
        days = more(op, days, n, &room, sizeof *days);
        days[n++] = (struct days){.id = row_id(&rows, 0),
                                  .member = row_id(&rows, 1),
                                  .first = (int32_t)row_int(&rows, 2),
                                  .last = (int32_t)row_int(&rows, 3),
                                  .day_min = (int)row_int(&rows, 4),
                                  .part = arena_cstr(op->arena, row_text(&rows, 5))};
        err = 0;
    }
    *ret_days = days;
    *ret_n = n;
    return err;
}

static int load_off_and_over(struct op *op, struct facts *f)
{
    struct days *off, *over;
    size_t n_off, n_over;
    int err =
        load_days(op, f,
                  "SELECT t.id, t.member, t.first, t.last, 0, t.part FROM @time_off t WHERE t.deleted IS NULL AND "
                  "t.member >= $1 AND t.member <= $2 AND t.last >= $3 AND t.first <= $4 ORDER BY t.member, "
                  "t.first, t.id",
                  &off, &n_off);
    err = err ? err
              : load_days(op, f,
                          "SELECT t.id, t.member, t.first, t.last, t.day_min, '' FROM @overtime t WHERE t.deleted IS "
                          "NULL AND t.member >= $1 AND t.member <= $2 AND t.last >= $3 AND t.first <= $4 ORDER BY "
                          "t.member, t.first, t.id",
                          &over, &n_over);
    if (err)
        return err;
    HAND_OUT(f, off, n_off, off, n_off)
    HAND_OUT(f, over, n_over, over, n_over)
    return 0;
}

static int load_holidays(struct op *op, struct facts *f)
{
    size_t room = 0;
    ROWS rows = {0};
    int err = op_query_system(op, &rows,
                              "SELECT t.id, t.date, t.name, t.members FROM @holiday t WHERE t.deleted IS NULL AND "
                              "t.date >= $1 AND t.date <= $2 ORDER BY t.date, t.id",
                              ARGS(v_int(f->first), v_int(f->last)));
    while (!err && (err = rows_next(&rows)) == 1) {
        f->holidays = more(op, f->holidays, f->n_holidays, &room, sizeof *f->holidays);
        f->holidays[f->n_holidays++] = (struct holiday){.id = row_id(&rows, 0),
                                                        .day = (int32_t)row_int(&rows, 1),
                                                        .name = arena_str(op->arena, row_text(&rows, 2)),
                                                        .members = arena_str(op->arena, row_text(&rows, 3))};
        err = 0;
    }
    return err;
}

int facts_load(struct op *op, struct id member, int64_t from_us, int64_t until_us, struct facts *ret_facts)
{
    bool one = !id_is_zero(member);
    struct facts f = {.from_us = from_us,
                      .until_us = until_us,
                      .first = instant_day(from_us) - 2,
                      .last = instant_day(until_us) + 2,
                      .low = member,
                      .high = member};
    if (!one)
        memset(f.high.byte, 0xff, sizeof f.high.byte);
    int err = load_people(op, &f, !one);
    err = err ? err : load_hours(op, &f);
    err = err ? err : load_off_and_over(op, &f);
    err = err ? err : load_holidays(op, &f);
    *ret_facts = f;
    return err;
}

const struct person *facts_person(const struct facts *f, struct id member)
{
    size_t low = 0, high = f->n_people;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (memcmp(f->people[middle].id.byte, member.byte, sizeof member.byte) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low < f->n_people && id_eq(f->people[low].id, member) ? &f->people[low] : NULL;
}
