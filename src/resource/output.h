/* Rows as JSON. A row in memory goes through resource_write (resource.h); lists go straight from the statement into the
 * reply with a row_writer, which makes nothing in between.
 *
 *   struct row_writer w;
 *   row_writer_init(&w, r, &op->scope, only);
 *   … "SELECT " w.columns ", t.rank FROM @task t …"    the writer's columns first, others behind
 *   while (rows_next(&rows) == 1) row_writer_write(&w, &j, &rows);
 */
#pragma once
#include "base/json_out.h"
#include "resource/describe.h"

struct row_writer {
    const struct described *d;
    size_t n;                  /* columns taken */
    uint8_t field[FIELDS_MAX]; /* which field each column is */
};

/* The fields that the reader may see, of those in `only` (NULL: all). */
void row_writer_init(struct row_writer *w, const struct resource *r, const struct scope *reader,
                     const uint64_t only[FIELD_SET]);
/* "t.id, t.title, …" over the alias t, in the order that row_writer_write wants from column 0 on. */
void row_writer_columns(const struct row_writer *w, struct buf *sql);
/* One object. */
void row_writer_write(const struct row_writer *w, struct json *j, const struct rows *rows);

/* Only the fields of the set, whoever reads: for events. */
void row_write_set(struct json *j, const struct row *row, const uint64_t set[FIELD_SET]);
void value_write(struct json *j, const struct field *f, const struct value *v);
