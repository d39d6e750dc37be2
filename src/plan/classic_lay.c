#include "plan/classic_lay.h"

#define GUARD UINT64_C(0x8000800080008000)

bool plan_classic_valid(const struct plan_classic *c)
{
    if (c->task_n == 0 || c->task_n > PLAN_CLASSIC_TASKS_MOST || c->resource_n > PLAN_CLASSIC_RESOURCES_MOST ||
        c->project_n == 0 || c->project_n > c->task_n)
        return false;
    int64_t time = 0, released = 0;
    for (uint32_t p = 0; p < c->project_n; p++) {
        if (c->release[p] < 0 || c->release[p] > PLAN_CLASSIC_TIME_MOST)
            return false;
        released = c->release[p] > released ? c->release[p] : released;
    }
    for (uint32_t r = 0; r < c->resource_n; r++)
        if (c->capacity[r] < 0 || c->capacity[r] > PLAN_CLASSIC_CAPACITY_MOST)
            return false;
    for (uint32_t t = 0; t < c->task_n; t++) {
        time += c->duration[t];
        if (c->duration[t] < 0 || c->project[t] >= c->project_n || time + released > PLAN_CLASSIC_TIME_MOST)
            return false;
        for (uint32_t r = 0; r < c->resource_n; r++)
            if (c->request[t * c->resource_n + r] < 0 || c->request[t * c->resource_n + r] > c->capacity[r])
                return false;
        for (uint32_t a = c->after_at[t]; a < c->after_at[t + 1]; a++)
            if (c->after[a] <= t || c->after[a] >= c->task_n)
                return false;
    }
    return true;
}

static int32_t time_most(const struct plan_classic *c)
{
    int32_t sum = 0, released = 0;
    for (uint32_t t = 0; t < c->task_n; t++)
        sum += c->duration[t];
    for (uint32_t p = 0; p < c->project_n; p++)
        released = c->release[p] > released ? c->release[p] : released;
    return sum + released + 1;
}

static uint64_t *packed(struct plan_memory *m, const int32_t *values, uint32_t rows, uint32_t n, uint32_t words)
{
    uint64_t *out = plan_array(m, uint64_t, rows * words);
    for (uint32_t i = 0; i < rows; i++)
        for (uint32_t r = 0; r < n; r++)
            out[i * words + r / 4] |= (uint64_t)values[i * n + r] << r % 4 * 16;
    return out;
}

static struct plan_side mirrored(struct plan_memory *m, const struct plan_classic *c)
{
    uint32_t *at = plan_array(m, uint32_t, c->task_n + 1),
             *into = plan_raw(m, sizeof *into * (c->after_at[c->task_n] + 1));
    for (uint32_t a = 0; a < c->after_at[c->task_n]; a++)
        at[c->after[a]]++;
    for (uint32_t t = 0, sum = 0; t <= c->task_n; t++) {
        sum += t < c->task_n ? at[t] : 0;
        at[t] = sum;
    }
    for (uint32_t t = c->task_n; t-- > 0;)
        for (uint32_t a = c->after_at[t + 1]; a-- > c->after_at[t];)
            into[--at[c->after[a]]] = t;
    return (struct plan_side){at, into, NULL};
}

static int32_t max(int32_t a, int32_t b)
{
    return a > b ? a : b;
}

/* The longest way from the task to where the side's time ends. */
static void way_make(struct plan_shop *s, int side, uint32_t t)
{
    const struct plan_side *back = &s->side[1 - side];
    int32_t *way = s->way[side];
    for (uint32_t a = back->into_at[t]; a < back->into_at[t + 1]; a++)
        way[t] = max(way[t], way[back->into[a]]);
    way[t] += s->in->duration[t];
}

static void bounds_make(struct plan_shop *s)
{
    const struct plan_classic *c = s->in;
    for (uint32_t t = c->task_n; t-- > 0;) {
        way_make(s, 0, t);
        s->path = max(s->path, c->release[c->project[t]] + s->way[0][t]);
    }
    for (uint32_t t = 0; t < c->task_n; t++)
        way_make(s, 1, t);
    s->bound = s->path;
    for (uint32_t r = 0; r < c->resource_n; r++) {
        int64_t work = 0;
        for (uint32_t t = 0; t < c->task_n; t++)
            work += (int64_t)c->duration[t] * c->request[t * c->resource_n + r];
        if (c->capacity[r] > 0)
            s->bound = max(s->bound, (int32_t)((work + c->capacity[r] - 1) / c->capacity[r]));
    }
}

struct plan_shop plan_shop_make(struct plan_memory *m, const struct plan_classic *c)
{
    struct plan_shop s = {.in = c, .words = (c->resource_n + 3) / 4, .most = time_most(c)};
    int32_t *release = plan_raw(m, sizeof *release * c->task_n);
    for (uint32_t t = 0; t < c->task_n; t++)
        release[t] = c->release[c->project[t]];
    s.words += s.words == 0;
    s.request = packed(m, c->request, c->task_n, c->resource_n, s.words);
    s.capacity = packed(m, c->capacity, 1, c->resource_n, s.words);
    s.side[0] = mirrored(m, c);
    s.side[0].release = release;
    s.side[1] = (struct plan_side){c->after_at, c->after, NULL};
    s.way[0] = plan_array(m, int32_t, c->task_n);
    s.way[1] = plan_array(m, int32_t, c->task_n);
    s.finish = plan_array(m, int32_t, c->task_n);
    s.room = plan_raw(m, sizeof *s.room * (size_t)s.most * s.words);
    s.room_dirty = s.most;
    bounds_make(&s);
    return s;
}

static void room_clear(struct plan_shop *s)
{
    for (int32_t t = 0; t < s->room_dirty; t++)
        for (uint32_t w = 0; w < s->words; w++)
            s->room[(size_t)t * s->words + w] = s->capacity[w];
    s->room_dirty = 0;
}

static bool fits(const uint64_t *room, const uint64_t *request, uint32_t words)
{
    uint64_t good = GUARD;
    for (uint32_t w = 0; w < words; w++)
        good &= (room[w] | GUARD) - request[w];
    return good == GUARD;
}

/* The first start, not before `from`, at which the task fits all the way; found from the end, so that one that does
 * not fit skips to behind the obstacle. */
static int32_t first_fit(const struct plan_shop *s, uint32_t task, int32_t from)
{
    const uint64_t *request = s->request + (size_t)task * s->words;
    int32_t duration = s->in->duration[task], checked = from; /* [from, checked) is known to fit */
    for (int32_t t = from + duration - 1; t >= checked; t--)
        if (!fits(s->room + (size_t)t * s->words, request, s->words)) {
            checked = from + duration;
            from = t + 1;
            t = from + duration;
        }
    return from;
}

static void take(struct plan_shop *s, uint32_t task, int32_t start)
{
    const uint64_t *request = s->request + (size_t)task * s->words;
    int32_t end = start + s->in->duration[task];
    for (uint64_t *at = s->room + (size_t)start * s->words; start < end; start++)
        for (uint32_t w = 0; w < s->words; w++)
            *at++ -= request[w];
    s->room_dirty = max(s->room_dirty, end);
    s->finish[task] = end;
}

/* When everything that the task waits for is done: INT32_MAX while some of it has not begun. */
static int32_t ready_at(const struct plan_shop *s, const struct plan_side *of, uint32_t task)
{
    int32_t from = of->release ? of->release[task] : 0;
    for (uint32_t a = of->into_at[task]; a < of->into_at[task + 1]; a++)
        from = max(from, s->finish[of->into[a]]);
    return from;
}

int32_t plan_lay_serial(struct plan_shop *s, int side, const uint32_t *order, int32_t *ret_start)
{
    const struct plan_side *of = &s->side[side];
    int32_t end = 0;
    room_clear(s);
    for (uint32_t i = 0; i < s->in->task_n; i++) {
        uint32_t t = order[i];
        int32_t from = ready_at(s, of, t);
        ret_start[t] = s->in->duration[t] == 0 ? from : first_fit(s, t, from);
        take(s, t, ret_start[t]);
        end = max(end, s->finish[t]);
    }
    return end;
}

/* Begins what can begin now; what cannot stays in `open`. Returns how many, and whether something ended at once. */
static uint32_t begin(struct plan_shop *s, const struct plan_side *of, uint32_t *open, uint32_t n, int32_t now,
                      int32_t *ret_start, bool *ret_again)
{
    const uint64_t *room = s->room + (size_t)now * s->words;
    uint32_t kept = 0;
    for (uint32_t i = 0; i < n; i++) {
        uint32_t t = open[i];
        if (ready_at(s, of, t) > now ||
            (s->in->duration[t] > 0 && !fits(room, s->request + (size_t)t * s->words, s->words))) {
            open[kept++] = t;
            continue;
        }
        ret_start[t] = now;
        take(s, t, now);
        *ret_again = *ret_again || s->finish[t] == now;
    }
    return kept;
}

int32_t plan_lay_parallel(struct plan_memory *m, struct plan_shop *s, int side, const uint32_t *order,
                          int32_t *ret_start)
{
    const struct plan_side *of = &s->side[side];
    size_t mark = m->used;
    uint32_t n = s->in->task_n, left = n;
    uint32_t *open = plan_raw(m, sizeof *open * n); /* not yet begun, in order */
    int32_t now = 0, end = 0;
    room_clear(s);
    __builtin_memcpy(open, order, sizeof *open * n);
    for (uint32_t t = 0; t < n; t++)
        s->finish[t] = INT32_MAX;
    while (left > 0) {
        bool again = false;
        left = begin(s, of, open, left, now, ret_start, &again);
        int32_t next = INT32_MAX; /* until then nothing becomes free */
        for (uint32_t t = 0; t < n; t++)
            next = s->finish[t] > now && s->finish[t] < next ? s->finish[t] : next;
        for (uint32_t i = 0; i < left && of->release; i++)
            next = of->release[open[i]] > now && of->release[open[i]] < next ? of->release[open[i]] : next;
        now = again ? now : next;
    }
    for (uint32_t t = 0; t < n; t++)
        end = max(end, s->finish[t]);
    m->used = mark;
    return end;
}

void plan_order_by(const struct plan_shop *s, int side, const int32_t *key, int32_t most, uint32_t *count,
                   uint32_t *ret_order)
{
    uint32_t n = s->in->task_n;
    __builtin_memset(count, 0, sizeof *count * (size_t)(most + 2));
    for (uint32_t t = 0; t < n; t++)
        count[key[t] + 1]++;
    for (int32_t k = 0; k < most; k++)
        count[k + 1] += count[k];
    for (uint32_t i = 0; i < n; i++) {
        uint32_t t = side == 0 ? i : n - 1 - i;
        ret_order[count[key[t]]++] = t;
    }
}

int64_t plan_delay(struct plan_memory *m, const struct plan_shop *s, const int32_t *start)
{
    const struct plan_classic *c = s->in;
    size_t mark = m->used;
    int32_t *finish = plan_array(m, int32_t, c->project_n), *path = plan_array(m, int32_t, c->project_n);
    int32_t *tail = plan_array(m, int32_t, c->task_n); /* inside the project */
    int64_t sum = 0;
    for (uint32_t t = 0; t < c->task_n; t++) {
        uint32_t p = c->project[t];
        int32_t end = start[t] + c->duration[t];
        finish[p] = end > finish[p] ? end : finish[p];
    }
    for (uint32_t t = c->task_n; t-- > 0;) {
        uint32_t p = c->project[t];
        for (uint32_t a = c->after_at[t]; a < c->after_at[t + 1]; a++)
            tail[t] = c->project[c->after[a]] == p ? max(tail[t], tail[c->after[a]]) : tail[t];
        tail[t] += c->duration[t];
        path[p] = max(path[p], tail[t]);
    }
    for (uint32_t p = 0; p < c->project_n; p++)
        sum += finish[p] - c->release[p] - path[p];
    m->used = mark;
    return sum;
}
