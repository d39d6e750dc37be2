/* Arena: memory of one request, job or plan, freed as a whole.
 *
 * Blocks double from 4 KiB to 1 MiB. Allocation failure ends the process (abort with a line in the log), so nothing
 * returns NULL; what is put into an arena has a ceiling where it comes in. Memory is zeroed
 * unless it is raw. */
#pragma once
#include "base/str.h"
#include <stdarg.h>
#include <stdint.h>

struct arena_block;
struct arena {
    struct arena_block *last;
    size_t used_bytes; /* handed out since init or reset and not given back, for tests and limits */
};

void arena_init(struct arena *a);
void arena_release(struct arena *a);
/* Forgets everything, keeps the first block for the next use. */
void arena_reset(struct arena *a);

void *arena_alloc(struct arena *a, size_t n); /* aligned to 16 bytes */
void *arena_raw(struct arena *a, size_t n);   /* the same, not zeroed: of what is never written, nothing is there */
/* Of what arena_raw handed out, an end that is not needed any more: its pages go back to the system. Nobody reads or
 * writes it after that. */
void arena_give_back(struct arena *a, void *at, size_t n);
void *arena_grow(struct arena *a, void *old, size_t old_n, size_t n);
/* Copies; the result is zero-ended (the zero is not counted). */
struct str arena_str(struct arena *a, struct str s);
const char *arena_cstr(struct arena *a, struct str s);
struct str arena_format(struct arena *a, const char *format, ...) __attribute__((format(printf, 2, 3)));
struct str arena_vformat(struct arena *a, const char *format, va_list args);

#define arena_new(a, type)          ((type *)arena_alloc((a), sizeof(type)))
#define arena_array(a, type, count) ((type *)arena_alloc((a), sizeof(type) * (size_t)(count)))
