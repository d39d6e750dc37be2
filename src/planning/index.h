/* Ids to indexes: a table of places over an array whose elements begin with their id. */
#pragma once
#include "base/arena.h"
#include "base/id.h"
#include "store/db.h"

struct id_index {
    uint32_t *slots; /* index + 1; 0 is free */
    uint32_t mask;
    const char *at;
    size_t size; /* of an element */
};

struct id_index id_index_make(struct arena *a, const void *at, size_t n, size_t size);
uint32_t id_index_find(const struct id_index *x, struct id id); /* UINT32_MAX if it is not there */

/* A set of references is its ids one after the other. */
static inline struct str ids_of(const struct rows *r, int column)
{
    struct value v = row_value(r, column);
    return v.kind == V_BLOB || v.kind == V_TEXT ? v.s : (struct str){0};
}
static inline struct id id_at(struct str ids, size_t i)
{
    struct id id;
    memcpy(id.byte, ids.at + i * sizeof id.byte, sizeof id.byte);
    return id;
}
