#include "locale/letters.h"
#include <unicode/uchar.h>
#include <unicode/utf8.h>

bool letters_small(struct str text, const char *also)
{
    int32_t at = 0, n = (int32_t)text.n;
    while (at < n) {
        UChar32 c;
        U8_NEXT(text.at, at, n, c);
        bool listed = c > 0 && c < 128 && strchr(also, (char)c);
        if (c < 0 || !(u_isalnum(c) || listed) || u_isupper(c))
            return false;
    }
    return n > 0;
}

size_t letters_capital(struct str text, size_t most, char *out)
{
    int32_t at = 0, n = (int32_t)text.n, to = 0;
    for (size_t i = 0; i < most && at < n; i++) {
        UChar32 c;
        U8_NEXT(text.at, at, n, c);
        if (c < 0)
            break;
        c = u_toupper(c);
        U8_APPEND_UNSAFE(out, to, c);
    }
    return (size_t)to;
}
