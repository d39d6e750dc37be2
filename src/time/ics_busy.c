#include "base/civil.h"
#include "base/error.h"
#include "time/ics_event.h"
#include "work/recurrence.h"
#include <libical/ical.h>
#include <stdio.h>
#include <stdlib.h>

struct busy {
    struct arena *arena;
    const char *zone;
    int64_t from_us, until_us;
    const struct ics_event *events;
    size_t n_events;
    const struct ics_event **replaced; /* changed occurrences, by uid */
    size_t n_replaced;
    struct ics_span *spans;
    size_t n, room;
    int64_t steps, ends_us; /* the latter: monotonic */
};

/* ---- changed occurrences ---- */

static int uid_order(struct str a, struct str b)
{
    size_t n = a.n < b.n ? a.n : b.n;
    int order = n ? memcmp(a.at, b.at, n) : 0;
    return order ? order : (a.n > b.n) - (a.n < b.n);
}

static int by_uid(const void *a, const void *b)
{
    const struct ics_event *x = *(const struct ics_event *const *)a, *y = *(const struct ics_event *const *)b;
    return uid_order(x->uid, y->uid);
}

static void find_replaced(struct busy *b)
{
    b->replaced = arena_array(b->arena, const struct ics_event *, b->n_events + 1);
    for (size_t i = 0; i < b->n_events; i++)
        if (b->events[i].replaces.given && b->events[i].uid.n)
            b->replaced[b->n_replaced++] = &b->events[i];
    qsort(b->replaced, b->n_replaced, sizeof *b->replaced, by_uid);
}

static size_t first_replaced(const struct busy *b, struct str uid)
{
    size_t low = 0, high = b->n_replaced;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (uid_order(b->replaced[middle]->uid, uid) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static bool same_time(const struct ics_time *a, const struct ics_time *b, const char *zone)
{
    return a->date || b->date ? a->day == b->day : ics_instant(a, zone) == ics_instant(b, zone);
}

static bool taken_out(struct busy *b, const struct ics_event *e, const struct ics_time *t)
{
    b->steps += (int64_t)e->n_out;
    for (size_t i = 0; i < e->n_out; i++)
        if (same_time(&e->out[i], t, b->zone))
            return true;
    for (size_t i = first_replaced(b, e->uid); i < b->n_replaced && str_eq(b->replaced[i]->uid, e->uid); i++) {
        b->steps++;
        if (same_time(&b->replaced[i]->replaces, t, b->zone))
            return true;
    }
    return false;
}

/* ---- occurrences ---- */

static int add(struct busy *b, const struct ics_event *e, const struct ics_time *t)
{
    int64_t start_us = ics_instant(t, b->zone), end_us;
    int64_t length_us = e->duration_s > 0 ? e->duration_s * US_PER_S : 0;
    if (e->end.given)
        length_us = ics_instant(&e->end, b->zone) - ics_instant(&e->start, b->zone);
    if (length_us > ICS_DAYS_MOST * US_PER_DAY)
        length_us = ICS_DAYS_MOST * US_PER_DAY;
    end_us = start_us + length_us;
    if (t->date) { /* whole days of the owner, also on the day the clocks change */
        int32_t days = e->end.given ? e->end.day - e->start.day : (int32_t)(length_us / US_PER_DAY);
        struct ics_time last = {.day = t->day + (days < 1               ? 1
                                                 : days > ICS_DAYS_MOST ? ICS_DAYS_MOST
                                                                        : days),
                                .date = true};
        end_us = ics_instant(&last, b->zone);
    }
    start_us = start_us < b->from_us ? b->from_us : start_us;
    end_us = end_us > b->until_us ? b->until_us : end_us;
    if (start_us >= end_us)
        return 0;
    if (b->n == b->room) {
        size_t more = b->room ? b->room * 2 : 64;
        b->spans = arena_grow(b->arena, b->spans, b->room * sizeof *b->spans, more * sizeof *b->spans);
        b->room = more;
    }
    b->spans[b->n++] = (struct ics_span){start_us, end_us};
    return b->n > ICS_STEPS_MOST ? ERR_TOO_LARGE : 0;
}

/* Also of what does not repeat: thousands of events may share one uid with thousands of changed occurrences. */
static int occur(struct busy *b, const struct ics_event *e, const struct ics_time *t)
{
    if (b->steps > ICS_STEPS_MOST)
        return ERR_TOO_LARGE;
    return !e->replaces.given && taken_out(b, e, t) ? 0 : add(b, e, t);
}

static struct icaltimetype to_ical(const struct ics_time *t)
{
    struct civil c = civil_from_day(t->day);
    char text[40];
    int s = t->second;
    snprintf(text, sizeof text, t->date ? "%04d%02d%02d" : "%04d%02d%02dT%02d%02d%02d", c.year, c.month, c.day,
             s / 3600, s / 60 % 60, s % 60);
    return icaltime_from_string(text);
}

/* A rule that began long ago is entered where it matters; not one that counts, which has to be counted. */
static void skip(const struct busy *b, const struct ics_event *e, const struct icalrecurrencetype *rule,
                 icalrecur_iterator *i)
{
    struct ics_time from = e->start;
    from.day = instant_day(b->from_us) - ICS_DAYS_MOST - 2;
    if (i && rule->count == 0 && from.day > e->start.day)
        icalrecur_iterator_set_start(i, to_ical(&from));
}

/* Goes through the rule in the event's own clock. */
static int repeat(struct busy *b, const struct ics_event *e)
{
    struct icalrecurrencetype rule = icalrecurrencetype_from_string(e->rule);
    icalrecur_iterator *i = icalrecur_iterator_new(rule, to_ical(&e->start));
    int32_t last = instant_day(b->until_us) + 2;
    int err = i ? 0 : occur(b, e, &e->start);
    skip(b, e, &rule, i);
    while (i && !err) {
        struct icaltimetype next = icalrecur_iterator_next(i);
        struct ics_time t = e->start;
        if (icaltime_is_null_time(next))
            break;
        t.day = civil_to_day((struct civil){next.year, next.month, next.day});
        if (t.day > last)
            break;
        err = ++b->steps > ICS_STEPS_MOST ? ERR_TOO_LARGE : 0;
        if (!err && t.day >= instant_day(b->from_us) - ICS_DAYS_MOST - 2)
            err = occur(b, e, &t);
    }
    if (i)
        icalrecur_iterator_free(i);
    icalmemory_free_buffer(rule.rscale);
    return err;
}

static int expand(struct busy *b, const struct ics_event *e)
{
    if (!e->busy)
        return 0;
    /* A rule that never comes (30 February) costs libical a search of centuries: few do no harm, thousands would. */
    if (e->rule && clock_monotonic_us() > b->ends_us)
        return ERR_TOO_LARGE;
    bool repeats = e->rule && !e->replaces.given && recurrence_rule_valid(e->rule);
    int err = repeats ? repeat(b, e) : occur(b, e, &e->start);
    for (size_t i = 0; i < e->n_in && !err; i++) {
        err = ++b->steps > ICS_STEPS_MOST ? ERR_TOO_LARGE : 0;
        err = err ? err : occur(b, e, &e->in[i]);
    }
    return err;
}

/* ---- in order ---- */

static int by_start(const void *a, const void *b)
{
    const struct ics_span *x = a, *y = b;
    int order = (x->start_us > y->start_us) - (x->start_us < y->start_us);
    return order ? order : (x->end_us > y->end_us) - (x->end_us < y->end_us);
}

static void merge(struct busy *b)
{
    size_t kept = 0;
    if (b->n)
        qsort(b->spans, b->n, sizeof *b->spans, by_start);
    for (size_t i = 0; i < b->n; i++) {
        struct ics_span *last = kept ? &b->spans[kept - 1] : NULL;
        if (!last || b->spans[i].start_us > last->end_us)
            b->spans[kept++] = b->spans[i];
        else if (b->spans[i].end_us > last->end_us)
            last->end_us = b->spans[i].end_us;
    }
    b->n = kept;
}

int ics_busy(struct arena *a, struct str text, const char *zone, int64_t from_us, int64_t until_us,
             struct ics_span **ret_spans, size_t *ret_n)
{
    struct ics_event *events;
    size_t n;
    int err = ics_read(a, text, &events, &n);
    if (err)
        return err;
    struct busy b = {
        .arena = a, .zone = zone, .from_us = from_us, .until_us = until_us, .events = events, .n_events = n};
    b.ends_us = clock_monotonic_us() + ICS_SECONDS_MOST * US_PER_S;
    find_replaced(&b);
    for (size_t i = 0; i < n && !err; i++)
        err = expand(&b, &events[i]);
    merge(&b);
    *ret_spans = b.spans;
    *ret_n = b.n;
    return !err && b.n > ICS_SPANS_MOST ? ERR_TOO_LARGE : err;
}
