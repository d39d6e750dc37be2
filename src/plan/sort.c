#include "plan/sort.h"
#include <stddef.h>

#define RUN 8

static void insertion(struct plan_ranked *at, size_t n)
{
    for (size_t i = 1; i < n; i++) {
        struct plan_ranked x = at[i];
        size_t k = i;
        for (; k > 0 && plan_ranked_less(&x, &at[k - 1]); k--)
            at[k] = at[k - 1];
        at[k] = x;
    }
}

static void merge(const struct plan_ranked *from, size_t middle, size_t n, struct plan_ranked *to)
{
    for (size_t a = 0, b = middle, i = 0; i < n; i++)
        to[i] = b == n || (a < middle && !plan_ranked_less(&from[b], &from[a])) ? from[a++] : from[b++];
}

void plan_sort(struct plan_ranked *at, uint32_t n, struct plan_ranked *spare)
{
    struct plan_ranked *from = at, *to = spare;
    for (size_t i = 0; i < n; i += RUN)
        insertion(at + i, n - i < RUN ? n - i : RUN);
    for (size_t width = RUN; width < n; width *= 2) {
        for (size_t i = 0; i < n; i += 2 * width) {
            size_t rest = n - i, two = rest < 2 * width ? rest : 2 * width;
            merge(from + i, two < width ? two : width, two, to + i);
        }
        struct plan_ranked *other = from;
        from = to;
        to = other;
    }
    if (from != at)
        __builtin_memcpy(at, from, n * sizeof *at);
}
