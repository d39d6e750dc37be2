/* Secrets that the program gives away once and keeps only as a hash: session cookies, API tokens, invitation links. */
#pragma once
#include "base/arena.h"
#include <stdint.h>

#define SECRET_BYTES 32

/* prefix followed by 32 random bytes in base64url; in the arena. */
struct str secret_make(struct arena *a, const char *prefix);
/* BLAKE2b-256 of the text, as stored in the columns token_hash. */
void secret_hash(struct str secret, uint8_t out[SECRET_BYTES]);
void secret_random(uint8_t out[SECRET_BYTES]);
struct str secret_hex(struct arena *a, const uint8_t bytes[SECRET_BYTES]);
