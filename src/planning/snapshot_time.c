#include "locale/zone.h"
#include "planning/snapshot_parts.h"

#define DAYS_LEAST 56 /* six weeks of blocks, and some */
#define DAYS_AFTER 28 /* beyond the last date that somebody wants */

/* ---- days and slots ---- */

int64_t snapshot_instant(const struct snapshot *s, int32_t slot)
{
    return slot == PLAN_NEVER ? 0 : s->from_us + slot * SLOT_US;
}

static int32_t within(int64_t slot)
{
    return (int32_t)(slot < -PLAN_DATE_MOST ? -PLAN_DATE_MOST : slot > PLAN_DATE_MOST ? PLAN_DATE_MOST : slot);
}

int32_t snapshot_slot(const struct snapshot *s, int64_t time_us)
{
    int64_t us = time_us - s->from_us;
    return within(us >= 0 ? us / SLOT_US : -((-us + SLOT_US - 1) / SLOT_US));
}

/* Midnights are asked for by every date of every task. */
static int32_t midnight(const struct snapshot *s, int32_t day)
{
    int32_t i = day - s->midnight_first;
    if (i >= 0 && i < s->midnight_n)
        return s->midnight[i];
    return snapshot_slot(s, zone_instant(s->zone, day, 0));
}

int32_t snapshot_due(const struct snapshot *s, int32_t day, int minute)
{
    if (day == DAY_NONE)
        return PLAN_NEVER;
    return minute < 0 ? midnight(s, day + 1) : snapshot_slot(s, zone_instant(s->zone, day, minute));
}

int32_t snapshot_release(const struct snapshot *s, int32_t day)
{
    int32_t slot = day == DAY_NONE ? 0 : midnight(s, day);
    return slot > 0 ? slot : 0;
}

int32_t snapshot_slots(int64_t minutes)
{
    int64_t slots = (minutes + PLAN_SLOT_MIN - 1) / PLAN_SLOT_MIN;
    return (int32_t)(slots > PLAN_DATE_MOST ? PLAN_DATE_MOST : slots);
}

void snapshot_calendar(struct snapshot *s)
{
    int64_t from = s->now_us + SLOT_US - 1;
    s->from_us = from - from % SLOT_US;
    s->from_day = zone_day(s->zone, s->from_us);
    int32_t first = s->from_day - SNAPSHOT_DAYS / 2, n = 2 * SNAPSHOT_DAYS;
    int32_t *at = arena_array(s->arena, int32_t, n);
    for (int32_t i = 0; i < n; i++)
        at[i] = snapshot_slot(s, zone_instant(s->zone, first + i, 0));
    s->midnight_first = first;
    s->midnight_n = n;
    s->midnight = at;
}

/* A year, or less when nothing wants or needs more: everyone's work one after the other would end long before. */
void snapshot_horizon(struct snapshot_maker *m)
{
    struct snapshot *s = m->s;
    int32_t last = 0;
    int64_t effort = 0;
    for (uint32_t i = 0; i < s->in.task_n; i++) {
        const struct plan_task *e = &s->tasks[i];
        last = e->release > last ? e->release : last;
        last = e->due != PLAN_NEVER && e->due > last ? e->due : last;
        effort += e->high;
    }
    for (uint32_t i = 0; i < s->in.dependency_n; i++)
        effort += s->dependencies[i].lag > 0 ? s->dependencies[i].lag / 4 : 0;
    int64_t days = last / 96 + DAYS_AFTER, alone = effort / 20 * 7 / 5 + DAYS_AFTER;
    days = days > alone ? days : alone;
    days = days < DAYS_LEAST ? DAYS_LEAST : days > SNAPSHOT_DAYS ? SNAPSHOT_DAYS : days;
    const int32_t *first = s->midnight + (s->from_day - s->midnight_first);
    s->in.days = first;
    s->in.day_n = (uint32_t)days;
    s->in.slots = first[days];
}

/* ---- working time ---- */

static void clear(uint64_t *bits, int32_t from, int32_t to, int32_t slots)
{
    for (int32_t i = from < 0 ? 0 : from; i < to && i < slots; i++)
        bits[i >> 6] &= ~(UINT64_C(1) << (i & 63));
}

static int32_t no_more(int32_t x, int32_t most)
{
    return x < 0 ? 0 : x > most ? most : x;
}

static void take_hours(struct snapshot_maker *m, uint32_t p, const struct time_calendar *c)
{
    struct snapshot *s = m->s;
    struct plan_person *e = &s->people[p];
    e->free = c->free;
    e->focus = c->focus;
    e->day_most = no_more(c->day_most_min / PLAN_SLOT_MIN, 96);
    e->load_percent = no_more(c->load_percent, 100);
    e->projects_most = no_more(c->projects_most, 16);
    e->clients_most = no_more(c->clients_most, 16);
    e->block_least = no_more(snapshot_slots(c->block_least_min), 96);
    e->block_preferred = no_more(snapshot_slots(c->block_preferred_min), 96);
    e->block_most = no_more(snapshot_slots(c->block_most_min), 96);
    s->person[p].hours = c;
    s->person[p].zone = c->zone;
    s->person[p].gaps |= c->assumed ? GAP_HOURS : 0;
    int32_t month = s->in.slots < 4 * 7 * 96 ? s->in.slots : 4 * 7 * 96;
    m->team_week += time_minutes(c->free, 0, month) / PLAN_SLOT_MIN * (e->load_percent ? e->load_percent : 100) / 400;
}

int snapshot_hours(struct snapshot_maker *m)
{
    struct snapshot *s = m->s;
    struct arena *before = m->op->arena;
    struct time_calendar *calendars;
    size_t n;
    m->op->arena = s->arena;
    int err = time_calendars(m->op, s->from_us, s->in.slots, &calendars, &n);
    m->op->arena = before;
    if (err)
        return err;
    for (size_t i = 0; i < n; i++) {
        uint32_t p = snapshot_person_of(s, calendars[i].member);
        if (p != PLAN_NONE)
            take_hours(m, p, &calendars[i]);
    }
    const uint64_t *never = arena_array(s->arena, uint64_t, plan_words(s->in.slots));
    for (uint32_t p = 0; p < s->in.person_n; p++)
        s->people[p].free = s->people[p].free ? s->people[p].free : never;
    return 0;
}

enum { B_ID, B_MEMBER, B_TASK, B_START, B_END, B_TASKS };

/* A task that has a place in a block; of one that is not planned nothing is. */
static bool fix(struct snapshot_maker *m, struct growing room[2], struct id block, struct plan_fixed fixed)
{
    struct snapshot *s = m->s;
    if (fixed.task == PLAN_NONE || s->task[fixed.task].holds || s->tasks[fixed.task].milestone)
        return false;
    GROW(m, room[0], s->fixed);
    GROW(m, room[1], s->block);
    s->block[s->in.fixed_n].id = block;
    s->fixed[s->in.fixed_n++] = fixed;
    return true;
}

/* The small tasks of a batch one after the other, each as long as what is left of it. Returns the first slot behind. */
static int32_t fix_batch(struct snapshot_maker *m, struct growing room[2], const struct rows *r, struct plan_fixed all)
{
    struct snapshot *s = m->s;
    struct str ids = ids_of(r, B_TASKS);
    int32_t at = all.from;
    for (size_t i = 0; i < ids.n / sizeof(struct id) && at < all.to; i++) {
        uint32_t task = snapshot_task_of(s, id_at(ids, i));
        int32_t left = task == PLAN_NONE ? 0 : snapshot_slots(s->task[task].left_min), end = at + left;
        end = end > all.to ? all.to : end;
        if (left > 0 && fix(m, room, row_id(r, B_ID), (struct plan_fixed){task, all.person, at, end, 0}))
            at = end;
    }
    return at;
}

/* Work that stands in a calendar by hand. Of a task that is not planned it is time that is taken. */
int snapshot_read_blocks(struct snapshot_maker *m)
{
    struct snapshot *s = m->s;
    struct growing room[2] = {0};
    ROWS rows = {0};
    int err =
        op_query_system(m->op, &rows,
                        "SELECT id, member, task, start, \"end\", tasks FROM @block WHERE deleted IS NULL AND (kind = "
                        "'task' OR kind = 'batch' AND tasks IS NOT NULL) AND state = 'planned' AND \"end\" > $1 AND "
                        "start < $2 ORDER BY id LIMIT $3",
                        ARGS(v_int(s->from_us), v_int(snapshot_instant(s, s->in.slots)), v_int(PLAN_BLOCKS_MOST / 2)));
    while (!err && (err = rows_next(&rows)) == 1) {
        struct plan_fixed all = {.task = snapshot_task_of(s, row_id(&rows, B_TASK)),
                                 .person = snapshot_person_of(s, row_id(&rows, B_MEMBER)),
                                 .from = no_more(snapshot_slot(s, row_int(&rows, B_START)), s->in.slots),
                                 .to = no_more(snapshot_slot(s, row_int(&rows, B_END)), s->in.slots)};
        err = 0;
        if (all.person == PLAN_NONE || all.from >= all.to)
            continue;
        if (!row_is_null(&rows, B_TASKS))
            all.from = fix_batch(m, room, &rows, all);
        else if (fix(m, room, row_id(&rows, B_ID), all))
            continue;
        if (s->person[all.person].hours)
            clear(s->person[all.person].hours->free, all.from, all.to, s->in.slots);
    }
    return err;
}
