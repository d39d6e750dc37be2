/* The engine as a WebAssembly module without imports: the page writes a plan (plan/wire.h) where plan_input says, calls
 * plan_run, and reads the results where the pointers say. Built by itself, never into the program. */
#include "plan/make.h"
#include "plan/wire.h"

#define EXPORT __attribute__((visibility("default")))
#define PAGE   65536u

void *memcpy(void *to, const void *from, size_t n);
void *memset(void *to, int byte, size_t n);
int memcmp(const void *a, const void *b, size_t n);
EXPORT uint8_t *plan_input(uint32_t n);
EXPORT int plan_run(uint32_t n);
EXPORT uint64_t plan_result_hash(void);
EXPORT const int32_t *plan_starts(void);
EXPORT const int32_t *plan_finishes(void);
EXPORT const struct plan_block *plan_blocks_at(void);
EXPORT uint32_t plan_blocks_n(void);

extern unsigned char __heap_base;
static struct {
    struct plan_in in;
    struct plan_out out;
} page;

/* The compiler makes calls of these. */
void *memcpy(void *to, const void *from, size_t n)
{
    for (size_t i = 0; i < n; i++)
        ((volatile unsigned char *)to)[i] = ((const unsigned char *)from)[i];
    return to;
}

void *memset(void *to, int byte, size_t n)
{
    for (size_t i = 0; i < n; i++)
        ((volatile unsigned char *)to)[i] = (unsigned char)byte;
    return to;
}

int memcmp(const void *a, const void *b, size_t n)
{
    const unsigned char *x = a, *y = b;
    size_t i = 0;
    while (i < n && x[i] == y[i])
        i++;
    return i == n ? 0 : x[i] - y[i];
}

static uint8_t *start(void)
{
    return (uint8_t *)(((uintptr_t)&__heap_base + 15) & ~(uintptr_t)15);
}

static int reach(size_t bytes) /* from the start */
{
    size_t end = (uintptr_t)start() + bytes, have = (size_t)__builtin_wasm_memory_size(0) * PAGE;
    return end <= have || __builtin_wasm_memory_grow(0, (end - have + PAGE - 1) / PAGE) != (size_t)-1 ? 0 : -1;
}

uint8_t *plan_input(uint32_t n)
{
    return reach(n) == 0 ? start() : NULL;
}

int plan_run(uint32_t n)
{
    size_t input = ((size_t)n + 15) & ~(size_t)15, need = plan_read_bytes(n);
    if (reach(input + need) != 0)
        return PLAN_NO_ROOM;
    struct plan_memory m = {start() + input, need, 0, 0};
    int r = plan_read(&m, start(), n, &page.in);
    if (r != PLAN_OK)
        return r;
    need = m.used + plan_make_bytes(&page.in);
    if (reach(input + need) != 0)
        return PLAN_NO_ROOM;
    m.room = need;
    return plan_make(&m, &page.in, &page.out);
}

uint64_t plan_result_hash(void)
{
    return plan_hash(&page.in, &page.out);
}

const int32_t *plan_starts(void)
{
    return page.out.dates.start;
}

const int32_t *plan_finishes(void)
{
    return page.out.dates.finish;
}

const struct plan_block *plan_blocks_at(void)
{
    return page.out.blocks.at;
}

uint32_t plan_blocks_n(void)
{
    return page.out.blocks.n;
}
