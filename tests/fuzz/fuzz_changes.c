/* Lists of changes of any bytes: what is taken is within its limits, what is refused has said why. */
#include "fuzz.h"
#include "planning/changes.h"
#include <jansson.h>

static bool has_task(enum tried_kind kind)
{
    return kind == CHANGE_START || kind == CHANGE_ASSIGN || kind == CHANGE_SPLIT || kind == CHANGE_ESTIMATE ||
           kind == CHANGE_PIN || kind == CHANGE_DEPENDENCY;
}

static bool has_days(enum tried_kind kind)
{
    return kind == CHANGE_AWAY || kind == CHANGE_OVERTIME;
}

static void check_change(const struct tried *c)
{
    fuzz_check((unsigned)c->kind < CHANGE_KINDS);
    fuzz_check(!has_task(c->kind) || !id_is_zero(c->task));
    fuzz_check(c->kind != CHANGE_DUE || id_is_zero(c->task) != id_is_zero(c->project));
    fuzz_check(c->kind != CHANGE_SPLIT || !id_eq(c->member, c->second));
    fuzz_check(!has_days(c->kind) || (c->day <= c->last && c->last - c->day < AWAY_DAYS_MAX));
    fuzz_check(c->kind != CHANGE_OVERTIME || (c->minutes >= 15 && c->minutes <= OVERTIME_MIN_MAX));
    fuzz_check(c->percent >= -1 && c->percent <= 100);
    fuzz_check(c->type <= PLAN_START_FINISH);
    fuzz_check(c->day == DAY_NONE || (c->day >= DAY_LEAST && c->day <= DAY_MOST));
    fuzz_check(c->kind != CHANGE_ADD_PROJECT || (c->name.n > 0 && id_is_zero(c->client) == (c->client_name.n > 0)));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    struct arena a;
    json_auto_t *list = json_loadb((const char *)data, n, JSON_DECODE_ANY | JSON_REJECT_DUPLICATES, NULL);
    if (!list)
        return 0;
    arena_init(&a);
    struct op op = {.arena = &a, .locale = "en", .zone = "UTC"};
    struct tried_list tried;
    int err = changes_parse(&op, "/changes", list, &tried);
    fuzz_check(err == op.problem.code && (err == 0 || op.problem.first));
    fuzz_check(err || tried.n <= CHANGES_MAX);
    for (size_t i = 0; i < tried.n && !err; i++)
        check_change(&tried.at[i]);
    arena_release(&a);
    return 0;
}
