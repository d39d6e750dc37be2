/* Where an imported row came from, so that a second import of the same file finds it and changes nothing: table
 * `origin`, by source key ("clickup:task:867mzz6et") and resource.
 *
 * Its digest keeps two short hashes of each field: of what the source said, and of what was stored. The first tells
 * what changed there since, the second whether somebody changed it here since. */
#pragma once
#include "resource/resource.h"

#define ORIGIN_MARKS_MAX 40

struct origin_mark {
    uint32_t field; /* hash of its name */
    uint64_t source, stored;
};

struct origin {
    struct id object;
    struct origin_mark mark[ORIGIN_MARKS_MAX];
    size_t n;
};

/* 0, or ERR_NOT_FOUND. */
int origin_find(struct op *op, struct str key, const struct resource *r, struct origin *ret_origin);
int origin_put(struct op *op, struct str key, const struct resource *r, const struct origin *o);

/* The mark of this field, or NULL. */
struct origin_mark *origin_mark(struct origin *o, const char *field);
/* The same, added if it is new; NULL beyond ORIGIN_MARKS_MAX. */
struct origin_mark *origin_mark_add(struct origin *o, const char *field);
uint64_t origin_hash_json(const json_t *value); /* null for NULL */
uint64_t origin_hash_value(const struct value *value);
