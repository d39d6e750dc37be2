/* A binary heap of (when, key, id): least when first, then least key. */
#pragma once
#include <stdint.h>

struct plan_event {
    int64_t when;
    uint64_t key;
    uint32_t id;
};

struct plan_heap {
    struct plan_event *at; /* room is the caller's to know */
    uint32_t n;
};

void plan_heap_push(struct plan_heap *h, struct plan_event e);
struct plan_event plan_heap_pop(struct plan_heap *h); /* n > 0 */
