/* Stillness: of the plan in force, what the next days have stays, so that what comes in moves only what comes later.
 *
 * What stays (plan/diff.h says when it cannot):
 *   - the block that is under way, everybody's; what of it has passed counts as done until it is over;
 *   - the blocks of the next two days of who lets the planner fill their calendar: what is only proposed may change;
 *   - not of a task that was changed since: who changes something wants to see what it does;
 *   - not before something that was put first or is promised for the days after: while somebody has such work to do,
 *     only that stays. */
#pragma once
#include "planning/snapshot.h"

/* *ret: the snapshot with what stays as further fixed blocks (without id), in the arena; or the one given. */
int hold_lay(struct arena *arena, const struct snapshot *s, const struct snapshot **ret);

/* Does this block of the plan in force stay? By member and start, in the snapshot that hold_lay gave. */
bool hold_has(const struct snapshot *held, struct id member, int64_t start_us);
