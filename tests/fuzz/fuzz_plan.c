/* Plans of any bytes: refused, or planned within the memory that was asked for; what is read is written again to the
 * byte; blocks lie in free time and not twice; what is planned can be forecast and held. */
#include "fuzz.h"
#include "plan/diff.h"
#include "plan/forecast.h"
#include "plan/wire.h"
#include <string.h>

#define ROOM ((size_t)96 << 20)

static void blocks_hold(const struct plan_in *in, const struct plan_out *out)
{
    for (uint32_t i = 0; i < out->blocks.n; i++) {
        const struct plan_block *x = &out->blocks.at[i];
        fuzz_check(x->from >= 0 && x->from + x->setup < x->to && x->to <= in->slots && x->why != PLAN_BLOCK_NO_WHY);
        for (int32_t s = x->from; s < x->to; s++)
            fuzz_check(plan_bit(in->people[x->person].free, s));
    }
    for (uint32_t t = 0; t < in->task_n; t++) {
        fuzz_check(out->base.teams.n[t] <= in->person_n); /* what is looked at together has room for everybody once */
        fuzz_check(out->dates.finish[t] == PLAN_NEVER || out->dates.why[t] == PLAN_WHY_GIVEN ||
                   out->dates.start[t] >= in->tasks[t].release);
    }
}

static void forecast_holds(struct plan_memory *m, const struct plan_in *in, const struct plan_out *out)
{
    size_t need = plan_forecast_bytes(in);
    if (need > ROOM - m->used)
        return;
    m->room = m->used + need;
    struct plan_forecast f = plan_forecast(m, &out->base, &out->dates, 64, 1);
    for (uint32_t t = 0; t < in->task_n; t++)
        fuzz_check(f.p50[t] <= f.p80[t] && f.p80[t] <= f.p95[t]);
}

/* The plan as the one in force, some hours later: what is held can be planned around, within the limits. */
static void hold_holds(struct plan_memory *m, const struct plan_in *in, const struct plan_out *out)
{
    struct plan_was_block blocks[64];
    struct plan_was was = {.blocks = blocks, .block_n = out->blocks.n < 64 ? out->blocks.n : 64};
    struct plan_in next;
    struct plan_hold hold;
    for (uint32_t i = 0; i < was.block_n; i++) {
        const struct plan_block *b = &out->blocks.at[i];
        blocks[i] = (struct plan_was_block){in->tasks[b->task].key, in->people[b->person].key, b->from - 20, b->to - 20,
                                            b->setup};
    }
    size_t need = plan_hold_bytes(in, &was);
    if (need > ROOM - m->used)
        return;
    m->room = m->used + need;
    int r = plan_hold(m, in, &was, &next, &hold);
    fuzz_check(r == PLAN_OK || in->fixed_n + was.block_n > PLAN_BLOCKS_MOST);
    fuzz_check(r != PLAN_OK || plan_valid(&next) == PLAN_OK);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    static uint8_t *at;
    struct plan_in in;
    struct plan_out out;
    if (!at && !(at = malloc(ROOM)))
        abort();
    struct plan_memory m = {at, ROOM, 0, 0};
    if (plan_read(&m, data, n, &in) != PLAN_OK)
        return 0;
    uint8_t *again = malloc(n);
    fuzz_check(again && plan_write(&in, again, n) == n && memcmp(again, data, n) == 0);
    free(again);
    size_t need = plan_make_bytes(&in);
    if (need > ROOM - m.used)
        return 0;
    m.room = m.used + need;
    fuzz_check(plan_make(&m, &in, &out) == PLAN_OK);
    blocks_hold(&in, &out);
    size_t mark = m.used;
    forecast_holds(&m, &in, &out);
    m.used = mark;
    hold_holds(&m, &in, &out);
    return 0;
}
