/* What list*.c share: a request taken apart. */
#pragma once
#include "resource/filter.h"
#include "resource/list.h"
#include "resource/list_sort.h"
#include "resource/output.h"

#define LIST_SQL_CEILING (512 * 1024)

struct list_query {
    struct op *op;
    const struct resource *r;
    const struct list_request *request;
    struct filter *filter;
    struct row_writer writer;
    uint64_t only[FIELD_SET];
    int limit;
    uint64_t bound; /* what cursors are bound to */
};

/* ERR_SYNTAX at "?filter" or "?fields". */
int list_query_read(struct op *op, const struct resource *r, const struct list_request *request,
                    struct list_query *ret_query);
/* " FROM @task t<join> WHERE …": living or deleted rows that the filter leaves. */
int list_write_from(struct op *op, const struct filter *f, const char *join, bool trash, struct sql_text *out);

/* The statement of a page; `out` has the values of the sort already. */
int list_page_sql(const struct list_query *q, const struct list_sort *sort, bool nulls, const struct cursor *after,
                  int limit, struct sql_text *out);

void sql_text_init(struct op *op, struct sql_text *s);
void sql_text_release(struct sql_text *s);
#define SQL_TEXT __attribute__((cleanup(sql_text_release))) struct sql_text
/* Runs it; sql.text gets its end. */
int sql_text_query(struct op *op, struct sql_text *s, struct rows *ret_rows);

/* The list as it was at request->as_of_us (list_as_of.c). */
int list_as_of(struct list_query *q, struct json *out);
