/* plan_tj TASKS FILE.tjp: one plan for two planners. Writes it as a TaskJuggler project, plans it with our engine
 * (least time of 15 runs), and prints {"ms", "mean_end_h", "makespan_h"}: hours after the start, over ten projects.
 * bench/plan-tj3 runs tj3 on the file.
 *
 * Ten projects, twenty people who work Monday to Friday from 9 to 12 and 13 to 18, tasks of 1 to 10 hours, each waiting
 * for up to two of its project; one in five may be done by any of three people. No due dates, weights, limits or
 * set-up: only what both understand. */
#include "plan/make.h"
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define ROOM     ((size_t)512 << 20)
#define RUNS     15
#define PROJECTS 10
#define PEOPLE   20
#define WEEKS    260
#define SLOTS    (WEEKS * 7 * 96)

static struct plan_memory m;

static double ms_now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static uint32_t below(uint64_t *seed, uint32_t n)
{
    *seed = *seed * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)((*seed >> 33) % n);
}

static const uint64_t *working_hours(void)
{
    uint64_t *bits = plan_array(&m, uint64_t, plan_words(SLOTS));
    for (int32_t s = 0; s < SLOTS; s++) {
        int32_t day = s / 96 % 7, quarter = s % 96;
        if (day < 5 && ((quarter >= 36 && quarter < 48) || (quarter >= 52 && quarter < 72)))
            bits[s / 64] |= UINT64_C(1) << (s % 64);
    }
    return bits;
}

static void make_task(struct plan_in *in, struct plan_task *t, uint32_t i, uint64_t *seed)
{
    uint32_t *candidates = (uint32_t *)in->candidates;
    int32_t effort = 4 + (int32_t)below(seed, 37);
    *t = (struct plan_task){.key = i + 1,
                            .project = i % PROJECTS,
                            .activity = PLAN_NONE,
                            .low = effort,
                            .likely = effort,
                            .high = effort,
                            .due = PLAN_NEVER,
                            .hard = PLAN_NEVER,
                            .assignee = below(seed, PEOPLE)};
    if (below(seed, 5) == 0) {
        t->candidate_first = in->candidate_n;
        t->candidate_n = 3;
        for (uint32_t k = 0; k < 3; k++)
            candidates[in->candidate_n++] = (t->assignee + 7 * k) % PEOPLE;
        t->assignee = PLAN_NONE;
    }
    struct plan_dependency *dependencies = (struct plan_dependency *)in->dependencies;
    uint32_t earlier = i / PROJECTS, last = PLAN_NONE;
    for (uint32_t k = 0; k < 2 && earlier > 0; k++) {
        uint32_t back = 1 + below(seed, earlier < 12 ? earlier : 12), before = i - back * PROJECTS;
        if (before != last && below(seed, 4))
            dependencies[in->dependency_n++] = (struct plan_dependency){.before = before, .after = i};
        last = before;
    }
}

static struct plan_in make_plan(uint32_t n)
{
    struct plan_task *tasks = plan_array(&m, struct plan_task, n);
    struct plan_person *people = plan_array(&m, struct plan_person, PEOPLE);
    struct plan_project *projects = plan_array(&m, struct plan_project, PROJECTS);
    struct plan_client *clients = plan_array(&m, struct plan_client, 1);
    int32_t *days = plan_array(&m, int32_t, WEEKS * 7 + 1);
    const uint64_t *hours = working_hours();
    struct plan_in in = {.slots = SLOTS,
                         .days = days,
                         .day_n = WEEKS * 7,
                         .tasks = tasks,
                         .task_n = n,
                         .dependencies = plan_array(&m, struct plan_dependency, 2 * n),
                         .people = people,
                         .person_n = PEOPLE,
                         .projects = projects,
                         .project_n = PROJECTS,
                         .clients = clients,
                         .client_n = 1,
                         .candidates = plan_array(&m, uint32_t, 3 * n),
                         .settings = plan_defaults()};
    clients[0].key = 1;
    for (uint32_t i = 0; i < PROJECTS; i++)
        projects[i] = (struct plan_project){.key = i + 1, .due = PLAN_NEVER};
    for (uint32_t i = 0; i < PEOPLE; i++)
        people[i] = (struct plan_person){.key = i + 1, .free = hours, .load_percent = 100};
    for (int32_t d = 0; d <= WEEKS * 7; d++)
        days[d] = 96 * d;
    uint64_t seed = 7;
    for (uint32_t i = 0; i < n; i++)
        make_task(&in, &tasks[i], i, &seed);
    return in;
}

static void write_allocation(const struct plan_in *in, const struct plan_task *t, FILE *f)
{
    const uint32_t *who = t->candidate_n ? &in->candidates[t->candidate_first] : &t->assignee;
    fprintf(f, "    allocate p%u", who[0]);
    if (t->candidate_n)
        fprintf(f, " { alternative p%u, p%u select minloaded }", who[1], who[2]);
    fprintf(f, "\n");
}

static void write_task(const struct plan_in *in, uint32_t i, FILE *f)
{
    const struct plan_task *t = &in->tasks[i];
    fprintf(f, "  task t%u \"t%u\" {\n    effort %.2fh\n", i, i, t->likely / 4.0);
    write_allocation(in, t, f);
    const char *between = "    depends ";
    for (uint32_t d = 0; d < in->dependency_n; d++)
        if (in->dependencies[d].after == i) {
            fprintf(f, "%s!t%u", between, in->dependencies[d].before);
            between = ", ";
        }
    fprintf(f, "%s  }\n", between[0] == ',' ? "\n" : "");
}

static void write_project(const struct plan_in *in, FILE *f)
{
    fprintf(f,
            "project bench \"bench\" 2026-01-05 +%dw {\n  timezone \"UTC\"\n  timingresolution 15min\n"
            "  dailyworkinghours 8\n  timeformat \"%%Y-%%m-%%d %%H:%%M\"\n}\n",
            WEEKS);
    for (uint32_t i = 0; i < in->person_n; i++)
        fprintf(f,
                "resource p%u \"p%u\" {\n  workinghours mon - fri 9:00 - 12:00, 13:00 - 18:00\n"
                "  workinghours sat, sun off\n}\n",
                i, i);
    for (uint32_t p = 0; p < in->project_n; p++) {
        fprintf(f, "task pr%u \"pr%u\" {\n", p, p);
        if (p == 0)
            fprintf(f, "  start 2026-01-05\n");
        for (uint32_t i = p; i < in->task_n; i += PROJECTS)
            write_task(in, i, f);
        fprintf(f, "}\n");
    }
    fprintf(f, "taskreport ends \"ends\" {\n  formats csv\n  columns id, end\n  hideresource 1\n}\n");
}

static double plan(const struct plan_in *in, struct plan_dates *ret_dates)
{
    double began = ms_now();
    struct plan_out out;
    if (plan_make_dates(&m, in, &out) != PLAN_OK)
        exit(1);
    *ret_dates = out.dates;
    return ms_now() - began;
}

int main(int argc, char **argv)
{
    m = (struct plan_memory){malloc(ROOM), ROOM, 0, 0};
    FILE *f = argc == 3 ? fopen(argv[2], "w") : NULL;
    if (!f || !m.at)
        return 1;
    struct plan_in in = make_plan((uint32_t)atoi(argv[1]));
    if (plan_valid(&in) != PLAN_OK)
        return 1;
    write_project(&in, f);
    fclose(f);
    double least = 1e9;
    struct plan_dates d = {0};
    size_t mark = m.used;
    for (int i = 0; i < RUNS; i++) {
        m.used = mark;
        double ms = plan(&in, &d);
        least = ms < least ? ms : least;
    }
    int32_t end[PROJECTS] = {0}, last = 0;
    for (uint32_t i = 0; i < in.task_n; i++)
        end[i % PROJECTS] = d.finish[i] > end[i % PROJECTS] ? d.finish[i] : end[i % PROJECTS];
    double sum = 0;
    for (int p = 0; p < PROJECTS; p++) {
        sum += end[p] / 4.0;
        last = end[p] > last ? end[p] : last;
    }
    printf("{\"ms\": %.4f, \"mean_end_h\": %.2f, \"makespan_h\": %.2f}\n", least, sum / PROJECTS, last / 4.0);
    free(m.at);
    return 0;
}
