/* Health: every rule on both sides of its threshold; the portfolio asks as often for many clients as for few. */
#include "work_world.h"
#include "base/json_out.h"
#include "clients/health.h"
#include "clients/portfolio.h"

static void every_rule_has_its_threshold(void **state)
{
    (void)state;
    static const struct {
        enum measure measure;
        int64_t below, from;
        enum health health;
        const char *key;
    } cases[] = {
        {MEASURE_PROJECTS_LATE, 0, 1, HEALTH_LATE, "health.projects_late"},
        {MEASURE_MILESTONES_LATE, 0, 1, HEALTH_LATE, "health.milestones_late"},
        {MEASURE_OVERDUE_PERCENT, 24, 25, HEALTH_LATE, "health.overdue_percent"},
        {MEASURE_OVERDUE, 0, 1, HEALTH_AT_RISK, "health.overdue"},
        {MEASURE_PROJECTS_BEHIND, 0, 1, HEALTH_AT_RISK, "health.projects_behind"},
        {MEASURE_CONTRACT_ENDS, 0, 1, HEALTH_AT_RISK, "health.contract_ends"},
        {MEASURE_SILENT_DAYS, 13, 14, HEALTH_QUIET, "health.silent"},
    };
    struct health_reason reasons[MEASURES];
    size_t n;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        int64_t measure[MEASURES] = {0};
        measure[cases[i].measure] = cases[i].below;
        assert_int_equal(health_of(measure, reasons, &n), HEALTH_ON_TRACK);
        assert_int_equal(n, 0);
        measure[cases[i].measure] = cases[i].from;
        assert_int_equal(health_of(measure, reasons, &n), cases[i].health);
        assert_int_equal(n, 1);
        assert_string_equal(reasons[0].key, cases[i].key);
        assert_int_equal(reasons[0].n, cases[i].from);
    }
    int64_t all[MEASURES] = {1, 1, 50, 3, 1, 1, 30};
    assert_int_equal(health_of(all, reasons, &n), HEALTH_LATE);
    assert_int_equal(n, MEASURES);
}

static int64_t statements_of_portfolio(struct world *w, size_t *ret_bytes)
{
    struct buf out;
    struct json j;
    buf_init(&out, (size_t)16 * 1024 * 1024);
    json_init(&j, &out);
    int64_t before = db_statements(w->db);
    world_next(w);
    assert_int_equal(portfolio_write(&w->op, &j), 0);
    *ret_bytes = out.n;
    json_error_t error;
    json_auto_t *parsed = json_loadb(out.at, out.n, 0, &error);
    if (!parsed)
        fail_msg("%s", error.text);
    buf_release(&out);
    return db_statements(w->db) - before;
}

static void the_portfolio_asks_a_constant_number_of_times(void **state)
{
    (void)state;
    struct world w;
    size_t few_bytes, many_bytes;
    world_init(&w);
    int64_t few = statements_of_portfolio(&w, &few_bytes);
    for (int i = 0; i < 20; i++) {
        struct row *client = world_make(&w, &client_resource, "{'name':'Client %d'}", i);
        struct row *project =
            world_make(&w, &project_resource, "{'name':'P','client':'%s','due':'2020-01-01'}", world_id(client));
        world_make(&w, &task_resource, "{'title':'T','project':'%s','due':'2020-01-01','kind':'milestone'}",
                   world_id(project));
    }
    int64_t many = statements_of_portfolio(&w, &many_bytes);
    assert_int_equal(few, many);
    assert_true(many <= 8);
    assert_true(many_bytes > few_bytes + 20 * 200);
    world_release(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_rule_has_its_threshold),
        cmocka_unit_test(the_portfolio_asks_a_constant_number_of_times),
    };
    return run_on_databases("health", tests);
}
