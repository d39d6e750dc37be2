/* Addresses as browsers and programs send them (RFC 3986): percent-decoding, the query as pairs, cookies. All input is
 * from outside; what is returned is valid UTF-8 without U+0000. */
#pragma once
#include "base/arena.h"

struct pair {
    struct str name, value;
};

#define URL_QUERY_MAX 40 /* parameters */

/* 0, or -1 for a broken escape, U+0000 or text that is not UTF-8. `plus`: "+" is a space. */
int url_decode(struct arena *a, struct str text, bool plus, struct str *ret_text);
/* "a=1&b=%20": at most URL_QUERY_MAX pairs, else -1. */
int url_query(struct arena *a, struct str query, const struct pair **ret_pairs, size_t *ret_n);
/* The value of a cookie in a Cookie header (RFC 6265); empty where it is not. */
struct str cookie_find(struct str header, const char *name);
