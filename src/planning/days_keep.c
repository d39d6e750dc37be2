#include "locale/zone.h"
#include "planning/days.h"
#include "time/time.h"
#include <stdlib.h>

#define SLICE      20  /* days looked at in one write, so that people's writes come between */
#define ITEMS_MOST 200 /* of a day */
_Static_assert(SLICE > DAYS_MISSED, "a slice gets to the end of one member");

#define WORK_BY_HAND "kind IN ('task', 'batch', 'check_in')"

struct due {
    struct id member;
    const char *zone;
    int32_t first; /* the first day that is not kept */
    int32_t today;
    bool auto_plan;            /* else what the planner says is a proposal */
    bool keeps;                /* today is in time, or something stands in its days: at least one of them is kept */
    int64_t from_us, until_us; /* its days */
};

struct list {
    struct op *op;
    int64_t from_us, until_us;
    struct days_item at[ITEMS_MOST];
    size_t n;
};

/* ---- whose days ---- */

static bool is_late(const struct op *op, int64_t midnight_us)
{
    return op->now_us - midnight_us > DAYS_LATE_US;
}

static int read_due(struct op *op, struct due **ret, size_t *ret_n)
{
    struct due *all = NULL;
    size_t n = 0, room = 0;
    ROWS rows = {0};
    int err =
        op_query(op, &rows,
                 "SELECT m.id, coalesce(m.zone, w.zone), (SELECT max(d.date) FROM @kept_day d WHERE d.member = "
                 "m.id), m.auto_plan FROM @member m JOIN @workspace w ON w.deleted IS NULL WHERE m.deleted IS NULL AND "
                 "m.active = 1 ORDER BY m.id",
                 NO_ARGS);
    while (!err && (err = rows_next(&rows)) == 1) {
        struct due d = {.member = row_id(&rows, 0),
                        .zone = arena_cstr(op->arena, row_text(&rows, 1)),
                        .auto_plan = row_int(&rows, 3) != 0};
        d.today = zone_day(d.zone, op->now_us);
        d.first = row_is_null(&rows, 2) ? d.today : (int32_t)row_int(&rows, 2) + 1;
        d.first = d.first < d.today - DAYS_MISSED ? d.today - DAYS_MISSED : d.first;
        err = 0;
        if (d.first > d.today)
            continue;
        d.from_us = zone_instant(d.zone, d.first, 0);
        d.until_us = zone_instant(d.zone, d.today + 1, 0);
        d.keeps = !is_late(op, zone_instant(d.zone, d.today, 0));
        if (n == room) {
            size_t more = room ? room * 2 : 32;
            all = arena_grow(op->arena, all, room * sizeof *all, more * sizeof *all);
            room = more;
        }
        all[n++] = d;
    }
    *ret = all;
    *ret_n = n;
    return err;
}

static int by_member(const void *member, const void *due)
{
    return memcmp(((const struct id *)member)->byte, ((const struct due *)due)->member.byte, sizeof(struct id));
}

/* Late days without anything are not kept, and are looked at again every minute: of everybody in one statement. */
static int find_late(struct op *op, struct due *due, size_t n)
{
    int64_t from_us = INT64_MAX, until_us = INT64_MIN;
    for (size_t i = 0; i < n; i++)
        if (!due[i].keeps) {
            from_us = due[i].from_us < from_us ? due[i].from_us : from_us;
            until_us = due[i].until_us > until_us ? due[i].until_us : until_us;
        }
    if (from_us > until_us)
        return 0;
    ROWS rows = {0};
    int err =
        op_query(op, &rows,
                 "SELECT member, start, \"end\" FROM @planned_block WHERE start < $1 AND \"end\" > $2 UNION ALL "
                 "SELECT member, start, \"end\" FROM @block WHERE start < $1 AND \"end\" > $2 AND deleted IS NULL "
                 "AND " WORK_BY_HAND,
                 ARGS(v_int(until_us), v_int(from_us)));
    while (!err && (err = rows_next(&rows)) == 1) {
        struct id member = row_id(&rows, 0);
        struct due *d = bsearch(&member, due, n, sizeof *due, by_member);
        if (d)
            d->keeps = d->keeps || (row_int(&rows, 1) < d->until_us && row_int(&rows, 2) > d->from_us);
        err = 0;
    }
    return err;
}

/* ---- what is planned ---- */

/* Several blocks of one task are one item. */
static void add(struct list *l, struct days_item item)
{
    for (size_t i = 0; i < l->n && !id_is_zero(item.task); i++)
        if (id_eq(l->at[i].task, item.task)) {
            l->at[i].minutes += item.minutes;
            l->at[i].start_us = item.start_us < l->at[i].start_us ? item.start_us : l->at[i].start_us;
            return;
        }
    if (l->n < ITEMS_MOST)
        l->at[l->n++] = item;
}

static int64_t minutes_within(const struct list *l, int64_t start_us, int64_t end_us)
{
    int64_t from = start_us > l->from_us ? start_us : l->from_us, to = end_us < l->until_us ? end_us : l->until_us;
    return (to - from) / MINUTE_US;
}

enum { I_TASK, I_CLIENT, I_PROJECT, I_START, I_END, I_BLOCK, I_KIND, I_TITLE };

/* source: "hand", or what of the plan it is. */
static int read_items(struct list *l, struct id member, const char *source, const char *sql)
{
    struct op *op = l->op;
    bool by_hand = strcmp(source, "hand") == 0;
    ROWS rows = {0};
    int err = op_query(op, &rows, sql, ARGS(v_id(member), v_int(l->until_us), v_int(l->from_us)));
    while (!err && (err = rows_next(&rows)) == 1) {
        struct days_item item = {.task = row_id(&rows, I_TASK),
                                 .client = row_id(&rows, I_CLIENT),
                                 .project = row_id(&rows, I_PROJECT),
                                 .kind = STR("task"),
                                 .source = str_of(source),
                                 .start_us = row_int(&rows, I_START),
                                 .minutes = minutes_within(l, row_int(&rows, I_START), row_int(&rows, I_END))};
        if (by_hand) {
            item.block = row_id(&rows, I_BLOCK);
            item.kind = arena_str(op->arena, row_text(&rows, I_KIND));
            item.title = arena_str(op->arena, row_text(&rows, I_TITLE));
        }
        add(l, item);
        err = 0;
    }
    return err;
}

static int by_start(const void *a, const void *b)
{
    const struct days_item *x = a, *y = b;
    if (x->start_us != y->start_us)
        return x->start_us < y->start_us ? -1 : 1;
    int c = memcmp(x->task.byte, y->task.byte, sizeof x->task.byte);
    return c ? c : memcmp(x->block.byte, y->block.byte, sizeof x->block.byte);
}

/* By hand first: of a task that stands there both ways, that somebody said so is told. */
static int read_list(struct list *l, const struct due *d)
{
    int err =
        read_items(l, d->member, "hand",
                   "SELECT b.task, b.client, b.project, b.start, b.\"end\", b.id, b.kind, b.title FROM @block b "
                   "WHERE b.member = $1 AND b.start < $2 AND b.\"end\" > $3 AND b.deleted IS NULL AND b." WORK_BY_HAND);
    err = err ? err
              : read_items(l, d->member, d->auto_plan ? "plan" : "proposal",
                           "SELECT p.task, p.client, p.project, p.start, p.\"end\" FROM @planned_block p WHERE "
                           "p.member = $1 AND p.start < $2 AND p.\"end\" > $3");
    if (l->n > 1)
        qsort(l->at, l->n, sizeof *l->at, by_start);
    return err;
}

/* ---- keeping ---- */

static struct value id_or_null(struct id id)
{
    return id_is_zero(id) ? v_null() : v_id(id);
}

int days_write(struct op *op, const struct days_list *list)
{
    struct value member = v_id(list->member), date = v_int(list->date);
    int err = op_exec(op, "INSERT INTO kept_day (ws, member, date, kept, late) VALUES ($ws, $1, $2, $3, $4)",
                      ARGS(member, date, v_int(list->kept_us), v_int(list->late)));
    for (size_t i = 0; i < list->n && !err; i++) {
        const struct days_item *t = &list->at[i];
        err = op_exec(op,
                      "INSERT INTO kept_item (ws, member, date, n, task, block, client, project, kind, source, title, "
                      "start, minutes) VALUES ($ws, $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
                      ARGS(member, date, v_int((int64_t)i), id_or_null(t->task), id_or_null(t->block),
                           id_or_null(t->client), id_or_null(t->project), v_text(t->kind), v_text(t->source),
                           t->title.n ? v_text(t->title) : v_null(), v_int(t->start_us), v_int(t->minutes)));
    }
    return err;
}

static int keep_day(struct list *l, const struct due *d, int32_t date, int64_t *done)
{
    struct op *op = l->op;
    l->n = 0;
    l->from_us = zone_instant(d->zone, date, 0);
    l->until_us = zone_instant(d->zone, date + 1, 0);
    bool late = is_late(op, l->from_us);
    int err = read_list(l, d);
    if (err || (late && l->n == 0))
        return err;
    *done += 1;
    return days_write(op, &(struct days_list){d->member, date, op->now_us, late, l->at, l->n});
}

static int forget(struct op *op)
{
    struct value before = v_int(instant_day(op->now_us) - DAYS_KEPT);
    int err = op_exec(op, "DELETE FROM kept_item WHERE ws = $ws AND date < $1", ARGS(before));
    return err ? err : op_exec(op, "DELETE FROM kept_day WHERE ws = $ws AND date < $1", ARGS(before));
}

int days_keep(struct op *op, int64_t *ret_done)
{
    struct due *due;
    size_t n;
    int64_t done = 0;
    int looked = 0;
    struct list *l = arena_new(op->arena, struct list);
    int err = read_due(op, &due, &n);
    err = err ? err : find_late(op, due, n);
    l->op = op;
    for (size_t i = 0; i < n && !err && looked < SLICE; i++)
        for (int32_t date = due[i].first; due[i].keeps && date <= due[i].today && !err && looked < SLICE; date++) {
            err = keep_day(l, &due[i], date, &done);
            looked++;
        }
    if (!err && done > 0)
        err = forget(op);
    *ret_done = done;
    return err;
}

static int slice(struct op *op, void *arg)
{
    return days_keep(op, arg);
}

int days_keep_all(struct op *op, struct writer *w)
{
    struct db *reading = op->db;
    int64_t done;
    int err;
    do
        err = writer_run(w, op, slice, &done);
    while (!err && done > 0);
    op->db = reading;
    return err;
}
