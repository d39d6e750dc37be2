/* The CSV reader, dates, numbers and lengths of time on any bytes; what is read and written comes back the same. */
#include "base/utf8.h"
#include "exchange/csv.h"
#include "exchange/dates.h"
#include "exchange/text.h"
#include "exchange/wiki.h"
#include "fuzz.h"

static void cell_survives(struct str cell)
{
    struct buf b;
    struct csv c;
    struct arena a;
    arena_init(&a);
    buf_init(&b, cell.n * 2 + 64);
    csv_write_cell(&b, STR("first"), true);
    csv_write_cell(&b, cell, false);
    csv_write_end(&b);
    csv_open(&c, &a, buf_view(&b), ',');
    fuzz_check(csv_next(&c) && c.n_cells == 2 && str_eq(csv_undefuse(c.cells[1]), cell));
    fuzz_check(c.cells[1].n == 0 || strchr("=+-@\t\r", c.cells[1].at[0]) == NULL);
    buf_release(&b);
    arena_release(&a);
}

static void values_are_read(struct str cell)
{
    struct date_time t;
    double number;
    int64_t min;
    for (int order = 0; order < 3; order++)
        if (date_time_read(cell, (enum date_order)order, &t) == 0)
            fuzz_check(t.day >= DAY_LEAST && t.day <= DAY_MOST + 1 && t.second >= -1 && t.second < 86400);
    if (duration_read(cell, 3600, &min) == 0)
        fuzz_check(min >= 0);
    number_read(cell, NUMBER_COMMA, &number);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    struct arena a;
    struct csv c;
    struct csv_header h;
    enum text_encoding encoding;
    arena_init(&a);
    struct str text = text_decode(&a, (struct str){(const char *)data, n}, &encoding);
    fuzz_check(utf8_valid(text));
    fuzz_check(utf8_valid(wiki_to_markdown(&a, text)));
    fuzz_check(utf8_valid(text_fold(&a, text)));
    csv_open(&c, &a, text, 0);
    csv_header_read(&c, &h);
    int64_t row = c.row;
    while (csv_next(&c)) {
        fuzz_check(c.row > row && c.n_cells > 0 && c.n_cells <= CSV_CELLS_MAX);
        row = c.row;
        for (size_t i = 0; i < c.n_cells && i < 50; i++) {
            cell_survives(c.cells[i]);
            values_are_read(c.cells[i]);
        }
    }
    arena_release(&a);
    return 0;
}
