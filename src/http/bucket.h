/* Token buckets by any key (an address, an account): a fixed table, so that a flood of keys costs no memory; where it
 * is full the longest unused key of its place is forgotten. Thread-safe. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct buckets;

/* A bucket holds `burst` tokens (1 at least) and gains `per_s` a second. per_s 0: never refuses. */
struct buckets *buckets_new(double per_s, double burst);
void buckets_free(struct buckets *b);
/* Takes one token; false when there is none, with the seconds after which there will be. */
bool bucket_take(struct buckets *b, const void *key, size_t n, int64_t now_us, int64_t *ret_wait_s);
/* Gives one back (a right password was no guess). */
void bucket_give(struct buckets *b, const void *key, size_t n);
