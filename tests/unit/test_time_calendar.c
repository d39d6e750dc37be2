/* Working time as quarter hours: part time, holidays, half days off, overtime, zones, and the days on which clocks
 * change; each held against what a person would say by hand. */
#include "work_world.h"
#include "time/calendar_facts.h"
#include "time/holiday_rules.h"
#include "time/time.h"
#include "time/week.h"

static struct world w;
static int32_t monday; /* 2026-03-23: the clocks of Europe go forward on the Sunday of this week */

static int set_up(void **state)
{
    (void)state;
    world_init(&w);
    monday = civil_to_day((struct civil){2026, 3, 23});
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    world_release(&w);
    return 0;
}

static struct row *person(const char *name, const char *zone)
{
    return world_make(&w, &member_resource, "{'name':'%s','email':'%s@example.org','zone':'%s'}", name, name, zone);
}

/* Minutes of `bits` on a local day between two local times, by asking every quarter hour of it. */
static int64_t minutes(const struct time_calendar *c, const uint64_t *bits, int64_t from_us, int32_t day, int from_min,
                       int to_min)
{
    int64_t n = 0;
    for (int min = from_min; min < to_min; min += 15) {
        int32_t s = time_slot(from_us, zone_instant(c->zone, day, min));
        n += (int64_t)(bits[s / 64] >> (s % 64) & 1) * 15;
    }
    return n;
}

static struct time_calendar calendar(struct id member, int32_t day, int days)
{
    struct time_calendar c;
    assert_int_equal(time_calendar_of(&w.op, member, day * US_PER_DAY, days * 96, &c), 0);
    return c;
}

#define AT(day) ((day)*US_PER_DAY)

static void without_hours_the_usual_week(void **state)
{
    (void)state;
    struct time_calendar c = calendar(w.owner, monday, 7);
    assert_true(c.assumed);
    assert_int_equal(time_minutes(c.work, 0, 7 * 96), 5 * 450);
    assert_int_equal(minutes(&c, c.work, AT(monday), monday, 540, 750), 210);
    assert_int_equal(minutes(&c, c.work, AT(monday), monday, 750, 810), 0);
    assert_null(c.focus);
    assert_int_equal(c.load_percent, 85);
    assert_int_equal(c.block_least_min, 60);
}

static void hours_of_the_person_and_of_everybody(void **state)
{
    (void)state;
    struct row *half = person("half", "Europe/Paris");
    world_make(&w, &working_hours_resource,
               "{'week':[[[480,960]],[[480,960]],[[480,960]],[[480,960]],[],[],[]],'load_percent':70}");
    world_make(&w, &working_hours_resource,
               "{'member':'%s','week':[[[540,720]],[[540,720]],[[540,720]],[],[],[],[]],"
               "'focus':[[[480,600]],[],[],[],[],[],[]]}",
               world_id(half));
    world_make(&w, &working_hours_resource,
               "{'member':'%s','since':'2026-03-30','week':[[[540,1020]],[],[],[],[],[],[]]}", world_id(half));
    struct time_calendar c = calendar(w.owner, monday, 14);
    assert_int_equal(time_minutes(c.work, 0, 7 * 96), 4 * 480);
    assert_int_equal(c.load_percent, 70);
    assert_false(c.assumed);
    c = calendar(row_get_id(half, "id"), monday, 14);
    assert_int_equal(time_minutes(c.work, 0, 7 * 96), 3 * 180);
    assert_int_equal(time_minutes(c.work, 7 * 96, 14 * 96), 480);
    assert_int_equal(c.load_percent, 85);
    assert_int_equal(time_minutes(c.focus, 0, 14 * 96), 60); /* of the focus hours only what is worked */
    assert_int_equal(minutes(&c, c.focus, AT(monday), monday, 540, 600), 60);
}

/* 9:00 is 9:00 before and after: the instants move by an hour. Between 2:00 and 3:00 there is nothing in March, and
 * twice an hour in October. */
static void clocks_change(void **state)
{
    (void)state;
    struct row *night = person("night", "Europe/Paris");
    world_make(&w, &working_hours_resource, "{'member':'%s','week':[[[540,600]],[],[],[],[],[[540,600]],[[60,240]]]}",
               world_id(night));
    struct time_calendar c = calendar(row_get_id(night, "id"), monday, 14);
    int32_t saturday = monday + 5, sunday = monday + 6, next = monday + 7;
    assert_int_equal(minutes(&c, c.work, AT(monday), saturday, 540, 600), 60);
    assert_int_equal(time_minutes(c.work, 5 * 96 + 8 * 4, 5 * 96 + 9 * 4), 60); /* 8:00 UTC */
    assert_int_equal(minutes(&c, c.work, AT(monday), next, 540, 600), 60);
    assert_int_equal(time_minutes(c.work, 7 * 96 + 7 * 4, 7 * 96 + 8 * 4), 60); /* 7:00 UTC */
    assert_int_equal(time_minutes(c.work, 6 * 96, 7 * 96), 120);                /* one hour does not exist */
    assert_int_equal(minutes(&c, c.work, AT(monday), sunday, 60, 120), 60);
    int32_t october = civil_to_day((struct civil){2026, 10, 25});
    c = calendar(row_get_id(night, "id"), october, 1);
    assert_int_equal(time_minutes(c.work, 0, 96), 180); /* from 0:00 UTC: the first hour lies before */
    c = calendar(row_get_id(night, "id"), october - 1, 2);
    assert_int_equal(time_minutes(c.work, 96 - 8, 2 * 96), 240);
}

static void far_zones(void **state)
{
    (void)state;
    struct row *kolkata = person("kolkata", "Asia/Kolkata"), *kiritimati = person("line", "Pacific/Kiritimati");
    struct time_calendar c = calendar(row_get_id(kolkata, "id"), monday, 7);
    assert_int_equal(time_minutes(c.work, 14, 14 + 14), 210); /* 9:00 is 3:30 UTC */
    c = calendar(row_get_id(kiritimati, "id"), monday, 7);
    assert_int_equal(time_minutes(c.work, 0, 96), 450); /* Monday's last hours and Tuesday's first: 9:00 is 19:00 UTC */
    assert_int_equal(time_minutes(c.work, 0, 14), 210);
    assert_int_equal(time_minutes(c.work, 14, 19 * 4), 0);
}

static void holidays_time_off_and_overtime(void **state)
{
    (void)state;
    struct row *ann = person("ann", "UTC");
    const char *id = world_id(ann);
    world_make(&w, &holiday_resource, "{'date':'2026-03-24','name':'Local day'}");
    world_make(&w, &holiday_resource, "{'date':'2026-03-25','name':'Hers alone','members':['%s']}", id);
    world_make(&w, &time_off_resource, "{'member':'%s','first':'2026-03-26','part':'morning'}", id);
    world_make(&w, &time_off_resource, "{'member':'%s','first':'2026-03-27','last':'2026-03-27','part':'afternoon'}",
               id);
    world_make(&w, &overtime_resource, "{'member':'%s','first':'2026-03-23','last':'2026-03-24','day_min':60}", id);
    struct time_calendar c = calendar(row_get_id(ann, "id"), monday, 7), everybody = calendar(w.owner, monday, 7);
    assert_int_equal(minutes(&c, c.work, AT(monday), monday, 0, 1440), 510);
    assert_int_equal(minutes(&c, c.work, AT(monday), monday, 1050, 1110), 60);
    assert_int_equal(minutes(&c, c.work, AT(monday), monday + 1, 0, 1440), 0);
    assert_int_equal(minutes(&c, c.off, AT(monday), monday + 1, 0, 1440), 450);
    assert_int_equal(minutes(&c, c.work, AT(monday), monday + 2, 0, 1440), 0);
    assert_int_equal(minutes(&c, c.work, AT(monday), monday + 3, 540, 750), 0);
    assert_int_equal(minutes(&c, c.work, AT(monday), monday + 3, 810, 1050), 240);
    assert_int_equal(minutes(&c, c.work, AT(monday), monday + 4, 0, 1440), 210);
    assert_int_equal(time_minutes(everybody.work, 0, 7 * 96), 4 * 450);
}

static void what_takes_time_away(void **state)
{
    (void)state;
    const char *me = arena_format(&w.arena, "%s", world_id(world_get(&w, &member_resource, w.owner))).at;
    world_make(&w, &routine_resource, "{'name':'Stand-up','days':[1,2],'from_min':540,'to_min':555}");
    world_make(&w, &routine_resource,
               "{'name':'Deep','kind':'deep_work','days':[3],'from_min':540,'to_min':660,'first':'2026-03-25'}");
    world_make(&w, &block_resource,
               "{'member':'%s','kind':'busy','start':'2026-03-23T10:00:00Z','end':'2026-03-23T11:00:00Z'}", me);
    struct time_calendar c = calendar(w.owner, monday, 7);
    assert_int_equal(minutes(&c, c.free, AT(monday), monday, 0, 1440), 450 - 15 - 60);
    assert_int_equal(minutes(&c, c.free, AT(monday), monday + 1, 0, 1440), 450 - 15);
    assert_int_equal(minutes(&c, c.free, AT(monday), monday + 2, 0, 1440), 450);
    assert_int_equal(minutes(&c, c.focus, AT(monday), monday + 2, 0, 1440), 120);
    assert_int_equal(time_minutes(c.work, 0, 7 * 96), 5 * 450);
    struct time_span *spans;
    size_t n;
    assert_int_equal(time_spans(&w.op, w.owner, AT(monday), AT(monday + 7), &spans, &n), 0);
    assert_int_equal(n, 3);
    assert_string_equal(spans[2].part, "deep_work");
    assert_int_equal(spans[0].start_us, AT(monday) + 540 * MINUTE_US);
}

static void once_a_month(void **state)
{
    (void)state;
    static const char *const weeks[] = {"first", "second", "third", "fourth", "last"};
    struct time_calendar plain = calendar(w.owner, monday, 364);
    for (int i = 0; i < 5; i++) {
        struct routine_days r = routine_days(STR("[2,4]"), str_of(weeks[i]));
        int32_t year = civil_to_day((struct civil){2026, 1, 1});
        int falls[13] = {0};
        for (int32_t day = year; day < year + 365; day++) {
            struct civil c = civil_from_day(day), later = civil_from_day(day + 7);
            if (!routine_falls(r, day))
                continue;
            assert_true(civil_weekday(day) == 2 || civil_weekday(day) == 4);
            assert_true(i == 4 ? later.month != c.month : c.day > 7 * i && c.day <= 7 * i + 7);
            falls[c.month]++;
        }
        for (int month = 1; month <= 12; month++)
            assert_int_equal(falls[month], 2);
    }
    world_make(&w, &routine_resource,
               "{'name':'Figures','days':[1],'month_week':'last','from_min':540,'to_min':600,'first':'2026-03-23'}");
    struct time_calendar c = calendar(w.owner, monday, 364);
    struct time_span *spans;
    size_t n;
    assert_int_equal(time_spans(&w.op, w.owner, AT(monday), AT(monday + 364), &spans, &n), 0);
    assert_int_equal(n, 12); /* the first of them six days on, after the clocks went forward */
    assert_int_equal(spans[0].start_us, AT(monday + 7) + 540 * MINUTE_US);
    assert_int_equal(minutes(&plain, plain.free, AT(monday), monday, 0, 364 * 1440) -
                         minutes(&c, c.free, AT(monday), monday, 0, 364 * 1440),
                     12 * 60);
}

/* All at once is the same as one by one, in the order of ids, in a number of statements that does not grow. */
static void everybody_at_once(void **state)
{
    (void)state;
    struct time_calendar *all;
    size_t n;
    for (int i = 0; i < 5; i++)
        person((char[]){(char)('a' + i), 0}, i % 2 ? "Europe/Paris" : "America/New_York");
    int64_t before = db_statements(w.db);
    assert_int_equal(time_calendars(&w.op, AT(monday), 28 * 96, &all, &n), 0);
    int64_t used = db_statements(w.db) - before;
    assert_int_equal(n, 6);
    for (size_t i = 0; i < n; i++) {
        struct time_calendar c = calendar(all[i].member, monday, 28);
        assert_memory_equal(c.free, all[i].free, 28 * 96 / 8);
        assert_true(i == 0 || memcmp(all[i - 1].member.byte, all[i].member.byte, 16) < 0);
    }
    for (int i = 0; i < 20; i++)
        person((char[]){(char)('g' + i), 0}, "Europe/London");
    before = db_statements(w.db);
    assert_int_equal(time_calendars(&w.op, AT(monday), 28 * 96, &all, &n), 0);
    assert_int_equal(db_statements(w.db) - before, used);
}

static void easter_and_rules(void **state)
{
    (void)state;
    static const struct civil sundays[] = {{1818, 3, 22}, {1961, 4, 2},  {2000, 4, 23}, {2008, 3, 23}, {2024, 3, 31},
                                           {2026, 4, 5},  {2027, 3, 28}, {2038, 4, 25}, {2285, 3, 22}};
    for (size_t i = 0; i < sizeof sundays / sizeof *sundays; i++)
        assert_int_equal(easter(sundays[i].year), civil_to_day(sundays[i]));
    static const struct {
        const char *country, *name;
        struct civil date;
    } known[] = {
        {"FR", "holiday.ascension", {2026, 5, 14}},        {"FR", "holiday.whit_monday", {2026, 5, 25}},
        {"GB", "holiday.christmas", {2021, 12, 27}},       {"GB", "holiday.boxing_day", {2021, 12, 28}},
        {"GB", "holiday.boxing_day", {2026, 12, 28}},      {"GB", "holiday.summer_bank", {2026, 8, 31}},
        {"US", "holiday.independence", {2026, 7, 3}},      {"US", "holiday.thanksgiving", {2026, 11, 26}},
        {"US", "holiday.new_year", {2021, 12, 31}},        {"CA", "holiday.victoria", {2026, 5, 18}},
        {"IE", "holiday.october_holiday", {2026, 10, 26}}, {"DE", "holiday.good_friday", {2027, 3, 26}},
        {"LU", "holiday.europe_day", {2026, 5, 9}},
    };
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        struct holiday_date dates[HOLIDAYS_MOST];
        int year = strcmp(known[i].name, "holiday.new_year") == 0 ? 2022 : known[i].date.year;
        size_t n = holidays_of(str_of(known[i].country), year, dates);
        bool found = false;
        for (size_t k = 0; k < n; k++)
            found |= strcmp(dates[k].name, known[i].name) == 0 && dates[k].day == civil_to_day(known[i].date);
        if (!found)
            fail_msg("%s %s %d", known[i].country, known[i].name, known[i].date.year);
    }
    assert_false(holidays_known(STR("XX")));
}

static void hours_are_checked(void **state)
{
    (void)state;
    static const char *const wrong[] = {"[[],[],[],[],[],[]]",
                                        "[[[540,541]],[],[],[],[],[],[]]",
                                        "[[[540,720],[700,800]],[],[],[],[],[],[]]",
                                        "[[[720,540]],[],[],[],[],[],[]]",
                                        "[[[0,1455]],[],[],[],[],[],[]]",
                                        "[[[0]],[],[],[],[],[],[]]",
                                        "{}",
                                        "[[1],[],[],[],[],[],[]]"};
    struct row *row;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        assert_int_equal(world_try(&w, &working_hours_resource, &row, "{'week':%s}", wrong[i]), ERR_INVALID);
    assert_int_equal(world_try(&w, &working_hours_resource, &row, "{'week':[[[0,1440]],[],[],[],[],[],[]]}"), 0);
    struct week usual = week_usual();
    assert_int_equal(week_day_minutes(&usual.day[4]), 450);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(without_hours_the_usual_week, set_up, tear_down),
        cmocka_unit_test_setup_teardown(hours_of_the_person_and_of_everybody, set_up, tear_down),
        cmocka_unit_test_setup_teardown(clocks_change, set_up, tear_down),
        cmocka_unit_test_setup_teardown(far_zones, set_up, tear_down),
        cmocka_unit_test_setup_teardown(holidays_time_off_and_overtime, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_takes_time_away, set_up, tear_down),
        cmocka_unit_test_setup_teardown(once_a_month, set_up, tear_down),
        cmocka_unit_test_setup_teardown(everybody_at_once, set_up, tear_down),
        cmocka_unit_test_setup_teardown(hours_are_checked, set_up, tear_down),
        cmocka_unit_test(easter_and_rules),
    };
    return run_on_databases("time calendar", tests);
}
