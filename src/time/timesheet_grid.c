/* A week as a grid: one row for each different piece of work, one column a day. */
#include "locale/zone.h"
#include "time/calendar.h"
#include "time/handlers.h"
#include "time/timesheet.h"
#include <stdlib.h>

#define ENTRIES_MOST 2000 /* of one person's week */

struct item {
    struct id id, client, project, task, activity;
    int64_t start_us, end_us, minutes;
    struct str title; /* of the task, as the reader sees it */
    int day;
    bool billable;
};

struct grid {
    struct op *op;
    struct id member;
    int32_t week;
    struct item *items;
    size_t n;
};

static int read_items(struct grid *g)
{
    ROWS rows = {0};
    int err = op_query(
        g->op, &rows,
        "SELECT t.id, t.client, t.project, t.task, t.activity, t.start, t.end, t.minutes, t.date, t.billable, k.title "
        "FROM @entry t LEFT JOIN @task k ON k.id = t.task WHERE t.member = $1 AND t.date >= $2 AND t.date < $3 AND "
        "t.deleted IS NULL ORDER BY t.client, t.project, t.task, t.activity, t.billable, t.date, t.start, t.id LIMIT "
        "2000",
        ARGS(v_id(g->member), v_int(g->week), v_int(g->week + 7)));
    g->items = arena_array(g->op->arena, struct item, ENTRIES_MOST);
    int step = err;
    while (!err && g->n < ENTRIES_MOST && (step = rows_next(&rows)) == 1) {
        bool runs = row_is_null(&rows, 7);
        g->items[g->n++] = (struct item){.id = row_id(&rows, 0),
                                         .client = row_id(&rows, 1),
                                         .project = row_id(&rows, 2),
                                         .task = row_id(&rows, 3),
                                         .activity = row_id(&rows, 4),
                                         .start_us = row_int(&rows, 5),
                                         .end_us = runs ? g->op->now_us : row_int(&rows, 6),
                                         .minutes = row_int(&rows, 7),
                                         .day = (int)(row_int(&rows, 8) - g->week),
                                         .billable = row_int(&rows, 9) != 0,
                                         .title = arena_str(g->op->arena, row_text(&rows, 10))};
    }
    return step < 0 ? step : 0;
}

static bool same_row(const struct item *a, const struct item *b)
{
    return id_eq(a->client, b->client) && id_eq(a->project, b->project) && id_eq(a->task, b->task) &&
           id_eq(a->activity, b->activity) && a->billable == b->billable;
}

static void write_ref(struct json *j, const char *name, struct id id)
{
    json_key(j, name);
    if (id_is_zero(id))
        json_none(j);
    else
        json_id(j, id);
}

static void write_minutes(struct json *j, const char *name, const int64_t min[7])
{
    json_key(j, name);
    json_array_start(j);
    for (int day = 0; day < 7; day++)
        json_int(j, min[day]);
    json_array_end(j);
}

static void write_row(struct json *j, const struct item *items, size_t n)
{
    int64_t min[7] = {0};
    for (size_t i = 0; i < n; i++)
        min[items[i].day] += items[i].minutes;
    json_object_start(j);
    write_ref(j, "client", items->client);
    write_ref(j, "project", items->project);
    write_ref(j, "task", items->task);
    json_key(j, "title");
    if (items->title.n)
        json_str(j, items->title);
    else
        json_none(j);
    write_ref(j, "activity", items->activity);
    json_key(j, "billable");
    json_bool(j, items->billable);
    write_minutes(j, "min", min);
    json_key(j, "entries");
    json_array_start(j);
    for (int day = 0; day < 7; day++) {
        json_array_start(j);
        for (size_t i = 0; i < n; i++)
            if (items[i].day == day)
                json_id(j, items[i].id);
        json_array_end(j);
    }
    json_array_end(j);
    json_object_end(j);
}

static void write_rows(const struct grid *g, struct json *j)
{
    int64_t totals[7] = {0};
    json_key(j, "rows");
    json_array_start(j);
    for (size_t i = 0, n; i < g->n; i += n) {
        for (n = 1; i + n < g->n && same_row(&g->items[i], &g->items[i + n]);)
            n++;
        write_row(j, &g->items[i], n);
    }
    json_array_end(j);
    for (size_t i = 0; i < g->n; i++)
        totals[g->items[i].day] += g->items[i].minutes;
    write_minutes(j, "totals", totals);
}

static int by_start(const void *a, const void *b)
{
    const struct item *x = a, *y = b;
    int order = (x->start_us > y->start_us) - (x->start_us < y->start_us);
    return order ? order : memcmp(x->id.byte, y->id.byte, sizeof x->id.byte);
}

/* Each entry with the ones before it that had not ended. */
static void write_overlaps(struct grid *g, struct json *j)
{
    size_t written = 0;
    qsort(g->items, g->n, sizeof *g->items, by_start);
    json_key(j, "overlaps");
    json_array_start(j);
    for (size_t i = 1; i < g->n; i++)
        for (size_t k = i; k-- > 0 && written < ENTRIES_MOST;) {
            const struct item *a = &g->items[k], *b = &g->items[i];
            if (!a->start_us || b->start_us >= a->end_us || b->end_us <= a->start_us)
                continue;
            json_object_start(j);
            write_ref(j, "a", a->id);
            write_ref(j, "b", b->id);
            json_object_end(j);
            written++;
        }
    json_array_end(j);
}

static int write_capacity(const struct grid *g, struct json *j)
{
    struct time_calendar c;
    const char *zone = member_zone(g->op, g->member);
    int64_t from_us = zone_instant(zone, g->week, 0), until_us = zone_instant(zone, g->week + 7, 0), min[7];
    from_us -= ((from_us % SLOT_US) + SLOT_US) % SLOT_US;
    int err = time_calendar_of(g->op, g->member, from_us, time_slot(from_us, until_us), &c);
    if (err)
        return err;
    for (int day = 0; day < 7; day++)
        min[day] = time_minutes(c.work, time_slot(from_us, zone_instant(zone, g->week + day, 0)),
                                time_slot(from_us, zone_instant(zone, g->week + day + 1, 0)));
    write_minutes(j, "capacity", min);
    return 0;
}

static void write_state(const struct grid *g, struct json *j, const struct row *sheet)
{
    const char *allowed[3];
    size_t n = timesheet_allowed(g->op, g->member, sheet, allowed);
    json_key(j, "state");
    json_str(j, sheet ? row_get_text(sheet, "state") : STR("open"));
    write_ref(j, "timesheet", sheet ? row_get_id(sheet, "id") : (struct id){{0}});
    json_key(j, "note");
    if (sheet && !row_get_null(sheet, "note"))
        json_str(j, row_get_text(sheet, "note"));
    else
        json_none(j);
    json_key(j, "allowed");
    json_array_start(j);
    for (size_t i = 0; i < n; i++)
        json_text(j, allowed[i]);
    json_array_end(j);
    json_key(j, "days");
    json_array_start(j);
    for (int32_t day = g->week; day < g->week + 7; day++)
        json_date(j, day);
    json_array_end(j);
}

int timesheet_get(struct op *op, struct request *req, struct reply *reply)
{
    struct grid g = {.op = op, .week = op->today};
    struct row *sheet = NULL;
    int err = query_date(op, req, "week", &g.week);
    err = err ? err : query_member(op, req, &g.member);
    if (err)
        return err;
    g.week = week_of(g.week);
    err = timesheet_of(op, g.member, g.week, &sheet);
    err = err == ERR_NOT_FOUND ? 0 : err;
    err = err ? err : read_items(&g);
    if (err)
        return err;
    struct json j = reply_json(reply);
    json_object_start(&j);
    json_key(&j, "week");
    json_date(&j, g.week);
    write_ref(&j, "member", g.member);
    write_state(&g, &j, sheet);
    write_rows(&g, &j);
    err = write_capacity(&g, &j);
    write_overlaps(&g, &j);
    json_object_end(&j);
    return err;
}
