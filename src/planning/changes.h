/* Changes that are tried before they are made: a list of small objects, `{"kind":"due","task":…,"due":"2026-12-04"}`.
 * One table of kinds (changes.c) says for each what it has, what it does to a snapshot of the plan, and what it does
 * for real. What is tried and what is kept mean the same.
 *
 *   due         task | project, due (date or null), hard?
 *   start       task, start (date or null)                  not before
 *   assign      task, member
 *   split       task, members [a, b]                        a second task with half of what is left
 *   estimate    task, minutes
 *   pin         task, pinned?
 *   away        member, first, last
 *   overtime    member, first, last, day_min                minutes more on each working day
 *   share       client, percent (null: nothing is promised)
 *   add_project template, client | client_name, name, start
 *   hold        project
 *   dependency  task, predecessor, type?, lag_min?          type null: the one there is goes */
#pragma once
#include "planning/planning.h"
#include "planning/snapshot.h"

enum tried_kind {
    CHANGE_DUE,
    CHANGE_START,
    CHANGE_ASSIGN,
    CHANGE_SPLIT,
    CHANGE_ESTIMATE,
    CHANGE_PIN,
    CHANGE_AWAY,
    CHANGE_OVERTIME,
    CHANGE_SHARE,
    CHANGE_ADD_PROJECT,
    CHANGE_HOLD,
    CHANGE_DEPENDENCY,
    CHANGE_KINDS
};

#define DEPENDENCY_GOES   UINT32_MAX /* as type */
#define AWAY_DAYS_MAX     366
#define OVERTIME_DAYS_MAX 62
#define OVERTIME_MIN_MAX  480 /* a day */

struct tried {
    enum tried_kind kind;
    struct id task, project, client, member, second, predecessor, template;
    int32_t day, last; /* DAY_NONE: null */
    int64_t minutes;
    int64_t percent;
    uint32_t type; /* enum plan_kind, or DEPENDENCY_GOES */
    int8_t hard;   /* -1: not said */
    bool pinned;
    struct str name, client_name;
    struct str body; /* of the template, after changes_check */
};
struct tried_list {
    struct tried *at;
    size_t n;
    const char *pointer; /* of the list in the input, for errors: "/changes" */
};

/* Shape, limits and types; entries of op->problem, one for each wrong field. Into the arena of the op. */
int changes_parse(struct op *op, const char *pointer, const json_t *list, struct tried_list *ret);
/* The same as struct field.valid of `scenario.changes`. */
int changes_valid(struct op *op, const char *pointer, const json_t *list);
/* Is everything that is named there, for who asks? Loads templates. */
int changes_check(struct op *op, struct tried_list *c);
/* Over a copy of the snapshot, as if they were made. Entries for what is not planned. */
int changes_lay(struct op *op, struct arena *arena, const struct tried_list *c, const struct snapshot *s,
                struct snapshot *ret);
/* For real, as who asks: rows are written through their checks. Inside a write job. */
int changes_do(struct op *op, const struct tried_list *c);

/* "due", "start" …, NULL-ended. */
extern const char *const change_kinds[];
/* An entry at /changes/3/<field>. */
int change_fail(struct op *op, const struct tried_list *c, size_t i, const char *field, const char *message);
