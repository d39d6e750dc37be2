/* The filter language: what a person types in the search bar, what a saved view stores and what the API takes.
 *
 *   status:open due<7d client:acme -assignee:me (tag:web or tag:print) "quarterly report"
 *
 *   filter  = and { "or" and };  and = term { term };  term = ["-"] ( field op value | "(" filter ")" | word | "phrase"
 * ) op      = ":" "=" "<" "<=" ">" ">="        ":" on text means contains the words, on anything else equals value   =
 * item { "," item } (any of) | item ".." item (range) item    = none | any | me | today | tomorrow | yesterday |
 * 2026-03-01 | 7d -2w +1m (from today) | monday | number | word | "text" weeks, months and years are dates too: week,
 * nextweek, lastmonth, 2026-03, 2026; minutes may be 2h, 1h30 is:open is:done is:overdue is:unassigned is:late is:mine
 * is:blocked is:milestone …   shorthands of a resource (filter_words) field names may be singular for sets (assignee
 * for assignees, tag for tags); custom fields by name: "cf.Budget">100 references by id, or by name/key as the reader
 * may see them (client:acme, project:"New site", status:review by name or category).
 *
 * Parsed once to a tree in which names are already ids and dates already dates; compiled from there to SQL over $n
 * values, and to a predicate over rows in memory (automations, as_of). Both give the same rows; a test with random
 * filters holds them to it. Limits: 2,000 characters, 100 terms, depth 20. Errors name the position in characters. */
#pragma once
#include "base/json_out.h"
#include "resource/resource.h"

struct filter; /* in the op's arena */

/* ERR_SYNTAX with message, position and what would be understood there. Names are looked up in the reader's scope. */
int filter_parse(struct op *op, const struct resource *r, struct str text, struct filter **ret_filter);

struct sql_text {
    struct buf *text;
    struct value *args; /* room for SQL_ARGS_MAX */
    size_t n_args;
    bool in_order; /* rows are looked at in the order of an index until a page is full, rather than all of them */
};
#define SQL_ARGS_MAX    400
#define FILTER_ARGS_MAX 360 /* the rest is for who lists */
/* Adds "$n" and its value; false where there is no more room. */
bool sql_arg(struct sql_text *out, struct value v);
/* Adds a condition ("(t.due < $3 AND …)") over the table alias `t`. Only bound values. */
int filter_sql(struct op *op, const struct filter *f, struct sql_text *out);
bool filter_matches(struct op *op, const struct filter *f, const struct row *row);

/* Suggestions for the filter bar at a caret (in characters): writes
 * {"from":n,"to":n,"items":[{"insert","label","kind","detail"}]}: what stands between from and to is to be replaced by
 * `insert`. kind: "field", "value" or "word". Values by name as the reader may see them; half a filter, or a wrong one,
 * is no error here. */
int filter_complete(struct op *op, const struct resource *r, struct str text, int64_t caret, struct json *out);
