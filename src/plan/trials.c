#include "plan/trials.h"
#include "plan/random.h"

#define LANES PLAN_LANES
#define FAR   (1 << 28) /* working time is kept under this */
#define CHAIN (1 << 22) /* and in what is said about uncertainty under this */

enum cause { /* besides a tie, which is named as in plan_network.events */
             CAUSE_NOTHING = -1,
             CAUSE_LINE = -2 /* the person had other work */
};

static int32_t *lanes_of(int32_t *rows, uint32_t row)
{
    return rows + (size_t)row * LANES;
}

static int32_t *traced_of(const struct plan_part *x, int32_t *rows, uint32_t row)
{
    return x->trace ? lanes_of(rows, row) : NULL;
}

/* Raises the lanes to what ties ask for, in the working time of a task. */
static void ties_raise(struct plan_part *x, uint32_t t, bool to_finish, int32_t more, int32_t *lanes)
{
    const struct plan_calendar *c = plan_network_calendar(&x->of->net, t);
    const struct plan_node *node = &x->of->net.nodes[t];
    uint32_t first = node->tie + (to_finish ? node->start_n : 0), n = to_finish ? node->finish_n : node->start_n;
    int32_t *cause = traced_of(x, to_finish ? x->traced.finish_cause : x->traced.start_cause, t), asked[LANES],
            who[LANES];
    for (uint32_t k = 0; k < LANES; k++) {
        asked[k] = INT32_MIN;
        who[k] = CAUSE_NOTHING;
    }
    for (uint32_t i = first; i < first + n; i++) {
        const struct plan_tie *tie = &x->of->net.ties[i];
        const struct plan_node *from = &x->of->net.nodes[tie->node];
        const int32_t *slots = lanes_of(x->slots, tie->of_start ? from->start_row : from->finish_row);
        for (uint32_t k = 0; k < LANES && x->trace; k++) { /* of several, the one of the least key */
            int32_t says = slots[k] + tie->lag;
            if (says > asked[k] ||
                (says == asked[k] && x->of->net.nodes[tie->node].key < x->of->net.nodes[who[k] / 2].key))
                who[k] = (int32_t)(tie->node * 2 + !tie->of_start);
        }
        for (uint32_t k = 0; k < LANES; k++)
            asked[k] = slots[k] + tie->lag > asked[k] ? slots[k] + tie->lag : asked[k];
    }
    for (uint32_t k = 0; k < LANES; k++) {
        int32_t rank = plan_rank(c, asked[k]) + more;
        if (x->trace && rank > lanes[k])
            cause[k] = who[k];
        lanes[k] = rank > lanes[k] ? rank : lanes[k];
    }
}

/* The person does what comes before first. What they wait for themselves they fill with what comes later, so that a
 * line runs late only by work; what is idle in the plan takes that up. */
static void line_raise(struct plan_part *x, uint32_t t, int32_t *start)
{
    const struct plan_node *node = &x->of->net.nodes[t];
    int32_t *line = lanes_of(x->line, node->person), *cause = traced_of(x, x->traced.start_cause, t);
    for (uint32_t k = 0; k < LANES && x->trace; k++)
        cause[k] = node->line + line[k] > start[k] ? CAUSE_LINE : cause[k];
    for (uint32_t k = 0; k < LANES; k++)
        start[k] = node->line + line[k] > start[k] ? node->line + line[k] : start[k];
    if (!node->alone)
        return;
    int32_t idle = node->start_rank - node->line;
    for (uint32_t k = 0; k < LANES; k++) {
        int32_t early = start[k] - node->asked, left = line[k] - idle;
        early = early < 0 ? early : 0;
        line[k] = left > early ? left : early;
    }
}

static void begin(struct plan_part *x, uint32_t t)
{
    const struct plan_node *node = &x->of->net.nodes[t];
    int32_t *start = lanes_of(x->start, x->of->net.nodes[t].seat);
    for (uint32_t k = 0; k < LANES; k++)
        start[k] = node->floor;
    for (uint32_t k = 0; k < LANES && x->trace; k++)
        lanes_of(x->traced.start_cause, t)[k] = CAUSE_NOTHING;
    if (node->start_n > 0)
        ties_raise(x, t, false, 0, start);
    if (node->before != PLAN_NONE)
        line_raise(x, t, start);
    for (uint32_t k = 0; k < LANES; k++)
        start[k] += node->rest;
    if (!node->whole)
        __builtin_memcpy(lanes_of(x->over, x->of->net.nodes[t].seat), lanes_of(x->line_over, node->person),
                         sizeof(int32_t) * LANES);
    for (uint32_t k = 0; k < LANES && node->start_row != PLAN_NONE; k++)
        lanes_of(x->slots, node->start_row)[k] = plan_start_slot(&x->of->net, t, start[k]);
}

/* What the task takes longer than planned; of what is left of it, something is to do in any case. */
static void overruns(const struct plan_part *x, uint32_t t, int32_t *ret)
{
    const struct plan_node *node = &x->of->net.nodes[t];
    const struct plan_work *w = &x->of->works[t];
    int32_t own[LANES], least = node->effort > 0 ? 1 - node->effort : 0;
    if (w->deviation > 0)
        plan_normals(&x->of->dice, x->of->seed, node->key, x->first, own);
    plan_works(&x->of->dice, w, lanes_of(x->together, node->project), own, ret);
    for (uint32_t k = 0; k < LANES; k++)
        ret[k] = ret[k] - node->likely > least ? ret[k] - node->likely : least;
}

static void line_note(struct plan_part *x, uint32_t person, const int32_t *longer)
{
    int32_t *line = lanes_of(x->line, person), *over = lanes_of(x->line_over, person);
    for (uint32_t k = 0; k < LANES; k++) {
        line[k] = line[k] + longer[k] < FAR ? line[k] + longer[k] : FAR;
        over[k] = over[k] + longer[k] < FAR ? over[k] + longer[k] : FAR;
    }
}

static void end_note(struct plan_part *x, uint32_t t, const int32_t *slots)
{
    const struct plan_node *nodes = x->of->net.nodes;
    uint32_t project = nodes[t].project, *last = x->trace ? x->traced.last + (size_t)project * LANES : NULL;
    int32_t *end = lanes_of(x->end, project);
    for (uint32_t k = 0; k < LANES && x->trace; k++) /* of several, the one of the least key */
        if (slots[k] > end[k] || (slots[k] == end[k] && nodes[t].key < nodes[last[k]].key))
            last[k] = t;
    for (uint32_t k = 0; k < LANES; k++)
        end[k] = slots[k] > end[k] ? slots[k] : end[k];
}

/* When it ends: after its own work, and what else its person does until then. */
static void ends_of(struct plan_part *x, uint32_t t, const int32_t *longer, int32_t *ret)
{
    const struct plan_node *node = &x->of->net.nodes[t];
    const int32_t *start = lanes_of(x->start, x->of->net.nodes[t].seat);
    int32_t span = node->finish_rank - node->start_rank, effort = node->effort;
    for (uint32_t k = 0; k < LANES; k++)
        ret[k] = span + longer[k];
    if (!node->whole) {
        const int32_t *over = lanes_of(x->over, x->of->net.nodes[t].seat),
                      *line_over = lanes_of(x->line_over, node->person);
        for (uint32_t k = 0; k < LANES; k++)
            ret[k] += line_over[k] - over[k];
    }
    for (uint32_t k = 0; k < LANES; k++) {
        int32_t least = effort + longer[k] < span ? effort + longer[k] : span, at = ret[k] > least ? ret[k] : least;
        at = start[k] + at > node->finish_floor ? start[k] + at : node->finish_floor;
        ret[k] = at < FAR ? at : FAR;
    }
    for (uint32_t k = 0; k < LANES && x->trace; k++) {
        lanes_of(x->traced.finish_cause, t)[k] = CAUSE_NOTHING;
        lanes_of(x->traced.longer, t)[k] = longer[k];
    }
    if (node->finish_n > 0)
        ties_raise(x, t, true, node->finish_rest, ret);
}

static void finish(struct plan_part *x, uint32_t t)
{
    const struct plan_node *node = &x->of->net.nodes[t];
    int32_t longer[LANES], ends[LANES];
    overruns(x, t, longer);
    ends_of(x, t, longer, ends);
    plan_tally_add(&x->tallies[t], ends, LANES);
    if (node->person != PLAN_NONE)
        line_note(x, node->person, longer);
    if (node->finish_row == PLAN_NONE)
        return;
    int32_t *slots = lanes_of(x->slots, node->finish_row);
    for (uint32_t k = 0; k < LANES; k++)
        slots[k] = plan_finish_slot(&x->of->net, t, ends[k]);
    if (node->last)
        end_note(x, t, slots);
}

static int32_t within(int64_t x)
{
    return x < -CHAIN ? -CHAIN : x > CHAIN ? CHAIN : (int32_t)x;
}

/* One step back from a task: its finish decided (how long it took is part of it), its start, or that its person was at
 * it. */
enum step { STEP_FINISH, STEP_START, STEP_LINE };

static uint32_t step_back(const struct plan_part *x, uint32_t t, uint32_t lane, enum step *step, bool *ret_counts)
{
    const struct plan_node *node = &x->of->net.nodes[t];
    int32_t cause = lanes_of(x->traced.start_cause, t)[lane];
    *ret_counts = *step != STEP_START;
    if (*step == STEP_LINE && !(node->alone && node->whole))
        return node->before_finish;
    if (*step == STEP_FINISH && lanes_of(x->traced.finish_cause, t)[lane] >= 0) {
        cause = lanes_of(x->traced.finish_cause, t)[lane];
        *ret_counts = false;
    }
    if (cause == CAUSE_LINE) {
        *step = STEP_LINE;
        return node->before;
    }
    *step = cause & 1 ? STEP_FINISH : STEP_START;
    return cause < 0 ? PLAN_NONE : (uint32_t)cause >> 1;
}

/* Follows the end of each project back through what decided. */
static void trace_back(struct plan_part *x)
{
    const struct plan_in *in = x->of->net.base->in;
    struct plan_traced *r = &x->traced;
    for (uint32_t p = 0; p < in->project_n; p++)
        for (uint32_t k = 0; k < LANES; k++) {
            uint32_t t = r->last[(size_t)p * LANES + k];
            enum step step = STEP_FINISH;
            int64_t chain = 0, end = t == PLAN_NONE ? 0 : within(lanes_of(x->end, p)[k]);
            while (t != PLAN_NONE) {
                bool counts;
                uint32_t next = step_back(x, t, k, &step, &counts);
                int32_t longer = counts ? lanes_of(r->longer, t)[k] : 0;
                chain += longer;
                if (counts && x->of->net.nodes[t].project == p) {
                    r->hits[t]++;
                    r->own[t] += longer;
                    r->own_end[t] += longer * end;
                }
                t = next;
            }
            r->end[p] += end;
            r->chain[p] += within(chain);
            r->chain_end[p] += within(chain) * end;
        }
}

/* The places around the end of a task that comes soon, so that they are there. */
static void fetch(const struct plan_part *x, uint32_t t)
{
    const struct plan_node *node = &x->of->net.nodes[t];
    uint32_t line = plan_network_line(&x->of->net, t);
    const uint16_t *steps = x->of->net.places[line].steps;
    const struct plan_calendar *c = &x->of->net.calendars[line];
    for (int32_t r = node->finish_rank - 64; r < node->finish_rank + 320; r += 32)
        if (r >= 0 && r < c->free)
            __builtin_prefetch(&steps[r]);
    __builtin_prefetch(&x->tallies[t]);
    __builtin_prefetch((const char *)&x->tallies[t] + 64);
    __builtin_prefetch((const char *)&x->tallies[t] + 128);
    __builtin_prefetch((const char *)&x->tallies[t] + 192);
}

void plan_part_run(struct plan_part *x, uint32_t first)
{
    const struct plan_in *in = x->of->net.base->in;
    const uint32_t *events = x->of->net.events, event_n = x->of->net.event_n;
    x->first = first;
    x->trace = first < PLAN_TRACED;
    for (uint32_t p = 0; p < in->project_n; p++)
        plan_normals(&x->of->dice, x->of->seed, ~in->projects[p].key, x->first, lanes_of(x->together, p));
    for (size_t i = 0; i < (size_t)in->project_n * LANES; i++)
        x->end[i] = INT32_MIN / 2;
    for (size_t i = 0; i < (size_t)in->project_n * LANES && x->trace; i++)
        x->traced.last[i] = PLAN_NONE;
    for (size_t i = 0; i < (size_t)in->person_n * LANES; i++)
        x->line[i] = x->line_over[i] = 0;
    for (uint32_t i = 0; i < event_n; i++) {
        if (i + 4 < event_n && events[i + 4] & 1)
            fetch(x, events[i + 4] >> 1);
        (events[i] & 1 ? finish : begin)(x, events[i] >> 1);
    }
    for (uint32_t p = 0; p < in->project_n; p++)
        plan_tally_add(&x->project_tallies[p], lanes_of(x->end, p), LANES);
    if (x->trace)
        trace_back(x);
}

size_t plan_trials_bytes(const struct plan_in *in)
{
    return plan_network_bytes(in) + PLAN_DICE_BYTES + plan_room(struct plan_work, in->task_n) +
           plan_room(struct plan_trials, 1);
}

struct plan_trials *plan_trials_make(struct plan_memory *m, const struct plan_base *b, const struct plan_dates *d,
                                     uint32_t n, uint64_t seed)
{
    struct plan_trials *x = plan_raw(m, sizeof *x);
    n = n < PLAN_TRIALS_MOST ? (n + LANES - 1) / LANES * LANES : PLAN_TRIALS_MOST;
    *x = (struct plan_trials){.seed = seed, .n = n > 0 ? n : LANES, .dates = d};
    x->net = plan_network_make(m, b, d);
    x->dice = plan_dice_make(m, b->in->settings.correlation);
    x->works = plan_raw(m, sizeof *x->works * b->in->task_n);
    for (uint32_t i = 0; i < x->net.node_n; i++)
        x->works[i] = plan_work_of(&b->in->tasks[x->net.nodes[i].task], &b->in->settings);
    return x;
}

static size_t traced_bytes(const struct plan_in *in)
{
    size_t lanes = sizeof(int32_t) * LANES, tasks = in->task_n, projects = in->project_n;
    return tasks * lanes * 3 + projects * lanes + plan_room(uint32_t, tasks) + 2 * plan_room(int64_t, tasks) +
           3 * plan_room(int64_t, projects);
}

size_t plan_part_bytes(const struct plan_in *in, bool first)
{
    size_t lanes = sizeof(int32_t) * LANES, projects = in->project_n, people = in->person_n, tasks = in->task_n;
    return plan_room(struct plan_part, 1) + plan_room(struct plan_tally, tasks) +
           plan_room(struct plan_tally, projects) + tasks * lanes * 4 + people * lanes * 2 + projects * lanes * 2 +
           (first ? traced_bytes(in) : 0);
}

static struct plan_traced traced_make(struct plan_memory *m, const struct plan_in *in)
{
    size_t tasks = sizeof(int32_t) * LANES * in->task_n, projects = sizeof(int32_t) * LANES * in->project_n;
    return (struct plan_traced){.start_cause = plan_raw(m, tasks),
                                .finish_cause = plan_raw(m, tasks),
                                .longer = plan_raw(m, tasks),
                                .last = plan_raw(m, projects),
                                .hits = plan_array(m, uint32_t, in->task_n),
                                .own = plan_array(m, int64_t, in->task_n),
                                .own_end = plan_array(m, int64_t, in->task_n),
                                .end = plan_array(m, int64_t, in->project_n),
                                .chain = plan_array(m, int64_t, in->project_n),
                                .chain_end = plan_array(m, int64_t, in->project_n)};
}

struct plan_part *plan_part_make(struct plan_memory *m, const struct plan_trials *of, const struct plan_part *first)
{
    const struct plan_in *in = of->net.base->in;
    size_t lanes = sizeof(int32_t) * LANES;
    struct plan_part *x = plan_raw(m, sizeof *x);
    *x = (struct plan_part){.of = of,
                            .tallies = plan_array(m, struct plan_tally, in->task_n),
                            .project_tallies = plan_array(m, struct plan_tally, in->project_n),
                            .start = plan_raw(m, lanes * of->net.seat_n),
                            .over = plan_raw(m, lanes * of->net.seat_n),
                            .slots = plan_raw(m, lanes * of->net.row_n),
                            .line = plan_raw(m, lanes * in->person_n),
                            .line_over = plan_raw(m, lanes * in->person_n),
                            .together = plan_raw(m, lanes * in->project_n),
                            .end = plan_raw(m, lanes * in->project_n)};
    if (!first)
        x->traced = traced_make(m, in);
    for (uint32_t i = 0; first && i < of->net.node_n; i++)
        plan_tally_like(&x->tallies[i], &first->tallies[i]);
    for (uint32_t p = 0; first && p < in->project_n; p++)
        plan_tally_like(&x->project_tallies[p], &first->project_tallies[p]);
    return x;
}

void plan_part_join(struct plan_part *first, const struct plan_part *other)
{
    for (uint32_t i = 0; i < first->of->net.node_n; i++)
        plan_tally_join(&first->tallies[i], &other->tallies[i]);
    for (uint32_t p = 0; p < first->of->net.base->in->project_n; p++)
        plan_tally_join(&first->project_tallies[p], &other->project_tallies[p]);
}
