/* Who worked on what in the last weeks, out of what the agenda says was spent; pure. */
#include "exchange/demo_agenda.h"

#define DAYS     (DEMO_WEEKS * 7)
#define FULL_DAY 420 /* minutes */

struct days {
    int used[DEMO_PEOPLE][DAYS];
    int32_t first;
};

static void log_add(struct demo_agenda *d, struct days *days, struct demo_log log)
{
    int *used = &days->used[log.who][log.day - days->first];
    if (d->n_logs == DEMO_LOGS)
        return;
    log.begun = *used;
    /* Not over lunch. */
    if (log.begun < 210 && log.begun + log.minutes > 210)
        log.minutes = 210 - log.begun;
    *used += log.minutes;
    if (log.item >= 0)
        d->items[log.item].logged_min += log.minutes;
    d->logs[d->n_logs++] = log;
}

static bool works(const struct days *days, int who, int32_t day)
{
    static const unsigned at_home[DEMO_PEOPLE] = {[11] = 1u << 3, [DEMO_FREELANCER] = 1u << 1 | 1u << 5};
    int w = civil_weekday(day);
    return w <= 5 && !(at_home[who] >> w & 1) && days->used[who][day - days->first] < FULL_DAY;
}

static int32_t later(int32_t a, int32_t b)
{
    return a > b ? a : b;
}

static void log_item(struct demo_agenda *d, struct days *days, int item)
{
    const struct demo_item *t = &d->items[item];
    int32_t last = t->done_us ? instant_day(t->done_us) : d->today - 1;
    int left = t->spent_min;
    if (!t->started_us || t->assignee < 0 || last < days->first)
        return;
    last = last < d->today ? last : d->today - 1;
    for (int32_t day = later(instant_day(t->started_us), days->first); day <= last && left >= 15; day++) {
        if (!works(days, t->assignee, day))
            continue;
        int room = FULL_DAY - days->used[t->assignee][day - days->first];
        int minutes = 45 + 15 * demo_below(d, 8);
        minutes = minutes > left ? left / 15 * 15 : minutes;
        minutes = minutes > room ? room : minutes;
        int before = d->items[item].logged_min;
        log_add(d, days, (struct demo_log){.item = item, .who = t->assignee, .day = day, .minutes = minutes});
        left -= d->items[item].logged_min - before;
    }
}

/* Calls with clients of theirs, and the house. */
static void fill_day(struct demo_agenda *d, struct days *days, int who, int32_t day)
{
    int wanted = 330 + 15 * demo_below(d, 6);
    for (int tries = 0; tries < 4 && works(days, who, day) && days->used[who][day - days->first] < wanted; tries++) {
        int client = demo_below(d, DEMO_CLIENTS);
        bool theirs = demo_clients[client].team >> who & 1 || demo_clients[client].manager == who;
        if (!theirs || demo_chance(d, 35))
            client = 0;
        int room = FULL_DAY - days->used[who][day - days->first], minutes = 30 + 15 * demo_below(d, 6);
        log_add(d, days,
                (struct demo_log){
                    .item = -1, .client = client, .who = who, .day = day, .minutes = minutes > room ? room : minutes});
    }
}

void demo_log_make(struct demo_agenda *d)
{
    struct days *days = arena_new(d->arena, struct days);
    d->logs = arena_array(d->arena, struct demo_log, DEMO_LOGS);
    days->first = d->today - civil_weekday(d->today) + 1 - 7 * (DEMO_WEEKS - 1);
    for (int i = 0; i < d->n_items; i++)
        log_item(d, days, i);
    for (int who = 0; who < DEMO_PEOPLE; who++)
        for (int32_t day = days->first; day < d->today; day++)
            if (who != DEMO_FREELANCER)
                fill_day(d, days, who, day);
}
