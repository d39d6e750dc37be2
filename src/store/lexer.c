#include "store/lexer.h"

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_word(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || is_digit(c);
}

static size_t word_length(struct str s, size_t from)
{
    size_t n = from;
    while (n < s.n && is_word(s.at[n]))
        n++;
    return n - from;
}

/* Length of blanks and comments at the front; 0 if none. */
static size_t space_length(struct str s)
{
    size_t n = 0;
    for (;;) {
        if (n < s.n && is_blank(s.at[n])) {
            n++;
        } else if (n + 1 < s.n && s.at[n] == '-' && s.at[n + 1] == '-') {
            while (n < s.n && s.at[n] != '\n')
                n++;
        } else if (n + 1 < s.n && s.at[n] == '/' && s.at[n + 1] == '*') {
            n += 2;
            while (n < s.n && !(s.at[n] == '/' && s.at[n - 1] == '*'))
                n++;
            n += n < s.n;
        } else {
            return n;
        }
    }
}

/* Length with both quotes; a doubled quote is part of it. 0 if it is not closed. */
static size_t quoted_length(struct str s)
{
    char quote = s.at[0];
    for (size_t n = 1; n < s.n; n++) {
        if (s.at[n] != quote)
            continue;
        if (n + 1 == s.n || s.at[n + 1] != quote)
            return n + 1;
        n++;
    }
    return 0;
}

static struct sql_token token(enum sql_token_kind kind, struct str s, size_t raw_n, size_t skip_front, size_t skip_back)
{
    struct str raw = {s.at, raw_n};
    struct str text = {s.at + skip_front, raw_n - skip_front - skip_back};
    return (struct sql_token){kind, text, raw};
}

static struct sql_token read_quoted(struct str s)
{
    size_t n = quoted_length(s);
    if (n == 0)
        return token(SQL_WRONG, s, s.n, 0, 0);
    return s.at[0] == '\'' ? token(SQL_LITERAL, s, n, 0, 0) : token(SQL_WORD, s, n, 1, 1);
}

/* ? and :name are SQLite's other parameters, [ its other quote, :: a cast of PostgreSQL alone. */
static bool outside_dialect(char c)
{
    return c == '?' || c == ':' || c == '[' || c == '`' || c == '\\' || c == '#';
}

static struct sql_token read(struct str s)
{
    if (s.n == 0)
        return token(SQL_END, s, 0, 0, 0);
    size_t n = space_length(s);
    if (n > 0)
        return token(SQL_SPACE, s, n, 0, 0);
    char c = s.at[0];
    if (c == '\'' || c == '"')
        return read_quoted(s);
    if (c == '@' && s.n > 1 && s.at[1] == '@') /* the match operator of text_index.h */
        return token(SQL_CHAR, s, 2, 0, 0);
    if (c == '$' || c == '@') {
        n = word_length(s, 1);
        return token(n == 0 ? SQL_WRONG : c == '$' ? SQL_DOLLAR : SQL_AT, s, n + 1, 1, 0);
    }
    if (is_digit(c))
        return token(SQL_LITERAL, s, word_length(s, 0), 0, 0);
    if (is_word(c))
        return token(SQL_WORD, s, word_length(s, 0), 0, 0);
    return token(outside_dialect(c) ? SQL_WRONG : SQL_CHAR, s, 1, 0, 0);
}

struct sql_token sql_next(struct str *rest)
{
    struct sql_token t = read(*rest);
    rest->at += t.raw.n;
    rest->n -= t.raw.n;
    return t;
}

struct sql_token sql_peek(struct str rest)
{
    struct sql_token t;
    do
        t = sql_next(&rest);
    while (t.kind == SQL_SPACE);
    return t;
}

bool sql_word_is(struct str word, const char *keyword)
{
    size_t i = 0;
    for (; i < word.n && keyword[i]; i++) {
        char c = word.at[i];
        if ((c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c) != keyword[i])
            return false;
    }
    return i == word.n && keyword[i] == 0;
}

bool sql_word_in(struct str word, const char *const *keywords)
{
    for (; *keywords; keywords++)
        if (sql_word_is(word, *keywords))
            return true;
    return false;
}
