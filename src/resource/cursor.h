/* Where a page of a list ended: the sort values of its last row, bound to the list that made it. Outside it is
 * base64url of  bound (8 bytes) ‖ for each value: kind (1), length (2), bytes. It is no secret and no permission: the
 * values are only compared with. */
#pragma once
#include "base/arena.h"
#include "store/value.h"

#define CURSOR_VALUES   8
#define CURSOR_TEXT_MAX 8192

struct cursor {
    size_t n;
    struct value value[CURSOR_VALUES];
};

/* Hash of what a cursor is bound to; start with 0 and go on. */
uint64_t cursor_bind(uint64_t bound, struct str part);
struct str cursor_write(struct arena *a, uint64_t bound, const struct cursor *c);
/* 0, or -1 for anything that cursor_write did not make for the same list. */
int cursor_read(struct arena *a, struct str text, uint64_t bound, struct cursor *ret_cursor);
