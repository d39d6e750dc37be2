/* Plans made from a number: the same everywhere, WebAssembly too. */
#pragma once
#include "plan/memory.h"
#include "plan/plan.h"

struct generate_shape {
    uint32_t tasks, people, projects, clients, resources, fixed;
    int32_t slots;
    int32_t effort; /* of a task, about */
    bool own;       /* people with limits and sizes of blocks of their own */
    bool wild;      /* also what makes no sense: cycles, nobody, no hours, dates before the start, crossed dates */
};

#define GENERATE_SMALL                                                                                                 \
    (struct generate_shape)                                                                                            \
    {                                                                                                                  \
        .tasks = 40, .people = 5, .projects = 4, .clients = 3, .resources = 2, .fixed = 3, .slots = 8 * 7 * 96,        \
        .effort = 12                                                                                                   \
    }
/* What the goals are about: a year of quarter hours. */
#define GENERATE_AGENCY                                                                                                \
    (struct generate_shape)                                                                                            \
    {                                                                                                                  \
        .tasks = 10000, .people = 200, .projects = 200, .clients = 40, .slots = 365 * 96, .effort = 48                 \
    }

struct plan_in generate_plan(struct plan_memory *m, uint64_t seed, struct generate_shape shape);
/* The same plan with every array in another order. */
struct plan_in generate_shuffled(struct plan_memory *m, const struct plan_in *in, uint64_t seed);
