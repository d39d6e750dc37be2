/* Who worked on what in the last weeks, out of what the agenda says was spent; pure. */
#include "exchange/demo_agenda.h"
#include "time/holiday_rules.h"

#define DAYS     (DEMO_WEEKS * 7)
#define FULL_DAY 420 /* minutes */
#define HALF_DAY 210

struct days {
    int used[DEMO_PEOPLE][DAYS];
    int32_t first;
    bool off[DAYS]; /* a public holiday */
};

static void find_holidays(struct days *days)
{
    struct holiday_date dates[HOLIDAYS_MOST];
    int year = civil_from_day(days->first).year;
    for (int y = year; y <= year + 1; y++)
        for (size_t n = holidays_of(STR("FR"), y, dates); n-- > 0;)
            if (dates[n].day >= days->first && dates[n].day < days->first + DAYS)
                days->off[dates[n].day - days->first] = true;
}

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

/* Minutes that are left of a person's day; days and halves at home as in demo_plan.c. */
static int room_of(const struct demo_agenda *d, const struct days *days, int who, int32_t day)
{
    static const unsigned at_home[DEMO_PEOPLE] = {[11] = 1u << 3, [DEMO_FREELANCER] = 1u << 5};
    int w = civil_weekday(day), full = who == DEMO_HALF_TIME ? HALF_DAY : FULL_DAY;
    bool ill = who == DEMO_ILL && day >= d->today + DEMO_ILL_FROM && day < d->today + DEMO_ILL_FROM + DEMO_ILL_DAYS;
    if (w > 5 || at_home[who] >> w & 1 || days->off[day - days->first] || ill)
        return 0;
    return full - days->used[who][day - days->first];
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
        int room = room_of(d, days, t->assignee, day);
        if (room <= 0)
            continue;
        int minutes = 45 + 15 * demo_below(d, 8);
        minutes = minutes > left ? left / 15 * 15 : minutes;
        minutes = minutes > room ? room : minutes;
        int before = d->items[item].logged_min;
        log_add(d, days, (struct demo_log){.item = item, .who = t->assignee, .day = day, .minutes = minutes});
        left -= d->items[item].logged_min - before;
    }
}

/* One of theirs, or 0. */
static int client_of(struct demo_agenda *d, int who)
{
    int client = demo_below(d, DEMO_CLIENTS);
    return demo_clients[client].team >> who & 1 || demo_clients[client].manager == who ? client : 0;
}

/* Calls with clients of theirs, and the house. */
static void fill_day(struct demo_agenda *d, struct days *days, int who, int32_t day)
{
    int rest = 15 * demo_below(d, 6); /* not every minute is written down */
    for (int tries = 0, room; tries < 4 && (room = room_of(d, days, who, day)) > rest; tries++) {
        int client = 0;
        for (int draw = 0; draw < 8 && !client; draw++)
            client = client_of(d, who);
        if (demo_chance(d, 25))
            client = 0;
        int minutes = 30 + 15 * demo_below(d, 6);
        log_add(d, days,
                (struct demo_log){
                    .item = -1, .client = client, .who = who, .day = day, .minutes = minutes > room ? room : minutes});
    }
}

/* One of theirs that was under way, and is done by now: what it took is no secret. */
static int long_work(const struct demo_agenda *d, int who, int32_t day)
{
    int found = -1;
    for (int i = 0; i < d->n_items; i++) {
        const struct demo_item *t = &d->items[i];
        if (t->assignee == who && t->started_us && instant_day(t->started_us) <= day && t->done_us &&
            instant_day(t->done_us) >= day && (found < 0 || t->done_us < d->items[found].done_us))
            found = i;
    }
    return found;
}

/* Weeks that are too long: the designer stays on most evenings, and comes on a Saturday; the director stays on one. */
static const struct {
    int who, minutes[8]; /* by weekday */
} evenings[] = {{DEMO_DESIGNER, {[1] = 120, [2] = 135, [3] = 120, [4] = 135, [6] = 120}}, {0, {[2] = 75}}};

static void log_evening(struct demo_agenda *d, struct days *days, int who, int32_t day, int minutes)
{
    bool saturday = civil_weekday(day) == 6;
    if (!minutes || days->off[day - days->first] || (saturday && day / 7 % 2))
        return;
    int item = long_work(d, who, day);
    days->used[who][day - days->first] = saturday ? 60 : DEMO_EVENING;
    if (item >= 0)
        d->items[item].spent_min += minutes;
    log_add(d, days,
            (struct demo_log){
                .item = item, .client = who == DEMO_DESIGNER ? 1 : 0, .who = who, .day = day, .minutes = minutes});
}

static void log_evenings(struct demo_agenda *d, struct days *days)
{
    int32_t monday = d->today - civil_weekday(d->today) + 1;
    for (size_t i = 0; i < sizeof evenings / sizeof *evenings; i++)
        for (int32_t day = days->first; day < monday; day++)
            log_evening(d, days, evenings[i].who, day, evenings[i].minutes[civil_weekday(day)]);
}

void demo_log_make(struct demo_agenda *d)
{
    struct days *days = arena_new(d->arena, struct days);
    d->logs = arena_array(d->arena, struct demo_log, DEMO_LOGS);
    days->first = d->today - civil_weekday(d->today) + 1 - 7 * (DEMO_WEEKS - 1);
    find_holidays(days);
    for (int i = 0; i < d->n_items; i++)
        log_item(d, days, i);
    for (int who = 0; who < DEMO_PEOPLE; who++)
        for (int32_t day = days->first; day < d->today; day++)
            if (who != DEMO_FREELANCER)
                fill_day(d, days, who, day);
    log_evenings(d, days);
}
