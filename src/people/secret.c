#include "people/secret.h"
#include <sodium.h>

void secret_random(uint8_t out[SECRET_BYTES])
{
    randombytes_buf(out, SECRET_BYTES);
}

struct str secret_make(struct arena *a, const char *prefix)
{
    uint8_t bytes[SECRET_BYTES];
    char text[sodium_base64_ENCODED_LEN(SECRET_BYTES, sodium_base64_VARIANT_URLSAFE_NO_PADDING)];
    secret_random(bytes);
    sodium_bin2base64(text, sizeof text, bytes, sizeof bytes, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    struct str secret = arena_format(a, "%s%s", prefix, text);
    sodium_memzero(bytes, sizeof bytes);
    sodium_memzero(text, sizeof text);
    return secret;
}

void secret_hash(struct str secret, uint8_t out[SECRET_BYTES])
{
    crypto_generichash(out, SECRET_BYTES, (const unsigned char *)secret.at, secret.n, NULL, 0);
}

struct str secret_hex(struct arena *a, const uint8_t bytes[SECRET_BYTES])
{
    char text[SECRET_BYTES * 2 + 1];
    sodium_bin2hex(text, sizeof text, bytes, SECRET_BYTES);
    return arena_str(a, str_of(text));
}
