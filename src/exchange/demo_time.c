/* Time worked in the last weeks: on tasks as the agenda has it, the rest of the days in calls and for the house. */
#include "base/json_value.h"
#include "clients/clients.h"
#include "exchange/demo_plan.h"
#include "locale/zone.h"
#include "time/time.h"

static void at(struct op *op, const struct demo_ground *g, int64_t time, int who)
{
    op->now_us = time;
    op->today = instant_day(time);
    op->change = demo_id(g->agenda, time);
    op->scope.me = g->people[who];
}

/* Lunch is from 12:30 to 13:30: what would begin behind it moves behind it. */
static int minute_of(int begun)
{
    return 540 + begun + (begun >= 210 ? 60 : 0);
}

static int add_entry(struct op *op, const struct demo_ground *g, const struct demo_log *l)
{
    const struct demo_item *t = l->item >= 0 ? &g->agenda->items[l->item] : NULL;
    int64_t start = zone_instant(DEMO_ZONE, l->day, minute_of(l->begun)), end = start + l->minutes * 60 * US_PER_S;
    struct row *row;
    at(op, g, end + 600 * US_PER_S, l->who);
    json_auto_t *input =
        json_pack("{s:o, s:o, s:o, s:o}", "id", json_of_id(demo_id(g->agenda, end)), "member",
                  json_of_id(g->people[l->who]), "start", json_of_instant(start), "end", json_of_instant(end));
    if (t)
        json_object_set_new(input, "task", json_of_id(t->id));
    else
        json_object_set_new(input, "client", json_of_id(g->clients[l->client]));
    if (!t)
        json_object_set_new(input, "activity", json_of_id(g->activities[l->client ? ACT_CALLS : ACT_ADMIN]));
    return resource_create_system(op, &entry_resource, input, 0, NULL, NULL, &row);
}

static bool worked(const struct demo_agenda *d, int who, int32_t monday)
{
    for (int i = 0; i < d->n_logs; i++)
        if (d->logs[i].who == who && d->logs[i].day >= monday && d->logs[i].day < monday + 7)
            return true;
    return false;
}

/* Last week's is handed in by most and waits; those before are approved. */
static int add_timesheet(struct op *op, const struct demo_ground *g, int who, int32_t monday, bool last)
{
    static const char *const names[] = {"id", "member", "week", "state", "submitted", "decided", "decided_by"};
    int64_t submitted = zone_instant(DEMO_ZONE, monday + 4, 1040 + who), decided = submitted + 3 * US_PER_DAY;
    int manager = who % 2 ? DEMO_MANAGER_EN : DEMO_MANAGER_FR;
    struct row *row;
    if (submitted > g->agenda->now_us || (last && (who % 4 == 0 || who == DEMO_DESIGNER)) ||
        !worked(g->agenda, who, monday))
        return 0;
    at(op, g, last ? submitted : decided, last ? who : manager);
    const struct value values[] = {v_id(demo_id(g->agenda, submitted)),
                                   v_id(g->people[who]),
                                   v_int(monday),
                                   v_text(last ? STR("submitted") : STR("approved")),
                                   v_int(submitted),
                                   last ? v_null() : v_int(decided),
                                   last ? v_null() : v_id(g->people[manager])};
    return resource_create_system(op, &timesheet_resource, NULL, 7, names, values, &row);
}

int demo_time_make(struct op *op, const struct demo_ground *g, int week)
{
    const struct demo_agenda *d = g->agenda;
    int32_t monday = d->today - civil_weekday(d->today) + 1 - 7 * (DEMO_WEEKS - 1 - week);
    int err = 0;
    for (int i = 0; i < d->n_logs && !err; i++)
        if (d->logs[i].day >= monday && d->logs[i].day < monday + 7)
            err = add_entry(op, g, &d->logs[i]);
    bool last = week == DEMO_WEEKS - 2;
    for (int who = 0; who < DEMO_PEOPLE && week < DEMO_WEEKS - 1 && !err; who++)
        err = add_timesheet(op, g, who, monday, last);
    return err;
}
