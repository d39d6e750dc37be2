#include "resource/filter_tree.h"
#include "base/utf8.h"

static int parse_or(struct filter_parser *p, struct filter **ret_filter);

static int64_t characters(struct str text, size_t bytes)
{
    return (int64_t)utf8_count((struct str){text.at, bytes < text.n ? bytes : text.n});
}

int filter_fail(struct filter_parser *p, size_t at, const char *message, size_t n, const struct op_arg *args)
{
    if (p->op->problem.code)
        return p->op->problem.code;
    op_fail(p->op, ERR_SYNTAX, NULL, 0, NULL);
    op_field_fail(p->op, "?filter", message, n, args);
    p->op->problem.last->position = characters(p->text, at);
    return ERR_SYNTAX;
}

static int fail_limit(struct filter_parser *p, const char *message, int64_t most)
{
    return filter_fail(p, p->at, message, OP_ARGS({"max", v_int(most)}));
}

static bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static bool is_operator(char c)
{
    return c == ':' || c == '=' || c == '<' || c == '>';
}

static char peek(const struct filter_parser *p)
{
    return p->at < p->text.n ? p->text.at[p->at] : '\0';
}

static void skip_space(struct filter_parser *p)
{
    while (p->at < p->text.n && is_space(p->text.at[p->at]))
        p->at++;
}

static struct filter *node(struct filter_parser *p, enum filter_kind kind)
{
    struct filter *f = arena_new(p->op->arena, struct filter);
    *f = (struct filter){.kind = kind, .resource = p->r, .field = -1};
    return f;
}

/* "…" with \" and \\ inside. */
static int read_quoted(struct filter_parser *p, struct str *ret_text)
{
    size_t from = p->at++, n = 0;
    char *text = arena_alloc(p->op->arena, p->text.n + 1);
    for (; p->at < p->text.n; p->at++) {
        char c = p->text.at[p->at];
        if (c == '"') {
            p->at++;
            *ret_text = (struct str){text, n};
            return 0;
        }
        if (c == '\\' && p->at + 1 < p->text.n && (p->text.at[p->at + 1] == '"' || p->text.at[p->at + 1] == '\\'))
            c = p->text.at[++p->at];
        text[n++] = c;
    }
    return filter_fail(p, from, "filter.quote", 0, NULL);
}

/* A run of characters that end at a space, a parenthesis, a quotation mark or where `ends` says so. */
static struct str read_bare(struct filter_parser *p, bool (*ends)(const struct filter_parser *p))
{
    size_t from = p->at;
    while (p->at < p->text.n && !is_space(peek(p)) && peek(p) != '(' && peek(p) != ')' && peek(p) != '"' && !ends(p))
        p->at++;
    return (struct str){p->text.at + from, p->at - from};
}

static bool ends_word(const struct filter_parser *p)
{
    return is_operator(peek(p));
}

static bool at_dots(const struct filter_parser *p)
{
    return peek(p) == '.' && p->at + 1 < p->text.n && p->text.at[p->at + 1] == '.';
}

static bool ends_item(const struct filter_parser *p)
{
    return peek(p) == ',' || at_dots(p);
}

static int read_item(struct filter_parser *p, struct filter_written *ret_written)
{
    struct filter_written w = {.at = p->at};
    if (peek(p) == '"') {
        w.quoted = true;
        int err = read_quoted(p, &w.text);
        if (err)
            return err;
    } else {
        w.text = read_bare(p, ends_item);
    }
    *ret_written = w;
    return 0;
}

static bool is_missing(const struct filter_written *w)
{
    return w->text.n == 0 && !w->quoted;
}

static int parse_range(struct filter_parser *p, const struct filter_about *about, const struct filter_written *low,
                       struct filter_item **ret_item)
{
    p->at += 2;
    struct filter_written high;
    int err = read_item(p, &high);
    if (err)
        return err;
    if (is_missing(low) && is_missing(&high))
        return filter_fail(p, low->at, "filter.value_missing", OP_ARGS({"field", v_text(about->name)}));
    return filter_range_read(p, about, is_missing(low) ? NULL : low, is_missing(&high) ? NULL : &high, ret_item);
}

static int parse_item(struct filter_parser *p, const struct filter_about *about, struct filter_item **ret_item)
{
    struct filter_written w;
    int err = read_item(p, &w);
    if (err)
        return err;
    if (at_dots(p))
        return parse_range(p, about, &w, ret_item);
    if (is_missing(&w))
        return filter_fail(p, p->at, "filter.value_missing", OP_ARGS({"field", v_text(about->name)}));
    return filter_item_read(p, about, w, ret_item);
}

static int parse_items(struct filter_parser *p, const struct filter_about *about, struct filter *f)
{
    struct filter_item **end = &f->items;
    for (;;) {
        int err = parse_item(p, about, end);
        if (err)
            return err;
        end = &(*end)->next;
        if (peek(p) != ',')
            return 0;
        p->at++;
    }
}

static enum filter_op read_operator(struct filter_parser *p)
{
    char c = peek(p);
    p->at++;
    bool equal = (c == '<' || c == '>') && peek(p) == '=';
    p->at += equal;
    switch (c) {
    case '<':
        return equal ? OP_LE : OP_LT;
    case '>':
        return equal ? OP_GE : OP_GT;
    default:
        return c == '=' ? OP_EQ : OP_HAS;
    }
}

static int find_about(struct filter_parser *p, struct filter_about *about, size_t at)
{
    if (about->name.n > 3 && memcmp(about->name.at, "cf.", 3) == 0) {
        struct str name = {about->name.at + 3, about->name.n - 3};
        int err = filter_custom_find(p, name, &about->custom);
        if (err || about->custom)
            return err;
    } else {
        about->index = filter_field(p->op, p->r, about->name);
        if (about->index >= 0) {
            about->field = &p->r->fields[about->index];
            return 0;
        }
    }
    return filter_fail(p, at, "filter.field", OP_ARGS({"name", v_text(about->name)}));
}

/* The text behind a shorthand is a filter of its own; a role that may not see its fields has no such word. */
static int parse_expansion(struct filter_parser *p, const char *expansion, struct filter **ret_filter)
{
    struct filter_parser inner = {.op = p->op, .r = p->r, .text = str_of(expansion), .depth = p->depth};
    return parse_or(&inner, ret_filter);
}

static int fail_word(struct filter_parser *p, const struct filter_written *w)
{
    struct buf known;
    buf_init(&known, 2000);
    for (const struct filter_word *k = NULL; (k = filter_word_next(p->op, p->r, k));)
        buf_format(&known, "%s%s", known.n ? ", " : "", k->word);
    struct str list = arena_str(p->op->arena, buf_view(&known));
    buf_release(&known);
    return filter_fail(p, w->at, list.n ? "filter.word" : "filter.word_none",
                       OP_ARGS({"text", v_text(w->text)}, {"known", v_text(list)}));
}

static int parse_word_item(struct filter_parser *p, struct filter **ret_filter)
{
    struct filter_written w;
    int err = read_item(p, &w);
    if (err)
        return err;
    if (is_missing(&w))
        return filter_fail(p, p->at, "filter.value_missing", OP_ARGS({"field", v_text(STR("is"))}));
    const struct filter_word *word = filter_word_find(p->op, p->r, w.text);
    if (!word)
        return fail_word(p, &w);
    if (word->expansion && parse_expansion(p, word->expansion, ret_filter) != 0) {
        p->op->problem = (struct op_problem){0};
        return fail_word(p, &w);
    }
    if (!word->expansion) {
        *ret_filter = node(p, FILTER_SPECIAL);
        (*ret_filter)->special = word;
    }
    return 0;
}

/* is:open,late: any of them. */
static int parse_is(struct filter_parser *p, struct filter **ret_filter)
{
    struct filter *any = node(p, FILTER_OR);
    struct filter **end = &any->first;
    for (;;) {
        int err = parse_word_item(p, end);
        if (err)
            return err;
        end = &(*end)->next;
        if (peek(p) != ',')
            break;
        p->at++;
    }
    *ret_filter = any;
    return 0;
}

static int parse_field(struct filter_parser *p, struct str name, size_t at, struct filter **ret_filter)
{
    struct filter_about about = {.name = name, .index = -1};
    bool word = str_is(name, "is") && (peek(p) == ':' || peek(p) == '=');
    about.op = read_operator(p);
    if (word)
        return parse_is(p, ret_filter);
    int err = find_about(p, &about, at);
    if (err)
        return err;
    struct filter *f = node(p, about.custom ? FILTER_CUSTOM : FILTER_FIELD);
    f->field = about.index;
    f->custom = about.custom;
    *ret_filter = f;
    return parse_items(p, &about, f);
}

static struct filter *words_node(struct filter_parser *p, struct str text)
{
    struct filter *f = node(p, FILTER_WORDS);
    f->items = arena_new(p->op->arena, struct filter_item);
    f->items->kind = ITEM_WORDS;
    f->items->n_words = filter_words(p->op, text, &f->items->words);
    return f;
}

static int parse_group(struct filter_parser *p, struct filter **ret_filter)
{
    size_t open = p->at++;
    if (++p->depth > FILTER_DEPTH_MAX)
        return fail_limit(p, "filter.too_deep", FILTER_DEPTH_MAX);
    int err = parse_or(p, ret_filter);
    if (err)
        return err;
    if (peek(p) != ')' || p->at >= p->text.n)
        return filter_fail(p, open, "filter.open", 0, NULL);
    p->at++;
    p->depth--;
    return 0;
}

static int parse_word_or_field(struct filter_parser *p, struct filter **ret_filter)
{
    size_t at = p->at;
    struct str text;
    if (peek(p) == '"') {
        int err = read_quoted(p, &text);
        if (err)
            return err;
    } else {
        text = read_bare(p, ends_word);
    }
    if (p->at < p->text.n && is_operator(peek(p)))
        return parse_field(p, text, at, ret_filter);
    *ret_filter = words_node(p, text);
    return 0;
}

static int parse_term(struct filter_parser *p, struct filter **ret_filter)
{
    if (++p->terms > FILTER_TERMS_MAX)
        return fail_limit(p, "filter.too_many", FILTER_TERMS_MAX);
    bool minus = peek(p) == '-';
    size_t at = p->at;
    p->at += minus;
    if (minus && (p->at == p->text.n || is_space(peek(p)) || peek(p) == ')'))
        return filter_fail(p, at, "filter.minus", 0, NULL);
    struct filter *f;
    int err = peek(p) == '(' ? parse_group(p, &f) : parse_word_or_field(p, &f);
    if (err)
        return err;
    *ret_filter = f;
    if (minus) {
        *ret_filter = node(p, FILTER_NOT);
        (*ret_filter)->first = f;
    }
    return 0;
}

/* The word or, in any case, alone. */
static bool at_or(const struct filter_parser *p)
{
    if (p->at + 2 > p->text.n || (p->text.at[p->at] | 32) != 'o' || (p->text.at[p->at + 1] | 32) != 'r')
        return false;
    char after = p->at + 2 < p->text.n ? p->text.at[p->at + 2] : ' ';
    return is_space(after) || after == '(' || after == ')' || after == '"';
}

static int parse_and(struct filter_parser *p, struct filter **ret_filter)
{
    struct filter *all = node(p, FILTER_AND);
    struct filter **end = &all->first;
    for (skip_space(p); p->at < p->text.n && peek(p) != ')' && !at_or(p); skip_space(p)) {
        int err = parse_term(p, end);
        if (err)
            return err;
        end = &(*end)->next;
    }
    *ret_filter = all;
    return 0;
}

/* Nothing at all means everything, but nothing beside an "or" or between parentheses is a mistake. */
static int parse_or(struct filter_parser *p, struct filter **ret_filter)
{
    struct filter *any = node(p, FILTER_OR);
    struct filter **end = &any->first;
    for (int n = 0;; n++) {
        int err = parse_and(p, end);
        if (err)
            return err;
        bool more = at_or(p);
        if (!(*end)->first && (more || n > 0))
            return filter_fail(p, p->at, "filter.or", 0, NULL);
        if (!(*end)->first && p->depth > 0 && peek(p) == ')' && p->at < p->text.n)
            return filter_fail(p, p->at, "filter.empty", 0, NULL);
        end = &(*end)->next;
        if (!more)
            break;
        p->at += 2;
    }
    *ret_filter = any->first->next ? any : any->first;
    return 0;
}

static int parse_all(struct filter_parser *p, struct filter **ret_filter)
{
    if (!utf8_valid(p->text)) {
        p->text.n = 0;
        return filter_fail(p, 0, "filter.utf8", 0, NULL);
    }
    if (utf8_count(p->text) > FILTER_TEXT_MAX)
        return fail_limit(p, "filter.too_long", FILTER_TEXT_MAX);
    int err = parse_or(p, ret_filter);
    if (err)
        return err;
    return p->at < p->text.n ? filter_fail(p, p->at, "filter.close", 0, NULL) : 0;
}

int filter_parse(struct op *op, const struct resource *r, struct str text, struct filter **ret_filter)
{
    struct filter_parser p = {.op = op, .r = r, .text = text};
    return parse_all(&p, ret_filter);
}
