/* Does everything that was promised fit together? A maximum flow from clients through kinds of work (who can do it) to
 * people's weeks; where less goes through than was promised, the minimum cut says who has too little time, when, and
 * how much is missing.
 *
 * A week is seven days of the plan, and as much of it as may be planned (plan_days_thin). Order, dependencies and days
 * inside a week are left out, so what does not fit is proven; what fits here may still not fit in order. */
#pragma once
#include "plan/flow.h"
#include "plan/prepare.h"
#include "plan/valid.h"

struct plan_short {
    uint32_t week_first, week_last;
    int32_t missing;                   /* slots of work */
    uint32_t client_first, client_n;   /* in plan_fits.clients: whose promises they are */
    uint32_t person_first, person_n;   /* in plan_fits.people: who has no time left; nobody, if there is nobody */
    uint64_t skills[PLAN_SKILL_WORDS]; /* all that this work needs in common */
};

struct plan_fits {
    struct plan_short *at; /* parts that share nobody; none: everything fits */
    uint32_t n;
    int64_t missing; /* of all together */
    uint32_t *clients, *people;
};

#define PLAN_FITS_WEEKS 104 /* what is promised for later ones is not asked for */

size_t plan_fits_dates_bytes(const struct plan_base *b);
/* The work of hard dates, with `wanted` that of due dates too, and what has to be done before it; each until the end of
 * the week it is due in. PLAN_OK or PLAN_NO_ROOM. */
int plan_fits_dates(struct plan_memory *m, const struct plan_base *b, bool wanted, struct plan_fits *ret);
