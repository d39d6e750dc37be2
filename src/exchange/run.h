/* Carries out a plan: dry, to say what would happen, or for real, in slices that leave others time to write.
 *
 * The same plan twice changes nothing the second time: each thing is found by its source key (origin.h). What changed
 * in the source since is taken over field by field, unless somebody changed the field here since: then it stays and is
 * told.
 *
 * A run lives in memory. If it is lost, another run of the same plan goes on where it was: everything done is found as
 * unchanged. */
#pragma once
#include "exchange/plan.h"
#include "exchange/origin.h"

enum run_outcome { RUN_CREATED, RUN_UPDATED, RUN_UNCHANGED, RUN_SKIPPED, RUN_OUTCOMES };
extern const char *const run_outcome_names[RUN_OUTCOMES];

/* In the order in which they are carried out. */
enum run_phase {
    RUN_PEOPLE,
    RUN_CLIENTS,
    RUN_FIELDS,
    RUN_PROJECTS,
    RUN_STATUSES,
    RUN_LISTS,
    RUN_TASKS,
    RUN_COMMENTS,
    RUN_ATTACHMENTS,
    RUN_DEPENDENCIES,
    RUN_PHASES
};

struct run_note {
    enum plan_loss loss;
    int64_t row;
    const char *message;
    struct str what, text; /* text: the sentence in the language of the run */
};

struct run {
    const struct plan *plan;
    const json_t *mapping; /* or NULL */
    struct arena *arena;   /* the plan's */
    bool dry;
    const char *locale;
    enum run_phase phase;
    size_t at; /* next within the phase */
    int64_t done, total;
    int64_t count[RUN_PHASES][RUN_OUTCOMES];
    struct run_target *target[RUN_PHASES];
    int32_t *status_order; /* statuses by project and category */
    int64_t *last_comment; /* of each task, PLAN_NO_TIME for none */
    PLAN_ARRAY(struct run_note) notes;
};

/* Looks up who and what is there; op: reading. */
int run_begin(struct run *run, struct op *op, const struct plan *plan, const json_t *mapping, bool dry);
/* Goes on for about so long (one thing at least); inside a write job, or with a reading op where it is dry. 0 also
 * where things had to be skipped: errors are those of the database. op: SCOPE_SYSTEM, via "import"; its arena may be
 * emptied afterwards. */
int run_slice(struct run *run, struct op *op, int64_t budget_us);
bool run_finished(const struct run *run);

/* To repeat a slice whose commit failed. */
struct run_place {
    enum run_phase phase;
    size_t at, notes;
    int64_t done;
    int64_t count[RUN_PHASES][RUN_OUTCOMES];
};
struct run_place run_where(const struct run *run);
void run_back_to(struct run *run, const struct run_place *place);

/* ---- what a thing of the plan is here: for the preview ---- */
struct run_target {
    struct id id;
    bool found;             /* it is there already; else it will be made */
    bool left_out;          /* by the mapping, or because what it belongs to is */
    struct str name;        /* of clients and projects: as the mapping wants it */
    struct id client;       /* of projects */
    struct str *option_ids; /* of fields */
    bool named;             /* of people: a comment keeps the name alone */
};

/* A note in words. */
struct str run_sentence(struct arena *a, const char *locale, const char *message, struct str what, struct str value);
