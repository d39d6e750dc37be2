/* From the rows to the engine: everything that a plan depends on, read as the program in one transaction and a constant
 * number of statements, as the engine's input with the rows' ids beside it.
 *
 * What is planned: living tasks whose step is open, active or review, in projects that are agreed, active or delivered,
 * of clients and projects that are not archived. A task in the backlog is planned only if it has a due date or
 * something waits for it, and then with the least weight. A deliverable without estimate takes no effort, as a
 * milestone. A task with open subtasks carries no work of its own: it
 * ends with them, and what it waits for, they wait for (a gate without row stands at its start then).
 *
 * What nobody said is assumed, and said as a gap (enum snapshot_gap): see DEFAULT_*.
 *
 * It knows everything: what a reader may see of it is planning/seen.h's. */
#pragma once
#include "plan/valid.h"
#include "planning/bias.h"
#include "planning/weights.h"
#include "time/calendar.h"

#define DEFAULT_TASK_MIN    120 /* effort without estimate */
#define DEFAULT_SUBTASK_MIN 60
#define LEAST_LEFT_MIN      15    /* open work is never nothing */
#define SNAPSHOT_TEAM       16    /* who may be proposed for a task without assignee, at most */
#define SNAPSHOT_SEARCH     50000 /* tasks placed in looking for a better order: some 20 ms */
#define SNAPSHOT_DAYS       366
#define SNAPSHOT_TASKS      20000 /* open tasks that are planned, the newest; that there are more is a finding */
#define DAY_NONE            INT32_MIN

enum snapshot_gap {                   /* bits */
                    GAP_ESTIMATE = 1, /* task: nobody said how long; assumed_min says what was taken */
                    GAP_ASSIGNEE = 2, /* task: somebody of the project's team is proposed */
                    GAP_SPENT = 4,    /* task: the estimate is used up and it is still open */
                    GAP_HOURS = 8,    /* person: works as everybody, Monday to Friday */
                    GAP_DUE = 16,     /* project: no date is wanted */
};

/* Each stands beside the engine's array of the same index. */
struct snapshot_task {
    struct id id; /* zero: a gate, which is no row */
    struct id client_id, project_id, parent_id;
    struct str title;
    uint32_t parent; /* task whose part it is, or PLAN_NONE */
    uint32_t gate;   /* of a task with open subtasks that waits for something: its gate, or PLAN_NONE */
    int32_t due_day; /* as in the row, DAY_NONE without */
    int32_t start_day;
    int64_t estimate_min, low_min, high_min; /* -1: not said */
    int64_t spent_min, left_min;             /* left: what is planned */
    const struct id *assignees;
    size_t assignee_n;
    struct bias bias; /* how long such work took; no tasks: nobody knows */
    unsigned gaps;
    int16_t priority, impact; /* 0: none */
    uint32_t standing;        /* of what decides who is first: dates, priority, place by hand; for the order in force */
    bool changed;             /* since the plan in force was made */
    bool holds;               /* has open subtasks, no work of its own */
    bool milestone, deliverable, hard, pinned, backlog;
    bool held; /* its project is held, in a what-if */
};
struct snapshot_person {
    struct id id;
    struct str name;
    const char *zone;
    unsigned gaps;
    const struct time_calendar *hours;
    bool sees_all;  /* by role: every client */
    bool auto_plan; /* has said yes to blocks in their calendar */
};
struct snapshot_project {
    struct id id, client_id;
    struct str name;
    int32_t due_day;
    int importance; /* 1..5 */
    bool hard, held;
    unsigned gaps;
};
struct snapshot_client {
    struct id id;
    struct str name;
    int importance;
};
struct snapshot_resource { /* rooms, licences, machines */
    struct id id;
    struct str name;
};
struct snapshot_dependency {
    struct id id; /* zero: between a task and its subtasks */
};
struct snapshot_fixed {
    struct id id; /* row of `block` */
};

/* A block of the plan in force, that the next days have. */
struct snapshot_was {
    struct id member, task;
    int64_t start_us;        /* as it stands there; from: what is left of it */
    int32_t from, to, setup; /* slots */
    int32_t begun;           /* slots of work that have passed */
    bool under_way;
};

struct snapshot {
    struct arena *arena;
    struct plan_in in; /* its arrays are those below, to be changed by who copied the snapshot */
    struct plan_task *tasks;
    struct plan_dependency *dependencies;
    struct plan_person *people;
    struct plan_project *projects;
    struct plan_client *clients;
    struct plan_resource *resources;
    struct plan_need *needs;
    struct plan_fixed *fixed;
    uint32_t *candidates;

    struct snapshot_task *task;
    struct snapshot_person *person;
    struct snapshot_project *project;
    struct snapshot_client *client;
    struct snapshot_resource *resource;
    struct snapshot_dependency *dependency;
    struct snapshot_fixed *block;
    struct id *activities; /* of plan_task.activity */
    uint32_t activity_n;
    struct plan_weights weights;
    struct id *skills; /* bit s of a set of skills is skills[s]; at most 256 */
    uint32_t skill_n;
    const struct snapshot_index *index; /* ids to indexes */
    const struct bias_history *history;

    struct snapshot_was *was; /* see hold.h */
    uint32_t was_n;
    const struct snapshot *original; /* of a copy: what it was made of */
    const struct snapshot *unheld;   /* with what stays laid into it: the same without */
    struct snapshot_was *held;       /* what stays */
    uint32_t held_n;

    bool cut;                /* there are more open tasks than are planned */
    int64_t from_us, now_us; /* slot 0: now, rounded up to a quarter hour */
    const char *zone;        /* the workspace's */
    int32_t from_day;        /* civil, there: the day of slot 0 */
    const int32_t *midnight; /* slots of the midnights there, from a day on */
    int32_t midnight_first, midnight_n;
    int64_t seq; /* of the log: at least all events up to it are in */
};

/* Into `arena`, with op->db; a transaction of its own if there is none. now_us: usually op->now_us. */
int snapshot_read(struct op *op, struct arena *arena, int64_t now_us, struct snapshot *ret);

/* A copy whose engine arrays may be changed, with room for more rows (NULL: none); texts, ids and bitmaps are shared
 * (a changed bitmap is a new array). What stays of the plan in force (hold.h) is not in it: that is asked anew. */
struct snapshot_room {
    uint32_t tasks, dependencies, needs, candidates, places; /* places: projects and clients */
};
struct snapshot snapshot_copy(struct arena *arena, const struct snapshot *s, const struct snapshot_room *more);

/* Index of a row, PLAN_NONE if it is not planned. Hashed; made with the snapshot. */
uint32_t snapshot_task_of(const struct snapshot *s, struct id id);
uint32_t snapshot_person_of(const struct snapshot *s, struct id id);
uint32_t snapshot_project_of(const struct snapshot *s, struct id id);
uint32_t snapshot_client_of(const struct snapshot *s, struct id id);

/* Says anew how long the task takes beside its estimate: after it is another's. */
void snapshot_bias(struct snapshot *s, uint32_t task);

/* Between slots and instants; PLAN_NEVER has none (0). */
int64_t snapshot_instant(const struct snapshot *s, int32_t slot);
int32_t snapshot_slot(const struct snapshot *s, int64_t time_us); /* the slot it lies in */
/* What is due on a day is due when the day ends, in the workspace's zone; minute -1: no time was said. A task that may
 * begin on a day may from its first slot on. DAY_NONE: PLAN_NEVER, and 0. */
int32_t snapshot_due(const struct snapshot *s, int32_t day, int minute);
int32_t snapshot_release(const struct snapshot *s, int32_t day);
/* The engine's key of a row: the low half of its id. */
uint64_t snapshot_key(struct id id);
/* Minutes as slots, rounded up. */
int32_t snapshot_slots(int64_t minutes);
