#include "plan/taken.h"

size_t plan_taken_bytes(const struct plan_in *in)
{
    return plan_room(uint16_t *, in->resource_n) +
           in->resource_n * plan_room(uint16_t, (size_t)plan_words(in->slots) * 64);
}

struct plan_taken plan_taken_make(struct plan_memory *m, const struct plan_in *in)
{
    struct plan_taken x = {in, plan_array(m, uint16_t *, in->resource_n)};
    for (uint32_t r = 0; r < in->resource_n; r++) {
        x.at[r] = plan_array(m, uint16_t, plan_words(in->slots) * 64);
        for (int32_t s = 0; in->resources[r].free && s < in->slots; s++)
            if (!(in->resources[r].free[s >> 6] >> (s & 63) & 1))
                x.at[r][s] = (uint16_t)in->resources[r].capacity;
    }
    return x;
}

void plan_taken_add(struct plan_taken *x, uint32_t task, int32_t from, int32_t to)
{
    const struct plan_task *t = &x->in->tasks[task];
    for (uint32_t i = t->need_first; i < t->need_first + t->need_n; i++)
        for (int32_t s = from; s < to; s++) {
            int32_t sum = x->at[x->in->needs[i].resource][s] + x->in->needs[i].amount;
            x->at[x->in->needs[i].resource][s] = (uint16_t)(sum > 0xffff ? 0xffff : sum);
        }
}

uint32_t plan_taken_lacks(const struct plan_taken *x, uint32_t task, int32_t slot)
{
    const struct plan_task *t = &x->in->tasks[task];
    for (uint32_t i = t->need_first; i < t->need_first + t->need_n; i++) {
        const struct plan_need *n = &x->in->needs[i];
        if (x->at[n->resource][slot] + n->amount > x->in->resources[n->resource].capacity)
            return n->resource;
    }
    return PLAN_NONE;
}
