#include "locale/tokens.h"
#include "base/log.h"
#include "base/utf8.h"
#include <pthread.h>
#include <stdlib.h>
#include <unicode/ubrk.h>
#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/uscript.h>
#include <unicode/ustring.h>

struct wide {
    UChar *at;
    int32_t n;
};

/* Break iterators cost a hundred times one short text, and belong to one thread: each thread keeps one. */
static pthread_once_t once = PTHREAD_ONCE_INIT;
static pthread_key_t breaker_key;

static void icu_check(UErrorCode status, const char *what)
{
    if (U_SUCCESS(status))
        return;
    log_line(LOG_ERROR, "locale", "%s: %s", what, u_errorName(status));
    abort();
}

static void breaker_close(void *breaker)
{
    ubrk_close(breaker);
}

static void key_make(void)
{
    pthread_key_create(&breaker_key, breaker_close);
}

static UBreakIterator *breaker_of_thread(void)
{
    pthread_once(&once, key_make);
    UBreakIterator *b = pthread_getspecific(breaker_key);
    if (!b) {
        UErrorCode status = U_ZERO_ERROR;
        b = ubrk_open(UBRK_WORD, "", NULL, 0, &status);
        icu_check(status, "word breaks");
        pthread_setspecific(breaker_key, b);
    }
    return b;
}

static struct wide wide_of(struct arena *a, struct str text)
{
    UErrorCode status = U_ZERO_ERROR;
    struct wide w = {arena_array(a, UChar, text.n + 1), 0};
    u_strFromUTF8WithSub(w.at, (int32_t)text.n + 1, &w.n, text.at, (int32_t)text.n, 0xFFFD, NULL, &status);
    icu_check(status, "text");
    return w;
}

static struct wide normalized(struct arena *a, const UNormalizer2 *form, struct wide w)
{
    UErrorCode status = U_ZERO_ERROR;
    if (unorm2_isNormalized(form, w.at, w.n, &status) && U_SUCCESS(status))
        return w;
    int32_t room = w.n * 2 + 32;
    for (;;) {
        struct wide r = {arena_array(a, UChar, room), 0};
        status = U_ZERO_ERROR;
        r.n = unorm2_normalize(form, w.at, w.n, r.at, room, &status);
        if (status != U_BUFFER_OVERFLOW_ERROR) {
            icu_check(status, "normalisation");
            return r;
        }
        room = r.n + 1;
    }
}

/* Marks that belong to no script of their own: accents, not the vowels of Thai or Devanagari. */
static void diacritics_remove(struct wide *w)
{
    int32_t to = 0;
    for (int32_t i = 0; i < w->n;) {
        UChar32 c;
        UErrorCode status = U_ZERO_ERROR;
        int32_t from = i;
        U16_NEXT(w->at, i, w->n, c);
        if (c >= 0x300 && u_charType(c) == U_NON_SPACING_MARK && uscript_getScript(c, &status) == USCRIPT_INHERITED)
            continue;
        while (from < i)
            w->at[to++] = w->at[from++];
    }
    w->n = to;
}

static struct wide folded(struct arena *a, struct str text)
{
    UErrorCode status = U_ZERO_ERROR;
    struct wide w = wide_of(a, text);
    w = normalized(a, unorm2_getNFKCCasefoldInstance(&status), w);
    w = normalized(a, unorm2_getNFDInstance(&status), w);
    diacritics_remove(&w);
    w = normalized(a, unorm2_getNFCInstance(&status), w);
    icu_check(status, "normalisation");
    return w;
}

/* The distinct tokens so far, with a hash table of places in `out` (0 is none). */
struct token_set {
    struct arena *arena;
    struct str *out;
    size_t n, most, mask;
    uint32_t *slots;
};

static void token_add(struct token_set *set, struct str token)
{
    uint32_t hash = 2166136261u; /* FNV-1a */
    for (size_t i = 0; i < token.n; i++)
        hash = (hash ^ (uint8_t)token.at[i]) * 16777619u;
    size_t slot = hash & set->mask;
    for (; set->slots[slot]; slot = (slot + 1) & set->mask)
        if (str_eq(set->out[set->slots[slot] - 1], token))
            return;
    set->out[set->n++] = arena_str(set->arena, token);
    set->slots[slot] = (uint32_t)set->n;
}

static void word_add(struct token_set *set, const UChar *at, int32_t n)
{
    char text[TOKEN_MAX * 4];
    int32_t bytes = 0;
    UErrorCode status = U_ZERO_ERROR;
    if (n > TOKEN_MAX)
        n = U16_IS_LEAD(at[TOKEN_MAX - 1]) ? TOKEN_MAX - 1 : TOKEN_MAX;
    if (n == 0 || set->n == set->most)
        return;
    u_strToUTF8WithSub(text, (int32_t)sizeof text, &bytes, at, n, 0xFFFD, NULL, &status);
    if (U_SUCCESS(status))
        token_add(set, utf8_cut((struct str){text, (size_t)bytes}, TOKEN_MAX));
}

/* TR 29 keeps these within a word; a point between digits stays. */
static bool parts_word(const UChar *at, int32_t i, int32_t n)
{
    switch (at[i]) {
    case '\'':
    case 0x2019:
    case '_':
    case ':':
    case '@':
        return true;
    case '.':
        return !(i > 0 && i + 1 < n && u_isdigit(at[i - 1]) && u_isdigit(at[i + 1]));
    default:
        return false;
    }
}

static void words_add(struct token_set *set, const UChar *at, int32_t n)
{
    int32_t from = 0;
    for (int32_t i = 0; i < n; i++)
        if (parts_word(at, i, n)) {
            word_add(set, at + from, i - from);
            from = i + 1;
        }
    word_add(set, at + from, n - from);
}

size_t tokens_make(struct arena *a, struct str text, size_t most, struct str *ret_tokens)
{
    UErrorCode status = U_ZERO_ERROR;
    struct wide w = folded(a, utf8_cut(text, TOKENS_TEXT_MAX));
    struct token_set set = {.arena = a, .out = ret_tokens, .most = most, .mask = 15};
    while (set.mask < most * 2)
        set.mask = set.mask * 2 + 1;
    set.slots = arena_array(a, uint32_t, set.mask + 1);
    UBreakIterator *words = breaker_of_thread();
    ubrk_setText(words, w.at, w.n, &status);
    icu_check(status, "word breaks");
    int32_t from = ubrk_first(words);
    for (int32_t to = ubrk_next(words); to != UBRK_DONE && set.n < most; from = to, to = ubrk_next(words))
        if (ubrk_getRuleStatus(words) >= UBRK_WORD_NONE_LIMIT)
            words_add(&set, w.at + from, to - from);
    return set.n;
}
