#include "base/buf.h"
#include "base/digits.h"
#include "base/log.h"
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#define ROOM_FIRST ((size_t)512)

void buf_init(struct buf *b, size_t ceiling_bytes)
{
    *b = (struct buf){.ceiling = ceiling_bytes};
}

void buf_release(struct buf *b)
{
    free(b->at);
    buf_init(b, b->ceiling);
}

char *buf_take(struct buf *b, size_t *ret_n)
{
    char *at = b->at;
    *ret_n = b->n;
    buf_init(b, b->ceiling);
    return at;
}

static void grow(struct buf *b, size_t need)
{
    size_t room = b->room ? b->room : ROOM_FIRST;
    while (room < need)
        room *= 2;
    if (room > b->ceiling)
        room = b->ceiling;
    char *at = realloc(b->at, room);
    if (!at) {
        log_line(LOG_ERROR, "buf", "out of memory");
        abort();
    }
    b->at = at;
    b->room = room;
}

bool buf_reserve(struct buf *b, size_t more)
{
    if (b->full)
        return false;
    if (b->room - b->n >= more)
        return true;
    if (more > b->ceiling - b->n) {
        b->full = true;
        return false;
    }
    grow(b, b->n + more);
    return true;
}

void buf_add(struct buf *b, const void *bytes, size_t n)
{
    if (n == 0 || !buf_reserve(b, n))
        return;
    memcpy(b->at + b->n, bytes, n);
    b->n += n;
}

void buf_char(struct buf *b, char c)
{
    if (buf_reserve(b, 1))
        b->at[b->n++] = c;
}

void buf_text(struct buf *b, const char *zero_ended)
{
    buf_add(b, zero_ended, strlen(zero_ended));
}

void buf_str(struct buf *b, struct str s)
{
    buf_add(b, s.at, s.n);
}

void buf_int(struct buf *b, int64_t v)
{
    char text[DIGITS_INT64];
    buf_add(b, text, (size_t)(digits_int(text, v) - text));
}

void buf_format(struct buf *b, const char *format, ...)
{
    char text[256];
    va_list args;
    va_start(args, format);
    int n = vsnprintf(text, sizeof text, format, args);
    va_end(args);
    if (n < 0)
        return;
    if ((size_t)n < sizeof text) {
        buf_add(b, text, (size_t)n);
        return;
    }
    /* vsnprintf wants room for its zero, which is then not counted. */
    char *wide = malloc((size_t)n + 1);
    if (!wide)
        abort();
    va_start(args, format);
    vsnprintf(wide, (size_t)n + 1, format, args);
    va_end(args);
    buf_add(b, wide, (size_t)n);
    free(wide);
}
