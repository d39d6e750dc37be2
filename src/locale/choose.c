#include "locale/catalogue.h"
#include <strings.h>

/* Weight of one range in thousandths: "fr;q=0.8" is 800, a missing one 1000, a broken one 0. */
static int weight_parse(struct str params)
{
    for (size_t i = 0; i + 2 < params.n; i++) {
        if ((params.at[i] != 'q' && params.at[i] != 'Q') || params.at[i + 1] != '=')
            continue;
        int weight = 0, unit = 1000;
        for (i += 2; i < params.n && unit > 0; i++) {
            char c = params.at[i];
            if (c == '.')
                continue;
            if (c < '0' || c > '9')
                break;
            weight += (c - '0') * unit;
            unit /= 10;
        }
        return weight > 1000 ? 0 : weight;
    }
    return 1000;
}

/* The locale of a range: all of it, else its language alone. */
static const char *range_find(struct str range)
{
    if (str_is(range, "*"))
        return locale_list()[0];
    for (int whole = 1; whole >= 0; whole--) {
        const char *dash = whole ? NULL : memchr(range.at, '-', range.n);
        struct str part = {range.at, dash ? (size_t)(dash - range.at) : range.n};
        for (const char *const *l = locale_list(); *l; l++)
            if (strlen(*l) == part.n && strncasecmp(*l, part.at, part.n) == 0)
                return *l;
    }
    return NULL;
}

static struct str trim(struct str s)
{
    while (s.n > 0 && (s.at[0] == ' ' || s.at[0] == '\t'))
        s = (struct str){s.at + 1, s.n - 1};
    while (s.n > 0 && (s.at[s.n - 1] == ' ' || s.at[s.n - 1] == '\t'))
        s.n--;
    return s;
}

const char *locale_choose(struct str accept_language)
{
    const char *best = NULL;
    int best_weight = 0;
    struct str rest = accept_language;
    while (rest.n > 0) {
        const char *comma = memchr(rest.at, ',', rest.n);
        struct str item = {rest.at, comma ? (size_t)(comma - rest.at) : rest.n};
        rest = comma ? (struct str){comma + 1, rest.n - item.n - 1} : (struct str){NULL, 0};
        const char *semicolon = memchr(item.at, ';', item.n);
        struct str range = {item.at, semicolon ? (size_t)(semicolon - item.at) : item.n};
        int weight = weight_parse((struct str){item.at + range.n, item.n - range.n});
        const char *found = range.n > 0 && weight > best_weight ? range_find(trim(range)) : NULL;
        if (found) {
            best = found;
            best_weight = weight;
        }
    }
    return best ? best : locale_list()[0];
}
