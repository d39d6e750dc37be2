/* Do all promises fit together? For each person, each kind of work and the whole team: the work that has to be done by
 * a date, by nobody else, against the hours there are until then. More work than hours is a proof that no plan can keep
 * everything, and names what is short. The other way round is no proof: work also waits for work. */
#pragma once
#include "planning/compute.h"

enum short_kind { SHORT_PERSON, SHORT_ACTIVITY, SHORT_TEAM };
struct shortage {
    enum short_kind kind;
    uint32_t index;              /* of the person or activity */
    int32_t from_day, until_day; /* the weeks that are short */
    int32_t slots;               /* by how much */
};
struct shortages {
    struct shortage *at; /* the largest first */
    uint32_t n;
};
/* Largest first; also where everything is in time by luck of the order. */
struct shortages feasible_shortages(struct arena *arena, const struct computed *c);

/* "Design, weeks 49–51: 42 h short" */
struct str shortage_say(struct op *op, const struct snapshot *s, const struct shortage *at);
