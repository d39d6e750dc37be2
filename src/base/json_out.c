#include "base/json_out.h"
#include "base/civil.h"
#include "base/digits.h"
#include "base/utf8.h"
#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#define DEPTH_MOST 63

void json_init(struct json *j, struct buf *out)
{
    *j = (struct json){.out = out};
}

/* Where the next value goes: after its key, or after a comma. Two bytes more than `need` are there. */
static char *value_at(struct json *j, size_t need)
{
    if (!buf_reserve(j->out, need + 2))
        return NULL;
    char *at = j->out->at + j->out->n;
    if (j->after_key) {
        j->after_key = false;
        return at;
    }
    uint64_t level = UINT64_C(1) << j->depth;
    if (j->depth > 0 && (j->has_member & level))
        *at++ = ',';
    j->has_member |= level;
    return at;
}

static void value_end(struct json *j, const char *end)
{
    j->out->n = (size_t)(end - j->out->at);
}

static void value_raw(struct json *j, const char *bytes, size_t n)
{
    char *at = value_at(j, n);
    if (!at)
        return;
    memcpy(at, bytes, n);
    value_end(j, at + n);
}

static void nest(struct json *j, char bracket)
{
    assert(j->depth < DEPTH_MOST);
    value_raw(j, &bracket, 1);
    j->depth++;
    j->has_member &= ~(UINT64_C(1) << j->depth);
    j->after_key = false;
}

static void nest_end(struct json *j, char bracket)
{
    assert(j->depth > 0 && (!j->after_key || j->out->full));
    j->depth--;
    buf_char(j->out, bracket);
}

void json_object_start(struct json *j)
{
    nest(j, '{');
}

void json_object_end(struct json *j)
{
    nest_end(j, '}');
}

void json_array_start(struct json *j)
{
    nest(j, '[');
}

void json_array_end(struct json *j)
{
    nest_end(j, ']');
}

void json_key(struct json *j, const char *key)
{
    assert(j->depth > 0 && (!j->after_key || j->out->full));
    size_t n = strlen(key);
    char *at = value_at(j, n + 3);
    if (!at)
        return;
    *at++ = '"';
    memcpy(at, key, n);
    at += n;
    *at++ = '"';
    *at++ = ':';
    value_end(j, at);
    j->after_key = true;
}

void json_key_str(struct json *j, struct str key)
{
    json_str(j, key);
    buf_char(j->out, ':');
    j->after_key = true;
}

/* What a byte becomes: 0 itself, 'u' a \u00XX, 'w' the start of a wide character, else the letter after the backslash.
 */
static const char escape[256] = {
    'u', 'u', 'u', 'u', 'u',         'u',           'u',
    'u', 'b', 't', 'n', 'u',         'f',           'r',
    'u', 'u', 'u', 'u', 'u',         'u',           'u',
    'u', 'u', 'u', 'u', 'u',         'u',           'u',
    'u', 'u', 'u', 'u', ['"'] = '"', ['\\'] = '\\', [0x80 ... 0xFF] = 'w',
};

#define ONES  UINT64_C(0x0101010101010101)
#define HIGHS UINT64_C(0x8080808080808080)

/* True where none of 8 bytes needs a look: ASCII from 0x20 without quote and backslash. */
static bool eight_plain(const char *at)
{
    uint64_t w;
    memcpy(&w, at, 8);
    uint64_t quote = w ^ ONES * '"', slash = w ^ ONES * '\\';
    return ((w | (w - ONES * 0x20) | (quote - ONES) | (slash - ONES)) & HIGHS) == 0;
}

static size_t plain_run(const char *at, size_t n)
{
    size_t i = 0;
    while (n - i >= 8 && eight_plain(at + i))
        i += 8;
    while (i < n && escape[(uint8_t)at[i]] == 0)
        i++;
    return i;
}

/* One character that is not plain, from `s` to the end of the buffer; returns how many bytes it was. */
static size_t special_write(struct buf *out, struct str s)
{
    static const char hex[] = "0123456789abcdef";
    uint8_t c = (uint8_t)s.at[0];
    if (escape[c] == 'w') {
        size_t step = utf8_step(s.at, s.n);
        buf_add(out, step ? s.at : "\xEF\xBF\xBD", step ? step : 3);
        return step ? step : 1;
    }
    if (escape[c] == 'u')
        buf_add(out, (char[]){'\\', 'u', '0', '0', hex[c >> 4], hex[c & 15]}, 6);
    else
        buf_add(out, (char[]){'\\', escape[c]}, 2);
    return 1;
}

static void special_rest(struct json *j, struct str s)
{
    while (s.n > 0) {
        size_t done = plain_run(s.at, s.n);
        if (done > 0)
            buf_add(j->out, s.at, done);
        else
            done = special_write(j->out, s);
        s = (struct str){s.at + done, s.n - done};
    }
    buf_char(j->out, '"');
}

void json_str(struct json *j, struct str s)
{
    char *at = value_at(j, s.n + 2);
    if (!at)
        return;
    *at++ = '"';
    size_t plain = plain_run(s.at, s.n);
    if (plain > 0)
        memcpy(at, s.at, plain);
    at += plain;
    if (plain == s.n) {
        *at++ = '"';
        value_end(j, at);
        return;
    }
    value_end(j, at);
    special_rest(j, (struct str){s.at + plain, s.n - plain});
}

void json_text(struct json *j, const char *zero_ended)
{
    json_str(j, str_of(zero_ended));
}

void json_int(struct json *j, int64_t v)
{
    char *at = value_at(j, DIGITS_INT64);
    if (at)
        value_end(j, digits_int(at, v));
}

void json_double(struct json *j, double v)
{
    if (!isfinite(v)) {
        json_none(j);
        return;
    }
    if (fabs(v) < 1e15 && v == (double)(int64_t)v && !(v == 0 && signbit(v))) {
        json_int(j, (int64_t)v);
        return;
    }
    char text[32];
    int n = 0;
    for (int digits = 15; digits <= 17; digits++) {
        n = snprintf(text, sizeof text, "%.*g", digits, v);
        if (strtod(text, NULL) == v)
            break;
    }
    value_raw(j, text, (size_t)n);
}

void json_bool(struct json *j, bool v)
{
    value_raw(j, v ? "true" : "false", v ? 4 : 5);
}

void json_none(struct json *j)
{
    value_raw(j, "null", 4);
}

void json_id(struct json *j, struct id id)
{
    char *at = value_at(j, ID_TEXT + 3);
    if (!at)
        return;
    at[0] = '"';
    id_write(id, at + 1);
    at[ID_TEXT + 1] = '"';
    value_end(j, at + ID_TEXT + 2);
}

void json_id_or_none(struct json *j, const char *key, struct id id)
{
    json_key(j, key);
    if (id_is_zero(id))
        json_none(j);
    else
        json_id(j, id);
}

void json_date(struct json *j, int32_t day)
{
    char *at = value_at(j, 13);
    if (!at)
        return;
    at[0] = '"';
    date_write(day, at + 1);
    at[11] = '"';
    value_end(j, at + 12);
}

void json_instant(struct json *j, int64_t time_us)
{
    char *at = value_at(j, 30);
    if (!at)
        return;
    at[0] = '"';
    size_t n = instant_write(time_us, at + 1);
    at[n + 1] = '"';
    value_end(j, at + n + 2);
}

void json_raw(struct json *j, struct str written)
{
    value_raw(j, written.at, written.n);
}
