/* What is understood, and where a wrong filter is told to be wrong. */
#include "agency.h"
#include "resource/filter_tree.h"

/* The condition in SQL says how a filter was understood. */
static void understands(int line, int who, const char *resource, const char *filter)
{
    struct arena arena;
    struct op op = agency_reader(who, &arena);
    struct filter *f;
    if (filter_parse(&op, resource_by_name(resource), str_of(filter), &f) != 0)
        fail_msg("line %d: “%s” is refused: %s at %d", line, filter, op.problem.last->message,
                 (int)op.problem.last->position);
    arena_release(&arena);
}

static void refuses(int line, int who, const char *resource, const char *filter, int position, const char *message)
{
    struct arena arena;
    struct op op = agency_reader(who, &arena);
    struct filter *f;
    int err = filter_parse(&op, resource_by_name(resource), str_of(filter), &f);
    if (err != ERR_SYNTAX || op.problem.code != ERR_SYNTAX || op.problem.first != op.problem.last || !op.problem.first)
        fail_msg("line %d: “%s” gives %d", line, filter, err);
    const struct op_problem_entry *e = op.problem.first;
    if (strcmp(e->message, message) != 0 || e->position != position || strcmp(e->pointer, "?filter") != 0)
        fail_msg("line %d: “%s” gives %s at %d, expected %s at %d", line, filter, e->message, (int)e->position, message,
                 position);
    arena_release(&arena);
}

#define GOOD(filter)                   understands(__LINE__, 0, "task", filter)
#define BAD(filter, position, message) refuses(__LINE__, 0, "task", filter, position, message)

static void what_people_type_is_understood(void **state)
{
    (void)state;
    GOOD("");
    GOOD("   ");
    GOOD("status:open due<7d client:acme -assignee:me (tag:web or tag:print) \"quarterly report\"");
    GOOD("category:open,active,review");
    GOOD("assignees:none");
    GOOD("assignee:\"Ana Lima\",\"chloe dubois\",bob@agency.test");
    GOOD("project:\"new site 1\"");
    GOOD("due:2026-03-01..2026-03-31");
    GOOD("due:..today");
    GOOD("due:monday..");
    GOOD("due>=2026-02 due<=2027");
    GOOD("created>2026-01-01T10:00:00+01:00");
    GOOD("estimate_min>=1h30 estimate_min<2h estimate_min:45m,90");
    GOOD("\"cf.Budget\">100 cf.score:1.5..2 cf.tier:gold \"cf.Go live\"<+1m cf.signed:yes");
    GOOD("is:open is:mine,unassigned -is:blocked");
    GOOD("((((title:logo))))");
    GOOD("a OR b or (c)");
    GOOD("title=\"exactly \\\"this\\\" \\\\\"");
    GOOD("-(a or b) -\"c d\" follow-up");
    GOOD("status:review,done");
    GOOD("orange or order");
    understands(__LINE__, 0, "client", "sector:\"food 100%\" name:acme is:mine");
    understands(__LINE__, -1, "task", "is:open title:logo due<7d");
}

static void what_is_wrong_is_told_with_its_place(void **state)
{
    (void)state;
    BAD("colour:red", 0, "filter.field");
    BAD("open colour:red", 5, "filter.field");
    BAD("éé colour:red", 3, "filter.field");
    BAD(":red", 0, "filter.field");
    BAD("cf.nothing:1", 0, "filter.field");
    BAD("custom:any", 0, "filter.field");
    BAD("checklists:any", 0, "filter.field");
    BAD("due:", 4, "filter.value_missing");
    BAD("due: today", 4, "filter.value_missing");
    BAD("due:today,", 10, "filter.value_missing");
    BAD("due:..", 4, "filter.value_missing");
    BAD("due:tomorow", 4, "filter.date");
    BAD("due:today,2026-02-30", 10, "filter.date");
    BAD("due:0d..99999999d", 8, "filter.date");
    BAD("due:99999y", 4, "filter.date");
    BAD("priority:high", 9, "filter.number");
    BAD("priority:none..3", 9, "filter.number");
    BAD("estimate_min>soon", 13, "filter.minutes");
    BAD("category:closed", 9, "filter.choice");
    BAD("shared:perhaps", 7, "filter.yes");
    BAD("client<acme", 6, "filter.operator");
    BAD("title>a", 5, "filter.operator");
    BAD("category:open..done", 9, "filter.range");
    BAD("due<today..tomorrow", 4, "filter.range");
    BAD("client:acme,nobody", 12, "filter.nobody");
    BAD("assignee:\"Zoé\"", 9, "filter.nobody");
    BAD("id:acme", 3, "filter.id");
    BAD("(due<7d", 0, "filter.open");
    BAD("a (b (c)", 2, "filter.open");
    BAD("due<7d)", 6, "filter.close");
    BAD("()", 1, "filter.empty");
    BAD("a ( ) b", 4, "filter.empty");
    BAD("or a", 0, "filter.or");
    BAD("a or", 4, "filter.or");
    BAD("a or or b", 5, "filter.or");
    BAD("(a or )", 6, "filter.or");
    BAD("a - b", 2, "filter.minus");
    BAD("-", 0, "filter.minus");
    BAD("(-)", 1, "filter.minus");
    BAD("a \"b c", 2, "filter.quote");
    BAD("title:\"a", 6, "filter.quote");
    BAD("is:loud", 3, "filter.word");
    BAD("is:open,loud", 8, "filter.word");
    BAD("is:", 3, "filter.value_missing");
    BAD("cf.tier:bronze", 8, "filter.option");
    BAD("cf.budget:1.234", 10, "filter.number");
    BAD("rank:a0", 5, "filter.only_any");
    BAD("\xff", 0, "filter.utf8");
    refuses(__LINE__, 0, "member", "theme:dark", 0, "filter.field");
    refuses(__LINE__, 0, "activity", "is:any", 3, "filter.word_none");
}

static void what_a_role_may_not_see_does_not_exist(void **state)
{
    (void)state;
    refuses(__LINE__, -1, "task", "assignee:me", 0, "filter.field");
    refuses(__LINE__, -1, "task", "description:logo", 0, "filter.field");
    refuses(__LINE__, -1, "task", "is:mine", 3, "filter.word");
    refuses(__LINE__, -1, "task", "is:blocked", 3, "filter.word");
    refuses(__LINE__, -1, "task", "cf.budget>1", 0, "filter.field");
    refuses(__LINE__, -1, "task", "client:acme", 7, "filter.nobody"); /* another client */
    refuses(__LINE__, 1, "task", "client:nimbus", 7, "filter.nobody");
    refuses(__LINE__, 0, "token", "token_hash:any", 0, "filter.field");
    understands(__LINE__, 1, "task", "client:elan");
}

static void limits_hold(void **state)
{
    (void)state;
    char text[5000];
    memset(text, 'a', sizeof text);
    text[2001] = '\0';
    BAD(text, 0, "filter.too_long");
    size_t n = 0;
    for (int i = 0; i < 101; i++)
        n += (size_t)snprintf(text + n, sizeof text - n, "a ");
    BAD(text, 200, "filter.too_many");
    memset(text, '(', 21);
    text[21] = '\0';
    BAD(text, 21, "filter.too_deep");
    memset(text, '(', 20);
    memset(text + 21, ')', 20);
    text[20] = 'a';
    text[41] = '\0';
    GOOD(text);
}

static void too_many_values_are_refused(void **state)
{
    (void)state;
    struct arena arena;
    struct op op = agency_reader(0, &arena);
    char text[2000];
    size_t n = (size_t)snprintf(text, sizeof text, "priority:0");
    for (int i = 1; i < 400; i++)
        n += (size_t)snprintf(text + n, sizeof text - n, ",%d", i);
    struct filter *f;
    assert_int_equal(filter_parse(&op, resource_by_name("task"), str_of(text), &f), 0);
    struct buf sql;
    buf_init(&sql, 100000);
    struct value args[SQL_ARGS_MAX];
    struct sql_text out = {&sql, args, 0};
    assert_int_equal(filter_sql(&op, f, &out), ERR_SYNTAX);
    assert_string_equal(op.problem.first->message, "filter.too_many_values");
    buf_release(&sql);
    arena_release(&arena);
}

static void days_are_what_they_say(void **state)
{
    (void)state;
    static const struct {
        int line;
        const char *text;
        int first, last; /* from today, a Sunday */
    } cases[] = {
        {__LINE__, "today", 0, 0},    {__LINE__, "Tomorrow", 1, 1},  {__LINE__, "yesterday", -1, -1},
        {__LINE__, "7d", 7, 7},       {__LINE__, "-2w", -14, -14},   {__LINE__, "+1m", 28, 28},
        {__LINE__, "sunday", 0, 0},   {__LINE__, "mon", 1, 1},       {__LINE__, "saturday", 6, 6},
        {__LINE__, "week", -6, 0},    {__LINE__, "nextweek", 1, 7},  {__LINE__, "lastmonth", -45, -15},
        {__LINE__, "month", -14, 13}, {__LINE__, "2026-03", 14, 44}, {__LINE__, "2026", -45, 319},
        {__LINE__, "-1m", -31, -31},  {__LINE__, "1y", 365, 365},    {__LINE__, "2026-02-15", 0, 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        int32_t first = 0, last = 0;
        if (!filter_days(str_of(cases[i].text), AGENCY_TODAY, &first, &last) ||
            first - AGENCY_TODAY != cases[i].first || last - AGENCY_TODAY != cases[i].last)
            fail_msg("line %d: %s is %d..%d", cases[i].line, cases[i].text, first - AGENCY_TODAY, last - AGENCY_TODAY);
    }
    int32_t d;
    assert_true(filter_days(STR("1m"), civil_to_day((struct civil){2026, 1, 31}), &d, &d));
    assert_int_equal(d, civil_to_day((struct civil){2026, 2, 28}));
    static const char *const none[] = {"", "d", "7", "7x", "1.5d", "2026-13", "2026-02-29", "--1d", "0", "someday"};
    for (size_t i = 0; i < sizeof none / sizeof *none; i++)
        if (filter_days(str_of(none[i]), AGENCY_TODAY, &d, &d))
            fail_msg("%s is a day", none[i]);
}

/* "|" is the caret; the items are "insert" of each, a space between. */
static void completes(int line, int who, const char *resource, const char *typed, int from, const char *expected)
{
    struct arena arena;
    struct op op = agency_reader(who, &arena);
    const char *bar = strchr(typed, '|');
    struct str text = arena_format(&arena, "%.*s%s", (int)(bar - typed), typed, bar + 1);
    struct buf b;
    buf_init(&b, 100000);
    struct json j;
    json_init(&j, &b);
    int64_t caret = 0;
    for (const char *c = typed; c < bar; c++)
        caret += (*c & 0xC0) != 0x80;
    assert_int_equal(filter_complete(&op, resource_by_name(resource), text, caret, &j), 0);
    json_t *all = json_loadb(b.at, b.n, 0, NULL), *item;
    struct str got = {"", 0};
    size_t i;
    json_array_foreach(json_object_get(all, "items"), i, item) got = arena_format(
        &arena, "%.*s%s%s", STR_FMT(got), i ? " " : "", json_string_value(json_object_get(item, "insert")));
    if (!str_is(got, expected) || json_integer_value(json_object_get(all, "from")) != from)
        fail_msg("line %d: “%s” from %d: %s", line, typed, (int)json_integer_value(json_object_get(all, "from")),
                 got.at);
    json_decref(all);
    buf_release(&b);
    arena_release(&arena);
}

static void completions_fit(void **state)
{
    (void)state;
    completes(__LINE__, 0, "task", "pri|", 0, "priority:");
    completes(__LINE__, 0, "task", "due<7d -ov|er", 8, "is:overdue");
    completes(__LINE__, 0, "task", "category:o|", 9, "open");
    completes(__LINE__, 0, "task", "category:open,do|", 14, "done");
    completes(__LINE__, 0, "task", "(client:acm|", 8, "\"Acme Corporation\" \"Acme Retail\"");
    completes(__LINE__, 1, "task", "client:acm|", 7, "\"Acme Corporation\"");
    completes(__LINE__, -1, "task", "client:|", 7, "\"Élan Vital\" none any");
    completes(__LINE__, 0, "task", "assignee:\"Eve M|", 9, "\"Eve Martin\"");
    completes(__LINE__, 0, "task", "tag:u|", 4, "\"urgent care\"");
    completes(__LINE__, 0, "task", "is:bl|", 3, "blocked");
    completes(__LINE__, 0, "task", "cf.bu|", 0, "cf.Budget:");
    completes(__LINE__, 0, "task", "\"cf.Tier\":|", 10, "Gold Silver none any");
    completes(__LINE__, 0, "task", "shared:|", 7, "yes no");
    completes(__LINE__, 0, "task", "due:2026-01-01..to|", 16, "today tomorrow");
    completes(__LINE__, -1, "task", "desc|", 0, "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(what_people_type_is_understood, agency_open),
        cmocka_unit_test(what_is_wrong_is_told_with_its_place),
        cmocka_unit_test(what_a_role_may_not_see_does_not_exist),
        cmocka_unit_test(limits_hold),
        cmocka_unit_test(too_many_values_are_refused),
        cmocka_unit_test(days_are_what_they_say),
        cmocka_unit_test_teardown(completions_fit, agency_close),
    };
    return run_on_databases("filter_syntax", tests);
}
