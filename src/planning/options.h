/* What could be done about a conflict: each option as the changes (changes.h) that would do it. */
#pragma once
#include "planning/conflicts.h"
#include "planning/seen.h"
#include <jansson.h>

#define OPTIONS_MAX 6

struct option {
    const char *key; /* delay, reassign, split, overtime, drop_scope */
    struct str text;
    json_t *changes; /* of who called: json_decref */
};
/* Only what the reader sees is touched. Returns how many. */
int options_for(struct op *op, const struct computed *c, const struct seen *seen, const struct conflict *conflict,
                struct option ret[OPTIONS_MAX], size_t *ret_n);
