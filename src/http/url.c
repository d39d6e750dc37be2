#include "http/url.h"
#include "base/utf8.h"

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if ((c | 32) >= 'a' && (c | 32) <= 'f')
        return (c | 32) - 'a' + 10;
    return -1;
}

int url_decode(struct arena *a, struct str text, bool plus, struct str *ret_text)
{
    char *out = arena_alloc(a, text.n + 1);
    size_t n = 0;
    for (size_t i = 0; i < text.n; i++) {
        char c = text.at[i];
        if (c == '+' && plus)
            c = ' ';
        if (c == '%') {
            int high = text.n - i > 2 ? hex_digit(text.at[i + 1]) : -1, low = high < 0 ? -1 : hex_digit(text.at[i + 2]);
            if (low < 0)
                return -1;
            c = (char)(high * 16 + low);
            i += 2;
        }
        out[n++] = c;
    }
    struct str decoded = {out, n};
    if (!utf8_valid(decoded))
        return -1;
    *ret_text = decoded;
    return 0;
}

static struct str str_until(struct str *rest, char end)
{
    const char *found = rest->n ? memchr(rest->at, end, rest->n) : NULL;
    struct str part = {rest->at, found ? (size_t)(found - rest->at) : rest->n};
    size_t skip = found ? part.n + 1 : part.n;
    *rest = (struct str){rest->at + skip, rest->n - skip};
    return part;
}

int url_query(struct arena *a, struct str query, const struct pair **ret_pairs, size_t *ret_n)
{
    struct pair *pairs = query.n ? arena_array(a, struct pair, URL_QUERY_MAX) : NULL;
    size_t n = 0;
    while (query.n) {
        struct str value = str_until(&query, '&'), name = str_until(&value, '=');
        if (name.n == 0 && value.n == 0)
            continue;
        if (n == URL_QUERY_MAX || url_decode(a, name, true, &pairs[n].name) ||
            url_decode(a, value, true, &pairs[n].value))
            return -1;
        n++;
    }
    *ret_pairs = pairs;
    *ret_n = n;
    return 0;
}

struct str cookie_find(struct str header, const char *name)
{
    while (header.n) {
        struct str value = str_until(&header, ';');
        while (value.n && (value.at[0] == ' ' || value.at[0] == '\t'))
            value = (struct str){value.at + 1, value.n - 1};
        struct str found = str_until(&value, '=');
        if (str_is(found, name))
            return value;
    }
    return (struct str){"", 0};
}
