#include "base/utf8.h"
#include <stdint.h>

/* Unicode 15, table 3-7: what the second byte may be after each first byte; the third and fourth are 80..BF. */
static const struct {
    uint8_t first, last, n, second_least, second_most;
} forms[] = {
    {0xC2, 0xDF, 2, 0x80, 0xBF}, {0xE0, 0xE0, 3, 0xA0, 0xBF}, {0xE1, 0xEC, 3, 0x80, 0xBF}, {0xED, 0xED, 3, 0x80, 0x9F},
    {0xEE, 0xEF, 3, 0x80, 0xBF}, {0xF0, 0xF0, 4, 0x90, 0xBF}, {0xF1, 0xF3, 4, 0x80, 0xBF}, {0xF4, 0xF4, 4, 0x80, 0x8F},
};

static size_t step_wide(const uint8_t *at, size_t n)
{
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        if (at[0] < forms[i].first || at[0] > forms[i].last)
            continue;
        if (n < forms[i].n || at[1] < forms[i].second_least || at[1] > forms[i].second_most)
            return 0;
        for (size_t k = 2; k < forms[i].n; k++)
            if ((at[k] & 0xC0) != 0x80)
                return 0;
        return forms[i].n;
    }
    return 0;
}

size_t utf8_step(const char *at, size_t n)
{
    if (n == 0)
        return 0;
    return (uint8_t)at[0] < 0x80 ? 1 : step_wide((const uint8_t *)at, n);
}

/* True where 8 bytes are ASCII and none is zero: the usual text goes through here. */
static bool eight_plain(const char *at)
{
    uint64_t w;
    memcpy(&w, at, 8);
    return ((w | (w - UINT64_C(0x0101010101010101))) & UINT64_C(0x8080808080808080)) == 0;
}

bool utf8_valid(struct str s)
{
    size_t i = 0;
    while (i < s.n) {
        if (s.n - i >= 8 && eight_plain(s.at + i)) {
            i += 8;
            continue;
        }
        size_t step = utf8_step(s.at + i, s.n - i);
        if (step == 0 || s.at[i] == 0)
            return false;
        i += step;
    }
    return true;
}

size_t utf8_count(struct str s)
{
    size_t count = 0;
    for (size_t i = 0; i < s.n; i++)
        count += ((uint8_t)s.at[i] & 0xC0) != 0x80;
    return count;
}

struct str utf8_cut(struct str s, size_t bytes)
{
    if (s.n <= bytes)
        return s;
    while (bytes > 0 && ((uint8_t)s.at[bytes] & 0xC0) == 0x80)
        bytes--;
    return (struct str){s.at, bytes};
}
