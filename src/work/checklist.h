/* Checklists of a task: [{"id","name","items":[{"id","text","done","assignee"}]}]. Ids are the writer's own, unique
 * within the task; assignee is the id of a member or null. */
#pragma once
#include "store/op.h"
#include <jansson.h>

#define CHECKLISTS_MAX     20
#define CHECKLIST_ITEMS    200
#define CHECKLIST_TEXT_MAX 500

/* As struct field.valid. */
int checklists_valid(struct op *op, const char *pointer, const json_t *value);
/* The same lists with nothing ticked and, where asked, nobody named; in the arena. */
struct str checklists_reset(struct arena *a, struct str json, bool keep_people);
