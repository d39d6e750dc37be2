#include "plan/days.h"

int32_t plan_day_limit(const struct plan_person *p, int32_t free_n)
{
    int32_t limit = p->load_percent > 0 ? (free_n * p->load_percent + 99) / 100 : free_n;
    return p->day_most > 0 && p->day_most < limit ? p->day_most : limit;
}

size_t plan_days_bytes(const struct plan_in *in)
{
    return plan_room(uint64_t, (size_t)plan_words(in->slots) * in->person_n);
}

/* Slots [from, to) are closed; `open` is the person's first word. */
static void close(const struct plan_in *in, uint64_t *open, int32_t from, int32_t to)
{
    for (int32_t s = from; s < to;) {
        int32_t n = 64 - (s & 63) < to - s ? 64 - (s & 63) : to - s;
        open[(size_t)(s >> 6) * in->person_n] &= ~((n == 64 ? ~UINT64_C(0) : (UINT64_C(1) << n) - 1) << (s & 63));
        s += n;
    }
}

static void days_thin(const struct plan_in *in, const struct plan_calendar *c, uint32_t person, uint64_t *open)
{
    const struct plan_person *p = &in->people[person];
    if (p->day_most == 0 && (p->load_percent == 0 || p->load_percent == 100))
        return;
    for (uint32_t d = 0, first = 0, end; d < in->day_n; d++, first = end) {
        int32_t to = in->days[d + 1] < in->slots ? in->days[d + 1] : in->slots;
        end = (uint32_t)plan_rank(c, to);
        int32_t limit = plan_day_limit(p, (int32_t)(end - first));
        if (limit < (int32_t)(end - first))
            close(in, open + person, plan_select(c, (int32_t)first + limit), to);
    }
}

uint64_t *plan_days_open(struct plan_memory *m, const struct plan_in *in, const struct plan_calendar *calendars)
{
    uint32_t words = (uint32_t)plan_words(in->slots), n = in->person_n;
    uint64_t *open = plan_raw(m, sizeof *open * words * n);
    for (uint32_t first = 0; first < n; first += 8) /* as many as share a line of memory */
        for (uint32_t w = 0; w < words; w++)
            for (uint32_t p = first; p < first + 8 && p < n; p++)
                open[(size_t)w * n + p] = in->people[p].free[w];
    for (uint32_t p = 0; p < n; p++)
        days_thin(in, &calendars[p], p, open);
    return open;
}

void plan_days_again(const struct plan_in *in, const struct plan_calendar *calendars, uint32_t person, uint64_t *open)
{
    for (int32_t w = 0; w < plan_words(in->slots); w++)
        open[(size_t)w * in->person_n + person] = in->people[person].free[w];
    days_thin(in, &calendars[person], person, open);
}
