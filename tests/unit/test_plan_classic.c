/* The classic problem on generated instances: every schedule is verified by separate code, the search is no worse than
 * the pass and never better than trying everything, and the same every time. */
#include "unit.h"
#include "../plan/verify_classic.h"
#include "plan/random.h"
#include <stdlib.h>
#include <string.h>

#define MOST 60
#define R    5

struct world {
    struct plan_classic in;
    int32_t duration[MOST], request[MOST * R], capacity[R], release[MOST];
    uint32_t after_at[MOST + 1], after[MOST * MOST], project[MOST];
    uint64_t seed, n;
};

static uint32_t draw(struct world *w, uint32_t below)
{
    return plan_below(plan_mix2(w->seed, w->n++), below);
}

static void world_make(struct world *w, uint64_t seed, uint32_t tasks, uint32_t projects)
{
    *w = (struct world){.seed = seed};
    w->in = (struct plan_classic){tasks,       R,           projects, w->duration, w->request,
                                  w->capacity, w->after_at, w->after, w->project,  w->release};
    for (uint32_t r = 0; r < R; r++)
        w->capacity[r] = 3 + (int32_t)draw(w, 9);
    for (uint32_t p = 0; p < projects; p++)
        w->release[p] = projects > 1 ? (int32_t)draw(w, 9) : 0;
    for (uint32_t t = 0, arcs = 0; t < tasks; t++) {
        w->project[t] = t * projects / tasks;
        w->duration[t] = (int32_t)draw(w, 7);
        for (uint32_t r = 0; r < R; r++)
            w->request[t * R + r] = draw(w, 2) ? (int32_t)draw(w, (uint32_t)w->capacity[r] + 1) : 0;
        for (uint32_t k = t + 1; k < tasks; k++)
            if (draw(w, tasks) < 2)
                w->after[arcs++] = k;
        w->after_at[t + 1] = arcs;
    }
}

static struct plan_memory memory_for(const struct world *w)
{
    size_t room = plan_classic_bytes(&w->in);
    struct plan_memory m = {aligned_alloc(16, (room + 15) / 16 * 16), room, 0, 0};
    assert_non_null(m.at);
    return m;
}

static void schedules_are_schedules(void **state)
{
    (void)state;
    static struct world w;
    for (uint64_t seed = 0; seed < 300; seed++) {
        int32_t starts[4][MOST];
        struct plan_classic_result r[4];
        world_make(&w, seed, 2 + (uint32_t)(seed % 50), 1 + (uint32_t)(seed % 2));
        assert_true(plan_classic_valid(&w.in));
        struct plan_memory m = memory_for(&w);
        for (int i = 0; i < 4; i++)
            r[i].start = starts[i];
        plan_classic_pass(&m, &w.in, &r[0]);
        plan_classic_search(&m, &w.in, 300, seed, &r[1]);
        plan_classic_search(&m, &w.in, 300, seed, &r[2]);
        plan_classic_projects(&m, &w.in, 10, &r[3]);
        for (int i = 0; i < 4; i++) {
            const char *wrong = verify_classic(&w.in, &r[i]);
            assert_string_equal(wrong ? wrong : "", "");
            assert_true(r[i].makespan >= plan_classic_path(&m, &w.in));
        }
        assert_true(r[1].makespan <= r[0].makespan);
        assert_true(r[0].schedules <= 3 && r[1].schedules <= 300 && r[3].schedules <= 10);
        assert_memory_equal(starts[1], starts[2], sizeof(int32_t) * w.in.task_n);
        assert_int_equal(m.used, 0);
        free(m.at);
    }
}

/* The shortest over all orders that respect precedence: one of them gives an optimum (active schedules). */
static void try_orders(const struct world *w, uint32_t done, uint32_t set, int32_t *start, int32_t *best)
{
    const struct plan_classic *c = &w->in;
    if (done == c->task_n) {
        int32_t end = 0;
        for (uint32_t t = 0; t < c->task_n; t++)
            end = start[t] + c->duration[t] > end ? start[t] + c->duration[t] : end;
        *best = end < *best ? end : *best;
        return;
    }
    for (uint32_t t = 0; t < c->task_n; t++) {
        int32_t from = 0;
        bool ready = !(set >> t & 1);
        for (uint32_t b = 0; b < t && ready; b++)
            for (uint32_t a = c->after_at[b]; a < c->after_at[b + 1] && ready; a++)
                if (c->after[a] == t) {
                    ready = set >> b & 1;
                    from = ready && start[b] + c->duration[b] > from ? start[b] + c->duration[b] : from;
                }
        for (bool again = ready; again; from += again) {
            again = false;
            for (uint32_t r = 0; r < R && !again; r++)
                for (int32_t s = from; s < from + c->duration[t] && !again; s++) {
                    int32_t use = c->request[t * R + r];
                    for (uint32_t k = 0; k < c->task_n; k++)
                        if (set >> k & 1 && start[k] <= s && s < start[k] + c->duration[k])
                            use += c->request[k * R + r];
                    again = use > c->capacity[r];
                }
        }
        if (ready) {
            start[t] = from;
            try_orders(w, done + 1, set | 1u << t, start, best);
        }
    }
}

static void search_finds_the_best_of_small(void **state)
{
    (void)state;
    static struct world w;
    for (uint64_t seed = 0; seed < 150; seed++) {
        int32_t start[MOST], best = INT32_MAX;
        struct plan_classic_result r = {.start = start};
        int32_t tried[MOST];
        world_make(&w, seed, 6, 1);
        struct plan_memory m = memory_for(&w);
        plan_classic_search(&m, &w.in, 400, 1, &r);
        try_orders(&w, 0, 0, tried, &best);
        assert_int_equal(r.makespan, best);
        free(m.at);
    }
}

static void limits_are_kept(void **state)
{
    (void)state;
    static struct world w;
    world_make(&w, 1, 10, 1);
    w.request[3] = w.capacity[3] + 1;
    assert_false(plan_classic_valid(&w.in));
    w.request[3] = 0;
    assert_true(plan_classic_valid(&w.in));
    w.after_at[10] += 1;
    w.after[w.after_at[10] - 1] = 9; /* waits for itself */
    assert_false(plan_classic_valid(&w.in));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(schedules_are_schedules),
        cmocka_unit_test(search_finds_the_best_of_small),
        cmocka_unit_test(limits_are_kept),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
