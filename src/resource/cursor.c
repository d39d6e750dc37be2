#include "resource/cursor.h"
#include "base/utf8.h"
#include <assert.h>

static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/* FNV-1a; the end of a part counts, so that "a", "bc" is not "ab", "c". */
uint64_t cursor_bind(uint64_t bound, struct str part)
{
    uint64_t h = bound ? bound : UINT64_C(14695981039346656037);
    for (size_t i = 0; i < part.n; i++)
        h = (h ^ (uint8_t)part.at[i]) * UINT64_C(1099511628211);
    return (h ^ 0x100) * UINT64_C(1099511628211);
}

static struct str base64_write(struct arena *a, const uint8_t *bytes, size_t n)
{
    char *text = arena_alloc(a, n / 3 * 4 + 5), *to = text;
    for (size_t i = 0; i < n; i += 3) {
        size_t here = n - i < 3 ? n - i : 3;
        uint32_t three =
            (uint32_t)bytes[i] << 16 | (here > 1 ? (uint32_t)bytes[i + 1] << 8 : 0) | (here > 2 ? bytes[i + 2] : 0);
        for (size_t k = 0; k < here + 1; k++)
            *to++ = digits[three >> (18 - 6 * k) & 63];
    }
    return (struct str){text, (size_t)(to - text)};
}

static int digit_of(char c)
{
    if (c >= 'A' && c <= 'Z')
        return c - 'A';
    if (c >= 'a' && c <= 'z')
        return c - 'a' + 26;
    if (c >= '0' && c <= '9')
        return c - '0' + 52;
    return c == '-' ? 62 : c == '_' ? 63 : -1;
}

/* One text for each value: what is left over must be zero. */
static int base64_read(struct arena *a, struct str text, struct str *ret_bytes)
{
    if (text.n > CURSOR_TEXT_MAX || text.n % 4 == 1)
        return -1;
    char *bytes = arena_alloc(a, text.n), *to = bytes;
    uint32_t held = 0;
    int bits = 0;
    for (size_t i = 0; i < text.n; i++) {
        int digit = digit_of(text.at[i]);
        if (digit < 0)
            return -1;
        held = held << 6 | (uint32_t)digit;
        bits += 6;
        if (bits >= 8) {
            bits -= 8;
            *to++ = (char)(held >> bits & 255);
            held &= (1u << bits) - 1;
        }
    }
    *ret_bytes = (struct str){bytes, (size_t)(to - bytes)};
    return held ? -1 : 0;
}

static struct str value_bytes(const struct value *v)
{
    switch (v->kind) {
    case V_INT:
        return (struct str){(const char *)&v->i, sizeof v->i};
    case V_ID:
        return (struct str){(const char *)v->id.byte, sizeof v->id.byte};
    case V_TEXT:
    case V_BLOB:
        return v->s;
    default:
        return (struct str){"", 0};
    }
}

struct str cursor_write(struct arena *a, uint64_t bound, const struct cursor *c)
{
    size_t room = sizeof bound;
    for (size_t i = 0; i < c->n; i++)
        room += 3 + value_bytes(&c->value[i]).n;
    uint8_t *bytes = arena_alloc(a, room), *to = bytes;
    memcpy(to, &bound, sizeof bound);
    to += sizeof bound;
    for (size_t i = 0; i < c->n; i++) {
        struct str s = value_bytes(&c->value[i]);
        assert(s.n <= 0xFFFF);
        *to++ = (uint8_t)c->value[i].kind;
        *to++ = (uint8_t)(s.n >> 8);
        *to++ = (uint8_t)s.n;
        memcpy(to, s.at, s.n);
        to += s.n;
    }
    return base64_write(a, bytes, (size_t)(to - bytes));
}

static int value_read(uint8_t kind, struct str bytes, struct value *ret_value)
{
    struct value v = {.kind = (enum value_kind)kind};
    switch (kind) {
    case V_NULL:
        *ret_value = v;
        return bytes.n == 0 ? 0 : -1;
    case V_INT:
        if (bytes.n != sizeof v.i)
            return -1;
        memcpy(&v.i, bytes.at, sizeof v.i);
        break;
    case V_ID:
        if (bytes.n != sizeof v.id.byte)
            return -1;
        memcpy(v.id.byte, bytes.at, sizeof v.id.byte);
        break;
    case V_TEXT:
        if (!utf8_valid(bytes))
            return -1;
        v.s = bytes;
        break;
    case V_BLOB:
        v.s = bytes;
        break;
    default:
        return -1;
    }
    *ret_value = v;
    return 0;
}

int cursor_read(struct arena *a, struct str text, uint64_t bound, struct cursor *ret_cursor)
{
    struct str rest;
    uint64_t made_for;
    if (base64_read(a, text, &rest) != 0 || rest.n < sizeof made_for)
        return -1;
    memcpy(&made_for, rest.at, sizeof made_for);
    if (made_for != bound)
        return -1;
    struct cursor c = {0};
    for (size_t at = sizeof made_for; at < rest.n;) {
        const uint8_t *head = (const uint8_t *)rest.at + at;
        if (c.n == CURSOR_VALUES || rest.n - at < 3)
            return -1;
        size_t n = (size_t)head[1] << 8 | head[2];
        at += 3;
        if (n > rest.n - at || value_read(head[0], (struct str){rest.at + at, n}, &c.value[c.n++]) != 0)
            return -1;
        at += n;
    }
    *ret_cursor = c;
    return 0;
}
