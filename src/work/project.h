/* Projects: their flow, and what every project needs. */
#pragma once
#include "work/work.h"

/* May a project go from one state to the other? draft → agreed → active → on hold → delivered → closed, with the ways
 * back that happen: see the table in project.c. */
bool project_state_allowed(struct str from, struct str to);
/* Gives a project what it lacks: the usual statuses, a first list. Creation does it itself, except for what comes with
 * statuses and lists of its own: op->via "import", "template", "demo" or "copy", which call this at their end. */
enum project_part { PROJECT_STATUSES, PROJECT_ALL };
int project_complete(struct op *op, struct id project, enum project_part what);
/* The first living list in order, or the zero id. */
int project_first_list(struct op *op, struct id project, struct id *ret_list);
