/* From names to rows: client:acme, assignee:"Ana Lima", status:review, "cf.Budget">100. */
#include "resource/filter_tree.h"
#include "locale/tokens.h"
#include "store/text_index.h"

/* How well a row fits; the best that there is counts alone. */
enum fit { FIT_NONE, FIT_WORDS, FIT_NAME, FIT_KEY, FITS };

struct tokens {
    size_t n;
    struct str token[FILTER_TOKENS_MAX];
};

static void tokens_read(struct arena *a, struct str text, struct tokens *ret_tokens)
{
    ret_tokens->n = tokens_make(a, text, FILTER_TOKENS_MAX, ret_tokens->token);
}

static bool tokens_same(const struct tokens *a, const struct tokens *b)
{
    if (a->n != b->n || a->n == 0)
        return false;
    for (size_t i = 0; i < a->n; i++)
        if (!str_eq(a->token[i], b->token[i]))
            return false;
    return true;
}

static bool tokens_within(const struct tokens *few, const struct tokens *all)
{
    for (size_t i = 0; i < few->n; i++) {
        size_t k = 0;
        while (k < all->n && !str_eq(few->token[i], all->token[k]))
            k++;
        if (k == all->n)
            return false;
    }
    return few->n > 0;
}

bool filter_same_name(struct op *op, struct str a, struct str b)
{
    struct tokens ta, tb;
    if (str_eq(a, b))
        return true;
    tokens_read(op->arena, a, &ta);
    tokens_read(op->arena, b, &tb);
    return tokens_same(&ta, &tb);
}

static bool same_letters(struct str a, struct str b)
{
    if (a.n != b.n || a.n == 0)
        return false;
    for (size_t i = 0; i < a.n; i++) {
        char x = a.at[i], y = b.at[i];
        x = (char)(x >= 'A' && x <= 'Z' ? x + 32 : x);
        y = (char)(y >= 'A' && y <= 'Z' ? y + 32 : y);
        if (x != y)
            return false;
    }
    return true;
}

size_t filter_words(struct op *op, struct str text, struct search_word **ret_words)
{
    struct tokens t;
    tokens_read(op->arena, text, &t);
    struct search_word *words = arena_array(op->arena, struct search_word, t.n + 1);
    for (size_t i = 0; i < t.n; i++)
        words[i].token = t.token[i];
    *ret_words = words;
    return t.n;
}

/* What is looked at in the rows of the target: the columns behind id. */
struct look {
    const struct resource *target;
    const char *title, *key, *email, *category; /* NULL where there is none that the reader sees */
    struct str typed;
    struct tokens typed_tokens;
    struct arena scratch;
    struct str last; /* rows come by name: the verdict on one serves the next */
    enum fit last_fit;
    struct id *id[FITS];
    size_t n[FITS], room[FITS];
    size_t n_names[FITS];
    struct str *names[FITS];
    bool by_category;
};

static const char *seen_field(const struct op *op, const struct resource *r, const char *name)
{
    int i = name ? resource_field(r, name) : -1;
    return i >= 0 && filter_sees(op, &r->fields[i]) ? name : NULL;
}

static void look_init(struct op *op, struct look *k, const struct resource *target, struct str typed)
{
    *k = (struct look){.target = target, .typed = typed};
    k->title = seen_field(op, target, target->title);
    k->key = seen_field(op, target, "key");
    k->email = seen_field(op, target, "email");
    k->category = seen_field(op, target, "category");
    tokens_read(op->arena, typed, &k->typed_tokens);
    arena_init(&k->scratch);
}

static enum fit fit_name(struct look *k, struct str name)
{
    if (k->last.at && str_eq(name, k->last))
        return k->last_fit;
    arena_reset(&k->scratch);
    struct tokens t;
    tokens_read(&k->scratch, name, &t);
    k->last_fit = str_eq(name, k->typed) || tokens_same(&k->typed_tokens, &t) ? FIT_NAME
                  : tokens_within(&k->typed_tokens, &t)                       ? FIT_WORDS
                                                                              : FIT_NONE;
    k->last = arena_str(&k->scratch, name);
    return k->last_fit;
}

static void keep_name(struct op *op, struct look *k, enum fit fit, struct str name)
{
    if (!k->names[fit])
        k->names[fit] = arena_array(op->arena, struct str, FILTER_NAMES_MAX + 1);
    if (k->n_names[fit] > FILTER_NAMES_MAX || (k->n_names[fit] && str_eq(k->names[fit][k->n_names[fit] - 1], name)))
        return;
    k->names[fit][k->n_names[fit]++] = arena_str(op->arena, name);
}

static void keep_id(struct op *op, struct look *k, enum fit fit, struct id id)
{
    if (k->n[fit] == k->room[fit]) {
        size_t room = k->room[fit] ? k->room[fit] * 2 : 16;
        k->id[fit] = arena_grow(op->arena, k->id[fit], k->room[fit] * sizeof(struct id), room * sizeof(struct id));
        k->room[fit] = room;
    }
    k->id[fit][k->n[fit]++] = id;
}

/* Columns: id, title, key, email, category. */
static void look_at(struct op *op, struct look *k, const struct rows *rows)
{
    struct id id = row_id(rows, 0);
    if (same_letters(row_text(rows, 2), k->typed) || same_letters(row_text(rows, 3), k->typed)) {
        keep_id(op, k, FIT_KEY, id);
        return;
    }
    struct str name = row_text(rows, 1);
    enum fit fit = fit_name(k, name);
    bool category = same_letters(row_text(rows, 4), k->typed);
    if (fit)
        keep_name(op, k, fit, name);
    k->by_category |= category;
    fit = category ? FIT_NAME : fit;
    if (fit)
        keep_id(op, k, fit, id);
}

static void add_column(struct buf *sql, const char *column)
{
    if (column)
        buf_format(sql, ", x.%s", column);
    else
        buf_text(sql, ", NULL");
}

/* Tables that can be long and have neither keys nor addresses are entered through the search index. */
static bool through_index(const struct look *k)
{
    int i = resource_field(k->target, k->title);
    return (k->target->fields[i].flags & FF_SEARCH) && !k->key && !k->email && k->typed_tokens.n > 0;
}

static struct str look_sql(struct op *op, const struct look *k, size_t *ret_n, struct value args[1])
{
    struct buf sql;
    buf_init(&sql, 8192);
    buf_text(&sql, "SELECT x.id");
    const char *columns[] = {k->title, k->key, k->email, k->category};
    for (size_t i = 0; i < 4; i++)
        add_column(&sql, columns[i]);
    buf_format(&sql, " FROM @%s x WHERE x.deleted IS NULL", k->target->table);
    *ret_n = 0;
    if (through_index(k)) {
        const struct text_index *ti = db_text_index(op->db);
        struct search_word *words = arena_array(op->arena, struct search_word, k->typed_tokens.n);
        for (size_t i = 0; i < k->typed_tokens.n; i++)
            words[i].token = k->typed_tokens.token[i];
        args[(*ret_n)++] =
            v_text(search_match_text(op, k->target, resource_field(k->target, k->title), k->typed_tokens.n, words));
        buf_format(&sql, " AND x.id IN (SELECT s.object FROM %s WHERE %s$1%s)", ti->from, ti->match_open,
                   ti->match_close);
    }
    buf_format(&sql, " ORDER BY x.%s", k->title);
    struct str text = arena_str(op->arena, buf_view(&sql));
    buf_release(&sql);
    return text;
}

static int look_up(struct op *op, struct look *k)
{
    if (!k->title)
        return 0;
    size_t n;
    struct value args[1];
    struct str sql = look_sql(op, k, &n, args);
    ROWS rows = {0};
    int err = op_query(op, &rows, sql.at, n, args);
    while (err == 0 && (err = rows_next(&rows)) == 1) {
        look_at(op, k, &rows);
        err = 0;
    }
    return err < 0 ? err : 0;
}

static void look_take(struct op *op, const struct look *k, struct filter_ids *ret_ids)
{
    enum fit best = k->n[FIT_KEY] ? FIT_KEY : k->n[FIT_NAME] ? FIT_NAME : FIT_WORDS;
    *ret_ids = (struct filter_ids){
        .n = k->n[best], .id = k->id[best], .target = k->target, .n_names = k->n_names[best], .names = k->names[best]};
    if (best == FIT_NAME && k->by_category) {
        char *word = arena_alloc(op->arena, k->typed.n + 1);
        for (size_t i = 0; i < k->typed.n; i++)
            word[i] = (char)(k->typed.at[i] >= 'A' && k->typed.at[i] <= 'Z' ? k->typed.at[i] + 32 : k->typed.at[i]);
        ret_ids->category = (struct str){word, k->typed.n};
    }
}

int filter_names(struct filter_parser *p, const struct resource *target, struct filter_written w,
                 struct filter_ids *ret_ids)
{
    struct look k;
    look_init(p->op, &k, target, w.text);
    int err = look_up(p->op, &k);
    arena_release(&k.scratch);
    if (err)
        return err;
    look_take(p->op, &k, ret_ids);
    if (ret_ids->n == 0)
        return filter_fail(p, w.at, "filter.nobody", OP_ARGS({"text", v_text(w.text)}));
    if (ret_ids->n > FILTER_IDS_INLINE && ret_ids->n_names > FILTER_NAMES_MAX)
        return filter_fail(p, w.at, "filter.vague",
                           OP_ARGS({"text", v_text(w.text)}, {"n", v_int((int64_t)ret_ids->n)}));
    return 0;
}

bool filter_sees(const struct op *op, const struct field *f)
{
    return field_seen(f, &op->scope) && !(f->flags & FF_NO_FILTER);
}

int filter_field(const struct op *op, const struct resource *r, struct str name)
{
    int i = resource_field_str(r, name);
    char plural[64];
    if (i < 0 && name.n > 0 && name.n < sizeof plural) {
        memcpy(plural, name.at, name.n);
        plural[name.n] = 's';
        i = resource_field_str(r, (struct str){plural, name.n + 1});
        if (i >= 0 && r->fields[i].type != F_REFS && r->fields[i].type != F_TAGS)
            i = -1;
    }
    return i >= 0 && filter_sees(op, &r->fields[i]) && r->fields[i].type != F_CUSTOM ? i : -1;
}

static bool has_customs(const struct op *op, const struct resource *r)
{
    for (size_t i = 0; i < r->n_fields; i++)
        if (r->fields[i].type == F_CUSTOM)
            return filter_sees(op, &r->fields[i]) && resource_by_name("custom_field");
    return false;
}

int filter_customs_read(struct op *op, const struct resource *r, struct filter_custom **ret_first)
{
    *ret_first = NULL;
    if (!has_customs(op, r))
        return 0;
    ROWS rows = {0};
    int err = op_query(op, &rows,
                       "SELECT c.id, c.name, c.type, c.options, c.currency FROM @custom_field c WHERE c.applies_to = "
                       "$1 AND c.deleted IS NULL "
                       "ORDER BY c.rank, c.id",
                       ARGS(v_text(str_of(r->name))));
    struct filter_custom **end = ret_first;
    while (err == 0 && (err = rows_next(&rows)) == 1) {
        struct filter_custom *c = arena_new(op->arena, struct filter_custom);
        *c = (struct filter_custom){.id = row_id(&rows, 0),
                                    .name = arena_str(op->arena, row_text(&rows, 1)),
                                    .type = arena_str(op->arena, row_text(&rows, 2)),
                                    .options = arena_str(op->arena, row_text(&rows, 3)),
                                    .currency = arena_str(op->arena, row_text(&rows, 4))};
        *end = c;
        end = &c->next;
        err = 0;
    }
    return err < 0 ? err : 0;
}

int filter_custom_find(struct filter_parser *p, struct str name, const struct filter_custom **ret_custom)
{
    *ret_custom = NULL;
    int err = p->customs_read ? 0 : filter_customs_read(p->op, p->r, &p->customs);
    p->customs_read = true;
    struct id id;
    bool by_id = id_parse(name, &id) == 0;
    for (const struct filter_custom *c = p->customs; c && err == 0; c = c->next)
        if (by_id ? id_eq(c->id, id) : filter_same_name(p->op, c->name, name)) {
            *ret_custom = c;
            break;
        }
    return err;
}
