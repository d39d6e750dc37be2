/* The parts of a run; only for run*.c. */
#pragma once
#include "exchange/run.h"

/* One thing of the plan on its way into the workspace. */
struct step {
    struct run *run;
    const struct resource *resource;
    struct run_target *target;
    struct str key, what;
    int64_t row;
    json_t *fields;    /* what the source says of each field, null where it says nothing */
    json_t *once;      /* only when it is made: times, authors */
    struct id same_as; /* something here that it is; zero: none */
    const char *skip;  /* message: it cannot be taken */
    bool nothing;      /* it is there by another name: no object, not counted */
    bool merges;       /* the fields were made from what is here and add to it: they win */
};

/* run_steps.c: fills a step for thing `at` of the phase. */
int step_prepare(struct op *op, struct run *run, enum run_phase phase, size_t at, struct step *ret_step);
void step_release(struct step *s);
size_t phase_count(const struct run *run, enum run_phase phase);

/* run_match.c: what is here already. */
int match_people(struct op *op, struct run *run);
int match_clients(struct op *op, struct run *run);
int match_projects(struct run *run, struct op *op);
int match_field(struct op *op, struct run *run, size_t at, struct id *ret_id, struct str *ret_name);
int match_status(struct op *op, struct id project, struct str name, struct id *ret_id);

void run_note(struct run *run, enum plan_loss loss, int64_t row, const char *message, struct str what,
              struct str value);
