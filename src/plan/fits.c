#include "plan/fits.h"
#include "plan/macro.h"
#include "plan/sort.h"

#define ONE_PERSON (UINT64_C(1) << 63) /* in a team's key */

struct job { /* tasks that the same people can do in the same time, for one client */
    uint64_t team;
    uint32_t client, first, last, task;
    int32_t work;
    uint32_t edge; /* from the source */
};

struct fits {
    const struct plan_base *b;
    struct job *jobs;
    uint32_t job_n, span_n, team_n;
    uint32_t *team; /* per job: number of its team among those of several people */
    int32_t *left;  /* per person and span: slots that may be planned */
    struct plan_flow flow;
    uint32_t *root; /* per node: of its part of the cut */
};

enum { SOURCE, SINK, JOBS };

#define DAYS_ALONE 14 /* spans of one day; then seven each */

static uint32_t span_n_of(const struct plan_in *in)
{
    uint32_t n = in->day_n <= DAYS_ALONE ? in->day_n : DAYS_ALONE + (in->day_n - DAYS_ALONE + 6) / 7;
    return n < PLAN_FITS_SPANS ? n : PLAN_FITS_SPANS;
}

static uint32_t span_of_day(uint32_t day)
{
    return day < DAYS_ALONE ? day : DAYS_ALONE + (day - DAYS_ALONE) / 7;
}

static uint32_t first_day_of(uint32_t span)
{
    return span < DAYS_ALONE ? span : DAYS_ALONE + (span - DAYS_ALONE) * 7;
}

static uint32_t person_node(const struct fits *x, uint32_t person, uint32_t span)
{
    return JOBS + x->job_n + person * x->span_n + span;
}

static uint32_t team_node(const struct fits *x, uint32_t team, uint32_t span)
{
    return person_node(x, x->b->in->person_n, 0) + team * x->span_n + span;
}

static uint32_t span_of(const struct plan_in *in, int32_t slot)
{
    uint32_t low = 0, high = in->day_n - 1;
    while (low < high) { /* the last day that begins at it or before */
        uint32_t middle = (low + high + 1) / 2;
        if (in->days[middle] <= slot)
            low = middle;
        else
            high = middle - 1;
    }
    return span_of_day(low);
}

static bool job_of(const struct fits *x, uint32_t t, int32_t by, struct job *ret)
{
    const struct plan_base *b = x->b;
    const struct plan_task *task = &b->in->tasks[t];
    uint32_t n = b->teams.n[t], first = b->teams.first[t];
    if (by == PLAN_NEVER || b->effort[t] == 0)
        return false;
    *ret = (struct job){.client = b->in->projects[task->project].client, .task = t, .work = b->effort[t]};
    ret->first = span_of(b->in, task->release > 0 ? task->release : 0);
    ret->last = span_of(b->in, by > 0 ? by - 1 : 0);
    ret->team = n == 1 ? ONE_PERSON | b->teams.people[first] : n == 0 ? ONE_PERSON - 1 : (uint64_t)first << 32 | n;
    return ret->last < x->span_n;
}

static bool same_job(const struct job *a, const struct job *b)
{
    return a->team == b->team && a->client == b->client && a->first == b->first && a->last == b->last &&
           (int64_t)a->work + b->work < PLAN_FLOW_ALL;
}

static void jobs_make(struct plan_memory *m, struct fits *x, const int32_t *by)
{
    const struct plan_in *in = x->b->in;
    x->jobs = plan_raw(m, sizeof *x->jobs * in->task_n);
    x->team = plan_raw(m, sizeof *x->team * in->task_n);
    size_t mark = m->used;
    struct job *all = plan_raw(m, sizeof *all * in->task_n);
    struct plan_ranked *order = plan_raw(m, sizeof *order * in->task_n),
                       *spare = plan_raw(m, sizeof *spare * in->task_n);
    uint32_t n = 0;
    for (uint32_t t = 0; t < in->task_n; t++)
        if (job_of(x, t, by[t], &all[n])) {
            uint64_t when = (uint64_t)all[n].first << 16 | all[n].last;
            order[n] = (struct plan_ranked){all[n].team, (uint64_t)all[n].client << 32 | when, n};
            n++;
        }
    plan_sort(order, n, spare);
    for (uint32_t i = 0; i < n; i++) {
        const struct job *j = &all[order[i].id];
        struct job *last = x->job_n > 0 ? &x->jobs[x->job_n - 1] : NULL;
        if (!last || !same_job(last, j)) {
            bool new_team = (j->team & ONE_PERSON) == 0 && (!last || last->team != j->team);
            x->team_n += new_team;
            x->team[x->job_n] = x->team_n - 1;
            x->jobs[x->job_n++] = *j;
            continue;
        }
        last->work += j->work;
    }
    m->used = mark;
}

static void fixed_by_person(const struct plan_in *in, uint32_t *head, uint32_t *next)
{
    for (uint32_t p = 0; p < in->person_n; p++)
        head[p] = PLAN_NONE;
    for (uint32_t i = 0; i < in->fixed_n; i++) {
        next[i] = head[in->fixed[i].person];
        head[in->fixed[i].person] = i;
    }
}

/* Of each day as many free slots as fixed blocks leave, and no more than may be planned. */
static void hours_count(struct plan_memory *m, struct fits *x)
{
    const struct plan_in *in = x->b->in;
    size_t bytes = sizeof(uint64_t) * (size_t)plan_words(in->slots);
    x->left = plan_array(m, int32_t, (size_t)in->person_n * x->span_n);
    size_t mark = m->used;
    uint64_t *bits = plan_raw(m, bytes);
    uint32_t *head = plan_raw(m, sizeof *head * in->person_n), *next = plan_raw(m, sizeof *next * in->fixed_n);
    fixed_by_person(in, head, next);
    uint32_t end_day = first_day_of(x->span_n) < in->day_n ? first_day_of(x->span_n) : in->day_n;
    for (uint32_t p = 0; p < in->person_n; p++) {
        const struct plan_calendar *c = &x->b->calendars[p];
        __builtin_memcpy(bits, in->people[p].free, bytes);
        for (uint32_t i = head[p]; i != PLAN_NONE; i = next[i])
            for (int32_t s = in->fixed[i].from; s < in->fixed[i].to; s++)
                bits[s >> 6] &= ~(UINT64_C(1) << (s & 63));
        for (uint32_t d = 0; d < end_day; d++) {
            int32_t from = in->days[d] > 0 ? in->days[d] : 0,
                    to = in->days[d + 1] < in->slots ? in->days[d + 1] : in->slots, free = 0;
            for (int32_t s = from; s < to; s++)
                free += plan_bit(bits, s);
            int32_t limit = plan_day_limit(&in->people[p], plan_rank(c, to) - plan_rank(c, from));
            x->left[p * x->span_n + span_of_day(d)] += free < limit ? free : limit;
        }
    }
    m->used = mark;
}

static uint32_t team_size(const struct job *j)
{
    return j->team & ONE_PERSON ? 1 : j->team == ONE_PERSON - 1 ? 0 : (uint32_t)j->team;
}

static uint32_t edges_most(const struct fits *x)
{
    uint64_t n = x->job_n + (uint64_t)x->b->in->person_n * x->span_n;
    for (uint32_t i = 0; i < x->job_n; i++) {
        n += x->jobs[i].last + 1;
        if (i == 0 || x->jobs[i].team != x->jobs[i - 1].team)
            n += (uint64_t)team_size(&x->jobs[i]) * x->span_n;
    }
    return (uint32_t)n;
}

static void net_make(struct plan_memory *m, struct fits *x)
{
    uint32_t person_n = x->b->in->person_n;
    x->flow = plan_flow_make(m, team_node(x, x->team_n, 0), edges_most(x));
    for (uint32_t p = 0; p < person_n; p++)
        for (uint32_t w = 0; w < x->span_n; w++)
            plan_flow_add(&x->flow, person_node(x, p, w), SINK, x->left[p * x->span_n + w]);
    for (uint32_t i = 0; i < x->job_n; i++) {
        struct job *j = &x->jobs[i];
        bool several = team_size(j) > 1;
        j->edge = plan_flow_add(&x->flow, SOURCE, JOBS + i, j->work);
        for (uint32_t w = j->first; w <= j->last && team_size(j) > 0; w++)
            plan_flow_add(&x->flow, JOBS + i,
                          several ? team_node(x, x->team[i], w) : person_node(x, (uint32_t)j->team, w), PLAN_FLOW_ALL);
        if (!several || (i > 0 && x->jobs[i - 1].team == j->team))
            continue;
        const uint32_t *people = x->b->teams.people + (j->team >> 32);
        for (uint32_t k = 0; k < (uint32_t)j->team; k++)
            for (uint32_t w = 0; w < x->span_n; w++)
                plan_flow_add(&x->flow, team_node(x, x->team[i], w), person_node(x, people[k], w), PLAN_FLOW_ALL);
    }
}

static uint32_t root_of(const struct fits *x, uint32_t node)
{
    while (x->root[node] != node)
        node = x->root[node] = x->root[x->root[node]];
    return node;
}

/* What lies on the source's side falls into parts that share no people: each is short by itself. */
static void parts_find(struct plan_memory *m, struct fits *x)
{
    const struct plan_flow *f = &x->flow;
    x->root = plan_raw(m, sizeof *x->root * f->node_n);
    for (uint32_t i = 0; i < f->node_n; i++)
        x->root[i] = i;
    for (uint32_t i = JOBS; i < f->node_n; i++)
        for (uint32_t e = f->first[i]; e != UINT32_MAX && plan_flow_before_cut(f, i); e = f->edges[e].next)
            if (f->edges[e].to >= JOBS && plan_flow_before_cut(f, f->edges[e].to))
                x->root[root_of(x, i)] = root_of(x, f->edges[e].to);
}

static void name_once(uint32_t *list, uint32_t first, uint32_t *n, uint32_t id)
{
    for (uint32_t i = first; i < first + *n; i++)
        if (list[i] == id)
            return;
    list[first + (*n)++] = id;
}

static struct plan_short short_of(const struct fits *x, uint32_t root, struct plan_fits *r, uint32_t *client_n,
                                  uint32_t *person_n)
{
    struct plan_short s = {.day_first = UINT32_MAX, .client_first = *client_n, .person_first = *person_n};
    for (uint32_t i = 0; i < x->job_n; i++) {
        const struct job *j = &x->jobs[i];
        if (!plan_flow_before_cut(&x->flow, JOBS + i) || root_of(x, JOBS + i) != root)
            continue;
        s.missing += x->flow.edges[j->edge].left;
        uint32_t first = j->first < j->last ? j->first : j->last; /* released too late: never */
        uint32_t day_first = first_day_of(first), day_last = first_day_of(j->last + 1) - 1;
        s.day_first = day_first < s.day_first ? day_first : s.day_first;
        s.day_last = day_last > s.day_last ? day_last : s.day_last;
        name_once(r->clients, s.client_first, &s.client_n, j->client);
    }
    for (uint32_t p = 0; p < x->b->in->person_n; p++)
        for (uint32_t w = 0; w < x->span_n; w++) {
            uint32_t node = person_node(x, p, w);
            if (plan_flow_before_cut(&x->flow, node) && root_of(x, node) == root) {
                r->people[s.person_first + s.person_n++] = p;
                break;
            }
        }
    *client_n += s.client_n;
    *person_n += s.person_n;
    return s;
}

static void shorts_name(struct plan_memory *m, struct fits *x, struct plan_fits *r)
{
    uint32_t client_n = 0, person_n = 0;
    size_t mark = m->used;
    parts_find(m, x);
    bool *done = plan_array(m, bool, x->flow.node_n);
    for (uint32_t i = 0; i < x->job_n; i++) {
        if (!plan_flow_before_cut(&x->flow, JOBS + i) || done[root_of(x, JOBS + i)])
            continue;
        done[root_of(x, JOBS + i)] = true;
        r->at[r->n] = short_of(x, root_of(x, JOBS + i), r, &client_n, &person_n);
        r->n += r->at[r->n].missing > 0;
    }
    m->used = mark;
}

size_t plan_fits_bytes(const struct plan_base *b)
{
    size_t spans = span_n_of(b->in), tasks = b->in->task_n, people = b->in->person_n;
    size_t nodes = JOBS + tasks + people * spans + b->teams.several_n * spans,
           edges = tasks * (spans + 1) + people * spans;
    edges += b->teams.several_people * spans;
    return 2 * plan_room(struct job, tasks) + 3 * plan_room(struct plan_ranked, tasks) +
           3 * plan_room(uint32_t, tasks) + plan_room(int32_t, people * spans) +
           plan_room(uint64_t, plan_words(b->in->slots)) + plan_room(uint32_t, people) +
           plan_room(uint32_t, b->in->fixed_n) + plan_flow_bytes((uint32_t)nodes, (uint32_t)edges) +
           plan_room(uint32_t, nodes) + plan_room(bool, nodes) + plan_room(struct plan_short, tasks) +
           plan_room(uint32_t, tasks) + plan_room(uint32_t, people * spans);
}

int plan_fits(struct plan_memory *m, const struct plan_base *b, const int32_t *by, struct plan_fits *ret)
{
    struct fits x = {.b = b, .span_n = span_n_of(b->in)};
    if (m->room - m->used < plan_fits_bytes(b))
        return PLAN_NO_ROOM;
    *ret = (struct plan_fits){.at = plan_raw(m, sizeof *ret->at * b->in->task_n),
                              .clients = plan_raw(m, sizeof *ret->clients * b->in->task_n),
                              .people = plan_raw(m, sizeof *ret->people * b->in->person_n * x.span_n)};
    size_t mark = m->used;
    jobs_make(m, &x, by);
    hours_count(m, &x);
    net_make(m, &x);
    int64_t all = 0;
    for (uint32_t i = 0; i < x.job_n; i++)
        all += x.jobs[i].work;
    ret->missing = all - plan_flow_run(&x.flow, SOURCE, SINK);
    if (ret->missing > 0)
        shorts_name(m, &x, ret);
    m->used = mark;
    return PLAN_OK;
}
