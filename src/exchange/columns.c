#include "exchange/columns.h"
#include "exchange/text.h"

static bool is_link(struct str s)
{
    return (text_starts(s, STR("https://")) || text_starts(s, STR("http://"))) && !text_contains(s, STR(" "));
}

static bool is_check(struct arena *a, struct str s)
{
    static const char *const words[] = {"true", "false", "yes", "no", "oui", "non", "vrai", "faux", "x", "✓", "✔"};
    struct str folded = text_fold(a, s);
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (str_is(folded, words[i]))
            return true;
    return false;
}

static void look_at(struct arena *scratch, struct column_look *look, struct str cell)
{
    int64_t dates = look->dates.either, numbers = look->numbers.either;
    if (look->cells++ == 0)
        look->sample = cell;
    if (cell.n > 100)
        return; /* neither date nor number: their counts stay behind `cells` */
    date_guess_add(&look->dates, cell);
    number_guess_add(&look->numbers, cell);
    look->links += is_link(cell);
    look->checks += cell.n < 8 && is_check(scratch, cell);
    if (look->dates.either > dates && look->either_date.n == 0)
        look->either_date = cell;
    if (look->numbers.either > numbers && look->either_number.n == 0)
        look->either_number = cell;
}

struct column_look *columns_look(struct plan *p, const struct csv *from, const struct csv_header *h)
{
    struct column_look *looks = arena_array(p->arena, struct column_look, h->n + 1);
    struct arena scratch;
    arena_init(&scratch);
    struct csv rows =
        *from; /* its table of cells is its own; cells that are kept as samples come from the plan's arena */
    rows.cells = arena_array(p->arena, struct str, CSV_CELLS_MAX);
    rows.room = CSV_CELLS_MAX;
    while (csv_next(&rows)) {
        for (size_t i = 0; i < h->n; i++) {
            struct str cell = text_trim(csv_cell(&rows, i));
            if (cell.n > 0)
                look_at(&scratch, &looks[i], cell);
        }
        arena_reset(&scratch);
    }
    arena_release(&scratch);
    return looks;
}

enum plan_field_type column_type(const struct column_look *look)
{
    if (look->cells == 0)
        return PLAN_TEXT;
    if (look->links == look->cells)
        return PLAN_LINK;
    if (look->checks == look->cells)
        return PLAN_CHECK;
    if (look->dates.read == look->cells) /* before numbers: "05.03.2026" could be one */
        return PLAN_DATE;
    if (look->numbers.read == look->cells)
        return PLAN_NUMBER;
    return PLAN_TEXT;
}

static void add_dates(struct date_guess *sum, const struct date_guess *one)
{
    sum->cells += one->cells;
    sum->read += one->read;
    sum->day_first += one->day_first;
    sum->month_first += one->month_first;
    sum->either += one->either;
}

enum date_order columns_dates(struct plan *p, const struct plan_options *o, const struct csv_header *h,
                              const struct column_look *looks, const bool *is_date)
{
    static const char *const choices[4] = {"day-month", "month-day", NULL};
    struct date_guess sum = {0};
    struct str column = {0}, sample = {0};
    for (size_t i = 0; i < h->n; i++) {
        if (!is_date[i])
            continue;
        add_dates(&sum, &looks[i].dates);
        if (sample.n == 0 && looks[i].either_date.n > 0) {
            sample = looks[i].either_date;
            column = h->name[i];
        }
    }
    if (plan_dates(o) != DATE_ORDER_UNKNOWN)
        return plan_dates(o);
    bool ask;
    enum date_order order = date_guess_order(&sum, &ask);
    if (ask) {
        order = sum.month_first > sum.day_first ? DATE_MONTH_DAY : DATE_DAY_MONTH;
        plan_ask(p, "dates", column, sample, choices, choices[order == DATE_MONTH_DAY]);
    }
    return order == DATE_ORDER_UNKNOWN ? DATE_DAY_MONTH : order;
}

enum number_point columns_point(struct plan *p, const struct plan_options *o, const struct csv_header *h,
                                const struct column_look *looks, const bool *is_number)
{
    static const char *const choices[4] = {"point", "comma", NULL};
    struct number_guess sum = {0};
    struct str column = {0}, sample = {0};
    for (size_t i = 0; i < h->n; i++) {
        if (!is_number[i])
            continue;
        sum.point += looks[i].numbers.point;
        sum.comma += looks[i].numbers.comma;
        sum.either += looks[i].numbers.either;
        if (sample.n == 0 && looks[i].either_number.n > 0) {
            sample = looks[i].either_number;
            column = h->name[i];
        }
    }
    const char *said = plan_option(o, "decimal");
    if (said != NULL)
        return strcmp(said, "comma") == 0 ? NUMBER_COMMA : NUMBER_POINT;
    bool ask;
    enum number_point point = number_guess_point(&sum, &ask);
    if (ask) {
        point = sum.comma > sum.point ? NUMBER_COMMA : NUMBER_POINT;
        plan_ask(p, "decimal", column, sample, choices, choices[point == NUMBER_COMMA]);
    }
    return point == NUMBER_POINT_UNKNOWN ? NUMBER_POINT : point;
}

bool column_value(struct plan *p, struct plan_value *v, struct str cell, enum date_order order, enum number_point point)
{
    struct date_time t;
    bool cut = false;
    switch (p->fields.at[v->field].type) {
    case PLAN_NUMBER:
    case PLAN_MONEY:
        return number_read(cell, point, &v->number) == 0;
    case PLAN_DATE:
        if (date_time_read(cell, order, &t) != 0)
            return false;
        v->day = t.day;
        return true;
    case PLAN_CHOICE:
        v->option = plan_field_option(p, v->field, (struct str){0}, cell);
        return v->option != PLAN_NONE;
    case PLAN_PEOPLE:
        v->option = plan_person(p, cell, (struct str){0}, 0);
        return v->option != PLAN_NONE;
    case PLAN_CHECK:
        v->yes = plan_yes(p->arena, cell);
        return true;
    default:
        v->text = text_limit(cell, 1000, &cut);
        return !cut;
    }
}
