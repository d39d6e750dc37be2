/* plan_classic FOLDER...: the averages over all instances of a folder, .sm or .rcmp, for one pass, 1,000 and 5,000
 * schedules, the searches with seeds 1 to 3: how much longer than the critical path, time per instance, and where the
 * folder has a table beside it (best_known_<folder>.csv) how much longer than the best known. Every schedule is
 * verified by separate code. */
#include "plan_read.h"
#include "verify_classic.h"
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define INSTANCES_MOST 5000
#define ROOM           ((size_t)256 << 20)
#define SEEDS          3

static struct instance all[INSTANCES_MOST];
static size_t all_n;
static char best_known[1 << 16];

enum { MAKESPAN, DELAY };

static const struct {
    const char *name;
    uint32_t budget; /* 0: one pass */
    int aim;
    bool random;
} ways[] = {
    {"one pass, justified", 0, MAKESPAN, false}, {"500 schedules", 500, MAKESPAN, true},
    {"1,000 schedules", 1000, MAKESPAN, true},   {"5,000 schedules", 5000, MAKESPAN, true},
    {"10 passes, for delay", 10, DELAY, false},
};

static double seconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void folder_read(const char *folder)
{
    char path[4096];
    DIR *d = opendir(folder);
    all_n = 0;
    for (struct dirent *e; d && (e = readdir(d));) {
        const char *end = strrchr(e->d_name, '.');
        snprintf(path, sizeof path, "%s/%s", folder, e->d_name);
        if (end && (strcmp(end, ".sm") == 0 || strcmp(end, ".rcmp") == 0) && all_n < INSTANCES_MOST &&
            instance_read(path, &all[all_n]) == 0)
            all_n++;
    }
    if (d)
        closedir(d);
    snprintf(path, sizeof path, "%.*s", (int)(strlen(folder) - (folder[strlen(folder) - 1] == '/')), folder);
    char *name = strrchr(path, '/');
    char table[4200];
    snprintf(table, sizeof table, "%.*s/best_known_%s.csv", (int)(name ? name - path : 1), name ? path : ".",
             name ? name + 1 : path);
    FILE *f = fopen(table, "rb");
    best_known[0] = 0;
    if (f) {
        best_known[fread(best_known, 1, sizeof best_known - 1, f)] = 0;
        fclose(f);
    }
}

/* The last figure of the line of that name, or 0. */
static int known(const char *name)
{
    char line[80];
    snprintf(line, sizeof line, "\n%s%c", name, strchr(best_known, ';') ? ';' : ',');
    const char *at = strstr(best_known, line), *end = at ? strchr(at + 1, '\n') : NULL;
    if (!at)
        return 0;
    if (!end)
        end = at + strlen(at);
    while (end > at && end[-1] != ',' && end[-1] != ';')
        end--;
    return atoi(end);
}

static int measure(struct plan_memory *m, size_t way, uint64_t seed)
{
    double over = 0, over_known = 0, makespan = 0, delay = 0, began, time = 0, projects = 0;
    size_t known_n = 0, schedules = 0;
    for (size_t i = 0; i < all_n; i++) {
        const struct plan_classic *c = &all[i].classic;
        struct plan_classic_result r = {.start = malloc(sizeof(int32_t) * (c->task_n + 1))};
        if (!r.start)
            abort();
        m->used = 0;
        if (plan_classic_bytes(c) > m->room) {
            fprintf(stderr, "%s: too large\n", all[i].name);
            return 1;
        }
        began = seconds();
        if (ways[way].aim == DELAY)
            plan_classic_projects(m, c, ways[way].budget, &r);
        else if (ways[way].budget == 0)
            plan_classic_pass(m, c, &r);
        else
            plan_classic_search(m, c, ways[way].budget, seed, &r);
        time += seconds() - began;
        const char *wrong = verify_classic(c, &r);
        if (wrong || (ways[way].budget > 0 && r.schedules > ways[way].budget)) {
            printf("%s: %s\n", all[i].name, wrong ? wrong : "more schedules than allowed");
            return 1;
        }
        int32_t path = plan_classic_path(m, c);
        over += 100.0 * (r.makespan - path) / path;
        makespan += r.makespan;
        delay += (double)r.delay / c->project_n;
        projects += c->project_n;
        schedules += r.schedules;
        if (known(all[i].name) > 0) {
            over_known += 100.0 * (r.makespan - known(all[i].name)) / known(all[i].name);
            known_n++;
        }
        free(r.start);
    }
    printf("  %-22s %7.3f %% over critical path", ways[way].name, over / (double)all_n);
    if (known_n > 0)
        printf(", %6.3f %% over best known", over_known / (double)known_n);
    if (projects > (double)all_n)
        printf(", makespan %.1f, project delay %.1f", makespan / (double)all_n, delay / (double)all_n);
    printf(", %.3f ms and %.0f schedules an instance\n", time * 1e3 / (double)all_n, (double)schedules / (double)all_n);
    return 0;
}

int main(int argc, char **argv)
{
    struct plan_memory m = {malloc(ROOM), ROOM, 0, 0};
    int bad = argc < 2 || !m.at;
    for (int a = 1; a < argc && !bad; a++) {
        folder_read(argv[a]);
        printf("%s: %zu instances\n", argv[a], all_n);
        bad = all_n == 0;
        for (size_t way = 0; way < sizeof ways / sizeof *ways && !bad; way++)
            if (ways[way].aim == MAKESPAN || all[0].classic.project_n > 1)
                for (uint64_t seed = 1; seed <= (ways[way].random ? SEEDS : 1) && !bad; seed++)
                    bad = measure(&m, way, seed);
    }
    if (argc < 2)
        fprintf(stderr, "usage: plan_classic FOLDER...\n");
    free(m.at);
    return bad;
}
