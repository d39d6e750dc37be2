/* The planning engine: what goes in and what comes out.
 *
 * Pure: no I/O, no clock, no globals, no allocation but from the memory handed in (plan/memory.h), integers only except
 * in the forecast. The same input gives the same output to the bit, natively and as WebAssembly, whatever the order of
 * the rows: ties are decided by `key`, never by an index, so keys of one kind should differ (the low half of the
 * UUIDv7).
 *
 * Time is slots of 15 minutes from the start of the plan: slot 0 is the first that can still be planned, the horizon
 * ends before slot `slots`. The caller has expanded zones, holidays, part time, time off and outside calendars into
 * bitmaps, bit s % 64 of word s / 64 for slot s. A point in time is the beginning of a slot; a range is [from, to).
 * Work is counted in slots too. Ids are indexes into the arrays of struct plan_in; PLAN_NONE is no one.
 *
 * A plan that cannot work is a result with findings (plan/check.h), never an error; only input outside the limits
 * stated here is refused (plan_valid in plan/valid.h). All arrays are the caller's and must outlive the results. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PLAN_NONE              UINT32_MAX
#define PLAN_NEVER             INT32_MAX /* no date; also the finish of what does not fit into the horizon */

#define PLAN_SLOT_MIN          15
#define PLAN_TASKS_MOST        100000u
#define PLAN_PEOPLE_MOST       5000u
#define PLAN_PROJECTS_MOST     20000u
#define PLAN_CLIENTS_MOST      5000u
#define PLAN_RESOURCES_MOST    200u
#define PLAN_DEPENDENCIES_MOST 400000u
#define PLAN_CANDIDATES_MOST   1000000u /* of all tasks together */
#define PLAN_NEEDS_MOST        200000u
#define PLAN_BLOCKS_MOST       200000u        /* fixed blocks */
#define PLAN_SLOTS_MOST        (5 * 366 * 96) /* five years */
#define PLAN_DAYS_MOST         (5 * 366 + 2)
#define PLAN_EFFORT_MOST       20000   /* slots of one task: two and a half years of one person */
#define PLAN_DATE_MOST         1000000 /* dates and lags lie within plus and minus this */
#define PLAN_WEIGHT_MOST       1000000u
#define PLAN_BIAS_MOST         5000
#define PLAN_SEARCH_MOST       200000
#define PLAN_SPREAD_MOST       300
#define PLAN_SKILL_WORDS       4     /* 256 skills */
#define PLAN_SKILL_SETS_MOST   1024u /* different sets of skills, of tasks that name neither assignee nor candidates */

enum plan_kind { /* the four dependencies: what of `after` waits for what of `before` */
                 PLAN_FINISH_START,
                 PLAN_START_START,
                 PLAN_FINISH_FINISH,
                 PLAN_START_FINISH
};

struct plan_task {
    uint64_t key;
    uint32_t project;          /* required */
    uint32_t activity;         /* kind of work, for batching, or PLAN_NONE */
    int32_t low, likely, high; /* remaining effort, 0 <= low <= likely <= high; plans use likely */
    int32_t release, due,
        hard;          /* not before; wanted; promised as fixed. release 0 or less: at once; PLAN_NEVER: none */
    uint32_t weight;   /* cost of a day's delay beside other tasks of the project; 0 counts as 1 */
    uint32_t assignee; /* or PLAN_NONE: whoever of the candidates finishes first */
    uint32_t candidate_first, candidate_n; /* in plan_in.candidates; none: everyone who has the skills */
    uint32_t need_first, need_n;           /* in plan_in.needs */
    uint64_t skills[PLAN_SKILL_WORDS];     /* all of them are needed */
    bool milestone;                        /* no effort is meant */
    int32_t bias;     /* per mille: how long such work really takes beside what was said; 0 counts as 1000 (forecast) */
    bool wants_focus; /* better in the person's focus hours */
    int32_t force_end;     /* when it is done in the order in force (plan/kept.h); 0: not in it, slot 0 is said as -1 */
    uint32_t force_person; /* who does it there, or PLAN_NONE */
    uint32_t list, seq;    /* in its list (0: none), by hand: with equal standing, the least seq is first */
    bool pinned;           /* first of its class: of those with a hard date, of the others */
};

struct plan_dependency {
    uint32_t before, after; /* tasks */
    uint32_t kind;          /* enum plan_kind */
    int32_t lag;            /* elapsed slots, negative: overlap */
};

struct plan_person {
    uint64_t key;
    const uint64_t *free;  /* at work and not otherwise busy */
    const uint64_t *focus; /* or NULL */
    uint64_t skills[PLAN_SKILL_WORDS];
    int32_t day_most;                    /* planned slots a day at most; 0: no limit */
    int32_t load_percent;                /* of a day's free slots that may be planned, 1..100; 0 counts as 100 */
    int32_t projects_most, clients_most; /* different projects, and clients, a day; 0: no limit, at most 16 */
    int32_t block_least, block_preferred, block_most; /* 0: as the plan's settings say */
};

struct plan_project {
    uint64_t key;
    uint32_t client;
    uint32_t weight; /* cost of a day's delay; 0 counts as 1 */
    int32_t due;     /* or PLAN_NEVER */
};

struct plan_client {
    uint64_t key;
    int32_t share_percent; /* of a week's planned work that is promised; 0: nothing promised */
};

struct plan_resource { /* a room, a machine, a licence */
    uint64_t key;
    int32_t capacity;
    const uint64_t *free; /* or NULL: always */
};

struct plan_need {
    uint32_t resource;
    int32_t amount; /* while the task is worked on */
};

struct plan_fixed { /* locked: it stays, and counts towards the effort of its task */
    uint32_t task, person;
    int32_t from, to, setup; /* the first `setup` slots are set-up and do not count */
};

struct plan_settings {   /* slots; plan_defaults has what the papers say */
    int32_t block_least; /* no block shorter, but the last of its task */
    int32_t block_preferred;
    int32_t block_most;
    int32_t switch_project; /* set-up at the start of a block after work for another project */
    int32_t resume_after;   /* set-up `resume` when a task goes on after so many slots */
    int32_t resume;
    int32_t window; /* blocks are made for slots before this, dates for all */
    int32_t still;  /* of the plan in force, what begins before this stays (plan/diff.h) */
    int32_t spread; /* forecast, of work without a range: that much longer in one case of five, percent; 0: never */
    int32_t search; /* so many tasks may be placed to find a better order (plan/search.h); 0: that in force stays */
    int32_t correlation; /* forecast: how much the tasks of a project overrun together, percent */
};
struct plan_settings plan_defaults(void);

struct plan_in {
    int32_t slots;       /* length of the horizon; 1..PLAN_SLOTS_MOST */
    const int32_t *days; /* day_n + 1 local midnights, rising; days[0] <= 0, days[day_n] >= slots */
    uint32_t day_n;
    const struct plan_task *tasks;
    const struct plan_dependency *dependencies;
    const struct plan_person *people;
    const struct plan_project *projects;
    const struct plan_client *clients;
    const struct plan_resource *resources;
    const struct plan_need *needs;
    const struct plan_fixed *fixed;
    const uint32_t *candidates; /* people */
    uint32_t task_n, dependency_n, person_n, project_n, client_n, resource_n, need_n, fixed_n, candidate_n;
    struct plan_settings settings;
};

struct plan_sizes { /* of a person's blocks */
    int32_t least, preferred, most;
};

static inline struct plan_sizes plan_sizes_of(const struct plan_in *in, uint32_t person)
{
    const struct plan_person *p = &in->people[person];
    return (struct plan_sizes){p->block_least > 0 ? p->block_least : in->settings.block_least,
                               p->block_preferred > 0 ? p->block_preferred : in->settings.block_preferred,
                               p->block_most > 0 ? p->block_most : in->settings.block_most};
}

static inline int32_t plan_words(int32_t slots)
{
    return (slots + 63) / 64;
}
