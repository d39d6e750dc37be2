#include "exchange/csv.h"
#include "exchange/text.h"

#define CELLS_FIRST  64
#define SAMPLE_ROWS  20
#define SAMPLE_BYTES ((size_t)64 * 1024)

/* "sep=;" is a line for spreadsheets, not a row. */
static size_t sep_line(struct str text, char *ret_delimiter)
{
    if (text.n < 5 || strncasecmp(text.at, "sep=", 4) != 0)
        return 0;
    size_t end = 5;
    while (end < text.n && (text.at[end] == '\r' || text.at[end] == '\n'))
        end++;
    if (end == 5 && text.n > 5)
        return 0;
    *ret_delimiter = text.at[4];
    return end;
}

void csv_open(struct csv *c, struct arena *a, struct str text, char delimiter)
{
    char said = 0;
    size_t skip = sep_line(text, &said);
    if (delimiter == 0)
        delimiter = said != 0 ? said : csv_delimiter(text);
    *c = (struct csv){
        .arena = a, .text = text, .at = skip, .delimiter = delimiter, .row = skip > 0 ? 1 : 0, .room = CELLS_FIRST};
    c->cells = arena_array(a, struct str, c->room);
}

static void cell_add(struct csv *c, struct str cell)
{
    if (c->n_cells == CSV_CELLS_MAX) {
        c->cut = true;
        return;
    }
    if (c->n_cells == c->room) {
        c->cells = arena_grow(c->arena, c->cells, c->room * sizeof *c->cells, c->room * 2 * sizeof *c->cells);
        c->room *= 2;
    }
    c->cells[c->n_cells++] = cell;
}

static bool ends_cell(const struct csv *c, char x)
{
    return x == c->delimiter || x == '\n' || x == '\r';
}

/* From behind the opening quote: what is within, doubled quotes made single, and text behind the closing one as it is.
 */
static struct str quoted(struct csv *c)
{
    const char *text = c->text.at;
    size_t start = c->at, end = start;
    while (end < c->text.n && text[end] != '"')
        end++;
    bool plain = end < c->text.n && (end + 1 == c->text.n || ends_cell(c, text[end + 1]));
    if (plain) {
        c->at = end + 1;
        return (struct str){text + start, end - start};
    }
    struct buf b;
    buf_init(&b, c->text.n + 1);
    bool within = true;
    size_t i = start;
    for (; i < c->text.n && (within || !ends_cell(c, text[i])); i++) {
        if (!within || text[i] != '"')
            buf_char(&b, text[i]);
        else if (i + 1 < c->text.n && text[i + 1] == '"')
            buf_char(&b, text[i++]);
        else
            within = false;
    }
    c->unclosed = within;
    c->at = i;
    struct str cell = arena_str(c->arena, buf_view(&b));
    buf_release(&b);
    return cell;
}

static struct str bare(struct csv *c)
{
    size_t start = c->at;
    while (c->at < c->text.n && !ends_cell(c, c->text.at[c->at]))
        c->at++;
    return (struct str){c->text.at + start, c->at - start};
}

static void row_end(struct csv *c)
{
    if (c->at < c->text.n && c->text.at[c->at] == '\r')
        c->at++;
    if (c->at < c->text.n && c->text.at[c->at] == '\n')
        c->at++;
}

static void row_read(struct csv *c)
{
    c->n_cells = 0;
    for (;;) {
        if (c->at < c->text.n && c->text.at[c->at] == '"') {
            c->at++;
            cell_add(c, quoted(c));
        } else {
            cell_add(c, bare(c));
        }
        if (c->at >= c->text.n || c->text.at[c->at] != c->delimiter)
            break;
        c->at++;
    }
    row_end(c);
    c->row++;
}

static bool row_empty(const struct csv *c)
{
    for (size_t i = 0; i < c->n_cells; i++)
        if (text_trim(c->cells[i]).n > 0)
            return false;
    return true;
}

bool csv_next(struct csv *c)
{
    while (c->at < c->text.n) {
        row_read(c);
        if (!row_empty(c))
            return true;
    }
    c->n_cells = 0;
    return false;
}

struct str csv_cell(const struct csv *c, size_t column)
{
    return column < c->n_cells ? c->cells[column] : (struct str){0};
}

/* How evenly a delimiter cuts the first rows: 0 where it does not cut the first one. */
static size_t evenness(struct arena *a, struct str sample, char delimiter)
{
    struct csv c = {.arena = a, .text = sample, .delimiter = delimiter, .room = CELLS_FIRST};
    c.cells = arena_array(a, struct str, c.room);
    if (!csv_next(&c) || c.n_cells < 2)
        return 0;
    size_t wide = c.n_cells, same = 1, rows = 1;
    while (rows < SAMPLE_ROWS && csv_next(&c)) {
        rows++;
        same += c.n_cells == wide;
    }
    return same * 10000 / rows * 10 + (wide < 1000 ? wide : 1000);
}

char csv_delimiter(struct str text)
{
    static const char known[] = {',', ';', '\t', '|'};
    struct str sample = {text.at, text.n < SAMPLE_BYTES ? text.n : SAMPLE_BYTES};
    size_t best = 0;
    char found = ',';
    struct arena a;
    arena_init(&a);
    for (size_t i = 0; i < sizeof known; i++) {
        size_t e = evenness(&a, sample, known[i]);
        if (e > best) {
            best = e;
            found = known[i];
        }
        arena_reset(&a);
    }
    arena_release(&a);
    return found;
}

bool csv_header_read(struct csv *c, struct csv_header *ret_header)
{
    if (!csv_next(c))
        return false;
    struct csv_header h = {.n = c->n_cells};
    h.name = arena_array(c->arena, struct str, h.n);
    h.folded = arena_array(c->arena, struct str, h.n);
    for (size_t i = 0; i < h.n; i++) {
        h.name[i] = text_line(c->arena, csv_undefuse(c->cells[i]));
        h.folded[i] = text_fold(c->arena, h.name[i]);
    }
    *ret_header = h;
    return true;
}

int csv_header_find(const struct csv_header *h, const char *folded, size_t from)
{
    for (size_t i = from; i < h->n; i++)
        if (str_is(h->folded[i], folded))
            return (int)i;
    return -1;
}

/* The full-width signs too, which spreadsheets read as the plain ones. */
static bool is_trigger(struct str s)
{
    static const char *const wide[] = {"\uff1d", "\uff0b", "\uff0d", "\uff20"};
    for (size_t i = 0; i < sizeof wide / sizeof *wide; i++)
        if (s.n >= 3 && memcmp(s.at, wide[i], 3) == 0)
            return true;
    return s.n > 0 && memchr("=+-@\t\r", s.at[0], 6);
}

static bool needs_defuse(struct str s)
{
    size_t i = 0;
    while (i < s.n && s.at[i] == '\'')
        i++;
    return is_trigger((struct str){s.at + i, s.n - i});
}

static bool needs_quotes(struct str s)
{
    for (size_t i = 0; i < s.n; i++)
        if (strchr(",;\t|\"\r\n", s.at[i]) != NULL)
            return true;
    return s.n > 0 && (s.at[0] == ' ' || s.at[s.n - 1] == ' ');
}

void csv_write_cell(struct buf *out, struct str text, bool first)
{
    if (!first)
        buf_char(out, ',');
    bool defuse = needs_defuse(text), quotes = needs_quotes(text);
    if (quotes)
        buf_char(out, '"');
    if (defuse)
        buf_char(out, '\'');
    for (size_t i = 0; i < text.n; i++) {
        if (text.at[i] == '"')
            buf_char(out, '"');
        buf_char(out, text.at[i]);
    }
    if (quotes)
        buf_char(out, '"');
}

void csv_write_end(struct buf *out)
{
    buf_text(out, "\r\n");
}

struct str csv_undefuse(struct str cell)
{
    if (cell.n > 1 && cell.at[0] == '\'' && needs_defuse(cell))
        return (struct str){cell.at + 1, cell.n - 1};
    return cell;
}
