/* From a text to the number of the thing that has it as its key. Open addressing, in an arena, nothing is ever taken
 * out. */
#pragma once
#include "base/arena.h"

struct index_slot {
    struct str key;
    uint64_t hash;
    int32_t value;
    bool used;
};

struct index {
    struct arena *arena;
    struct index_slot *slot;
    size_t room, n;
};

#define INDEX_NONE (-1)

void index_init(struct index *x, struct arena *a);
/* The number put in under this key, or INDEX_NONE. */
int32_t index_find(const struct index *x, struct str key);
/* Puts `value` in unless the key is there; returns the number that is there now. The key's bytes must live as long. */
int32_t index_put(struct index *x, struct str key, int32_t value);
/* 64 bits of a text (FNV-1a): for tables in memory, never for what is stored or compared with strangers. */
uint64_t index_hash(struct str key);
