/* Growing byte buffer with a ceiling. Past the ceiling it keeps what it has, takes nothing more and `full` is true:
 * check once, at the end. The bytes are malloc's, so that a reply can be handed to the HTTP library without a copy. */
#pragma once
#include "base/str.h"
#include <stdint.h>

struct buf {
    char *at;
    size_t n, room, ceiling;
    bool full;
};

void buf_init(struct buf *b, size_t ceiling_bytes);
void buf_release(struct buf *b);
/* Gives the bytes away (free with free); the buffer is empty afterwards. */
char *buf_take(struct buf *b, size_t *ret_n);

bool buf_reserve(struct buf *b, size_t more);
void buf_add(struct buf *b, const void *bytes, size_t n);
void buf_char(struct buf *b, char c);
void buf_text(struct buf *b, const char *zero_ended);
void buf_str(struct buf *b, struct str s);
void buf_int(struct buf *b, int64_t v);
void buf_format(struct buf *b, const char *format, ...) __attribute__((format(printf, 2, 3)));
static inline struct str buf_view(const struct buf *b)
{
    return (struct str){b->at, b->n};
}
