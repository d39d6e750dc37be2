#include "planning/feasible.h"
#include "plan/fits.h"
#include "planning/promises.h"
#include "planning/say.h"
#include <stdlib.h>

#define NAMED_MOST 3 /* people named one by one */

/* By when work has to be done: not of what is past its date, which is late, not short of hours; nor of what nobody can
 * do, which is a finding. */
static int32_t *deadlines(struct arena *arena, const struct computed *c)
{
    const struct plan_in *in = &c->snapshot->in;
    const int32_t *needed = promise_needs(arena, c, true);
    int32_t *by = arena_array(arena, int32_t, in->task_n + 1);
    for (uint32_t i = 0; i < in->task_n; i++) {
        int32_t from = in->tasks[i].release > 0 ? in->tasks[i].release : 0;
        bool asked = needed[i] > from && needed[i] < in->slots && c->out.base.teams.n[i] > 0;
        by[i] = asked ? needed[i] : PLAN_NEVER;
    }
    return by;
}

static bool only_they(const struct computed *c, const bool *they, uint32_t task)
{
    const struct plan_teams *t = &c->out.base.teams;
    for (uint32_t i = 0; i < t->n[task]; i++)
        if (!they[t->people[t->first[task] + i]])
            return false;
    return true;
}

/* The one kind of work that only they can do by then. */
static uint32_t activity_of(const struct computed *c, const bool *they, const int32_t *by, int32_t until)
{
    const struct plan_in *in = &c->snapshot->in;
    uint32_t found = PLAN_NONE;
    for (uint32_t i = 0; i < in->task_n; i++) {
        if (by[i] > until || c->out.base.effort[i] == 0 || !only_they(c, they, i))
            continue;
        if (in->tasks[i].activity == PLAN_NONE || (found != PLAN_NONE && found != in->tasks[i].activity))
            return PLAN_NONE;
        found = in->tasks[i].activity;
    }
    return found;
}

static int by_size(const void *x, const void *y)
{
    const struct shortage *a = x, *b = y;
    return a->slots != b->slots ? (a->slots > b->slots ? -1 : 1) : a->people[0] < b->people[0] ? -1 : 1;
}

static struct shortage shortage_of(struct arena *arena, const struct computed *c, const int32_t *by,
                                   const struct plan_fits *f, const struct plan_short *part)
{
    const struct plan_in *in = &c->snapshot->in;
    uint32_t *people = arena_array(arena, uint32_t, part->person_n);
    memcpy(people, f->people + part->person_first, sizeof *people * part->person_n);
    uint32_t last = part->day_last < in->day_n ? part->day_last : in->day_n - 1;
    struct shortage s = {.people = people, .person_n = part->person_n, .team = part->person_n == in->person_n};
    s.from_day = c->snapshot->from_day + (int32_t)part->day_first;
    s.until_day = c->snapshot->from_day + (int32_t)last;
    s.slots = part->missing;
    bool *they = arena_array(arena, bool, in->person_n + 1);
    for (uint32_t i = 0; i < s.person_n; i++)
        they[people[i]] = true;
    s.activity = activity_of(c, they, by, in->days[last + 1]);
    return s;
}

int feasible_shortages(struct arena *arena, const struct computed *c, struct shortages *ret)
{
    const int32_t *by = deadlines(arena, c);
    size_t room = plan_fits_bytes(&c->out.base);
    struct plan_memory m = {.at = aligned_alloc(16, (room + 15) & ~(size_t)15), .room = room};
    struct plan_fits fits;
    if (!m.at)
        return ERR_STORAGE;
    if (plan_fits(&m, &c->out.base, by, &fits) != PLAN_OK) {
        free(m.at);
        return ERR_INTERNAL;
    }
    *ret = (struct shortages){.at = arena_array(arena, struct shortage, fits.n + 1)};
    for (uint32_t i = 0; i < fits.n; i++)
        if (fits.at[i].person_n > 0)
            ret->at[ret->n++] = shortage_of(arena, c, by, &fits, &fits.at[i]);
    free(m.at);
    qsort(ret->at, ret->n, sizeof *ret->at, by_size);
    return 0;
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

static struct str who_is_short(struct op *op, const struct snapshot *s, const struct shortage *at)
{
    if (at->person_n > 1 && at->activity != PLAN_NONE)
        return activity_name(op, s->activities[at->activity]);
    if (at->team && at->person_n > 1)
        return SAY_PLAIN(op, "plan.short_team");
    if (at->person_n > NAMED_MOST)
        return SAY(op, "plan.short_people", message_int("n", at->person_n));
    struct str names = s->person[at->people[0]].name;
    for (uint32_t i = 1; i < at->person_n; i++)
        names = arena_format(op->arena, "%.*s, %.*s", STR_FMT(names), STR_FMT(s->person[at->people[i]].name));
    return names;
}

struct str shortage_say(struct op *op, const struct snapshot *s, const struct shortage *at)
{
    struct str who = who_is_short(op, s, at);
    int from = week_number(at->from_day), until = week_number(at->until_day);
    int64_t hours = ((int64_t)at->slots * PLAN_SLOT_MIN + 59) / 60;
    if (from == until)
        return SAY(op, "plan.short_week", message_text("who", who), message_int("week", from),
                   message_int("hours", hours));
    return SAY(op, "plan.short_weeks", message_text("who", who), message_int("from", from), message_int("until", until),
               message_int("hours", hours));
}
