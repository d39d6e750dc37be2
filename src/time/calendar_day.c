#include "time/calendar_facts.h"
#include <stdlib.h>

static const struct hours *in_force(const struct hours *all, size_t n, int32_t day)
{
    const struct hours *found = NULL;
    for (size_t i = 0; i < n && all[i].since <= day; i++)
        found = &all[i];
    return found;
}

const struct hours *facts_hours(const struct facts *f, const struct person *p, int32_t day, bool *ret_own)
{
    const struct hours *own = in_force(p->hours, p->n_hours, day);
    *ret_own = own != NULL;
    return own ? own : in_force(f->everybody, f->n_everybody, day);
}

static bool concerns(const struct holiday *h, struct id member)
{
    for (size_t at = 0; at + 16 <= h->members.n; at += 16)
        if (memcmp(h->members.at + at, member.byte, 16) == 0)
            return true;
    return h->members.n == 0;
}

static const struct holiday *holiday_on(const struct facts *f, const struct person *p, int32_t day)
{
    size_t low = 0, high = f->n_holidays;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (f->holidays[middle].day < day)
            low = middle + 1;
        else
            high = middle;
    }
    for (; low < f->n_holidays && f->holidays[low].day == day; low++)
        if (concerns(&f->holidays[low], p->id))
            return &f->holidays[low];
    return NULL;
}

/* The break nearest to the middle of the day's work; without a break the middle itself. */
int day_middle(const struct week_day *d)
{
    int half = week_day_minutes(d) / 2, before = 0, best = -1, distance = 0;
    for (int i = 0; i + 1 < d->n; i++) {
        before += d->range[i].to_min - d->range[i].from_min;
        if (best < 0 || abs(before - half) < distance) {
            best = d->range[i].to_min;
            distance = abs(before - half);
        }
    }
    if (best >= 0 || d->n == 0)
        return best >= 0 ? best : 0;
    return d->range[0].from_min + half / 15 * 15;
}

static void day_add(struct week_day *d, int from_min, int to_min)
{
    if (from_min < to_min && d->n <= WEEK_RANGES)
        d->range[d->n++] = (struct week_range){from_min, to_min};
}

/* The part of a day within [from, to). */
static struct week_day day_cut(const struct week_day *d, int from_min, int to_min)
{
    struct week_day cut = {.n = 0};
    for (int i = 0; i < d->n; i++) {
        int a = d->range[i].from_min, b = d->range[i].to_min;
        day_add(&cut, a > from_min ? a : from_min, b < to_min ? b : to_min);
    }
    return cut;
}

static void take_off(struct day_hours *h, const struct days *off, int middle)
{
    bool all = strcmp(off->part, "all") == 0, morning = strcmp(off->part, "morning") == 0;
    int from = all || morning ? 0 : middle, to = all || !morning ? DAY_MINUTES : middle;
    struct week_day taken = day_cut(&h->work, from, to), left = {.n = 0};
    if (!all)
        left = morning ? day_cut(&h->work, to, DAY_MINUTES) : day_cut(&h->work, 0, from);
    for (int i = 0; i < taken.n; i++)
        day_add(&h->off, taken.range[i].from_min, taken.range[i].to_min);
    h->work = left;
}

void facts_day(const struct facts *f, const struct person *p, int32_t day, struct day_hours *ret_day)
{
    bool own;
    const struct hours *hours = facts_hours(f, p, day, &own);
    int weekday = civil_weekday(day) - 1;
    *ret_day = (struct day_hours){.work = hours ? hours->week.day[weekday] : week_usual().day[weekday]};
    if (hours && hours->has_focus)
        ret_day->focus = hours->focus.day[weekday];
    if (hours && hours->has_quiet)
        ret_day->quiet = hours->quiet.day[weekday];
    ret_day->holiday = holiday_on(f, p, day);
    if (ret_day->holiday) {
        ret_day->off = ret_day->work;
        ret_day->work = (struct week_day){.n = 0};
        return;
    }
    int middle = day_middle(&ret_day->work);
    for (size_t i = 0; i < p->n_over; i++)
        if (p->over[i].first <= day && day <= p->over[i].last && ret_day->work.n > 0) {
            struct week_range *last = &ret_day->work.range[ret_day->work.n - 1];
            last->to_min =
                last->to_min + p->over[i].day_min < DAY_MINUTES ? last->to_min + p->over[i].day_min : DAY_MINUTES;
        }
    for (size_t i = 0; i < p->n_off; i++)
        if (p->off[i].first <= day && day <= p->off[i].last)
            take_off(ret_day, &p->off[i], middle);
}
