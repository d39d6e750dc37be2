#include "plan/network.h"
#include "plan/sort.h"

size_t plan_network_bytes(const struct plan_in *in)
{
    size_t free_bytes = 0;
    for (uint32_t p = 0; p < in->person_n; p++) {
        size_t free_n = 0;
        for (int32_t w = 0; w < plan_words(in->slots); w++)
            free_n += (size_t)plan_count(in->people[p].free[w]);
        free_bytes += plan_room(uint16_t, free_n) + plan_room(int32_t, free_n / PLAN_PLACES + 1);
    }
    return plan_room(struct plan_calendar, in->person_n + 1) +
           in->person_n * (plan_room(uint64_t, plan_words(in->slots)) + plan_calendar_bytes(in->slots)) + free_bytes +
           plan_room(struct plan_places, in->person_n + 1) + 2 * plan_room(struct plan_node, in->task_n) +
           plan_room(struct plan_tie, in->dependency_n) + plan_room(uint32_t, 2 * (size_t)in->task_n) +
           3 * plan_room(int32_t, in->person_n + 1) + 2 * plan_room(struct plan_ranked, 2 * (size_t)in->task_n) +
           5 * plan_room(uint32_t, 2 * (size_t)in->task_n);
}

static struct plan_places places_make(struct plan_memory *m, const struct plan_calendar *c)
{
    int32_t *bases = plan_raw(m, sizeof *bases * (size_t)(c->free / PLAN_PLACES + 1)), rank = 0;
    uint16_t *steps = plan_raw(m, sizeof *steps * (size_t)c->free);
    for (int32_t w = 0; w < plan_words(c->slots); w++)
        for (uint64_t word = c->bits[w]; word != 0; word &= word - 1, rank++) {
            int32_t slot = w * 64 + __builtin_ctzll(word);
            if (rank % PLAN_PLACES == 0)
                bases[rank / PLAN_PLACES] = slot;
            int32_t step = slot - bases[rank / PLAN_PLACES];
            steps[rank] = step < PLAN_FAR_STEP ? (uint16_t)step : PLAN_FAR_STEP;
        }
    return (struct plan_places){bases, steps};
}

static void calendars_make(struct plan_memory *m, struct plan_network *n)
{
    const struct plan_in *in = n->base->in;
    size_t bytes = sizeof(uint64_t) * (size_t)plan_words(in->slots);
    n->calendars = plan_alloc(m, sizeof *n->calendars * (in->person_n + 1));
    n->places = plan_alloc(m, sizeof *n->places * (in->person_n + 1));
    for (uint32_t p = 0; p < in->person_n; p++) {
        uint64_t *bits = plan_raw(m, bytes);
        plan_open_of(n->base, p, bits);
        n->calendars[p] = plan_calendar_make(m, bits, in->slots);
        n->places[p] = places_make(m, &n->calendars[p]);
    }
}

static void nodes_make(struct plan_memory *m, struct plan_network *n, const struct plan_dates *d)
{
    const struct plan_in *in = n->base->in;
    n->nodes = plan_alloc(m, sizeof *n->nodes * in->task_n);
    for (uint32_t t = 0; t < in->task_n; t++) {
        struct plan_node *x = &n->nodes[t];
        int32_t locked = n->base->fixed_finish[t], release = in->tasks[t].release > 0 ? in->tasks[t].release : 0;
        *x = (struct plan_node){.key = in->tasks[t].key,
                                .task = t,
                                .project = in->tasks[t].project,
                                .likely = in->tasks[t].likely,
                                .effort = n->base->effort[t],
                                .start = d->start[t],
                                .finish = d->start[t] == PLAN_NEVER ? PLAN_NEVER : d->finish[t],
                                .least = locked > 0 ? locked : release,
                                .start_row = PLAN_NONE,
                                .finish_row = PLAN_NONE,
                                .line = INT32_MIN / 2,
                                .before = PLAN_NONE,
                                .before_finish = PLAN_NONE,
                                .person = d->person[t]};
        if (x->finish == PLAN_NEVER)
            continue;
        const struct plan_calendar *c = plan_network_calendar(n, t);
        x->start_rank = plan_rank(c, x->start);
        x->finish_rank = plan_rank(c, x->finish);
        x->floor = locked > 0 ? x->start_rank : plan_rank(c, release);
        x->finish_floor = plan_rank(c, locked);
    }
}

/* Starts and finishes by their slot, inside one slot by what waits for what. ret_place: of each, per event. */
static void events_make(struct plan_memory *m, struct plan_network *n, uint32_t *ret_place)
{
    const struct plan_graph *g = &n->base->graph;
    size_t most = 2 * (size_t)n->base->in->task_n;
    n->events = plan_raw(m, sizeof *n->events * most);
    size_t mark = m->used;
    struct plan_ranked *by = plan_raw(m, sizeof *by * most), *spare = plan_raw(m, sizeof *spare * most);
    uint32_t *depth = plan_array(m, uint32_t, n->base->in->task_n); /* in the graph: by rows' order it must not go */
    for (uint32_t i = 0; i < g->order_n; i++) {
        uint32_t t = g->order[i];
        for (uint32_t a = g->into_at[t]; a < g->into_at[t + 1]; a++)
            depth[t] = depth[g->into[a].task] >= depth[t] ? depth[g->into[a].task] + 1 : depth[t];
    }
    for (uint32_t t = 0; t < n->base->in->task_n; t++)
        for (uint32_t is_finish = 0; is_finish < 2 && n->nodes[t].finish != PLAN_NEVER; is_finish++) {
            int32_t slot = is_finish ? n->nodes[t].finish : n->nodes[t].start;
            uint64_t high = (uint64_t)((uint32_t)slot ^ 0x80000000u) << 32 | depth[t] << 1 | is_finish;
            by[n->event_n++] = (struct plan_ranked){high, n->base->in->tasks[t].key, t << 1 | is_finish};
        }
    plan_sort(by, n->event_n, spare);
    for (uint32_t i = 0; i < n->event_n; i++) {
        n->events[i] = by[i].id;
        ret_place[by[i].id] = i;
    }
    m->used = mark;
}

/* What is left of dependencies: not what has no place, nor what comes later in the plan (a negative lag), nor what the
 * order of one person's tasks says already. */
static void ties_make(struct plan_memory *m, struct plan_network *n, const uint32_t *place)
{
    const struct plan_graph *g = &n->base->graph;
    uint32_t tie_n = 0;
    n->ties = plan_raw(m, sizeof *n->ties * n->base->in->dependency_n);
    for (uint32_t t = 0; t < n->base->in->task_n; t++) {
        struct plan_node *x = &n->nodes[t];
        x->tie = tie_n;
        for (uint32_t to_finish = 0; to_finish < 2 && x->finish != PLAN_NEVER; to_finish++)
            for (uint32_t a = g->into_at[t]; a < g->into_at[t + 1]; a++) {
                const struct plan_arc *arc = &g->into[a];
                struct plan_node *from = &n->nodes[arc->task];
                bool of_start = arc->kind == PLAN_START_START || arc->kind == PLAN_START_FINISH;
                bool bounds_finish = arc->kind == PLAN_FINISH_FINISH || arc->kind == PLAN_START_FINISH;
                bool same = from->person == x->person && x->person != PLAN_NONE && arc->lag <= 0;
                if (bounds_finish != (to_finish == 1) || from->finish == PLAN_NEVER ||
                    place[arc->task << 1 | !of_start] > place[t << 1 | to_finish] ||
                    (same && arc->kind == PLAN_FINISH_START))
                    continue;
                *(of_start ? &from->start_row : &from->finish_row) = 0; /* rows_share says which */
                n->ties[tie_n++] = (struct plan_tie){arc->task, arc->lag, of_start};
                *(to_finish ? &x->finish_n : &x->start_n) += 1;
            }
    }
}

/* The latest that ties ask for, in the plan. */
static int32_t asked(const struct plan_network *n, uint32_t first, uint32_t tie_n)
{
    int32_t bound = INT32_MIN;
    for (uint32_t i = first; i < first + tie_n; i++) {
        const struct plan_node *from = &n->nodes[n->ties[i].node];
        int32_t says = (n->ties[i].of_start ? from->start : from->finish) + n->ties[i].lag;
        bound = says > bound ? says : bound;
    }
    return bound;
}

struct line {              /* a person's, as the plan goes by */
    int32_t done;          /* when all that is finished so far was, in working time */
    uint32_t before, open; /* the task that was finished last; how many are begun and not finished */
};

static void node_begins(const struct plan_network *n, uint32_t t, struct line *line)
{
    struct plan_node *x = &n->nodes[t];
    const struct plan_calendar *c = plan_network_calendar(n, t);
    int32_t bound = x->floor;
    if (x->start_n > 0 && plan_rank(c, asked(n, x->tie, x->start_n)) > bound)
        bound = plan_rank(c, asked(n, x->tie, x->start_n));
    if (line) {
        x->line = line->done;
        x->before = line->before;
        x->alone = line->open++ == 0;
        bound = x->line > bound ? x->line : bound;
    }
    x->asked = bound;
    x->rest = x->start_rank - bound;
}

static void node_ends(const struct plan_network *n, uint32_t t, struct line *line)
{
    struct plan_node *x = &n->nodes[t];
    if (x->finish_n > 0) {
        int32_t says = plan_rank(plan_network_calendar(n, t), asked(n, x->tie + x->start_n, x->finish_n));
        x->finish_rest = x->finish_rank < says ? x->finish_rank - says : 0;
    }
    x->whole = true;
    if (!line)
        return;
    x->before_finish = line->before;
    x->whole = x->before_finish == x->before;
    line->done = x->finish_rank > line->done ? x->finish_rank : line->done;
    line->before = t;
    line->open--;
}

/* Goes through the plan once as a trial does, and finds how much later than asked everything is. */
static void rests_find(struct plan_memory *m, struct plan_network *n)
{
    size_t mark = m->used;
    struct line *lines = plan_raw(m, sizeof *lines * n->base->in->person_n);
    for (uint32_t p = 0; p < n->base->in->person_n; p++)
        lines[p] = (struct line){INT32_MIN / 2, PLAN_NONE, 0};
    for (uint32_t i = 0; i < n->event_n; i++) {
        uint32_t t = n->events[i] >> 1, p = n->nodes[t].person;
        (n->events[i] & 1 ? node_ends : node_begins)(n, t, p == PLAN_NONE ? NULL : &lines[p]);
    }
    m->used = mark;
}

static void lasts_find(struct plan_network *n)
{
    const struct plan_graph *g = &n->base->graph;
    const struct plan_task *tasks = n->base->in->tasks;
    for (uint32_t t = 0; t < n->base->in->task_n; t++) {
        n->nodes[t].last = n->nodes[t].finish != PLAN_NEVER;
        for (uint32_t a = g->from_at[t]; a < g->from_at[t + 1] && n->nodes[t].last; a++)
            if (g->from[a].lag >= 0 && tasks[g->from[a].task].project == tasks[t].project &&
                n->nodes[g->from[a].task].finish != PLAN_NEVER &&
                n->nodes[g->from[a].task].finish >= n->nodes[t].finish &&
                (g->from[a].kind == PLAN_FINISH_START || g->from[a].kind == PLAN_FINISH_FINISH))
                n->nodes[t].last = false;
        if (n->nodes[t].last)
            n->nodes[t].finish_row = 0;
    }
}

static uint32_t moved(const uint32_t *to, uint32_t node)
{
    return node == PLAN_NONE ? PLAN_NONE : to[node];
}

/* From rows to the order in which things are finished. */
static void nodes_sort(struct plan_memory *m, struct plan_network *n)
{
    uint32_t *to = plan_raw(m, sizeof *to * n->base->in->task_n), tie_n = 0;
    struct plan_node *from = n->nodes;
    n->nodes = plan_raw(m, sizeof *n->nodes * n->base->in->task_n);
    for (uint32_t i = 0; i < n->event_n; i++)
        if (n->events[i] & 1)
            to[n->events[i] >> 1] = n->node_n++;
    for (uint32_t i = 0; i < n->event_n; i++) {
        uint32_t t = n->events[i] >> 1;
        struct plan_node *x = &n->nodes[to[t]];
        n->events[i] = to[t] << 1 | (n->events[i] & 1);
        if ((n->events[i] & 1) == 0)
            continue;
        *x = from[t];
        x->before = moved(to, x->before);
        x->before_finish = moved(to, x->before_finish);
        tie_n += x->start_n + x->finish_n;
    }
    for (uint32_t i = 0; i < tie_n; i++)
        n->ties[i].node = to[n->ties[i].node];
}

struct rows { /* that can be taken, and how many there are */
    uint32_t *free, free_n, n;
};

static uint32_t row_take(struct rows *r)
{
    return r->free_n > 0 ? r->free[--r->free_n] : r->n++;
}

static void row_give(struct rows *r, uint32_t row)
{
    r->free[r->free_n++] = row;
}

static void ties_of(const struct plan_network *n, uint32_t event, uint32_t *ret_first, uint32_t *ret_end)
{
    const struct plan_node *x = &n->nodes[event >> 1];
    *ret_first = x->tie + (event & 1 ? x->start_n : 0);
    *ret_end = *ret_first + (event & 1 ? x->finish_n : x->start_n);
}

static uint32_t asked_event(const struct plan_tie *tie)
{
    return tie->node << 1 | !tie->of_start;
}

/* Per event, the last that reads it: of what nobody reads, itself. */
static void reads_find(const struct plan_network *n, uint32_t *ret_last)
{
    for (uint32_t i = 0, first, end; i < n->event_n; i++) {
        ret_last[n->events[i]] = i;
        ties_of(n, n->events[i], &first, &end);
        for (; first < end; first++)
            ret_last[asked_event(&n->ties[first])] = i;
    }
}

static void rows_share(struct plan_memory *m, struct plan_network *n)
{
    size_t mark = m->used;
    uint32_t *last = plan_raw(m, sizeof *last * n->event_n);
    struct rows rows = {.free = plan_raw(m, sizeof *last * n->event_n)},
                seats = {.free = plan_raw(m, sizeof *last * n->node_n)};
    reads_find(n, last);
    for (uint32_t i = 0, first, end; i < n->event_n; i++) {
        uint32_t event = n->events[i];
        struct plan_node *x = &n->nodes[event >> 1];
        uint32_t *own = event & 1 ? &x->finish_row : &x->start_row;
        if (*own != PLAN_NONE)
            *own = row_take(&rows);
        x->seat = event & 1 ? x->seat : row_take(&seats);
        for (ties_of(n, event, &first, &end); first < end; first++) {
            const struct plan_node *from = &n->nodes[n->ties[first].node];
            uint32_t *until = &last[asked_event(&n->ties[first])];
            if (*until != i)
                continue;
            row_give(&rows, n->ties[first].of_start ? from->start_row : from->finish_row);
            *until = PLAN_NONE; /* once */
        }
        if (*own != PLAN_NONE && last[event] == i)
            row_give(&rows, *own);
        if (event & 1)
            row_give(&seats, x->seat);
    }
    n->row_n = rows.n;
    n->seat_n = seats.n;
    m->used = mark;
}

struct plan_network plan_network_make(struct plan_memory *m, const struct plan_base *b, const struct plan_dates *d)
{
    struct plan_network n = {.base = b};
    calendars_make(m, &n);
    nodes_make(m, &n, d);
    uint32_t *place = plan_raw(m, sizeof *place * 2 * (size_t)b->in->task_n);
    events_make(m, &n, place);
    ties_make(m, &n, place);
    lasts_find(&n);
    rests_find(m, &n);
    nodes_sort(m, &n);
    rows_share(m, &n);
    return n;
}
