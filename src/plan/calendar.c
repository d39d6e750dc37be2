#include "plan/calendar.h"

#define HINT_EVERY 32

size_t plan_calendar_bytes(int32_t slots)
{
    return plan_room(uint32_t, plan_words(slots) + 1) + plan_room(uint16_t, slots / HINT_EVERY + 2);
}

struct plan_calendar plan_calendar_make(struct plan_memory *m, const uint64_t *bits, int32_t slots)
{
    int32_t words = plan_words(slots);
    uint32_t *rank = plan_raw(m, sizeof *rank * (size_t)(words + 1)), n = 0, hinted = 0;
    uint16_t *hints = plan_raw(m, sizeof *hints * (size_t)(slots / HINT_EVERY + 2));
    for (int32_t w = 0; w < words; w++) {
        rank[w] = n;
        n += (uint32_t)plan_count(bits[w]);
        for (; hinted * HINT_EVERY < n; hinted++)
            hints[hinted] = (uint16_t)w;
    }
    rank[words] = n;
    return (struct plan_calendar){bits, rank, hints, slots, (int32_t)n};
}

int32_t plan_select(const struct plan_calendar *c, int32_t rank)
{
    if (rank < 0)
        return rank;
    if (rank >= c->free)
        return c->slots + (rank - c->free);
    int32_t w = c->hints[rank / HINT_EVERY];
    while ((int32_t)c->rank[w + 1] <= rank)
        w++;
    return w * 64 + plan_nth(c->bits[w], rank - (int32_t)c->rank[w]);
}
