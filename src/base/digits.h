/* Decimal digits without printf, two at a time. */
#pragma once
#include <stdint.h>
#include <string.h>

#define DIGITS_INT64 20 /* characters of INT64_MIN */

extern const char digits_pairs[201]; /* "000102…99" */

static inline char *digits_two(char *at, unsigned v) /* v < 100 */
{
    memcpy(at, digits_pairs + (size_t)v * 2, 2);
    return at + 2;
}

static inline char *digits_four(char *at, unsigned v) /* v < 10,000 */
{
    return digits_two(digits_two(at, v / 100), v % 100);
}

/* Writes without a zero; returns the end. */
char *digits_int(char *at, int64_t v);
