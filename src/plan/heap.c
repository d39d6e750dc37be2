#include "plan/heap.h"

static int before(const struct plan_event *a, const struct plan_event *b)
{
    return a->when != b->when ? a->when < b->when : a->key < b->key;
}

void plan_heap_push(struct plan_heap *h, struct plan_event e)
{
    uint32_t i = h->n++;
    for (; i > 0 && before(&e, &h->at[(i - 1) / 2]); i = (i - 1) / 2)
        h->at[i] = h->at[(i - 1) / 2];
    h->at[i] = e;
}

struct plan_event plan_heap_pop(struct plan_heap *h)
{
    struct plan_event top = h->at[0], last = h->at[--h->n];
    uint32_t i = 0;
    for (uint32_t child = 1; child < h->n; child = 2 * i + 1) {
        if (child + 1 < h->n && before(&h->at[child + 1], &h->at[child]))
            child++;
        if (!before(&h->at[child], &last))
            break;
        h->at[i] = h->at[child];
        i = child;
    }
    h->at[i] = last;
    return top;
}
