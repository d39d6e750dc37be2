#include "exchange/index.h"

#define ROOM_FIRST 64

void index_init(struct index *x, struct arena *a)
{
    *x = (struct index){.arena = a, .room = ROOM_FIRST, .slot = arena_array(a, struct index_slot, ROOM_FIRST)};
}

uint64_t index_hash(struct str key)
{
    uint64_t h = UINT64_C(14695981039346656037);
    for (size_t i = 0; i < key.n; i++)
        h = (h ^ (unsigned char)key.at[i]) * UINT64_C(1099511628211);
    return h;
}

static struct index_slot *slot_for(const struct index *x, struct str key, uint64_t hash)
{
    size_t i = (size_t)(hash ^ (hash >> 32)) & (x->room - 1);
    while (x->slot[i].used && !(x->slot[i].hash == hash && str_eq(x->slot[i].key, key)))
        i = (i + 1) & (x->room - 1);
    return &x->slot[i];
}

static void grow(struct index *x)
{
    struct index_slot *old = x->slot;
    size_t old_room = x->room;
    x->room *= 2;
    x->slot = arena_array(x->arena, struct index_slot, x->room);
    for (size_t i = 0; i < old_room; i++)
        if (old[i].used)
            *slot_for(x, old[i].key, old[i].hash) = old[i];
}

int32_t index_find(const struct index *x, struct str key)
{
    const struct index_slot *s = slot_for(x, key, index_hash(key));
    return s->used ? s->value : INDEX_NONE;
}

int32_t index_put(struct index *x, struct str key, int32_t value)
{
    if ((x->n + 1) * 4 > x->room * 3)
        grow(x);
    uint64_t hash = index_hash(key);
    struct index_slot *s = slot_for(x, key, hash);
    if (!s->used) {
        *s = (struct index_slot){.key = key, .hash = hash, .value = value, .used = true};
        x->n++;
    }
    return s->value;
}
