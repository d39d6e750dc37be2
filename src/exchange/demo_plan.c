#include "exchange/demo_plan.h"
#include "base/json_value.h"
#include "clients/clients.h"
#include "locale/zone.h"
#include "people/people.h"
#include "planning/planning.h"
#include "time/holiday_rules.h"
#include "time/time.h"
#include "work/template.h"
#include "work/work.h"

enum { SKILL_DESIGN, SKILL_ILLUSTRATION, SKILL_COPY, SKILL_REDACTION, SKILL_FRONT, SKILL_RESEARCH, SKILL_FILM, SKILLS };
static const char *const skill_names[SKILLS] = {"Design",    "Illustration",  "Copywriting",   "Rédaction",
                                                "Front-end", "User research", "Photo and film"};
#define CAN(s) (1u << SKILL_##s)

static const unsigned can[DEMO_PEOPLE] = {
    [DEMO_DESIGNER] = CAN(DESIGN),
    [5] = CAN(DESIGN) | CAN(ILLUSTRATION),
    [6] = CAN(RESEARCH) | CAN(DESIGN),
    [7] = CAN(FRONT),
    [8] = CAN(REDACTION),
    [9] = CAN(COPY),
    [10] = CAN(FRONT),
    [11] = CAN(FILM) | CAN(DESIGN),
    [12] = CAN(RESEARCH) | CAN(COPY),
    [DEMO_FREELANCER] = CAN(ILLUSTRATION) | CAN(DESIGN),
};
/* Who has said that the planner may fill their calendar: all but the newest, and who leads. */
static const bool said_yes[DEMO_PEOPLE] = {[1] = true, [2] = true, [4] = true, [5] = true,  [6] = true,
                                           [7] = true, [8] = true, [9] = true, [10] = true, [11] = true};

static const struct {
    const char *name, *kind;
} things[] = {{"Photo studio", "room"}, {"Edit suite", "machine"}, {"Meeting room Phare", "room"}};
#define THINGS 3

static const struct {
    int client, percent;
} shares[] = {{1, 5}, {3, 7}, {6, 4}, {7, 6}, {8, 3}, {11, 4}};

static const struct {
    int project, person, thing; /* -1: none */
    const char *role, *note;
    int from, days, week_hours;
} allocations[] = {
    {3, DEMO_DESIGNER, -1, NULL, NULL, -30, 90, 8},
    {21, DEMO_DESIGNER, -1, NULL, NULL, -20, 80, 10},
    {13, 7, -1, NULL, NULL, -40, 110, 12},
    {25, 10, -1, NULL, NULL, -30, 60, 12},
    {37, 8, -1, NULL, NULL, -10, 90, 6},
    {24, -1, -1, "Motion designer", "Wanted from the first week; two people have been asked.", 14, 70, 20},
    {28, -1, -1, "Rédaction médicale", "Relecture par la direction médicale comprise.", 0, 42, 6},
    {26, -1, 0, NULL, "Coffrets et plateaux, avec la styliste.", 3, 18, 8},
    {30, -1, 1, NULL, NULL, 10, 30, 10},
};

struct maker {
    struct op *op;
    const struct demo_ground *g;
    struct id skill[SKILLS], thing[THINGS];
};

/* ---- small things ---- */

/* A change of its own, so many days before the evening on which the demo ends. */
static void at(const struct maker *m, int days_ago, int who)
{
    int64_t time = m->g->agenda->now_us - days_ago * US_PER_DAY;
    m->op->now_us = time;
    m->op->today = instant_day(time);
    m->op->change = demo_id(m->g->agenda, time);
    m->op->scope.me = m->g->people[who];
}

/* Both take the input. */
static int make(struct maker *m, const struct resource *r, json_t *input, struct id *ret_id)
{
    json_auto_t *owned = input;
    struct row *row;
    struct id id = demo_id(m->g->agenda, m->op->now_us);
    json_object_set_new(owned, "id", json_of_id(id));
    if (ret_id)
        *ret_id = id;
    return resource_create_system(m->op, r, owned, 0, NULL, NULL, &row);
}

static int patch(struct maker *m, const struct resource *r, struct id id, json_t *change)
{
    json_auto_t *owned = change;
    struct row *row;
    return resource_update(m->op, r, id, ANY_VERSION, owned, &row);
}

/* ---- people and things ---- */

static int add_skills(struct maker *m)
{
    int err = 0;
    at(m, 200, DEMO_ADMIN);
    for (int i = 0; i < SKILLS && !err; i++)
        err = make(m, &skill_resource, json_pack("{s:s, s:i}", "name", skill_names[i], "color", i % 12 + 1),
                   &m->skill[i]);
    for (int i = 0; i < THINGS && !err; i++)
        err = make(m, &equipment_resource, json_pack("{s:s, s:s}", "name", things[i].name, "kind", things[i].kind),
                   &m->thing[i]);
    for (int p = 0; p < DEMO_PEOPLE && !err; p++) {
        json_t *skills = json_array();
        for (int i = 0; i < SKILLS; i++)
            if (can[p] >> i & 1)
                json_array_append_new(skills, json_of_id(m->skill[i]));
        at(m, 190, p);
        err = patch(m, &member_resource, m->g->people[p],
                    json_pack("{s:o, s:b}", "skills", skills, "auto_plan", said_yes[p]));
    }
    return err;
}

static int add_shares(struct maker *m)
{
    int err = 0;
    at(m, 150, DEMO_OWNER);
    for (size_t i = 0; i < sizeof shares / sizeof *shares && !err; i++)
        err = patch(m, &client_resource, m->g->clients[shares[i].client],
                    json_pack("{s:i}", "share_percent", shares[i].percent));
    return err;
}

static int add_allocations(struct maker *m)
{
    int32_t today = m->g->agenda->today;
    int err = 0;
    for (size_t i = 0; i < sizeof allocations / sizeof *allocations && !err; i++) {
        const struct demo_project *p = &demo_projects[allocations[i].project];
        json_t *input = json_pack(
            "{s:o, s:o, s:o, s:i, s:s*, s:s*}", "project", json_of_id(m->g->agenda->work[allocations[i].project].id),
            "first", json_of_day(today + allocations[i].from), "last",
            json_of_day(today + allocations[i].from + allocations[i].days), "week_min", allocations[i].week_hours * 60,
            "role", allocations[i].role, "note", allocations[i].note);
        if (allocations[i].person >= 0)
            json_object_set_new(input, "member", json_of_id(m->g->people[allocations[i].person]));
        if (allocations[i].thing >= 0)
            json_object_set_new(input, "equipment", json_of_id(m->thing[allocations[i].thing]));
        at(m, 40 - (int)i, demo_clients[p->client].manager);
        err = make(m, &allocation_resource, input, NULL);
    }
    return err;
}

/* ---- what is promised ---- */

static bool in_dependency(const struct demo_agenda *d, int item)
{
    for (int i = 0; i < d->n_actions; i++)
        if (d->actions[i].act == ACT_DEPENDENCY && (d->actions[i].a == item || d->actions[i].b == item))
            return true;
    return false;
}

static bool has_parts(const struct demo_agenda *d, int item)
{
    const struct demo_work *w = &d->work[d->items[item].project];
    for (int i = w->first; i < w->first + w->n; i++)
        if (d->items[i].parent == item)
            return true;
    return false;
}

/* Open work, the more alone it stands the better; of the wanted activity if there is some. */
int demo_find_open(const struct demo_agenda *d, int project, enum demo_activity activity)
{
    const struct demo_work *w = &d->work[project];
    for (int round = 0; round < 4; round++)
        for (int i = w->first; i < w->first + w->n; i++) {
            const struct demo_item *t = &d->items[i];
            bool plain = !t->recurs && t->category < DEMO_DONE && !has_parts(d, i) &&
                         !(t->task && (t->task->flags & (TASK_MILESTONE | TASK_DELIVERABLE)));
            bool alone = t->parent < 0 && !in_dependency(d, i);
            if (plain && (round % 2 || t->activity == activity) && (round / 2 || alone))
                return i;
        }
    return -1;
}

static int32_t next_monday(int32_t today)
{
    return today + 8 - civil_weekday(today);
}

/* Two days' work more than there are days: nobody can do both by Thursday. */
static int add_conflict(struct maker *m)
{
    static const struct {
        int projects[3], minutes, low, high, due;
        const char *title;
    } both[] = {{{12, 11, 13}, 1200, 1020, 1560, 3, "Final artwork for the spring brochure"},
                {{21, 22, 21}, 1080, 900, 1440, 3, "Shop front designs for the brand launch"}};
    int32_t monday = next_monday(m->g->agenda->today);
    int err = 0;
    for (size_t i = 0; i < 2 && !err; i++) {
        int item = -1;
        for (int k = 0; k < 3 && item < 0; k++)
            item = demo_find_open(m->g->agenda, both[i].projects[k], ACT_DESIGN);
        if (item < 0)
            continue;
        const struct demo_item *t = &m->g->agenda->items[item];
        const struct demo_client *c = &demo_clients[demo_projects[t->project].client];
        const struct demo_work *w = &m->g->agenda->work[t->project];
        at(m, 9 - (int)i, c->manager);
        err = patch(m, &task_resource, t->id,
                    json_pack("{s:s, s:[o], s:o, s:o, s:o, s:b, s:i, s:i, s:i, s:n, s:o, s:[o], s:i, s:i}", "title",
                              both[i].title, "assignees", json_of_id(m->g->people[DEMO_DESIGNER]), "status",
                              json_of_id(w->statuses[DEMO_OPEN]), "start", json_of_day(monday), "due",
                              json_of_day(monday + both[i].due), "hard", 1, "estimate_low_min", both[i].low,
                              "estimate_min", both[i].minutes, "estimate_high_min", both[i].high, "spent_min",
                              "activity", json_of_id(m->g->activities[ACT_DESIGN]), "skills",
                              json_of_id(m->skill[SKILL_DESIGN]), "priority", 2, "impact", 1));
    }
    return err;
}

/* Open work on which nobody has spent time and nothing waits; not `but`. */
static int find_fresh(const struct demo_agenda *d, int project, int but)
{
    const struct demo_work *w = &d->work[project];
    for (int i = w->first; i < w->first + w->n; i++) {
        const struct demo_item *t = &d->items[i];
        if (i != but && t->task && !t->task->flags && t->parent < 0 && !t->recurs && t->category <= DEMO_OPEN &&
            !t->spent_min && !t->logged_min && !has_parts(d, i) && !in_dependency(d, i))
            return i;
    }
    return -1;
}

/* One researcher between two clients: passengers try a form for the one, and right behind them, from a Thursday on, a
 * panel meets for the town, which is to have the results. Whoever lets the first begin later sees the town's milestone
 * slip. */
static int add_tight_week(struct maker *m)
{
    enum { PASSENGERS = 13, TOWN = 32, RESEARCHER = 6 };
    const struct demo_agenda *d = m->g->agenda;
    const int tests = find_fresh(d, PASSENGERS, -1), panel = find_fresh(d, TOWN, -1);
    const int results = find_fresh(d, TOWN, panel);
    const int32_t monday = next_monday(d->today) + 7;
    if (tests < 0 || panel < 0 || results < 0)
        return 0;
    const struct {
        int item, manager, minutes, start, due, hard;
        const char *title;
    } work[] = {{tests, DEMO_MANAGER_EN, 1080, 0, 11, 1, "Tests with passengers: the booking form"},
                {panel, DEMO_MANAGER_FR, 780, 3, 15, 1, "Tests avec le panel de la médiathèque"}};
    int err = 0;
    for (size_t i = 0; i < 2 && !err; i++) {
        const struct demo_item *t = &d->items[work[i].item];
        at(m, 8, work[i].manager);
        err = patch(m, &task_resource, t->id,
                    json_pack("{s:s, s:[o], s:o, s:o, s:o, s:b, s:n, s:i, s:n, s:o, s:[o], s:i, s:i}", "title",
                              work[i].title, "assignees", json_of_id(m->g->people[RESEARCHER]), "status",
                              json_of_id(d->work[t->project].statuses[DEMO_OPEN]), "start",
                              json_of_day(monday + work[i].start), "due", json_of_day(monday + work[i].due), "hard",
                              work[i].hard, "estimate_low_min", "estimate_min", work[i].minutes, "estimate_high_min",
                              "activity", json_of_id(m->g->activities[ACT_RESEARCH]), "skills",
                              json_of_id(m->skill[SKILL_RESEARCH]), "priority", 1, "impact", 1));
    }
    at(m, 8, DEMO_MANAGER_FR);
    if (!err)
        err = patch(m, &task_resource, d->items[results].id,
                    json_pack("{s:s, s:s, s:[], s:n, s:o, s:n, s:n, s:n, s:o}", "title",
                              "Retour des usagers remis à la Ville", "kind", "milestone", "assignees", "start", "due",
                              json_of_day(monday + 15), "estimate_low_min", "estimate_min", "estimate_high_min",
                              "status", json_of_id(d->work[TOWN].statuses[DEMO_OPEN])));
    return err ? err
               : make(m, &dependency_resource,
                      json_pack("{s:o, s:o, s:s}", "task", json_of_id(d->items[results].id), "predecessor",
                                json_of_id(d->items[panel].id), "kind", "finish_start"),
                      NULL);
}

/* The next milestone of who is on track, and the market, which does not wait. */
static int add_hard_dates(struct maker *m)
{
    const struct demo_agenda *d = m->g->agenda;
    int err = 0;
    for (int p = 0; p < DEMO_PROJECTS && !err; p++) {
        const struct demo_client *c = &demo_clients[demo_projects[p].client];
        const struct demo_work *w = &d->work[p];
        int found = -1;
        for (int i = w->first; i < w->first + w->n && demo_projects[p].client > 0 && c->mood == MOOD_WELL; i++) {
            const struct demo_item *t = &d->items[i];
            if (t->parent < 0 && (t->task->flags & TASK_MILESTONE) && t->category == DEMO_OPEN &&
                t->due > d->today + 10 && (found < 0 || t->due < d->items[found].due))
                found = i;
        }
        at(m, 30, c->manager);
        if (found >= 0)
            err = patch(m, &task_resource, d->items[found].id, json_pack("{s:b}", "hard", 1));
    }
    at(m, 35, DEMO_MANAGER_FR);
    err = err ? err : patch(m, &project_resource, d->work[33].id, json_pack("{s:b, s:i}", "hard", 1, "importance", 5));
    at(m, 35, DEMO_MANAGER_EN);
    return err ? err : patch(m, &project_resource, d->work[12].id, json_pack("{s:i}", "importance", 5));
}

/* Photographs want the studio. */
static int add_needs(struct maker *m)
{
    const struct demo_agenda *d = m->g->agenda;
    int err = 0, n = 0;
    at(m, 20, DEMO_ADMIN);
    for (int i = 0; i < d->n_items && n < 12 && !err; i++) {
        const struct demo_item *t = &d->items[i];
        if (t->parent >= 0 || t->category >= DEMO_DONE || !t->task || t->activity != ACT_DESIGN ||
            !strstr(t->task->title[DEMO_EN], "hotograph"))
            continue;
        n++;
        err = patch(m, &task_resource, t->id,
                    json_pack("{s:[o], s:[o]}", "equipment", json_of_id(m->thing[0]), "skills",
                              json_of_id(m->skill[SKILL_FILM])));
    }
    return err;
}

/* ---- as it was planned once ---- */

static json_t *baseline_json(const struct demo_agenda *d, int project, int earlier)
{
    const struct demo_work *w = &d->work[project];
    json_t *tasks = json_array();
    char start[28], finish[28];
    for (int i = w->first; i < w->first + w->n; i++) {
        const struct demo_item *t = &d->items[i];
        if (t->due == DEMO_NO_DAY)
            continue;
        int32_t begins = (t->start == DEMO_NO_DAY ? t->due : t->start) - earlier;
        size_t n = instant_write(zone_instant(DEMO_ZONE, begins, 540), start);
        size_t k = instant_write(zone_instant(DEMO_ZONE, t->due - earlier - (int)(t->rolls % 3), 1050), finish);
        json_array_append_new(tasks, json_pack("{s:o, s:s%, s:s%, s:s%, s:i}", "task", json_of_id(t->id), "title",
                                               t->title.at, t->title.n, "start", start, n, "finish", finish, k,
                                               "effort_min", t->estimate_min));
    }
    return json_pack("{s:o}", "tasks", tasks);
}

static int add_baselines(struct maker *m)
{
    static const struct {
        int project, days_ago, earlier;
        const char *name;
    } taken[] = {{3, 60, 6, "As agreed with the partners"}, {37, 45, 4, "Planning validé en comité"}};
    int err = 0;
    for (size_t i = 0; i < 2 && !err; i++) {
        json_auto_t *body = baseline_json(m->g->agenda, taken[i].project, taken[i].earlier);
        char *text = json_dumps(body, JSON_COMPACT | JSON_SORT_KEYS);
        struct row *row;
        at(m, taken[i].days_ago, demo_clients[demo_projects[taken[i].project].client].manager);
        static const char *const names[] = {"id", "project", "name", "taken", "body"};
        const struct value values[] = {v_id(demo_id(m->g->agenda, m->op->now_us)),
                                       v_id(m->g->agenda->work[taken[i].project].id), v_text(str_of(taken[i].name)),
                                       v_int(m->op->now_us), v_text(arena_str(m->op->arena, str_of(text)))};
        err = resource_create_system(m->op, &baseline_resource, NULL, 5, names, values, &row);
        free(text);
    }
    return err;
}

/* ---- who works when ---- */

static int add_hours(struct maker *m)
{
    static const char four[] = "[[[540,750],[810,1050]],[[540,750],[810,1050]],[],[[540,750],[810,1050]],"
                               "[[540,750],[810,1050]],[],[]]";
    static const char days[] = "[[[540,750],[810,1080]],[[540,750],[810,1080]],[[540,750],[810,1080]],"
                               "[[540,750],[810,1080]],[],[],[]]";
    static const char half[] = "[[[540,765]],[[540,765]],[[540,765]],[[540,765]],[[540,765]],[],[]]";
    static const char focus[] = "[[[540,720]],[[540,720]],[[540,720]],[[540,720]],[],[],[]]";
    static const struct {
        int who;
        const char *week, *focus;
    } hours[] = {{11, four, NULL},
                 {DEMO_FREELANCER, days, NULL},
                 {DEMO_HALF_TIME, half, NULL},
                 {DEMO_DESIGNER, NULL, focus},
                 {7, NULL, focus}};
    static const char usual[] = "[[[540,750],[810,1050]],[[540,750],[810,1050]],[[540,750],[810,1050]],"
                                "[[540,750],[810,1050]],[[540,750],[810,1050]],[],[]]";
    int err = 0;
    for (size_t i = 0; i < sizeof hours / sizeof *hours && !err; i++) {
        json_t *input = json_pack("{s:o, s:o}", "member", json_of_id(m->g->people[hours[i].who]), "week",
                                  json_loads(hours[i].week ? hours[i].week : usual, 0, NULL));
        if (hours[i].focus)
            json_object_set_new(input, "focus", json_loads(hours[i].focus, 0, NULL));
        at(m, 180, hours[i].who);
        err = make(m, &working_hours_resource, input, NULL);
    }
    at(m, 180, DEMO_ADMIN);
    return err ? err : make(m, &working_hours_resource, json_pack("{s:o}", "week", json_loads(usual, 0, NULL)), NULL);
}

static int add_days_off(struct maker *m)
{
    static const struct {
        int who, from, days;
        const char *part, *kind;
    } off[] = {{9, 15, 4, "all", "vacation"},
               {8, 9, 1, "all", "training"},
               {10, 3, 1, "afternoon", "other"},
               {6, 24, 9, "all", "vacation"},
               {DEMO_ILL, DEMO_ILL_FROM, DEMO_ILL_DAYS, "all", "sick"}};
    int err = 0;
    for (size_t i = 0; i < sizeof off / sizeof *off && !err; i++) {
        int32_t first = m->g->agenda->today + off[i].from;
        at(m, 20, off[i].who);
        err = make(m, &time_off_resource,
                   json_pack("{s:o, s:o, s:o, s:s, s:s}", "member", json_of_id(m->g->people[off[i].who]), "first",
                             json_of_day(first), "last", json_of_day(first + off[i].days - 1), "part", off[i].part,
                             "kind", off[i].kind),
                   NULL);
    }
    return err;
}

/* The French ones, of this year and the next. */
static int add_holidays(struct maker *m)
{
    const struct resource *r = &holiday_resource;
    int year = civil_from_day(m->g->agenda->today).year, err = 0;
    const char *locale = workspace_locale(m->op);
    at(m, 180, DEMO_ADMIN);
    for (int y = year; y <= year + 1 && !err; y++) {
        struct holiday_date dates[HOLIDAYS_MOST];
        size_t n = holidays_of(STR("FR"), y, dates);
        for (size_t i = 0; i < n && !err; i++) {
            struct str name = workspace_word(m->op, locale, dates[i].name);
            err = make(m, r,
                       json_pack("{s:o, s:s%, s:s}", "date", json_of_day(dates[i].day), "name", name.at, name.n,
                                 "country", "FR"),
                       NULL);
        }
    }
    return err;
}

static int add_routines(struct maker *m)
{
    static const char every[] = "[1,2,3,4,5]", monday[] = "[1]", three[] = "[1,3,5]";
    static const struct {
        int who;
        const char *name, *kind, *days;
        int from, to;
        const char *month_week;
    } routines[] = {{DEMO_DESIGNER, "Stand-up", "routine", three, 555, 570},
                    {7, "Stand-up", "routine", three, 555, 570},
                    {5, "Point d’équipe", "routine", monday, 570, 600},
                    {8, "Point d’équipe", "routine", monday, 570, 600},
                    {1, "Mail and messages", "admin", every, 540, 585},
                    {2, "Courrier et messages", "admin", every, 540, 585},
                    {1, "Client calls", "routine", three, 840, 930},
                    {1, "Figures of the month", "admin", monday, 960, 1020, "first"},
                    {2, "Appels clients", "routine", three, 840, 930},
                    {0, "Leadership", "routine", monday, 600, 720},
                    {9, "Writing, undisturbed", "deep_work", three, 540, 705},
                    {8, "Écriture au calme", "deep_work", three, 540, 705}};
    int err = 0;
    for (size_t i = 0; i < sizeof routines / sizeof *routines && !err; i++) {
        at(m, 120, routines[i].who);
        err = make(m, &routine_resource,
                   json_pack("{s:o, s:s, s:s, s:o, s:i, s:i, s:s?}", "member",
                             json_of_id(m->g->people[routines[i].who]), "name", routines[i].name, "kind",
                             routines[i].kind, "days", json_loads(routines[i].days, 0, NULL), "from_min",
                             routines[i].from, "to_min", routines[i].to, "month_week", routines[i].month_week),
                   NULL);
    }
    return err;
}

/* What the agency does again and again, from projects that went well. */
static int add_templates(struct maker *m)
{
    static const struct {
        int project, who;
        const char *name;
    } templates[] = {{5, 1, "Visual identity"}, {17, 1, "Search and access audit"}, {36, 2, "Campagne de lancement"}};
    int err = 0;
    for (size_t i = 0; i < sizeof templates / sizeof *templates && !err; i++) {
        json_t *body;
        at(m, 60, templates[i].who);
        err = template_body_from(m->op, STR("project"), m->g->agenda->work[templates[i].project].id, &body);
        if (!err)
            err = make(m, &template_resource,
                       json_pack("{s:s, s:s, s:o}", "name", templates[i].name, "kind", "project", "body", body), NULL);
    }
    return err;
}

/* A manager offers the hours of client calls, and a contact has taken one for next week. */
static int add_booking(struct maker *m)
{
    static const char calls[] = "[[[840,930]],[],[[840,930]],[],[[840,930]],[],[]]";
    int64_t start = zone_instant(DEMO_ZONE, next_monday(m->g->agenda->today) + 2, 870), end = start + 30 * MINUTE_US;
    struct id me = m->g->people[DEMO_MANAGER_EN], page, block, client = {{0}};
    ROWS rows = {0};
    for (int i = 1; i < DEMO_CLIENTS && id_is_zero(client); i++)
        if (demo_clients[i].manager == DEMO_MANAGER_EN)
            client = m->g->clients[i];
    at(m, 12, DEMO_MANAGER_EN);
    int err =
        make(m, &booking_page_resource,
             json_pack("{s:o, s:s, s:o, s:o, s:i}", "member", json_of_id(me), "title", "A call about your project",
                       "client", json_of_id(client), "week", json_loads(calls, 0, NULL), "buffer_min", 15),
             &page);
    err = err ? err
              : op_query_system(m->op, &rows,
                                "SELECT t.name, t.email FROM @contact t WHERE t.client = $1 ORDER BY t.id LIMIT 1",
                                ARGS(v_id(client)));
    if (err || (err = rows_next(&rows)) != 1)
        return err < 0 ? err : ERR_INTERNAL;
    struct str name = arena_str(m->op->arena, row_text(&rows, 0)), email = arena_str(m->op->arena, row_text(&rows, 1));
    rows_end(&rows);
    at(m, 2, DEMO_MANAGER_EN);
    m->op->scope.me = (struct id){{0}};
    struct str title = arena_format(m->op->arena, "%.*s · A call about your project", STR_FMT(name));
    err = make(m, &block_resource,
               json_pack("{s:o, s:s, s:o, s:s%, s:o, s:o}", "member", json_of_id(me), "kind", "check_in", "client",
                         json_of_id(client), "title", title.at, title.n, "start", json_of_instant(start), "end",
                         json_of_instant(end)),
               &block);
    return err ? err
               : make(m, &booking_resource,
                      json_pack("{s:o, s:o, s:o, s:s%, s:s%, s:s, s:o, s:o, s:o}", "page", json_of_id(page), "member",
                                json_of_id(me), "client", json_of_id(client), "name", name.at, name.n, "email",
                                email.at, email.n, "note", "Two questions about the next round.", "start",
                                json_of_instant(start), "end", json_of_instant(end), "block", json_of_id(block)),
                      NULL);
}

int demo_plan_make(struct op *op, const struct demo_ground *g)
{
    struct maker m = {.op = op, .g = g};
    int err;
    if ((err = add_skills(&m)) || (err = add_hours(&m)) || (err = add_holidays(&m)) || (err = add_routines(&m)) ||
        (err = add_shares(&m)) || (err = add_baselines(&m)) || (err = add_allocations(&m)) ||
        (err = add_hard_dates(&m)) || (err = add_needs(&m)) || (err = add_days_off(&m)) || (err = add_templates(&m)) ||
        (err = add_booking(&m)))
        return err;
    return (err = add_conflict(&m)) ? err : add_tight_week(&m);
}
