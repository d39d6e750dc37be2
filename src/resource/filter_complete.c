#include "resource/filter_tree.h"
#include "base/utf8.h"
#include "store/text_index.h"

#define SUGGESTIONS_MAX 20

/* What stands at the caret. */
struct spot {
    struct op *op;
    const struct resource *r;
    struct json *out;
    int n;            /* suggestions made */
    struct str name;  /* of the field, empty while it is being written */
    struct str typed; /* what is there of the word or value, without an opening quotation mark */
    size_t from;      /* byte where it begins, with the mark */
    bool value;
};

static char low(char c)
{
    return (char)(c >= 'A' && c <= 'Z' ? c + 32 : c);
}

static bool begins(struct str text, struct str with)
{
    if (text.n < with.n)
        return false;
    for (size_t i = 0; i < with.n; i++)
        if (low(text.at[i]) != low(with.at[i]))
            return false;
    return true;
}

static bool is_plain(struct str s)
{
    for (size_t i = 0; i < s.n; i++)
        if (strchr(" \t\n\r\"(),:=<>\\", s.at[i]) || (s.at[i] == '.' && i + 1 < s.n && s.at[i + 1] == '.'))
            return false;
    return s.n > 0 && s.at[0] != '-';
}

static struct str quoted(struct op *op, struct str s)
{
    if (is_plain(s))
        return s;
    char *text = arena_alloc(op->arena, s.n * 2 + 3), *to = text;
    *to++ = '"';
    for (size_t i = 0; i < s.n; i++) {
        if (s.at[i] == '"' || s.at[i] == '\\')
            *to++ = '\\';
        *to++ = s.at[i];
    }
    *to++ = '"';
    return (struct str){text, (size_t)(to - text)};
}

static void suggest(struct spot *s, const char *kind, struct str insert, struct str label, const char *detail)
{
    if (s->n++ >= SUGGESTIONS_MAX)
        return;
    json_object_start(s->out);
    json_key(s->out, "insert");
    json_str(s->out, insert);
    json_key(s->out, "label");
    json_str(s->out, label);
    json_key(s->out, "kind");
    json_text(s->out, kind);
    json_key(s->out, "detail");
    if (detail)
        json_text(s->out, detail);
    else
        json_none(s->out);
    json_object_end(s->out);
}

static void suggest_value(struct spot *s, struct str value)
{
    if (begins(value, s->typed))
        suggest(s, "value", quoted(s->op, value), value, NULL);
}

static void suggest_list(struct spot *s, const char *const *values)
{
    for (; *values; values++)
        suggest_value(s, str_of(*values));
}

/* ---- fields and words ---- */

static void suggest_words(struct spot *s, const char *before)
{
    for (const struct filter_word *w = NULL; (w = filter_word_next(s->op, s->r, w));)
        if (begins(str_of(w->word), s->typed))
            suggest(s, "word", arena_format(s->op->arena, "%s%s", before, w->word), str_of(w->word), w->expansion);
}

static int suggest_fields(struct spot *s)
{
    for (size_t i = 0; i < s->r->n_fields; i++) {
        const struct field *f = &s->r->fields[i];
        struct str name = str_of(f->name);
        if (filter_sees(s->op, f) && f->type != F_CUSTOM && f->type != F_RANK && begins(name, s->typed))
            suggest(s, "field", arena_format(s->op->arena, "%s:", f->name), name, NULL);
    }
    suggest_words(s, "is:");
    struct filter_custom *c;
    int err = filter_customs_read(s->op, s->r, &c);
    for (; c && err == 0; c = c->next) {
        struct str name = arena_format(s->op->arena, "cf.%.*s", STR_FMT(c->name));
        if (begins(name, s->typed) || begins(c->name, s->typed))
            suggest(s, "field", arena_format(s->op->arena, "%.*s:", STR_FMT(quoted(s->op, name))), name, NULL);
    }
    return err;
}

/* ---- values ---- */

static struct str pattern(struct op *op, struct str typed)
{
    char *text = arena_alloc(op->arena, typed.n * 2 + 3), *to = text;
    *to++ = '%';
    for (size_t i = 0; i < typed.n; i++) {
        if (typed.at[i] == '%' || typed.at[i] == '_' || typed.at[i] == '!')
            *to++ = '!';
        *to++ = low(typed.at[i]);
    }
    *to++ = '%';
    return (struct str){text, (size_t)(to - text)};
}

static int suggest_rows(struct spot *s, const char *sql, size_t n, const struct value *args)
{
    ROWS rows = {0};
    int step = op_query(s->op, &rows, sql, n, args);
    if (step)
        return step;
    while ((step = rows_next(&rows)) == 1) {
        struct str name = row_text(&rows, 0);
        suggest(s, "value", quoted(s->op, name), name, NULL);
    }
    return step;
}

/* Long tables by the search index, the others by what the name contains. */
static int suggest_names(struct spot *s, const struct resource *target)
{
    int title = resource_field(target, target->title);
    if (title < 0 || !filter_sees(s->op, &target->fields[title]))
        return 0;
    struct search_word *words;
    size_t n = filter_words(s->op, s->typed, &words);
    if (!(target->fields[title].flags & FF_SEARCH) || n == 0) {
        struct str sql =
            arena_format(s->op->arena,
                         "SELECT DISTINCT x.%s FROM @%s x WHERE x.deleted IS NULL AND lower(x.%s) LIKE $1 ESCAPE '!' "
                         "ORDER BY x.%s LIMIT %d",
                         target->title, target->table, target->title, target->title, SUGGESTIONS_MAX);
        return suggest_rows(s, sql.at, ARGS(v_text(pattern(s->op, s->typed))));
    }
    int err = search_prefix(s->op, &words[n - 1]);
    if (err)
        return err;
    const struct text_index *ti = db_text_index(s->op->db);
    struct str sql = arena_format(
        s->op->arena,
        "SELECT DISTINCT x.%s FROM @%s x WHERE x.deleted IS NULL AND x.id IN (SELECT s.object FROM %s WHERE %s$1%s) "
        "ORDER BY x.%s LIMIT %d",
        target->title, target->table, ti->from, ti->match_open, ti->match_close, target->title, SUGGESTIONS_MAX);
    return suggest_rows(s, sql.at, ARGS(v_text(search_match_text(s->op, target, title, n, words))));
}

/* From one tag to the next in the index, so that a tag of a hundred thousand rows costs as much as one of a single row;
 * shown if the reader sees a row that has it. */
static int suggest_tags(struct spot *s, const struct field *f)
{
    struct str sql = arena_format(
        s->op->arena,
        "WITH RECURSIVE one(tag) AS (SELECT MIN(a.tag) FROM tag a WHERE a.ws = $ws AND a.field = '%s.%s' UNION ALL "
        "SELECT (SELECT MIN(b.tag) FROM tag b WHERE b.ws = $ws AND b.field = '%s.%s' AND b.tag > one.tag) FROM one "
        "WHERE one.tag IS NOT NULL) SELECT one.tag FROM one WHERE lower(one.tag) LIKE $1 ESCAPE '!' AND EXISTS (SELECT "
        "1 FROM tag k "
        "JOIN @%s t ON t.id = k.owner WHERE k.ws = $ws AND k.field = '%s.%s' AND k.tag = one.tag AND t.deleted IS "
        "NULL) LIMIT %d",
        s->r->name, f->name, s->r->name, f->name, s->r->table, s->r->name, f->name, SUGGESTIONS_MAX);
    return suggest_rows(s, sql.at, ARGS(v_text(pattern(s->op, s->typed))));
}

static const char *const days[] = {"today",     "tomorrow", "yesterday", "week",   "nextweek", "lastweek", "month",
                                   "nextmonth", "7d",       "monday",    "friday", "none",     "any",      NULL};
static const char *const yes_no[] = {"yes", "no", NULL};
static const char *const presence[] = {"none", "any", NULL};
static const char *const myself[] = {"me", NULL};

static int suggest_field_values(struct spot *s, const struct field *f)
{
    int err = 0;
    switch (f->type) {
    case F_ENUM:
        suggest_list(s, f->choices);
        return 0;
    case F_BOOL:
        suggest_list(s, yes_no);
        return 0;
    case F_DATE:
    case F_INSTANT:
        suggest_list(s, days);
        return 0;
    case F_REF:
    case F_REFS:
        if (strcmp(f->target, "member") == 0)
            suggest_list(s, myself);
        err = suggest_names(s, resource_by_name(f->target));
        break;
    case F_TAGS:
        err = suggest_tags(s, f);
        break;
    default:
        break;
    }
    suggest_list(s, presence);
    return err;
}

static int suggest_custom_values(struct spot *s, const struct filter_custom *c)
{
    int err = 0;
    if (str_is(c->type, "people")) {
        suggest_list(s, myself);
        err = suggest_names(s, resource_by_name("member"));
    }
    if (str_is(c->type, "check"))
        suggest_list(s, yes_no);
    if (str_is(c->type, "date"))
        suggest_list(s, days);
    json_t *options = json_loadb(c->options.at, c->options.n, 0, NULL), *option;
    size_t i;
    json_array_foreach(options, i, option)
    {
        const json_t *name = json_is_object(option) ? json_object_get(option, "name") : option;
        suggest_value(s, str_of(json_string_value(name)));
    }
    json_decref(options);
    if (!str_is(c->type, "date"))
        suggest_list(s, presence);
    return err;
}

static int suggest_values(struct spot *s)
{
    if (str_is(s->name, "is")) {
        suggest_words(s, "");
        return 0;
    }
    if (begins(s->name, STR("cf."))) {
        struct filter_parser p = {.op = s->op, .r = s->r};
        const struct filter_custom *c;
        int err = filter_custom_find(&p, (struct str){s->name.at + 3, s->name.n - 3}, &c);
        return err || !c ? err : suggest_custom_values(s, c);
    }
    int i = filter_field(s->op, s->r, s->name);
    return i < 0 ? 0 : suggest_field_values(s, &s->r->fields[i]);
}

/* ---- the caret ---- */

/* Goes over the text as the parser does, without its strictness: names of fields may be quoted, values follow an
 * operator, a comma or two dots. */
static void find_spot(struct spot *s, struct str text)
{
    size_t start = 0;
    bool quote = false;
    struct str name = {0};
    for (size_t i = 0; i < text.n; i++) {
        char c = text.at[i];
        if (c == '"' && (i == 0 || text.at[i - 1] != '\\'))
            quote = !quote;
        if (quote)
            continue;
        if (strchr(" \t\n\r()", c) || (c == '-' && i == start && name.n == 0)) {
            start = i + 1;
            name = (struct str){0};
        } else if (strchr(":=<>", c)) {
            if (name.n == 0)
                name = (struct str){text.at + start, i - start};
            start = i + 1;
        } else if (name.n > 0 && (c == ',' || (c == '.' && i > start && text.at[i - 1] == '.'))) {
            start = i + 1;
        }
    }
    if (name.n > 1 && name.at[0] == '"')
        name = (struct str){name.at + 1, name.n - (name.at[name.n - 1] == '"' ? 2 : 1)};
    s->name = name;
    s->value = name.n > 0;
    s->from = start;
    s->typed = (struct str){text.at + start, text.n - start};
    if (s->typed.n > 0 && s->typed.at[0] == '"')
        s->typed = (struct str){s->typed.at + 1, s->typed.n - 1};
}

static struct str before_caret(struct str text, int64_t caret)
{
    size_t at = 0;
    for (int64_t i = 0; i < caret && at < text.n; i++)
        at += utf8_step(text.at + at, text.n - at);
    return (struct str){text.at, at};
}

int filter_complete(struct op *op, const struct resource *r, struct str text, int64_t caret, struct json *out)
{
    if (!utf8_valid(text))
        text = STR("");
    struct spot s = {.op = op, .r = r, .out = out};
    struct str before = before_caret(text, caret);
    find_spot(&s, before);
    json_object_start(out);
    json_key(out, "from");
    json_int(out, (int64_t)utf8_count((struct str){before.at, s.from}));
    json_key(out, "to");
    json_int(out, (int64_t)utf8_count(before));
    json_key(out, "items");
    json_array_start(out);
    int err = s.value ? suggest_values(&s) : suggest_fields(&s);
    json_array_end(out);
    json_object_end(out);
    return err;
}
