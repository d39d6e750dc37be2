#include "store/expand.h"
#include "base/log.h"
#include "store/lexer.h"
#include "store/scope_text.h"

#define DEPTH_MAX 40

/* What is known at one level of parentheses. */
struct level {
    bool select;  /* a SELECT stands here, so FROM names tables (and is not part of a function's syntax) */
    bool in_from; /* between FROM and WHERE: a comma brings the next table */
    bool table;   /* the next word names a table that is read */
    bool target;  /* the next word names a table that is written */
};

struct expander {
    const struct db_driver *driver;
    const struct scope *scope;
    struct str sql; /* whole, for the log */
    struct buf *out;
    struct expansion *result;
    size_t n; /* values of the caller */
    struct level level[DEPTH_MAX];
    int depth;
    struct str before, before2; /* the words before this one; empty after other things than space */
};

static const char *const type_names[] = {"int", "real", "text", "blob", "id"};
static const char *const parameter_names[] = {"ws", "me", "client"};

/* Words that can follow a table where it has no alias. */
static const char *const not_alias[] = {"WHERE",  "JOIN",    "LEFT",  "RIGHT",     "FULL",      "INNER",
                                        "CROSS",  "NATURAL", "ON",    "USING",     "GROUP",     "ORDER",
                                        "LIMIT",  "OFFSET",  "UNION", "EXCEPT",    "SET",       "WINDOW",
                                        "HAVING", "FOR",     "FETCH", "INTERSECT", "RETURNING", NULL};
static const char *const ends_from[] = {"WHERE", "GROUP",  "ORDER",  "LIMIT",     "HAVING", "SET",    "RETURNING",
                                        "UNION", "EXCEPT", "VALUES", "INTERSECT", "WINDOW", "OFFSET", NULL};
static const char *const brings_table[] = {"JOIN", "TABLE", "USING", "IN", NULL};
static const char *const keeps_waiting[] = {"LATERAL", "ONLY", NULL};

static int refuse(const struct expander *e, const char *why, struct str what)
{
    log_line(LOG_ERROR, "store", "statement refused: %s: %.*s in: %.*s", why, STR_FMT(what), STR_FMT(e->sql));
    return ERR_INTERNAL;
}

unsigned expand_variant(const struct scope *scope)
{
    return scope ? (unsigned)scope->variant * 2 + (scope->role >= ROLE_ADMIN) : EXPAND_VARIANTS - 1;
}

static void write_parameter(struct expander *e, int number)
{
    buf_char(e->out, e->driver->parameter_mark);
    buf_int(e->out, number);
}

static int write_dollar(struct expander *e, struct str name)
{
    for (int i = 0; i < EXPAND_NAMES; i++) {
        if (!str_is(name, parameter_names[i]))
            continue;
        if (!e->scope)
            return refuse(e, "no scope", name);
        if (e->result->number[i] == 0)
            e->result->number[i] = ++e->result->n_parameters;
        write_parameter(e, e->result->number[i]);
        return 0;
    }
    size_t number = 0;
    for (size_t i = 0; i < name.n && number <= e->n; i++) {
        if (name.at[i] < '0' || name.at[i] > '9')
            return refuse(e, "unknown parameter", name);
        number = number * 10 + (size_t)(name.at[i] - '0');
    }
    if (number == 0 || number > e->n)
        return refuse(e, "no value for parameter", name);
    write_parameter(e, (int)number);
    return 0;
}

static const char *type_of(const struct db_driver *driver, struct str name)
{
    for (size_t i = 0; i < sizeof type_names / sizeof *type_names; i++)
        if (str_is(name, type_names[i]))
            return driver->types[i];
    return NULL;
}

/* The condition has literals, words and named parameters only. */
static int write_condition(struct expander *e, const struct scope_table *t)
{
    struct buf condition;
    buf_init(&condition, 4096);
    scope_write_condition(t, e->scope, &condition);
    struct str rest = buf_view(&condition);
    int err = condition.full ? ERR_INTERNAL : 0;
    while (err == 0) {
        struct sql_token piece = sql_next(&rest);
        if (piece.kind == SQL_END)
            break;
        if (piece.kind == SQL_DOLLAR)
            err = write_dollar(e, piece.text);
        else
            buf_str(e->out, piece.raw);
    }
    buf_release(&condition);
    return err;
}

static bool has_alias(struct str rest)
{
    struct sql_token next = sql_peek(rest);
    return next.kind == SQL_WORD && !sql_word_in(next.text, not_alias);
}

/* A plain subquery over one table: both planners flatten it, so that the indexes of the table are used as if the
 * condition stood in the outer WHERE. PostgreSQL 15 wants an alias. */
static int write_scoped(struct expander *e, struct str name, struct str rest)
{
    const char *type = type_of(e->driver, name);
    if (type) {
        buf_text(e->out, type);
        return 0;
    }
    const struct scope_table *t = scope_table_find(name);
    if (!t)
        return refuse(e, "not a scoped table", name);
    if (!e->scope)
        return refuse(e, "no scope", name);
    buf_format(e->out, "(SELECT * FROM %s WHERE ", t->table);
    int err = write_condition(e, t);
    buf_char(e->out, ')');
    if (!has_alias(rest))
        buf_format(e->out, " AS %s", t->table);
    e->level[e->depth].table = false;
    return err;
}

static bool is_from_of_select(const struct expander *e)
{
    if (sql_word_is(e->before, "DISTINCT") && (sql_word_is(e->before2, "IS") || sql_word_is(e->before2, "NOT")))
        return false;
    return e->depth == 0 || e->level[e->depth].select;
}

/* A table that is read by its plain name. A schema before it would hide it from the look-up. */
static int see_table(const struct expander *e, struct str word, struct str rest)
{
    if (!e->scope || e->scope->variant == SCOPE_SYSTEM)
        return 0;
    if (rest.n > 0 && rest.at[0] == '.')
        return refuse(e, "table with a schema", word);
    char low[64];
    size_t n = word.n < sizeof low ? word.n : sizeof low;
    for (size_t i = 0; i < n; i++)
        low[i] = (char)(word.at[i] >= 'A' && word.at[i] <= 'Z' ? word.at[i] + 32 : word.at[i]);
    return scope_table_find((struct str){low, n}) ? refuse(e, "scoped table without @", word) : 0;
}

/* Follows where names of tables stand; refuses a scoped one that is read by its bare name. */
static int see_word(struct expander *e, struct str word, struct str rest)
{
    struct level *here = &e->level[e->depth];
    if (sql_word_is(word, "FROM")) {
        here->target = sql_word_is(e->before, "DELETE");
        here->table = here->in_from = !here->target && is_from_of_select(e);
    } else if (sql_word_is(word, "INTO") || sql_word_is(word, "UPDATE")) {
        here->target = true;
    } else if (sql_word_in(word, brings_table)) {
        here->table = true;
    } else if (sql_word_is(word, "SELECT")) {
        *here = (struct level){.select = true};
    } else if (sql_word_in(word, ends_from)) {
        here->in_from = here->table = here->target = false;
    } else if (here->target) {
        here->target = false;
    } else if (here->table && !sql_word_in(word, keeps_waiting)) {
        here->table = false;
        int err = see_table(e, word, rest);
        if (err)
            return err;
    }
    e->before2 = e->before;
    e->before = word;
    return 0;
}

static int see_char(struct expander *e, char c)
{
    struct level *here = &e->level[e->depth];
    if (c == '(') {
        if (e->depth + 1 == DEPTH_MAX)
            return refuse(e, "nested too deeply", (struct str){"(", 1});
        /* FROM (a JOIN b): still names of tables; IN ( and USING ( are followed by something else. */
        bool still = here->table && !sql_word_is(e->before, "IN") && !sql_word_is(e->before, "USING");
        here->table = here->target = false;
        e->level[++e->depth] = (struct level){.table = still, .in_from = still};
    } else if (c == ')') {
        if (e->depth == 0)
            return refuse(e, "unbalanced", (struct str){")", 1});
        e->depth--;
    } else if (c == ',' && here->in_from) {
        here->table = true;
    } else if (c == ';') {
        return refuse(e, "two statements", (struct str){";", 1});
    }
    e->before = e->before2 = (struct str){0};
    return 0;
}

static int expand_token(struct expander *e, struct sql_token t, struct str rest)
{
    int err = 0;
    switch (t.kind) {
    case SQL_SPACE:
        buf_char(e->out, ' ');
        return 0;
    case SQL_DOLLAR:
        return write_dollar(e, t.text);
    case SQL_AT:
        return write_scoped(e, t.text, rest);
    case SQL_WORD:
        err = see_word(e, t.text, rest);
        break;
    case SQL_CHAR:
        err = see_char(e, t.text.at[0]);
        break;
    case SQL_LITERAL:
        break;
    case SQL_WRONG:
    case SQL_END:
        return refuse(e, "outside the dialect", t.raw);
    }
    buf_str(e->out, t.raw);
    return err;
}

int expand_statement(const struct db_driver *driver, const struct scope *scope, const char *sql, size_t n,
                     struct buf *out, struct expansion *ret_expansion)
{
    struct expansion result = {.n_parameters = (int)n};
    struct expander e = {.driver = driver, .scope = scope, .sql = str_of(sql), .out = out, .result = &result, .n = n};
    struct str rest = e.sql;
    while (rest.n > 0) {
        struct sql_token t = sql_next(&rest);
        int err = expand_token(&e, t, rest);
        if (err)
            return err;
    }
    if (e.depth != 0 || out->full)
        return refuse(&e, "too long or unbalanced", STR(""));
    *ret_expansion = result;
    return 0;
}

/* Behind the last column of a CREATE TABLE; takes @clustered away. */
static void write_table_end(const struct db_driver *driver, struct buf *out, struct str *rest)
{
    struct str ahead = *rest;
    struct sql_token next = sql_next(&ahead);
    if (next.kind == SQL_SPACE)
        next = sql_next(&ahead);
    if (next.kind == SQL_AT && str_is(next.text, "clustered")) {
        *rest = ahead;
        buf_text(out, driver->clustered);
    } else if (next.kind != SQL_WORD) { /* a file for one database says itself what it wants */
        buf_text(out, driver->strict);
    }
}

int expand_migration(const struct db_driver *driver, const char *sql, struct buf *out)
{
    struct expander e = {.driver = driver, .sql = str_of(sql), .out = out};
    struct str rest = e.sql;
    bool in_create = false;
    while (rest.n > 0) {
        struct sql_token t = sql_next(&rest);
        if (t.kind == SQL_AT) {
            const char *type = type_of(driver, t.text);
            if (!type)
                return refuse(&e, "unknown type", t.text);
            buf_text(out, type);
            continue;
        }
        buf_str(out, t.raw);
        if (t.kind == SQL_WORD) {
            in_create |= sql_word_is(t.text, "TABLE") && sql_word_is(e.before, "CREATE");
            e.before = t.text;
        } else if (t.kind == SQL_CHAR) {
            char c = t.text.at[0];
            e.depth += (c == '(') - (c == ')');
            if (c == ')' && e.depth == 0 && in_create)
                write_table_end(driver, out, &rest);
            in_create &= c != ';';
        }
    }
    return out->full ? refuse(&e, "too long", STR("")) : 0;
}
