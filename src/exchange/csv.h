/* Comma-separated values: RFC 4180 as spreadsheets and other tools really write it.
 *
 * Comma, semicolon, tab or bar (found out, or said by a first line "sep=;"); CR, LF or CR LF; quotes, also with text
 * behind the closing one; new lines within quotes; rows wider or narrower than the header; headers that come again.
 * Rows come one by one and their cells are valid until the next; nothing else of the file is held.
 *
 * Limits: CSV_CELLS_MAX cells a row (what is beyond is dropped, `cut` is set), and the size of the file, which has its
 * ceiling where it comes in. Rows are counted as a spreadsheet shows them: the header is 1, empty lines count. */
#pragma once
#include "base/arena.h"
#include "base/buf.h"

#define CSV_CELLS_MAX 4096

struct csv {
    struct arena *arena; /* for the cells' table and for cells that had doubled quotes */
    struct str text;
    size_t at;
    char delimiter;
    int64_t row; /* of the row that was read last */
    struct str *cells;
    size_t n_cells, room;
    bool cut;      /* some row had more than CSV_CELLS_MAX cells */
    bool unclosed; /* the last cell of the file has an opening quote without its end */
};

/* text: UTF-8, see text_decode. delimiter 0: find out. */
void csv_open(struct csv *c, struct arena *a, struct str text, char delimiter);
/* The next row that is not empty; false at the end. */
bool csv_next(struct csv *c);
/* Empty beyond the end of the row. */
struct str csv_cell(const struct csv *c, size_t column);
/* ',', ';', tab or '|': the one that cuts the first rows most evenly. */
char csv_delimiter(struct str text);

/* The names of the columns, kept. Names are not unique. */
struct csv_header {
    struct str *name;   /* as written, trimmed */
    struct str *folded; /* see text_fold */
    size_t n;
};
/* Reads the next row as the header; false where the file has none. */
bool csv_header_read(struct csv *c, struct csv_header *ret_header);
/* The first column from `from` on with this name (folded: "issue key"), or -1. */
int csv_header_find(const struct csv_header *h, const char *folded, size_t from);

/* ---- writing ---- */
/* A cell: quoted where needed. A text that a spreadsheet would run as a formula (begins with = + - @, also
 * full-width, with tab or CR, or with an apostrophe before one of these) gets an apostrophe in front; csv_undefuse
 * takes it away again. */
void csv_write_cell(struct buf *out, struct str text, bool first);
void csv_write_end(struct buf *out); /* CR LF */
struct str csv_undefuse(struct str cell);
