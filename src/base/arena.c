#include "base/arena.h"
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#define BLOCK_FIRST   ((size_t)4096)
#define BLOCK_LARGEST ((size_t)1 << 20)
#define ALIGN(n)      (((n) + 15) & ~(size_t)15)

struct arena_block {
    struct arena_block *before;
    size_t room, used;
    size_t pad; /* so that bytes are aligned to 16 */
    char bytes[];
};
_Static_assert(sizeof(struct arena_block) % 16 == 0, "blocks must hand out memory aligned to 16");

static _Noreturn void out_of_memory(void)
{
    static const char line[] = "{\"level\":\"error\",\"area\":\"arena\",\"message\":\"out of memory\"}\n";
    ssize_t ignored = write(STDERR_FILENO, line, sizeof line - 1);
    (void)ignored;
    abort();
}

void arena_init(struct arena *a)
{
    *a = (struct arena){0};
}

static void blocks_free(struct arena_block *b)
{
    while (b) {
        struct arena_block *before = b->before;
        free(b);
        b = before;
    }
}

void arena_release(struct arena *a)
{
    blocks_free(a->last);
    arena_init(a);
}

void arena_reset(struct arena *a)
{
    while (a->last && a->last->before) {
        struct arena_block *b = a->last;
        a->last = b->before;
        free(b);
    }
    if (a->last)
        a->last->used = 0;
    a->used_bytes = 0;
}

static struct arena_block *block_add(struct arena *a, size_t need)
{
    size_t room = BLOCK_FIRST - sizeof(struct arena_block);
    if (a->last)
        room = a->last->room >= BLOCK_LARGEST / 2 ? BLOCK_LARGEST : a->last->room * 2;
    if (room < need)
        room = need;
    struct arena_block *b = malloc(sizeof *b + room);
    if (!b)
        out_of_memory();
    *b = (struct arena_block){.before = a->last, .room = room};
    a->last = b;
    return b;
}

void *arena_raw(struct arena *a, size_t n)
{
    if (n > SIZE_MAX / 2)
        out_of_memory();
    size_t need = ALIGN(n);
    struct arena_block *b = a->last;
    if (!b || b->room - b->used < need)
        b = block_add(a, need);
    char *at = b->bytes + b->used;
    b->used += need;
    a->used_bytes += need;
    return at;
}

void *arena_alloc(struct arena *a, size_t n)
{
    return memset(arena_raw(a, n), 0, ALIGN(n));
}

void arena_give_back(struct arena *a, void *at, size_t n)
{
    uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE), from = (uintptr_t)at + page - 1, to = (uintptr_t)at + n;
    from -= from % page;
    to -= to % page;
    a->used_bytes -= n;
    if (from < to)
        madvise((char *)at + (from - (uintptr_t)at), to - from, MADV_DONTNEED);
}

/* The newest allocation grows where it is. */
static bool grow_in_place(struct arena *a, char *old, size_t old_n, size_t n)
{
    struct arena_block *b = a->last;
    size_t more = ALIGN(n) - ALIGN(old_n);
    if (!b || old + ALIGN(old_n) != b->bytes + b->used || b->room - b->used < more)
        return false;
    memset(old + old_n, 0, ALIGN(n) - old_n);
    b->used += more;
    a->used_bytes += more;
    return true;
}

void *arena_grow(struct arena *a, void *old, size_t old_n, size_t n)
{
    if (n <= old_n)
        return old;
    if (n > SIZE_MAX / 2)
        out_of_memory();
    if (old && grow_in_place(a, old, old_n, n))
        return old;
    void *at = arena_alloc(a, n);
    if (old_n > 0)
        memcpy(at, old, old_n);
    return at;
}

struct str arena_str(struct arena *a, struct str s)
{
    char *at = arena_alloc(a, s.n + 1);
    if (s.n > 0)
        memcpy(at, s.at, s.n);
    return (struct str){at, s.n};
}

const char *arena_cstr(struct arena *a, struct str s)
{
    return arena_str(a, s).at;
}

struct str arena_vformat(struct arena *a, const char *format, va_list args)
{
    va_list again;
    va_copy(again, args);
    int n = vsnprintf(NULL, 0, format, again);
    va_end(again);
    if (n < 0)
        return (struct str){"", 0};
    char *at = arena_alloc(a, (size_t)n + 1);
    vsnprintf(at, (size_t)n + 1, format, args);
    return (struct str){at, (size_t)n};
}

struct str arena_format(struct arena *a, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    struct str s = arena_vformat(a, format, args);
    va_end(args);
    return s;
}
