/* Numbers that rows keep about others (FF_DERIVED): a project about its tasks, a task about its subtasks, comments and
 * files. Added up as rows change; counters_rebuild counts anew, and `aplomb check` compares.
 *
 * Of tasks those count that are neither in the trash nor cancelled. */
#pragma once
#include "resource/resource.h"

/* A task, comment or attachment was made, changed, deleted, restored or moved. */
int counters_follow_task(struct op *op, const struct change *c);
/* column: comment_count or attachment_count, of the row that `task` points to. */
int counters_follow_part(struct op *op, const struct change *c, const char *column);

/* Statements that find what is not right: the resource and field, and a SELECT of the ids with $1 as its limit. */
struct counter_check {
    const char *resource, *field;
    struct str sql;
};
/* The i-th, made in the arena; false behind the last. */
bool counters_check(struct arena *a, size_t i, struct counter_check *ret_check);
/* Counts everything anew; *ret_wrong: rows that were not right. */
int counters_rebuild(struct op *op, int64_t *ret_wrong);
