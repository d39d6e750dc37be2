/* The tools whose files can be read. Each reader turns the bytes of a file into a plan; it is pure, and never fails in
 * the middle: what it cannot take stands in the notes. */
#pragma once
#include "exchange/plan.h"

struct source {
    const char *name; /* of the command and the resource: "clickup" */
    /* Could this be such a file? By its beginning, for the upload without a choice. */
    bool (*fits)(struct str text);
    /* 0, or ERR_SYNTAX: not such a file; *ret_why is then a key of the catalogue. plan_finish has been called. */
    int (*read)(struct plan *p, const struct plan_options *o, struct str text, const char **ret_why);
};

extern const struct source source_clickup, source_trello, source_jira, source_csv;

const struct source *source_find(struct str name);   /* NULL */
const struct source *source_detect(struct str text); /* never NULL: any CSV is the last */
const struct source *const *source_list(void);       /* NULL-ended */
/* Decodes and reads; `arena` must live as long as the plan. */
int source_read(const struct source *s, struct arena *a, const struct plan_options *o, struct str bytes,
                struct plan *ret_plan, const char **ret_why);
