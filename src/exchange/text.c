#include "exchange/text.h"
#include "base/utf8.h"

static bool space_at(struct str s, size_t i, size_t *ret_n)
{
    unsigned char c = (unsigned char)s.at[i];
    *ret_n = 1;
    if (c == ' ' || (c >= '\t' && c <= '\r'))
        return true;
    if (c == 0xC2 && i + 1 < s.n && (unsigned char)s.at[i + 1] == 0xA0) { /* no-break space */
        *ret_n = 2;
        return true;
    }
    if (c == 0xE2 && i + 2 < s.n && (unsigned char)s.at[i + 1] == 0x80 && (unsigned char)s.at[i + 2] == 0xAF) {
        *ret_n = 3; /* narrow no-break space */
        return true;
    }
    return false;
}

/* What Windows-1252 has at 0x80 to 0x9F; 0: nothing. */
static const uint16_t windows_1252[32] = {0x20AC, 0,      0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021,
                                          0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0,      0x017D, 0,
                                          0,      0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
                                          0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0,      0x017E, 0x0178};

static size_t put_code(char *to, uint32_t c)
{
    if (c < 0x80) {
        to[0] = (char)c;
        return 1;
    }
    if (c < 0x800) {
        to[0] = (char)(0xC0 | (c >> 6));
        to[1] = (char)(0x80 | (c & 0x3F));
        return 2;
    }
    if (c < 0x10000) {
        to[0] = (char)(0xE0 | (c >> 12));
        to[1] = (char)(0x80 | ((c >> 6) & 0x3F));
        to[2] = (char)(0x80 | (c & 0x3F));
        return 3;
    }
    to[0] = (char)(0xF0 | (c >> 18));
    to[1] = (char)(0x80 | ((c >> 12) & 0x3F));
    to[2] = (char)(0x80 | ((c >> 6) & 0x3F));
    to[3] = (char)(0x80 | (c & 0x3F));
    return 4;
}

static struct str from_windows_1252(struct arena *a, struct str bytes)
{
    char *to = arena_alloc(a, bytes.n * 3 + 1);
    size_t n = 0;
    for (size_t i = 0; i < bytes.n; i++) {
        unsigned char c = (unsigned char)bytes.at[i];
        uint32_t code = c >= 0x80 && c < 0xA0 ? windows_1252[c - 0x80] : c;
        if (code != 0)
            n += put_code(to + n, code);
    }
    return (struct str){to, n};
}

static struct str from_utf16(struct arena *a, struct str bytes, bool big)
{
    char *to = arena_alloc(a, bytes.n / 2 * 3 + 4);
    size_t n = 0;
    uint32_t high = 0;
    for (size_t i = 2; i + 1 < bytes.n; i += 2) {
        unsigned char x = (unsigned char)bytes.at[i], y = (unsigned char)bytes.at[i + 1];
        uint32_t c = big ? (uint32_t)(x << 8 | y) : (uint32_t)(y << 8 | x);
        if (c >= 0xD800 && c < 0xDC00) {
            high = c;
            continue;
        }
        bool low = c >= 0xDC00 && c < 0xE000;
        if (low && high != 0)
            n += put_code(to + n, 0x10000 + ((high - 0xD800) << 10) + (c - 0xDC00));
        else if (!low && c != 0)
            n += put_code(to + n, c);
        high = 0;
    }
    return (struct str){to, n};
}

static struct str without_zeros(struct arena *a, struct str s)
{
    if (s.n == 0 || memchr(s.at, 0, s.n) == NULL)
        return s;
    char *to = arena_alloc(a, s.n);
    size_t n = 0;
    for (size_t i = 0; i < s.n; i++)
        if (s.at[i] != 0)
            to[n++] = s.at[i];
    return (struct str){to, n};
}

struct str text_decode(struct arena *a, struct str bytes, enum text_encoding *ret_encoding)
{
    *ret_encoding = TEXT_UTF16;
    if (text_starts(bytes, STR("\xFF\xFE")))
        return from_utf16(a, bytes, false);
    if (text_starts(bytes, STR("\xFE\xFF")))
        return from_utf16(a, bytes, true);
    *ret_encoding = TEXT_UTF8;
    if (text_starts(bytes, STR("\xEF\xBB\xBF")))
        bytes = (struct str){bytes.at + 3, bytes.n - 3};
    bytes = without_zeros(a, bytes);
    if (utf8_valid(bytes))
        return bytes;
    *ret_encoding = TEXT_WINDOWS_1252;
    return from_windows_1252(a, bytes);
}

struct str text_trim(struct str s)
{
    size_t k;
    while (s.n > 0 && space_at(s, 0, &k))
        s = (struct str){s.at + k, s.n - k};
    for (;;) {
        if (s.n >= 1 && space_at(s, s.n - 1, &k) && k == 1)
            s.n--;
        else if (s.n >= 2 && space_at(s, s.n - 2, &k) && k == 2)
            s.n -= 2;
        else if (s.n >= 3 && space_at(s, s.n - 3, &k) && k == 3)
            s.n -= 3;
        else
            return s;
    }
}

/* The letters of U+00C0 to U+017F without accent and case; '?' stands for itself. */
static const char latin[] = "aaaaaa?ceeeeiiiidnooooo?ouuuuypsaaaaaa?ceeeeiiiidnooooo?ouuuuypy"
                            "aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiii??jjkkklllllll"
                            "lllnnnnnnnnnoooooo??rrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs";

static size_t fold_letter(struct str s, size_t i, char *to, size_t *ret_n)
{
    size_t k = utf8_step(s.at + i, s.n - i);
    if (k <= 1) {
        char c = s.at[i];
        *to = c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
        *ret_n = 1;
        return 1;
    }
    unsigned char lead = (unsigned char)s.at[i], next = (unsigned char)s.at[i + 1];
    unsigned code = (unsigned)(lead & 0x1F) << 6 | (next & 0x3F);
    if (k == 2 && code >= 0xC0 && code <= 0x17F && latin[code - 0xC0] != '?') {
        *to = latin[code - 0xC0];
        *ret_n = 1;
        return 2;
    }
    if (k == 2 && lead == 0xCC) { /* a combining accent, as macOS writes names */
        *ret_n = 0;
        return 2;
    }
    if (k == 3 && memcmp(s.at + i, "\xE2\x80\x99", 3) == 0) { /* the typographic apostrophe */
        *to = '\'';
        *ret_n = 1;
        return 3;
    }
    memcpy(to, s.at + i, k);
    *ret_n = k;
    return k;
}

struct str text_fold(struct arena *a, struct str s)
{
    s = text_trim(s);
    char *to = arena_alloc(a, s.n + 1);
    size_t n = 0;
    for (size_t i = 0; i < s.n;) {
        size_t k, written;
        if (space_at(s, i, &k) || s.at[i] == '_') {
            if (n > 0 && to[n - 1] != ' ')
                to[n++] = ' ';
            i += k;
            continue;
        }
        i += fold_letter(s, i, to + n, &written);
        n += written;
    }
    return (struct str){to, n};
}

bool text_same(struct arena *a, struct str x, struct str y)
{
    return str_eq(text_fold(a, x), text_fold(a, y));
}

bool text_starts(struct str s, struct str with)
{
    return s.n >= with.n && (with.n == 0 || memcmp(s.at, with.at, with.n) == 0);
}

bool text_contains(struct str s, struct str what)
{
    return what.n == 0 || (s.n >= what.n && memmem(s.at, s.n, what.at, what.n) != NULL);
}

struct str text_cut(struct str s, char at, struct str *ret_rest)
{
    const char *found = s.n == 0 ? NULL : memchr(s.at, at, s.n);
    if (found == NULL) {
        *ret_rest = (struct str){0};
        return s;
    }
    size_t n = (size_t)(found - s.at);
    *ret_rest = (struct str){found + 1, s.n - n - 1};
    return (struct str){s.at, n};
}

struct str text_line(struct arena *a, struct str s)
{
    s = text_trim(s);
    char *to = arena_alloc(a, s.n + 1);
    size_t n = 0;
    for (size_t i = 0; i < s.n;) {
        size_t k;
        if (space_at(s, i, &k)) {
            if (n > 0 && to[n - 1] != ' ')
                to[n++] = ' ';
            i += k;
        } else if ((unsigned char)s.at[i] < 0x20 || s.at[i] == 0x7F) {
            i++;
        } else {
            to[n++] = s.at[i++];
        }
    }
    return (struct str){to, n};
}

struct str text_limit(struct str s, size_t most, bool *ret_cut)
{
    size_t i = 0;
    for (size_t count = 0; i < s.n; count++) {
        if (count == most) {
            *ret_cut = true;
            return text_trim((struct str){s.at, i});
        }
        size_t k = utf8_step(s.at + i, s.n - i);
        i += k == 0 ? 1 : k;
    }
    return s;
}

struct str text_newlines(struct arena *a, struct str s, bool literal)
{
    if (s.n == 0 || (memchr(s.at, '\r', s.n) == NULL && memchr(s.at, '\\', s.n) == NULL))
        return s;
    char *to = arena_alloc(a, s.n + 1);
    size_t n = 0;
    for (size_t i = 0; i < s.n; i++) {
        bool pair = i + 1 < s.n;
        if (s.at[i] == '\r') {
            to[n++] = '\n';
            i += pair && s.at[i + 1] == '\n';
        } else if (literal && s.at[i] == '\\' && pair && (s.at[i + 1] == 'n' || s.at[i + 1] == 'r')) {
            if (s.at[i + 1] == 'n')
                to[n++] = '\n';
            i++;
        } else {
            to[n++] = s.at[i];
        }
    }
    return (struct str){to, n};
}

int text_int(struct str s, int64_t *ret_value)
{
    bool negative = s.n > 0 && s.at[0] == '-';
    size_t i = negative || (s.n > 0 && s.at[0] == '+') ? 1 : 0;
    if (s.n == i || s.n - i > 18)
        return -1;
    int64_t v = 0;
    for (; i < s.n; i++) {
        if (s.at[i] < '0' || s.at[i] > '9')
            return -1;
        v = v * 10 + (s.at[i] - '0');
    }
    *ret_value = negative ? -v : v;
    return 0;
}
