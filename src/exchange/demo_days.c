/* The lists of the last two weeks' days, made out of what was worked then: most of it was planned, a part of it for the
 * day before, some came in between. */
#include "exchange/demo_plan.h"
#include "locale/zone.h"
#include "planning/days.h"

#define LATE_DAY  (-4) /* from this Monday: the server was down in that night */
#define ITEMS_MAX 24
#define FULL_DAY  420 /* minutes: the planner never fills more */

struct list {
    struct days_item at[ITEMS_MAX];
    size_t n;
    int64_t next_us;
    int minutes;
};

/* The same for the same piece of work, without a draw that would change what comes after it. */
static unsigned roll(const struct demo_log *l)
{
    unsigned r = (unsigned)l->day * 2654435761u + (unsigned)l->who * 40503u + (unsigned)l->begun * 97u;
    return (r ^ r >> 15) * 2246822519u >> 16;
}

static void add(struct list *list, const struct demo_ground *g, const struct demo_log *l, int minutes)
{
    const struct demo_item *t = l->item >= 0 ? &g->agenda->items[l->item] : NULL;
    if (list->minutes + minutes > FULL_DAY || list->n == ITEMS_MAX)
        return;
    list->minutes += minutes;
    for (size_t i = 0; i < list->n && t; i++)
        if (id_eq(list->at[i].task, t->id)) {
            list->at[i].minutes += minutes;
            return;
        }
    struct days_item item = {
        .kind = STR("check_in"), .source = STR("hand"), .start_us = list->next_us, .minutes = minutes};
    if (t)
        item = (struct days_item){.task = t->id,
                                  .client = g->clients[demo_projects[t->project].client],
                                  .project = g->agenda->work[t->project].id,
                                  .kind = STR("task"),
                                  .source = STR("plan"),
                                  .start_us = list->next_us,
                                  .minutes = minutes};
    else
        item.client = g->clients[l->client];
    list->at[list->n++] = item;
    list->next_us += minutes * 60 * US_PER_S;
}

static int add_day(struct op *op, const struct demo_ground *g, int who, int32_t day)
{
    const struct demo_agenda *d = g->agenda;
    struct list list = {.next_us = zone_instant(DEMO_ZONE, day, 540)};
    bool worked = false;
    for (int i = 0; i < d->n_logs; i++) {
        const struct demo_log *l = &d->logs[i];
        unsigned r = roll(l);
        worked |= l->who == who && l->day == day;
        if (l->who != who || (l->item < 0 && l->client == 0))
            continue;
        bool evening = l->begun >= DEMO_EVENING;
        if (l->day == day && !evening && r % 10 < (l->item < 0 ? 4 : 8))
            add(&list, g, l, (l->minutes + 15 * (int)(r / 16 % 4) + 14) / 15 * 15);
        else if (l->day == day + 1 && l->item >= 0 && r % 10 >= 8) /* it was to be done already */
            add(&list, g, l, (l->minutes + 14) / 15 * 15);
    }
    bool late = day == d->today - civil_weekday(d->today) + 1 + LATE_DAY;
    int64_t kept = zone_instant(DEMO_ZONE, day, late ? 522 : 0) + 20 * US_PER_S;
    if (!worked || list.n == 0)
        return 0;
    return days_write(op, &(struct days_list){g->people[who], day, kept, late, list.at, list.n});
}

int demo_days_make(struct op *op, const struct demo_ground *g)
{
    int err = 0;
    for (int32_t day = g->agenda->today - DEMO_DAYS; day < g->agenda->today; day++)
        for (int who = 0; who < DEMO_PEOPLE && !err; who++)
            err = add_day(op, g, who, day);
    return err;
}
