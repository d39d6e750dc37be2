/* What happens in the demo agency and when, worked out in memory before anything is written. Pure: same seed and day,
 * same agenda. */
#pragma once
#include "base/arena.h"
#include "base/buf.h"
#include "base/civil.h"
#include "base/id.h"
#include "exchange/demo_data.h"

enum demo_category { DEMO_BACKLOG, DEMO_OPEN, DEMO_ACTIVE, DEMO_REVIEW, DEMO_DONE, DEMO_CANCELLED };

struct demo_item {
    struct id id;
    int project, phase, parent;   /* parent: number of the item, or -1 */
    const struct demo_task *task; /* of the main task */
    enum demo_activity activity;
    struct str title;
    enum demo_category category;                       /* today */
    int assignee, second;                              /* people, or -1 */
    int priority, estimate_min, spent_min, logged_min; /* logged: of what was spent, as entries */
    int32_t start, due;                                /* days, or DEMO_NO_DAY */
    int64_t created_us, started_us, done_us;           /* 0: not */
    bool recurs;
    unsigned rolls; /* random bits for the decorations */
};
#define DEMO_NO_DAY INT32_MIN

struct demo_work { /* a project */
    struct id id;
    int32_t start, due;
    int64_t created_us;
    struct id lists[DEMO_PHASES], statuses[6];
    int first, n; /* its items */
};

enum demo_act { ACT_PROJECT, ACT_TASK, ACT_START, ACT_DONE, ACT_COMMENT, ACT_DEPENDENCY, ACT_FILE };
struct demo_action {
    int64_t time_us;
    enum demo_act act;
    int a, b, who;
    int order;
};

#define DEMO_WEEKS   6 /* of time entries: this one and five before */
#define DEMO_LOGS    4000
#define DEMO_EVENING 450 /* minutes of work into the day: from there on it is after hours */
struct demo_log {
    int item;                        /* or -1: for a client as such */
    int client, who, begun, minutes; /* begun: minutes of work into the day */
    int32_t day;
};

struct demo_agenda {
    struct arena *arena;
    uint64_t state; /* of the random numbers */
    int32_t today;
    int64_t now_us;
    struct demo_work work[DEMO_PROJECTS];
    struct demo_item *items;
    int n_items;
    struct demo_action *actions;
    int n_actions, room_actions;
    struct demo_log *logs;
    int n_logs;
};

void demo_agenda_make(struct demo_agenda *d, struct arena *a, uint64_t seed, int64_t now_us);
/* What was worked in the last weeks (demo_log.c), as a part of demo_agenda_make. */
void demo_log_make(struct demo_agenda *d);
/* ---- random, but always the same ---- */
uint64_t demo_random(struct demo_agenda *d);
int demo_below(struct demo_agenda *d, int n); /* 0..n-1 */
bool demo_chance(struct demo_agenda *d, int percent);
struct id demo_id(struct demo_agenda *d, int64_t time_us);
/* A minute of the working day. */
int64_t demo_at_work(struct demo_agenda *d, int32_t day);
