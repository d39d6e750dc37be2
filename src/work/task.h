/* Tasks: what must hold of one, and what follows when one changes. */
#pragma once
#include "work/work.h"

#define TASK_DEPTH_MAX 8 /* a task and what hangs below it */

/* task_check.c: see struct resource. */
int task_check(struct op *op, struct change *c);
/* task_follow.c */
int task_follow(struct op *op, const struct change *c);

/* task_place.c: where a task stands among others. */
/* Fills in the list where only a project was given; refuses circles, too deep trees and unasked crossings of a border.
 */
int task_check_place(struct op *op, struct change *c);
/* How many levels of living tasks hang below a task, itself counted: 1 for one without subtasks. */
int task_height(struct op *op, struct id task, int *ret_height);
/* How many levels lead to it, itself counted; ret_inside: `looked_for` is one of them. */
int task_depth(struct op *op, struct id task, struct id looked_for, int *ret_depth, bool *ret_inside);
