#include "planning/index.h"

/* The random part of a UUIDv7 is its end. */
static uint32_t hash_of(const void *id)
{
    uint64_t low;
    memcpy(&low, (const char *)id + 8, sizeof low);
    return (uint32_t)((low * UINT64_C(0x9e3779b97f4a7c15)) >> 32);
}

struct id_index id_index_make(struct arena *a, const void *at, size_t n, size_t size)
{
    uint32_t room = 16;
    while (room < n * 2)
        room *= 2;
    struct id_index x = {arena_array(a, uint32_t, room), room - 1, at, size};
    for (size_t i = 0; i < n; i++) {
        const char *id = x.at + i * size;
        uint32_t k = hash_of(id) & x.mask;
        while (x.slots[k])
            k = (k + 1) & x.mask;
        x.slots[k] = (uint32_t)i + 1;
    }
    return x;
}

uint32_t id_index_find(const struct id_index *x, struct id id)
{
    if (id_is_zero(id))
        return UINT32_MAX;
    for (uint32_t k = hash_of(id.byte) & x->mask; x->slots[k]; k = (k + 1) & x->mask) {
        uint32_t i = x->slots[k] - 1;
        if (memcmp(x->at + i * x->size, id.byte, sizeof id.byte) == 0)
            return i;
    }
    return UINT32_MAX;
}
