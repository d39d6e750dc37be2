#include "plan/forecast.h"
#include "plan/chance.h"
#include "plan/network.h"
#include "plan/random.h"
#include "plan/tally.h"

#define LANES  PLAN_LANES
#define TRACED 128       /* trials in which what decided is followed back */
#define FAR    (1 << 28) /* working time is kept under this */
#define CHAIN  (1 << 22) /* and in what is said about uncertainty under this */

enum cause { /* besides a tie, which is named as in plan_network.events */
             CAUSE_NOTHING = -1,
             CAUSE_LINE = -2 /* the person had other work */
};

/* Of some trials: what decided, per lane; and what it adds up to. */
struct traced {
    int32_t *start_cause, *finish_cause; /* of each task; of a finish, nothing else is its own start */
    int32_t *longer;                     /* per task: what it took longer */
    uint32_t *last;                      /* per project: the task that ended it */
    uint32_t *hits;                      /* per task */
    int64_t *own, *own_end;              /* per task: sums of what it took longer, and that by its project's end */
    int64_t *end, *chain, *chain_end;    /* per project: of its end, of what its chain took longer, of both */
};

struct trials {
    struct plan_network net;
    struct plan_dice dice;
    struct plan_work *works; /* per task */
    struct plan_tally *tallies, *project_tallies;
    uint64_t seed;
    uint32_t first, n;
    /* LANES of each; per task is per node of the network: */
    int32_t *start, *over;     /* per seat: in working time; what its person had overrun when it began */
    int32_t *slots;            /* per row */
    int32_t *line, *line_over; /* per person: how much later it runs than planned; what it has overrun together */
    int32_t *together, *end;   /* per project: its deviate; its end, in slots */
    bool trace;
    struct traced traced;
};

size_t plan_forecast_bytes(const struct plan_in *in)
{
    size_t lanes = sizeof(int32_t) * LANES, projects = in->project_n, people = in->person_n, tasks = in->task_n;
    return plan_network_bytes(in) + PLAN_DICE_BYTES + plan_room(struct plan_work, tasks) +
           plan_room(struct plan_tally, tasks) + plan_room(struct plan_tally, projects) + tasks * lanes * 7 +
           people * lanes * 2 + projects * lanes * 3 + plan_room(uint32_t, tasks) + 2 * plan_room(int64_t, tasks) +
           3 * plan_room(int64_t, projects) + 3 * plan_room(int32_t, tasks) + 2 * plan_room(uint16_t, tasks) +
           3 * plan_room(int32_t, projects) + 16 * 16;
}

static int32_t *lanes_of(int32_t *rows, uint32_t row)
{
    return rows + (size_t)row * LANES;
}

/* Raises the lanes to what ties ask for, in the working time of a task. */
static void ties_raise(struct trials *x, uint32_t t, bool to_finish, int32_t more, int32_t *lanes)
{
    const struct plan_calendar *c = plan_network_calendar(&x->net, t);
    const struct plan_node *node = &x->net.nodes[t];
    uint32_t first = node->tie + (to_finish ? node->start_n : 0), n = to_finish ? node->finish_n : node->start_n;
    int32_t *cause = lanes_of(to_finish ? x->traced.finish_cause : x->traced.start_cause, t), asked[LANES], who[LANES];
    for (uint32_t k = 0; k < LANES; k++) {
        asked[k] = INT32_MIN;
        who[k] = CAUSE_NOTHING;
    }
    for (uint32_t i = first; i < first + n; i++) {
        const struct plan_tie *tie = &x->net.ties[i];
        const struct plan_node *from = &x->net.nodes[tie->node];
        const int32_t *slots = lanes_of(x->slots, tie->of_start ? from->start_row : from->finish_row);
        for (uint32_t k = 0; k < LANES && x->trace; k++) { /* of several, the one of the least key */
            int32_t says = slots[k] + tie->lag;
            if (says > asked[k] || (says == asked[k] && x->net.nodes[tie->node].key < x->net.nodes[who[k] / 2].key))
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
static void line_raise(struct trials *x, uint32_t t, int32_t *start)
{
    const struct plan_node *node = &x->net.nodes[t];
    int32_t *line = lanes_of(x->line, node->person), *cause = lanes_of(x->traced.start_cause, t);
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

static void begin(struct trials *x, uint32_t t)
{
    const struct plan_node *node = &x->net.nodes[t];
    int32_t *start = lanes_of(x->start, x->net.nodes[t].seat);
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
        __builtin_memcpy(lanes_of(x->over, x->net.nodes[t].seat), lanes_of(x->line_over, node->person),
                         sizeof(int32_t) * LANES);
    for (uint32_t k = 0; k < LANES && node->start_row != PLAN_NONE; k++)
        lanes_of(x->slots, node->start_row)[k] = plan_start_slot(&x->net, t, start[k]);
}

/* What the task takes longer than planned; of what is left of it, something is to do in any case. */
static void overruns(const struct trials *x, uint32_t t, int32_t *ret)
{
    const struct plan_node *node = &x->net.nodes[t];
    const struct plan_work *w = &x->works[t];
    int32_t own[LANES], least = node->effort > 0 ? 1 - node->effort : 0;
    if (w->deviation > 0)
        plan_normals(&x->dice, x->seed, node->key, x->first, own);
    plan_works(&x->dice, w, lanes_of(x->together, node->project), own, ret);
    for (uint32_t k = 0; k < LANES; k++)
        ret[k] = ret[k] - node->likely > least ? ret[k] - node->likely : least;
}

static void line_note(struct trials *x, uint32_t person, const int32_t *longer)
{
    int32_t *line = lanes_of(x->line, person), *over = lanes_of(x->line_over, person);
    for (uint32_t k = 0; k < LANES; k++) {
        line[k] = line[k] + longer[k] < FAR ? line[k] + longer[k] : FAR;
        over[k] = over[k] + longer[k] < FAR ? over[k] + longer[k] : FAR;
    }
}

static void end_note(struct trials *x, uint32_t t, const int32_t *slots)
{
    const struct plan_node *nodes = x->net.nodes;
    uint32_t project = nodes[t].project, *last = x->traced.last + (size_t)project * LANES;
    int32_t *end = lanes_of(x->end, project);
    for (uint32_t k = 0; k < LANES && x->trace; k++) /* of several, the one of the least key */
        if (slots[k] > end[k] || (slots[k] == end[k] && nodes[t].key < nodes[last[k]].key))
            last[k] = t;
    for (uint32_t k = 0; k < LANES; k++)
        end[k] = slots[k] > end[k] ? slots[k] : end[k];
}

/* When it ends: after its own work, and what else its person does until then. */
static void ends_of(struct trials *x, uint32_t t, const int32_t *longer, int32_t *ret)
{
    const struct plan_node *node = &x->net.nodes[t];
    const int32_t *start = lanes_of(x->start, x->net.nodes[t].seat);
    int32_t span = node->finish_rank - node->start_rank, effort = node->effort;
    for (uint32_t k = 0; k < LANES; k++)
        ret[k] = span + longer[k];
    if (!node->whole) {
        const int32_t *over = lanes_of(x->over, x->net.nodes[t].seat),
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

static void finish(struct trials *x, uint32_t t)
{
    const struct plan_node *node = &x->net.nodes[t];
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
        slots[k] = plan_finish_slot(&x->net, t, ends[k]);
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

static uint32_t step_back(const struct trials *x, uint32_t t, uint32_t lane, enum step *step, bool *ret_counts)
{
    const struct plan_node *node = &x->net.nodes[t];
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
static void trace_back(struct trials *x)
{
    const struct plan_in *in = x->net.base->in;
    struct traced *r = &x->traced;
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
                if (counts && x->net.nodes[t].project == p) {
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
static void fetch(const struct trials *x, uint32_t t)
{
    const struct plan_node *node = &x->net.nodes[t];
    uint32_t line = plan_network_line(&x->net, t);
    const uint16_t *steps = x->net.places[line].steps;
    const struct plan_calendar *c = &x->net.calendars[line];
    for (int32_t r = node->finish_rank - 64; r < node->finish_rank + 320; r += 32)
        if (r >= 0 && r < c->free)
            __builtin_prefetch(&steps[r]);
    __builtin_prefetch(&x->tallies[t]);
    __builtin_prefetch((const char *)&x->tallies[t] + 64);
    __builtin_prefetch((const char *)&x->tallies[t] + 128);
    __builtin_prefetch((const char *)&x->tallies[t] + 192);
}

static void trials_run(struct trials *x)
{
    const struct plan_in *in = x->net.base->in;
    for (uint32_t p = 0; p < in->project_n; p++)
        plan_normals(&x->dice, x->seed, ~in->projects[p].key, x->first, lanes_of(x->together, p));
    for (size_t i = 0; i < (size_t)in->project_n * LANES; i++) {
        x->end[i] = INT32_MIN / 2;
        x->traced.last[i] = PLAN_NONE;
    }
    for (size_t i = 0; i < (size_t)in->person_n * LANES; i++)
        x->line[i] = x->line_over[i] = 0;
    for (uint32_t i = 0; i < x->net.event_n; i++) {
        if (i + 4 < x->net.event_n && x->net.events[i + 4] & 1)
            fetch(x, x->net.events[i + 4] >> 1);
        (x->net.events[i] & 1 ? finish : begin)(x, x->net.events[i] >> 1);
    }
    for (uint32_t p = 0; p < in->project_n; p++)
        plan_tally_add(&x->project_tallies[p], lanes_of(x->end, p), LANES);
    if (x->trace)
        trace_back(x);
}

static void lanes_make(struct plan_memory *m, struct trials *x)
{
    const struct plan_in *in = x->net.base->in;
    size_t tasks = sizeof(int32_t) * LANES * in->task_n, people = sizeof(int32_t) * LANES * in->person_n,
           projects = sizeof(int32_t) * LANES * in->project_n;
    int32_t **of_tasks[] = {&x->traced.start_cause, &x->traced.finish_cause, &x->traced.longer};
    for (size_t i = 0; i < sizeof of_tasks / sizeof *of_tasks; i++)
        *of_tasks[i] = plan_raw(m, tasks);
    x->start = plan_raw(m, sizeof(int32_t) * LANES * x->net.seat_n);
    x->over = plan_raw(m, sizeof(int32_t) * LANES * x->net.seat_n);
    x->slots = plan_raw(m, sizeof(int32_t) * LANES * x->net.row_n);
    x->line = plan_raw(m, people);
    x->line_over = plan_raw(m, people);
    x->together = plan_raw(m, projects);
    x->end = plan_raw(m, projects);
    x->traced.last = plan_raw(m, projects);
    x->traced.hits = plan_array(m, uint32_t, in->task_n);
    x->traced.own = plan_array(m, int64_t, in->task_n);
    x->traced.own_end = plan_array(m, int64_t, in->task_n);
    x->traced.end = plan_array(m, int64_t, in->project_n);
    x->traced.chain = plan_array(m, int64_t, in->project_n);
    x->traced.chain_end = plan_array(m, int64_t, in->project_n);
}

/* Of sums over n trials: n times how much two things vary together. */
static int64_t covariance(int64_t both, int64_t a, int64_t b, uint32_t n)
{
    return both - a * b / n;
}

static void say_tasks(struct trials *x, struct plan_forecast *f)
{
    static const int32_t percents[] = {50, 80, 95};
    const struct plan_in *in = x->net.base->in;
    const struct traced *r = &x->traced;
    uint32_t traced = x->n < TRACED ? x->n : TRACED;
    for (uint32_t t = 0; t < in->task_n; t++) {
        f->p50[t] = f->p80[t] = f->p95[t] = PLAN_NEVER;
        f->criticality[t] = f->uncertainty[t] = 0;
    }
    for (uint32_t i = 0; i < x->net.node_n; i++) {
        uint32_t t = x->net.nodes[i].task, p = x->net.nodes[i].project;
        int32_t *each[] = {&f->p50[t], &f->p80[t], &f->p95[t]}, ranks[3];
        plan_tally_quantiles(&x->tallies[i], percents, 3, ranks);
        for (int k = 0; k < 3; k++) {
            int32_t slot = plan_finish_slot(&x->net, i, ranks[k]);
            *each[k] = slot <= in->slots ? slot : PLAN_NEVER;
        }
        f->criticality[t] = (uint16_t)(r->hits[i] * 1000 / traced);
        int64_t whole = covariance(r->chain_end[p], r->chain[p], r->end[p], traced),
                part = covariance(r->own_end[i], r->own[i], r->end[p], traced);
        f->uncertainty[t] = (uint16_t)(whole <= 0 || part <= 0 ? 0 : part >= whole ? 1000 : part * 1000 / whole);
    }
}

static void say_projects(struct trials *x, const struct plan_dates *d, struct plan_forecast *f)
{
    static const int32_t percents[] = {50, 80, 95};
    const struct plan_in *in = x->net.base->in;
    for (uint32_t p = 0; p < in->project_n; p++) {
        int32_t slots[3], *each[] = {&f->project_p50[p], &f->project_p80[p], &f->project_p95[p]};
        plan_tally_quantiles(&x->project_tallies[p], percents, 3, slots);
        for (int i = 0; i < 3; i++)
            *each[i] = slots[i] < 0 || slots[i] > in->slots ? PLAN_NEVER : slots[i];
    }
    for (uint32_t t = 0; t < in->task_n; t++) /* what has no place leaves its project without an end */
        if (d->start[t] == PLAN_NEVER || d->finish[t] == PLAN_NEVER)
            f->project_p50[in->tasks[t].project] = f->project_p80[in->tasks[t].project] =
                f->project_p95[in->tasks[t].project] = PLAN_NEVER;
}

struct plan_forecast plan_forecast(struct plan_memory *m, const struct plan_base *b, const struct plan_dates *d,
                                   uint32_t trials, uint64_t seed)
{
    const struct plan_in *in = b->in;
    struct plan_forecast f = {.trials =
                                  trials < PLAN_TRIALS_MOST ? (trials + LANES - 1) / LANES * LANES : PLAN_TRIALS_MOST};
    f.trials = f.trials > 0 ? f.trials : LANES;
    int32_t **of_tasks[] = {&f.p50, &f.p80, &f.p95}, **of_projects[] = {&f.project_p50, &f.project_p80, &f.project_p95};
    for (size_t i = 0; i < 3; i++) {
        *of_tasks[i] = plan_raw(m, sizeof(int32_t) * in->task_n);
        *of_projects[i] = plan_raw(m, sizeof(int32_t) * in->project_n);
    }
    f.criticality = plan_raw(m, sizeof *f.criticality * in->task_n);
    f.uncertainty = plan_raw(m, sizeof *f.uncertainty * in->task_n);
    size_t mark = m->used;
    struct trials x = {.net = plan_network_make(m, b, d),
                       .dice = plan_dice_make(m, in->settings.correlation),
                       .seed = seed,
                       .n = f.trials};
    x.works = plan_raw(m, sizeof *x.works * in->task_n);
    for (uint32_t i = 0; i < x.net.node_n; i++)
        x.works[i] = plan_work_of(&in->tasks[x.net.nodes[i].task], &in->settings);
    x.tallies = plan_array(m, struct plan_tally, in->task_n);
    x.project_tallies = plan_array(m, struct plan_tally, in->project_n);
    lanes_make(m, &x);
    for (x.first = 0; x.first < x.n; x.first += LANES) {
        x.trace = x.first < TRACED;
        trials_run(&x);
    }
    say_tasks(&x, &f);
    say_projects(&x, d, &f);
    m->used = mark;
    return f;
}

static uint64_t dates_hash(uint64_t key, int32_t p50, int32_t p80, int32_t p95)
{
    return plan_mix2(plan_mix2(key, (uint64_t)(uint32_t)p50 << 32 | (uint32_t)p80), (uint64_t)(uint32_t)p95);
}

uint64_t plan_forecast_hash(const struct plan_in *in, const struct plan_forecast *f)
{
    uint64_t sum = 0;
    for (uint32_t t = 0; t < in->task_n; t++)
        sum += plan_mix2(dates_hash(in->tasks[t].key, f->p50[t], f->p80[t], f->p95[t]),
                         (uint64_t)f->criticality[t] << 16 | f->uncertainty[t]);
    for (uint32_t p = 0; p < in->project_n; p++)
        sum += dates_hash(~in->projects[p].key, f->project_p50[p], f->project_p80[p], f->project_p95[p]);
    return sum;
}
