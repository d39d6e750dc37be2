/* Counting and finding bits: the machine's instructions where the compiler may use them, else in registers, never a
 * call. */
#pragma once
#include <stdint.h>

#define PLAN_BYTES UINT64_C(0x0101010101010101) /* a one in each byte; times this, each byte has the sum up to it */
#define PLAN_TOPS  UINT64_C(0x8080808080808080)

static inline int32_t plan_count(uint64_t x)
{
#if defined(__POPCNT__) || defined(__wasm__) || defined(__aarch64__)
    return __builtin_popcountll(x);
#else
    x -= x >> 1 & UINT64_C(0x5555555555555555);
    x = (x & UINT64_C(0x3333333333333333)) + (x >> 2 & UINT64_C(0x3333333333333333));
    x = (x + (x >> 4)) & UINT64_C(0x0f0f0f0f0f0f0f0f);
    return (int32_t)(x * PLAN_BYTES >> 56);
#endif
}

/* How many of the eight sums, each under 128, are not more than n. */
static inline int32_t plan_sums_within(uint64_t sums, int32_t n)
{
    uint64_t within = (((uint64_t)n * PLAN_BYTES | PLAN_TOPS) - sums) & PLAN_TOPS;
    return (int32_t)((within >> 7) * PLAN_BYTES >> 56);
}

/* The n-th set bit, from 0; there are more than n. Without branches: the byte, then the bit in it (Vigna 2008). */
static inline int32_t plan_nth(uint64_t x, int32_t n)
{
    uint64_t sums = x - (x >> 1 & UINT64_C(0x5555555555555555));
    sums = (sums & UINT64_C(0x3333333333333333)) + (sums >> 2 & UINT64_C(0x3333333333333333));
    sums = ((sums + (sums >> 4)) & UINT64_C(0x0f0f0f0f0f0f0f0f)) * PLAN_BYTES;
    int32_t at = plan_sums_within(sums, n) * 8;
    n -= (int32_t)(sums << 8 >> at & 0xff);
    uint64_t spread = (x >> at & 0xff) * PLAN_BYTES & UINT64_C(0x8040201008040201);
    spread = ((spread + UINT64_C(0x7f7f7f7f7f7f7f7f)) & PLAN_TOPS) >> 7;
    return at + plan_sums_within(spread * PLAN_BYTES, n);
}
