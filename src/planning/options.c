#include "planning/options.h"
#include "base/json_value.h"
#include "clients/clients.h"
#include "locale/zone.h"
#include "planning/say.h"

#define OVERTIME_DAY_MOST 180 /* minutes: more is no honest proposal */

struct maker {
    struct op *op;
    const struct computed *c;
    const struct snapshot *s;
    const struct conflict *conflict;
    struct option *at;
    size_t n;
};

/* Takes the change. */
static void add(struct maker *m, const char *key, struct str text, json_t *change)
{
    if (m->n < OPTIONS_MAX)
        m->at[m->n++] = (struct option){key, text, json_pack("[o]", change)};
    else
        json_decref(change);
}

static int32_t working_day(int32_t day)
{
    int w = civil_weekday(day);
    return w > 5 ? day + 8 - w : day;
}

static int32_t day_of(const struct maker *m, int32_t slot)
{
    return zone_day(m->s->zone, snapshot_instant(m->s, slot) - 1);
}

static struct str title(const struct maker *m, uint32_t task)
{
    return m->s->task[task].title;
}

static struct str client_name(const struct maker *m, uint32_t task)
{
    return m->s->client[m->s->projects[m->s->tasks[task].project].client].name;
}

/* A task may be promised through something that waits for it: then there is no due date of its own to move. */
static void delay(struct maker *m, uint32_t task, int32_t slot)
{
    if (m->s->task[task].due_day == DAY_NONE || slot == PLAN_NEVER)
        return;
    int32_t day = working_day(day_of(m, slot));
    if (day <= m->s->task[task].due_day)
        day = working_day(m->s->task[task].due_day + 1);
    add(m, "delay",
        SAY(m->op, "plan_conflict.delay", message_text("title", title(m, task)),
            message_text("client", client_name(m, task)), message_day("day", day)),
        json_pack("{s:s, s:o, s:o}", "kind", "due", "task", json_of_id(m->s->task[task].id), "due", json_of_day(day)));
}

/* ---- somebody else ---- */

/* Hours that nothing is planned in, of those that the person has between the task's earliest start and its date. */
static int32_t room_of(const struct maker *m, uint32_t person, int32_t begin, int32_t until)
{
    const struct plan_in *in = &m->s->in;
    const struct plan_calendar *calendar = &m->c->out.base.calendars[person];
    int32_t room = 0;
    for (uint32_t d = 0; d < in->day_n && in->days[d] < until; d++) {
        int32_t from = in->days[d] < begin ? begin : in->days[d],
                to = in->days[d + 1] < until ? in->days[d + 1] : until;
        if (from < to)
            room += plan_day_limit(&in->people[person], plan_rank(calendar, to) - plan_rank(calendar, from));
    }
    for (uint32_t i = 0; i < m->c->out.blocks.n && m->c->out.blocks.at[i].from < until; i++) {
        const struct plan_block *b = &m->c->out.blocks.at[i];
        int32_t from = b->from < begin ? begin : b->from, to = b->to < until ? b->to : until;
        if (b->person == person && from < to)
            room -= to - from;
    }
    return room;
}

/* Skills where the task asks for some, else the same kind of work. */
static bool can_do(const struct maker *m, uint32_t person, uint32_t task)
{
    const struct plan_task *t = &m->s->tasks[task];
    uint64_t any = 0;
    for (int i = 0; i < PLAN_SKILL_WORDS; i++)
        any |= t->skills[i];
    if (any)
        return plan_has_skills(m->s->people[person].skills, t->skills);
    for (uint32_t i = 0; i < m->s->in.task_n; i++)
        if (m->s->tasks[i].assignee == person && m->s->tasks[i].activity == t->activity)
            return true;
    return false;
}

static int best_other(struct maker *m, uint32_t task, uint32_t not_this, int32_t until, uint32_t *ret,
                      int32_t *ret_room)
{
    int32_t begin = m->c->out.path.early_start[task] > 0 ? m->c->out.path.early_start[task] : 0;
    *ret = PLAN_NONE;
    *ret_room = 0;
    for (uint32_t p = 0; p < m->s->in.person_n; p++) {
        bool reaches = false;
        int32_t room = p == not_this || !can_do(m, p, task) ? 0 : room_of(m, p, begin, until);
        int err = room > *ret_room
                      ? access_reaches(m->op, m->s->person[p].id, m->s->task[task].client_id, &reaches, NULL)
                      : 0;
        if (err)
            return err;
        if (reaches) {
            *ret = p;
            *ret_room = room;
        }
    }
    return 0;
}

static int others(struct maker *m, uint32_t task, int32_t until)
{
    uint32_t person = m->c->out.dates.person[task], other;
    int32_t room, effort = m->c->out.base.effort[task];
    int err = person == PLAN_NONE ? 0 : best_other(m, task, person, until, &other, &room);
    if (err || person == PLAN_NONE || other == PLAN_NONE)
        return err;
    if (room >= effort)
        add(m, "reassign",
            SAY(m->op, "plan_conflict.reassign", message_text("title", title(m, task)),
                message_text("name", m->s->person[other].name),
                message_int("hours", (int64_t)room * PLAN_SLOT_MIN / 60)),
            json_pack("{s:s, s:o, s:o}", "kind", "assign", "task", json_of_id(m->s->task[task].id), "member",
                      json_of_id(m->s->person[other].id)));
    if (room >= effort / 2 && effort >= 16)
        add(m, "split",
            SAY(m->op, "plan_conflict.split", message_text("title", title(m, task)),
                message_text("name", m->s->person[other].name)),
            json_pack("{s:s, s:o, s:[o, o]}", "kind", "split", "task", json_of_id(m->s->task[task].id), "members",
                      json_of_id(m->s->person[person].id), json_of_id(m->s->person[other].id)));
    return 0;
}

/* ---- more time, less work ---- */

static void overtime(struct maker *m, int32_t until)
{
    int32_t first = m->s->from_day, last = day_of(m, until), days = 0;
    for (int32_t d = first; d <= last; d++)
        days += civil_weekday(d) <= 5;
    if (days == 0 || m->conflict->of_resource)
        return;
    int load = m->s->people[m->conflict->index].load_percent;
    int64_t minutes = (int64_t)m->conflict->side[0].lacks * PLAN_SLOT_MIN * 100 / (load > 0 ? load : 100);
    int64_t day_min = (minutes / days + PLAN_SLOT_MIN) / PLAN_SLOT_MIN * PLAN_SLOT_MIN;
    if (day_min <= OVERTIME_DAY_MOST)
        add(m, "overtime",
            SAY(m->op, "plan_conflict.overtime", message_text("name", m->s->person[m->conflict->index].name),
                message_int("h", day_min / 60), message_int("min", day_min % 60), message_day("day", last)),
            json_pack("{s:s, s:o, s:o, s:o, s:I}", "kind", "overtime", "member",
                      json_of_id(m->s->person[m->conflict->index].id), "first", json_of_day(first), "last",
                      json_of_day(last), "day_min", (json_int_t)day_min));
}

static void drop_scope(struct maker *m, uint32_t task)
{
    const struct snapshot_task *t = &m->s->task[task];
    int64_t left = t->left_min - (int64_t)m->conflict->side[0].lacks * PLAN_SLOT_MIN;
    if (left * 4 < t->left_min || t->estimate_min < 0)
        return;
    add(m, "drop_scope",
        SAY(m->op, "plan_conflict.drop_scope", message_text("title", t->title),
            message_int("hours", ((int64_t)m->conflict->side[0].lacks * PLAN_SLOT_MIN + 59) / 60)),
        json_pack("{s:s, s:o, s:I}", "kind", "estimate", "task", json_of_id(t->id), "minutes",
                  (json_int_t)(t->spent_min + left)));
}

static uint32_t other_side(const struct conflict *c, const struct snapshot *s)
{
    uint32_t client = s->projects[s->tasks[c->side[0].task].project].client;
    for (uint32_t i = 1; i < c->n; i++)
        if (s->projects[s->tasks[c->side[i].task].project].client != client)
            return i;
    return PLAN_NONE;
}

/* When a task would end that is begun only then, as surely as its P80 is sure today: what one would promise. */
static int32_t as_second(const struct maker *m, uint32_t task, uint32_t person, int32_t from)
{
    int32_t finish = m->c->out.dates.finish[task], p80 = m->c->p80[task];
    int32_t margin = finish == PLAN_NEVER || p80 == PLAN_NEVER ? 0 : p80 - finish;
    int32_t after = plan_after(&m->c->out.base.calendars[person], from, m->c->out.base.effort[task]);
    return after < m->s->in.slots ? after + margin : PLAN_NEVER;
}

int options_for(struct op *op, const struct computed *c, const struct seen *seen, const struct conflict *conflict,
                struct option ret[OPTIONS_MAX], size_t *ret_n)
{
    struct maker m = {op, c, c->snapshot, conflict, ret, 0};
    uint32_t mine = conflict->side[0].task, k = other_side(conflict, c->snapshot);
    int err = 0;
    if (seen_task(seen, mine)) {
        delay(&m, mine, c->p80[mine]);
        if (seen->whole_projects) /* else nothing is told of the others' days */
            err = others(&m, mine, conflict->side[0].needed);
        drop_scope(&m, mine);
    }
    if (k != PLAN_NONE && seen_task(seen, conflict->side[k].task)) {
        uint32_t other = conflict->side[k].task, person = c->out.dates.person[other];
        if (person != PLAN_NONE)
            delay(&m, other, as_second(&m, other, person, conflict->side[0].needed));
    }
    if (seen->all || id_eq(c->snapshot->person[conflict->index].id, op->scope.me))
        overtime(&m, conflict->until);
    *ret_n = m.n;
    return err;
}
