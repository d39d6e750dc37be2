/* plan_replay: are dates kept as often as the forecast says? An agency is lived through, a year to learn from and one
 * to judge: whenever a piece of work ends, or does not end when it should, everything is planned anew from what is
 * known then; each Monday the forecast is written down, and compared with the day on which the work was really done.
 *
 * The agency is generated. What is done belongs to one person, projects come in through the year, nobody knows of them
 * before, and what a person in an activity really takes beside what they say is their own; a quarter of the variance is
 * the project's. Set-up times are left out. */
#include "plan/forecast.h"
#include "plan/make.h"
#include "plan/random.h"
#include "planning/bias.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PEOPLE     8
#define ACTIVITIES 4
#define PROJECTS   250
#define TASKS      4000
#define DAY        96
#define YEAR       364
#define HORIZON    (300 * DAY)
#define ROOM       ((size_t)256 << 20)
#define TRIALS     512
#define OPEN       1500
#define SEEDS      2

struct work {
    uint32_t project, person, activity, before; /* before: an index, or PLAN_NONE */
    int32_t low, likely, high;                  /* as said, slots */
    int32_t takes, spent, known, done;          /* slots; known: from which day on; done: when, or -1 */
    int32_t p50, p80;                           /* of this Monday */
    int32_t force;                              /* when it is done in the order in force; PLAN_NEVER: not in it */
};

struct agency {
    uint64_t seed, drawn;
    struct work work[TASKS];
    uint32_t n;
    double overrun; /* median of what work takes beside what was said, of the whole agency */
    bool learns;
    int32_t every; /* days from one lot of new projects to the next */
    const struct bias_history *history;
    uint32_t judged, met50, met80;
};

static double uniform(struct agency *a)
{
    return ((double)(plan_mix2(a->seed, a->drawn++) >> 11) + 0.5) / 9007199254740992.0;
}

static uint32_t draw(struct agency *a, uint32_t below)
{
    return plan_below(plan_mix2(a->seed, a->drawn++), below);
}

static double normal(struct agency *a)
{
    double u = uniform(a), v = uniform(a);
    return sqrt(-2 * log(u)) * cos(6.283185307179586 * v);
}

/* Half of the tasks have a range, too narrow as people's are; the rest one figure. */
static void say(struct agency *a, struct work *w)
{
    w->low = w->likely = w->high = 4 + (int32_t)draw(a, 44);
    if (draw(a, 2) == 0) {
        w->low = w->likely * 8 / 10;
        w->high = w->likely * 13 / 10;
    }
}

static void agency_make(struct agency *a)
{
    double factor[PEOPLE][ACTIVITIES], activity[ACTIVITIES];
    for (int k = 0; k < ACTIVITIES; k++)
        activity[k] = log(a->overrun) + 0.15 * normal(a);
    for (int p = 0; p < PEOPLE; p++)
        for (int k = 0; k < ACTIVITIES; k++)
            factor[p][k] = activity[k] + 0.2 * normal(a);
    for (uint32_t j = 0; j < PROJECTS && a->n < TASKS; j++) {
        int32_t known = (int32_t)(j * 2 * YEAR / PROJECTS) / a->every * a->every;
        double together = 0.35 * 0.5 * normal(a);
        uint32_t first = a->n, n = 8 + draw(a, 9);
        for (uint32_t i = 0; i < n && a->n < TASKS; i++) {
            struct work *w = &a->work[a->n++];
            *w = (struct work){.project = j,
                               .person = draw(a, PEOPLE),
                               .activity = draw(a, ACTIVITIES),
                               .known = known,
                               .done = -1,
                               .force = PLAN_NEVER};
            w->before = i > 0 && draw(a, 3) > 0 ? first + draw(a, i) : PLAN_NONE;
            say(a, w);
            double t = w->likely * exp(factor[w->person][w->activity] + together + 0.35 * sqrt(0.75) * normal(a));
            w->takes = t < 1 ? 1 : (int32_t)lround(t);
        }
    }
}

/* ---- a plan at slot `now` ---- */

struct planned {
    struct plan_in in;
    uint32_t *of; /* of a task of the plan: the work */
    struct plan_task *tasks;
};

static uint64_t *hours(struct plan_memory *m, int32_t now)
{
    uint64_t *bits = plan_array(m, uint64_t, (HORIZON + 63) / 64);
    for (int32_t s = 0; s < HORIZON; s++) {
        int32_t day = (now + s) / DAY, at = (now + s) % DAY;
        if (day % 7 < 5 && ((at >= 36 && at < 52) || (at >= 54 && at < 70)))
            bits[s / 64] |= UINT64_C(1) << s % 64;
    }
    return bits;
}

static int32_t at_least(int32_t a, int32_t least)
{
    return a < least ? least : a;
}

static struct bias_said said_of(const struct work *w)
{
    return (struct bias_said){w->low * PLAN_SLOT_MIN, w->likely * PLAN_SLOT_MIN, w->high * PLAN_SLOT_MIN};
}

/* What planning/snapshot_tasks.c makes of a row. */
static struct plan_task task_of(const struct agency *a, uint32_t i)
{
    const struct work *w = &a->work[i];
    struct plan_task t = {.key = plan_mix(i), .project = w->project, .activity = w->activity, .assignee = w->person};
    t.due = t.hard = PLAN_NEVER;
    t.likely = at_least(w->likely - w->spent, 1);
    t.low = at_least(w->low - w->spent, 0);
    t.low = t.low < t.likely ? t.low : t.likely;
    t.high = at_least(w->high - w->spent, t.likely);
    struct bias b = bias_of(a->history, w->person, w->activity);
    bias_lay(a->history, b, said_of(w), w->spent * PLAN_SLOT_MIN, &t);
    return t;
}

static void places_make(struct plan_memory *m, struct plan_in *in, int32_t now)
{
    struct plan_person *people = plan_array(m, struct plan_person, PEOPLE);
    struct plan_project *projects = plan_array(m, struct plan_project, PROJECTS);
    struct plan_client *clients = plan_array(m, struct plan_client, 1);
    int32_t *days = plan_array(m, int32_t, HORIZON / DAY + 3);
    const uint64_t *free = hours(m, now);
    for (uint32_t p = 0; p < PEOPLE; p++)
        people[p] = (struct plan_person){.key = p + 1, .free = free};
    for (uint32_t j = 0; j < PROJECTS; j++)
        projects[j] = (struct plan_project){.key = j + 1, .due = PLAN_NEVER, .weight = 1};
    days[0] = -(now % DAY);
    while (days[in->day_n] < HORIZON) {
        days[in->day_n + 1] = days[in->day_n] + DAY;
        in->day_n++;
    }
    in->people = people;
    in->projects = projects;
    in->clients = clients;
    in->days = days;
    in->person_n = PEOPLE;
    in->project_n = PROJECTS;
    in->client_n = 1;
}

static struct planned plan_of(struct plan_memory *m, const struct agency *a, int32_t now)
{
    struct planned p = {.in = {.slots = HORIZON, .settings = plan_defaults()}};
    uint32_t *at = plan_array(m, uint32_t, TASKS);
    struct plan_dependency *links = plan_array(m, struct plan_dependency, OPEN);
    p.of = plan_array(m, uint32_t, OPEN);
    p.tasks = plan_array(m, struct plan_task, OPEN);
    p.in.settings.switch_project = p.in.settings.resume = 0;
    p.in.settings.block_least = 1; /* what is under way goes on after planning anew, however short the rest */
    p.in.settings.window = 2 * DAY;
    p.in.settings.search = 0;
    p.in.settings.spread = bias_spread(a->history);
    places_make(m, &p.in, now);
    for (uint32_t i = 0; i < a->n && p.in.task_n < OPEN; i++) {
        const struct work *w = &a->work[i];
        if (w->done >= 0 || w->known * DAY > now)
            continue;
        at[i] = p.in.task_n++;
        p.of[at[i]] = i;
        p.tasks[at[i]] = task_of(a, i);
        p.tasks[at[i]].force_end = plan_kept_said(w->force == PLAN_NEVER ? PLAN_NEVER : w->force - now);
        p.tasks[at[i]].force_person = w->person;
        if (w->before != PLAN_NONE && a->work[w->before].done < 0)
            links[p.in.dependency_n++] = (struct plan_dependency){at[w->before], at[i], PLAN_FINISH_START, 0};
    }
    p.in.tasks = p.tasks;
    p.in.dependencies = links;
    return p;
}

/* ---- living ---- */

static void learn(struct agency *a, struct arena *arena, int32_t now)
{
    static struct bias_done done[TASKS];
    size_t n = 0;
    for (uint32_t i = 0; i < a->n; i++) {
        const struct work *w = &a->work[i];
        if (a->learns && w->done >= 0 && w->done > now - BIAS_DAYS * DAY)
            done[n++] = (struct bias_done){w->person, w->activity, said_of(w), w->takes * PLAN_SLOT_MIN};
    }
    arena_reset(arena);
    a->history = bias_learn(arena, done, n, 0);
}

static void foretell(struct plan_memory *m, struct agency *a, const struct planned *p, const struct plan_out *out,
                     int32_t now)
{
    struct plan_forecast f = plan_forecast(m, &out->base, &out->dates, TRIALS, 7);
    for (uint32_t t = 0; t < p->in.task_n; t++) {
        a->work[p->of[t]].p50 = f.p50[t] == PLAN_NEVER ? PLAN_NEVER : now + f.p50[t];
        a->work[p->of[t]].p80 = f.p80[t] == PLAN_NEVER ? PLAN_NEVER : now + f.p80[t];
    }
}

/* Works on the blocks until something ends, or does not when it should, or the day is over; when that is. */
static int32_t work_on(struct agency *a, const struct planned *p, const struct plan_out *out, int32_t now)
{
    int32_t until = DAY - now % DAY;
    for (uint32_t b = 0; b < out->blocks.n; b++) {
        const struct plan_block *x = &out->blocks.at[b];
        const struct work *w = &a->work[p->of[x->task]];
        int32_t ends = x->from + w->takes - w->spent, planned = x->from + p->tasks[x->task].likely;
        ends = ends < planned ? ends : planned;
        if (ends <= x->to && ends < until)
            until = ends;
    }
    for (uint32_t b = 0; b < out->blocks.n; b++) {
        const struct plan_block *x = &out->blocks.at[b];
        struct work *w = &a->work[p->of[x->task]];
        int32_t to = x->to < until ? x->to : until;
        if (to <= x->from)
            continue;
        w->spent += to - x->from;
        if (w->spent >= w->takes)
            w->done = now + to;
    }
    return now + until;
}

static bool all_done(const struct agency *a)
{
    for (uint32_t i = 0; i < a->n; i++)
        if (a->work[i].done < 0)
            return false;
    return true;
}

struct told {
    uint32_t work;
    int32_t p50, p80;
};

static void live(struct plan_memory *m, struct agency *a)
{
    static struct told told[1 << 17];
    size_t told_n = 0;
    struct arena arena;
    arena_init(&arena);
    int32_t next_monday = 0;
    for (int32_t now = 0; !all_done(a) && now < 4 * YEAR * DAY;) {
        m->used = 0;
        if (now >= next_monday)
            learn(a, &arena, now);
        struct planned p = plan_of(m, a, now);
        struct plan_out out;
        if (plan_make(m, &p.in, &out) != PLAN_OK)
            abort();
        if (now >= next_monday && now >= YEAR * DAY && now < 2 * YEAR * DAY) {
            foretell(m, a, &p, &out, now);
            for (uint32_t t = 0; t < p.in.task_n && told_n < sizeof told / sizeof *told; t++)
                told[told_n++] = (struct told){p.of[t], a->work[p.of[t]].p50, a->work[p.of[t]].p80};
        }
        for (uint32_t t = 0; t < p.in.task_n; t++)
            a->work[p.of[t]].force = out.kept.end[t] == PLAN_NEVER ? PLAN_NEVER : now + out.kept.end[t];
        if (now >= next_monday)
            next_monday += 7 * DAY;
        now = work_on(a, &p, &out, now);
    }
    for (size_t i = 0; i < told_n; i++) {
        a->judged++;
        a->met50 += a->work[told[i].work].done <= told[i].p50;
        a->met80 += a->work[told[i].work].done <= told[i].p80;
    }
    arena_release(&arena);
}

static void measure(struct plan_memory *m, double overrun, int32_t every, bool learns)
{
    static struct agency a;
    uint64_t judged = 0, met50 = 0, met80 = 0;
    for (uint64_t seed = 1; seed <= SEEDS; seed++) {
        a = (struct agency){.seed = seed, .overrun = overrun, .learns = learns, .every = every};
        agency_make(&a);
        live(m, &a);
        judged += a.judged;
        met50 += a.met50;
        met80 += a.met80;
    }
    printf(
        "work takes %.1f x, new projects every %2d days, %s history: %6llu dates, P50 met %.1f %%, P80 met %.1f %%\n",
        overrun, every, learns ? "with   " : "without", (unsigned long long)judged,
        100.0 * (double)met50 / (double)judged, 100.0 * (double)met80 / (double)judged);
    fflush(stdout);
}

int main(void)
{
    struct plan_memory m = {malloc(ROOM), ROOM, 0, 0};
    if (!m.at)
        return 1;
    for (int o = 0; o < 4; o++)
        for (int learns = 0; learns < 2; learns++)
            measure(&m, o % 2 ? 1.3 : 1, o < 2 ? 91 : 1, learns);
    free(m.at);
    return 0;
}
