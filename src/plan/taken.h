/* Rooms, machines, licences: how much of each is taken, slot by slot. */
#pragma once
#include "plan/memory.h"
#include "plan/plan.h"

struct plan_taken {
    const struct plan_in *in;
    uint16_t **at; /* per resource, by slot */
};

size_t plan_taken_bytes(const struct plan_in *in);
struct plan_taken plan_taken_make(struct plan_memory *m,
                                  const struct plan_in *in); /* what is not free counts as taken */
void plan_taken_add(struct plan_taken *x, uint32_t task, int32_t from, int32_t to);
/* The first resource that the task would need more of than is left in the slot; PLAN_NONE: it fits. */
uint32_t plan_taken_lacks(const struct plan_taken *x, uint32_t task, int32_t slot);
