/* Inside of struct filter, for the files filter*.c: what filter_parse makes and filter_sql, filter_matches read. */
#pragma once
#include "resource/filter.h"
#include "resource/search.h"

#define FILTER_TEXT_MAX   2000
#define FILTER_TERMS_MAX  100
#define FILTER_DEPTH_MAX  20
#define FILTER_IDS_INLINE 40 /* more ids than this are looked up again by name inside the statement */
#define FILTER_NAMES_MAX  60
#define FILTER_TOKENS_MAX 16 /* words of one item */

enum filter_kind {
    FILTER_AND,     /* of the children; of none: true */
    FILTER_OR,      /* of the children; of none: false */
    FILTER_NOT,     /* of the one child */
    FILTER_FIELD,   /* a field has one of the items */
    FILTER_CUSTOM,  /* the same of a custom field */
    FILTER_WORDS,   /* words anywhere in the object */
    FILTER_SPECIAL, /* a condition that has no field */
};

enum filter_item_kind {
    ITEM_NONE,
    ITEM_ANY,
    ITEM_RANGE, /* low..high, both included; also numbers, days, instants, yes and no */
    ITEM_TEXT,  /* exactly this text */
    ITEM_PART,  /* these characters somewhere, in either case (of ASCII) */
    ITEM_WORDS, /* these words, in any order */
    ITEM_IDS,   /* one of these rows */
};

/* Rows that a typed name stands for. If they are many: by which names and category they were found, so that a statement
 * can find them again. */
struct filter_ids {
    size_t n;
    struct id *id;
    const struct resource *target;
    size_t n_names;
    struct str *names;
    struct str category; /* or empty */
};

struct filter_item {
    enum filter_item_kind kind;
    int64_t low, high;
    struct str text;
    size_t n_words;
    struct search_word *words;
    struct filter_ids ids;
    struct filter_item *next;
};

/* A custom field as its row describes it. */
struct filter_custom {
    struct id id;
    struct str name, type, options, currency;
    struct filter_custom *next;
};

/* Shorthands after "is:". Either a filter of its own, or a condition over `t` in SQL. */
struct filter_word {
    const char *resource, *word, *expansion, *sql;
};
const struct filter_word *filter_word_find(const struct op *op, const struct resource *r, struct str word);
/* The words of a resource one after the other; from NULL to NULL. */
const struct filter_word *filter_word_next(const struct op *op, const struct resource *r,
                                           const struct filter_word *after);

struct filter {
    enum filter_kind kind;
    const struct resource *resource;
    struct filter *first, *next; /* children; next of the parent's */
    int field;
    const struct filter_custom *custom;
    struct filter_item *items; /* FILTER_WORDS has one */
    const struct filter_word *special;
};

/* ---- parsing ---- */
enum filter_op { OP_HAS, OP_EQ, OP_LT, OP_LE, OP_GT, OP_GE };

struct filter_parser {
    struct op *op;
    const struct resource *r;
    struct str text;
    size_t at; /* byte */
    int depth, terms;
    bool customs_read;
    struct filter_custom *customs;
};

/* What a term is about while its items are read. */
struct filter_about {
    struct str name;           /* as typed */
    const struct field *field; /* of the description, or NULL */
    int index;
    const struct filter_custom *custom;
    enum filter_op op;
};

/* ERR_SYNTAX with the entry "?filter" at a byte of the text. */
int filter_fail(struct filter_parser *p, size_t at, const char *message, size_t n, const struct op_arg *args);

/* May this role filter by the field? If not, it does not exist. */
bool filter_sees(const struct op *op, const struct field *f);
/* The field for a word of the language ("assignee" for assignees), or -1. */
int filter_field(const struct op *op, const struct resource *r, struct str name);

/* One written item to what it means. quoted: none, any, me and the like are not special then. */
struct filter_written {
    struct str text;
    size_t at;
    bool quoted;
};
int filter_item_read(struct filter_parser *p, const struct filter_about *about, struct filter_written w,
                     struct filter_item **ret_item);
int filter_range_read(struct filter_parser *p, const struct filter_about *about, const struct filter_written *low,
                      const struct filter_written *high, struct filter_item **ret_item);

/* Days that a written date means ("today", "-2w", "2026-03", "monday"); false if it is none. */
bool filter_days(struct str text, int32_t today, int32_t *ret_first, int32_t *ret_last);
/* Whole numbers; for fields in minutes also "2h", "1h30", "45m". */
bool filter_number(struct str text, bool minutes, int64_t *ret_number);

/* The rows of `target` that a name, key, address or category means, in the reader's scope. */
int filter_names(struct filter_parser *p, const struct resource *target, struct filter_written w,
                 struct filter_ids *ret_ids);
/* The same name to a person: "Élan 2" and "elan 2". */
bool filter_same_name(struct op *op, struct str a, struct str b);
/* The custom field of that name (or id) of the resource; NULL if there is none. */
int filter_customs_read(struct op *op, const struct resource *r, struct filter_custom **ret_first);
int filter_custom_find(struct filter_parser *p, struct str name, const struct filter_custom **ret_custom);

/* Words as the index has them. */
size_t filter_words(struct op *op, struct str text, struct search_word **ret_words);
