/* Ids to indexes: a table of places over an array whose elements begin with their id. */
#pragma once
#include "base/arena.h"
#include "base/id.h"

struct id_index {
    uint32_t *slots; /* index + 1; 0 is free */
    uint32_t mask;
    const char *at;
    size_t size; /* of an element */
};

struct id_index id_index_make(struct arena *a, const void *at, size_t n, size_t size);
uint32_t id_index_find(const struct id_index *x, struct id id); /* UINT32_MAX if it is not there */
