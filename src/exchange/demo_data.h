/* The words of the demo agency: who works there, for whom, on what. Both languages side by side; a client's work is in
 * the client's language. Nobody here is anybody: names of people, companies and towns are made up, addresses are of RFC
 * 2606.
 *
 * In titles, {s} is one of the client's subjects ("the winter menu"), {p} a page of a web site, {c} a channel. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum demo_language { DEMO_EN, DEMO_FR, DEMO_LANGUAGES };

/* In the order in which the first start makes the activities. */
enum demo_activity {
    ACT_PLANNING,
    ACT_DESIGN,
    ACT_WRITING,
    ACT_DEVELOPMENT,
    ACT_REVIEW,
    ACT_CALLS,
    ACT_RESEARCH,
    ACT_ADMIN,
    ACTIVITIES
};

struct demo_person {
    const char *name, *email, *title, *role, *locale;
    bool own_tasks_only;
    unsigned skills;     /* bits by activity */
    const char *sign_in; /* what the printed sign-in calls them, or NULL */
};
#define DEMO_PEOPLE 14
extern const struct demo_person demo_people[DEMO_PEOPLE];
enum {
    DEMO_OWNER,
    DEMO_MANAGER_EN,
    DEMO_MANAGER_FR,
    DEMO_ADMIN,
    DEMO_DESIGNER,
    DEMO_HALF_TIME = 9,
    DEMO_FREELANCER = 13
};
enum { DEMO_ILL = 5, DEMO_ILL_FROM = -12, DEMO_ILL_DAYS = 2 }; /* who was ill, days from today */

enum demo_mood { MOOD_WELL, MOOD_AT_RISK, MOOD_LATE, MOOD_QUIET };

#define DEMO_SUBJECTS 8
struct demo_contact {
    const char *name, *title, *weight;
};
struct demo_client {
    const char *name, *sector, *model, *size, *website, *stage, *description;
    enum demo_language language;
    enum demo_mood mood;
    int importance, manager, contact_days; /* since the client last heard from us */
    int contract_days;                     /* until the contract ends; 0: none */
    unsigned team;                         /* bits by person */
    const char *subjects[DEMO_SUBJECTS];
    struct demo_contact contacts[3];
};
#define DEMO_CLIENTS 12 /* the first is the agency's own work */
extern const struct demo_client demo_clients[DEMO_CLIENTS];

enum demo_kind {
    KIND_WEBSITE,
    KIND_BRAND,
    KIND_CAMPAIGN,
    KIND_CONTENT,
    KIND_SHOP,
    KIND_AUDIT,
    KIND_EVENT,
    KIND_REPORT,
    KIND_SUPPORT,
    KIND_FILM,
    KIND_INTERNAL,
    KINDS
};

enum { TASK_MILESTONE = 1, TASK_DELIVERABLE = 2, TASK_WEEKLY = 4, TASK_MONTHLY = 8 };
struct demo_task {
    const char *title[DEMO_LANGUAGES]; /* NULL ends the phase */
    enum demo_activity activity;
    int estimate_min;
    unsigned flags;
};
#define DEMO_PHASE_TASKS 9
struct demo_phase {
    const char *name[DEMO_LANGUAGES];
    struct demo_task tasks[DEMO_PHASE_TASKS];
};
#define DEMO_PHASES 4
struct demo_plan {
    struct demo_phase phases[DEMO_PHASES];
};
extern const struct demo_plan demo_plans[KINDS];

struct demo_project {
    int client;
    enum demo_kind kind;
    const char *name, *state;
    int start, length; /* days, start from today */
};
#define DEMO_PROJECTS 40
extern const struct demo_project demo_projects[DEMO_PROJECTS];
#define DEMO_TASKS 3000

/* Parts of a task, by its activity; NULL-ended. */
extern const char *const demo_parts[DEMO_LANGUAGES][ACTIVITIES][5];
extern const char *const demo_steps[DEMO_LANGUAGES][ACTIVITIES][6]; /* of a checklist */
#define DEMO_COMMENTS 28
extern const char *const demo_comments[DEMO_LANGUAGES][DEMO_COMMENTS];
#define DEMO_DESCRIPTIONS 12
extern const char *const demo_descriptions[DEMO_LANGUAGES][DEMO_DESCRIPTIONS];
#define DEMO_PAGES 10
extern const char *const demo_pages[DEMO_LANGUAGES][DEMO_PAGES];
#define DEMO_CHANNELS 6
extern const char *const demo_channels[DEMO_LANGUAGES][DEMO_CHANNELS];
#define DEMO_TAGS 8
extern const char *const demo_tags[DEMO_LANGUAGES][DEMO_TAGS];
extern const char *const demo_statuses[DEMO_LANGUAGES][6];
