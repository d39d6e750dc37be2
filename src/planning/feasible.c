#include "planning/feasible.h"
#include "planning/promises.h"
#include "planning/say.h"
#include <stdlib.h>

struct duty { /* work that has to be done by a date */
    int32_t by, slots;
    uint32_t task;
    uint64_t key;
};
struct duties {
    const struct computed *c;
    const int32_t *needed; /* per task: the slot by which it has to end, PLAN_NEVER: none */
    struct duty *at;       /* soonest first */
    uint32_t n;
    int32_t **can; /* per person: slots until the end of each day of the plan */
};

static int32_t least(int32_t a, int32_t b)
{
    return a < b ? a : b;
}

static int by_date(const void *x, const void *y)
{
    const struct duty *a = x, *b = y;
    if (a->by != b->by)
        return a->by < b->by ? -1 : 1;
    return a->key < b->key ? -1 : a->key > b->key;
}

/* What is past its date already is late, not short of hours. */
static void list_duties(struct arena *arena, struct duties *d)
{
    const struct snapshot *s = d->c->snapshot;
    d->at = arena_array(arena, struct duty, s->in.task_n + 1);
    for (uint32_t i = 0; i < s->in.task_n; i++) {
        int32_t slots = d->c->out.base.effort[i];
        if (d->needed[i] > 0 && d->needed[i] < s->in.slots && slots > 0 && d->c->out.base.teams.n[i] > 0)
            d->at[d->n++] = (struct duty){d->needed[i], slots, i, s->tasks[i].key};
    }
    qsort(d->at, d->n, sizeof *d->at, by_date);
}

static void add_up_hours(struct arena *arena, struct duties *d)
{
    const struct plan_in *in = &d->c->snapshot->in;
    d->can = arena_array(arena, int32_t *, in->person_n + 1);
    for (uint32_t p = 0; p < in->person_n; p++) {
        const struct plan_calendar *calendar = &d->c->out.base.calendars[p];
        int32_t sum = 0;
        d->can[p] = arena_array(arena, int32_t, in->day_n + 1);
        for (uint32_t day = 0; day < in->day_n; day++) {
            int32_t from = in->days[day] < 0 ? 0 : in->days[day];
            sum += plan_day_limit(&in->people[p], plan_rank(calendar, in->days[day + 1]) - plan_rank(calendar, from));
            d->can[p][day] = sum;
        }
    }
}

/* ---- who ---- */

struct group {
    enum short_kind kind;
    uint32_t index;
    const uint64_t *people;
};

static bool has(const uint64_t *set, uint32_t i)
{
    return set[i / 64] >> (i % 64) & 1;
}

static bool only_they(const struct duties *d, const struct group *g, uint32_t task)
{
    const struct plan_teams *t = &d->c->out.base.teams;
    for (uint32_t i = 0; i < t->n[task]; i++)
        if (!has(g->people, t->people[t->first[task] + i]))
            return false;
    return true;
}

static int32_t hours_until(const struct duties *d, const struct group *g, uint32_t day)
{
    int32_t sum = 0;
    for (uint32_t p = 0; p < d->c->snapshot->in.person_n; p++)
        sum += has(g->people, p) ? d->can[p][day] : 0;
    return sum;
}

static uint32_t day_before(const struct plan_in *in, int32_t slot)
{
    uint32_t low = 0, high = in->day_n - 1;
    while (low < high) {
        uint32_t middle = (low + high) / 2;
        if (in->days[middle + 1] >= slot)
            high = middle;
        else
            low = middle + 1;
    }
    return low;
}

/* The worst date of a group, as a shortage; 0 slots where there is none. */
static struct shortage look(const struct duties *d, const struct group *g)
{
    const struct snapshot *s = d->c->snapshot;
    struct shortage worst = {.kind = g->kind, .index = g->index};
    int64_t work = 0;
    int32_t first_day = -1;
    for (uint32_t i = 0; i < d->n; i++) {
        if (!only_they(d, g, d->at[i].task))
            continue;
        work += d->at[i].slots;
        uint32_t day = day_before(&s->in, d->at[i].by);
        int64_t missing = work - hours_until(d, g, day);
        if (missing <= 0)
            continue;
        first_day = first_day < 0 ? (int32_t)day : first_day;
        if (missing > worst.slots)
            worst = (struct shortage){.kind = g->kind,
                                      .index = g->index,
                                      .from_day = s->from_day + first_day,
                                      .until_day = s->from_day + (int32_t)day,
                                      .slots = (int32_t)least((int32_t)missing, PLAN_DATE_MOST)};
    }
    return worst;
}

struct finder {
    struct arena *arena;
    const struct duties *d;
    struct shortages out;
    size_t words;
};

static uint64_t *who_does(struct finder *f, uint32_t activity, uint32_t *ret_n)
{
    const struct snapshot *s = f->d->c->snapshot;
    const struct plan_teams *t = &f->d->c->out.base.teams;
    uint64_t *people = arena_array(f->arena, uint64_t, f->words);
    *ret_n = 0;
    for (uint32_t i = 0; i < s->in.task_n; i++)
        for (uint32_t k = 0; s->tasks[i].activity == activity && k < t->n[i]; k++) {
            uint32_t p = t->people[t->first[i] + k];
            *ret_n += !has(people, p);
            people[p / 64] |= UINT64_C(1) << (p % 64);
        }
    return people;
}

/* What somebody is short of, is no shortage of their kind of work. */
static bool is_of_one(const struct finder *f, const struct shortage *s, const uint64_t *people)
{
    for (uint32_t i = 0; i < f->out.n; i++)
        if (f->out.at[i].kind == SHORT_PERSON && f->out.at[i].slots >= s->slots && has(people, f->out.at[i].index))
            return true;
    return false;
}

static void try_group(struct finder *f, enum short_kind kind, uint32_t index, const uint64_t *people)
{
    struct group g = {kind, index, people};
    struct shortage found = look(f->d, &g);
    if (found.slots > 0 && (kind == SHORT_PERSON || !is_of_one(f, &found, people)))
        f->out.at[f->out.n++] = found;
}

static int by_size(const void *x, const void *y)
{
    const struct shortage *a = x, *b = y;
    if (a->slots != b->slots)
        return a->slots > b->slots ? -1 : 1;
    return a->kind != b->kind ? (int)a->kind - (int)b->kind : a->index < b->index ? -1 : a->index > b->index;
}

struct shortages feasible_shortages(struct arena *arena, const struct computed *c)
{
    const struct snapshot *s = c->snapshot;
    struct duties d = {.c = c};
    struct finder f = {.arena = arena, .d = &d, .words = s->in.person_n / 64 + 1};
    uint32_t n;
    d.needed = promise_needs(arena, c, true);
    list_duties(arena, &d);
    add_up_hours(arena, &d);
    f.out.at = arena_array(arena, struct shortage, s->in.person_n + s->activity_n + 1);
    uint64_t *all = arena_array(arena, uint64_t, f.words), *one;
    for (uint32_t p = 0; p < s->in.person_n; p++) {
        all[p / 64] |= UINT64_C(1) << (p % 64);
        one = arena_array(arena, uint64_t, f.words);
        one[p / 64] = UINT64_C(1) << (p % 64);
        try_group(&f, SHORT_PERSON, p, one);
    }
    for (uint32_t a = 0; a < s->activity_n; a++) {
        const uint64_t *people = who_does(&f, a, &n);
        if (n > 1)
            try_group(&f, SHORT_ACTIVITY, a, people);
    }
    try_group(&f, SHORT_TEAM, 0, all);
    qsort(f.out.at, f.out.n, sizeof *f.out.at, by_size);
    return f.out;
}

/* ---- in words ---- */

static int week_number(int32_t day)
{
    int32_t thursday = day - civil_weekday(day) + 4;
    return (thursday - civil_to_day((struct civil){civil_from_day(thursday).year, 1, 1})) / 7 + 1;
}

static struct str activity_name(struct op *op, struct id id)
{
    ROWS rows = {0};
    if (op_query_system(op, &rows, "SELECT name FROM @activity WHERE id = $1", ARGS(v_id(id))) == 0 &&
        rows_next(&rows) == 1)
        return arena_str(op->arena, row_text(&rows, 0));
    return SAY_PLAIN(op, "plan.short_team");
}

struct str shortage_say(struct op *op, const struct snapshot *s, const struct shortage *at)
{
    struct str who = at->kind == SHORT_PERSON     ? s->person[at->index].name
                     : at->kind == SHORT_ACTIVITY ? activity_name(op, s->activities[at->index])
                                                  : SAY_PLAIN(op, "plan.short_team");
    int from = week_number(at->from_day), until = week_number(at->until_day);
    int64_t hours = ((int64_t)at->slots * PLAN_SLOT_MIN + 59) / 60;
    if (from == until)
        return SAY(op, "plan.short_week", message_text("who", who), message_int("week", from),
                   message_int("hours", hours));
    return SAY(op, "plan.short_weeks", message_text("who", who), message_int("from", from), message_int("until", until),
               message_int("hours", hours));
}
