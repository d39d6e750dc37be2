/* Values out of JSON: from people, where everything wrong is told field by field, and from what the program itself
 * wrote (events, defaults), where it is only read. Only for src/resource. */
#pragma once
#include "resource/describe.h"

/* One value being read. */
struct input {
    struct op *op; /* NULL for what the program wrote: no limits, nothing told */
    struct arena *arena;
    const struct field *field;
    const char *pointer; /* JSON pointer of the value; NULL: made from the field's name when something is wrong */
};

/* Adds an entry for the field (or for what lies `below` it, "/2"); returns ERR_INVALID. */
int input_fail(const struct input *in, const char *below, const char *message, size_t n_args,
               const struct op_arg *args);
const char *input_pointer(const struct input *in, const char *below);

enum input_mode {
    INPUT_PERSON = 0,
    INPUT_SYSTEM = 1 /* no permission is asked and read-only fields may be given */
};

/* Reads the members of `input` into `after`; `before` is NULL at creation. The fields that were given are in ret_given.
 * 0 or the code of op->problem, which then has an entry for every wrong field. */
int inputs_read(struct op *op, const struct described *d, const json_t *input, enum input_mode mode,
                const struct row *before, struct row *after, uint64_t ret_given[FIELD_SET]);
/* Looks for the things that the changed references among `given` point to, in the operation's scope. */
int inputs_check_references(struct op *op, const struct described *d, const struct row *before, const struct row *after,
                            const uint64_t given[FIELD_SET]);

/* What the program wrote: 0, or -1 where it does not read. */
int input_stored(struct arena *a, const struct field *f, const json_t *json, struct value *ret_value);
int input_stored_text(struct arena *a, const struct field *f, struct str json, struct value *ret_value);

/* JSON as it is stored and compared: compact, keys in order. */
struct str json_canonical(struct arena *a, const json_t *json);

/* references.c: which of the ids are living rows that the reader may see; ret_found has n places. */
int references_find(struct op *op, const struct described *target, size_t n, const struct id *ids, bool *ret_found);
