/* Lists of a resource: filter, sort, page, in the reader's scope. */
#pragma once
#include "base/json_out.h"
#include "resource/resource.h"

#define LIST_LIMIT_MAX     1000
#define LIST_LIMIT_DEFAULT 100

struct list_request {
    struct str filter; /* the filter language, see filter.h; empty: all */
    struct str sort;   /* "-due,priority"; empty: the resource's default; id is always last */
    struct str cursor; /* from `next` of the page before; bound to filter, sort and resource */
    struct str fields; /* "id,title,due"; empty: all the reader may see */
    int limit;         /* 1..LIST_LIMIT_MAX */
    bool trash;        /* only deleted rows instead of only living ones */
    bool count;        /* also "total" */
    int64_t as_of_us;  /* 0: now */
};

/* Writes {"items":[…],"next":"<cursor>"|null,"seq":N[,"total":N]}. seq: sequence of the event log that the page is at
 * least as new as, for resuming the live stream. A wrong filter is ERR_SYNTAX with its position. */
int resource_list(struct op *op, const struct resource *r, const struct list_request *request, struct json *out);

/* Counts by the value of one field, of what the filter leaves: {"groups":[{"value":…,"count":n}]}, most first, at most
 * 1,000. A row counts under each item of a set; rows without a value under null. field: references, choices, sets,
 * whole numbers, dates, yes and no, lines of text; "cf.<name>" of choices and checks. Others are ERR_SYNTAX at
 * "?group". */
int list_group_counts(struct op *op, const struct resource *r, struct str filter, bool trash, struct str field,
                      struct json *out);
