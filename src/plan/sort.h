/* Sorting by two keys, stable: merge sort from the bottom, without recursion. */
#pragma once
#include <stdint.h>

struct plan_ranked {
    uint64_t high, low; /* compared in this order */
    uint32_t id;
};

static inline int plan_ranked_less(const struct plan_ranked *a, const struct plan_ranked *b)
{
    return a->high != b->high ? a->high < b->high : a->low < b->low;
}

void plan_sort(struct plan_ranked *at, uint32_t n, struct plan_ranked *spare); /* spare: room for n */
