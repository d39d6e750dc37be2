/* The forecast on any number of threads is the same. */
#include "unit.h"
#include "../plan/generate.h"
#include "plan/make.h"
#include "planning/cores.h"
#include <stdlib.h>

#define ROOM ((size_t)64 << 20)

static void threads_say_the_same(void **state)
{
    (void)state;
    struct plan_memory m = {malloc(ROOM), ROOM, 0, 0};
    struct generate_shape shape = GENERATE_SMALL;
    struct plan_out out;
    assert_non_null(m.at);
    struct plan_in in = generate_plan(&m, 7, shape);
    assert_int_equal(plan_make(&m, &in, &out), PLAN_OK);
    struct plan_forecast f = plan_forecast(&m, &out.base, &out.dates, 2000, 3);
    uint64_t hash = plan_forecast_hash(&in, &f);
    for (uint32_t cores = 1; cores <= 9; cores++) {
        assert_true(cores_forecast(&m, &out.base, &out.dates, 2000, 3, cores, &f));
        assert_true(plan_forecast_hash(&in, &f) == hash);
    }
    assert_int_equal(cores_for(&in, 512), 1); /* not worth it */
    free(m.at);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(threads_say_the_same)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
