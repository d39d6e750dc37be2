#include "planning/whatif.h"
#include "base/json_out.h"
#include "locale/zone.h"
#include "planning/handlers.h"
#include "planning/whatif_findings.h"

struct compared {
    struct op *op;
    const struct computed *before;
    struct computed after;
    struct snapshot laid;
    struct seen seen;
    struct promises promises;            /* of the laid snapshot */
    struct promise_state *was, *becomes; /* was: in the same order, held for what was not there */
    struct shortages shortages;
    bool *is_new;
    uint32_t later, earlier, lost;
    struct {
        uint32_t later, earlier;
        int32_t worst;
        bool *client;
    } hidden;
    int32_t worst;
};

void whatif_slot(struct json *j, const struct snapshot *s, const char *key, int32_t slot)
{
    json_key(j, key);
    if (slot == PLAN_NEVER)
        json_none(j);
    else
        json_instant(j, snapshot_instant(s, slot));
}

static bool visible(const struct compared *c, const struct promise *p)
{
    if (p->is_project)
        return seen_project(&c->seen, p->index) && c->seen.whole_projects;
    return seen_task(&c->seen, p->index);
}

/* Of what is hidden a member learns how much and how far it moves; who sees own tasks only, nothing. */
static bool told(const struct compared *c, const struct promise *p)
{
    return c->seen.whole_projects || visible(c, p);
}

/* The promise as it was: due dates are of then. */
static void find_before(struct compared *c)
{
    struct arena *a = c->op->arena;
    const struct snapshot *s = c->before->snapshot;
    struct promises then = {arena_array(a, struct promise, c->promises.n + 1), c->promises.n};
    c->is_new = arena_array(a, bool, c->promises.n + 1);
    for (uint32_t i = 0; i < c->promises.n; i++) {
        struct promise p = c->promises.at[i];
        c->is_new[i] = p.index >= (p.is_project ? s->in.project_n : s->in.task_n);
        p.index = c->is_new[i] ? 0 : p.index;
        if (!c->is_new[i] && p.is_project)
            p.due = s->projects[p.index].due;
        else if (!c->is_new[i])
            p.due = s->task[p.index].due_day == DAY_NONE ? PLAN_NEVER : s->tasks[p.index].due;
        then.at[i] = p;
    }
    c->was = promise_states(a, c->before, &then);
}

static int32_t day_of(const struct compared *c, int32_t slot)
{
    return zone_day(c->laid.zone, snapshot_instant(&c->laid, slot) - 1);
}

/* In civil days, by the date that would be promised; 0 where there is none on one side. */
static int32_t moved(const struct compared *c, uint32_t i)
{
    if (c->is_new[i] || c->was[i].p80 == PLAN_NEVER || c->becomes[i].p80 == PLAN_NEVER)
        return 0;
    return day_of(c, c->becomes[i].p80) - day_of(c, c->was[i].p80);
}

/* It had a date, and nobody can give it one any more: it waits for itself, or for nobody. */
static bool lost(const struct compared *c, uint32_t i)
{
    return !c->is_new[i] && !c->becomes[i].held && c->was[i].p80 != PLAN_NEVER && c->becomes[i].p80 == PLAN_NEVER;
}

static void count(struct compared *c)
{
    c->hidden.client = arena_array(c->op->arena, bool, c->laid.in.client_n + 1);
    for (uint32_t i = 0; i < c->promises.n; i++) {
        if (!told(c, &c->promises.at[i]))
            continue;
        int32_t days = moved(c, i);
        bool later = days > 0 || lost(c, i);
        c->later += days > 0;
        c->lost += lost(c, i);
        c->earlier += days < 0;
        c->worst = days > c->worst ? days : c->worst;
        if (visible(c, &c->promises.at[i]) || (days == 0 && !later))
            continue;
        c->hidden.later += later;
        c->hidden.earlier += days < 0;
        c->hidden.worst = days > c->hidden.worst ? days : c->hidden.worst;
        c->hidden.client[promise_client(&c->laid, &c->promises.at[i])] = true;
    }
}

/* ---- as JSON ---- */

static void write_state(struct compared *c, struct json *j, const char *key, const struct promise_state *s)
{
    json_key(j, key);
    json_object_start(j);
    whatif_slot(j, &c->laid, "finish", s->finish);
    whatif_slot(j, &c->laid, "p50", s->p50);
    whatif_slot(j, &c->laid, "p80", s->p80);
    json_key(j, "late");
    json_bool(j, s->late);
    json_key(j, "at_risk");
    json_bool(j, s->at_risk);
    json_object_end(j);
}

static void write_promise(struct compared *c, struct json *j, uint32_t i)
{
    const struct promise *p = &c->promises.at[i];
    const struct snapshot *s = &c->laid;
    uint32_t project = p->is_project ? p->index : s->tasks[p->index].project;
    json_object_start(j);
    json_key(j, "resource");
    json_text(j, p->is_project ? "project" : "task");
    json_id_or_none(j, "id", p->is_project ? s->project[p->index].id : s->task[p->index].id);
    json_id_or_none(j, "client", s->client[s->projects[project].client].id);
    json_id_or_none(j, "project", s->project[project].id);
    json_key(j, "title");
    json_str(j, p->is_project ? s->project[p->index].name : s->task[p->index].title);
    json_key(j, "kind");
    json_text(j, p->is_project                   ? "project"
                 : s->task[p->index].milestone   ? "milestone"
                 : s->task[p->index].deliverable ? "deliverable"
                                                 : "task");
    json_key(j, "due");
    if (p->due_day == DAY_NONE)
        json_none(j);
    else
        json_date(j, p->due_day);
    json_key(j, "hard");
    json_bool(j, p->hard);
    if (c->is_new[i]) {
        json_key(j, "before");
        json_none(j);
    } else {
        write_state(c, j, "before", &c->was[i]);
    }
    write_state(c, j, "after", &c->becomes[i]);
    json_key(j, "days");
    json_int(j, moved(c, i));
    json_object_end(j);
}

static void write_hidden(const struct compared *c, struct json *j)
{
    int64_t clients = 0;
    for (uint32_t i = 0; i < c->laid.in.client_n; i++)
        clients += c->hidden.client[i];
    const struct {
        const char *key;
        int64_t n;
    } counts[] = {{"clients", clients},
                  {"later", c->hidden.later},
                  {"earlier", c->hidden.earlier},
                  {"worst_days", c->hidden.worst}};
    json_key(j, "hidden");
    json_object_start(j);
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
        json_key(j, counts[i].key);
        json_int(j, counts[i].n);
    }
    json_object_end(j);
}

static bool shows(const struct compared *c, const struct shortage *s)
{
    if (s->person_n > 1 && (s->activity != PLAN_NONE || s->team))
        return c->seen.whole_projects;
    return c->seen.all || (s->person_n == 1 && id_eq(c->laid.person[s->people[0]].id, c->op->scope.me));
}

/* Names of people with too much to do are for managers, and for themselves. */
static void write_feasible(struct compared *c, struct json *j)
{
    const struct shortage *first = NULL;
    uint32_t late = 0;
    for (uint32_t i = 0; i < c->promises.n; i++)
        late += c->becomes[i].late && told(c, &c->promises.at[i]);
    for (uint32_t i = 0; i < c->shortages.n && !first; i++)
        first = shows(c, &c->shortages.at[i]) ? &c->shortages.at[i] : NULL;
    bool is_short = first || (c->seen.whole_projects && c->shortages.n > 0);
    json_key(j, "late");
    json_int(j, late);
    json_key(j, "feasible");
    json_bool(j, late == 0 && !is_short);
    json_key(j, "bottleneck");
    if (first)
        json_str(j, shortage_say(c->op, &c->laid, first));
    else if (is_short)
        json_str(j, SAY_PLAIN(c->op, "plan.short_somebody"));
    else
        json_none(j);
}

static void write_all(struct compared *c, struct json *j)
{
    json_object_start(j);
    json_key(j, "promises");
    json_array_start(j);
    for (uint32_t i = 0; i < c->promises.n; i++)
        if (visible(c, &c->promises.at[i]))
            write_promise(c, j, i);
    json_array_end(j);
    write_hidden(c, j);
    whatif_findings(c->op, c->before, &c->after, &c->seen, j);
    write_feasible(c, j);
    json_key(j, "text");
    json_str(j, SAY(c->op, "plan.what_if", message_int("later", c->later), message_int("earlier", c->earlier),
                    message_int("lost", c->lost), message_int("days", c->worst)));
    json_object_end(j);
}

static int compare(struct compared *c, const struct tried_list *list, struct json *out)
{
    struct arena *a = c->op->arena;
    int err = seen_read(c->op, c->before->snapshot, &c->seen);
    if (err || (err = changes_lay(c->op, a, list, c->before->snapshot, &c->laid)) ||
        (err = compute(a, &c->laid, &c->after)) || (err = feasible_shortages(a, &c->after, &c->shortages)))
        return err;
    c->promises = promises_of(a, &c->laid);
    c->becomes = promise_states(a, &c->after, &c->promises);
    find_before(c);
    count(c);
    write_all(c, out);
    return 0;
}

int whatif_write(struct op *op, const struct tried_list *list, struct json *out)
{
    const struct current *current;
    int err = current_get(op, &current);
    if (err)
        return err;
    struct compared c = {.op = op, .before = current_plan(current)};
    err = compare(&c, list, out);
    current_release(current);
    return err;
}
