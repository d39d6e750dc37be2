/* Does everything that was promised fit together? A maximum flow from clients through kinds of work (who can do it) to
 * people's days and weeks; where less goes through than was promised, the minimum cut says who has too little time,
 * when, and how much is missing.
 *
 * Hours are counted by day for the first two weeks and by seven days after that, as many as may be planned of what
 * fixed blocks leave. Order, dependencies and the hours inside a day or week are left out, so what does not fit is
 * proven; what fits here may still not fit in order. */
#pragma once
#include "plan/flow.h"
#include "plan/prepare.h"
#include "plan/valid.h"

struct plan_short {
    uint32_t day_first, day_last;    /* of the plan */
    int32_t missing;                 /* slots of work */
    uint32_t client_first, client_n; /* in plan_fits.clients: whose promises they are */
    uint32_t person_first, person_n; /* in plan_fits.people: who has no time left; nobody, if there is nobody */
};

struct plan_fits {
    struct plan_short *at; /* parts that share nobody; none: everything fits */
    uint32_t n;
    int64_t missing; /* of all together */
    uint32_t *clients, *people;
};

#define PLAN_FITS_SPANS 116 /* two years; what is promised for later is not asked for */

size_t plan_fits_bytes(const struct plan_base *b);
/* by: per task the slot before which its work has to be done, PLAN_NEVER: it need not. PLAN_OK or PLAN_NO_ROOM. */
int plan_fits(struct plan_memory *m, const struct plan_base *b, const int32_t *by, struct plan_fits *ret);
