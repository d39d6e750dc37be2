/* The snapshot as one reader may have it in hand: their tasks, projects and clients, and of everybody else's work only
 * that the time is taken. */
#pragma once
#include "planning/compute.h"

/* *ret is the snapshot itself for who sees everything; else a smaller one, in the arena. What waits for work that is
 * not the reader's may begin when that is planned to be done. Foreign work after the window of blocks is not in it. Who
 * sees own tasks only gets nobody else's time. */
int masked_snapshot(struct op *op, struct arena *arena, const struct computed *c, const struct snapshot **ret);
