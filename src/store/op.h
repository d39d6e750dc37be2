/* One operation: everything a function of the program works with while it answers one request or does one job. */
#pragma once
#include "base/arena.h"
#include "base/civil.h"
#include "store/db.h"

/* One wrong field of the input, in reply order. `message` is a key of the catalogue; args are name/value pairs. */
struct op_arg {
    const char *name;
    struct value value; /* V_INT or V_TEXT */
};
struct op_problem_entry {
    const char *pointer; /* JSON pointer "/due", or "?filter" for the query, "" for the whole */
    const char *message;
    const struct op_arg *args;
    size_t n_args;
    int64_t position; /* character in a filter, or -1 */
    struct op_problem_entry *next;
};
struct op_problem {
    int code;            /* the first failure stays; 0 while none */
    const char *message; /* catalogue key of the sentence for the whole; NULL: the code's own */
    const struct op_arg *args;
    size_t n_args;
    struct op_problem_entry *first, *last;
    int64_t retry_after_s;
    struct str extra_json; /* members for the problem object, e.g. both values of a conflict: "\"current\":{…}" */
};

struct op {
    struct arena *arena;
    struct db *db;
    struct scope scope;
    int64_t now_us;     /* taken once: everything in one operation happens at one time */
    int32_t today;      /* the viewer's civil date */
    const char *locale; /* "en", "fr" */
    const char *zone;   /* IANA */
    struct id change;   /* groups the events of this operation; made at the start */
    const char *via;    /* "web", "api", "import", "recur", "undo" … for the event */
    struct op_problem problem;
    int64_t last_seq; /* sequence of the last event written, 0 if none */
};

/* Each returns `code`, so that one writes `return op_fail(op, ERR_CONFLICT, "task.cycle", 1, args)`. A lower failure is
 * never overwritten. Args are copied into the arena. */
int op_fail(struct op *op, int code, const char *message, size_t n_args, const struct op_arg *args);
/* Adds an entry and makes the operation's code `ERR_INVALID` unless it has one; returns that code. */
int op_field_fail(struct op *op, const char *pointer, const char *message, size_t n_args, const struct op_arg *args);

/* In the operation's scope. */
int op_query(struct op *op, struct rows *ret_rows, const char *sql, size_t n, const struct value *args);
int op_exec(struct op *op, const char *sql, size_t n, const struct value *args);
/* As the program itself: only for machinery and invariants whose answer does not reach the reader. */
int op_query_system(struct op *op, struct rows *ret_rows, const char *sql, size_t n, const struct value *args);

/* Goes on as the program itself, in the name of who asked (events keep the actor). For consequences that reach beyond
 * what the person may see or do; give the scope back: `struct scope before = op_as_system(op); …; op->scope = before;`
 */
static inline struct scope op_as_system(struct op *op)
{
    struct scope before = op->scope;
    op->scope.variant = SCOPE_SYSTEM;
    op->scope.role = ROLE_SYSTEM;
    return before;
}

#define OP_ARGS(...)                                                                                                   \
    (sizeof((struct op_arg[]){__VA_ARGS__}) / sizeof(struct op_arg)), ((const struct op_arg[]){__VA_ARGS__})
