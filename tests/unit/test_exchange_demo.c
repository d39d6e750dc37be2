/* The demo agency's agenda: the same for the same seed and day, whole, in order, and worth looking at. */
#include "unit.h"
#include "exchange/demo_agenda.h"
#include "exchange/demo_plan.h"
#include "time/holiday_rules.h"
#include <stdlib.h>

#define NOW (INT64_C(20780) * US_PER_DAY + 10 * 3600 * US_PER_S)

static struct demo_agenda *agenda(struct arena *a, uint64_t seed, int64_t now)
{
    struct demo_agenda *d = calloc(1, sizeof *d);
    assert_non_null(d);
    arena_init(a);
    demo_agenda_make(d, a, seed, now);
    return d;
}

static void done(struct demo_agenda *d, struct arena *a)
{
    arena_release(a);
    free(d);
}

static void the_same_seed_and_day_give_the_same(void **state)
{
    (void)state;
    struct arena a, b, c;
    struct demo_agenda *one = agenda(&a, 7, NOW), *two = agenda(&b, 7, NOW + 3600 * US_PER_S),
                       *other = agenda(&c, 8, NOW);
    bool differs = false;
    assert_int_equal(one->n_actions, two->n_actions);
    for (int i = 0; i < one->n_actions; i++)
        assert_true(one->actions[i].time_us == two->actions[i].time_us && one->actions[i].act == two->actions[i].act &&
                    one->actions[i].a == two->actions[i].a && one->actions[i].b == two->actions[i].b);
    for (int i = 0; i < DEMO_TASKS; i++) {
        assert_true(str_eq(one->items[i].title, two->items[i].title));
        assert_true(id_eq(one->items[i].id, two->items[i].id));
        differs |= one->items[i].assignee != other->items[i].assignee;
    }
    assert_true(differs);
    done(one, &a);
    done(two, &b);
    done(other, &c);
}

static void it_is_whole_and_in_order(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 5; seed++) {
        struct arena a;
        struct demo_agenda *d = agenda(&a, seed, NOW + (int64_t)seed * 37 * US_PER_DAY);
        assert_int_equal(d->n_items, DEMO_TASKS);
        for (int i = 1; i < d->n_actions; i++)
            assert_true(d->actions[i - 1].time_us <= d->actions[i].time_us);
        assert_true(d->actions[d->n_actions - 1].time_us < d->today * US_PER_DAY);
        for (int i = 0; i < d->n_items; i++) {
            const struct demo_item *t = &d->items[i];
            assert_true(t->title.n > 0 && memchr(t->title.at, '{', t->title.n) == NULL);
            assert_true(t->parent < 0 || d->items[t->parent].created_us < t->created_us);
            assert_true(t->created_us > d->work[t->project].created_us);
            assert_true(t->done_us == 0 || t->done_us > t->created_us);
            assert_true(t->started_us == 0 || t->started_us > t->created_us);
            assert_true(t->start == DEMO_NO_DAY || t->due == DEMO_NO_DAY || t->start <= t->due);
        }
        done(d, &a);
    }
}

static void every_client_has_its_mood(void **state)
{
    (void)state;
    struct arena a;
    struct demo_agenda *d = agenda(&a, 1, NOW);
    int overdue[DEMO_CLIENTS] = {0}, open[DEMO_CLIENTS] = {0};
    for (int i = 0; i < d->n_items; i++) {
        const struct demo_item *t = &d->items[i];
        int client = demo_projects[t->project].client;
        open[client] += t->category < DEMO_DONE;
        overdue[client] += t->category < DEMO_DONE && t->due != DEMO_NO_DAY && t->due < d->today;
    }
    for (int i = 0; i < DEMO_CLIENTS; i++) {
        bool slips = demo_clients[i].mood == MOOD_LATE || demo_clients[i].mood == MOOD_AT_RISK;
        if (slips != (overdue[i] > 0))
            fail_msg("%s: %d overdue", demo_clients[i].name, overdue[i]);
        if (demo_clients[i].mood == MOOD_AT_RISK)
            assert_true(overdue[i] * 4 < open[i]);
        assert_int_equal(demo_clients[i].mood == MOOD_QUIET, demo_clients[i].contact_days >= 14);
    }
    done(d, &a);
}

/* Time was written down on working days only, within a day's hours, and never more than was spent. */
static void nobody_works_on_days_off(void **state)
{
    (void)state;
    struct arena a;
    struct demo_agenda *d = agenda(&a, 3, NOW);
    struct holiday_date dates[HOLIDAYS_MOST];
    size_t n = holidays_of(STR("FR"), civil_from_day(d->today).year, dates);
    assert_true(d->n_logs > 500 && d->n_logs < DEMO_LOGS);
    for (int i = 0; i < d->n_logs; i++) {
        const struct demo_log *l = &d->logs[i];
        bool too_long = (l->who == DEMO_DESIGNER && civil_weekday(l->day) == 6) || l->begun >= DEMO_EVENING;
        assert_true((civil_weekday(l->day) <= 5 || too_long) && l->day < d->today && l->minutes > 0);
        assert_true(l->begun + l->minutes <= (l->who == DEMO_HALF_TIME ? 210 : 420) || too_long);
        for (size_t k = 0; k < n; k++)
            assert_int_not_equal(dates[k].day, l->day);
    }
    for (int i = 0; i < d->n_items; i++)
        assert_true(d->items[i].logged_min <= d->items[i].spent_min);
    done(d, &a);
}

static bool too_long(const struct demo_agenda *d, int32_t monday)
{
    struct holiday_date dates[HOLIDAYS_MOST];
    int worked = 0, days = 5;
    for (int y = civil_from_day(monday).year; y <= civil_from_day(monday + 4).year; y++)
        for (size_t n = holidays_of(STR("FR"), y, dates); n-- > 0;)
            days -= dates[n].day >= monday && dates[n].day < monday + 5;
    for (int i = 0; i < d->n_logs; i++)
        if (d->logs[i].who == DEMO_DESIGNER && d->logs[i].day >= monday && d->logs[i].day < monday + 7)
            worked += d->logs[i].minutes;
    return worked >= days * 450 + 120;
}

/* The designer's load is told (planning/wellbeing.h), whenever somebody tries it. */
static void somebody_works_too_long_for_weeks(void **state)
{
    (void)state;
    for (int64_t day = 0; day < 60; day++) {
        struct arena a;
        struct demo_agenda *d = agenda(&a, 1, NOW + day * 6 * US_PER_DAY);
        int weeks = 0, before = 0; /* as the designer sees them, and managers */
        for (int w = 1; w <= 5; w++) {
            bool counts = too_long(d, d->today - civil_weekday(d->today) + 1 - 7 * w);
            weeks += counts && w <= 4;
            before += counts && w >= 2;
        }
        assert_true(weeks >= 3 && before >= 3);
        done(d, &a);
    }
}

/* On whatever day somebody tries it. */
static void there_is_a_story_every_day(void **state)
{
    (void)state;
    for (int64_t day = 0; day < 40; day++) {
        struct arena a;
        struct demo_agenda *d = agenda(&a, 1, NOW + day * 9 * US_PER_DAY);
        int brochure = demo_find_open(d, 12, ACT_DESIGN), season = demo_find_open(d, 11, ACT_DESIGN);
        int pages = demo_find_open(d, 13, ACT_DESIGN), brand = demo_find_open(d, 21, ACT_DESIGN);
        assert_true(brochure >= 0 || season >= 0 || pages >= 0);
        assert_true(brand >= 0);
        done(d, &a);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_same_seed_and_day_give_the_same), cmocka_unit_test(it_is_whole_and_in_order),
        cmocka_unit_test(every_client_has_its_mood),           cmocka_unit_test(nobody_works_on_days_off),
        cmocka_unit_test(somebody_works_too_long_for_weeks),   cmocka_unit_test(there_is_a_story_every_day),
    };
    return cmocka_run_group_tests_name("exchange_demo", tests, NULL, NULL);
}
