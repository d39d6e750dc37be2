/* golden FOLDER COUNT: writes generated plans as FOLDER/<n>.plan, wild ones too, and a line for each: its number,
 * the hash of its result, that of the dates when task <n> begins later (plan/change.h), and that of the
 * forecast of those: what the WebAssembly build
 * must give as well (golden.mjs), and what golden.txt keeps. */
#include "generate.h"
#include "plan/change.h"
#include "plan/forecast.h"
#include "plan/make.h"
#include "plan/wire.h"
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#define ROOM          ((size_t)256 << 20)
#define GOLDEN_LATER  300 /* slots */
#define GOLDEN_TRIALS 128

/* A third of the plans look for a better order, another third have one in force. */
static int order_it(struct plan_memory *m, uint64_t seed, struct plan_in *in)
{
    struct plan_out out;
    struct plan_task *tasks = plan_raw(m, sizeof *tasks * in->task_n);
    in->settings.search = seed % 3 == 0 ? 0 : 50 * (int32_t)in->task_n;
    if (seed % 3 != 2)
        return 0;
    if (plan_make(m, in, &out) != PLAN_OK)
        return 1;
    in->settings.search = 0;
    for (uint32_t t = 0; t < in->task_n; t++) {
        tasks[t] = in->tasks[t];
        tasks[t].force_end = t % 10 == 0 ? 0 : plan_kept_said(out.kept.end[t]);
        tasks[t].force_person = out.kept.person[t];
    }
    in->tasks = tasks;
    return 0;
}

static int one(struct plan_memory *m, const char *folder, uint64_t seed)
{
    struct generate_shape shape = GENERATE_SMALL;
    struct plan_out out, tried;
    char path[4096];
    shape.wild = seed % 2;
    if (seed % 50 == 0)
        shape = (struct generate_shape){.tasks = 800,
                                        .people = 25,
                                        .projects = 30,
                                        .clients = 9,
                                        .resources = 3,
                                        .fixed = 20,
                                        .slots = 200 * 96,
                                        .effort = 30};
    m->used = 0;
    struct plan_in in = generate_plan(m, seed, shape), read, changed;
    if (order_it(m, seed, &in))
        return 1;
    size_t n = plan_write(&in, NULL, 0);
    uint8_t *bytes = plan_raw(m, n);
    plan_write(&in, bytes, n);
    if (plan_read(m, bytes, n, &read) != PLAN_OK || plan_make(m, &read, &out) != PLAN_OK)
        return 1;
    struct plan_change later = {.kind = PLAN_CHANGE_RELEASE, .id = (uint32_t)seed % read.task_n, .value = GOLDEN_LATER};
    if (plan_change(m, &read, &later, 1, &changed) != PLAN_OK || plan_make_dates(m, &changed, &tried) != PLAN_OK)
        return 1;
    snprintf(path, sizeof path, "%s/%" PRIu64 ".plan", folder, seed);
    FILE *f = fopen(path, "wb");
    if (!f || fwrite(bytes, 1, n, f) != n || fclose(f) != 0)
        return 1;
    struct plan_forecast forecast = plan_forecast(m, &tried.base, &tried.dates, GOLDEN_TRIALS, seed);
    printf("%" PRIu64 " %016" PRIx64 " %016" PRIx64 " %016" PRIx64 "\n", seed, plan_hash(&read, &out),
           plan_hash(&changed, &tried), plan_forecast_hash(&changed, &forecast));
    return 0;
}

int main(int argc, char **argv)
{
    struct plan_memory m = {malloc(ROOM), ROOM, 0, 0};
    int bad = argc != 3 || !m.at;
    for (uint64_t seed = 0; !bad && seed < strtoull(argv[2], NULL, 10); seed++)
        bad = one(&m, argv[1], seed);
    free(m.at);
    return bad;
}
