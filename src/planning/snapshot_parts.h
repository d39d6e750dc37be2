/* How a snapshot comes about, step by step. Only for src/planning/snapshot*.c. */
#pragma once
#include "planning/index.h"
#include "planning/snapshot.h"

struct snapshot_index {
    struct id_index tasks, people, projects, clients;
};

/* What a task's row says that only its making needs. */
struct task_row {
    struct id activity;
    struct str skills, equipment; /* ids one after the other */
    struct str rank;
    struct id list;
    int due_min;
};
struct project_row {
    int32_t start_day;
    struct id owner;
};
struct grant {
    uint32_t person, client;
};

/* An array that grows in the arena. */
struct growing {
    size_t n, room;
};

struct snapshot_maker {
    struct op *op;
    struct snapshot *s;
    struct snapshot_index *index;
    struct task_row *task_rows;
    struct project_row *project_rows;
    struct grant *grants;
    size_t grant_n;
    bool *freelance; /* per person: sees own tasks only */
    int64_t buffer_percent, made_us;
    int64_t *share_min; /* per client, -1 without */
    int64_t team_week;  /* free slots of everybody in a usual week */
    struct growing dependency_room, dependency_ids, task_room, task_ids, need_room, candidate_room, activity_room;
    struct id_index skill_index, equipment_index;
};

/* One more place in `array` (of the arena of the snapshot); the old elements move. */
void *growing_add(struct arena *a, struct growing *g, void *array, size_t size);
#define GROW(maker, room, array) ((array) = growing_add((maker)->s->arena, &(room), (array), sizeof *(array)))

/* snapshot_rows.c: statements, in this order */
int snapshot_read_workspace(struct snapshot_maker *m);
int snapshot_read_people(struct snapshot_maker *m);
int snapshot_read_clients(struct snapshot_maker *m);
int snapshot_read_projects(struct snapshot_maker *m);
int snapshot_read_tasks(struct snapshot_maker *m);
int snapshot_read_dependencies(struct snapshot_maker *m);
int snapshot_read_made(struct snapshot_maker *m); /* when the plan in force was made; before the tasks */
int snapshot_read_force(struct snapshot_maker *m);

/* snapshot_order.c: places by hand; what a task's standing is made of; the order in force */
void snapshot_lists(struct snapshot_maker *m);
uint32_t snapshot_standing(const struct snapshot_maker *m, uint32_t task, const struct weight_of *weight);
int snapshot_read_order(struct snapshot_maker *m);
int snapshot_read_blocks(struct snapshot_maker *m);

/* snapshot_bias.c: what work of the last year says; after the tasks, and after who does them */
int snapshot_read_history(struct snapshot_maker *m);
void snapshot_biases(struct snapshot_maker *m);

/* snapshot_time.c: slot 0 and midnights; days of the horizon, everybody's working time */
void snapshot_calendar(struct snapshot *s);
void snapshot_horizon(struct snapshot_maker *m);
int snapshot_hours(struct snapshot_maker *m);

/* snapshot_tasks.c: what the rows mean for the engine */
void snapshot_efforts(struct snapshot_maker *m);
void snapshot_parents(struct snapshot_maker *m);
void snapshot_teams(struct snapshot_maker *m);
void snapshot_shares(struct snapshot_maker *m);
