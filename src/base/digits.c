#include "base/digits.h"

const char digits_pairs[201] = "0001020304050607080910111213141516171819"
                               "2021222324252627282930313233343536373839"
                               "4041424344454647484950515253545556575859"
                               "6061626364656667686970717273747576777879"
                               "8081828384858687888990919293949596979899";

char *digits_int(char *at, int64_t v)
{
    uint64_t u = (uint64_t)v;
    if (v < 0) {
        *at++ = '-';
        u = 0 - u;
    }
    char text[DIGITS_INT64], *from = text + sizeof text;
    while (u >= 100) {
        from -= 2;
        digits_two(from, (unsigned)(u % 100));
        u /= 100;
    }
    if (u >= 10) {
        from -= 2;
        digits_two(from, (unsigned)u);
    } else {
        *--from = (char)('0' + u);
    }
    size_t n = (size_t)(text + sizeof text - from);
    memcpy(at, from, n);
    return at + n;
}
