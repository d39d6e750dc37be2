/* The plan in force: what was last planned, as rows that everybody reads through their scope. Derived, without events;
 * rewritten only where it changed, in slices of some 20 ms. The one event is of the resource `plan`, when something
 * is different.
 *
 * Blocks that began today stay as they were (they are past); the one that is under way goes on. */
#pragma once
#include "planning/compute.h"
#include "store/writer.h"

struct force_report {
    int64_t read_us, plan_us, write_us, longest_us; /* longest: one slice */
    size_t rows, written;
    uint32_t tasks, people, projects, dependencies, blocks, held, findings, unplaced, late;
    int64_t moved;
    uint64_t hash;
};

/* Reads, plans and writes, as the program; op->db is for reading. Another server that does the same at the same time
 * makes this one begin again (ERR_CONFLICT after three times). */
int force_plan(struct op *op, struct writer *w, struct force_report *ret);

/* The row of the plan in force; NULL before the first plan. */
int plan_in_force(struct op *op, struct row **ret);

/* What a block, or a task without one, waits for: names in the tables and in the messages ("plan.why.<name>"). */
extern const char *const force_block_why[], *const force_task_why[];
/* The terms of a score, by enum plan_term. */
extern const char *const force_terms[];
/* Findings, by enum plan_finding_kind; NULL where nobody needs to hear of it. */
extern const char *const force_findings[];
