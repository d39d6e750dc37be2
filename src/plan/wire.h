/* The input as bytes: how a plan reaches the engine in a browser, and a file of one. Little-endian words of 32 bits in
 * the order of wire.c; numbers of 64 bits are two words, the low one first; bitmaps are plan_words(slots) of those.
 * Reading trusts nothing: what it gives is valid (plan/valid.h). */
#pragma once
#include "plan/memory.h"
#include "plan/valid.h"

static inline size_t plan_read_bytes(size_t n) /* of memory, to read n bytes */
{
    return n * 2 + 4096;
}

int plan_read(struct plan_memory *m, const uint8_t *bytes, size_t n,
              struct plan_in *ret); /* PLAN_OK, _INVALID, _NO_ROOM */
size_t plan_write(const struct plan_in *in, uint8_t *bytes,
                  size_t room); /* how many bytes it takes; writes what has room */
