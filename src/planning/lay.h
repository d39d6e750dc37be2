/* Only for changes_lay*.c: rows that come into a copied snapshot. The copy has room for them. */
#pragma once
#include "planning/changes.h"

struct layer {
    struct op *op;
    struct snapshot *s;
    const struct tried_list *list;
    size_t at;                 /* the change that is laid */
    struct snapshot_room room; /* that is left */
    bool full;                 /* there was not enough of it */
};

#define LAY_TASKS_MAX  2000 /* of a template: as many as it may have */
#define LAY_TEAM       6    /* who may be proposed for one of its tasks */
#define LAY_TASKS_ALL  4000 /* of all projects of one list of changes */
#define LAY_SPLIT_ROWS 5000 /* dependencies, and needs, that all splits together may double */

/* Takes of the room; false, and the layer is full, where there is not so much. */
bool lay_take(struct layer *l, uint32_t *room, size_t n);

/* Room for it was taken before. */
uint32_t lay_task(struct layer *l, const struct plan_task *like, const struct snapshot_task *row);
/* Takes its room; nothing where there is none. */
void lay_dependency(struct layer *l, uint32_t before, uint32_t after, uint32_t kind, int32_t lag);
/* CHANGE_ADD_PROJECT, in changes_lay_project.c */
int lay_project(struct layer *l, const struct tried *c);
