#include "planning/wellbeing.h"
#include "locale/zone.h"
#include "time/calendar.h"
#include <stdlib.h>

#define DAYS        (7 * WELLBEING_WEEKS)
#define BREAK_SLOTS (WELLBEING_BREAK_MIN / 15)
#define OFTEN       2 /* days of a week */

const char *const wellbeing_names[] = {"after_hours", "overload", "clients", NULL};
const int wellbeing_needs[] = {2, 3, 3};

struct person {
    struct wellbeing *told;
    const struct time_calendar *calendar;
    uint64_t *usual;            /* hours of work and the breaks between them, without quiet ones */
    int32_t midnight[DAYS + 1]; /* slots */
    int64_t worked[DAYS];
    int clients[DAYS];
    struct id last_client; /* entries come in order of day and client */
    int32_t last_day;
};
struct all {
    struct op *op;
    int32_t first; /* a Monday */
    int64_t from_us;
    int32_t slots;
    struct person *people;
    size_t n;
};

int32_t wellbeing_first(int32_t today)
{
    return week_of(today) - DAYS;
}

/* ---- hours ---- */

static bool is_set(const uint64_t *bits, int32_t slot)
{
    return bits[slot / 64] >> (slot % 64) & 1;
}

static uint64_t *usual_hours(struct op *op, const struct time_calendar *c, int32_t slots)
{
    size_t words = (size_t)(slots + 63) / 64;
    uint64_t *usual = arena_array(op->arena, uint64_t, words);
    int32_t next = -1; /* after the last slot that is worked */
    for (int32_t s = 0; s < slots; s++) {
        if (!is_set(c->work, s))
            continue;
        for (int32_t k = next >= 0 && s - next <= BREAK_SLOTS ? next : s; k <= s; k++)
            usual[k / 64] |= UINT64_C(1) << (k % 64);
        next = s + 1;
    }
    for (size_t w = 0; w < words && c->quiet; w++)
        usual[w] &= ~c->quiet[w];
    return usual;
}

static void take_person(const struct all *a, struct person *p, const struct time_calendar *c, struct wellbeing *told)
{
    *told = (struct wellbeing){.member = c->member};
    *p = (struct person){.told = told, .calendar = c, .last_day = DAY_LEAST};
    p->usual = usual_hours(a->op, c, a->slots);
    for (int32_t day = 0; day <= DAYS; day++)
        p->midnight[day] = time_slot(a->from_us, zone_instant(c->zone, a->first + day, 0));
    for (int week = 0; week < WELLBEING_WEEKS; week++)
        told->week[week].capacity = time_minutes(c->work, p->midnight[7 * week], p->midnight[7 * week + 7]);
}

/* Zones are up to fourteen hours apart from UTC. */
static int read_people(struct all *a, struct id member, struct wellbeing **ret, size_t *ret_n)
{
    struct time_calendar *all = arena_new(a->op->arena, struct time_calendar);
    a->from_us = (a->first - 1) * US_PER_DAY;
    a->slots = (DAYS + 2) * 96;
    a->n = 1;
    int err = id_is_zero(member) ? time_calendars(a->op, a->from_us, a->slots, &all, &a->n)
                                 : time_calendar_of(a->op, member, a->from_us, a->slots, all);
    if (err)
        return err;
    *ret = arena_array(a->op->arena, struct wellbeing, a->n + 1);
    *ret_n = a->n;
    a->people = arena_array(a->op->arena, struct person, a->n + 1);
    for (size_t i = 0; i < a->n; i++)
        take_person(a, &a->people[i], &all[i], &(*ret)[i]);
    return 0;
}

static struct person *person_of(const struct all *a, struct id member)
{
    size_t low = 0, high = a->n;
    while (low < high) {
        size_t middle = (low + high) / 2;
        int c = memcmp(a->people[middle].told->member.byte, member.byte, 16);
        if (c == 0)
            return &a->people[middle];
        if (c < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

/* ---- what was worked ---- */

static int64_t outside(const struct all *a, const struct person *p, int64_t start_us, int64_t end_us)
{
    int64_t us = 0;
    int32_t last = time_slot(a->from_us, end_us - 1);
    for (int32_t s = time_slot(a->from_us, start_us); s <= last; s++) {
        int64_t from = a->from_us + s * SLOT_US, to = from + SLOT_US;
        from = from < start_us ? start_us : from;
        to = to > end_us ? end_us : to;
        if (s < 0 || s >= a->slots || !is_set(p->usual, s))
            us += to - from;
    }
    return us / MINUTE_US;
}

enum { E_MEMBER, E_DATE, E_START, E_END, E_MINUTES, E_CLIENT, E_KIND };

static void add_entry(const struct all *a, struct person *p, const struct rows *r)
{
    int32_t day = (int32_t)row_int(r, E_DATE) - a->first;
    struct wellbeing_week *week = &p->told->week[day / 7];
    int64_t minutes = row_int(r, E_MINUTES);
    struct id client = row_id(r, E_CLIENT);
    p->worked[day] += minutes;
    week->worked += minutes;
    if (!row_is_null(r, E_START))
        week->after += outside(a, p, row_int(r, E_START), row_int(r, E_END));
    else if (time_minutes(p->calendar->work, p->midnight[day], p->midnight[day + 1]) == 0)
        week->after += minutes;
    if (!str_is(row_text(r, E_KIND), "internal") && (p->last_day != day || !id_eq(p->last_client, client))) {
        p->clients[day]++;
        p->last_day = day;
        p->last_client = client;
    }
}

/* A timer that still runs has no minutes yet. */
static int read_entries(struct all *a, struct id low, struct id high)
{
    ROWS rows = {0};
    int err = op_query_system(a->op, &rows,
                              "SELECT e.member, e.date, e.start, e.\"end\", e.minutes, e.client, c.kind FROM @entry e "
                              "JOIN @client c ON c.id = e.client WHERE e.deleted IS NULL AND e.minutes IS NOT NULL AND "
                              "e.member >= $1 AND e.member <= $2 AND e.date >= $3 AND e.date < $4 ORDER BY e.member, "
                              "e.date, e.client, e.id",
                              ARGS(v_id(low), v_id(high), v_int(a->first), v_int(a->first + DAYS)));
    while (!err && (err = rows_next(&rows)) == 1) {
        struct person *p = person_of(a, row_id(&rows, E_MEMBER));
        if (p)
            add_entry(a, p, &rows);
        err = 0;
    }
    return err;
}

static int read_planned(struct all *a, struct id low, struct id high)
{
    ROWS rows = {0};
    int err =
        op_query_system(a->op, &rows,
                        "SELECT k.member, k.date, CAST(sum(k.minutes) AS bigint) FROM @kept_item k WHERE k.member "
                        ">= $1 AND k.member <= $2 AND k.date >= $3 AND k.date < $4 GROUP BY k.member, k.date",
                        ARGS(v_id(low), v_id(high), v_int(a->first), v_int(a->first + DAYS)));
    while (!err && (err = rows_next(&rows)) == 1) {
        struct person *p = person_of(a, row_id(&rows, 0));
        if (p)
            p->told->week[(row_int(&rows, 1) - a->first) / 7].planned += row_int(&rows, 2);
        err = 0;
    }
    return err;
}

/* ---- what counts ---- */

static void count_week(struct person *p, int number)
{
    struct wellbeing_week *w = &p->told->week[number];
    int64_t load = w->worked > w->planned ? w->worked : w->planned;
    for (int day = 7 * number; day < 7 * number + 7; day++) {
        w->long_days += p->calendar->day_most_min > 0 && p->worked[day] > p->calendar->day_most_min;
        w->scattered_days += p->calendar->clients_most > 0 && p->clients[day] > p->calendar->clients_most;
    }
    w->counts[WELLBEING_AFTER_HOURS] = w->after >= WELLBEING_AFTER_MIN;
    w->counts[WELLBEING_OVERLOAD] = load >= wellbeing_too_much(w) || w->long_days >= OFTEN;
    w->counts[WELLBEING_CLIENTS] = w->scattered_days >= OFTEN;
    for (int kind = 0; kind < WELLBEING_KINDS; kind++)
        p->told->weeks[kind] += w->counts[kind];
}

int wellbeing_make(struct op *op, struct id member, int32_t today, struct wellbeing **ret, size_t *ret_n)
{
    struct all a = {.op = op, .first = wellbeing_first(today)};
    struct id low = member, high = member;
    if (id_is_zero(member))
        memset(high.byte, 0xff, sizeof high.byte);
    int err = read_people(&a, member, ret, ret_n);
    err = err ? err : read_entries(&a, low, high);
    err = err ? err : read_planned(&a, low, high);
    for (size_t i = 0; i < a.n && !err; i++)
        for (int week = 0; week < WELLBEING_WEEKS; week++)
            count_week(&a.people[i], week);
    return err;
}
