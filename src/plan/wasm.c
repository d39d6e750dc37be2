/* The engine as a WebAssembly module without imports. Built by itself (scripts/build-wasm OUT.wasm), never into the
 * program. All numbers are 32 bits, little-endian, in the order of the rows of the input; a pointer is an offset into
 * `memory`, valid until the next call that plans; `memory.buffer` is another after any call that plans or takes input.
 *
 * From a page, once:
 *   at = plan_input(n)       room for n bytes of plan/wire.h; write them there, then one of
 *   plan_load(n)             reads them; 0, or -1 (no plan), -2 (no memory)
 *   plan_run(n)              reads them and makes the whole plan, with blocks
 *
 * As often as wanted, without reading again:
 *   plan_change_task(task, kind, value)
 *   plan_change_person(person, from, to, free)
 *   plan_change_project(project, kind, value)
 *   plan_change_dependency(before, after, kind, lag)
 *                            note a change (kinds: plan/change.h); the same of the same row replaces the one before,
 *                            so dragging is one change. 0, -1: no such row or kind, -2: more than PAGE_CHANGES
 *   plan_change_none()       forgets all changes
 *   plan_dates_only()        dates and critical path of the plan with its changes, without blocks: 0, -1 or -2
 *   plan_forecast_run(trials, seed)
 *                            of what was planned last, plan_run or plan_dates_only: 0, -1 or -2
 *
 * What came out, a pointer to a number a task; no place is 2147483647, nobody 4294967295:
 *   plan_starts plan_finishes plan_people
 *   plan_early_starts plan_early_finishes plan_late_starts plan_late_finishes
 *   plan_slacks              working slots; 0 or less: critical
 *   plan_whys plan_why_ids   plan/macro.h; whys are a byte each
 *   plan_p50 plan_p80 plan_p95
 *   plan_criticality plan_uncertainty
 *                            plan/forecast.h, per mille, two bytes each
 *
 * And a pointer to others:
 *   plan_counts              tasks, people, projects, clients, dependencies, slots
 *   plan_project_p50 plan_project_p80 plan_project_p95
 *                            a number a project
 *   plan_blocks_at, and the number of them plan_blocks_n
 *                            struct plan_block, of plan_run only */
#include "plan/change.h"
#include "plan/forecast.h"
#include "plan/make.h"
#include "plan/wire.h"

#define EXPORT       __attribute__((visibility("default")))
#define PAGE         65536u
#define PAGE_CHANGES 64

void *memcpy(void *to, const void *from, size_t n);
void *memset(void *to, int byte, size_t n);
int memcmp(const void *a, const void *b, size_t n);
EXPORT uint8_t *plan_input(uint32_t n);
EXPORT int plan_load(uint32_t n);
EXPORT int plan_run(uint32_t n);
EXPORT int plan_change_task(uint32_t task, uint32_t kind, int32_t value);
EXPORT int plan_change_person(uint32_t person, int32_t from, int32_t to, int32_t is_free);
EXPORT int plan_change_project(uint32_t project, uint32_t kind, int32_t value);
EXPORT int plan_change_dependency(uint32_t before, uint32_t after, uint32_t kind, int32_t lag);
EXPORT void plan_change_none(void);
EXPORT int plan_dates_only(void);
EXPORT int plan_forecast_run(uint32_t trials, uint32_t seed);
EXPORT const uint32_t *plan_counts(void);
EXPORT uint64_t plan_result_hash(void);
EXPORT uint64_t plan_forecast_result_hash(void);
EXPORT const struct plan_block *plan_blocks_at(void);
EXPORT uint32_t plan_blocks_n(void);
EXPORT uint32_t plan_block_bytes(void);

extern unsigned char __heap_base;
static struct {
    struct plan_memory m; /* after the input: what was read, then what was made of it */
    size_t before, read;  /* bytes of the input; of m, what reading took. 0: there is none */
    struct plan_in in, planned;
    struct plan_change changes[PAGE_CHANGES];
    struct plan_dependency dependencies[PAGE_CHANGES];
    uint32_t change_n, counts[6];
    struct plan_base base; /* of the input without changes; made when first asked for */
    size_t base_n;         /* of m, reading and the base; 0: there is none */
    struct plan_out out;
    struct plan_forecast forecast;
    size_t planned_n; /* of m, what the plan takes; 0: there is none */
} page;

/* The compiler makes calls of these; with -mbulk-memory the first two are one instruction. */
void *memcpy(void *to, const void *from, size_t n)
{
    return __builtin_memcpy(to, from, n);
}

void *memset(void *to, int byte, size_t n)
{
    return __builtin_memset(to, byte, n);
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

/* Reads the input; what is read stays until the next input. */
int plan_load(uint32_t n)
{
    size_t input = ((size_t)n + 15) & ~(size_t)15, need = plan_read_bytes(n);
    page.read = page.base_n = page.planned_n = page.change_n = 0;
    if (reach(input + need) != 0)
        return PLAN_NO_ROOM;
    page.m = (struct plan_memory){start() + input, need, 0, 0};
    int r = plan_read(&page.m, start(), n, &page.in);
    if (r != PLAN_OK)
        return r;
    page.read = page.m.used;
    page.before = input;
    page.planned = page.in;
    return PLAN_OK;
}

/* Makes room after what was read. */
static int room_for(size_t need)
{
    if (page.read == 0)
        return PLAN_INVALID;
    if (reach(page.before + page.m.used + need) != 0)
        return PLAN_NO_ROOM;
    page.m.room = page.m.used + need;
    return PLAN_OK;
}

int plan_run(uint32_t n)
{
    int r = plan_load(n);
    if (r == PLAN_OK)
        r = room_for(plan_make_bytes(&page.in));
    if (r == PLAN_OK)
        r = plan_make(&page.m, &page.in, &page.out);
    page.planned_n = r == PLAN_OK ? page.m.used : 0;
    return r;
}

static int change_note(struct plan_change c, uint32_t rows)
{
    uint32_t i = 0;
    if (page.read == 0 || c.kind >= PLAN_CHANGE_KINDS || c.id >= rows)
        return PLAN_INVALID;
    while (i < page.change_n && (page.changes[i].kind != c.kind || page.changes[i].id != c.id ||
                                 page.changes[i].from != c.from || page.changes[i].to != c.to))
        i++;
    if (i == PAGE_CHANGES)
        return PLAN_NO_ROOM;
    page.changes[i] = c;
    page.change_n += i == page.change_n;
    return PLAN_OK;
}

int plan_change_task(uint32_t task, uint32_t kind, int32_t value)
{
    if (kind > PLAN_CHANGE_DROP)
        return PLAN_INVALID;
    return change_note((struct plan_change){.kind = kind, .id = task, .value = value}, page.in.task_n);
}

int plan_change_person(uint32_t person, int32_t from, int32_t to, int32_t is_free)
{
    return change_note(
        (struct plan_change){.kind = PLAN_CHANGE_FREE, .id = person, .value = is_free, .from = from, .to = to},
        page.in.person_n);
}

int plan_change_project(uint32_t project, uint32_t kind, int32_t value)
{
    if (kind < PLAN_CHANGE_PROJECT_WEIGHT || kind > PLAN_CHANGE_PROJECT_DROP)
        return PLAN_INVALID;
    return change_note((struct plan_change){.kind = kind, .id = project, .value = value}, page.in.project_n);
}

int plan_change_dependency(uint32_t before, uint32_t after, uint32_t kind, int32_t lag)
{
    struct plan_dependency *d = &page.dependencies[page.change_n % PAGE_CHANGES];
    struct plan_change c = {.kind = PLAN_CHANGE_ADD_DEPENDENCY,
                            .from = (int32_t)before,
                            .to = (int32_t)after, /* of one pair the last stays */
                            .dependency = d};
    if (before >= page.in.task_n || after >= page.in.task_n)
        return PLAN_INVALID;
    for (uint32_t i = 0; i < page.change_n; i++)
        if (page.changes[i].kind == c.kind && page.changes[i].from == c.from && page.changes[i].to == c.to)
            c.dependency = d = &page.dependencies[i];
    int r = change_note(c, 1);
    if (r == PLAN_OK)
        *d = (struct plan_dependency){before, after, kind, lag};
    return r;
}

void plan_change_none(void)
{
    page.change_n = 0;
}

static int base_make(void)
{
    page.m.used = page.read;
    int r = page.base_n > 0 ? PLAN_OK : room_for(plan_base_bytes(&page.in));
    if (r != PLAN_OK)
        return r;
    if (page.base_n == 0) {
        page.base = plan_base_make(&page.m, &page.in);
        page.base_n = page.m.used;
    }
    page.m.used = page.base_n;
    return PLAN_OK;
}

int plan_dates_only(void)
{
    page.planned_n = 0;
    int r = base_make();
    if (r == PLAN_OK)
        r = room_for(plan_change_bytes(&page.in, page.changes, page.change_n));
    if (r == PLAN_OK)
        r = plan_change(&page.m, &page.in, page.changes, page.change_n, &page.planned);
    if (r == PLAN_OK)
        r = room_for(plan_make_dates_bytes(&page.planned));
    if (r == PLAN_OK)
        r = plan_make_dates_over(&page.m, &page.planned, &page.base, &page.out);
    page.planned_n = r == PLAN_OK ? page.m.used : 0;
    return r;
}

int plan_forecast_run(uint32_t trials, uint32_t seed)
{
    if (page.planned_n == 0)
        return PLAN_INVALID;
    page.m.used = page.planned_n;
    int r = room_for(plan_forecast_bytes(&page.planned));
    if (r == PLAN_OK)
        page.forecast = plan_forecast(&page.m, &page.out.base, &page.out.dates, trials, seed);
    return r;
}

const uint32_t *plan_counts(void)
{
    uint32_t counts[] = {page.in.task_n,   page.in.person_n,     page.in.project_n,
                         page.in.client_n, page.in.dependency_n, (uint32_t)page.in.slots};
    __builtin_memcpy(page.counts, counts, sizeof counts);
    return page.counts;
}

uint64_t plan_forecast_result_hash(void)
{
    return plan_forecast_hash(&page.planned, &page.forecast);
}

uint64_t plan_result_hash(void)
{
    return plan_hash(&page.planned, &page.out);
}

const struct plan_block *plan_blocks_at(void)
{
    return page.out.blocks.at;
}

uint32_t plan_blocks_n(void)
{
    return page.out.blocks.n;
}

uint32_t plan_block_bytes(void)
{
    return sizeof(struct plan_block);
}

/* What is read by itself: a pointer to the first of a row each. */
#define READ(name, type, what)                                                                                         \
    EXPORT const type *name(void);                                                                                     \
    const type *name(void)                                                                                             \
    {                                                                                                                  \
        return page.what;                                                                                              \
    }
READ(plan_starts, int32_t, out.dates.start)
READ(plan_finishes, int32_t, out.dates.finish)
READ(plan_people, uint32_t, out.dates.person)
READ(plan_whys, uint8_t, out.dates.why)
READ(plan_why_ids, uint32_t, out.dates.why_id)
READ(plan_early_starts, int32_t, out.path.early_start)
READ(plan_early_finishes, int32_t, out.path.early_finish)
READ(plan_late_starts, int32_t, out.path.late_start)
READ(plan_late_finishes, int32_t, out.path.late_finish)
READ(plan_slacks, int32_t, out.path.slack)
READ(plan_p50, int32_t, forecast.p50)
READ(plan_p80, int32_t, forecast.p80)
READ(plan_p95, int32_t, forecast.p95)
READ(plan_criticality, uint16_t, forecast.criticality)
READ(plan_uncertainty, uint16_t, forecast.uncertainty)
READ(plan_project_p50, int32_t, forecast.project_p50)
READ(plan_project_p80, int32_t, forecast.project_p80)
READ(plan_project_p95, int32_t, forecast.project_p95)
