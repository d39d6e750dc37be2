/* plan_speed [TASKS PEOPLE DAYS]: time and memory of each part of the engine on a generated agency
 * (tests/plan/generate.h); the least and the median of 15 runs. Processor time, but where it says elapsed. */
#include "generate.h"
#include "plan/change.h"
#include "plan/forecast.h"
#include "plan/make.h"
#include "planning/cores.h"
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define ROOM   ((size_t)512 << 20)
#define RUNS   15
#define TRIALS 1000

enum { PREPARE, PATH, CHECK, MACRO, BLOCKS, AGAIN, FORECAST, WHAT_IF, DATES, ALL, ONE_CORE, TWO_CORES, PARTS };
static const char *const names[PARTS] = {"prepare",
                                         "critical path",
                                         "check",
                                         "order and dates",
                                         "six weeks of blocks",
                                         "dates after",
                                         "forecast",
                                         "what-if",
                                         "plan without blocks",
                                         "whole plan, blocks too",
                                         "forecast, elapsed",
                                         "on two cores, elapsed"};
static double times[PARTS][RUNS];
static size_t plan_bytes, forecast_bytes; /* the most that was used */

static double ms_of(clockid_t clock)
{
    struct timespec t;
    clock_gettime(clock, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static int by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double ms_now(void)
{
    return ms_of(CLOCK_PROCESS_CPUTIME_ID);
}

static double elapsed(struct plan_memory *m, const struct plan_base *b, const struct plan_dates *d, uint32_t cores,
                      uint64_t *ret_hash)
{
    struct plan_forecast f;
    double from = ms_of(CLOCK_MONOTONIC);
    if (!cores_forecast(m, b, d, TRIALS, 1, cores, &f))
        exit(1);
    double ms = ms_of(CLOCK_MONOTONIC) - from;
    *ret_hash = plan_forecast_hash(b->in, &f);
    return ms;
}

static void on_cores(struct plan_memory *m, const struct plan_base *b, const struct plan_dates *d, int i)
{
    uint64_t one, two;
    times[ONE_CORE][i] = elapsed(m, b, d, 1, &one);
    times[TWO_CORES][i] = elapsed(m, b, d, 2, &two);
    if (one != two)
        exit(1);
}

static uint32_t run(struct plan_memory *m, const struct plan_in *in, int i, uint32_t *ret_blocks)
{
    double t[PARTS + 1];
    size_t mark = m->used;
    t[0] = ms_now();
    struct plan_base b = plan_base_make(m, in);
    t[1] = ms_now();
    struct plan_path p = plan_path_make(m, &b);
    t[2] = ms_now();
    plan_check(m, &b, &p);
    t[3] = ms_now();
    struct plan_order o = plan_order_make(m, &b);
    struct plan_dates d = plan_macro(m, &b, &o, NULL);
    t[4] = ms_now();
    struct plan_blocks blocks = plan_dispatch(m, &b, &p, &o, &d);
    t[5] = ms_now();
    d = plan_macro(m, &b, &o, &blocks.given);
    plan_bytes = m->peak - mark;
    m->peak = mark = m->used;
    t[6] = ms_now();
    plan_forecast(m, &b, &d, TRIALS, 1);
    t[7] = ms_now();
    forecast_bytes = m->peak - mark;
    struct plan_change c = {.kind = PLAN_CHANGE_EFFORT, .id = 7, .value = 100};
    struct plan_in other;
    struct plan_out tried;
    if (plan_change(m, in, &c, 1, &other) != PLAN_OK || plan_make_dates_over(m, &other, &b, &tried) != PLAN_OK)
        exit(1);
    t[8] = ms_now();
    *ret_blocks = blocks.n;
    for (int k = 0; k < DATES; k++)
        times[k][i] = t[k + 1] - t[k];
    times[DATES][i] = t[MACRO + 1] - t[0];
    times[ALL][i] = t[FORECAST] - t[0];
    on_cores(m, &b, &d, i);
    uint32_t placed = 0;
    for (uint32_t k = 0; k < in->task_n; k++)
        placed += d.finish[k] != PLAN_NEVER;
    return placed;
}

int main(int argc, char **argv)
{
    struct plan_memory m = {malloc(ROOM), ROOM, 0, 0};
    struct generate_shape shape = GENERATE_AGENCY;
    if (argc == 4) {
        shape.tasks = (uint32_t)atoi(argv[1]);
        shape.people = (uint32_t)atoi(argv[2]);
        shape.slots = 96 * atoi(argv[3]);
    }
    if (!m.at)
        return 1;
    struct plan_in in = generate_plan(&m, 1, shape);
    if (plan_valid(&in) != PLAN_OK)
        return 1;
    size_t mark = m.used;
    uint32_t placed = 0, blocks = 0;
    for (int i = 0; i < RUNS; i++) {
        m.used = m.peak = mark;
        placed = run(&m, &in, i, &blocks);
    }
    printf("%u tasks, %u people, %d days, %u dependencies: %u placed, %u blocks; %.1f MB (asked for: %.1f), the "
           "forecast %.1f MB (%.1f)\n",
           in.task_n, in.person_n, in.slots / 96, in.dependency_n, placed, blocks, (double)plan_bytes / 1e6,
           (double)plan_make_bytes(&in) / 1e6, (double)forecast_bytes / 1e6, (double)plan_forecast_bytes(&in) / 1e6);
    for (int k = 0; k < PARTS; k++) {
        qsort(times[k], RUNS, sizeof(double), by_size);
        printf("  %-22s %8.3f ms least, %8.3f ms median\n", names[k], times[k][0], times[k][RUNS / 2]);
    }
    free(m.at);
    return 0;
}
