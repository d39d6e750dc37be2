#include "exchange/demo.h"
#include "base/json_value.h"
#include "clients/clients.h"
#include "exchange/demo_agenda.h"
#include "exchange/demo_plan.h"
#include "exchange/text.h"
#include "people/credential.h"
#include "people/people.h"
#include "store/blob.h"
#include "work/work.h"
#include <stdlib.h>

#define SLICE       150 /* actions in one write */
#define BEFORE_DAYS 420

enum { FIELD_CHANNEL, FIELD_QUOTE, FIELD_APPROVED, FIELD_BRIEF, FIELD_ORDER, FIELDS };

struct demo {
    struct demo_agenda agenda;
    struct arena arena;
    char hash[PASSWORD_HASH_ROOM];
    struct id people[DEMO_PEOPLE], clients[DEMO_CLIENTS], activities[ACTIVITIES], fields[FIELDS];
    int n_activities;
    int at; /* next action, then week */
    struct demo_counts counts;
};

/* ---- small things ---- */

static json_t *text_json(struct str s)
{
    return json_stringn(s.at, s.n);
}

/* Takes the input; nulls are left out. */
static int make(struct op *op, const struct resource *r, json_t *input, struct row **ret_row)
{
    json_auto_t *owned = input;
    const char *key;
    json_t *value;
    void *next;
    struct row *row;
    json_object_foreach_safe(owned, next, key, value) if (json_is_null(value)) json_object_del(owned, key);
    int err = resource_create_system(op, r, owned, 0, NULL, NULL, &row);
    if (!err && ret_row)
        *ret_row = row;
    return err;
}

/* Everything happens at its own time, by its own person, as a change of its own. */
static void at_time(struct op *op, struct demo *d, int64_t time_us, int who)
{
    op->now_us = time_us;
    op->today = instant_day(time_us);
    op->change = demo_id(&d->agenda, time_us);
    op->scope.me = d->people[who];
}

/* ---- the ground: workspace, people, clients, fields ---- */

static int read_activities(struct op *op, struct demo *d)
{
    ROWS rows = {0};
    int err = op_query_system(op, &rows, "SELECT id FROM @activity WHERE deleted IS NULL ORDER BY rank, id", NO_ARGS),
        step = 0;
    while (!err && (step = rows_next(&rows)) == 1 && d->n_activities < ACTIVITIES)
        d->activities[d->n_activities++] = row_id(&rows, 0);
    return err ? err : step < 0 ? step : 0;
}

static int set_up_workspace(struct op *op, struct demo *d)
{
    const struct demo_person *p = &demo_people[DEMO_OWNER];
    const struct setup s = {.workspace = str_of(demo_clients[0].name),
                            .name = str_of(p->name),
                            .email = str_of(p->email),
                            .locale = STR("en"),
                            .zone = STR("Europe/Paris"),
                            .password_hash = d->hash};
    int err = setup_run(op, &s, &d->people[DEMO_OWNER]);
    if (err)
        return err;
    ROWS rows = {0};
    err = op_query_system(op, &rows, "SELECT id FROM @client WHERE kind = 'internal'", NO_ARGS);
    if (err || (err = rows_next(&rows)) != 1)
        return err < 0 ? err : ERR_INTERNAL;
    d->clients[0] = row_id(&rows, 0);
    rows_end(&rows);
    return read_activities(op, d);
}

static int add_person(struct op *op, struct demo *d, int i)
{
    const struct demo_person *p = &demo_people[i];
    d->people[i] = demo_id(&d->agenda, op->now_us);
    int err = make(op, &member_resource,
                   json_pack("{s:o, s:s, s:s, s:s, s:s, s:s, s:b, s:i, s:s}", "id", json_of_id(d->people[i]), "name",
                             p->name, "email", p->email, "role", p->role, "title", p->title, "locale", p->locale,
                             "own_tasks_only", p->own_tasks_only, "color", i % 12 + 1, "zone", "Europe/Paris"),
                   NULL);
    return err ? err : credential_set(op, d->people[i], d->hash);
}

static int add_people(struct op *op, struct demo *d)
{
    json_auto_t *owner = json_pack("{s:s, s:s, s:s, s:i}", "title", demo_people[0].title, "locale",
                                   demo_people[0].locale, "zone", "Europe/Paris", "color", 1);
    struct row *row;
    int err = resource_update(op, &member_resource, d->people[DEMO_OWNER], ANY_VERSION, owner, &row);
    for (int i = 1; i < DEMO_PEOPLE && !err; i++)
        err = add_person(op, d, i);
    return err;
}

static int add_contacts(struct op *op, struct demo *d, int client)
{
    const struct demo_client *c = &demo_clients[client];
    const char *host = strstr(c->website, "//") + 2;
    int err = 0;
    for (int i = 0; i < 3 && c->contacts[i].name && client > 0 && !err; i++) {
        const struct demo_contact *k = &c->contacts[i];
        struct str folded = text_fold(op->arena, str_of(k->name)), rest, first = text_cut(folded, ' ', &rest);
        if (str_is(first, "dr"))
            first = text_cut(rest, ' ', &rest);
        struct str email = arena_format(op->arena, "%.*s@%s", STR_FMT(first), host);
        err = make(op, &contact_resource,
                   json_pack("{s:o, s:o, s:s, s:s, s:s, s:o, s:s}", "id", json_of_id(demo_id(&d->agenda, op->now_us)),
                             "client", json_of_id(d->clients[client]), "name", k->name, "title", k->title, "weight",
                             k->weight, "email", text_json(email), "locale", c->language == DEMO_FR ? "fr" : "en"),
                   NULL);
    }
    return err;
}

static int grant_team(struct op *op, struct demo *d, int client)
{
    int err = 0;
    for (int i = 0; i < DEMO_PEOPLE && !err; i++)
        if ((demo_clients[client].team >> i & 1) && strcmp(demo_people[i].role, "member") == 0)
            err = access_grant(op, d->people[i], d->clients[client]);
    return err;
}

static json_t *client_json(struct demo *d, int client)
{
    const struct demo_client *c = &demo_clients[client];
    int32_t today = d->agenda.today;
    return json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:i, s:o, s:o, s:o, s:o, s:s, s:s}", "sector", c->sector,
                     "business_model", c->model, "size", c->size, "website", c->website, "stage", c->stage,
                     "description", c->description, "importance", c->importance, "owner",
                     json_of_id(d->people[c->manager]), "last_contact", json_of_day(today - c->contact_days),
                     "contract_start", c->contract_days ? json_of_day(today - 300) : json_null(), "contract_end",
                     c->contract_days ? json_of_day(today + c->contract_days) : json_null(), "locale",
                     c->language == DEMO_FR ? "fr" : "en", "currency",
                     c->language == DEMO_FR || client == 0 ? "EUR" : "GBP");
}

static int add_client(struct op *op, struct demo *d, int client)
{
    json_t *input = client_json(d, client);
    int err;
    if (client == 0) { /* made by the first start */
        json_auto_t *patch = input;
        struct row *row;
        json_object_del(patch, "contract_start");
        json_object_del(patch, "contract_end");
        err = resource_update(op, &client_resource, d->clients[0], ANY_VERSION, patch, &row);
    } else {
        d->clients[client] = demo_id(&d->agenda, op->now_us);
        json_object_set_new(input, "id", json_of_id(d->clients[client]));
        json_object_set_new(input, "name", json_string(demo_clients[client].name));
        json_object_set_new(input, "color", json_integer(client));
        err = make(op, &client_resource, input, NULL);
    }
    if (!err)
        err = add_contacts(op, d, client);
    return err ? err : grant_team(op, d, client);
}

static int add_fields(struct op *op, struct demo *d)
{
    static const struct {
        const char *name, *type, *applies_to;
    } fields[FIELDS] = {{"Channel", "choice", "task"},
                        {"Quote", "money", "task"},
                        {"Client approved", "check", "task"},
                        {"Brief", "link", "task"},
                        {"Purchase order", "text", "project"}};
    int err = 0;
    for (int i = 0; i < FIELDS && !err; i++) {
        d->fields[i] = demo_id(&d->agenda, op->now_us);
        json_t *input = json_pack("{s:o, s:s, s:s, s:s}", "id", json_of_id(d->fields[i]), "name", fields[i].name,
                                  "type", fields[i].type, "applies_to", fields[i].applies_to);
        if (i == FIELD_QUOTE)
            json_object_set_new(input, "currency", json_string("EUR"));
        if (i == FIELD_CHANNEL)
            json_object_set_new(input, "options",
                                json_pack("[{s:s,s:s,s:i},{s:s,s:s,s:i},{s:s,s:s,s:i},{s:s,s:s,s:i}]", "id", "web",
                                          "name", "Web", "color", 4, "id", "print", "name", "Print", "color", 2, "id",
                                          "social", "name", "Social", "color", 9, "id", "event", "name", "Event",
                                          "color", 6));
        err = make(op, &custom_field_resource, input, NULL);
    }
    return err;
}

static int add_views(struct op *op, struct demo *d)
{
    static const struct {
        const char *name, *kind, *filter, *group, *sort;
        int client;
    } views[] = {{"This week", "list", "is:open due<7d", "client", "due", -1},
                 {"Late everywhere", "list", "is:overdue", "client", "due", -1},
                 {"Waiting for a second pair of eyes", "board", "category:review", "status", NULL, -1},
                 {"Nobody’s yet", "list", "is:open is:unassigned", "project", "due", -1},
                 {"Milestones ahead", "list", "is:milestone is:open", "client", "due", -1},
                 {"Tidewrack board", "board", NULL, "status", NULL, 2},
                 {"Les fêtes", "list", "is:open", "status", "due", 7}};
    int err = 0;
    for (size_t i = 0; i < sizeof views / sizeof *views && !err; i++) {
        json_t *input =
            json_pack("{s:o, s:o, s:s, s:s, s:s*, s:s*, s:s*, s:b}", "id", json_of_id(demo_id(&d->agenda, op->now_us)),
                      "member", json_of_id(d->people[DEMO_OWNER]), "name", views[i].name, "kind", views[i].kind,
                      "filter", views[i].filter, "group_by", views[i].group, "sort", views[i].sort, "shared", 1);
        if (views[i].client >= 0)
            json_object_set_new(input, "client", json_of_id(d->clients[views[i].client]));
        err = make(op, &view_resource, input, NULL);
    }
    return err;
}

static int ground_job(struct op *op, void *arg)
{
    struct demo *d = arg;
    int64_t long_ago = d->agenda.now_us - BEFORE_DAYS * US_PER_DAY;
    at_time(op, d, long_ago, DEMO_OWNER);
    int err = set_up_workspace(op, d);
    at_time(op, d, long_ago + 3600 * US_PER_S, DEMO_OWNER);
    if (!err)
        err = add_people(op, d);
    if (!err)
        err = add_fields(op, d);
    for (int i = 0; i < DEMO_CLIENTS && !err; i++) {
        at_time(op, d, long_ago + (2 + i) * 7200 * US_PER_S, demo_clients[i].manager);
        err = add_client(op, d, i);
    }
    at_time(op, d, long_ago + 3 * US_PER_DAY, DEMO_OWNER);
    return err ? err : add_views(op, d);
}

/* ---- the work ---- */

static int add_project(struct op *op, struct demo *d, int number)
{
    static const int colors[6] = {12, 6, 4, 9, 2, 11};
    static const char *const categories[6] = {"backlog", "open", "active", "review", "done", "cancelled"};
    const struct demo_project *p = &demo_projects[number];
    const struct demo_client *c = &demo_clients[p->client];
    const struct demo_work *w = &d->agenda.work[number];
    char order[24], key[ID_TEXT + 1];
    snprintf(order, sizeof order, "PO-%d-%03d", civil_from_day(w->start).year, 100 + number * 7);
    id_write(d->fields[FIELD_ORDER], key);
    json_t *input =
        json_pack("{s:o, s:o, s:s, s:s, s:o, s:o, s:o, s:i, s:b}", "id", json_of_id(w->id), "client",
                  json_of_id(d->clients[p->client]), "name", p->name, "state", p->state, "owner",
                  json_of_id(d->people[c->manager]), "start", json_of_day(w->start), "due", json_of_day(w->due),
                  "budget_min", (w->n * 150 + 599) / 600 * 600, "shared", p->client > 0);
    if (p->client > 0)
        json_object_set_new(input, "custom", json_pack("{s:s}", key, order));
    int err = make(op, &project_resource, input, NULL);
    for (int i = 0; i < 6 && !err; i++)
        err =
            make(op, &status_resource,
                 json_pack("{s:o, s:o, s:s, s:s, s:i}", "id", json_of_id(w->statuses[i]), "project", json_of_id(w->id),
                           "name", demo_statuses[c->language][i], "category", categories[i], "color", colors[i]),
                 NULL);
    for (int i = 0; i < DEMO_PHASES && !err; i++)
        err = make(op, &list_resource,
                   json_pack("{s:o, s:o, s:s}", "id", json_of_id(w->lists[i]), "project", json_of_id(w->id), "name",
                             demo_plans[p->kind].phases[i].name[c->language]),
                   NULL);
    d->counts.projects += !err;
    return err;
}

static json_t *checklist_json(const struct demo_item *i, enum demo_language language)
{
    json_t *items = json_array();
    const char *const *steps = demo_steps[language][i->activity];
    for (int k = 0; k < 6 && steps[k]; k++) {
        char id[16];
        snprintf(id, sizeof id, "1-%d", k + 1);
        bool done = i->category == DEMO_DONE || (i->category >= DEMO_ACTIVE && k < (int)(i->rolls >> 9 & 3));
        json_array_append_new(items, json_pack("{s:s, s:s, s:b}", "id", id, "text", steps[k], "done", done));
    }
    return json_pack("[{s:s, s:s, s:o}]", "id", "1", "name", language == DEMO_FR ? "À vérifier" : "To check", "items",
                     items);
}

static json_t *custom_json(const struct demo *d, const struct demo_item *i)
{
    static const char *const channels[] = {"web", "print", "social", "event"};
    enum demo_kind kind = demo_projects[i->project].kind;
    json_t *custom = json_object();
    char key[FIELDS][ID_TEXT + 1];
    for (int k = 0; k < FIELDS; k++)
        id_write(d->fields[k], key[k]);
    if ((kind == KIND_CAMPAIGN || kind == KIND_CONTENT) && i->parent < 0)
        json_object_set_new(custom, key[FIELD_CHANNEL], json_string(channels[i->rolls >> 3 & 3]));
    if (i->task && (i->task->flags & TASK_DELIVERABLE)) {
        json_object_set_new(
            custom, key[FIELD_QUOTE],
            json_pack("{s:I, s:s}", "amount", (json_int_t)(40000 + (i->rolls % 90) * 5000), "currency", "EUR"));
        json_object_set_new(custom, key[FIELD_APPROVED], json_boolean(i->category == DEMO_DONE));
    }
    if (i->parent < 0 && i->rolls % 11 == 0)
        json_object_set_new(custom, key[FIELD_BRIEF],
                            json_sprintf("https://files.lanterne.example/briefs/%u", i->rolls % 9000 + 1000));
    return custom;
}

static json_t *tags_json(const struct demo_item *i, enum demo_language language)
{
    json_t *tags = json_array();
    if (i->rolls % 10 < 3)
        json_array_append_new(tags, json_string(demo_tags[language][i->rolls / 10 % DEMO_TAGS]));
    if (i->rolls % 37 == 0)
        json_array_append_new(tags, json_string(demo_tags[language][(i->rolls / 10 + 3) % DEMO_TAGS]));
    return tags;
}

static void people_json(const struct demo *d, const struct demo_item *i, json_t *input)
{
    json_t *who = json_array();
    if (i->assignee >= 0)
        json_array_append_new(who, json_of_id(d->people[i->assignee]));
    if (i->second >= 0)
        json_array_append_new(who, json_of_id(d->people[i->second]));
    json_object_set_new(input, "assignees", who);
    if (i->parent < 0 && i->rolls % 5 == 0)
        json_object_set_new(
            input, "watchers",
            json_pack("[o]", json_of_id(d->people[demo_clients[demo_projects[i->project].client].manager])));
}

static void estimates_json(const struct demo_item *i, json_t *input)
{
    if (i->estimate_min > 0) {
        json_object_set_new(input, "estimate_min", json_integer(i->estimate_min));
        if (i->rolls % 3) {
            json_object_set_new(input, "estimate_low_min", json_integer(i->estimate_min * 7 / 10 / 5 * 5));
            json_object_set_new(input, "estimate_high_min", json_integer(i->estimate_min * 17 / 10 / 5 * 5));
        }
    }
    if (i->spent_min > i->logged_min)
        json_object_set_new(input, "spent_min", json_integer(i->spent_min - i->logged_min));
}

static void decorations_json(const struct demo *d, const struct demo_item *i, json_t *input)
{
    enum demo_language language = demo_clients[demo_projects[i->project].client].language;
    if (i->parent < 0 && i->rolls >> 4 & 1)
        json_object_set_new(input, "description",
                            json_string(demo_descriptions[language][i->rolls / 7 % DEMO_DESCRIPTIONS]));
    if (i->parent < 0 && (i->rolls >> 6 & 3) == 0 && !(i->task->flags & TASK_MILESTONE))
        json_object_set_new(input, "checklists", checklist_json(i, language));
    if (i->parent < 0 && (i->task->flags & TASK_DELIVERABLE))
        json_object_set_new(input, "acceptance",
                            json_string(language == DEMO_FR
                                            ? "Conforme au brief, relu par une seconde personne, validé par écrit."
                                            : "Meets the brief, read by a second person, approved in writing."));
    if (i->recurs)
        json_object_set_new(input, "recurrence",
                            json_pack("{s:s}", "rule", i->task->flags & TASK_WEEKLY ? "FREQ=WEEKLY" : "FREQ=MONTHLY"));
    json_object_set_new(input, "tags", tags_json(i, language));
    json_object_set_new(input, "custom", custom_json(d, i));
}

static int add_task(struct op *op, struct demo *d, int number)
{
    const struct demo_item *i = &d->agenda.items[number];
    const struct demo_work *w = &d->agenda.work[i->project];
    unsigned flags = i->task ? i->task->flags : 0;
    const char *kind = flags & TASK_MILESTONE ? "milestone" : flags & TASK_DELIVERABLE ? "deliverable" : "task";
    json_t *input =
        json_pack("{s:o, s:o, s:o, s:s, s:o, s:o, s:o, s:o}", "id", json_of_id(i->id), "title", text_json(i->title),
                  "status", json_of_id(w->statuses[i->category == DEMO_BACKLOG ? DEMO_BACKLOG : DEMO_OPEN]), "kind",
                  kind, "start", json_of_day(i->start), "due", json_of_day(i->due), "priority",
                  i->priority ? json_integer(i->priority) : json_null(), "activity",
                  (int)i->activity < d->n_activities ? json_of_id(d->activities[i->activity]) : json_null());
    if (i->parent >= 0)
        json_object_set_new(input, "parent", json_of_id(d->agenda.items[i->parent].id));
    else
        json_object_set_new(input, "list", json_of_id(w->lists[i->phase]));
    if ((flags & (TASK_MILESTONE | TASK_DELIVERABLE)) && demo_projects[i->project].client > 0)
        json_object_set_new(input, "shared", json_true());
    people_json(d, i, input);
    estimates_json(i, input);
    decorations_json(d, i, input);
    int err = make(op, &task_resource, input, NULL);
    d->counts.tasks += !err;
    return err;
}

static int set_status(struct op *op, struct demo *d, int number, enum demo_category category)
{
    const struct demo_item *i = &d->agenda.items[number];
    json_auto_t *patch = json_pack("{s:o}", "status", json_of_id(d->agenda.work[i->project].statuses[category]));
    struct row *row;
    return resource_update(op, &task_resource, i->id, ANY_VERSION, patch, &row);
}

static int add_comment(struct op *op, struct demo *d, const struct demo_action *a)
{
    const struct demo_item *i = &d->agenda.items[a->a];
    enum demo_language language = demo_clients[demo_projects[i->project].client].language;
    int err = make(op, &comment_resource,
                   json_pack("{s:o, s:o, s:s}", "id", json_of_id(demo_id(&d->agenda, a->time_us)), "task",
                             json_of_id(i->id), "body", demo_comments[language][a->b]),
                   NULL);
    d->counts.comments += !err;
    return err;
}

static int add_dependency(struct op *op, struct demo *d, const struct demo_action *a)
{
    int err = make(op, &dependency_resource,
                   json_pack("{s:o, s:o, s:o, s:s}", "id", json_of_id(demo_id(&d->agenda, a->time_us)), "task",
                             json_of_id(d->agenda.items[a->a].id), "predecessor", json_of_id(d->agenda.items[a->b].id),
                             "kind", "finish_start"),
                   NULL);
    d->counts.dependencies += !err;
    return err;
}

/* A brief, as a real file. */
static int add_file(struct op *op, struct demo *d, const struct demo_action *a)
{
    const struct demo_item *i = &d->agenda.items[a->a];
    const struct demo_project *p = &demo_projects[i->project];
    const struct demo_client *c = &demo_clients[p->client];
    struct str text = arena_format(op->arena, "# %s\n\n%s\n\n%s\n\n- %s\n- %s\n- %s\n", p->name, c->name,
                                   c->description, c->subjects[0], c->subjects[1], c->subjects[2]);
    struct str name = arena_format(op->arena, "Brief – %s.md", p->name);
    struct blob_ref ref;
    int err = blob_put(op, text, &ref);
    if (err)
        return err;
    static const char *const names[] = {"id", "task", "name", "media_type", "size", "hash"};
    const struct value values[] = {
        v_id(demo_id(&d->agenda, a->time_us)), v_id(i->id),     v_text(name),
        v_text(STR("text/markdown")),          v_int(ref.size), v_blob(((struct str){(const char *)ref.hash, 32}))};
    struct row *row;
    return resource_create_system(op, &attachment_resource, NULL, 6, names, values, &row);
}

static int act(struct op *op, struct demo *d, const struct demo_action *a)
{
    at_time(op, d, a->time_us, a->who);
    switch (a->act) {
    case ACT_PROJECT:
        return add_project(op, d, a->a);
    case ACT_TASK:
        return add_task(op, d, a->a);
    case ACT_START:
        return set_status(op, d, a->a, d->agenda.items[a->a].category == DEMO_REVIEW ? DEMO_REVIEW : DEMO_ACTIVE);
    case ACT_DONE:
        return set_status(op, d, a->a, d->agenda.items[a->a].category);
    case ACT_COMMENT:
        return add_comment(op, d, a);
    case ACT_DEPENDENCY:
        return add_dependency(op, d, a);
    case ACT_FILE:
        return add_file(op, d, a);
    }
    return 0;
}

static int slice_job(struct op *op, void *arg)
{
    struct demo *d = arg;
    int err = 0;
    for (int n = 0; n < SLICE && d->at < d->agenda.n_actions && !err; n++)
        err = act(op, d, &d->agenda.actions[d->at++]);
    return err;
}

/* ---- planning and time ---- */

static struct demo_ground ground_of(struct demo *d)
{
    return (struct demo_ground){&d->agenda, d->people, d->clients, d->activities};
}

static int plan_job(struct op *op, void *arg)
{
    struct demo_ground g = ground_of(arg);
    return demo_plan_make(op, &g);
}

static int week_job(struct op *op, void *arg)
{
    struct demo *d = arg;
    struct demo_ground g = ground_of(d);
    return demo_time_make(op, &g, d->at++);
}

static int days_job(struct op *op, void *arg)
{
    struct demo_ground g = ground_of(arg);
    return demo_days_make(op, &g);
}

/* ---- the whole ---- */

static int run(struct demo *d, struct op *like, struct writer *w, int (*job)(struct op *op, void *arg))
{
    struct arena arena;
    struct op op = *like;
    arena_init(&arena);
    op.arena = &arena;
    op.via = "demo";
    op_as_system(&op);
    int err = writer_run(w, &op, job, d);
    if (err && !like->problem.code) { /* told in words that outlive the slice */
        const struct op_problem_entry *e = op.problem.first;
        op_fail(like, err, e ? e->message : op.problem.message, e ? e->n_args : op.problem.n_args,
                e ? e->args : op.problem.args);
    }
    d->counts.events = op.last_seq > d->counts.events ? op.last_seq : d->counts.events;
    arena_release(&arena);
    return err;
}

int demo_make(struct op *op, struct writer *w, uint64_t seed, const struct progress *progress,
              struct demo_counts *ret_counts)
{
    struct demo *d = arena_new(op->arena, struct demo);
    bool needed;
    int err = setup_needed(op, &needed);
    if (err)
        return err;
    if (!needed)
        return op_fail(op, ERR_CONFLICT, "demo.not_empty", 0, NULL);
    if ((err = password_hash(op, STR(DEMO_PASSWORD), d->hash)))
        return err;
    arena_init(&d->arena);
    demo_agenda_make(&d->agenda, &d->arena, seed, op->now_us);
    err = run(d, op, w, ground_job);
    while (!err && d->at < d->agenda.n_actions) {
        err = run(d, op, w, slice_job);
        if (!progress_tell(progress, "demo", d->at, d->agenda.n_actions))
            err = ERR_GONE;
    }
    err = err ? err : run(d, op, w, plan_job);
    for (d->at = 0; d->at < DEMO_WEEKS && !err;)
        err = run(d, op, w, week_job);
    err = err ? err : run(d, op, w, days_job);
    d->counts.people = DEMO_PEOPLE;
    d->counts.clients = DEMO_CLIENTS;
    *ret_counts = d->counts;
    arena_release(&d->arena);
    return err;
}
