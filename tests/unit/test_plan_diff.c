/* The plan in force beside a new one: nothing moves without cause, what comes in leaves the near future alone, what
 * became impossible is let go with its reason. */
#include "unit.h"
#include "../plan/generate.h"
#include "plan/change.h"
#include "plan/diff.h"
#include "plan/random.h"
#include <stdlib.h>

#define ROOM  ((size_t)128 << 20)
#define STILL (3 * 96)

static struct plan_memory memory_make(void)
{
    struct plan_memory m = {malloc(ROOM), ROOM, 0, 0};
    assert_non_null(m.at);
    return m;
}

static struct plan_was was_of(struct plan_memory *m, const struct plan_in *in, const struct plan_out *out)
{
    struct plan_was_block *blocks = plan_array(m, struct plan_was_block, out->blocks.n);
    struct plan_was_task *tasks = plan_array(m, struct plan_was_task, in->task_n);
    for (uint32_t i = 0; i < out->blocks.n; i++) {
        const struct plan_block *b = &out->blocks.at[i];
        blocks[i] =
            (struct plan_was_block){in->tasks[b->task].key, in->people[b->person].key, b->from, b->to, b->setup};
    }
    for (uint32_t t = 0; t < in->task_n; t++)
        tasks[t] = (struct plan_was_task){in->tasks[t].key,
                                          out->dates.person[t] == PLAN_NONE ? 0 : in->people[out->dates.person[t]].key,
                                          out->dates.start[t], out->dates.finish[t]};
    return (struct plan_was){blocks, tasks, out->blocks.n, in->task_n};
}

static struct plan_in plan_draw(struct plan_memory *m, uint64_t seed, bool wild)
{
    struct generate_shape shape = GENERATE_SMALL;
    shape.wild = wild;
    struct plan_in in = generate_plan(m, seed, shape);
    in.settings.still = STILL;
    in.settings.window = 3 * 7 * 96;
    return in;
}

static void hold(struct plan_memory *m, const struct plan_in *in, const struct plan_was *was, struct plan_in *ret_in,
                 struct plan_hold *ret)
{
    size_t mark = m->used;
    m->peak = mark;
    assert_int_equal(plan_hold(m, in, was, ret_in, ret), PLAN_OK);
    assert_true(m->peak - mark <= plan_hold_bytes(in, was));
    uint32_t held = 0;
    for (uint32_t i = 0; i < was->block_n; i++)
        held += ret->why[i] == PLAN_HELD;
    assert_true(held == ret->held_n && ret_in->fixed_n == in->fixed_n + held);
}

static struct plan_diff diff(struct plan_memory *m, const struct plan_in *in, const struct plan_out *out,
                             const struct plan_was *was)
{
    size_t mark = m->used;
    m->peak = mark;
    struct plan_diff d = plan_diff(m, in, out, was);
    assert_true(m->peak - mark <= plan_diff_bytes(in, out, was));
    assert_true(d.nervousness >= 0 && d.nervousness <= 100);
    for (uint32_t i = 1; i < d.n; i++)
        assert_true(d.at[i].kind == PLAN_SHIFT_LOST || d.at[i - 1].kind == PLAN_SHIFT_LOST ||
                    d.at[i - 1].finish_by >= d.at[i].finish_by);
    return d;
}

/* What locked blocks, held ones too, promise. */
static void locked_hold(const struct plan_in *in, uint32_t from, const struct plan_findings *f)
{
    for (uint32_t i = from; i < in->fixed_n; i++) {
        const struct plan_fixed *x = &in->fixed[i];
        assert_true(x->from >= 0 && x->from + x->setup < x->to && x->from < in->settings.still);
        for (int32_t s = x->from; s < x->to; s++)
            assert_true(plan_bit(in->people[x->person].free, s));
        for (uint32_t k = 0; k < in->fixed_n; k++)
            assert_true(k == i || in->fixed[k].person != x->person || in->fixed[k].to <= x->from ||
                        in->fixed[k].from >= x->to);
    }
    for (uint32_t i = 0; i < f->n; i++) /* of held blocks, none too many */
        assert_true(f->at[i].kind != PLAN_FIXED_OVERLAP || f->at[i].b < from || f->at[i].a < from);
}

static void nothing_moves(void **state)
{
    (void)state;
    struct plan_memory m = memory_make();
    int32_t nervous = 0;
    for (uint64_t seed = 0; seed < 300; seed++) {
        struct plan_out a, b;
        struct plan_in next;
        struct plan_hold h;
        m.used = 0;
        struct plan_in in = plan_draw(&m, seed, false);
        assert_int_equal(plan_make(&m, &in, &a), PLAN_OK);
        struct plan_was was = was_of(&m, &in, &a);
        struct plan_diff same = diff(&m, &in, &a, &was);
        assert_true(same.n == 0 && same.gone_n == 0 && same.nervousness == 0);
        hold(&m, &in, &was, &next, &h);
        for (uint32_t i = 0; i < was.block_n; i++)
            assert_int_equal(h.why[i], was.blocks[i].from < STILL ? PLAN_HELD : PLAN_HOLD_LATER);
        assert_int_equal(plan_make(&m, &next, &b), PLAN_OK);
        locked_hold(&next, in.fixed_n, &b.findings);
        nervous += diff(&m, &next, &b, &was).nervousness;
    }
    print_message("nervousness of planning again around what is held: %d.%d of 100\n", nervous / 300,
                  nervous / 30 % 10);
    assert_true(nervous < 300 * 15);
    free(m.at);
}

static bool is_locked(const struct plan_in *in, const struct plan_was_block *b)
{
    for (uint32_t i = 0; i < in->fixed_n; i++) {
        const struct plan_fixed *f = &in->fixed[i];
        if (in->tasks[f->task].key == b->task && in->people[f->person].key == b->person && f->from == b->from &&
            f->to == b->to && f->setup == b->setup)
            return true;
    }
    return false;
}

/* A new task, the first of all: before, it would have moved the near future. */
static void late_task_leaves_the_still_alone(void **state)
{
    (void)state;
    struct plan_memory m = memory_make();
    uint32_t would_have_moved = 0;
    for (uint64_t seed = 0; seed < 200; seed++) {
        struct plan_out a, b, without;
        struct plan_in more, next;
        struct plan_hold h;
        m.used = 0;
        struct plan_in in = plan_draw(&m, seed, false);
        assert_int_equal(plan_make(&m, &in, &a), PLAN_OK);
        struct plan_was was = was_of(&m, &in, &a);
        struct plan_task task = in.tasks[0];
        task = (struct plan_task){.key = plan_mix2(seed, 3),
                                  .project = task.project,
                                  .low = 10,
                                  .likely = 10,
                                  .high = 10,
                                  .due = 96,
                                  .hard = 96,
                                  .assignee = (uint32_t)seed % in.person_n,
                                  .pinned = true};
        struct plan_change add = {.kind = PLAN_CHANGE_ADD_TASK, .task = &task};
        assert_int_equal(plan_change(&m, &in, &add, 1, &more), PLAN_OK);
        assert_int_equal(plan_make(&m, &more, &without), PLAN_OK);
        struct plan_diff moved = diff(&m, &more, &without, &was);
        would_have_moved += moved.nervousness > 0;
        hold(&m, &more, &was, &next, &h);
        assert_int_equal(plan_make(&m, &next, &b), PLAN_OK);
        for (uint32_t i = 0; i < was.block_n; i++)
            assert_true(was.blocks[i].from >= STILL || is_locked(&next, &was.blocks[i]));
        struct plan_diff d = diff(&m, &next, &b, &was);
        bool is_new = false;
        for (uint32_t i = 0; i < d.n; i++)
            is_new = is_new || (d.at[i].kind == PLAN_SHIFT_NEW && d.at[i].task == in.task_n);
        assert_true(is_new);
    }
    assert_true(would_have_moved > 100);
    free(m.at);
}

/* What is let go for a reason, and whether that is true. */
static void reason_is_true(const struct plan_in *in, const struct plan_was *was, const struct plan_in *next,
                           const struct plan_hold *h, uint32_t i)
{
    const struct plan_was_block *b = &was->blocks[i];
    uint32_t t = 0, p = 0;
    int32_t locked = 0;
    bool free_there = b->to <= in->slots, clash = false;
    while (t < in->task_n && in->tasks[t].key != b->task)
        t++;
    while (p < in->person_n && in->people[p].key != b->person)
        p++;
    for (uint32_t k = 0; k < next->fixed_n; k++) {
        const struct plan_fixed *f = &next->fixed[k];
        locked += f->task == t ? f->to - f->from - f->setup : 0;
        clash = clash || (f->person == p && f->from < b->to && b->from < f->to);
    }
    for (int32_t s = b->from > 0 ? b->from : 0; s < b->to && free_there && p < in->person_n; s++)
        free_there = plan_bit(in->people[p].free, s);
    switch (h->why[i]) {
    case PLAN_HELD:
        assert_true(b->from < STILL && t < in->task_n && p < in->person_n);
        break;
    case PLAN_HOLD_LATER:
        assert_true(b->from >= STILL);
        break;
    case PLAN_HOLD_OVER:
        assert_true(b->to - b->setup <= 0 || b->from + b->setup <= 0);
        break;
    case PLAN_HOLD_TASK:
        assert_true(t == in->task_n || locked >= in->tasks[t].likely);
        break;
    case PLAN_HOLD_PERSON:
        assert_true(p == in->person_n || in->tasks[t].assignee != PLAN_NONE ? in->tasks[t].assignee != p : true);
        break;
    case PLAN_HOLD_NOT_FREE:
        assert_false(free_there);
        break;
    case PLAN_HOLD_RELEASE:
        assert_true(in->tasks[t].release > b->from);
        break;
    case PLAN_HOLD_RESOURCE:
        assert_true(in->tasks[t].need_n > 0);
        break;
    case PLAN_HOLD_DEPENDENCY:
        for (uint32_t k = 0; k < in->dependency_n; k++)
            if (in->dependencies[k].after == t)
                return;
        fail();
        break;
    default:
        assert_true(h->why[i] == PLAN_HOLD_TAKEN);
    }
}

static void impossible_is_let_go(void **state)
{
    (void)state;
    struct plan_memory m = memory_make();
    uint32_t counts[PLAN_HOLD_DEPENDENCY + 1] = {0};
    for (uint64_t seed = 0; seed < 1500; seed++) {
        struct plan_out a, b;
        struct plan_in other, next;
        struct plan_hold h;
        m.used = 0;
        struct plan_in in = plan_draw(&m, seed, seed % 4 == 0);
        assert_int_equal(plan_make(&m, &in, &a), PLAN_OK);
        struct plan_was was = was_of(&m, &in, &a);
        if (was.block_n == 0)
            continue;
        const struct plan_block *x = &a.blocks.at[plan_below(plan_mix(seed), a.blocks.n < 9 ? a.blocks.n : 9)];
        struct plan_fixed lock = {x->task, x->person, x->from, x->to, 0};
        struct plan_change c = {.id = x->task, .value = x->from + 1};
        static const uint32_t kinds[] = {PLAN_CHANGE_RELEASE, PLAN_CHANGE_EFFORT,   PLAN_CHANGE_FREE,
                                         PLAN_CHANGE_DROP,    PLAN_CHANGE_ASSIGNEE, PLAN_CHANGE_RELEASE};
        c.kind = kinds[seed % 6];
        if (c.kind == PLAN_CHANGE_EFFORT)
            c.value = in.tasks[x->task].likely + 60;
        if (c.kind == PLAN_CHANGE_ASSIGNEE)
            c.value = (int32_t)((x->person + 1) % in.person_n);
        if (c.kind == PLAN_CHANGE_FREE)
            c = (struct plan_change){.kind = c.kind, .id = x->person, .from = x->from, .to = x->to};
        assert_int_equal(plan_change(&m, &in, &c, 1, &other), PLAN_OK);
        if (seed % 6 == 5) { /* or somebody locked something else there */
            struct plan_fixed *fixed = plan_array(&m, struct plan_fixed, in.fixed_n + 1);
            for (uint32_t i = 0; i < in.fixed_n; i++)
                fixed[i] = in.fixed[i];
            fixed[in.fixed_n] = lock;
            other = in;
            other.fixed = fixed;
            other.fixed_n++;
        }
        struct plan_was_block *blocks = plan_array(&m, struct plan_was_block, was.block_n); /* ten hours went by */
        for (uint32_t i = 0; i < was.block_n; i++) {
            blocks[i] = was.blocks[i];
            blocks[i].from -= seed % 12 == 1 ? 40 : 0;
            blocks[i].to -= seed % 12 == 1 ? 40 : 0;
        }
        was.blocks = blocks;
        hold(&m, &other, &was, &next, &h);
        for (uint32_t i = 0; i < was.block_n; i++) {
            reason_is_true(&other, &was, &next, &h, i);
            counts[h.why[i]]++;
        }
        assert_int_equal(plan_make(&m, &next, &b), PLAN_OK);
        if (seed % 4 != 0)
            locked_hold(&next, other.fixed_n, &b.findings);
        diff(&m, &next, &b, &was);
    }

    for (uint32_t why = 0; why <= PLAN_HOLD_DEPENDENCY; why++)
        assert_true(counts[why] > 0 || why == PLAN_HOLD_RESOURCE);
    free(m.at);
}

/* What waits goes with what it waits for. */
static void what_waits_goes_too(void **state)
{
    (void)state;
    struct plan_memory m = memory_make();
    uint32_t met = 0;
    for (uint64_t seed = 0; seed < 300; seed++) {
        struct plan_out a;
        struct plan_in other, next;
        struct plan_hold h;
        m.used = 0;
        struct plan_in in = plan_draw(&m, seed, false);
        assert_int_equal(plan_make(&m, &in, &a), PLAN_OK);
        struct plan_was was = was_of(&m, &in, &a);
        for (uint32_t i = 0; i < in.dependency_n; i++) {
            const struct plan_dependency *d = &in.dependencies[i];
            if (d->kind != PLAN_FINISH_START || d->lag != 0 || a.dates.start[d->after] >= STILL ||
                a.base.effort[d->after] == 0 || a.base.effort[d->before] == 0)
                continue;
            struct plan_change c = {
                .kind = PLAN_CHANGE_EFFORT, .id = d->before, .value = in.tasks[d->before].likely + 40};
            assert_int_equal(plan_change(&m, &in, &c, 1, &other), PLAN_OK);
            hold(&m, &other, &was, &next, &h);
            for (uint32_t k = 0; k < was.block_n; k++)
                if (was.blocks[k].task == in.tasks[d->after].key && was.blocks[k].from < STILL) {
                    assert_int_equal(h.why[k], PLAN_HOLD_DEPENDENCY);
                    met++;
                }
            break;
        }
    }
    assert_true(met > 50);
    free(m.at);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(nothing_moves),
                                       cmocka_unit_test(late_task_leaves_the_still_alone),
                                       cmocka_unit_test(impossible_is_let_go), cmocka_unit_test(what_waits_goes_too)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
