/* Rows by their keys. */
#pragma once
#include "plan/plan.h"
#include "plan/sort.h"

struct plan_keys {
    struct plan_ranked *at;
    uint32_t n;
};

static inline uint32_t plan_keys_find(const struct plan_keys *k, uint64_t key) /* the row, or PLAN_NONE */
{
    uint32_t low = 0, high = k->n;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (k->at[middle].high < key)
            low = middle + 1;
        else
            high = middle;
    }
    return low < k->n && k->at[low].high == key ? k->at[low].id : PLAN_NONE;
}
