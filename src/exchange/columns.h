/* What the cells of each column of a table have in common, read before the rows are: kinds of values, the order of day
 * and month, the decimal sign. */
#pragma once
#include "exchange/csv.h"
#include "exchange/plan.h"

struct column_look {
    struct date_guess dates;
    struct number_guess numbers;
    int64_t cells, links, checks;
    struct str sample;      /* the first cell that says something */
    struct str either_date; /* a cell that can be read in both orders */
    struct str either_number;
};

/* Reads all rows behind `from` (a copy: the reader itself stays where it is); one look for each column of the header.
 */
struct column_look *columns_look(struct plan *p, const struct csv *from, const struct csv_header *h);
/* The kind of custom field that takes every cell of the column. */
enum plan_field_type column_type(const struct column_look *look);

/* The answers that count for the file: from the mapping, else from these columns together, else a question in the plan.
 */
enum date_order columns_dates(struct plan *p, const struct plan_options *o, const struct csv_header *h,
                              const struct column_look *looks, const bool *is_date);
enum number_point columns_point(struct plan *p, const struct plan_options *o, const struct csv_header *h,
                                const struct column_look *looks, const bool *is_number);

/* A value for a custom field, by its type; false: the cell is not of it. */
bool column_value(struct plan *p, struct plan_value *v, struct str cell, enum date_order order,
                  enum number_point point);
