#include "resource/search.h"
#include "base/utf8.h"
#include "locale/tokens.h"
#include "store/text_index.h"

/* Tokens in the index: a word of the text as it is; behind MARK_FIELD + hash of its field's name, the word in that
 * field; MARK_CLIENT and the client's id; MARK_RESOURCE and its name. Both databases take letters and digits of ASCII
 * and anything above it as part of a token, so the marks and whatever else occurs in a word are written as characters
 * of Unicode's private use area (which words do not have: ICU breaks there). */
#define MARK_OTHER    0xE000 /* + the byte */
#define MARK_CLIENT   0xE101
#define MARK_RESOURCE 0xE102
#define MARK_FIELD    0xE800
#define FIELD_HASHES  0x1000
#define TITLE_BYTES   400                  /* kept for ranking and to be shown; longer ones (of comments) are cut */
#define ENTRY_BYTES   ((size_t)600 * 1024) /* of tokens; tsvector takes a megabyte */
#define WHOLE_MOST    32                   /* words that a beginning is replaced by */

static void write_mark(struct buf *b, unsigned c)
{
    buf_char(b, (char)(0xE0 | c >> 12));
    buf_char(b, (char)(0x80 | (c >> 6 & 0x3F)));
    buf_char(b, (char)(0x80 | (c & 0x3F)));
}

static void write_token(struct buf *b, struct str token)
{
    for (size_t i = 0; i < token.n; i++) {
        unsigned char c = (unsigned char)token.at[i];
        bool plain = c >= 0x80 || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        if (plain)
            buf_char(b, (char)c);
        else
            write_mark(b, MARK_OTHER + c);
    }
}

static void write_field_mark(struct buf *b, const char *name)
{
    uint32_t h = 2166136261u;
    for (const char *c = name; *c; c++)
        h = (h ^ (uint8_t)*c) * 16777619u;
    write_mark(b, MARK_FIELD + (h ^ h >> 12) % FIELD_HASHES);
}

static void write_id_hex(struct buf *b, struct id id)
{
    char text[ID_TEXT + 1];
    id_write(id, text);
    for (size_t i = 0; i < ID_TEXT; i++)
        if (text[i] != '-')
            buf_char(b, text[i]);
}

/* ---- the words of a row ---- */

static void collect_texts(struct buf *b, const json_t *value)
{
    size_t i;
    const char *key;
    json_t *inner;
    if (json_is_string(value)) {
        buf_text(b, json_string_value(value));
        buf_char(b, '\n');
    } else if (json_is_array(value)) {
        json_array_foreach(value, i, inner) collect_texts(b, inner);
    } else if (json_is_object(value)) {
        json_object_foreach((json_t *)value, key, inner) collect_texts(b, inner);
    }
}

static struct str json_texts(struct op *op, struct str written)
{
    json_t *value = json_loadb(written.at, written.n, JSON_DECODE_ANY, NULL);
    struct buf b;
    buf_init(&b, 1024 * 1024);
    collect_texts(&b, value);
    json_decref(value);
    struct str text = arena_str(op->arena, buf_view(&b));
    buf_release(&b);
    return text;
}

static struct str field_text(struct op *op, const struct row *row, int field)
{
    const struct value *v = &row->value[field];
    if (v->kind != V_TEXT)
        return STR("");
    switch (row->resource->fields[field].type) {
    case F_TAGS:
    case F_JSON:
    case F_CUSTOM:
        return json_texts(op, v->s);
    default:
        return v->s;
    }
}

size_t search_field_tokens(struct op *op, const struct row *row, int field, struct str **ret_tokens)
{
    struct str text = field_text(op, row, field);
    size_t most = text.n < SEARCH_TOKENS_MAX ? text.n : SEARCH_TOKENS_MAX;
    *ret_tokens = arena_array(op->arena, struct str, most + 1);
    return most ? tokens_make(op->arena, text, most, *ret_tokens) : 0;
}

static void write_field(struct op *op, const struct row *row, int field, struct buf *b, struct json *words)
{
    struct str *tokens;
    size_t n = search_field_tokens(op, row, field, &tokens);
    for (size_t i = 0; i < n; i++) {
        json_str(words, tokens[i]);
        write_token(b, tokens[i]);
        buf_char(b, ' ');
        write_field_mark(b, row->resource->fields[field].name);
        write_token(b, tokens[i]);
        buf_char(b, ' ');
    }
}

static struct id row_client(const struct row *row)
{
    const char *client = row->resource->scope.client;
    return client ? row_get_id(row, client) : (struct id){{0}};
}

static struct str entry_tokens(struct op *op, const struct row *row, struct json *words)
{
    const struct resource *r = row->resource;
    struct buf b;
    buf_init(&b, ENTRY_BYTES);
    write_mark(&b, MARK_RESOURCE);
    write_token(&b, str_of(r->name));
    buf_char(&b, ' ');
    write_mark(&b, MARK_CLIENT);
    write_id_hex(&b, row_client(row));
    buf_char(&b, ' ');
    for (size_t i = 0; i < r->n_fields; i++)
        if (r->fields[i].flags & FF_SEARCH)
            write_field(op, row, (int)i, &b, words);
    size_t n = b.n;
    while (n > 0 && (b.full || b.at[n - 1] == ' ') && b.at[--n] != ' ')
        ;
    struct str text = arena_str(op->arena, (struct str){b.at, n});
    buf_release(&b);
    return text;
}

/* ---- the entry ---- */

struct place {
    struct value client, project, task, title;
};

static struct value id_or_null(const struct row *row, const char *field)
{
    struct id id = field ? row_get_id(row, field) : (struct id){{0}};
    return id_is_zero(id) ? v_null() : v_id(id);
}

static struct place place_of(const struct row *row)
{
    const struct resource *r = row->resource;
    struct str title = r->title ? row_get_text(row, r->title) : STR("");
    return (struct place){
        .client = id_or_null(row, r->scope.client),
        .project = id_or_null(row, r->scope.project),
        .task = id_or_null(row, r->scope.task),
        .title = v_text(utf8_cut(title, TITLE_BYTES)),
    };
}

static int text_add(struct op *op, int64_t slot, const struct row *row)
{
    const struct text_index *ti = db_text_index(op->db);
    struct buf b;
    struct json words;
    buf_init(&b, 2 * ENTRY_BYTES);
    json_init(&words, &b);
    json_array_start(&words);
    int err = op_exec(op, ti->add, ARGS(v_int(slot), v_text(entry_tokens(op, row, &words))));
    json_array_end(&words);
    if (err == 0)
        err = op_exec(op, ti->add_words, ARGS(v_text(buf_view(&b))));
    buf_release(&b);
    return err;
}

/* The next number, in the statement itself: there is one writer. */
#define NEXT_SLOT "(SELECT COALESCE(MAX(n.slot), 0) + 1 FROM search n WHERE n.ws = $ws)"

static int one_int(struct op *op, const char *sql, size_t n, const struct value *args, int64_t *ret_number)
{
    ROWS rows = {0};
    int err = op_query(op, &rows, sql, n, args);
    if (err)
        return err;
    err = rows_next(&rows);
    if (err == 1)
        *ret_number = row_int(&rows, 0);
    return err < 0 ? err : err == 1 ? 0 : ERR_NOT_FOUND;
}

static int entry_create(struct op *op, const struct row *row)
{
    struct place p = place_of(row);
    int64_t slot;
    int err = one_int(
        op,
        "INSERT INTO search (ws, object, slot, resource, client, project, task, title) "
        "VALUES ($ws, $1, " NEXT_SLOT ", $2, $3, $4, $5, $6) RETURNING slot",
        ARGS(v_id(row_get_id(row, "id")), v_text(str_of(row->resource->name)), p.client, p.project, p.task, p.title),
        &slot);
    return err ? err : text_add(op, slot, row);
}

static int entry_update(struct op *op, const struct row *row, int64_t old_slot)
{
    int err = op_exec(op, db_text_index(op->db)->remove, ARGS(v_int(old_slot)));
    if (err)
        return err;
    struct place p = place_of(row);
    int64_t slot;
    err = one_int(op,
                  "UPDATE search SET slot = " NEXT_SLOT ", client = $2, project = $3, task = $4, title = $5 "
                  "WHERE ws = $ws AND object = $1 RETURNING slot",
                  ARGS(v_id(row_get_id(row, "id")), p.client, p.project, p.task, p.title), &slot);
    return err ? err : text_add(op, slot, row);
}

static int find_slot(struct op *op, struct id object, int64_t *ret_slot)
{
    return one_int(op, "SELECT slot FROM search WHERE ws = $ws AND object = $1", ARGS(v_id(object)), ret_slot);
}

static bool is_searchable(const struct resource *r)
{
    for (size_t i = 0; i < r->n_fields; i++)
        if (r->fields[i].flags & FF_SEARCH)
            return true;
    return false;
}

static bool text_differs(const struct resource *r, const struct row *before, const struct row *after)
{
    const char *places[] = {r->title, r->scope.client, r->scope.project, r->scope.task};
    for (size_t i = 0; i < sizeof places / sizeof *places; i++)
        if (places[i] && row_differs(before, after, places[i]))
            return true;
    for (size_t i = 0; i < r->n_fields; i++)
        if ((r->fields[i].flags & FF_SEARCH) && row_differs(before, after, r->fields[i].name))
            return true;
    return false;
}

int search_index(struct op *op, const struct resource *r, const struct row *before, const struct row *after)
{
    if (!is_searchable(r) || (before && !text_differs(r, before, after)))
        return 0;
    int64_t slot = 0;
    int err = before ? find_slot(op, row_get_id(after, "id"), &slot) : ERR_NOT_FOUND;
    if (err == ERR_NOT_FOUND)
        return entry_create(op, after);
    return err ? err : entry_update(op, after, slot);
}

int search_forget(struct op *op, struct id object)
{
    int64_t slot;
    int err = find_slot(op, object, &slot);
    if (err)
        return err == ERR_NOT_FOUND ? 0 : err;
    err = op_exec(op, db_text_index(op->db)->remove, ARGS(v_int(slot)));
    return err ? err : op_exec(op, "DELETE FROM search WHERE ws = $ws AND object = $1", ARGS(v_id(object)));
}

/* ---- what is looked for ---- */

int search_prefix(struct op *op, struct search_word *word)
{
    struct str *whole = arena_array(op->arena, struct str, WHOLE_MOST + 1);
    struct str after = arena_format(op->arena, "%.*s\U0010FFFF", STR_FMT(word->token));
    ROWS rows = {0};
    int step =
        op_query_system(op, &rows, "SELECT word FROM search_word WHERE ws = $ws AND word >= $1 AND word < $2 LIMIT 33",
                        ARGS(v_text(word->token), v_text(after)));
    if (step)
        return step;
    size_t n = 0;
    while (n <= WHOLE_MOST && (step = rows_next(&rows)) == 1)
        whole[n++] = arena_str(op->arena, row_text(&rows, 0));
    word->prefix = true;
    word->whole = whole;
    word->n_whole = n > WHOLE_MOST ? 0 : n;
    return step < 0 ? step : 0;
}

static void write_exact(struct buf *b, const struct text_index *ti, const char *field, struct str token)
{
    buf_char(b, ti->quote);
    if (field)
        write_field_mark(b, field);
    write_token(b, token);
    buf_char(b, ti->quote);
}

static void write_quoted(struct buf *b, const struct text_index *ti, const char *field, const struct search_word *w)
{
    if (w->n_whole == 0) {
        write_exact(b, ti, field, w->token);
        buf_text(b, w->prefix ? ti->prefix : "");
        return;
    }
    for (size_t i = 0; i < w->n_whole; i++) {
        buf_text(b, i ? ti->either : "(");
        write_exact(b, ti, field, w->whole[i]);
    }
    buf_char(b, ')');
}

/* In every field that the role sees: where that is all of them, the word itself. */
static void write_anywhere(struct op *op, const struct resource *r, const struct search_word *w, struct buf *b)
{
    const struct text_index *ti = db_text_index(op->db);
    bool all = true;
    for (size_t i = 0; i < r->n_fields; i++)
        all &= !(r->fields[i].flags & FF_SEARCH) || field_seen(&r->fields[i], &op->scope);
    if (all) {
        write_quoted(b, ti, NULL, w);
        return;
    }
    const char *between = "(";
    for (size_t i = 0; i < r->n_fields; i++)
        if ((r->fields[i].flags & FF_SEARCH) && field_seen(&r->fields[i], &op->scope)) {
            buf_text(b, between);
            write_quoted(b, ti, r->fields[i].name, w);
            between = ti->either;
        }
    if (between[0] == '(') { /* none: a field nobody has */
        buf_char(b, '(');
        write_quoted(b, ti, "", w);
    }
    buf_char(b, ')');
}

void search_match_write(struct op *op, const struct resource *r, int field, size_t n, const struct search_word *words,
                        struct buf *b)
{
    const struct text_index *ti = db_text_index(op->db);
    buf_char(b, '(');
    for (size_t i = 0; i < n; i++) {
        if (i > 0)
            buf_text(b, ti->both);
        if (field >= 0)
            write_quoted(b, ti, r->fields[field].name, &words[i]);
        else
            write_anywhere(op, r, &words[i], b);
    }
    buf_char(b, ')');
}

void search_match_resource(struct op *op, const struct resource *r, struct buf *b)
{
    const struct text_index *ti = db_text_index(op->db);
    buf_char(b, ti->quote);
    write_mark(b, MARK_RESOURCE);
    write_token(b, str_of(r->name));
    buf_char(b, ti->quote);
}

void search_match_client(struct op *op, struct id client, struct buf *b)
{
    const struct text_index *ti = db_text_index(op->db);
    buf_char(b, ti->quote);
    write_mark(b, MARK_CLIENT);
    write_id_hex(b, client);
    buf_char(b, ti->quote);
}

struct str search_match_text(struct op *op, const struct resource *r, int field, size_t n,
                             const struct search_word *words)
{
    struct buf b;
    buf_init(&b, 256 * 1024);
    search_match_write(op, r, field, n, words, &b);
    buf_text(&b, db_text_index(op->db)->both);
    search_match_resource(op, r, &b);
    struct str text = arena_str(op->arena, buf_view(&b));
    buf_release(&b);
    return text;
}
