/* Do all promises fit together? The work that has to be done by a date, against the hours of whoever can do it until
 * then (plan/fits.h). More work than hours is a proof that no plan can keep everything, and names what is short. The
 * other way round is no proof: work also waits for work. */
#pragma once
#include "planning/compute.h"

struct shortage {           /* what its people can do together is not enough; different shortages share nobody */
    const uint32_t *people; /* indexes, rising; at least one */
    uint32_t person_n;
    uint32_t activity;           /* the one kind of work that is short, or PLAN_NONE: several */
    bool team;                   /* everybody */
    int32_t from_day, until_day; /* civil; in this time */
    int32_t slots;               /* by how much */
};
struct shortages {
    struct shortage *at; /* the largest first */
    uint32_t n;
};
/* ERR_STORAGE: no memory. */
int feasible_shortages(struct arena *arena, const struct computed *c, struct shortages *ret);

/* "Design, weeks 49–51: 42 h short" */
struct str shortage_say(struct op *op, const struct snapshot *s, const struct shortage *at);
