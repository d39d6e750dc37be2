#include "resource/search_snippet.h"
#include "base/utf8.h"
#include "locale/tokens.h"

#define LOOK_BYTES   20000
#define BEFORE_BYTES 40
#define AFTER_BYTES  100
#define TOKENS_MAX   16

size_t search_words(struct arena *a, struct str text, size_t most, struct str *words)
{
    char *low = arena_alloc(a, text.n + 1);
    size_t n = 0, from = 0;
    for (size_t i = 0; i <= text.n; i++) {
        unsigned char c = i < text.n ? (unsigned char)text.at[i] : ' ';
        if (c >= 0x80)
            return tokens_make(a, text, most, words);
        low[i] = (char)(c >= 'A' && c <= 'Z' ? c + 32 : c);
        if ((low[i] >= 'a' && low[i] <= 'z') || (c >= '0' && c <= '9'))
            continue;
        if (i > from && n < most)
            words[n++] = (struct str){low + from, i - from};
        from = i + 1;
    }
    return n;
}

bool search_word_fits(const struct search_word *w, struct str token)
{
    if (!w->prefix)
        return str_eq(w->token, token);
    return token.n >= w->token.n && memcmp(token.at, w->token.at, w->token.n) == 0;
}

static bool any_fits(struct arena *scratch, struct str piece, size_t n, const struct search_word *words)
{
    struct str tokens[TOKENS_MAX];
    size_t n_tokens = search_words(scratch, piece, TOKENS_MAX, tokens);
    for (size_t i = 0; i < n_tokens; i++)
        for (size_t k = 0; k < n; k++)
            if (search_word_fits(&words[k], tokens[i]))
                return true;
    return false;
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* Where the piece between blanks starts that has one of the words, or text.n. */
static size_t find(struct str text, size_t n, const struct search_word *words)
{
    struct arena scratch;
    arena_init(&scratch);
    size_t at = 0, found = text.n;
    while (at < text.n && found == text.n) {
        size_t end = at;
        while (end < text.n && !is_blank(text.at[end]))
            end++;
        arena_reset(&scratch);
        if (end > at && any_fits(&scratch, (struct str){text.at + at, end - at}, n, words))
            found = at;
        at = end + 1;
    }
    arena_release(&scratch);
    return found;
}

static size_t back_to_blank(struct str text, size_t at)
{
    size_t from = at > BEFORE_BYTES ? at - BEFORE_BYTES : 0;
    while (from > 0 && from < at && !is_blank(text.at[from - 1]))
        from++;
    return from;
}

struct str search_snippet(struct arena *a, struct str text, size_t n, const struct search_word *words)
{
    struct str looked = utf8_cut(text, LOOK_BYTES);
    size_t at = find(looked, n, words);
    if (at == looked.n)
        return STR("");
    size_t from = back_to_blank(looked, at);
    struct str rest = {text.at + from, text.n - from};
    struct str cut = utf8_cut(rest, at - from + AFTER_BYTES);
    struct str line = arena_format(a, "%s%.*s%s", from > 0 ? "…" : "", STR_FMT(cut), cut.n < rest.n ? "…" : "");
    char *c = (char *)line.at; /* of the arena, just made */
    for (size_t i = 0; i < line.n; i++)
        if (is_blank(c[i]))
            c[i] = ' ';
    return line;
}
