#include "base/civil.h"
#include "base/error.h"
#include "locale/zone.h"
#include "time/ics_event.h"
#include <strings.h>

#define PARTS_MOST 6 /* of a TZID, before the name of a zone begins: each costs a look into all names */
#define DEPTH_MOST 8 /* components within each other; what lies deeper is passed over */

struct line {
    struct str name, parameters, value;
};

struct reader {
    struct arena *arena;
    struct str rest; /* unfolded */
    struct ics_event *events;
    size_t n, room;
    int depth;
    bool in_event, seen; /* seen: a VCALENDAR */
    int event_depth;
};

/* ---- lines ---- */

/* A line break with a space or tab behind it is none. */
static struct str unfold(struct arena *a, struct str text)
{
    char *out = arena_alloc(a, text.n + 1);
    size_t n = 0;
    for (size_t i = 0; i < text.n; i++) {
        size_t k = i + (text.at[i] == '\r');
        if (k < text.n && text.at[k] == '\n' && k + 1 < text.n && (text.at[k + 1] == ' ' || text.at[k + 1] == '\t')) {
            i = k + 1;
            continue;
        }
        out[n++] = text.at[i];
    }
    return (struct str){out, n};
}

static bool split(struct str s, struct line *ret_line)
{
    size_t name = 0, colon;
    bool quoted = false;
    while (name < s.n && s.at[name] != ':' && s.at[name] != ';')
        name++;
    for (colon = name; colon < s.n && (quoted || s.at[colon] != ':'); colon++)
        quoted ^= s.at[colon] == '"';
    if (name == 0 || colon >= s.n)
        return false;
    *ret_line = (struct line){
        .name = {s.at, name}, .parameters = {s.at + name, colon - name}, .value = {s.at + colon + 1, s.n - colon - 1}};
    return true;
}

static bool next_line(struct reader *r, struct line *ret_line)
{
    while (r->rest.n > 0) {
        const char *end = memchr(r->rest.at, '\n', r->rest.n);
        size_t n = end ? (size_t)(end - r->rest.at) : r->rest.n;
        struct str s = {r->rest.at, n};
        r->rest = (struct str){r->rest.at + n + (end != NULL), r->rest.n - n - (end != NULL)};
        if (s.n && s.at[s.n - 1] == '\r')
            s.n--;
        if (split(s, ret_line))
            return true;
    }
    return false;
}

static bool same(struct str s, const char *name)
{
    return s.n == strlen(name) && strncasecmp(s.at, name, s.n) == 0;
}

/* ";TZID=Europe/Paris;VALUE=DATE": the value of one, without quotes; empty where it is not there. */
static struct str parameter(const struct line *l, const char *name)
{
    struct str rest = l->parameters;
    while (rest.n > 0) {
        size_t n = 1;
        bool quoted = false;
        for (; n < rest.n && (quoted || rest.at[n] != ';'); n++)
            quoted ^= rest.at[n] == '"';
        struct str one = {rest.at + 1, n - 1};
        rest = (struct str){rest.at + n, rest.n - n};
        const char *equals = one.n ? memchr(one.at, '=', one.n) : NULL;
        if (!equals || !same((struct str){one.at, (size_t)(equals - one.at)}, name))
            continue;
        struct str value = {equals + 1, one.n - (size_t)(equals - one.at) - 1};
        if (value.n >= 2 && value.at[0] == '"' && value.at[value.n - 1] == '"')
            value = (struct str){value.at + 1, value.n - 2};
        return value;
    }
    return (struct str){"", 0};
}

/* ---- values ---- */

/* "Europe/Paris", "/mozilla.org/20070129_1/Europe/Paris", "Romance Standard Time". */
static const char *zone_named(struct arena *a, struct str name)
{
    char found[ZONE_MAX];
    int parts = 0;
    for (struct str s = name; s.n > 0 && parts < PARTS_MOST; parts++) {
        if (zone_valid(s))
            return arena_cstr(a, s);
        const char *slash = memchr(s.at, '/', s.n);
        s = slash ? (struct str){slash + 1, s.n - (size_t)(slash - s.at) - 1} : (struct str){0};
    }
    return name.n && zone_of_windows(name, found) ? arena_cstr(a, str_of(found)) : NULL;
}

static bool digits(struct str s, size_t from, size_t n, int *ret_value)
{
    *ret_value = 0;
    if (from + n > s.n)
        return false;
    for (size_t i = from; i < from + n; i++) {
        if (s.at[i] < '0' || s.at[i] > '9')
            return false;
        *ret_value = *ret_value * 10 + (s.at[i] - '0');
    }
    return true;
}

/* 20260301 or 20260301T090000[Z] */
static bool time_read(struct str s, struct ics_time *ret_time)
{
    int year, month, day, hour, minute, second;
    if (!digits(s, 0, 4, &year) || !digits(s, 4, 2, &month) || !digits(s, 6, 2, &day) || year < 1900 || year > 2500 ||
        month < 1 || month > 12 || day < 1 || day > civil_month_days(year, month))
        return false;
    *ret_time = (struct ics_time){.day = civil_to_day((struct civil){year, month, day}), .date = true, .given = true};
    if (s.n == 8)
        return true;
    if (s.at[8] != 'T' || !digits(s, 9, 2, &hour) || !digits(s, 11, 2, &minute) || !digits(s, 13, 2, &second) ||
        hour > 23 || minute > 59 || second > 60)
        return false;
    ret_time->second = hour * 3600 + minute * 60 + (second == 60 ? 59 : second);
    ret_time->date = false;
    ret_time->utc = s.n == 16 && s.at[15] == 'Z';
    return s.n == 15 || ret_time->utc;
}

static void take_time(struct reader *r, const struct line *l, struct ics_time *out)
{
    struct ics_time t;
    if (!time_read(l->value, &t))
        return;
    t.zone = zone_named(r->arena, parameter(l, "TZID"));
    *out = t;
}

/* A list of times; of periods (RDATE) the start. */
static void take_times(struct reader *r, const struct line *l, struct ics_time **list, size_t *n)
{
    const char *zone = zone_named(r->arena, parameter(l, "TZID"));
    struct str rest = l->value;
    while (rest.n > 0 && *n < ICS_DATES_MOST) {
        const char *comma = memchr(rest.at, ',', rest.n);
        struct str one = {rest.at, comma ? (size_t)(comma - rest.at) : rest.n};
        rest = comma ? (struct str){comma + 1, rest.n - one.n - 1} : (struct str){0};
        const char *slash = one.n ? memchr(one.at, '/', one.n) : NULL;
        if (slash)
            one.n = (size_t)(slash - one.at);
        struct ics_time t;
        if (!time_read(one, &t))
            continue;
        t.zone = zone;
        if ((*n & (*n - 1)) == 0) /* full at each power of two */
            *list = arena_grow(r->arena, *list, *n * sizeof **list, (*n ? *n * 2 : 1) * sizeof **list);
        (*list)[(*n)++] = t;
    }
}

/* P1W, P1DT2H30M: seconds, or -1. Negative ones make no sense here. */
static int64_t duration_read(struct str s)
{
    static const struct {
        char unit;
        int seconds;
        bool time;
    } units[] = {{'W', 604800, false}, {'D', 86400, false}, {'H', 3600, true}, {'M', 60, true}, {'S', 1, true}};
    int64_t sum = 0, number = -1;
    bool time = false;
    size_t i = s.n && s.at[0] == '+';
    if (i >= s.n || s.at[i] != 'P')
        return -1;
    for (i++; i < s.n; i++) {
        if (s.at[i] == 'T') {
            time = true;
        } else if (s.at[i] >= '0' && s.at[i] <= '9') {
            number = (number < 0 ? 0 : number) * 10 + (s.at[i] - '0');
            if (number > 10000000)
                return -1;
        } else {
            size_t u = 0;
            while (u < 5 && (units[u].unit != s.at[i] || units[u].time != time))
                u++;
            if (u == 5 || number < 0)
                return -1;
            sum += number * units[u].seconds;
            number = -1;
        }
    }
    return number < 0 ? sum : -1;
}

/* ---- components ---- */

static void take_property(struct reader *r, const struct line *l)
{
    struct ics_event *e = &r->events[r->n - 1];
    if (same(l->name, "DTSTART"))
        take_time(r, l, &e->start);
    else if (same(l->name, "DTEND"))
        take_time(r, l, &e->end);
    else if (same(l->name, "RECURRENCE-ID"))
        take_time(r, l, &e->replaces);
    else if (same(l->name, "DURATION"))
        e->duration_s = duration_read(l->value);
    else if (same(l->name, "UID"))
        e->uid = l->value;
    else if (same(l->name, "RRULE") && !e->rule && l->value.n < 500 && !memchr(l->value.at, 0, l->value.n))
        e->rule = arena_cstr(r->arena, l->value);
    else if (same(l->name, "RDATE"))
        take_times(r, l, &e->in, &e->n_in);
    else if (same(l->name, "EXDATE"))
        take_times(r, l, &e->out, &e->n_out);
    else if ((same(l->name, "TRANSP") && same(l->value, "TRANSPARENT")) ||
             (same(l->name, "STATUS") && same(l->value, "CANCELLED")) ||
             (same(l->name, "X-MICROSOFT-CDO-BUSYSTATUS") && same(l->value, "FREE")))
        e->busy = false;
}

static int begin(struct reader *r, struct str name)
{
    r->depth++;
    r->seen |= r->depth == 1 && same(name, "VCALENDAR");
    if (r->in_event || r->depth > DEPTH_MOST || !same(name, "VEVENT"))
        return 0;
    if (r->n == ICS_EVENTS_MOST)
        return ERR_TOO_LARGE;
    if (r->n == r->room) {
        size_t more = r->room ? r->room * 2 : 64;
        r->events = arena_grow(r->arena, r->events, r->room * sizeof *r->events, more * sizeof *r->events);
        r->room = more;
    }
    r->events[r->n++] = (struct ics_event){.duration_s = -1, .busy = true};
    r->in_event = true;
    r->event_depth = r->depth;
    return 0;
}

static void end(struct reader *r)
{
    if (r->in_event && r->depth == r->event_depth) {
        r->in_event = false;
        if (!r->events[r->n - 1].start.given)
            r->n--;
    }
    r->depth -= r->depth > 0;
}

int ics_read(struct arena *a, struct str text, struct ics_event **ret_events, size_t *ret_n)
{
    struct reader r = {.arena = a};
    struct line l;
    int err = 0;
    if (text.n > ICS_BYTES_MOST)
        return ERR_TOO_LARGE;
    if (text.n >= 3 && memcmp(text.at, "\xEF\xBB\xBF", 3) == 0)
        text = (struct str){text.at + 3, text.n - 3};
    r.rest = unfold(a, text);
    while (!err && next_line(&r, &l)) {
        if (same(l.name, "BEGIN"))
            err = begin(&r, l.value);
        else if (same(l.name, "END"))
            end(&r);
        else if (r.in_event && r.depth == r.event_depth)
            take_property(&r, &l);
    }
    if (r.in_event) /* cut off in the middle */
        r.n--;
    *ret_events = r.events;
    *ret_n = r.n;
    return err || r.seen ? err : ERR_INVALID;
}

int64_t ics_instant(const struct ics_time *t, const char *owner)
{
    if (t->utc)
        return t->day * US_PER_DAY + t->second * US_PER_S;
    const char *zone = t->zone && !t->date ? t->zone : owner;
    return zone_instant(zone, t->day, t->second / 60) + t->second % 60 * US_PER_S;
}
