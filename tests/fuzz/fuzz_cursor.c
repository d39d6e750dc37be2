/* Cursors: what reads is written again to the same text, and nothing else reads. */
#include "resource/cursor.h"
#include "fuzz.h"

static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

static void try_text(struct arena *a, struct str text, uint64_t bound)
{
    struct cursor c;
    if (cursor_read(a, text, bound, &c) != 0)
        return;
    fuzz_check(c.n <= CURSOR_VALUES);
    fuzz_check(str_eq(cursor_write(a, bound, &c), text));
    fuzz_check(cursor_read(a, text, bound + 1, &c) != 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    struct arena a;
    arena_init(&a);
    uint64_t bound = 0;
    if (n >= sizeof bound)
        memcpy(&bound, data, sizeof bound);
    try_text(&a, (struct str){(const char *)data, n}, 0);
    char *text = arena_alloc(&a, n * 2 + 4),
         *to = text; /* the bytes themselves, so that what is behind the binding is tried */
    for (size_t i = 0; i < n; i += 3) {
        size_t here = n - i < 3 ? n - i : 3;
        uint32_t three =
            (uint32_t)data[i] << 16 | (here > 1 ? (uint32_t)data[i + 1] << 8 : 0) | (here > 2 ? data[i + 2] : 0u);
        for (size_t k = 0; k <= here; k++)
            *to++ = digits[three >> (18 - 6 * k) & 63];
    }
    try_text(&a, (struct str){text, (size_t)(to - text)}, bound);
    arena_release(&a);
    return 0;
}
