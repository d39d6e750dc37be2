/* Pieces of SQL text: just enough to tell names, literals and parameters apart. */
#pragma once
#include "base/str.h"

enum sql_token_kind {
    SQL_END,
    SQL_SPACE,   /* blanks and comments */
    SQL_WORD,    /* also "quoted": text is without the quotes */
    SQL_LITERAL, /* 'text' with its quotes, or a number */
    SQL_DOLLAR,  /* $1, $ws: text is what follows the $ */
    SQL_AT,      /* @task: text is the name */
    SQL_CHAR,    /* any other single character */
    SQL_WRONG    /* an unclosed literal, or a character outside the dialect */
};

struct sql_token {
    enum sql_token_kind kind;
    struct str text; /* see above */
    struct str raw;  /* as written */
};

/* Takes one token from the front of *rest. */
struct sql_token sql_next(struct str *rest);
/* The next token that is not space, without taking it. */
struct sql_token sql_peek(struct str rest);
/* Without regard to case; keyword in capitals. */
bool sql_word_is(struct str word, const char *keyword);
bool sql_word_in(struct str word, const char *const *keywords); /* NULL-ended */
