/* Slices of text: a pointer and a length, never owned, not ended by a zero unless said so. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

struct str {
    const char *at;
    size_t n;
};

#define STR(literal) ((struct str){(literal), sizeof(literal) - 1})
#define STR_FMT(s)   (int)(s).n, (s).at /* for "%.*s" */

static inline struct str str_of(const char *zero_ended)
{
    return (struct str){zero_ended, zero_ended ? strlen(zero_ended) : 0};
}

static inline bool str_eq(struct str a, struct str b)
{
    return a.n == b.n && (a.n == 0 || memcmp(a.at, b.at, a.n) == 0);
}

static inline bool str_is(struct str a, const char *zero_ended)
{
    return str_eq(a, str_of(zero_ended));
}
