/* Plans of any bytes: refused, or planned within the memory that was asked for; what is read is written again to the
 * byte; blocks lie in free time and not twice. */
#include "fuzz.h"
#include "plan/make.h"
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
    for (uint32_t t = 0; t < in->task_n; t++)
        fuzz_check(out->dates.finish[t] == PLAN_NEVER || out->dates.why[t] == PLAN_WHY_GIVEN ||
                   out->dates.start[t] >= in->tasks[t].release);
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
    return 0;
}
