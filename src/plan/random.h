/* Numbers from a counter: no state, so any order of drawing gives the same. plan_mix is the finaliser of splitmix64
 * (Steele, Lea, Flood 2014). */
#pragma once
#include <stdint.h>

static inline uint64_t plan_mix(uint64_t x)
{
    x += UINT64_C(0x9e3779b97f4a7c15);
    x = (x ^ x >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    x = (x ^ x >> 27) * UINT64_C(0x94d049bb133111eb);
    return x ^ x >> 31;
}

static inline uint64_t plan_mix2(uint64_t a, uint64_t b)
{
    return plan_mix(plan_mix(a) ^ b);
}

/* 0..below-1; below > 0 */
static inline uint32_t plan_below(uint64_t random, uint32_t below)
{
    return (uint32_t)((random >> 32) * below >> 32);
}
