/* Search tokens, sort keys and Accept-Language of any bytes; the tokens of tokens are themselves. */
#include "base/utf8.h"
#include "fuzz.h"
#include "locale/catalogue.h"
#include "locale/sortkey.h"
#include "locale/tokens.h"
#include "locale/zone.h"

#define MOST 100

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    struct str in = {(const char *)data, n}, tokens[MOST];
    struct arena a;
    uint8_t key[SORTKEY_MAX];
    fuzz_check(locale_choose(in) != NULL);
    fuzz_check(sortkey_make(in, key) <= SORTKEY_MAX);
    zone_valid(in);
    arena_init(&a);
    size_t count = tokens_make(&a, in, MOST, tokens);
    fuzz_check(count <= MOST);
    for (size_t i = 0; i < count; i++) {
        fuzz_check(tokens[i].n > 0 && tokens[i].n <= TOKEN_MAX && utf8_valid(tokens[i]));
        for (size_t k = 0; k < i; k++)
            fuzz_check(!str_eq(tokens[i], tokens[k]));
    }
    arena_release(&a);
    return 0;
}
